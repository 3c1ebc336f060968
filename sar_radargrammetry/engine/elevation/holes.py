"""Narrow holes of an elevation raster filled from their rims, with an error that says so."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..terrain.bridging import bridged

GROWTH = 0.5
"""Metres of error a metre of distance from the nearest measured cell: slopes nobody saw."""


def filled(
    elevation: np.ndarray, error: np.ndarray, farthest: float, cell: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elevation and error with the narrow holes filled, and which cells were: (rows, cols) each.

    A hole is filled where no place in it is farther than `farthest` from measured cells on its sides; the outer edge of
    the measured area does not grow. The error is that of the rim, and grows with the distance from it.

    Parameters
    ----------
    elevation, error : (rows, cols) ndarray
        [m], NaN where not measured.
    farthest, cell : float
        [m].
    """
    known = np.isfinite(elevation)
    nothing = np.zeros(known.shape, bool)
    if known.all() or not known.any():
        return elevation, error, nothing
    distance = cell * ndimage.distance_transform_edt(~known)
    # A closing: grown by the distance and shrunk again. Beyond the array's edge counts as grown, because the caller
    # looks at windows and keeps their middle.
    near = np.pad(distance <= farthest, 1)
    closed = cell * ndimage.distance_transform_edt(near)[1:-1, 1:-1] > farthest
    holes = ~known & closed & (distance <= farthest)
    heights = np.where(holes, bridged(elevation.astype(float)), elevation).astype(np.float32)
    grown = np.hypot(bridged(error.astype(float)), GROWTH * distance)
    return heights, np.where(holes, grown, error).astype(np.float32), holes
