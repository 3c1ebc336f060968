"""The plane through the heights around each place."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def mean_around(values: np.ndarray, side: int) -> np.ndarray:
    """Mean of boxes of `side` places around each place of (rows, cols); outside are zeros."""
    return ndimage.uniform_filter(values, side, mode="constant")


def local_plane(height: np.ndarray, known: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Root mean square deviation from the plane through the heights in a box around each place, and its slopes.

    Parameters
    ----------
    height : (rows, cols) ndarray
    known : (rows, cols) bool ndarray
        Which heights count.
    side : int
        Of the box, in places.

    Returns
    -------
    deviation, along_columns, along_rows : (rows, cols) ndarray
        In units of the heights, and those a place.
    """
    x, y = np.meshgrid(np.arange(height.shape[1]), np.arange(height.shape[0]))
    share = np.maximum(mean_around(known.astype(float), side), 1e-6)
    level = np.median(height[known]) if known.any() else 0.0
    values = [np.where(known, v, 0.0) for v in (x - x.mean(), y - y.mean(), np.where(known, height, level) - level)]
    means = [mean_around(v, side) / share for v in values]

    def moment(one: int, two: int) -> np.ndarray:
        return mean_around(values[one] * values[two], side) / share - means[one] * means[two]

    xx, xy, yy, xz, yz, zz = (moment(*pair) for pair in ((0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2)))
    determinant = np.maximum(xx * yy - xy**2, 1e-3)
    along_columns, along_rows = (xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant
    deviation = np.sqrt(np.maximum(zz - along_columns * xz - along_rows * yz, 0.0))
    return deviation, along_columns, along_rows
