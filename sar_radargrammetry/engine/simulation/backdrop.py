"""Brightness of a real SAR image, despeckled, to be laid over simulated ground: its contrasts, not its geometry."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from scipy.ndimage import map_coordinates, median_filter

from ..elevation.grid import Grid
from ..errors import EngineError
from ..image.gdal_raster import RasterFailure, open_raster
from ..image.pixel_values import pixel_values
from ..products.registry import open_product

LARGEST = 4096
"""Lines and samples read of an image."""
LOOKS = 2
"""Lines and samples averaged into one."""
MEDIAN = 3
"""Pixels a side of the median filter after that."""
CONTRAST_DB = 15.0
"""Brightness further from the median is cut."""
MIN_DATA = 0.5
SMALLEST = 16
"""Pixels a side that must be left."""


@functools.lru_cache(maxsize=8)
def brightness(path: str) -> np.ndarray:
    """Despeckled brightness of a SAR image about its median [dB], (rows, cols) float32.

    Parameters
    ----------
    path : str
        A raster of one band of amplitude that GDAL opens, or a product that the importer opens.

    Raises
    ------
    EngineError
        Neither of the two, or hardly any data in it.
    """
    amplitude = _amplitude(path)
    rows, cols = (n // LOOKS for n in amplitude.shape)
    if min(rows, cols) < SMALLEST:
        raise EngineError("The image {path} is too small to take reflectivity from; name a larger one.", path=path)
    power = np.square(amplitude[: rows * LOOKS, : cols * LOOKS], dtype=np.float32)
    power[~(np.isfinite(power) & (power > 0.0))] = np.nan
    cells = power.reshape(rows, LOOKS, cols, LOOKS)
    count = np.isfinite(cells).sum(axis=(1, 3))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(cells, axis=(1, 3)) / count
        level = 10.0 * np.log10(mean)
    known = count > 0
    if known.mean() < MIN_DATA:
        raise EngineError("The image {path} holds data in less than half of its area; name another one.", path=path)
    level -= np.median(level[known])
    level[~known] = 0.0
    return np.clip(median_filter(level, MEDIAN), -CONTRAST_DB, CONTRAST_DB).astype(np.float32)


def backdrop(grid: Grid, path: str, step: float, seed: int) -> np.ndarray:
    """The brightness laid over a grid from a random place on, mirrored where the image ends.

    Parameters
    ----------
    grid : Grid
    path : str
        See `brightness`.
    step : float
        Metres of ground a pixel of the image as it is in the file.
    seed : int

    Returns
    -------
    (rows, cols) ndarray, float32
        dB.
    """
    level = brightness(path)
    rng = np.random.default_rng([seed, 8501])
    level = np.rot90(level, rng.integers(4))
    start = rng.uniform(0.0, level.shape)
    at = [
        first + np.arange(n) * size / (step * LOOKS)
        for first, n, size in zip(start, (grid.height, grid.width), (grid.step_y, grid.pixel_size), strict=True)
    ]
    out = np.empty((grid.height, grid.width), np.float32)
    # Rows in pieces: coordinates are double.
    for first in range(0, grid.height, 256):
        piece = slice(first, first + 256)
        map_coordinates(level, np.meshgrid(at[0][piece], at[1], indexing="ij"), out[piece], order=1, mode="mirror")
    return out


def _amplitude(path: str) -> np.ndarray:
    """(lines, samples) float32."""
    raster = _single_band(path)
    if raster is not None:
        return raster
    if not Path(path).is_file():
        raise EngineError("The image {path} does not exist; check the list of reflectivity images.", path=path)
    reader = open_product(path)
    lines, samples = min(reader.model.lines, LARGEST), min(reader.model.samples, LARGEST)
    return np.abs(reader.read(0, 0, lines, samples)).astype(np.float32)


def _single_band(path: str) -> np.ndarray | None:
    """Amplitude of a raster of one band, 0 where it has no data; None where it is something else."""
    try:
        dataset = open_raster(path)
    except RasterFailure:
        return None
    if dataset.RasterCount != 1:
        return None
    place = (0, 0, min(dataset.RasterXSize, LARGEST), min(dataset.RasterYSize, LARGEST))
    return np.nan_to_num(np.abs(pixel_values(path).read(dataset, place)), posinf=0.0)
