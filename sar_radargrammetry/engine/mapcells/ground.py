"""The ground at the cells of a map grid."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pyproj

from ..elevation.extent import Extent
from ..elevation.grid import CellWindow, Grid
from ..elevation.map_grid import check_coarse
from ..errors import EngineError
from ..image.outline import footprint
from ..image.window import Window
from ..longitude import near
from ..sensor.ellipsoid import geodetic_to_ecef
from ..sensor.model import SensorModel
from ..terrain.dem import Dem
from ..visibility.surface import cell_side

RIM = 1e-7
"""Share of the way to the middle of an elevation by which places are moved to read their heights."""


@dataclasses.dataclass(frozen=True, eq=False)
class Corners:
    """The corners of a window's cells on the ground; arrays (rows + 1, cols + 1).

    Parameters
    ----------
    row, col : ndarray
        Position in the grid, counted in cells from its upper left corner.
    height : ndarray
        Above the ellipsoid [m]; NaN where the elevation is void.
    xyz : (rows + 1, cols + 1, 3) ndarray
        ECEF [m].
    """

    row: np.ndarray
    col: np.ndarray
    height: np.ndarray
    xyz: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class Ground:
    """An elevation and the map grid on which it is looked at.

    Parameters
    ----------
    grid : Grid
    dem : Dem
        Heights above the ellipsoid, in any CRS.
    """

    grid: Grid
    dem: Dem

    def lonlat(self, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Longitude and latitude [degrees] of positions counted in cells from the grid's upper left corner."""
        grid = self.grid
        x, y = grid.x0 + col * grid.pixel_size, grid.y0 - row * grid.step_y
        return self._to_degrees.transform(x, y)

    def ecef(self, row: np.ndarray, col: np.ndarray, height: np.ndarray) -> np.ndarray:
        """(..., 3) ECEF points [m] at positions as of `lonlat` and heights [m]."""
        return geodetic_to_ecef(*self.lonlat(row, col), height)

    def corners(self, window: CellWindow) -> Corners:
        """The corners of the cells of a window."""
        row, col = np.meshgrid(
            window.row + np.arange(window.rows + 1.0), window.col + np.arange(window.cols + 1.0), indexing="ij"
        )
        lon, lat = self.lonlat(row, col)
        # The grid of an elevation on its own map has corners on the elevation's rim, but for rounding.
        west, south, east, north = self.dem.bounds
        inwards = (near(0.5 * (west + east), lon) - lon, 0.5 * (south + north) - lat)
        height = self.dem.height(*(place + RIM * way for place, way in zip((lon, lat), inwards, strict=True)))
        return Corners(row, col, height, geodetic_to_ecef(lon, lat, height))

    @functools.cached_property
    def _to_degrees(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(self.grid.crs, "EPSG:4326", always_xy=True)


def grid_beneath(dem: Dem, models: tuple[SensorModel, ...], crs: pyproj.CRS, pixel_size: float) -> Grid:
    """The grid of the part of an elevation that images may show.

    Parameters
    ----------
    dem : Dem
    models : tuple of SensorModel
        None of them: all of the elevation.
    crs : pyproj.CRS
        Projected, in metres.
    pixel_size : float
        [m].

    Raises
    ------
    EngineError
        The images and the elevation have no ground in common, the area is torn to pieces in this CRS, or the cells are
        as large as it.
    """
    to_map = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    boxes = [_box(crs, to_map, *_rim(dem))]
    if models:
        outlines = [
            footprint(model, Window(0, 0, model.lines, model.samples), height)
            for model in models
            for height in dem.height_range()
        ]
        lon, lat = np.concatenate([outline for outline in outlines if len(outline)]).T
        boxes.append(_box(crs, to_map, lon, lat))
    west, south = (max(box[axis] for box in boxes) for axis in (0, 1))
    east, north = (min(box[axis] for box in boxes) for axis in (2, 3))
    if not (west < east and south < north):
        raise no_common_ground(dem.path)
    check_coarse(pixel_size, east - west, north - south)
    # No row of cells for the rounding of coordinates.
    rounding = RIM * max(east - west, north - south)
    return Grid.covering(
        crs.to_wkt(), (west + rounding, south + rounding, east - rounding, north - rounding), pixel_size
    )


def no_common_ground(path: str) -> EngineError:
    """The error of an elevation of another place."""
    return EngineError(
        "The elevation {path} does not cover the ground that the images show; give one of the same area.", path=path
    )


def _rim(dem: Dem) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude [degrees] around an elevation."""
    along = np.linspace(0.0, 1.0, 21)
    first, last = np.zeros(21), np.ones(21)
    row, col = np.concatenate([first, along, last, along]), np.concatenate([along, last, along, first])
    rows, cols = dem.heights.shape
    return dem.lonlat(col * cols - 0.5, row * rows - 0.5)


def _box(
    crs: pyproj.CRS, to_map: pyproj.Transformer, lon: np.ndarray, lat: np.ndarray
) -> tuple[float, float, float, float]:
    """x_min, y_min, x_max, y_max of places [degrees] on a map."""
    x, y = to_map.transform(lon, lat)
    Extent(crs).add(lon, lat, x, y)
    return float(np.nanmin(x)), float(np.nanmin(y)), float(np.nanmax(x)), float(np.nanmax(y))


def averaged_to(dem: Dem, pixel_size: float) -> Dem:
    """Means over as many whole cells as a pixel [m] holds along a side; void where half of them are.

    Heights at single places of much finer cells would give normals and places of these alone.
    """
    factor = int(pixel_size / cell_side(dem) + 1e-6)
    rows, cols = (n // factor for n in dem.heights.shape) if factor > 1 else (0, 0)
    if min(rows, cols) < 2:
        return dem
    blocks = dem.heights[: rows * factor, : cols * factor].reshape(rows, factor, cols, factor)
    known = np.isfinite(blocks).sum((1, 3))
    with np.errstate(divide="ignore", invalid="ignore"):
        heights = np.nansum(blocks, (1, 3), dtype=np.float64) / known
    heights[2 * known <= factor * factor] = np.nan
    x0, dx_col, dx_row, y0, dy_col, dy_row = dem.geotransform
    transform = (x0, dx_col * factor, dx_row * factor, y0, dy_col * factor, dy_row * factor)
    return dataclasses.replace(dem, heights=heights, geotransform=transform)
