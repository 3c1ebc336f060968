"""Raster of reasons: what is known of each cell of an elevation raster, a code with a name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..elevation.grid import CellWindow, Grid
from ..errors import EngineError
from ..message import Message
from ..terrain.vertical import open_map_raster, spatial_reference
from .rasters import grid_of, same_cells

_INTEGERS = (gdal.GDT_Byte, gdal.GDT_UInt16, gdal.GDT_Int16, gdal.GDT_UInt32, gdal.GDT_Int32)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mask:
    """An open raster of codes.

    Parameters
    ----------
    dataset : gdal.Dataset
    names : dict of int to str
        Name of each code, from the band's category names.
    nodata : float or None
    """

    dataset: gdal.Dataset
    names: dict[int, str]
    nodata: float | None

    def read(self, window: CellWindow) -> np.ndarray:
        """(rows, cols) codes, -1 where the raster has none."""
        codes = self.dataset.GetRasterBand(1).ReadAsArray(window.col, window.row, window.cols, window.rows)
        codes = codes.astype(np.int64)
        return codes if self.nodata is None else np.where(codes == self.nodata, -1, codes)


def open_mask(path: str | Path, grid: Grid) -> Mask:
    """Open a mask made on `grid`.

    Raises
    ------
    EngineError
        Unreadable, more than one band, not whole numbers, or not on the grid.
    """
    what = Message("The mask {path}", path=path)
    dataset = open_map_raster(str(path), Message("The mask"))
    if dataset.RasterCount > 1:
        raise EngineError(
            "{what} has {bands} bands; give a raster with one band of codes.", what=what, bands=dataset.RasterCount
        )
    band = dataset.GetRasterBand(1)
    if band.DataType not in _INTEGERS:
        raise EngineError(
            "{what} holds no whole numbers; give the raster of codes that was made with the elevation.", what=what
        )
    crs, transform = spatial_reference(dataset), dataset.GetGeoTransform(can_return_null=True)
    placed = crs is not None and transform is not None and not (transform[2] or transform[4])
    if not placed or not same_cells(grid_of(dataset, crs), grid):
        raise EngineError("{what} is not on the grid of the elevation raster; give the one made with it.", what=what)
    names = {code: name for code, name in enumerate(band.GetCategoryNames() or ()) if name}
    # The names of categories lie in a file beside the raster, which is easily lost; ours stand in the raster too.
    for key, name in band.GetMetadata().items():
        code = key.removeprefix("REASON_")
        if code != key and code.isdigit():
            names.setdefault(int(code), name)
    return Mask(dataset=dataset, names=names, nodata=band.GetNoDataValue())
