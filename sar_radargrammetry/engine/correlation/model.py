"""How errors of neighbours are correlated, by their distance: a short-range and a long-range part.

    rho(d) = s1 sph(d / a1) + s2 sph(d / a2),  d > 0;   sph(x) = 1 - 1.5 x + 0.5 x^3 up to x = 1, then 0

What is missing of 1 is independent from cell to cell (nugget). The two parts are those of Hugonnet et al. (2022),
Uncertainty analysis of digital elevation models by spatial inference from stable terrain.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
from scipy import optimize

from ..errors import EngineError
from .variogram import REACH, Variogram

CORRELATION_KEY = "error_correlation"
"""Key of a model in the provenance of rasters."""
CANDIDATES = 24
"""Ranges that are tried for both parts."""
BEYOND = 1.5
"""Of the longest distance, up to which a range is tried."""
MIN_DISTANCES = 5
"""Distances of a variogram from which a model is fitted."""

MODEL_ERROR = 0.05
"""Of the sill, by which two spherical parts deviate from a variogram anyway."""

DIFFERENCES, RESIDUALS, STATED = "differences", "residuals", "stated"
"""Sources of a model: differences from a reference, residuals across the epipolar curve, the user."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Correlation:
    """A model of the correlation.

    Parameters
    ----------
    short_share, long_share : float
        Shares s1 and s2 of the variance.
    short_range, long_range : float
        Distances a1 and a2 [m] from which on these parts are uncorrelated.
    variance : float
        Of the values that the model was fitted to: observed over predicted variance, if these were errors divided by
        their predicted sigma.
    source : str
        `DIFFERENCES`, `RESIDUALS` or `STATED`.
    """

    short_share: float
    short_range: float
    long_share: float
    long_range: float
    variance: float
    source: str

    @classmethod
    def of_length(cls, length: float) -> Correlation:
        """All of the variance correlated over a `length` [m] as defined below."""
        range_ = length * math.sqrt(5.0 / math.pi)
        return cls(short_share=1.0, short_range=range_, long_share=0.0, long_range=range_, variance=1.0, source=STATED)

    @property
    def length(self) -> float:
        """Side [m] of the square over which errors count as one independent error: sqrt(integral of rho over area)."""
        return math.sqrt(
            math.pi / 5.0 * (self.short_share * self.short_range**2 + self.long_share * self.long_range**2)
        )

    def at(self, distance: np.ndarray) -> np.ndarray:
        """Correlation at distances [m]; 1 at 0."""
        parts = ((self.short_share, self.short_range), (self.long_share, self.long_range))
        found = sum(share * _spherical(distance, range_) for share, range_ in parts if share > 0.0)
        return np.where(distance == 0.0, 1.0, found)

    def of_square(self, cells: int, cell: tuple[float, float]) -> float:
        """Variance of the mean over cells x cells cells, as a share of a cell's.

        Parameters
        ----------
        cells : int
            Along each side.
        cell : (width, height)
            [m]
        """
        offset = np.arange(cells)
        pairs = (cells - offset) * np.where(offset > 0, 2.0, 1.0)  # of cells so far apart along a side, both ways
        rho = self.at(np.hypot(offset[:, None] * cell[1], offset * cell[0]))
        return float(pairs @ rho @ pairs) / cells**4

    def document(self) -> dict[str, Any]:
        """JSON from which `read_correlation` makes it again."""
        lengths = ("short_share", "short_range", "long_share", "long_range", "variance")
        return {**{name: round(getattr(self, name), 4) for name in lengths}, "source": self.source}


def read_correlation(document: dict[str, Any], path: str) -> Correlation:
    """What `Correlation.document` said.

    Raises
    ------
    EngineError
        It is something else.
    """
    try:
        numbers = {name: float(document[name]) for name in ("short_share", "short_range", "long_share", "long_range")}
        found = Correlation(**numbers, variance=float(document["variance"]), source=str(document["source"]))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError("The correlation of errors in the metadata of {path} is damaged.", path=path) from error
    shares = found.short_share, found.long_share
    if not (min(shares) >= 0.0 and sum(shares) <= 1.001 and min(found.short_range, found.long_range) > 0.0):
        raise EngineError("The correlation of errors in the metadata of {path} is damaged.", path=path)
    return found


def fitted(variogram: Variogram, source: str) -> Correlation | None:
    """The model that fits a variogram best: of all pairs of ranges, each with its best shares that are not negative.

    None where the variogram has less than `MIN_DISTANCES` distances, or nothing varies.
    """
    distance, gamma = variogram.distance, variogram.gamma
    if len(distance) < MIN_DISTANCES or not gamma.max() > 0.0:
        return None
    ranges = np.geomspace(distance[0], BEYOND * distance[-1], CANDIDATES)
    rising = 1.0 - _spherical(distance[:, None], ranges)
    # A raster holds few independent pairs of far places: the estimate's relative error grows with the distance.
    weight = 1.0 / np.hypot(MODEL_ERROR, REACH * distance / distance[-1])
    best, rest = None, np.inf
    for first in range(CANDIDATES - 1):
        for second in range(first + 1, CANDIDATES):
            design = np.stack([np.ones(len(distance)), rising[:, first], rising[:, second]], axis=1)
            shares, misfit = optimize.nnls(design * weight[:, None], gamma * weight)
            if misfit < rest and shares.sum() > 0.0:
                best, rest = (shares, ranges[first], ranges[second]), misfit
    shares, short, long = best
    total = float(shares.sum())
    return Correlation(
        short_share=float(shares[1]) / total,
        short_range=float(short),
        long_share=float(shares[2]) / total,
        long_range=float(long),
        variance=total,
        source=source,
    )


def _spherical(distance: np.ndarray, range_: np.ndarray | float) -> np.ndarray:
    share = np.minimum(distance / range_, 1.0)
    return 1.0 - 1.5 * share + 0.5 * share**3
