"""Times and ranges of a Sentinel-1 GRD image's pixels, in its own ground-range grid, and its orbit.

Lines are even in zero-Doppler time. Slant range comes from the polynomials in ground range, which follow the mean
terrain height from second to second, with coefficients interpolated linearly between their times, as the product's
schema states. The geolocation grid, with rows three seconds apart, would miss that by tens of metres; its own ranges
are those of the next polynomial. It serves where there are no polynomials.

The grid also has times of its own, which differ from the lines' by a shift that grows with range, and from those at
which its points are passed by the annotated orbit, by a few tenths of a millisecond that differ from product to
product. Neither is used: pairs of images close better along the track without (by the matches of a real pair, 2 m
instead of 7 m), and heights do not depend on it.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import RectBivariateSpline

from ...errors import EngineError
from ...sensor.closest_approach import closest_approach
from ...sensor.ellipsoid import geodetic_to_ecef
from ...sensor.pixel_mapping import fitted
from ...sensor.trajectory import Trajectory
from .annotation import Annotation

APPROACH = 30.0
"""Seconds before the first and after the last line in which points of the grid are looked for on the track."""
LARGEST_OFFSET = 2e-3
"""Seconds by which the grid's times may differ from the orbit's; more is another image's orbit."""
DISAGREEMENT = 1.0
"""Pixels that the grid's points may differ by after that."""


class GrdGeometry:
    """Times and ranges by line and pixel of a GRD image.

    Parameters
    ----------
    annotation : Annotation

    Attributes
    ----------
    trajectory : Trajectory
    look_side : {"left", "right"}
    conversion : GroundToSlant or None
        From ground range to slant range.
    table_residual : float
        Largest miss of the table of ranges that is used without polynomials [px].
    grid_offset : float
        Seconds by which the orbit passes the geolocation grid's points later than the grid says (their median).
    grid_residual : tuple of 2 floats
        Largest difference between orbit and grid after that: time [s], range [m].

    Raises
    ------
    EngineError
        The orbit does not cover the image, or is not the one of the grid.
    """

    def __init__(self, annotation: Annotation) -> None:
        self.annotation = annotation
        grid, end = annotation.grid, (annotation.lines - 1) * annotation.line_interval
        begin, last = annotation.orbit_time[[0, -1]]
        if not (begin <= min(0.0, grid.time.min()) and last >= max(end, grid.time.max())):
            raise EngineError(
                "In the annotation {path}, the state vectors (orbitList) cover {begin:.1f} to {last:.1f} s after the "
                "first line, but not the whole image of {end:.1f} s; choose a complete product.",
                path=annotation.path,
                begin=begin,
                last=last,
                end=end,
            )
        # The positions alone: the annotated velocities of an orbit from the downlink differ from the positions' own by
        # 5 mm/s, and lead 2 mm astray.
        self.trajectory = Trajectory.from_state_vectors(annotation.orbit_time, annotation.orbit_position)
        earliest, latest = max(begin, grid.time.min() - APPROACH), min(last, grid.time.max() + APPROACH)
        ground = geodetic_to_ecef(grid.longitude, grid.latitude, grid.height)
        time, range_ = closest_approach(self.trajectory, (earliest, latest), ground)
        self.grid_offset = float(np.median(time - grid.time))
        miss = np.abs(time - grid.time - self.grid_offset).max(), np.abs(range_ - grid.range_).max()
        self.grid_residual = float(miss[0]), float(miss[1])
        limits = DISAGREEMENT * annotation.line_interval, DISAGREEMENT * annotation.pixel_spacing
        if not (abs(self.grid_offset) < LARGEST_OFFSET and miss[0] < limits[0] and miss[1] < limits[1]):
            raise EngineError(
                "In the annotation {path}, orbit and geolocation grid contradict each other: points of the grid are "
                "passed {grid_offset:.3g} ms late and up to {miss:.3g} m too far; choose an undamaged product.",
                path=annotation.path,
                grid_offset=self.grid_offset * 1000.0,
                miss=miss[1],
            )
        position, velocity, _ = self.trajectory.at(time[0, 0])
        self.look_side = "right" if np.cross(velocity, position) @ (ground[0, 0] - position) > 0 else "left"
        self._height = RectBivariateSpline(grid.line, grid.pixel, grid.height, kx=1, ky=1)
        self.conversion, self.table_residual = annotation.ground_to_slant, 0.0
        if self.conversion is None:
            range_of_grid = RectBivariateSpline(grid.line, grid.pixel, grid.range_)
            # As a table it goes on straight beyond the grid, where the spline would stay as it is at its edge.
            self._table, self.table_residual = fitted(
                lambda line, pixel: (annotation.line_interval * line + 0.0 * pixel, range_of_grid.ev(line, pixel)),
                annotation.lines, annotation.samples, margin=(0.0, 0.0),
            )  # fmt: skip

    def times_and_distances(self, line: np.ndarray, pixel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Zero-Doppler time [s] and ground range [m] (...) at image coordinates (...); slant range without polynomials.

        Both are smooth, also where the slant range bends at the time of a polynomial.
        """
        line, pixel = np.broadcast_arrays(np.asarray(line, float), np.asarray(pixel, float))
        time = self.annotation.line_interval * line
        if self.conversion is None:
            return time, self._table.at(line, pixel)[1]
        return time, self.annotation.pixel_spacing * pixel

    def times_and_ranges(self, line: np.ndarray, pixel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Zero-Doppler time [s] and slant range [m] (...) at image coordinates (...) of the GRD."""
        time, distance = self.times_and_distances(line, pixel)
        return time, distance if self.conversion is None else self.conversion.slant_range(time, distance)

    def height(self, line: np.ndarray, pixel: np.ndarray) -> np.ndarray:
        """The grid's terrain height [m] (...) at image coordinates."""
        return self._height.ev(line, pixel)
