"""The rasters of a comparison: opened, checked, and brought onto one grid."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal

from ..elevation.geotiff import has_parts
from ..elevation.grid import CellWindow, Grid
from ..errors import EngineError
from ..files.names import may_exist
from ..longitude import near, turn_of
from ..message import Message
from ..terrain.dem import damaged, read_heights
from ..terrain.geoid import bounds_in_degrees
from ..terrain.seam import facing
from ..terrain.undeclared import UndeclaredVoids, undeclared_voids, with_declared
from ..terrain.vertical import (
    VerticalDatum,
    horizontal,
    open_map_raster,
    require_metres,
    spatial_reference,
    vertical_datum,
)

VOID = -32768.0
"""What voids of resampled rasters are; no height on Earth."""

_AROUND = 0.1  # of its size, around the area in which a raster is searched for voids: it may be shifted

FINER = 1.5
"""From this ratio of cell sizes on, the finer reference is averaged over the cells of the elevation raster."""

ELEVATION = Message("the elevation raster")


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeightRaster:
    """An open raster of heights on a north-up grid; `band` is the one that is read, `voids` what was not declared."""

    path: str
    what: Message
    dataset: gdal.Dataset
    grid: Grid
    datum: VerticalDatum
    band: int = 1
    voids: UndeclaredVoids | None = None

    @property
    def void_warnings(self) -> tuple[Message, ...]:
        """A sentence on its undeclared voids, where it has some."""
        return () if self.voids is None else (self.voids.said(self.what),)

    def read(self, window: CellWindow) -> np.ndarray:
        """(rows, cols) heights (m), NaN where void."""
        return read_heights(self.dataset, (window.col, window.row, window.cols, window.rows), self.what, self.band)


def open_heights(path: str | Path, name: Message) -> HeightRaster:
    """Open an elevation raster.

    Parameters
    ----------
    path : str or Path
    name : Message
        What it is to the user, as a sentence begins: ``The elevation raster``.

    Raises
    ------
    EngineError
        Unreadable, more than one band, no CRS, not north-up, or not in metres.
    """
    what = Message("{name} {path}", name=name, path=path)
    if not may_exist(path):
        raise EngineError("{what} does not exist; check the path.", what=what)
    dataset = open_map_raster(str(path), name)
    if dataset.RasterCount > 1 and not has_parts(dataset):
        raise EngineError(
            "{what} has {bands} bands; give a raster with one band of heights.", what=what, bands=dataset.RasterCount
        )
    crs = spatial_reference(dataset)
    transform = dataset.GetGeoTransform(can_return_null=True)
    if crs is None or transform is None:
        raise EngineError("{what} has no coordinate system or no position; give a georeferenced raster.", what=what)
    if transform[2] or transform[4] or transform[5] >= 0 or transform[1] <= 0:
        raise EngineError("{what} is not north-up; warp it to a north-up grid first.", what=what)
    require_metres(dataset, what)
    datum = vertical_datum(dataset)
    return HeightRaster(path=str(path), what=what, dataset=dataset, grid=grid_of(dataset, crs), datum=datum)


def screened(raster: HeightRaster, area: Grid | None = None) -> HeightRaster:
    """`raster` with its undeclared voids declared; cut to `area` and some more where it has such voids.

    Raises
    ------
    EngineError
        Damaged, or too little memory for a copy.
    """
    window = (0, 0, raster.grid.width, raster.grid.height) if area is None else _window_of(raster.grid, area)
    if window is None:
        return raster
    try:
        voids = undeclared_voids(raster.dataset, window)
        if voids is None:
            return raster
        dataset = with_declared(raster.dataset, window, voids, raster.what)
    except RuntimeError as error:
        raise damaged(raster.what) from error
    grid = raster.grid
    cut = dataclasses.replace(
        grid,
        x0=grid.x0 + window[0] * grid.pixel_size,
        y0=grid.y0 - window[1] * grid.step_y,
        width=window[2],
        height=window[3],
    )
    return dataclasses.replace(raster, dataset=dataset, grid=cut, voids=voids)


def _window_of(source: Grid, area: Grid) -> tuple[int, int, int, int] | None:
    """First column and row, columns and rows of `source` on an area and around it; None where there are none, and for
    an area that crosses the ends of a raster around the globe."""
    col, row, _ = _cells_on(source, area)
    if not (np.isfinite(col) & np.isfinite(row)).all():
        return 0, 0, source.width, source.height
    if np.diff(np.sort(col, axis=None)).max(initial=0.0) > 0.5 * source.width:
        # The area lies at both ends of a raster around the globe: a window would be all that lies between.
        return None
    limits = []
    for places, count in ((col, source.width), (row, source.height)):
        around = _AROUND * np.ptp(places) + 4.0
        limits.append(np.clip([np.floor(places.min() - around), np.ceil(places.max() + around)], 0, count).astype(int))
    (left, right), (top, bottom) = limits
    return (int(left), int(top), int(right - left), int(bottom - top)) if left < right and top < bottom else None


def grid_of(dataset: gdal.Dataset, crs: pyproj.CRS) -> Grid:
    """The grid of a north-up raster in `crs`."""
    x0, width, _, y0, _, height = dataset.GetGeoTransform()
    return Grid(
        crs=horizontal(crs).to_wkt(),
        x0=x0,
        y0=y0,
        pixel_size=width,
        pixel_height=-height,
        width=dataset.RasterXSize,
        height=dataset.RasterYSize,
    )


def on_grid(raster: HeightRaster, grid: Grid, onto: Message = ELEVATION) -> tuple[HeightRaster, str]:
    """`raster` resampled to `grid`, block by block as it is read.

    A raster with cells at least `FINER` times smaller is averaged over the cells of `grid`, because that is what a
    cell of an elevation raster stands for; any other is interpolated bilinearly between cell centres. Cells that
    lie partly in a void get the value of the part that is known.

    Parameters
    ----------
    raster : HeightRaster
    grid : Grid
    onto : Message
        What the grid is of, for the error sentence.

    Returns
    -------
    raster : HeightRaster
    method : str
        ``average`` or ``bilinear``.

    Raises
    ------
    EngineError
        The two do not overlap.
    """
    col, row, ratio = _cells_on(raster.grid, grid)
    finite = np.isfinite(col) & np.isfinite(row)
    beside = not finite.any() or (
        col[finite].max() < -0.5
        or row[finite].max() < -0.5
        or col[finite].min() > raster.grid.width - 0.5
        or row[finite].min() > raster.grid.height - 0.5
    )
    if beside:
        raise EngineError("{what} does not overlap {onto}; give rasters of the same area.", what=raster.what, onto=onto)
    method = "average" if ratio >= FINER else "bilinear"
    west, south, east, north = grid.bounds
    source, band = facing_grid(raster.dataset, raster.grid.crs, grid, raster.what), raster.dataset.GetRasterBand(1)
    # A raster of real numbers may have NaN, which would spread to neighbours.
    unstated = band.GetMaskFlags() & gdal.GMF_ALL_VALID
    warped = gdal.Warp(
        "",
        source,
        format="VRT",
        srcSRS=raster.grid.crs,  # the horizontal parts only, so that GDAL shifts no heights on its own
        dstSRS=grid.crs,
        outputBounds=(west, south, east, north),
        width=grid.width,
        height=grid.height,
        resampleAlg=method,
        outputType=gdal.GDT_Float32,
        srcNodata="nan" if unstated and band.DataType in (gdal.GDT_Float32, gdal.GDT_Float64) else None,
        dstNodata=VOID,
        errorThreshold=0.0,
    )
    target = warped.GetRasterBand(1)
    target.SetScale(band.GetScale() if band.GetScale() is not None else 1.0)
    target.SetOffset(band.GetOffset() or 0.0)
    return dataclasses.replace(raster, dataset=warped, grid=grid), method


def facing_grid(dataset: gdal.Dataset, crs: str, grid: Grid, what: Message) -> gdal.Dataset:
    """A raster in a CRS, in degrees turned to where a grid is, see `terrain.seam.facing`.

    Raises
    ------
    EngineError
        It begins and ends within the grid, and its ends do not fit together.
    """
    if not pyproj.CRS(crs).is_geographic:
        return dataset  # GDAL has no map that goes on beyond its end
    return facing(dataset, crs, bounds_in_degrees(grid.crs, grid.bounds), what)


def moved(raster: HeightRaster, grid: Grid, east: float, north: float) -> HeightRaster:
    """`raster` put elsewhere, its values untouched.

    Parameters
    ----------
    raster : HeightRaster
    grid : Grid
        In whose coordinates the shift is given; the raster may be in others.
    east, north : float
        By how much (units of the CRS of `grid`).
    """
    west, south, right, top = grid.bounds
    x, y = (west + right) / 2.0, (south + top) / 2.0
    transformer = pyproj.Transformer.from_crs(grid.crs, raster.grid.crs, always_xy=True)
    (x0, x1), (y0, y1) = transformer.transform([x, x + east], [y, y + north])
    x1 = x1 if turn_of(raster.grid.crs) is None else float(near(x1, x0, turn_of(raster.grid.crs)))
    place = dataclasses.replace(raster.grid, x0=raster.grid.x0 + x1 - x0, y0=raster.grid.y0 + y1 - y0)
    virtual = gdal.Translate("", raster.dataset, format="VRT")
    virtual.SetGeoTransform(place.geotransform)
    return dataclasses.replace(raster, dataset=virtual, grid=place)


def cell_size(grid: Grid) -> tuple[float, float]:
    """Width and height on the ground (m) of a cell in the middle of a grid in any CRS."""
    west, south, east, north = grid.bounds
    x, y = (west + east) / 2.0, (south + north) / 2.0
    lon, lat = pyproj.Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True).transform(
        [x, x + grid.pixel_size, x], [y, y, y + grid.step_y]
    )
    _, _, length = pyproj.Geod(ellps="WGS84").inv([lon[0]] * 2, [lat[0]] * 2, lon[1:], lat[1:])
    return length[0], length[1]


def same_cells(a: Grid, b: Grid) -> bool:
    """Whether two grids have the same cells."""
    alike = (a.width, a.height) == (b.width, b.height) and np.allclose(
        a.geotransform, b.geotransform, rtol=1e-9, atol=1e-6 * b.pixel_size
    )
    return alike and pyproj.CRS(a.crs) == pyproj.CRS(b.crs)


def _cells_on(source: Grid, grid: Grid) -> tuple[np.ndarray, np.ndarray, float]:
    """Where a mesh over `grid` lies in cells of `source`, and the size of a cell of `grid` in cells of `source`."""
    west, south, east, north = grid.bounds
    x, y = np.meshgrid(np.linspace(west, east, 33), np.linspace(south, north, 33))
    # The last place is one cell off the middle, in x and in y: for the ratio of the cell sizes.
    middle_x, middle_y = (west + east) / 2.0, (south + north) / 2.0
    x = np.append(x, [middle_x, middle_x + grid.pixel_size, middle_x])
    y = np.append(y, [middle_y, middle_y, middle_y + grid.step_y])
    transformer = pyproj.Transformer.from_crs(grid.crs, source.crs, always_xy=True)
    col, row = source.cell(*transformer.transform(x, y))
    along = (col[-2] - col[-3]) * (row[-1] - row[-3]) - (row[-2] - row[-3]) * (col[-1] - col[-3])
    return col, row, float(np.sqrt(abs(along)))
