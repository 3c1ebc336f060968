"""Images whose pixels stand for what the SICD standard's own projection says: spotlight, squinted, on planes.

Source: SICD Volume 3, Image Projections Description Document, sections 2 to 4. Pixel convention: the centre of the
first pixel is (0, 0).
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
from numpy.polynomial import polynomial

from ..errors import EngineError
from ..parallel import for_pieces
from .model import ProjectionSet
from .sicd_projection import Projection, horner2, horner_vector

NEXT_LINE, NEXT_SAMPLE = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
REACH = 1000.0
"""Pixels beyond the image, or its size when that is more, within which a ground point still gets a place."""
STEPS = 24
"""Newton needs four or five."""
TOLERANCE = 1e-7
"""A step [px] after which Newton stops; the error left is far smaller."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SicdModel:
    """Geometry of a SICD image of any grid.

    Parameters
    ----------
    lines, samples : int
        Size of the image.
    look_side : {"left", "right"}
        Side of the track the antenna looks to.
    reference_height : float
        A height above the ellipsoid typical of the scene [m].
    origin : (2,) ndarray
        The standard's image coordinates x (along rows) and y (along columns) [m] of pixel (0, 0).
    line_step, sample_step : (2,) ndarray
        How far x and y go from line to line and from sample to sample [m].
    time_coa : (m, n) ndarray
        TimeCOAPoly: centre-of-aperture time [s] in powers of x and y.
    arp : (d + 1, 3) ndarray
        ARPPoly: antenna position in powers of time, ECEF [m].
    projection : Projection
        Range and range rate from x, y and the antenna's state.
    """

    lines: int
    samples: int
    look_side: str
    reference_height: float
    origin: np.ndarray
    line_step: np.ndarray
    sample_step: np.ndarray
    time_coa: np.ndarray
    arp: np.ndarray
    projection: Projection

    def __post_init__(self) -> None:
        if self.lines < 1 or self.samples < 1:
            raise EngineError(
                "An image of {lines} lines and {samples} samples is empty.", lines=self.lines, samples=self.samples
            )
        if self.look_side not in ("left", "right"):
            raise EngineError("The look side is {look_side}; it must be left or right.", look_side=repr(self.look_side))
        if self.line_step[0] * self.sample_step[1] == self.line_step[1] * self.sample_step[0]:
            raise EngineError("Lines and samples of the image must go in different directions.")

    @functools.cached_property
    def _varp(self) -> np.ndarray:
        return polynomial.polyder(self.arp, axis=0) if len(self.arp) > 1 else np.zeros((1, 3))

    def projection_set(self, line: np.ndarray, sample: np.ndarray) -> ProjectionSet:
        """What pixels at `line` and `sample` (any broadcastable shapes) stand for.

        The antenna's state is computed only along the axes it changes with: once for a staring spotlight image.
        """
        line, sample = np.asarray(line, float), np.asarray(sample, float)
        x = _affine(self.origin[0], self.line_step[0], line, self.sample_step[0], sample)
        y = _affine(self.origin[1], self.line_step[1], line, self.sample_step[1], sample)
        time = horner2(self.time_coa, x, y)
        arp, varp = horner_vector(self.arp, time), horner_vector(self._varp, time)
        range_, rate = self.projection.range_and_rate(x, y, time, arp, varp)
        # Later steps count on the antenna's state having at least the axes of `line`.
        shape = np.broadcast_shapes(time.shape, line.shape)
        return ProjectionSet(
            np.broadcast_to(time, shape),
            np.broadcast_to(arp, (*shape, 3)),
            np.broadcast_to(varp, (*shape, 3)),
            np.broadcast_to(range_, np.broadcast_shapes(range_.shape, sample.shape)),
            np.broadcast_to(rate, np.broadcast_shapes(rate.shape, sample.shape)),
        )

    def ground_to_image(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (...), at which ground points (..., 3) ECEF [m] appear.

        Newton in line and sample on the range and Doppler equations of the pixel, with derivatives by differences
        over one pixel. The standard's own iteration through ground planes (section 6) takes ten times as long.

        Returns
        -------
        line, sample : (...) ndarray
            NaN where the point is farther outside the image than its own size (`REACH` pixels when it is small), or
            where no pixel has its range and range rate.
        """
        xyz = np.asarray(xyz, float)
        points = xyz.reshape(-1, 3)
        pixels = np.empty((2, len(points)))

        def solve(piece: slice) -> None:
            pixels[:, piece] = self._place(points[piece])

        for_pieces(solve, len(points))
        line, sample = pixels.reshape(2, *xyz.shape[:-1])
        return line, sample

    def on_grid(self, lines: int, samples: int, first: tuple[float, float], looks: tuple[int, int]) -> SicdModel:
        """The model of an image whose first pixel stands at pixel `first` of this one and whose pixels span `looks`."""
        return dataclasses.replace(
            self,
            lines=lines,
            samples=samples,
            origin=self.origin + first[0] * self.line_step + first[1] * self.sample_step,
            line_step=self.line_step * looks[0],
            sample_step=self.sample_step * looks[1],
        )

    def _place(self, points: np.ndarray) -> np.ndarray:
        """Line and sample (2, n) of points (n, 3); NaN where there is none."""
        size = np.array([[self.lines], [self.samples]], float)
        middle, reach = 0.5 * (size - 1.0), 0.5 * size + np.maximum(size, REACH)
        pixel = np.repeat(middle, len(points), axis=1)
        change = np.full_like(pixel, np.inf)
        with np.errstate(all="ignore"):
            for step in range(STEPS):
                miss = self._equations(pixel, points)
                # Near the solution the derivatives hardly change, and computing them triples the cost of a step.
                if step < 2 or step % 4 == 0:
                    by_line = self._equations(pixel + NEXT_LINE, points) - miss
                    by_sample = self._equations(pixel + NEXT_SAMPLE, points) - miss
                    determinant = by_line[0] * by_sample[1] - by_line[1] * by_sample[0]
                change = np.stack(
                    [miss[0] * by_sample[1] - miss[1] * by_sample[0], miss[1] * by_line[0] - miss[0] * by_line[1]]
                )
                change /= determinant
                pixel = np.clip(pixel - change, middle - reach, middle + reach)
                if not (np.abs(change) > TOLERANCE).any():
                    break
            found = (np.abs(change) <= 10.0 * TOLERANCE).all(axis=0)
            found &= (np.abs(pixel - middle) < reach).all(axis=0)
        return np.where(found, pixel, np.nan)

    def _equations(self, pixel: np.ndarray, points: np.ndarray) -> np.ndarray:
        """How much points (n, 3) miss the range and the Doppler equation [m] of pixels (2, n): (2, n)."""
        pixels = self.projection_set(pixel[0], pixel[1])
        sight = points - pixels.arp
        range_ = np.sqrt(np.einsum("...i,...i->...", sight, sight))
        ahead = np.einsum("...i,...i->...", pixels.varp, sight)
        speed = np.sqrt(np.einsum("...i,...i->...", pixels.varp, pixels.varp))
        return np.stack([range_ - pixels.range_, (ahead + pixels.range_ * pixels.range_rate) / speed])


def _affine(origin: float, by_line: float, line: np.ndarray, by_sample: float, sample: np.ndarray) -> np.ndarray:
    """origin + by_line line + by_sample sample, with only the axes it depends on."""
    if by_line == 0:
        return origin + by_sample * sample
    if by_sample == 0:
        return origin + by_line * line
    return origin + by_line * line + by_sample * sample
