"""The ground that is imaged: heights on a map grid, seen as one bilinear surface by everything that follows."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pyproj

from ..elevation.grid import Grid
from ..errors import EngineError
from ..longitude import bounds, utm_zone_crs
from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ..terrain.dem import open_dem

MAX_NODES = 12_000
"""Largest number of grid nodes a side: 0.6 GB of heights."""


@dataclasses.dataclass(frozen=True, eq=False)
class Scene:
    """Ground as a regular grid of heights; between nodes the surface is bilinear in map coordinates.

    Parameters
    ----------
    heights : (rows, cols) ndarray, float32
        Height above the WGS-84 ellipsoid [m] at the cell centres, row 0 in the north, without voids.
    grid : Grid
        UTM grid of the cells.
    """

    heights: np.ndarray
    grid: Grid

    def ecef(self, col: np.ndarray, row: np.ndarray, height: np.ndarray) -> np.ndarray:
        """(..., 3) ECEF [m] of grid positions (centre of the first cell = (0, 0)) and ellipsoidal heights [m]."""
        x = self.grid.x0 + (np.asarray(col, float) + 0.5) * self.grid.pixel_size
        y = self.grid.y0 - (np.asarray(row, float) + 0.5) * self.grid.step_y
        lon, lat = self._to_map.transform(x, y, direction=pyproj.enums.TransformDirection.INVERSE)
        return geodetic_to_ecef(lon, lat, height)

    def position(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Column, row (fractional) and ellipsoidal height [m] of (..., 3) ECEF points: the inverse of `ecef`."""
        lon, lat, height = ecef_to_geodetic(np.asarray(xyz, float))
        col, row = self.grid.cell(*self._to_map.transform(lon, lat))
        return col, row, height

    def height(self, col: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Height of the surface [m] at grid positions, float64; NaN outside the outermost nodes."""
        rows, cols = self.heights.shape
        col, row = np.broadcast_arrays(np.asarray(col, float), np.asarray(row, float))
        inside = (col >= 0) & (col <= cols - 1) & (row >= 0) & (row <= rows - 1)
        c = np.clip(np.where(inside, col, 0).astype(np.intp), 0, cols - 2)
        r = np.clip(np.where(inside, row, 0).astype(np.intp), 0, rows - 2)
        fc, fr = col - c, row - r
        first = r * cols + c
        flat = self.heights.reshape(-1)
        upper = flat[first] * (1.0 - fc) + flat[first + 1] * fc
        lower = flat[first + cols] * (1.0 - fc) + flat[first + cols + 1] * fc
        return np.where(inside, upper * (1.0 - fr) + lower * fr, np.nan)

    @functools.cached_property
    def centre(self) -> tuple[float, float, float]:
        """Longitude, latitude [degrees] of the middle of the grid, and the mean height [m]."""
        rows, cols = self.heights.shape
        lon, lat, _ = ecef_to_geodetic(self.ecef((cols - 1) / 2, (rows - 1) / 2, 0.0))
        return float(lon), float(lat), float(self.heights.mean(dtype=float))

    @functools.cached_property
    def height_range(self) -> tuple[float, float]:
        """Lowest and highest height [m]."""
        return float(self.heights.min()), float(self.heights.max())

    def hull(self) -> np.ndarray:
        """(n, 3) ECEF points [m] around the edge at the lowest and highest height: all of the scene lies between."""
        rows, cols = self.heights.shape
        share = np.linspace(0.0, 1.0, 9)
        zero, one = np.zeros_like(share), np.ones_like(share)
        col = np.concatenate([share, share, zero, one]) * (cols - 1)
        row = np.concatenate([zero, one, share, share]) * (rows - 1)
        return np.concatenate([self.ecef(col, row, h) for h in self.height_range])

    @functools.cached_property
    def _to_map(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:4979", self.grid.crs, always_xy=True)


def scene_grid(longitude: float, latitude: float, size: float, posting: float) -> Grid:
    """A square UTM grid of about `size` metres a side, `posting` metres a cell, around a place (degrees).

    Raises
    ------
    EngineError
        When the grid would have too many cells, or fewer than three a side.
    """
    cells = round(size / posting)
    if cells < 3:
        raise EngineError(
            "A scene of {size:g} m has fewer than three cells of {posting:g} m; make it larger.",
            size=size,
            posting=posting,
        )
    if cells > MAX_NODES:
        raise EngineError(
            "A scene of {size:g} m with cells of {posting:g} m is too large for memory; make it smaller than "
            "{largest:.0f} m or the spacings larger.",
            size=size,
            posting=posting,
            largest=MAX_NODES * posting,
        )
    crs = utm_zone_crs(longitude, latitude)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(longitude, latitude)
    # Corners on whole cells, so that rasters of neighbouring scenes share their cells.
    x0 = round((x - size / 2) / posting) * posting
    y0 = round((y + size / 2) / posting) * posting
    return Grid(crs=crs.to_string(), x0=x0, y0=y0, pixel_size=posting, width=cells, height=cells)


def scene_from_dem(
    path: str, size: float, posting: float, *, longitude: float | None = None, latitude: float | None = None
) -> tuple[Scene, tuple[Message, ...]]:
    """A square of a DEM, resampled to the scene's UTM grid.

    Parameters
    ----------
    path : str
        DEM of any CRS.
    size, posting : float
        Side of the square and spacing of its nodes [m].
    longitude, latitude : float, optional
        Centre [degrees]; without them the centre of the DEM.

    Returns
    -------
    scene : Scene
    warnings : tuple of Message
        What to tell the user about the DEM's vertical datum and its undeclared voids.

    Raises
    ------
    EngineError
        DEM unusable, smaller than the scene, or with voids in it.
    """
    if longitude is None or latitude is None:
        whole = open_dem(path)
        rows, cols = whole.heights.shape
        longitude, latitude = map(float, whole.lonlat((cols - 1) / 2, (rows - 1) / 2))
    grid = scene_grid(longitude, latitude, size, posting)
    x, y = np.meshgrid(*grid.centres())
    lon, lat = pyproj.Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True).transform(x, y)
    dem = open_dem(path, bounds=bounds(lon, lat))
    heights = dem.height(lon, lat)
    voids = int(np.isnan(heights).sum())
    if voids and dem.warning is not None:
        raise EngineError(
            "{undeclared} There is no height in {voids:.1f} % of the scene of {size:g} m; fill the voids, make the "
            "scene smaller or move its centre.",
            undeclared=dem.warning,
            voids=100.0 * voids / heights.size,
            size=size,
        )
    if voids:
        raise EngineError(
            "The DEM {path} has no height in {voids:.1f} % of the scene of {size:g} m; fill its voids, make the scene "
            "smaller or move its centre.",
            path=path,
            voids=100.0 * voids / heights.size,
            size=size,
        )
    warnings = tuple(warning for warning in (dem.datum_warning, dem.warning) if warning is not None)
    return Scene(heights.astype(np.float32), grid), warnings
