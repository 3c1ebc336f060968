"""Control points as the images show them: by their matches where there are some, else by the reference's pixel."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..matching.correspondence import Correspondence
from ..sensor.ellipsoid import local_axes
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, equations, equations_by_pixel
from .conditions import PixelGeometry, TiedPair, by_ground_point, tied_pair
from .control import ControlPoint
from .observations import Group
from .ties import TiePoints, joined, match_near
from .unknowns import Unknowns

PIXEL_SIGMA = 0.5
"""Standard deviation [px] to which a control point is found in an image."""


@dataclasses.dataclass(frozen=True)
class ControlView:
    """Control points that the images tell something about.

    Parameters
    ----------
    matched : list of ControlPoint
        Those where there is a match, one for each tie point of `tied`; without a pixel of their own they are heights.
    tied : TiedPair or None
    spread : (n, 3, 3) ndarray
        What finding them in the reference image to `PIXEL_SIGMA` means on the ground [m^2].
    unmatched : list of ControlPoint
        Those that are marked in the reference image, and have no match.
    reference : PixelGeometry or None
        Their pixels.
    by_pixel : (m, 2, 2) ndarray
        Derivatives of their equations [m] by line and sample.
    unused : list of str
        Names of points that neither image shows.
    """

    matched: list[ControlPoint]
    tied: TiedPair | None
    spread: np.ndarray
    unmatched: list[ControlPoint]
    reference: PixelGeometry | None
    by_pixel: np.ndarray
    unused: list[str]

    @property
    def points(self) -> list[ControlPoint]:
        """All that can be used, in the order in which they own conditions."""
        return [*self.matched, *self.unmatched]

    def group(self, values: np.ndarray) -> Group:
        """Conditions, whitened, at these values of the unknowns."""
        value, by_unknown, owner = [], [], []
        for number, (missed, derivative, covariance) in enumerate(self._conditions(values)):
            # Uncorrelated, of unit variance.
            white = np.linalg.inv(np.linalg.cholesky(covariance))
            value.append(white @ missed)
            by_unknown.append(white @ derivative)
            owner += [number] * len(missed)
        empty = np.zeros((0, len(values)))
        return Group(np.concatenate([*value, []]), np.concatenate([*by_unknown, empty]), np.array(owner, int))

    def misses(self, values: np.ndarray) -> np.ndarray:
        """East, north, up [m] from each control point to where the images put it, (n, 3); NaN where they do not say."""
        found = np.full((len(self.points), 3), np.nan)
        if self.tied is not None:
            xyz = self.tied.conditions(values).xyz
            for number, point in enumerate(self.matched):
                local = local_axes(point.longitude, point.latitude) @ (xyz[number] - point.xyz)
                found[number] = local if point.pixel is not None else (np.nan, np.nan, local[2])
        return found

    def _conditions(self, values: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Misclosure [m], derivatives by the unknowns and covariance [m^2] of every point."""
        rows = []
        if self.tied is not None:
            found = self.tied.conditions(values)
            for number, point in enumerate(self.matched):
                missed, derivative = found.xyz[number] - point.xyz, found.xyz_by_unknown[number]
                covariance = found.covariance[number] + self.spread[number] + point.sigma**2 * np.eye(3)
                if point.pixel is None:
                    up = local_axes(point.longitude, point.latitude)[2:]
                    missed, derivative = up @ missed, up @ derivative
                    covariance = up @ found.covariance[number] @ up.T + point.sigma**2
                rows.append((missed, derivative, covariance))
        if self.reference is not None:
            own = values[: len(self.reference.unknowns.sigma)]
            ground = np.array([point.xyz for point in self.unmatched])
            pixels = self.reference.corrected(own)
            missed, by_ground = equations(pixels, ground), by_ground_point(pixels, ground)
            derivative = np.zeros((len(ground), 2, len(values)))
            derivative[..., : len(own)] = self.reference.equations_by_unknown(own, ground)
            for number, point in enumerate(self.unmatched):
                by_pixel = self.by_pixel[number]
                covariance = PIXEL_SIGMA**2 * by_pixel @ by_pixel.T
                covariance = covariance + point.sigma**2 * by_ground[number] @ by_ground[number].T
                rows.append((missed[number], derivative[number], covariance))
        return rows


def see_control(
    points: list[ControlPoint],
    correspondence: Correspondence,
    models: tuple[SensorModel, SensorModel],
    unknowns: tuple[Unknowns, Unknowns],
    pointing: np.ndarray,
) -> ControlView:
    """Look the control points up in the reference image and in the matches.

    A point that is not marked in the reference is looked for where the uncorrected model has it: a few pixels off, on
    level ground at the right height.
    """
    matched, ties, unmatched, pixels, unused = [], [], [], [], []
    for point in points:
        pixel = point.pixel or tuple(float(v) for v in models[0].ground_to_image(point.xyz))
        inside = 0 <= pixel[0] <= models[0].lines - 1 and 0 <= pixel[1] <= models[0].samples - 1
        tie = match_near(correspondence, *pixel) if inside else None
        if tie is not None:
            matched.append(point)
            ties.append(tie)
        elif inside and point.pixel is not None:
            unmatched.append(point)
            pixels.append(pixel)
        else:
            unused.append(point.name)
    tied, spread = None, np.empty((0, 3, 3))
    if matched:
        tied, met = tied_pair(*models, unknowns, joined(ties), pointing)
        unused += [point.name for point, meets in zip(matched, met, strict=True) if not meets]
        matched = [point for point, meets in zip(matched, met, strict=True) if meets]
        spread = _spread(models[0], tied.ties, np.array([point.height for point in matched]))
    view, by_pixel = None, np.empty((0, 2, 2))
    if unmatched:
        pixel = np.array(pixels)
        view = PixelGeometry.of(models[0], unknowns[0], pixel)
        by_pixel = equations_by_pixel(models[0], *pixel.T, np.array([point.xyz for point in unmatched]))
    return ControlView(matched, tied if matched else None, spread, unmatched, view, by_pixel, unused)


def _spread(model: SensorModel, ties: TiePoints, height: np.ndarray) -> np.ndarray:
    """Covariance (n, 3, 3) [m^2] on level ground of an error of `PIXEL_SIGMA` in line and sample."""
    steps = np.array([[0.5, 0.0], [-0.5, 0.0], [0.0, 0.5], [0.0, -0.5]])
    pixel = ties.reference[:, None] + steps
    ground = image_to_ground(model, pixel[..., 0], pixel[..., 1], height[:, None])
    by_pixel = np.swapaxes(ground[:, ::2] - ground[:, 1::2], 1, 2)
    return PIXEL_SIGMA**2 * by_pixel @ np.swapaxes(by_pixel, 1, 2)
