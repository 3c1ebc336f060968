"""What stands on the ground: trees in stands, buildings along streets."""

from __future__ import annotations

import numpy as np

from .noise import lattice_noise


def add_trees(
    heights: np.ndarray, brightness: np.ndarray, posting: float, share: float, random: np.random.Generator
) -> None:
    """Raise `heights` [m] by tree crowns over about `share` of the area, in place; `brightness` [dB] likewise.

    Crowns are half ellipsoids of 2 to 4.5 m radius whose tops are 6 to 22 m high, by stand and by tree.
    """
    rows, cols = heights.shape
    x, y = np.meshgrid(np.arange(cols) * posting, np.arange(rows) * posting)
    stands = lattice_noise(x, y, 90.0, random)[0] + 0.5 * lattice_noise(x, y, 28.0, random)[0]
    age = lattice_noise(x, y, 140.0, random)[0]
    threshold = np.quantile(stands, 1.0 - share)
    # One tree a jittered cell of 5 m, so that crowns touch but do not pile up.
    cell = 5.0
    across, down = np.meshgrid(np.arange(cols * posting // cell), np.arange(rows * posting // cell))
    col = (across + random.uniform(0.1, 0.9, across.shape)) * cell / posting
    row = (down + random.uniform(0.1, 0.9, down.shape)) * cell / posting
    variation = random.uniform(0.75, 1.25, across.shape)
    stands_alone = random.uniform(size=across.shape) < 0.01
    col, row, variation, stands_alone = (a.ravel() for a in (col, row, variation, stands_alone))
    at = np.minimum(row.astype(int), rows - 1), np.minimum(col.astype(int), cols - 1)
    chosen = (stands[at] > threshold) | stands_alone
    ground = heights.copy()
    for c, r, scale, old in zip(col[chosen], row[chosen], variation[chosen], age[at][chosen]):
        top = scale * (14.0 + 5.0 * old)
        radius = scale * (3.3 + 0.7 * old) / posting
        r0, r1 = max(int(r - radius), 0), min(int(r + radius) + 2, rows)
        c0, c1 = max(int(c - radius), 0), min(int(c + radius) + 2, cols)
        distance = ((np.arange(r0, r1)[:, None] - r) ** 2 + (np.arange(c0, c1)[None] - c) ** 2) / radius**2
        crown = np.where(distance < 1.0, top * (0.45 + 0.55 * np.sqrt(np.maximum(1.0 - distance, 0.0))), 0.0)
        window = np.s_[r0:r1, c0:c1]
        np.maximum(heights[window], ground[window] + crown, out=heights[window])
    canopy = heights > ground
    brightness[canopy] += 1.5
    heights[canopy] += random.normal(0.0, 0.35, int(canopy.sum()))


def add_buildings(heights: np.ndarray, brightness: np.ndarray, posting: float, random: np.random.Generator) -> None:
    """Raise `heights` [m] by houses on plots between streets, in place; `brightness` [dB] of roofs and streets.

    The street grid is turned against the map by a random angle. Houses have flat or gabled roofs, eaves at 3 to 14 m.
    """
    rows, cols = heights.shape
    turn = random.uniform(0.1, 1.4)
    x, y = np.meshgrid((np.arange(cols) - cols / 2) * posting, (np.arange(rows) - rows / 2) * posting)
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    block_along, block_across, street = 96.0, 58.0, 9.0
    brightness[(along % block_along < street) | (across % block_across < street)] -= 6.0
    ground = heights.copy()
    reach = 0.75 * max(rows, cols) * posting
    plot = (block_along - street) / 4
    for u0 in np.arange(-reach // block_along, reach // block_along + 1) * block_along + street:
        for v0 in np.arange(-reach // block_across, reach // block_across + 1) * block_across + street:
            for k in range(8):
                if random.uniform() < 0.18:
                    continue
                u = u0 + (k % 4 + 0.5) * plot
                v = v0 + (0.25 + 0.5 * (k // 4)) * (block_across - street)
                _house(heights, brightness, ground, along, across, (u, v), turn, posting, random)


def _house(
    heights: np.ndarray,
    brightness: np.ndarray,
    ground: np.ndarray,
    along: np.ndarray,
    across: np.ndarray,
    centre: tuple[float, float],
    turn: float,
    posting: float,
    random: np.random.Generator,
) -> None:
    """One house of random size around `centre` (street coordinates [m])."""
    half_u, half_v = random.uniform(5.0, 9.5), random.uniform(4.0, 8.0)
    eaves = random.uniform(3.0, 8.0) if random.uniform() < 0.75 else random.uniform(8.0, 14.0)
    pitch = np.tan(np.radians(random.uniform(20.0, 40.0))) if random.uniform() < 0.65 else 0.0
    level = random.normal(0.0, 2.5)
    u, v = centre
    col = (u * np.cos(turn) - v * np.sin(turn)) / posting + heights.shape[1] / 2
    row = (u * np.sin(turn) + v * np.cos(turn)) / posting + heights.shape[0] / 2
    reach = np.hypot(half_u, half_v) / posting + 2
    r0, r1 = max(int(row - reach), 0), min(int(row + reach) + 1, heights.shape[0])
    c0, c1 = max(int(col - reach), 0), min(int(col + reach) + 1, heights.shape[1])
    if r0 >= r1 or c0 >= c1:
        return
    window = np.s_[r0:r1, c0:c1]
    du, dv = along[window] - u, across[window] - v
    inside = (np.abs(du) <= half_u) & (np.abs(dv) <= half_v)
    if not inside.any():
        return
    roof = ground[window][inside].mean() + eaves + pitch * (half_v - np.abs(dv[inside]))
    heights[window][inside] = roof
    brightness[window][inside] = level
