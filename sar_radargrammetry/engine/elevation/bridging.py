"""The measured surface with its holes bridged, on disk, as one surface without seams."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from scipy import ndimage

from ..files.intermediate import let_go, scratch_array
from ..points.between import bridged, halved
from .cells import Cells

BLOCK = 8
"""Side [cells] of the blocks whose means bridge what is wider, over the whole grid; a power of two."""
EXTENT = 4.0
"""Standard deviations to which the smoothing reaches."""


def bridged_surface(cells: Cells, smoothing: float, path: Path) -> np.ndarray:
    """The elevation with its holes bridged, smoothed by a Gaussian: (rows, cols) float32 in a file.

    A tile at a time, and the same as of the whole grid at once: blocks of cells are bridged over the whole grid, in a
    64th of its memory, and finer levels in each tile.

    Parameters
    ----------
    cells : Cells
    smoothing : float
        Standard deviation [cells].
    path : Path
        A new file.
    """
    rows, cols = cells.elevation.shape
    coarse = np.full((-(-rows // BLOCK), -(-cols // BLOCK)), np.nan)
    for window, heights in cells.blocks(cells.elevation):
        row, col = window.row // BLOCK, window.col // BLOCK
        means = _means(heights)
        coarse[row : row + means.shape[0], col : col + means.shape[1]] = means
    coarse = bridged(coarse)
    surface = scratch_array(path, np.float32, (rows, cols))
    margin = BLOCK * math.ceil((EXTENT * smoothing + 1.0) / BLOCK + 1.0)
    for window in cells.grid.blocks():
        around, inner = cells.around(window, margin)
        first_row, first_col = around.row // BLOCK, around.col // BLOCK
        last_row, last_col = -(-(around.row + around.rows) // BLOCK), -(-(around.col + around.cols) // BLOCK)
        base = coarse[first_row:last_row, first_col:last_col]
        heights = bridged(cells.elevation[around.slices].astype(float), base)
        heights = ndimage.gaussian_filter(heights, smoothing, mode="nearest", truncate=EXTENT)
        surface[window.slices] = heights[inner.slices]
        let_go(surface, cells.elevation)
    return surface


def _means(heights: np.ndarray) -> np.ndarray:
    """Means of what blocks of cells hold, NaN where nothing; of halves of halves, as `bridged` takes them."""
    means, side = heights.astype(float), BLOCK
    while side > 1:
        means, side = halved(means), side // 2
    return means
