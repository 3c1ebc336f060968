"""Points to cells: elevation, its one-sigma error, and what else points carry."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from .grid import CellWindow, Grid
from .spool import CELLS, HALO, PointSpool

MIN_WEIGHT = 0.2
"""Sum of bilinear weights a cell needs: less means that points lie only at the far rim of its neighbourhood."""

Tile = tuple[tuple[int, int], CellWindow]
"""A tile of a spool, by its column and row there, and its window of a grid."""
_RIM = math.ceil(HALO) + 1
"""Cells around a tile that hold the nearest centres of all its points."""


def gridded(points: np.ndarray) -> tuple[np.ndarray, ...]:
    """Elevation, error and more (CELLS, CELLS) float32 of one tile, first row lowest; NaN where points are too few.

    Each point goes to the four nearest cell centres with bilinear weights over its variance. Points of a cell share
    the window that matched them, so their errors are the same error: the cell's sigma is the weighted mean of theirs,
    not smaller by the square root of their number; what they scatter beyond that is added.

    Parameters
    ----------
    points : (4 + more, n) ndarray
        Column and row in cells from the tile's lower left corner, height and sigma [m], and values to be averaged with
        the heights' weights.
    """
    # Cells of halo that take what points near the rim spill over.
    size = CELLS + 2 * _RIM
    column, row = (place.astype(np.float64) + (_RIM - 0.5) for place in points[:2])
    height, sigma = points[2].astype(np.float64), points[3].astype(np.float64)
    left, below = np.floor(column).astype(int), np.floor(row).astype(int)
    right_share, upper_share = column - left, row - below
    corner_cell = below * size + left
    reference = float(np.median(height)) if len(height) else 0.0
    relative, precision = height - reference, 1.0 / np.maximum(sigma, 1e-6) ** 2
    more = points[4:].astype(np.float64)
    sums = np.zeros((4 + len(more), size * size))
    for over, share in (
        (0, (1 - right_share) * (1 - upper_share)),
        (1, right_share * (1 - upper_share)),
        (size, (1 - right_share) * upper_share),
        (size + 1, right_share * upper_share),
    ):
        cell, weight = corner_cell + over, share * precision
        first = weight * relative
        for number, values in enumerate((share, weight, first, first * relative, *(weight * value for value in more))):
            sums[number] += np.bincount(cell, values, minlength=size * size)
    share, weight, first, second, *others = sums.reshape(-1, size, size)[:, _RIM:-_RIM, _RIM:-_RIM]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = first / weight
        scatter = np.maximum(second / weight - mean**2, 0.0)
        variance = share / weight
        averages = [np.where(share >= MIN_WEIGHT, other / weight, np.nan).astype(np.float32) for other in others]
    elevation = np.where(share >= MIN_WEIGHT, mean + reference, np.nan).astype(np.float32)
    error = np.where(share >= MIN_WEIGHT, np.sqrt(variance + scatter), np.nan).astype(np.float32)
    return elevation, error, *averages


def grid_of(spool: PointSpool, crs: str) -> Grid:
    """The grid of whole cells that covers all points of a spool."""
    return Grid.covering(crs, tuple(spool.bounds), spool.pixel_size)


def cells_of(spool: PointSpool, tile: tuple[int, int], grid: Grid, window: CellWindow) -> np.ndarray:
    """Elevation, error and more (2 + more, rows, cols) of a tile and its window of the grid, see `tiles_of`."""
    values = np.stack(gridded(spool.take(tile)))
    row, col = corner(grid, tile)
    part = CellWindow(window.row - row, window.col - col, window.rows, window.cols)
    return values[:, ::-1][(slice(None), *part.slices)]


def tiles_of(grid: Grid) -> Iterator[Tile]:
    """The tiles of a spool that touch a grid, each with its window of the grid."""
    left, top = round(grid.x0 / grid.pixel_size), round(grid.y0 / grid.pixel_size)
    for column in range(left // CELLS, -(-(left + grid.width) // CELLS)):
        for row in range((top - grid.height) // CELLS, -(-top // CELLS)):
            first_col, last_col = max(column * CELLS, left), min((column + 1) * CELLS, left + grid.width)
            first_row, last_row = max(row * CELLS, top - grid.height), min((row + 1) * CELLS, top)
            window = CellWindow(top - last_row, first_col - left, last_row - first_row, last_col - first_col)
            yield (column, row), window


def corner(grid: Grid, tile: tuple[int, int]) -> tuple[int, int]:
    """Row and column of the grid at which a tile's upper left cell lies; may be negative."""
    left, top = round(grid.x0 / grid.pixel_size), round(grid.y0 / grid.pixel_size)
    return top - (tile[1] + 1) * CELLS, tile[0] * CELLS - left
