"""The places with the largest errors, one after the other."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..image.gdal_raster import RasterFailure, open_raster, raster_failures

APART = 32
"""Cells along each side of a block, which has one place."""
LARGEST = 4096
"""Cells along each side of a raster that are read; of larger ones every second, third ... cell."""


def worst_places(error: str | Path, count: int = 200) -> np.ndarray:
    """Places of the largest errors of a raster, the largest first.

    Parameters
    ----------
    error : path
        Standard deviations in its first band.
    count : int
        Places at the most.

    Returns
    -------
    (n, 3) ndarray
        x and y in the raster's coordinates, and the error.

    Raises
    ------
    EngineError
        The raster cannot be read.
    """
    try:
        with raster_failures():
            dataset = open_raster(error)
            band, shape = dataset.GetRasterBand(1), (dataset.RasterYSize, dataset.RasterXSize)
            every = max(1, math.ceil(max(shape) / LARGEST))
            rows, columns = (max(1, size // every) for size in shape)
            values = band.ReadAsArray(buf_xsize=columns, buf_ysize=rows).astype(float)
            nodata, to_map = band.GetNoDataValue(), np.array(dataset.GetGeoTransform())
    except RasterFailure as failure:
        raise EngineError("{path} could not be read ({reason}).", path=error, reason=failure) from failure
    values[~np.isfinite(values) | (values == nodata)] = -np.inf
    row, column = _largest_of_blocks(values)
    largest = values[row, column]
    order = np.argsort(-largest, kind="stable")[:count]
    row, column, largest = row[order], column[order], largest[order]
    down, right = (row + 0.5) * shape[0] / rows, (column + 0.5) * shape[1] / columns
    x = to_map[0] + to_map[1] * right + to_map[2] * down
    y = to_map[3] + to_map[4] * right + to_map[5] * down
    return np.stack([x, y, largest], axis=-1)[np.isfinite(largest)]


def _largest_of_blocks(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns (n,) of the largest value in each block."""
    shape = [-(-size // APART) for size in values.shape]
    padded = np.full((shape[0] * APART, shape[1] * APART), -np.inf)
    padded[: values.shape[0], : values.shape[1]] = values
    blocks = padded.reshape(shape[0], APART, shape[1], APART).swapaxes(1, 2).reshape(*shape, -1)
    inside = blocks.argmax(-1)
    block_row, block_column = np.indices(shape)
    row, column = block_row * APART + inside // APART, block_column * APART + inside % APART
    inside_raster = (row < values.shape[0]) & (column < values.shape[1])
    return row[inside_raster], column[inside_raster]
