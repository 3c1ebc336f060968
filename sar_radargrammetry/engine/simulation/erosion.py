"""Relief carved by rivers: uplift, stream incision, and slopes that slide when they are too steep."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import minimum_filter

from .noise import lattice_noise

STEPS = 45
UPLIFT = 0.5
"""Cells of uplift a step."""
ERODIBILITY = 0.22
"""Cells a step for a drained area of one cell; with the uplift all but gullies are rivers, not slides."""
EXPONENT = 0.45
"""Of the drained area in the stream power law; 0.4 to 0.5 in nature."""
REPOSE = 0.65
"""Tangent of the steepest stable slope: 33 degrees, scree."""


def eroded(nodes: int, rng: np.random.Generator) -> np.ndarray:
    """(nodes, nodes) heights, in units of the node spacing, of a landscape of valleys and crests.

    Stream power law with linear slope, solved implicitly from the outlets upstream (Braun and Willett 2013,
    doi:10.1016/j.geomorph.2012.10.008); hill slopes are cut back to `REPOSE`. Rivers leave through the frame's edges.
    """
    row, col = np.mgrid[:nodes, :nodes]
    edge = np.minimum(np.minimum(row, col), np.minimum(nodes - 1 - row, nodes - 1 - col))
    interior = edge > 0
    # Rivers inherit their course from the first relief.
    heights = rng.uniform(0.0, 0.5, (nodes, nodes)) + 0.05 * edge
    for length in (0.5 * nodes, 0.22 * nodes, 0.1 * nodes):
        heights += 0.12 * length * lattice_noise(col, row, length, rng)[0]
    heights = _filled(heights)
    for _ in range(STEPS):
        heights[interior] += UPLIFT * rng.uniform(0.9, 1.1)
        receiver, distance = _receivers(heights)
        receiver[~interior] = np.flatnonzero(~interior.reshape(-1))
        heights = _carve(heights.reshape(-1), receiver.reshape(-1), distance.reshape(-1)).reshape(nodes, nodes)
    return heights


def _filled(heights: np.ndarray) -> np.ndarray:
    """The surface with every hollow filled to its brim and a hair more, so that all of it drains to the edges.

    Planchon and Darboux (2002): water everywhere, lowered until it stands on the ground or just above a neighbour.
    """
    water = heights.copy()
    water[1:-1, 1:-1] = np.inf
    while True:
        lowest = minimum_filter(water, 3, mode="nearest") + 1e-3
        lower = np.minimum(water, np.maximum(heights, lowest))
        if np.array_equal(lower, water):
            return water
        water = lower


def _receivers(heights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Flat index of the neighbour that each node drains to (itself in a pit), and the distance to it [cells]."""
    nodes = heights.shape[0]
    padded = np.pad(heights, 1, constant_values=np.inf)
    index = np.arange(nodes * nodes).reshape(nodes, nodes)
    steepest = np.zeros_like(heights)
    receiver, distance = index.copy(), np.ones_like(heights)
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
        length = np.hypot(down, right)
        slope = (heights - padded[1 + down : nodes + 1 + down, 1 + right : nodes + 1 + right]) / length
        better = slope > steepest
        steepest[better], distance[better] = slope[better], length
        receiver[better] = (index + down * nodes + right)[better]
    return receiver, distance


def _carve(heights: np.ndarray, receiver: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """One step of incision along the drainage; flat arrays (n,)."""
    order = np.argsort(heights, kind="stable").tolist()
    # Every node waits for its receiver: plain lists are several times faster than arrays for such a chain.
    to = receiver.tolist()
    area = [1.0] * len(to)
    for node in reversed(order):
        if to[node] != node:
            area[to[node]] += area[node]
    rate = (ERODIBILITY * np.asarray(area) ** EXPONENT / distance).tolist()
    limit = (REPOSE * distance).tolist()
    level = heights.tolist()
    for node in order:
        below = to[node]
        if below != node:
            new = (level[node] + rate[node] * level[below]) / (1.0 + rate[node])
            level[node] = min(new, level[below] + limit[node])
    return np.asarray(level)
