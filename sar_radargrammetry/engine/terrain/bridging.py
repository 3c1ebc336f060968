"""Values across holes: from the rim, smoothly, by halving and doubling the resolution."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def bridged(values: np.ndarray) -> np.ndarray:
    """Values (rows, cols) with their NaN replaced by a smooth surface through the rims of the holes.

    Known values stay as they are; where nothing is known at all, NaN stays.
    """
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    rows, cols = (n + n % 2 for n in values.shape)
    padding = [(0, rows - values.shape[0]), (0, cols - values.shape[1])]
    weight = np.pad(known.astype(float), padding).reshape(rows // 2, 2, cols // 2, 2).sum((1, 3))
    total = np.pad(np.where(known, values, 0.0), padding).reshape(rows // 2, 2, cols // 2, 2).sum((1, 3))
    with np.errstate(invalid="ignore", divide="ignore"):
        coarse = bridged(total / weight)
    # Centres of the finer cells in the coarser ones.
    row, col = ((np.arange(n) - 0.5) / 2.0 for n in values.shape)
    places = np.meshgrid(row, col, indexing="ij")
    smooth = ndimage.map_coordinates(coarse, places, order=1, mode="nearest")
    return np.where(known, values, smooth)
