"""Whether predicted errors hold everywhere: on flat and steep ground, for sure and unsure matches alike.

A prediction may be right on the whole and wrong where it matters. So cells are sorted by something else than the
prediction into tenths, and each tenth must keep what it promises: 68.3 % within one sigma, 95.4 % within two.
"""

from __future__ import annotations

import dataclasses

import numpy as np

SLOPE = (0.0, 90.0, 9000)
"""Lowest and highest slope [degrees] and the number of bins between them."""
CERTAINTY = (0.0, 1.0, 10000)
"""The same of certainties: many of them are nearly 1."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class CoverageRow:
    """Cells with like values of something.

    Parameters
    ----------
    low, high : float
        The values they have.
    cells : int
        With a height, a reference and a predicted error.
    within_1_sigma, within_2_sigma : float
        Shares with an error of at most one and two predicted standard deviations: 0.683 and 0.954 when honest.
    predicted, rmse : float
        Root mean squares of the predicted and of the observed errors [m].
    """

    low: float
    high: float
    cells: int
    within_1_sigma: float
    within_2_sigma: float
    predicted: float
    rmse: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class CoverageTable:
    """Coverage group by group.

    Parameters
    ----------
    name : str
        ``slope`` or ``certainty``.
    definition : str
        What the cells are sorted by.
    unit : str
    rows : tuple of CoverageRow
    """

    name: str
    definition: str
    unit: str
    rows: tuple[CoverageRow, ...]


class CoverageTally:
    """Counts cells in narrow bins of a value, block by block, and joins the bins to groups of equal size at the end.

    Parameters
    ----------
    low, high : float
        Between which the values lie; those beyond are counted at the ends.
    bins : int
    """

    def __init__(self, low: float, high: float, bins: int) -> None:
        self._low, self._step = low, (high - low) / bins
        # Cells, those within one and two sigmas, sums of squares of predicted and observed errors.
        self._sums = np.zeros((5, bins + 1))

    def add(self, by: np.ndarray, difference: np.ndarray, sigma: np.ndarray) -> None:
        """Count a block of any shape: values, elevation - reference [m], predicted errors [m]; NaN where unknown."""
        with np.errstate(invalid="ignore"):
            known = np.isfinite(by) & np.isfinite(difference) & (sigma > 0.0) & np.isfinite(sigma)
        values, off, predicted = (v[known].astype(float) for v in (by, difference, sigma))
        size = self._sums.shape[1]
        place = np.clip(np.rint((values - self._low) / self._step), 0, size - 1).astype(int)
        within = [(np.abs(off) <= k * predicted).astype(float) for k in (1, 2)]
        for number, weights in enumerate((None, *within, predicted**2, off**2)):
            self._sums[number] += np.bincount(place, weights, minlength=size)

    def rows(self, groups: int = 10) -> tuple[CoverageRow, ...]:
        """Groups of as nearly equal size as the values allow: cells of one bin stay together."""
        cells = self._sums[0]
        total = cells.sum()
        if total == 0:
            return ()
        group = np.minimum((groups * (np.cumsum(cells) - 0.5 * cells) / total).astype(int), groups - 1)
        found = []
        for number in range(groups):
            chosen = np.flatnonzero((group == number) & (cells > 0))
            if not chosen.size:
                continue
            count, one, two, predicted, observed = self._sums[:, chosen].sum(axis=1)
            found.append(
                CoverageRow(
                    low=float(self._low + chosen[0] * self._step),
                    high=float(self._low + chosen[-1] * self._step),
                    cells=int(count),
                    within_1_sigma=float(one / count),
                    within_2_sigma=float(two / count),
                    predicted=float(np.sqrt(predicted / count)),
                    rmse=float(np.sqrt(observed / count)),
                )
            )
        return tuple(found)


def coverage(difference: np.ndarray, error: np.ndarray, by: np.ndarray, deciles: int = 10) -> tuple[CoverageRow, ...]:
    """Shares within one and two predicted errors, of groups of cells with like values of something.

    Parameters
    ----------
    difference : ndarray
        Elevation - reference [m], NaN where one of them is void.
    error : ndarray of the same shape
        Predicted standard deviations [m].
    by : ndarray of the same shape
        What the cells are sorted by: slope, certainty, ...
    deciles : int
        Number of groups.
    """
    known = by[np.isfinite(by)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    tally = CoverageTally(low, max(high, low + 1e-9), 20000)
    tally.add(by, difference, error)
    return tally.rows(deciles)
