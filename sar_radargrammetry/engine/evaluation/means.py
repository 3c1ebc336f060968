"""Errors of means over squares: as predicted by the correlation of the errors, and as they are against a reference."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..correlation.model import DIFFERENCES, Correlation, fitted
from ..correlation.variogram import Variogram, VariogramSample
from ..elevation.grid import CellWindow, Grid
from .rasters import cell_size
from .tally import Tally

LEVELS = 10
"""Squares have sides of 1, 2, 4 ... 512 cells."""
FILLED = 0.5
"""Share of a square's cells that must have a difference."""
MIN_SQUARES = 12
"""Squares whose means say how large the errors of means are."""
HECTARE = 100.0  # side [m]


@dataclasses.dataclass(frozen=True, kw_only=True)
class MeanRow:
    """Errors of means over squares of one size.

    Parameters
    ----------
    side : float
        [m]
    area : float
        [m^2]
    cells : int
        Of a square.
    predicted : float
        Standard error of the mean by the correlation of the differences, without what all heights share [m].
    with_common : float or None
        The same with the correlated part of the error raster, where it has one [m].
    observed : float or None
        Standard deviation of the means of the differences over such squares [m]; None where there are less than
        `MIN_SQUARES`.
    squares : int
        With a mean.
    """

    side: float
    area: float
    cells: int
    predicted: float
    with_common: float | None
    observed: float | None
    squares: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class MeanErrors:
    """Correlation of the errors and errors of means.

    Parameters
    ----------
    correlation : Correlation
    variogram : Variogram
        Of the differences, divided by their predicted sigma where that is known.
    sigma : float
        Root mean square of the predicted sigma without its correlated part [m]; 1 where none is given.
    cell : (width, height)
        [m]
    rows : tuple of MeanRow
    """

    correlation: Correlation
    variogram: Variogram
    sigma: float
    cell: tuple[float, float]
    rows: tuple[MeanRow, ...]

    def of_square(self, side: float) -> float:
        """Standard error [m] of the mean over a square of a side [m], without what all heights share."""
        return self._of_cells(max(round(side / np.sqrt(self.cell[0] * self.cell[1])), 1))

    def _of_cells(self, cells: int) -> float:
        correlation = self.correlation
        return self.sigma * float(np.sqrt(correlation.variance * correlation.of_square(cells, self.cell)))

    def as_json(self) -> dict:
        """Model, variogram and table, ready for JSON."""
        return {
            "definition": "standard error of the mean error of squares: predicted by the correlation of the "
            "differences, without and with the correlated part of the error raster (m); standard deviation of "
            "the means of the differences (m)",
            "correlation": {**self.correlation.document(), "length": round(self.correlation.length, 3)},
            "variogram": {
                "definition": "half the variance of (elevation - reference) / sigma of two cells, by distance (m)",
                "distance": self.variogram.distance.round(3).tolist(),
                "gamma": self.variogram.gamma.round(5).tolist(),
                "pairs": self.variogram.pairs.astype(int).tolist(),
            },
            "rows": [dataclasses.asdict(row) for row in self.rows],
        }


class MeansTally:
    """Collects what errors of means need, in blocks whose corners are multiples of 2 ** (`LEVELS` - 1) cells.

    Parameters
    ----------
    grid : Grid
    """

    def __init__(self, grid: Grid) -> None:
        self._cell = cell_size(grid)
        self._sample = VariogramSample(grid.height, grid.width)
        self._means = [Tally(resolution=0.01, limit=500.0) for _ in range(LEVELS)]
        self._given = self._variance = self._common = 0.0

    def add(
        self, window: CellWindow, difference: np.ndarray, sigma: np.ndarray | None, common: np.ndarray | None
    ) -> None:
        """Count one block.

        Parameters
        ----------
        window : CellWindow
        difference : (rows, cols) ndarray
            Elevation - reference [m], NaN where there is none.
        sigma, common : (rows, cols) ndarray, optional
            Predicted sigma without its correlated part, and that part [m].
        """
        known = np.isfinite(difference)
        normalised = difference
        if sigma is not None:
            with np.errstate(invalid="ignore"):
                known &= sigma > 0.0
            normalised = np.where(known, difference / np.where(known, sigma, 1.0), np.nan)
            self._given += int(known.sum())
            self._variance += float(np.sum(sigma[known].astype(float) ** 2))
            if common is not None:
                self._common += float(np.nansum(common[known].astype(float) ** 2))
        self._sample.add(window.row, window.col, normalised)
        total, count = np.where(known, difference, 0.0), known.astype(float)
        for level, tally in enumerate(self._means):
            if level:
                total, count = _halved(total), _halved(count)
            enough = count >= max(FILLED * 4**level, 1.0)
            tally.add(total[enough] / count[enough])

    def found(self) -> MeanErrors | None:
        """The errors of means; None where there are too few differences."""
        variogram = self._sample.variogram(self._cell)
        correlation = fitted(variogram, DIFFERENCES)
        if correlation is None:
            return None
        sigma = float(np.sqrt(self._variance / self._given)) if self._given else 1.0
        common = float(np.sqrt(self._common / self._given)) if self._common else None
        errors = MeanErrors(correlation=correlation, variogram=variogram, sigma=sigma, cell=self._cell, rows=())
        rows = []
        for level, tally in enumerate(self._means):
            if not tally.count:
                break
            predicted, side = errors._of_cells(2**level), 2**level * float(np.sqrt(self._cell[0] * self._cell[1]))
            rows.append(
                MeanRow(
                    side=side,
                    area=4**level * self._cell[0] * self._cell[1],
                    cells=4**level,
                    predicted=predicted,
                    with_common=None if common is None else float(np.hypot(predicted, common)),
                    observed=tally.std if tally.count >= MIN_SQUARES else None,
                    squares=tally.count,
                )
            )
        return dataclasses.replace(errors, rows=tuple(rows))


def _halved(values: np.ndarray) -> np.ndarray:
    """Sums of 2 x 2 cells; a last odd row or column is padded with zeros."""
    rows, cols = values.shape
    padded = np.pad(values, ((0, rows % 2), (0, cols % 2)))
    return padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]
