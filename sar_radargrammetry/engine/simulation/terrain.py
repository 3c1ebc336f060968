"""Built-in terrains: ground made from a seed, for demos and tests without any DEM."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from ..elevation.grid import Grid
from .cover import add_buildings, add_trees
from .erosion import eroded
from .noise import lattice_noise
from .scene import Scene

KINDS = ("mountains", "hills", "plains", "town", "forest")

STEEPEST = 36.0
"""Slope [degrees] that 95 % of natural ground stays below: scree lies at 33, rock is rare."""

BASE_HEIGHT = {"mountains": 900.0, "hills": 350.0, "plains": 120.0, "town": 180.0, "forest": 300.0}
"""Mean height above the ellipsoid [m]."""


@dataclasses.dataclass(frozen=True, eq=False)
class Terrain:
    """A piece of ground.

    Parameters
    ----------
    scene : Scene
    brightness : (rows, cols) ndarray, float32, optional
        What stands on the ground adds this to its backscatter [dB]: canopies, roofs, streets.
    """

    scene: Scene
    brightness: np.ndarray | None = None


def make_terrain(kind: str, grid: Grid, seed: int) -> Terrain:
    """Terrain of one of `KINDS` on a grid; the same seed gives the same terrain."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    x, y = np.meshgrid(np.arange(grid.width) * grid.pixel_size, np.arange(grid.height) * grid.step_y)
    size = max(grid.width * grid.pixel_size, grid.height * grid.step_y)
    if kind == "mountains":
        heights = _mountains(x, y, size, rng)
    elif kind in ("hills", "forest"):
        heights = _rolling(x, y, 0.09 * size * min(1.0, (1000.0 / size) ** 0.5), 0.45 * size, rng)
    else:
        heights = _rolling(x, y, 0.012 * size * min(1.0, (1000.0 / size) ** 0.5), 0.6 * size, rng)
    heights -= heights.mean()
    brightness = np.zeros_like(heights)
    if kind == "town":
        add_buildings(heights, brightness, grid.pixel_size, rng)
    elif kind == "forest":
        add_trees(heights, brightness, grid.pixel_size, share=0.55, rng=rng)
    elif kind == "hills":
        add_trees(heights, brightness, grid.pixel_size, share=0.12, rng=rng)
    heights += BASE_HEIGHT[kind]
    return Terrain(Scene(heights.astype(np.float32), grid), brightness.astype(np.float32))


def _mountains(x: np.ndarray, y: np.ndarray, size: float, rng: np.random.Generator) -> np.ndarray:
    """Crests, spurs and valleys carved by rivers, and the roughness of rock and scree upon them."""
    # Carved on a coarse frame larger than the scene, so that no river ends at the scene's edge.
    inner, frame = 46, 78
    cell = size / (inner - 1)
    carved = eroded(frame, rng) * cell
    start = rng.integers(8, frame - inner - 8, 2)
    # Bend the coarse lattice, whose eight directions would otherwise show in the rivers.
    bend = [2.5 * lattice_noise(x, y, 9.0 * cell, rng)[0] for _ in range(2)]
    at = [start[0] + y / cell + bend[0], start[1] + x / cell + bend[1]]
    heights = map_coordinates(gaussian_filter(carved, 0.6), at, order=3, mode="nearest")
    step = float(x[0, 1] - x[0, 0])
    slope = np.hypot(*np.gradient(heights, step))
    # Crests and flanks are rough, valley floors are smooth.
    roughness = np.clip(slope / np.tan(np.radians(35.0)), 0.1, 1.0)
    length = 5.0 * cell
    while length > 3.0:
        heights += 0.045 * length * roughness * lattice_noise(x, y, length, rng)[0]
        x, y = 0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y
        length *= 0.55
    slope = np.hypot(*np.gradient(heights, step))
    return heights * min(1.0, np.tan(np.radians(STEEPEST)) / np.percentile(slope, 95.0))


def _rolling(x: np.ndarray, y: np.ndarray, relief: float, wavelength: float, rng: np.random.Generator) -> np.ndarray:
    """Soft hills with a little roughness."""
    wavelength = min(wavelength, 1500.0)
    heights = np.zeros_like(x)
    weight = 1.0
    while wavelength > 5.0:
        heights += weight * lattice_noise(x, y, wavelength, rng)[0]
        x, y = 0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y
        weight *= 0.42
        wavelength *= 0.5
    return heights * (relief / np.ptp(heights))
