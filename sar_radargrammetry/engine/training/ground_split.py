"""Training and validation apart on the ground: no place that validates was ever seen in training.

The map is cut into blocks along the scene's own axes, some of which validate. A sample whose ground lies in blocks of
both kinds is dropped, so that the ground of any two samples of different kinds cannot meet. Several sizes and places
of the blocks, and strips across the scene, are tried; the one that keeps most samples in the wanted proportion is
taken.
"""

from __future__ import annotations

import numpy as np
import shapely

SIZES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Sides of blocks that are tried, in sides of a sample's ground."""
TRIALS = 8
"""Random places of the blocks that are tried for each size and shape."""


def split_by_ground(areas: list[shapely.Polygon], share: float, seed: int) -> list[str | None]:
    """Which samples train and which validate.

    Parameters
    ----------
    areas : list of Polygon
        All ground that each sample shows, in metres of a map.
    share : float
        Of the samples kept that shall validate, 0 to 1.
    seed : int

    Returns
    -------
    list of {"train", "validation", None}
        None where a sample is dropped; all of them where the ground is too small for both.
    """
    if not areas:
        return []
    low, high = _boxes(areas)
    side = float(np.median(high - low))
    middle, extent = low.min(0), high.max(0) - low.min(0)
    rng = np.random.default_rng([seed, 4713])
    best, found = 0.0, np.zeros((2, len(areas)), bool)
    for size in SIZES:
        for shape in ((1.0, 1.0), (1.0, np.inf), (np.inf, 1.0)):
            for _ in range(TRIALS):
                # A block without an end still has to be finite.
                step = np.where(np.isinf(shape), 4.0 * extent + 1.0, size * side)
                origin = middle - np.where(np.isinf(shape), 2.0 * extent, rng.uniform(size=2) * step)
                first = np.floor((low - origin) / step).astype(int)
                last = np.floor((high - origin) / step).astype(int)
                blocks = last.max(0) + 1
                if blocks.prod() < 2 or blocks.prod() > 10_000_000:
                    continue
                chosen = np.zeros(blocks.prod(), bool)
                count = min(max(round(share * chosen.size), 1), chosen.size - 1)
                chosen[rng.choice(chosen.size, count, replace=False)] = True
                inside = _count(chosen.reshape(blocks), first, last)
                all_ = (last - first + 1).prod(1)
                validates, trains = inside == all_, inside == 0
                score = min(validates.sum() / share, trains.sum() / (1.0 - share))
                if score > best:
                    best, found = score, np.stack([trains, validates])
    return ["train" if t else "validation" if v else None for t, v in found.T]


def _boxes(areas: list[shapely.Polygon]) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest coordinates (n, 2) of the areas, along the axes of the narrowest box around all of them."""
    around = shapely.oriented_envelope(shapely.union_all([area.convex_hull for area in areas]).convex_hull)
    corners = shapely.get_coordinates(around)
    along = corners[1] - corners[0]
    along /= np.linalg.norm(along)
    turn = np.stack([along, [-along[1], along[0]]], -1)
    turned = [shapely.get_coordinates(area) @ turn for area in areas]
    return np.array([t.min(0) for t in turned]), np.array([t.max(0) for t in turned])


def _count(chosen: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """How many chosen blocks (rows, cols) lie in each rectangle first..last, (n, 2) both: (n,)."""
    total = np.pad(chosen.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    end = last + 1
    return (
        total[end[:, 0], end[:, 1]]
        - total[first[:, 0], end[:, 1]]
        - total[end[:, 0], first[:, 1]]
        + total[first[:, 0], first[:, 1]]
    )
