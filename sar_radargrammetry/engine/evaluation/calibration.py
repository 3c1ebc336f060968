"""Whether predicted errors are the errors that are made."""

from __future__ import annotations

import dataclasses

import numpy as np

from .ranking import Ranking, ranking
from .tally import NMAD_FACTOR, Tally, weighted_quantile

ONE_SIGMA = 0.6826894921370859
"""Share of a Gaussian within one standard deviation."""
MIN_GROUP = 20
"""Cells that a group of like predictions has at least."""

# Lowest and highest power of ten and bins a decade: sigmas of 1 mm to 1 km in steps of 0.8 %, as the tenths need that
# differ little, and errors of 0.1 mm to 10 km in steps of 2.3 %.
_SIGMAS, _ERRORS = (-3, 3, 300), (-4, 4, 100)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CalibrationRow:
    """Cells with like predictions.

    Parameters
    ----------
    low, high : float
        Predicted 1-sigma errors of the group (m), to 0.8 %.
    cells : int
    predicted : float
        Median predicted 1-sigma error (m).
    observed : float
        68.3 % quantile of |elevation - reference| (m): equal to `predicted` if the prediction is correct.
    ratio : float
        1.4826 * median(|elevation - reference|) / `predicted`: robust against outliers, 1 if the prediction is correct.
    predicted_rms, rmse : float
        Root mean squares of the predicted and of the observed errors (m).
    within_1_sigma, within_2_sigma : float
        Shares with an error of at most one and two predicted sigma.
    """

    low: float
    high: float
    cells: int
    predicted: float
    observed: float
    ratio: float
    predicted_rms: float
    rmse: float
    within_1_sigma: float
    within_2_sigma: float

    @property
    def nmad(self) -> float:
        """1.4826 * median(|elevation - reference|) (m)."""
        return self.ratio * self.predicted


class SigmaTally:
    """Collects errors together with their predicted sigma, block by block."""

    def __init__(self) -> None:
        self.normalised = Tally(resolution=0.001, limit=200.0)
        rows, columns = ((high - low) * per_decade for low, high, per_decade in (_SIGMAS, _ERRORS))
        self._joint = np.zeros((rows, columns), dtype=np.int64)
        # By predicted sigma: cells within one and two sigma, sums of sigma^2, error^2 and |error|.
        self._sums = np.zeros((5, rows))
        self._by_error = np.zeros(columns)  # sum of |error| by |error|

    @property
    def count(self) -> int:
        return self.normalised.count

    def add(self, errors: np.ndarray, sigma: np.ndarray) -> None:
        """Count errors (n,) with their predicted sigma (n,), both in metres; sigmas that are not > 0 are left out."""
        given = np.isfinite(sigma) & (sigma > 0.0)
        errors, sigma = errors[given], sigma[given]
        self.normalised.add(errors / sigma)
        absolute, (rows, columns) = np.abs(errors), self._joint.shape
        row, column = _logarithmic(sigma, *_SIGMAS), _logarithmic(absolute, *_ERRORS)
        self._joint += np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)
        within = (absolute <= k * sigma for k in (1, 2))
        for number, weights in enumerate((*within, sigma**2, errors**2, absolute)):
            self._sums[number] += np.bincount(row, weights, minlength=rows)
        self._by_error += np.bincount(column, absolute, minlength=columns)

    def within(self, k: int) -> float:
        """Share of cells with an absolute error of at most k sigma (k = 1, 2)."""
        return float(self._sums[k - 1].sum()) / self.count if self.count else np.nan

    def normalised_nmad(self) -> float:
        """NMAD of error / sigma."""
        return NMAD_FACTOR * self.normalised.deviation_quantile(self.normalised.quantile(0.5), 0.5)

    def ranking(self) -> Ranking | None:
        """How well the predictions rank the errors; None where there are none."""
        return ranking(self._joint, self._sums[4], self._by_error) if self.count else None

    def calibration(self, groups: int = 10) -> tuple[CalibrationRow, ...]:
        """Compare prediction and observation in groups of as nearly equal size as the predictions allow.

        Cells whose predictions fall in one step of 0.8 % stay together, and a group has `MIN_GROUP` cells at least, so
        there may be fewer groups than asked for.
        """
        groups = int(np.clip(self.count // MIN_GROUP, 1, groups))
        edges, errors = _edges(*_SIGMAS), _edges(*_ERRORS)
        centres, error_centres = (np.sqrt(e[1:] * e[:-1]) for e in (edges, errors))
        per_sigma = self._joint.sum(axis=1)
        middle = np.cumsum(per_sigma) - per_sigma / 2.0
        group = np.minimum((groups * middle / max(self.count, 1)).astype(int), groups - 1)
        rows = []
        for index in range(groups):
            chosen = np.flatnonzero((group == index) & (per_sigma > 0))
            if not chosen.size:
                continue
            cells = int(per_sigma[chosen].sum())
            predicted = weighted_quantile(centres[chosen], per_sigma[chosen], 0.5)
            by_error = self._joint[chosen].sum(axis=0)
            one, two, variance, square, _ = self._sums[:, chosen].sum(axis=1) / cells
            rows.append(
                CalibrationRow(
                    low=float(edges[chosen[0]]),
                    high=float(edges[chosen[-1] + 1]),
                    cells=cells,
                    predicted=predicted,
                    observed=weighted_quantile(error_centres, by_error, ONE_SIGMA),
                    ratio=NMAD_FACTOR * weighted_quantile(error_centres, by_error, 0.5) / predicted,
                    predicted_rms=float(np.sqrt(variance)),
                    rmse=float(np.sqrt(square)),
                    within_1_sigma=float(one),
                    within_2_sigma=float(two),
                )
            )
        return tuple(rows)


def _edges(low: int, high: int, per_decade: int) -> np.ndarray:
    """Edges of logarithmic bins."""
    return 10.0 ** np.linspace(low, high, (high - low) * per_decade + 1)


def _logarithmic(values: np.ndarray, low: int, high: int, per_decade: int) -> np.ndarray:
    """Index of the logarithmic bin of non-negative values; those beyond the ends are in the last ones."""
    exponent = np.log10(np.maximum(values, 10.0**low))
    return np.clip(((exponent - low) * per_decade).astype(np.int64), 0, (high - low) * per_decade - 1)
