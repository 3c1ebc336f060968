"""Whether predicted errors are the errors that are made."""

from __future__ import annotations

import dataclasses

import numpy as np

from .tally import Tally, weighted_quantile

ONE_SIGMA = 0.6826894921370859
"""Share of a Gaussian within one standard deviation."""

_LOW, _HIGH, _PER_DECADE = -4, 4, 100  # 0.1 mm to 10 km, in steps of 2.3 %


@dataclasses.dataclass(frozen=True, kw_only=True)
class Calibration:
    """Predicted against observed errors, in groups of cells with like predictions.

    Parameters
    ----------
    predicted : (groups,) ndarray
        Median predicted 1-sigma error of each group (m).
    observed : (groups,) ndarray
        68.3 % quantile of |elevation - reference| of each group (m): equal to `predicted` for an honest prediction.
    cells : (groups,) ndarray
        Number of cells of each group.
    """

    predicted: np.ndarray
    observed: np.ndarray
    cells: np.ndarray


class SigmaTally:
    """Collects errors together with their predicted sigma, block by block."""

    def __init__(self) -> None:
        self.normalised = Tally(resolution=0.001, limit=200.0)
        self._within = {1: 0, 2: 0}
        size = (_HIGH - _LOW) * _PER_DECADE
        self._joint = np.zeros((size, size), dtype=np.int64)

    @property
    def count(self) -> int:
        return self.normalised.count

    def add(self, errors: np.ndarray, sigma: np.ndarray) -> None:
        """Count errors (n,) with their predicted sigma (n,), both in metres; sigmas that are not > 0 are left out."""
        given = np.isfinite(sigma) & (sigma > 0.0)
        errors, sigma = errors[given], sigma[given]
        self.normalised.add(errors / sigma)
        for k in self._within:
            self._within[k] += int(np.count_nonzero(np.abs(errors) <= k * sigma))
        size = self._joint.shape[0]
        cell = _logarithmic(sigma) * size + _logarithmic(np.abs(errors))
        self._joint += np.bincount(cell, minlength=size * size).reshape(size, size)

    def within(self, k: int) -> float:
        """Share of cells with an absolute error of at most k sigma (k = 1, 2)."""
        return self._within[k] / self.count if self.count else np.nan

    def normalised_nmad(self, factor: float) -> float:
        """Median absolute deviation of error / sigma from its median, times `factor`."""
        return factor * self.normalised.deviation_quantile(self.normalised.quantile(0.5), 0.5)

    def calibration(self, groups: int = 10) -> Calibration:
        """Compare prediction and observation in groups of as nearly equal size as the predictions allow.

        Cells whose predictions fall in one step of 2.3 % stay together, so there may be fewer groups than asked for.
        """
        centres = 10.0 ** (_LOW + (np.arange(self._joint.shape[0]) + 0.5) / _PER_DECADE)
        per_sigma = self._joint.sum(axis=1)
        middle = np.cumsum(per_sigma) - per_sigma / 2.0
        group = np.minimum((groups * middle / max(self.count, 1)).astype(int), groups - 1)
        rows = []
        for index in range(groups):
            chosen = (group == index) & (per_sigma > 0)
            if chosen.any():
                predicted = weighted_quantile(centres[chosen], per_sigma[chosen], 0.5)
                observed = weighted_quantile(centres, self._joint[chosen].sum(axis=0), ONE_SIGMA)
                rows.append((predicted, observed, per_sigma[chosen].sum()))
        predicted, observed, cells = np.array(rows, dtype=float).reshape(-1, 3).T
        return Calibration(predicted=predicted, observed=observed, cells=cells.astype(int))


def _logarithmic(values: np.ndarray) -> np.ndarray:
    """Index of the logarithmic bin of non-negative values."""
    exponent = np.log10(np.maximum(values, 10.0**_LOW))
    return np.clip(((exponent - _LOW) * _PER_DECADE).astype(np.int64), 0, (_HIGH - _LOW) * _PER_DECADE - 1)
