"""Sizes of cells in metres, on maps whose units are others: degrees, feet."""

from __future__ import annotations

import math

import numpy as np
import pyproj

from ..sensor.ellipsoid import E2, SEMI_MAJOR
from .grid import Grid
from .map_grid import nice_above

SMALLEST = 0.05
"""A smaller cell size on a map in degrees is one in degrees: no elevation model has cells of 5 cm, none of 5 km."""


def metres_of_unit(crs: pyproj.CRS, latitude: float) -> tuple[float, float]:
    """Metres to the east and to the north that one unit of a horizontal CRS spans at a latitude [degrees].

    Of a projected one nominally, without the scale of its projection.
    """
    factor = crs.axis_info[0].unit_conversion_factor
    if not crs.is_geographic:
        return factor, factor
    # Radii of curvature of the ellipsoid; a cell at a pole is no wider than this.
    sine, cosine = np.sin(np.radians(latitude)), max(np.cos(np.radians(latitude)), 0.01)
    normal = SEMI_MAJOR / np.sqrt(1.0 - E2 * sine**2)
    return float(factor * normal * cosine), float(factor * normal * (1.0 - E2) / (1.0 - E2 * sine**2))


def cell_size(grid: Grid, target: str, size: float | None) -> tuple[float, float]:
    """Width and height of the cells of another grid over the same place [units of its CRS].

    Parameters
    ----------
    grid : Grid
    target : str
        CRS of the other grid.
    size : float, optional
        Metres; on a map in degrees a value below `SMALLEST` is one in degrees. By default the size of the cells of
        `grid`: in a unit of another kind their mean side, rounded up.
    """
    own, other = pyproj.CRS(grid.crs), pyproj.CRS(target)
    west, south, east, north = grid.bounds
    middle = pyproj.Transformer.from_crs(own, "EPSG:4326", always_xy=True).transform(
        0.5 * (west + east), 0.5 * (south + north)
    )
    across, along = metres_of_unit(other, middle[1])
    if size is None:
        here = metres_of_unit(own, middle[1])
        if own.is_geographic == other.is_geographic:
            return grid.pixel_size * here[0] / across, grid.pixel_size * here[0] / across
        size = nice_above(math.sqrt(grid.pixel_size * here[0] * grid.step_y * here[1]))
    elif other.is_geographic and size < SMALLEST:
        return size, size
    return size / across, size / along
