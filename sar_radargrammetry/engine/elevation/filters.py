"""What can be done to a measured elevation: smoothing that leaves edges, narrow holes filled, islands found.

The smoothing is a bilateral filter (Tomasi and Manduchi 1998) whose notion of an edge is the predicted error: of a
cell's neighbours count those that are near, that are known well, and whose heights differ by no more than the two
errors explain,

    w_ij = exp(-d_ij^2 / 2 s^2) exp(-(h_j - h_i)^2 / 2 (sigma_i^2 + sigma_j^2)) / sigma_j^2,   h_i' = sum w h / sum w.

Neighbouring heights were matched in the same window and err together, so that their mean is no better than they are:
sigma_i' is the mean of their sigmas with the same weights, and not smaller by the root of their number.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from ..points.between import bridged

GROWTH = 0.5
"""Metres of error a metre of distance from the nearest measured cell: slopes that were not measured."""


def islands(known: np.ndarray, least: int) -> np.ndarray:
    """Which known cells hang together, by sides or corners, in fewer than `least`: (rows, cols) bool."""
    labels, _ = ndimage.label(known, np.ones((3, 3)))
    sizes = np.bincount(labels.reshape(-1))
    return known & (sizes < least)[labels]


def reach(strength: float) -> int:
    """Cells to each side that count at this strength."""
    return math.ceil(2.0 * strength)


def smoothed(elevation: np.ndarray, error: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Elevation and error, smoothed; voids stay, and fill nothing.

    Parameters
    ----------
    elevation, error : (rows, cols) ndarray
        [m], NaN where not measured.
    strength : float
        Standard deviation s of the distance that counts, in cells.
    """
    known = np.isfinite(elevation) & (error > 0.0)
    level = float(np.median(elevation[known])) if known.any() else 0.0
    margin, (rows, cols) = reach(strength), elevation.shape
    # Single precision around the median keeps millimetres; what is void has no weight.
    height = np.pad(np.where(known, elevation - level, 0.0).astype(np.float32), margin)
    sigma = np.pad(np.where(known, error, np.inf).astype(np.float32), margin, constant_values=np.inf)
    here = (slice(margin, margin + rows), slice(margin, margin + cols))
    middle, own = height[here], np.where(known, sigma[here], 1.0) ** 2
    total, heights, errors = (np.zeros((rows, cols), np.float32) for _ in range(3))
    for down in range(-margin, margin + 1):
        for right in range(-margin, margin + 1):
            near = math.exp(-0.5 * (down**2 + right**2) / strength**2)
            there = (slice(margin + down, margin + down + rows), slice(margin + right, margin + right + cols))
            difference = height[there] - middle
            # Over sigma, not times it: a void's is infinite.
            part = near * np.exp(-0.5 * difference**2 / (own + sigma[there] ** 2)) / sigma[there]
            weight = part / sigma[there]
            total += weight
            heights += weight * difference
            errors += part
    with np.errstate(invalid="ignore", divide="ignore"):
        changed = np.where(known, elevation + heights / total, elevation)
        return changed.astype(np.float32), np.where(known, errors / total, error).astype(np.float32)


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
