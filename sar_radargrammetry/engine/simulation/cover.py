"""What stands on the ground: trees in stands, buildings along streets."""

from __future__ import annotations

import dataclasses

import numpy as np

from .noise import gaussian_field, lattice_noise


def add_trees(
    heights: np.ndarray, brightness: np.ndarray, posting: float, *, share: float, rng: np.random.Generator
) -> None:
    """Raise `heights` [m] by tree crowns over about `share` of the area, in place; `brightness` [dB] likewise.

    Crowns are half ellipsoids of 2 to 4.5 m radius whose tops are 6 to 22 m high, by stand and by tree.
    """
    rows, cols = heights.shape
    x, y = np.meshgrid(np.arange(cols) * posting, np.arange(rows) * posting)
    stands = lattice_noise(x, y, 90.0, rng)[0] + 0.5 * lattice_noise(x, y, 28.0, rng)[0]
    age = lattice_noise(x, y, 140.0, rng)[0]
    threshold = np.quantile(stands, 1.0 - share)
    # One tree a jittered cell of 5 m, so that crowns touch but do not pile up.
    cell = 5.0
    across, down = np.meshgrid(np.arange(cols * posting // cell), np.arange(rows * posting // cell))
    col = (across + rng.uniform(0.1, 0.9, across.shape)) * cell / posting
    row = (down + rng.uniform(0.1, 0.9, down.shape)) * cell / posting
    variation = rng.uniform(0.75, 1.25, across.shape)
    solitary = rng.uniform(size=across.shape) < 0.01
    col, row, variation, solitary = (a.ravel() for a in (col, row, variation, solitary))
    at = np.minimum(row.astype(int), rows - 1), np.minimum(col.astype(int), cols - 1)
    chosen = (stands[at] > threshold) | solitary
    ground = heights.copy()
    # Versions of numpy differ in the precision of a float32 number times a float.
    ages = age[at][chosen].astype(float)
    for c, r, scale, old in zip(col[chosen], row[chosen], variation[chosen], ages, strict=True):
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
    # Leaves and gaps: rough, but not from node to node, which no DSM would hold.
    rough = gaussian_field(heights.shape, posting, longest=3.0, shortest=0.8, slope=1.0, rng=rng)
    heights[canopy] += 0.4 * rough[canopy]


def add_buildings(heights: np.ndarray, brightness: np.ndarray, posting: float, rng: np.random.Generator) -> None:
    """Raise `heights` [m] by houses on plots between streets, in place; `brightness` [dB] of roofs and streets.

    The street grid is turned against the map by a random angle. Houses have flat or gabled roofs, eaves at 3 to 14 m.
    """
    rows, cols = heights.shape
    turn = rng.uniform(0.1, 1.4)
    cosine, sine = np.cos(turn), np.sin(turn)
    x, y = np.meshgrid((np.arange(cols) - cols / 2) * posting, (np.arange(rows) - rows / 2) * posting)
    along, across = x * cosine + y * sine, y * cosine - x * sine
    block_along, block_across, street = 96.0, 58.0, 9.0
    brightness[(along % block_along < street) | (across % block_across < street)] -= 6.0
    plot = (block_along - street) / 4
    reach = 0.75 * max(rows, cols) * posting
    blocks_along = np.arange(-reach // block_along, reach // block_along + 1)
    blocks_across = np.arange(-reach // block_across, reach // block_across + 1)
    for block_u, block_v, k in np.stack(np.meshgrid(blocks_along, blocks_across, np.arange(8)), -1).reshape(-1, 3):
        house = _House.at_random(rng)
        if rng.uniform() < 0.18:
            continue
        u = block_u * block_along + street + (k % 4 + 0.5) * plot
        v = block_v * block_across + street + (0.25 + 0.5 * (k // 4)) * (block_across - street)
        col = (u * cosine - v * sine) / posting + cols / 2
        row = (u * sine + v * cosine) / posting + rows / 2
        half = np.hypot(house.half_u, house.half_v) / posting + 2
        if not (-half < col < cols + half and -half < row < rows + half):
            continue
        window = np.s_[max(int(row - half), 0) : int(row + half) + 1, max(int(col - half), 0) : int(col + half) + 1]
        inside, roof = house.roof(along[window] - u, across[window] - v)
        if inside.any():
            heights[window][inside] = heights[window][inside].mean() + roof[inside]
            brightness[window][inside] = house.brightness


@dataclasses.dataclass(frozen=True)
class _House:
    """Half sides [m] along and across the street, height of the eaves [m], tangent of the pitch, brightness [dB]."""

    half_u: float
    half_v: float
    eaves: float
    pitch: float
    brightness: float

    @classmethod
    def at_random(cls, rng: np.random.Generator) -> _House:
        eaves = rng.uniform(3.0, 8.0) if rng.uniform() < 0.75 else rng.uniform(8.0, 14.0)
        pitch = np.tan(np.radians(rng.uniform(20.0, 40.0))) if rng.uniform() < 0.65 else 0.0
        return cls(rng.uniform(5.0, 9.5), rng.uniform(4.0, 8.0), eaves, pitch, rng.normal(0.0, 2.5))

    def roof(self, du: np.ndarray, dv: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether points at du, dv [m] from the middle are under the roof, and its height [m] over the ground there."""
        inside = (np.abs(du) <= self.half_u) & (np.abs(dv) <= self.half_v)
        return inside, self.eaves + self.pitch * (self.half_v - np.abs(dv))
