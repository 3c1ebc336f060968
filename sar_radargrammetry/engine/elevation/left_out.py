"""Cells and points outside of the area for which heights are wanted."""

from __future__ import annotations

import functools
import math

import numpy as np
from osgeo import gdal, ogr, osr

from ..area.rectangle import reference_system
from ..errors import EngineError
from ..reasons import Reason
from .cells import Cells
from .grid import CellWindow

TILE = 512
"""Cells a side of the pieces in which the area is drawn onto the grid."""


class Inside:
    """Finds which places of a map lie in a region, to a cell: a cell lies in it where its centre does.

    Parameters
    ----------
    region : ogr.Geometry
        In the map's coordinates.
    crs : str
        Of the map.
    pixel_size : float
        Of the cells, whose corners lie at its multiples, in units of the map.
    """

    def __init__(self, region: ogr.Geometry, crs: str, pixel_size: float) -> None:
        self.region = region
        self._crs = reference_system(crs)
        self._cell = pixel_size
        self._tile = functools.lru_cache(maxsize=256)(self._drawn)

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Whether places (...) lie inside; NaN do not."""
        known = np.isfinite(x) & np.isfinite(y)
        found = np.zeros(known.shape, bool)
        column, row = (np.floor(values[known] / self._cell).astype(np.int64) for values in (x, y))
        tile = np.stack([column // TILE, row // TILE])
        values = np.zeros(column.shape, bool)
        for one in np.unique(tile, axis=1).T:
            here = (tile == one[:, None]).all(0)
            values[here] = self._tile(*map(int, one))[row[here] % TILE, column[here] % TILE]
        found[known] = values
        return found

    def _drawn(self, column: int, row: int) -> np.ndarray:
        """The region on a tile: (TILE, TILE) bool, first row lowest."""
        side = TILE * self._cell
        transform = (column * side, self._cell, 0.0, row * side, 0.0, self._cell)
        return drawn(self.region, self._crs, transform, TILE, TILE)


def drawn(
    region: ogr.Geometry, crs: osr.SpatialReference, transform: tuple[float, ...], columns: int, rows: int
) -> np.ndarray:
    """Which cells of a raster with this geotransform have their centre in a region of its map: (rows, columns) bool."""
    raster = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    raster.SetGeoTransform(transform)
    raster.SetSpatialRef(crs)
    # Layers in memory have a driver of their own up to GDAL 3.10, and are part of MEM since then.
    memory = gdal.GetDriverByName("MEM")
    driver = memory if memory.GetMetadataItem(gdal.DCAP_VECTOR) else gdal.GetDriverByName("Memory")
    source = driver.Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("region", crs, ogr.wkbUnknown)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(region)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(raster, [1], layer, burn_values=[1])
    return raster.ReadAsArray() == 1


def left_out(cells: Cells, inside: Inside) -> Cells:
    """The cells of the region's bounding rectangle; those outside of the region become voids.

    Raises
    ------
    EngineError
        No height lies in the region.
    """
    cells = cells.part(_bounding(cells, inside.region))
    heights = 0
    for window in cells.grid.blocks():
        x, y = cells.grid.centres(window)
        outside = ~inside(*np.broadcast_arrays(x[None, :], y[:, None]))
        for array in (cells.elevation, cells.error, cells.certainty):
            array[window.slices][outside] = np.nan
        cells.reason[window.slices][outside] = Reason.LEFT_OUT
        heights += int(np.isfinite(cells.elevation[window.slices]).sum())
    if not heights:
        raise EngineError("No height was measured in the area of interest; choose a larger one, or another pair.")
    return cells


def _bounding(cells: Cells, region: ogr.Geometry) -> CellWindow:
    grid = cells.grid
    west, east, south, north = region.GetEnvelope()
    first_col = min(max(math.floor((west - grid.x0) / grid.pixel_size), 0), grid.width - 1)
    first_row = min(max(math.floor((grid.y0 - north) / grid.step_y), 0), grid.height - 1)
    last_col = max(min(math.ceil((east - grid.x0) / grid.pixel_size), grid.width), first_col + 1)
    last_row = max(min(math.ceil((grid.y0 - south) / grid.step_y), grid.height), first_row + 1)
    return CellWindow(first_row, first_col, last_row - first_row, last_col - first_col)
