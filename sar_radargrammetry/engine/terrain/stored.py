"""Numbers of a raster as the file stores them, and as heights; in blocks that fit in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from osgeo import gdal

_BLOCK = 1 << 22  # cells read at a time

Window = tuple[int, int, int, int]
"""First column and row, columns and rows."""


def stored_heights(band: gdal.Band, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of a window as the file stores them, the same as heights [m], and what the band declares valid.

    Returns
    -------
    stored : (rows, cols) ndarray
    heights : (rows, cols) ndarray, float32, or float64 where the file's numbers need it
        The band's scale and offset applied.
    valid : (rows, cols) bool ndarray

    Raises
    ------
    RuntimeError
        The raster cannot be read.
    """
    stored = band.ReadAsArray(*window)
    valid = band.GetMaskBand().ReadAsArray(*window) > 0
    return stored, scaled(band, stored), valid


def scaled(band: gdal.Band, stored: np.ndarray) -> np.ndarray:
    """Numbers as the file stores them to heights [m], by the band's scale and offset."""
    exact = band.DataType in (gdal.GDT_Float64, gdal.GDT_Int32, gdal.GDT_UInt32)
    with np.errstate(over="ignore"):
        heights = stored.astype(np.float64 if exact else np.float32)
        scale, offset = band.GetScale(), band.GetOffset() or 0.0
        if scale not in (None, 1.0) or offset:
            heights = heights * heights.dtype.type(1.0 if scale is None else scale) + heights.dtype.type(offset)
    return heights


def blocks(window: Window, margin: int = 0) -> Iterator[tuple[Window, tuple[slice, slice]]]:
    """Whole rows of a window, with a margin of rows, and what of each block is not margin."""
    col, row, cols, rows = window
    height = max(_BLOCK // cols, 1)
    for top in range(0, rows, height):
        bottom = min(top + height, rows)
        first, last = max(top - margin, 0), min(bottom + margin, rows)
        yield (col, row + first, cols, last - first), (slice(top - first, bottom - first), slice(0, cols))
