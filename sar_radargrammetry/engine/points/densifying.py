"""Points between neighbouring pixels that lie more than a cell apart on the map.

On slopes that face the radar a sample of slant range covers several times its flat-ground length, so that points alone
would leave cells between them empty although the surface was measured on both sides.
"""

from __future__ import annotations

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
    values = np.stack([x, y, height, sigma, *more])
    along = _between(values[:, :, :-1], values[:, :, 1:], cell)
    across = _between(values[:, :-1], values[:, 1:], cell)
    known = np.isfinite(height)
    return np.concatenate([values[:, known], along, across], axis=1)


def _between(first: np.ndarray, second: np.ndarray, cell: float) -> np.ndarray:
    """Evenly spaced points strictly between pairs of points (k, ...) that are more than a cell apart."""
    distance = np.hypot(second[0] - first[0], second[1] - first[1]) / cell
    with np.errstate(invalid="ignore"):
        wide = (distance > 1.0) & (distance < LONGEST)
    pieces = np.ceil(distance[wide]).astype(int)
    start, step = first[:, wide], (second[:, wide] - first[:, wide]) / pieces
    inner = pieces - 1
    pair = np.repeat(np.arange(len(pieces)), inner)
    position = np.arange(inner.sum()) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    return start[:, pair] + position * step[:, pair]
