"""Quantiles of any number of positive values in fixed memory."""

from __future__ import annotations

import numpy as np

_EDGES = np.geomspace(1e-3, 1e3, 1400)  # bins of 1 %


class LogHistogram:
    """Counts of values in logarithmic bins of one percent, from a thousandth to a thousand."""

    def __init__(self) -> None:
        self._counts = np.zeros(len(_EDGES) + 1, np.int64)

    def add(self, values: np.ndarray) -> None:
        """Count values; NaN and infinite ones are none."""
        known = values[np.isfinite(values)]
        self._counts += np.bincount(np.searchsorted(_EDGES, known), minlength=len(self._counts))

    @property
    def count(self) -> int:
        return int(self._counts.sum())

    def quantile(self, share: float) -> float:
        """The value below which `share` (0..1) of the counted ones lie; NaN where none was counted."""
        if self.count == 0:
            return float("nan")
        place = int(np.searchsorted(np.cumsum(self._counts), share * self.count))
        return float(_EDGES[min(place, len(_EDGES) - 1)])
