"""Empirical variograms of rasters that are seen block by block, in memory that does not grow with them.

Short distances come from square windows spread evenly over the raster, long ones from every n-th cell of all of it.
"""

from __future__ import annotations

import dataclasses

import numpy as np

COARSE = 400
"""Cells a side of the thinned raster."""
WINDOW, WINDOWS = 96, 5
"""Side [cells] of the windows, and how many there are along each side of the raster."""
MIN_PAIRS = 200
"""Pairs from which a median is taken."""
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192)
"""Distances [cells] of the pairs."""
REACH = 1.0 / 3.0
"""Share of a side over which pairs reach: farther ones are few and all of the same places."""
DIRECTIONS = ((0, 1), (1, 0), (1, 1), (1, -1))
PER_DECADE = 12
"""Bins of distances whose estimates are averaged."""

_DOWD = 1.0990  # 0.5 / (75 % quantile of the standard normal distribution)^2


@dataclasses.dataclass(frozen=True, eq=False)
class Variogram:
    """Half the variance of differences between two places, by their distance.

    Parameters
    ----------
    distance : (n,) ndarray
        Ascending [m].
    gamma : (n,) ndarray
        Square of the values' unit.
    pairs : (n,) ndarray
        Number of pairs.
    """

    distance: np.ndarray
    gamma: np.ndarray
    pairs: np.ndarray


class VariogramSample:
    """Collects what a variogram needs of a raster.

    Parameters
    ----------
    rows, cols : int
        Of the raster.
    """

    def __init__(self, rows: int, cols: int) -> None:
        self._step = max(-(-max(rows, cols) // COARSE), 1)
        self._coarse = np.full((-(-rows // self._step), -(-cols // self._step)), np.nan, np.float32)
        # A raster that is not thinned needs no windows.
        places = [] if self._step == 1 else [_spread(rows), _spread(cols)]
        self._corners = [(int(row), int(col)) for row in places[0] for col in places[1]] if places else []
        size = min(WINDOW, rows), min(WINDOW, cols)
        self._windows = np.full((len(self._corners), *size), np.nan, np.float32)

    def add(self, row: int, col: int, values: np.ndarray) -> None:
        """Take a block (rows, cols) whose first cell is (row, col); NaN where there is no value."""
        rows, cols = values.shape
        step = self._step
        down, right = -row % step, -col % step
        thinned = values[down::step, right::step]
        first, left = (row + down) // step, (col + right) // step
        self._coarse[first : first + thinned.shape[0], left : left + thinned.shape[1]] = thinned
        for window, (top, side) in zip(self._windows, self._corners, strict=True):
            a, b = max(row, top), min(row + rows, top + window.shape[0])
            c, d = max(col, side), min(col + cols, side + window.shape[1])
            if a < b and c < d:
                window[a - top : b - top, c - side : d - side] = values[a - row : b - row, c - col : d - col]

    def detrend(self) -> None:
        """Take away the plane through the values, fitted robustly: what orbits and clocks do to a whole image."""
        row, col = np.nonzero(np.isfinite(self._coarse))
        if row.size < MIN_PAIRS:
            return
        values = self._coarse[row, col].astype(float)
        design = np.stack([np.ones(row.size), row, col], axis=1)
        kept = np.ones(row.size, bool)
        for _ in range(3):
            plane = np.linalg.lstsq(design[kept], values[kept], rcond=None)[0]
            off = np.abs(values - design @ plane)
            kept = off <= 4.5 * np.median(off)  # three sigmas
        rows, cols = self._coarse.shape
        self._coarse -= plane[0] + plane[1] * np.arange(rows)[:, None] + plane[2] * np.arange(cols)
        for number, (top, side) in enumerate(self._corners):
            down = (top + np.arange(self._windows.shape[1])) / self._step
            right = (side + np.arange(self._windows.shape[2])) / self._step
            self._windows[number] -= plane[0] + plane[1] * down[:, None] + plane[2] * right

    def variogram(self, cell: tuple[float, float]) -> Variogram:
        """The variogram by Dowd's estimator, from the median of absolute differences: outliers hardly count.

        Dowd (1984), The variogram and kriging: robust and resistant estimators.

        Parameters
        ----------
        cell : (width, height)
            Of a cell of the raster [m].
        """
        found = _estimates(self._windows, cell)
        found += _estimates(self._coarse[None], (cell[0] * self._step, cell[1] * self._step))
        if not found:
            return Variogram(*(np.empty(0) for _ in range(3)))
        distance, gamma, pairs = np.ascontiguousarray(np.array(found).T)
        bins = np.floor(PER_DECADE * np.log10(distance)).astype(int)
        bins -= bins.min()
        total = np.bincount(bins, pairs)
        held = total > 0
        means = (np.bincount(bins, pairs * values)[held] / total[held] for values in (distance, gamma))
        return Variogram(*means, total[held])


def _spread(length: int) -> np.ndarray:
    """First cells of windows along a side, evenly spread."""
    count = int(np.clip(length // WINDOW, 1, WINDOWS))
    return np.linspace(0, max(length - WINDOW, 0), count).astype(int)


def _estimates(layers: np.ndarray, cell: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Distance [m], estimate and number of pairs, of rasters (n, rows, cols) with cells of a width and height [m]."""
    found = []
    rows, cols = layers.shape[1:]
    for step in STEPS:
        for down, right in ((step * down, step * right) for down, right in DIRECTIONS):
            if down > REACH * rows or abs(right) > REACH * cols:
                continue
            left, other = max(-right, 0), max(right, 0)
            here = layers[:, : rows - down, left : cols - other]
            there = layers[:, down:, other : cols - left]
            off = np.abs(there - here)
            off = off[np.isfinite(off)]
            if off.size >= MIN_PAIRS:
                distance = float(np.hypot(down * cell[1], right * cell[0]))
                found.append((distance, _DOWD * float(np.median(off)) ** 2, float(off.size)))
    return found
