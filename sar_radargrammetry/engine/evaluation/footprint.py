"""Completeness inside the area that was measured at all."""

from __future__ import annotations

import numpy as np

from ..elevation.grid import CellWindow, Grid


class Footprint:
    """Convex hull of the cells that have an elevation, and how many reference cells lie in it.

    An airborne scene is a tilted rectangle in its north-up raster: the corners that no image shows would count as
    misses in a completeness of the whole raster. One bit a cell is kept.
    """

    def __init__(self, grid: Grid):
        self._first = np.full(grid.height, grid.width, dtype=np.int64)
        self._last = np.full(grid.height, -1, dtype=np.int64)
        self._reference = np.zeros((grid.height, (grid.width + 7) // 8), dtype=np.uint8)

    def add(self, window: CellWindow, has_elevation: np.ndarray, has_reference: np.ndarray) -> None:
        """Take one block; its first column must be a multiple of 8.

        Parameters
        ----------
        window : CellWindow
        has_elevation, has_reference : (rows, cols) bool ndarray
        """
        rows = slice(window.row, window.row + window.rows)
        some = has_elevation.any(axis=1)
        first = np.where(some, window.col + has_elevation.argmax(axis=1), self._first[rows])
        last = np.where(some, window.col + window.cols - 1 - has_elevation[:, ::-1].argmax(axis=1), self._last[rows])
        self._first[rows] = np.minimum(self._first[rows], first)
        self._last[rows] = np.maximum(self._last[rows], last)
        packed = np.packbits(has_reference, axis=1)
        self._reference[rows, window.col // 8 : window.col // 8 + packed.shape[1]] = packed

    def reference_cells(self) -> int:
        """Number of cells with a reference value whose centres lie in the convex hull of the measured centres."""
        rows = np.flatnonzero(self._last >= 0)
        if rows.size == 0:
            return 0
        inside = np.arange(rows[0], rows[-1] + 1)
        left = np.interp(inside, *_lower_hull(rows, self._first[rows]))
        right = -np.interp(inside, *_lower_hull(rows, -self._last[rows]))
        first, last = np.ceil(left - 1e-9).astype(int), np.floor(right + 1e-9).astype(int)
        total = 0
        for row, low, high in zip(inside, first, last, strict=True):
            total += int(np.unpackbits(self._reference[row])[low : high + 1].sum())
        return total


def _lower_hull(x: np.ndarray, y: np.ndarray) -> tuple[list[int], list[int]]:
    """Corners of the lower convex hull of points with ascending x (Andrew's monotone chain)."""
    corners: list[tuple[int, int]] = []
    for point in zip(x.tolist(), y.tolist(), strict=True):
        while len(corners) > 1:
            (x1, y1), (x2, y2) = corners[-2:]
            if (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1) > 0:
                break
            corners.pop()
        corners.append(point)
    return [corner[0] for corner in corners], [corner[1] for corner in corners]
