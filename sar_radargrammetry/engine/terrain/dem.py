"""Heights of the ground from a raster DEM, at any longitude and latitude."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal
from pyproj.aoi import AreaOfInterest

from ..errors import EngineError
from ..longitude import Bounds, exchanged, near, ring, ring_bounds, turn_of
from ..message import Message
from ..parallel import cores
from .plausible import flat_warning, refuse_implausible
from .seam import facing
from .stored import stored_heights
from .undeclared import UndeclaredVoids, undeclared_voids
from .vertical import (
    THE_DEM,
    UNSTATED,
    VerticalDatum,
    horizontal,
    open_map_raster,
    require_metres,
    spatial_reference,
    vertical_datum,
)

WINDOW_MARGIN = 3
"""Cells read around the wanted window: one for the bilinear neighbour, the rest for callers that step over the rim."""

PLAUSIBLE = (-12000.0, 10000.0)
"""Numbers outside (m) are no heights, wherever single ones remain in a raster."""

MIN_COVER = 0.5
"""Share of the asked area that a DEM must cover: bounds are generous, and beyond a DEM's edge there are just no
heights; but a DEM of another place is a mistake to tell."""

_CHUNK = 1 << 17  # points that stay in the cache of one core through the whole of `height`


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Dem:
    """A window of a DEM in memory.

    Parameters
    ----------
    heights : (rows, cols) ndarray, float32 or float64
        Height of each cell centre (m), NaN where there is none.
    geotransform : tuple of 6 floats
        GDAL's: outer corner of cell (0, 0) and steps, in units of the CRS.
    crs : str
        WKT of the horizontal CRS.
    path : str
        The file it came from.
    datum : VerticalDatum
        What the heights are counted from. When it is not stated, they are taken as ellipsoidal.
    voids : UndeclaredVoids or None
        The voids that the file does not declare; they are NaN in `heights`.
    """

    heights: np.ndarray
    geotransform: tuple[float, float, float, float, float, float]
    crs: str
    path: str
    datum: VerticalDatum = UNSTATED
    voids: UndeclaredVoids | None = None

    @property
    def vertical_datum(self) -> str | None:
        """Name of the surface that the heights are counted from, None when the file does not say."""
        return self.datum.name

    @property
    def datum_warning(self) -> Message | None:
        """A sentence for who takes heights above a geoid as they are (`terrain.geoid` converts them); else None."""
        if self.datum.ellipsoidal is False:
            return Message(
                "The DEM {path} states heights above {datum}; they are used as heights above the ellipsoid, so "
                "everything that depends on them is off by the geoid undulation.",
                path=self.path,
                datum=self.datum.name,
            )
        return None

    @property
    def warning(self) -> Message | None:
        """A sentence on the undeclared voids of the file, or that all heights are the same; None otherwise."""
        what = Message("{name} {path}", name=THE_DEM, path=self.path)
        return flat_warning(self.heights, what) if self.voids is None else self.voids.said(what)

    def height(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Height of the ground, bilinear between cell centres.

        Parameters
        ----------
        lon, lat : (...,) ndarray
            WGS-84 longitude and latitude (degrees); broadcast against each other.

        Returns
        -------
        (...,) ndarray, float64
            Height (m); NaN outside the raster, and where a neighbouring cell with a weight is void. In the outermost
            half cell, where there is no neighbour further out, the height of the rim cells goes on.
        """
        lon, lat = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        flat_lon, flat_lat = lon.ravel(), lat.ravel()
        out = np.empty(flat_lon.size)

        def fill(start: int) -> None:
            part = slice(start, start + _CHUNK)
            out[part] = self._bilinear(*self.pixel(flat_lon[part], flat_lat[part]))

        starts = range(0, out.size, _CHUNK)
        if len(starts) < 3:
            for start in starts:
                fill(start)
        else:  # PROJ and numpy's gathers let go of the interpreter lock
            list(_pool().map(fill, starts))
        return out.reshape(lon.shape)

    def pixel(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Column and row (fractional, centre of the first cell = 0) of WGS-84 longitudes and latitudes (degrees)."""
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        if self._transformer is not None:
            x, y = self._transformer.transform(x, y)
        turn = turn_of(self.crs)
        if turn is not None:
            # A DEM may count its longitudes 0..360, or run over the 180th meridian.
            middle = _apply(self.geotransform, self.heights.shape[1] / 2.0, self.heights.shape[0] / 2.0)[0]
            x = near(x, middle, turn)
        col, row = _apply(self._inverse, x, y)
        return col - 0.5, row - 0.5

    def lonlat(self, col: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Longitude and latitude (degrees) of fractional columns and rows: the inverse of `pixel`."""
        x, y = _apply(self.geotransform, np.asarray(col, dtype=float) + 0.5, np.asarray(row, dtype=float) + 0.5)
        if self._transformer is not None:
            x, y = self._transformer.transform(x, y, direction=pyproj.enums.TransformDirection.INVERSE)
        return x, y

    @property
    def bounds(self) -> Bounds:
        """Of the window in memory; NaN where it has no longitude and latitude."""
        rows, cols = self.heights.shape
        return raster_bounds(self.crs, self.geotransform, cols, rows)

    def height_range(self) -> tuple[float, float]:
        """Lowest and highest height (m) of the window in memory."""
        return float(np.nanmin(self.heights)), float(np.nanmax(self.heights))

    @functools.cached_property
    def _inverse(self) -> tuple[float, ...]:
        return gdal.InvGeoTransform(self.geotransform)

    @functools.cached_property
    def _transformer(self) -> pyproj.Transformer | None:
        """WGS-84 degrees to the DEM's CRS, x first; None when that is the identity."""
        return _transformer(self.crs)

    def _bilinear(self, col: np.ndarray, row: np.ndarray) -> np.ndarray:
        rows, cols = self.heights.shape
        inside = (col >= -0.5) & (col <= cols - 0.5) & (row >= -0.5) & (row <= rows - 0.5)  # False for NaN and inf
        col = np.clip(np.where(inside, col, 0.0), 0.0, cols - 1.0)
        row = np.clip(np.where(inside, row, 0.0), 0.0, rows - 1.0)
        c = np.minimum(col.astype(np.intp), cols - 2)
        r = np.minimum(row.astype(np.intp), rows - 2)
        fc, fr = col - c, row - r
        flat = self.heights.reshape(-1)
        first = r * cols + c
        upper = _mix(flat[first], flat[first + 1], fc)
        lower = _mix(flat[first + cols], flat[first + cols + 1], fc)
        value = _mix(upper, lower, fr)
        value[~inside] = np.nan
        return value


def open_dem(path: str | Path, *, bounds: Bounds | None = None, name: Message = THE_DEM) -> Dem:
    """Read a DEM, or the window of it that covers `bounds`.

    Parameters
    ----------
    path : str or Path
        A raster that GDAL opens, band 1 heights in metres, any CRS.
    bounds : Bounds, optional
        WGS-84. Everything is read without it.
    name : Message
        What it is to the user, as an error sentence begins.

    Raises
    ------
    EngineError
        Unreadable, more than one band, no CRS, smaller than 2 x 2 cells, heights not in metres, covering less than
        half of `bounds`, without any height there, or with heights that no ground has.
    """
    what = Message("{name} {path}", name=name, path=path)
    dataset = open_map_raster(str(path), name)
    crs = spatial_reference(dataset)
    if dataset.RasterCount > 1:
        raise EngineError(
            "{what} has {bands} bands; give a raster with one band of heights.", what=what, bands=dataset.RasterCount
        )
    if crs is None or dataset.GetGeoTransform(can_return_null=True) is None:
        raise EngineError("{what} has no coordinate system or no position; give a georeferenced DEM.", what=what)
    if dataset.RasterXSize < 2 or dataset.RasterYSize < 2:
        raise EngineError("{what} is smaller than 2 x 2 cells; give a raster that covers the scene.", what=what)
    if not (horizontal(crs).is_geographic or horizontal(crs).is_projected):
        raise EngineError(
            "{what} has a coordinate system that is neither geographic nor projected; reproject it.", what=what
        )
    require_metres(dataset, what)

    if bounds is not None:
        dataset = facing(dataset, horizontal(crs).to_wkt(), bounds, what)
    dem = Dem(
        heights=np.broadcast_to(np.float32(0.0), (dataset.RasterYSize, dataset.RasterXSize)),
        geotransform=dataset.GetGeoTransform(),
        crs=horizontal(crs).to_wkt(),
        path=str(path),
        datum=vertical_datum(dataset),
    )
    window = (0, 0, dataset.RasterXSize, dataset.RasterYSize) if bounds is None else _window(dem, bounds, what)
    try:
        voids = undeclared_voids(dataset, window)
    except RuntimeError as error:
        raise damaged(what) from error
    heights = read_heights(dataset, window, what, voids=voids, limits=(-np.inf, np.inf))
    if np.isnan(heights).all():
        if bounds is None:
            raise EngineError("{what} has only nodata; give a DEM with heights.", what=what)
        raise EngineError(
            "{what} has no height in the area of the images, only nodata; give a DEM with heights.", what=what
        )
    refuse_implausible(heights, what)
    x, y = _apply(dem.geotransform, window[0], window[1])
    shifted = (x, *dem.geotransform[1:3], y, *dem.geotransform[4:6])
    return dataclasses.replace(dem, heights=heights, geotransform=shifted, voids=voids)


def _window(dem: Dem, bounds: Bounds, what: Message) -> tuple[int, int, int, int]:
    """First column and row, width and height of the window of `dem` that covers `bounds` and the margin."""
    west, south, east, north = bounds
    lon, lat = np.meshgrid(np.linspace(west, east, 21), np.linspace(south, north, 21))
    col, row = dem.pixel(lon, lat)
    rows, cols = dem.heights.shape
    # Half a cell of tolerance: bounds taken from the DEM's own extent and rounded on the way must pass.
    covered = (col >= -1.0) & (col <= cols) & (row >= -1.0) & (row <= rows)
    if covered.mean() < MIN_COVER:
        if exchanged(0.5 * (west + east), 0.5 * (south + north), dem.bounds):
            raise EngineError(
                "{what} covers the area of the images only with longitude and latitude exchanged; check the columns of "
                "the track from which the geometry was made.",
                what=what,
            )
        raise EngineError(
            "{what} does not cover the area of the images: it covers {extent} and {degrees} is needed; give a larger "
            "one or leave it out.",
            what=what,
            extent=_extent(dem, 0.5 * (west + east)),
            degrees=_degrees(west, south, east, north),
        )
    first_col = max(int(np.floor(col.min())) - WINDOW_MARGIN, 0)
    first_row = max(int(np.floor(row.min())) - WINDOW_MARGIN, 0)
    last_col = min(int(np.ceil(col.max())) + WINDOW_MARGIN, cols - 1)
    last_row = min(int(np.ceil(row.max())) + WINDOW_MARGIN, rows - 1)
    # Bounds smaller than a cell at the rim must still give the two cells that interpolation needs.
    first_col, first_row = min(first_col, cols - 2), min(first_row, rows - 2)
    return first_col, first_row, max(last_col - first_col + 1, 2), max(last_row - first_row + 1, 2)


def raster_bounds(crs: str, geotransform: tuple[float, ...], cols: int, rows: int) -> Bounds:
    """Of a raster in any CRS and turned in any way; NaN where it has no longitude and latitude.

    Parameters
    ----------
    crs : str
        WKT of the horizontal CRS.
    geotransform : tuple of 6 floats
    cols, rows : int
    """
    along, one = np.linspace(0.0, 1.0, 21)[:-1], np.ones(20)
    col = cols * np.concatenate([along, one, 1.0 - along, 0.0 * one])
    row = rows * np.concatenate([0.0 * one, along, one, 1.0 - along])
    x, y = _apply(geotransform, col, row)
    transformer = _transformer(crs)
    if transformer is not None:
        x, y = transformer.transform(x, y, direction=pyproj.enums.TransformDirection.INVERSE)
    known = np.isfinite(x) & np.isfinite(y)
    return ring_bounds(ring(x[known]), y[known]) if known.any() else (np.nan,) * 4


def read_heights(
    dataset: gdal.Dataset,
    window: tuple[int, int, int, int],
    what: Message,
    number: int = 1,
    *,
    voids: UndeclaredVoids | None = None,
    limits: tuple[float, float] = PLAUSIBLE,
) -> np.ndarray:
    """Band `number` of a window, NaN where the band's mask says void or the height is implausible.

    Parameters
    ----------
    dataset : gdal.Dataset
    window : (col, row, cols, rows)
    what : Message
        How an error sentence names the raster.
    voids : UndeclaredVoids, optional
        Numbers that are NaN too.
    limits : (float, float)
        Heights outside [m] are NaN.

    Returns
    -------
    (rows, cols) ndarray, float32, or float64 where the file's numbers need it
        Heights (m), the band's scale and offset applied.
    """
    try:
        stored, heights, valid = stored_heights(dataset.GetRasterBand(number), window)
    except RuntimeError as error:
        raise damaged(what) from error
    valid &= np.isfinite(heights) & (heights >= limits[0]) & (heights <= limits[1])
    if voids is not None:
        valid &= ~voids.among(stored, heights)
    heights[~valid] = np.nan
    return heights


def damaged(what: Message) -> EngineError:
    """The error of a raster that cannot be read to its end."""
    return EngineError("{what} is damaged and cannot be read to its end; copy it again.", what=what)


def _mix(a: np.ndarray, b: np.ndarray, share: np.ndarray) -> np.ndarray:
    """a + share * (b - a) in float64, where a void with no weight does no harm."""
    a, b = a.astype(float, copy=False), b.astype(float, copy=False)
    value = a + share * (b - a)
    lost = np.isnan(value)
    if lost.any():
        value = np.where(lost & (share == 0.0), a, np.where(lost & (share == 1.0), b, value))
    return value


def _apply(geotransform: tuple[float, ...], col: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x0, dx_col, dx_row, y0, dy_col, dy_row = geotransform
    return x0 + dx_col * col + dx_row * row, y0 + dy_col * col + dy_row * row


@functools.lru_cache(maxsize=16)
def _transformer(wkt: str) -> pyproj.Transformer | None:
    crs = pyproj.CRS.from_wkt(wkt)
    wgs84 = pyproj.CRS.from_epsg(4326)
    if crs.equals(wgs84, ignore_axis_order=True):
        return None
    # One operation for the whole area of use: PROJ would otherwise search its candidates for every point.
    area = crs.area_of_use
    interest = area and AreaOfInterest(area.west, area.south, area.east, area.north)
    return pyproj.Transformer.from_crs(wgs84, crs, always_xy=True, area_of_interest=interest)


@functools.cache
def _pool() -> concurrent.futures.ThreadPoolExecutor:
    """Threads that live on: each makes its own copy of a PROJ transformation once, which costs milliseconds."""
    return concurrent.futures.ThreadPoolExecutor(max_workers=min(cores(), 8), thread_name_prefix="dem")


def _extent(dem: Dem, middle: float) -> Message:
    """The area of a DEM, its longitudes counted like that of `middle`."""
    west, south, east, north = dem.bounds
    if not np.isfinite(dem.bounds).all():
        return Message("an area without longitude and latitude")
    moved = float(near(0.5 * (west + east), middle)) - 0.5 * (west + east)
    return _degrees(west + moved, south, east + moved, north)


def _degrees(west: float, south: float, east: float, north: float) -> Message:
    return Message(
        "longitude {west:.5f} to {east:.5f}, latitude {south:.5f} to {north:.5f}",
        west=west,
        east=east,
        south=south,
        north=north,
    )
