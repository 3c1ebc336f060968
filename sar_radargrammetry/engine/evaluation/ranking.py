"""Whether predicted errors tell good places from bad: sparsification and rank correlation.

Cells are discarded in the order of their predicted error, the largest first. The better the prediction ranks, the
smaller the mean error of those that stay; the oracle discards in the order of the error itself. AUSE is the area
between both curves, as a share of that between discarding at random and the oracle (Ilg et al. 2018, Uncertainty
Estimates and Multi-Hypotheses Networks for Optical Flow).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import special

KEPT = np.linspace(1.0, 0.02, 50)
"""Shares of the cells that stay, at which a sparsification curve is given."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ranking:
    """How well predicted errors rank the errors.

    Parameters
    ----------
    correlation : float
        Spearman's rank correlation of |error| with predicted sigma; NaN where one of them is the same everywhere.
    ause : float
        Area of the sparsification curve above the oracle's, divided by that of random order above the oracle's:
        0 ranks as the errors themselves, 1 at random. NaN where all errors are alike.
    kept : (n,) ndarray
        Shares of the cells that stay.
    by_prediction, by_error : (n,) ndarray
        Mean |error| (m) of those that stay, with the largest predicted errors or the largest errors discarded.
    """

    correlation: float
    ause: float
    kept: np.ndarray
    by_prediction: np.ndarray
    by_error: np.ndarray

    def as_json(self) -> dict:
        """The curves, ready for JSON."""
        return {
            "definition": "mean |elevation - reference| (m) of the cells that stay when those with the largest "
            "predicted errors, or with the largest errors (oracle), are discarded",
            "kept": self.kept.round(4).tolist(),
            "by_prediction": self.by_prediction.round(4).tolist(),
            "by_error": self.by_error.round(4).tolist(),
        }


def ranking(joint: np.ndarray, sum_by_sigma: np.ndarray, sum_by_error: np.ndarray) -> Ranking:
    """Rank cells that were counted in bins; those of one bin are taken in random order.

    Parameters
    ----------
    joint : (bins, bins) int ndarray
        Number of cells by predicted sigma (rows) and by |error| (columns), both ascending.
    sum_by_sigma, sum_by_error : (bins,) ndarray
        Sums of |error| (m) of the cells of each row and of each column.
    """
    sigma, error = joint.sum(axis=1), joint.sum(axis=0)
    curves = _Curve(sigma, sum_by_sigma), _Curve(error, sum_by_error)
    random = sum_by_sigma.sum() / sigma.sum()
    room = random - curves[1].area()
    # Equal errors leave rounding only.
    ause = (curves[0].area() - curves[1].area()) / room if room > 1e-9 * random else np.nan
    return Ranking(
        correlation=_rank_correlation(joint, sigma, error),
        ause=float(ause),
        kept=KEPT,
        by_prediction=curves[0].at(KEPT),
        by_error=curves[1].at(KEPT),
    )


class _Curve:
    """Mean |error| of the first n cells, as bins are added in ascending order."""

    def __init__(self, counts: np.ndarray, sums: np.ndarray) -> None:
        filled = counts > 0
        self._counts, self._sums = counts[filled].astype(float), sums[filled]
        self._upto, self._sum_upto = np.cumsum(self._counts), np.cumsum(self._sums)

    def area(self) -> float:
        """Mean of the curve over all n: within a bin the sum grows linearly, so each is a harmonic sum."""
        mean = self._sums / self._counts
        before, sum_before = self._upto - self._counts, self._sum_upto - self._sums
        harmonic = special.digamma(self._upto + 1.0) - special.digamma(before + 1.0)
        return float(np.sum(mean * self._counts + (sum_before - mean * before) * harmonic) / self._upto[-1])

    def at(self, share: np.ndarray) -> np.ndarray:
        number = share * self._upto[-1]
        return np.interp(number, np.append(0.0, self._upto), np.append(0.0, self._sum_upto)) / number


def _rank_correlation(joint: np.ndarray, sigma: np.ndarray, error: np.ndarray) -> float:
    """Correlation of the ranks; cells of one bin share their mean rank."""
    total = sigma.sum()
    rows, cols = (np.cumsum(counts) - 0.5 * counts - 0.5 * total for counts in (sigma, error))
    spread = np.sqrt(np.sum(sigma * rows**2) * np.sum(error * cols**2))
    return float(rows @ joint @ cols / spread) if spread > 0.0 else np.nan
