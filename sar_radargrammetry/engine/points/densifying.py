"""Points between neighbouring pixels that lie more than a cell apart on the map.

On slopes that face the radar a sample of slant range covers several times its flat-ground length, so that points alone
would leave cells between them empty although the surface was measured on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LONGEST = 8.0
"""Cells between two neighbouring pixels beyond which they are taken for two surfaces (a cliff, a wall, layover)."""


def densified(
    x: np.ndarray, y: np.ndarray, height: np.ndarray, sigma: np.ndarray, cell: float, *more: np.ndarray
) -> np.ndarray:
    """Points of a band of pixels and interpolated ones between them.

    Parameters
    ----------
    x, y, height, sigma : (lines, samples) ndarray
        Map coordinates, height and its sigma [m]; NaN where a pixel has no point.
    cell : float
        Size of a cell of the raster they are for [m].
    *more : (lines, samples) ndarray
        Further values of the pixels.

    Returns
    -------
    (4 + more, n) float64 ndarray
        x, y, height, sigma, and the further values.
    """
    values = x, y, height, sigma, *more
    known = _picked(values, np.flatnonzero(np.isfinite(height)))
    return np.concatenate([known, *(_between(values, axis, cell) for axis in (1, 0))], axis=1)


def _picked(values: Sequence[np.ndarray], places: np.ndarray) -> np.ndarray:
    """What k arrays hold at places (n,), counted as in flat ones: (k, n)."""
    return np.stack([array.take(places) for array in values])


def _between(values: Sequence[np.ndarray], axis: int, cell: float) -> np.ndarray:
    """Evenly spaced points (k, n) strictly between neighbours along an axis that are more than a cell apart."""
    east, north = (np.diff(place, axis=axis) for place in values[:2])
    squared = east * east + north * north
    with np.errstate(invalid="ignore"):
        line, sample = np.nonzero((squared > cell**2) & (squared < (LONGEST * cell) ** 2))
    samples = values[0].shape[1]
    first = line * samples + sample
    start = _picked(values, first)
    step = _picked(values, first + (samples if axis == 0 else 1)) - start
    pieces = np.ceil(np.hypot(*step[:2]) / cell)
    step /= pieces
    inner = pieces.astype(int) - 1
    pair = np.repeat(np.arange(len(inner)), inner)
    position = np.arange(len(pair)) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    found = np.stack([along.take(pair) for along in step])
    found *= position
    found += np.stack([along.take(pair) for along in start])
    return found
