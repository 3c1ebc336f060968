"""Mean heights and volumes of areas, with their standard errors."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from osgeo import gdal, ogr, osr

from ..area.polygons import gathered
from ..correlation.means import variance_of_sum
from ..correlation.model import CORRELATION_KEY, DIFFERENCES, Correlation, fitted, read_correlation
from ..correlation.variogram import VariogramSample
from ..elevation.geotiff import has_parts
from ..elevation.grid import CellWindow, Grid
from ..elevation.left_out import drawn
from ..job import Context
from ..longitude import turn_of
from ..record import record_of
from .rasters import HeightRaster, cell_size

SIDE = 1024
"""Cells a side of an area, beyond which blocks of cells are taken together for the correlation."""
_TILE = 512


@dataclasses.dataclass(frozen=True, eq=False)
class Heights:
    """Heights with their errors on one grid.

    Parameters
    ----------
    elevation, sigma : HeightRaster
        Heights, and their standard deviation without what all heights share [m].
    common : HeightRaster or None
        Standard deviation of what all heights share [m], where it is known.
    """

    elevation: HeightRaster
    sigma: HeightRaster
    common: HeightRaster | None

    @classmethod
    def of(cls, elevation: HeightRaster, error: HeightRaster) -> Heights:
        """From an error raster with or without parts."""
        if not has_parts(error.dataset):
            return cls(elevation, error, None)
        return cls(elevation, dataclasses.replace(error, band=2), dataclasses.replace(error, band=3))

    @property
    def grid(self) -> Grid:
        return self.elevation.grid


@dataclasses.dataclass(frozen=True, kw_only=True)
class Zone:
    """An area.

    Parameters
    ----------
    cells : int
        With height and error.
    void_share : float or None
        Share of the area without; None for an area without extent.
    area : float
        Of the polygon [m^2].
    mean_height, sigma_mean : float or None
        Mean height of the cells and its standard error [m]; None where there is no cell.
    sigma_matching, sigma_common : float or None
        Its parts [m]: of the errors that are correlated over a distance, and of those that all heights share.
    volume, sigma_volume : float or None
        Between the cells' heights and the base, and its standard error [m^3].
    """

    cells: int
    void_share: float | None
    area: float
    mean_height: float | None = None
    sigma_mean: float | None = None
    sigma_matching: float | None = None
    sigma_common: float | None = None
    volume: float | None = None
    sigma_volume: float | None = None


def correlation_of(difference: HeightRaster, heights: Heights, context: Context) -> Correlation | None:
    """The correlation of errors by the differences from a reference; None where there are too few."""
    grid = heights.grid
    sample = VariogramSample(grid.height, grid.width)
    for window in grid.blocks(_TILE):
        context.progress(window.row / grid.height)
        off, sigma = difference.read(window), heights.sigma.read(window)
        with np.errstate(invalid="ignore"):
            known = np.isfinite(off) & (sigma > 0.0)
        sample.add(window.row, window.col, np.where(known, off / np.where(known, sigma, 1.0), np.nan))
    return fitted(sample.variogram(cell_size(grid)), DIFFERENCES)


def stated_correlation(path: str) -> Correlation | None:
    """The correlation that an error raster states; None where it states none.

    Raises
    ------
    EngineError
        What it states is damaged.
    """
    record = record_of(gdal.Open(path))
    if record is None or CORRELATION_KEY not in record:
        return None
    return read_correlation(record[CORRELATION_KEY], path)


def zone(polygon: ogr.Geometry, heights: Heights, correlation: Correlation, base: float, context: Context) -> Zone:
    """Mean height and volume of the cells whose centres lie in a polygon.

    Parameters
    ----------
    polygon : ogr.Geometry
        In the coordinate system of the heights.
    heights : Heights
    correlation : Correlation
        Of the errors. One by differences also says by how much the predicted variances are wrong.
    base : float
        Height from which the volume counts [m].
    context : Context
        Its cancel is obeyed.
    """
    grid = heights.grid
    polygon = _beside(polygon, grid)
    window = _window(polygon, grid)
    wanted = polygon.Area() / (grid.pixel_size * grid.step_y)
    if window is None:
        width, height = cell_size(grid)
        return Zone(cells=0, void_share=1.0 if wanted else None, area=wanted * width * height)
    cell = cell_size(_part(grid, window))
    block = -(-max(window.rows, window.cols) // SIDE)
    sums = np.zeros((-(-window.rows // block), -(-window.cols // block)))
    count, total, common = 0, 0.0, 0.0
    step = block * max(_TILE // block, 1)
    for row in range(0, window.rows, step):
        for col in range(0, window.cols, step):
            context.check_cancelled()
            rows, cols = min(step, window.rows - row), min(step, window.cols - col)
            tile = CellWindow(window.row + row, window.col + col, rows, cols)
            inside = _inside(polygon, _part(grid, tile))
            if not inside.any():
                continue
            height, sigma = heights.elevation.read(tile), heights.sigma.read(tile)
            inside &= np.isfinite(height) & np.isfinite(sigma)
            count += int(inside.sum())
            total += float(height[inside].sum(dtype=float))
            if heights.common is not None:
                common += float(np.nansum(heights.common.read(tile)[inside], dtype=float))
            blocks = _in_blocks(np.where(inside, sigma, 0.0), block)
            top, left = row // block, col // block
            sums[top : top + blocks.shape[0], left : left + blocks.shape[1]] = blocks
    void_share = float(np.clip(1.0 - count / wanted, 0.0, 1.0))
    area = wanted * cell[0] * cell[1]
    if count == 0:
        return Zone(cells=0, void_share=1.0, area=area)
    scale = correlation.variance if correlation.source == DIFFERENCES else 1.0
    matching = math.sqrt(scale * variance_of_sum(sums, cell, correlation, block)) / count
    shared = common / count if heights.common is not None else None
    sigma_mean = math.hypot(matching, shared or 0.0)
    measured = count * cell[0] * cell[1]
    return Zone(
        cells=count,
        void_share=void_share,
        area=area,
        mean_height=total / count,
        sigma_mean=sigma_mean,
        sigma_matching=matching,
        sigma_common=shared,
        volume=(total / count - base) * measured,
        sigma_volume=sigma_mean * measured,
    )


def _beside(polygon: ogr.Geometry, grid: Grid) -> ogr.Geometry:
    """The polygon with every part at the turn of the grid, where the map repeats in x."""
    turn = turn_of(grid.crs)
    return polygon if turn is None else gathered(polygon, turn, lambda x: float(grid.own_x(x)))


def _window(polygon: ogr.Geometry, grid: Grid) -> CellWindow | None:
    """The cells of a grid around a polygon; None where there are none."""
    west, east, south, north = polygon.GetEnvelope()
    (left, right), (top, bottom) = grid.cell(np.array([west, east]), np.array([north, south]))
    first, last = max(math.floor(top), 0), min(math.ceil(bottom), grid.height - 1)
    start, end = max(math.floor(left), 0), min(math.ceil(right), grid.width - 1)
    if first > last or start > end:
        return None
    return CellWindow(first, start, last - first + 1, end - start + 1)


def _part(grid: Grid, window: CellWindow) -> Grid:
    """The grid of a window."""
    return dataclasses.replace(
        grid,
        x0=grid.x0 + window.col * grid.pixel_size,
        y0=grid.y0 - window.row * grid.step_y,
        width=window.cols,
        height=window.rows,
    )


def _inside(polygon: ogr.Geometry, grid: Grid) -> np.ndarray:
    """(rows, cols) bool: cells whose centre lies in a polygon."""
    reference = osr.SpatialReference()
    reference.SetFromUserInput(grid.crs)
    # As in the polygon and in every raster, whatever order the CRS defines: longitude first.
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return drawn(polygon, reference, grid.geotransform, grid.width, grid.height)


def _in_blocks(values: np.ndarray, block: int) -> np.ndarray:
    """Sums over blocks of block x block cells; what is missing at the end counts as 0."""
    rows, cols = values.shape
    padded = np.pad(values, ((0, -rows % block), (0, -cols % block)))
    return padded.reshape(padded.shape[0] // block, block, padded.shape[1] // block, block).sum(axis=(1, 3))
