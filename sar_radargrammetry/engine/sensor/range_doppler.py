"""Slant-range images whose lines are times: zero-Doppler stripmap, and squinted ones.

Zero-Doppler stripmap is the case of range rate 0. Pixel convention: the centre of the first pixel is (0, 0).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..errors import EngineError
from .closest_approach import closest_approach
from .model import ProjectionSet
from .trajectory import Trajectory

TIME_MARGIN = 0.1
"""Share of the image's duration by which a ground point may lie outside it in azimuth and still get a line."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class RangeDopplerModel:
    """Slant-range image whose line is a time and whose sample is a range.

    Parameters
    ----------
    trajectory : Trajectory
    lines, samples : int
        Size of the image.
    first_line_time, line_interval : float
        Time of line 0 and from line to line [s]; a negative interval flies against the lines.
    near_range, range_spacing : float
        Slant range of sample 0 and from sample to sample [m].
    look_side : {"left", "right"}
        Side of the track the antenna looks to.
    range_rate : tuple of float
        Range rate [m/s] as a polynomial in range minus `near_range` [m], lowest power first; (0.0,) is zero-Doppler.
    reference_height : float
        A height above the ellipsoid typical of the scene [m].
    """

    trajectory: Trajectory
    lines: int
    samples: int
    first_line_time: float
    line_interval: float
    near_range: float
    range_spacing: float
    look_side: str
    range_rate: tuple[float, ...] = (0.0,)
    reference_height: float = 0.0

    def __post_init__(self) -> None:
        if self.lines < 1 or self.samples < 1:
            raise EngineError(
                "An image of {lines} lines and {samples} samples is empty.", lines=self.lines, samples=self.samples
            )
        if self.look_side not in ("left", "right"):
            raise EngineError("The look side is {look_side}; it must be left or right.", look_side=repr(self.look_side))
        if not (self.near_range > 0 and self.range_spacing > 0 and self.line_interval != 0):
            raise EngineError("Near range and range spacing must be positive and the line interval not zero.")
        times_and_ranges = (self.first_line_time, self.line_interval, self.near_range, self.range_spacing)
        if not np.isfinite([*times_and_ranges, *self.range_rate, self.reference_height]).all():
            raise EngineError("The image's times, ranges, range rate and reference height must be finite numbers.")

    def projection_set(self, line: np.ndarray, sample: np.ndarray) -> ProjectionSet:
        """What pixels at `line` and `sample` (any broadcastable shapes) stand for.

        The antenna's state is computed for the shape of `line` alone, so a column of lines against a row of samples
        costs one state a line.
        """
        time = self.first_line_time + self.line_interval * np.asarray(line, float)
        position, velocity, _ = self.trajectory.at(time)
        offset = self.range_spacing * np.asarray(sample, float)
        rate = np.polynomial.polynomial.polyval(offset, self.range_rate)
        return ProjectionSet(time, position, velocity, self.near_range + offset, rate)

    def ground_to_image(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (...), at which ground points (..., 3) ECEF [m] appear.

        Returns
        -------
        line, sample : (...) ndarray
            NaN where the point is not passed within the image's duration and a tenth of it on both sides.
        """
        xyz = np.asarray(xyz, float)
        points = xyz.reshape(-1, 3)
        time, range_ = closest_approach(self.trajectory, self.time_span(), points, self.near_range, self.range_rate)
        line = (time - self.first_line_time) / self.line_interval
        sample = (range_ - self.near_range) / self.range_spacing
        return line.reshape(xyz.shape[:-1]), sample.reshape(xyz.shape[:-1])

    def time_span(self) -> tuple[float, float]:
        """Earliest and latest time [s] at which a ground point gets a line."""
        ends = self.first_line_time + self.line_interval * np.array([-0.5, self.lines - 0.5])
        margin = TIME_MARGIN * abs(ends[1] - ends[0])
        return float(ends.min() - margin), float(ends.max() + margin)

    def on_grid(
        self, lines: int, samples: int, first: tuple[float, float], looks: tuple[int, int]
    ) -> RangeDopplerModel:
        """The model of an image whose first pixel stands at pixel `first` of this one and whose pixels span `looks`."""
        near_range = self.near_range + self.range_spacing * first[1]
        return dataclasses.replace(
            self,
            lines=lines,
            samples=samples,
            first_line_time=self.first_line_time + self.line_interval * first[0],
            line_interval=self.line_interval * looks[0],
            near_range=near_range,
            range_spacing=self.range_spacing * looks[1],
            range_rate=_recentred(self.range_rate, near_range - self.near_range),
        )


def _recentred(polynomial: tuple[float, ...], shift: float) -> tuple[float, ...]:
    """The same polynomial in x - shift instead of x."""
    if len(polynomial) == 1 or shift == 0:
        return polynomial
    moved = np.polynomial.Polynomial(polynomial)(np.polynomial.Polynomial([shift, 1.0]))
    return tuple(float(c) for c in moved.coef)
