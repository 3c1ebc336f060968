"""By how much elevation rasters of the same ground differ on the whole."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np

from ..evaluation.tally import NMAD_FACTOR, Tally
from ..job import Context
from .stack import Stack

_BLOCK = 512
_TILE = 64  # cells; errors of neighbouring cells are alike, those of tiles are nearly not
_MIN_CELLS = 50  # cells of a tile whose median counts


@dataclasses.dataclass(frozen=True, kw_only=True)
class PairOffset:
    """Two elevation rasters where both have heights.

    Parameters
    ----------
    first, second : int
    cells : int
    offset, offset_sigma : float
        Median of first - second, and its standard error from the medians of 64 x 64 cells (m).
    nmad : float
        Spread of first - second (m).
    normalised : float
        NMAD of (first - second) / sqrt(sigma_first^2 + sigma_second^2): 1 when both sigmas are honest and independent.
    """

    first: int
    second: int
    cells: int
    offset: float
    offset_sigma: float
    nmad: float
    normalised: float


@dataclasses.dataclass(frozen=True)
class Merge:
    """What a merge found and wrote into its rasters.

    Parameters
    ----------
    names : list of str
        Of the elevations that were merged.
    pairs : tuple of PairOffset
    level : (n,) ndarray
        Height of each elevation above their common level [m].
    numbers : dict
        See `merging.Merged`.
    record : dict
        Provenance of the rasters.
    """

    names: list[str]
    pairs: tuple[PairOffset, ...]
    level: np.ndarray
    numbers: dict[str, float]
    record: dict[str, Any]

    @property
    def largest_offset(self) -> float:
        """From the common level [m]."""
        return float(np.abs(self.level).max())


def pair_offsets(stack: Stack, context: Context) -> tuple[PairOffset, ...]:
    """The differences of every two rasters that have cells in common."""
    number = len(stack.members)
    tallies = {pair: _PairTally() for pair in itertools.combinations(range(number), 2)}
    windows = list(stack.grid.blocks(_BLOCK))
    for done, window in enumerate(windows):
        context.progress(done / len(windows))
        # What two flights are off by is the offset; the spread about it is the matching's.
        heights, sigmas, _ = stack.read(window)
        for (a, b), tally in tallies.items():
            tally.add(heights[a] - heights[b], np.hypot(sigmas[a], sigmas[b]))
    return tuple(tally.offset(*pair) for pair, tally in tallies.items() if tally.differences.count)


def levels(number: int, pairs: tuple[PairOffset, ...]) -> np.ndarray:
    """Height (m) of each of `number` rasters above their common level, by least squares over all pairs.

    Minimises sum(((level_a - level_b - offset_ab) / offset_sigma_ab)^2); the mean level of rasters that hang together
    is zero.
    """
    rows, right = np.zeros((len(pairs), number)), np.zeros(len(pairs))
    for index, pair in enumerate(pairs):
        weight = 1.0 / max(pair.offset_sigma, 1e-3)
        rows[index, pair.first], rows[index, pair.second] = weight, -weight
        right[index] = weight * pair.offset
    return np.linalg.lstsq(rows, right, rcond=None)[0] if len(pairs) else np.zeros(number)


class _PairTally:
    def __init__(self) -> None:
        self.differences = Tally(resolution=0.01, limit=500.0)
        self._normalised = Tally(resolution=0.01, limit=100.0)
        self._medians: list[float] = []

    def add(self, difference: np.ndarray, sigma: np.ndarray) -> None:
        known = np.isfinite(difference)
        self.differences.add(difference[known])
        self._normalised.add(difference[known] / sigma[known])
        for row in range(0, difference.shape[0], _TILE):
            for col in range(0, difference.shape[1], _TILE):
                part = difference[row : row + _TILE, col : col + _TILE]
                part = part[np.isfinite(part)]
                if part.size >= _MIN_CELLS:
                    self._medians.append(float(np.median(part)))

    def offset(self, first: int, second: int) -> PairOffset:
        offset = self.differences.quantile(0.5)
        nmad = NMAD_FACTOR * self.differences.deviation_quantile(offset, 0.5)
        medians = np.array(self._medians)
        sigma = nmad
        if medians.size > 3:
            sigma = NMAD_FACTOR * float(np.median(np.abs(medians - np.median(medians)))) / np.sqrt(medians.size)
        middle = self._normalised.quantile(0.5)
        return PairOffset(
            first=first,
            second=second,
            cells=self.differences.count,
            offset=offset,
            offset_sigma=sigma,
            nmad=nmad,
            normalised=NMAD_FACTOR * self._normalised.deviation_quantile(middle, 0.5),
        )
