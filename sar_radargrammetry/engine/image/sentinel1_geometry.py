"""Times and ranges of a Sentinel-1 GRD image's pixels, in its own ground-range grid, and its orbit.

Line and pixel give the zero-Doppler time through the geolocation grid, whose times hold, besides the even times of the
lines, a shift that grows with range (half a millisecond across the swath). Slant range comes from the polynomials in
ground range, linear in time between their records, which follow the mean terrain height from second to second; the
grid, with rows three seconds apart, would miss that by tens of metres. Without polynomials the grid must do.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import RectBivariateSpline

from ..errors import EngineError
from ..sensor.ellipsoid import geodetic_to_ecef
from ..sensor.map_projected import times_and_ranges, track_model
from ..sensor.pixel_mapping import fitted
from ..sensor.trajectory import Trajectory
from .sentinel1_annotation import Annotation

APPROACH = 30.0
"""Seconds before the first and after the last line in which points of the grid are looked for on the track."""
LARGEST_SHIFT = 2e-3
"""Seconds by which the clocks of orbit and image may differ; more is another image's orbit."""
DISAGREEMENT = 1.0
"""Pixels that orbit and grid may differ by after that."""


class GrdGeometry:
    """Times and ranges by line and pixel of a GRD image.

    Parameters
    ----------
    annotation : Annotation

    Attributes
    ----------
    trajectory : Trajectory
        On the clock of the image, see `time_shift`.
    look_side : {"left", "right"}
    time_shift : float
        Seconds by which the geolocation grid's points are passed later, by the orbit as annotated, than the grid says.
        On real products range agrees to a tenth of a millimetre and time but for a constant of 0.2 to 0.4 ms, another
        in each product: the clocks of orbit and image differ. The image's counts, because the grid is on it.
    residual : (2,) ndarray
        Largest difference from the grid's points after that: time [s], range [m].

    Raises
    ------
    EngineError
        The orbit does not cover the image, or is not the one of the grid.
    """

    def __init__(self, annotation: Annotation) -> None:
        self.annotation = annotation
        grid, end = annotation.grid, (annotation.lines - 1) * annotation.line_interval
        begin, last = annotation.orbit_time[[0, -1]]
        if not (begin <= grid.time.min() and last >= max(end, grid.time.max())):
            raise EngineError(
                f"In the annotation {annotation.path}, the state vectors (orbitList) cover {begin:.1f} to {last:.1f} s "
                f"after the first line, but not the whole image of {end:.1f} s; choose a complete product."
            )
        even = annotation.line_interval * grid.line[:, None]
        shift = RectBivariateSpline(grid.line, grid.pixel, grid.time - even)
        range_ = RectBivariateSpline(grid.line, grid.pixel, grid.range_)
        # As a table they go on straight beyond the grid, where the splines would stay as they are at its edge.
        self._table, _ = fitted(
            lambda line, pixel: (line * annotation.line_interval + shift.ev(line, pixel), range_.ev(line, pixel)),
            annotation.lines, annotation.samples, margin=(0.0, 0.0),
        )  # fmt: skip
        self._height = RectBivariateSpline(grid.line, grid.pixel, grid.height, kx=1, ky=1)
        self._align(begin, last)

    def _align(self, begin: float, last: float) -> None:
        annotation, grid = self.annotation, self.annotation.grid
        # The positions alone: the annotated velocities of an orbit from the downlink differ from the positions' own by
        # 5 mm/s, and lead 2 mm astray.
        trajectory = Trajectory.from_state_vectors(annotation.orbit_time, annotation.orbit_position)
        earliest, latest = max(begin, grid.time.min() - APPROACH), min(last, grid.time.max() + APPROACH)
        ground = geodetic_to_ecef(grid.longitude, grid.latitude, grid.height)
        time, range_ = times_and_ranges(track_model(trajectory, earliest, latest, "right"), ground)
        self.time_shift = float(np.median(time - grid.time))
        self.residual = np.array([np.abs(time - grid.time - self.time_shift).max(), np.abs(range_ - grid.range_).max()])
        limits = DISAGREEMENT * np.array([annotation.line_interval, annotation.pixel_spacing])
        if not (abs(self.time_shift) < LARGEST_SHIFT and (self.residual < limits).all()):
            raise EngineError(
                f"In the annotation {annotation.path}, orbit and geolocation grid contradict each other: points of "
                f"the grid are passed {self.time_shift * 1e3:.3g} ms late and up to {self.residual[1]:.3g} m too far; "
                "choose an undamaged product."
            )
        self.trajectory = Trajectory.from_state_vectors(
            annotation.orbit_time - self.time_shift, annotation.orbit_position
        )
        position, velocity, _ = self.trajectory.at(grid.time[0, 0])
        right = np.cross(velocity, position) @ (ground[0, 0] - position) > 0
        self.look_side = "right" if right else "left"

    def times_and_ranges(self, line: np.ndarray, pixel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Zero-Doppler time [s] and slant range [m] (...) at image coordinates (...) of the GRD."""
        time, range_ = self._table.at(line, pixel)
        if self.annotation.ground_to_slant is not None:
            range_ = self.slant_range(time, np.asarray(pixel, float))
        return time, range_

    def slant_range(self, time: np.ndarray, pixel: np.ndarray) -> np.ndarray:
        """Slant range [m] by the polynomials, of pixels that were taken at `time` [s]."""
        conversion = self.annotation.ground_to_slant
        # With a single record there is nothing to interpolate.
        before = np.clip(np.searchsorted(conversion.time, time) - 1, 0, max(conversion.time.size - 2, 0))
        after = np.minimum(before + 1, conversion.time.size - 1)
        step = np.where(after > before, conversion.time[after] - conversion.time[before], 1.0)
        share = np.clip((time - conversion.time[before]) / step, 0.0, 1.0)
        ground = self.annotation.pixel_spacing * pixel
        ends = [
            _horner(conversion.coefficients[record], ground - conversion.origin[record]) for record in (before, after)
        ]
        return (1.0 - share) * ends[0] + share * ends[1]

    def height(self, line: np.ndarray, pixel: np.ndarray) -> np.ndarray:
        """The grid's terrain height [m] (...) at image coordinates."""
        return self._height.ev(line, pixel)


def _horner(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Polynomials (..., d), lowest power first, at x (...)."""
    value = np.zeros(np.broadcast_shapes(coefficients.shape[:-1], x.shape))
    for power in range(coefficients.shape[-1] - 1, -1, -1):
        value = value * x + coefficients[..., power]
    return value
