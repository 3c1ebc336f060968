"""Built-in terrains: ground made from a seed, for demos and tests without any DEM."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..elevation.grid import Grid
from .cover import add_buildings, add_trees
from .noise import lattice_noise
from .scene import Scene

KINDS = ("mountains", "hills", "plains", "town", "forest")

STEEPEST = 42.0
"""Slope [degrees] that 95 % of natural ground stays below: scree lies at 35, rock is rarer than one in twenty."""

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
    random = np.random.default_rng([seed, KINDS.index(kind)])
    x, y = np.meshgrid(np.arange(grid.width) * grid.pixel_size, np.arange(grid.height) * grid.step_y)
    size = max(grid.width * grid.pixel_size, grid.height * grid.step_y)
    if kind == "mountains":
        heights = _mountains(x, y, size, random)
    elif kind in ("hills", "forest"):
        heights = _rolling(x, y, 0.09 * size * min(1.0, (1000.0 / size) ** 0.5), 0.45 * size, random)
    else:
        heights = _rolling(x, y, 0.012 * size * min(1.0, (1000.0 / size) ** 0.5), 0.6 * size, random)
    heights -= heights.mean()
    brightness = np.zeros_like(heights)
    if kind == "town":
        add_buildings(heights, brightness, grid.pixel_size, random)
    elif kind == "forest":
        add_trees(heights, brightness, grid.pixel_size, share=0.55, random=random)
    elif kind == "hills":
        add_trees(heights, brightness, grid.pixel_size, share=0.12, random=random)
    heights += BASE_HEIGHT[kind]
    return Terrain(Scene(heights.astype(np.float32), grid), brightness.astype(np.float32))


def _mountains(x: np.ndarray, y: np.ndarray, size: float, random: np.random.Generator) -> np.ndarray:
    """Ridges and valleys: noise whose finer octaves are held back where the coarser ones are steep.

    That is what erosion leaves: smooth flanks and floors, rough crests. The coarsest octave is ridged (one minus the
    magnitude), which gives crests that run on.
    """
    relief = 0.3 * size * min(1.0, (1000.0 / size) ** 0.3)
    wavelength = min(0.5 * size, 1500.0)
    # Bend the lattice, whose directions would otherwise show.
    bend_x = lattice_noise(x, y, wavelength, random)[0]
    bend_y = lattice_noise(x, y, wavelength, random)[0]
    u, v = x + 0.3 * wavelength * bend_x, y + 0.3 * wavelength * bend_y
    ridge, _, _ = lattice_noise(u, v, wavelength, random)
    heights = (1.0 - np.sqrt(ridge**2 + 2e-3)) ** 2
    steep_x, steep_y = np.zeros_like(x), np.zeros_like(x)
    weight, length = 0.5, 0.55 * wavelength
    while length > 4.0:
        value, by_x, by_y = lattice_noise(u, v, length, random)
        steep_x += by_x * weight
        steep_y += by_y * weight
        heights += weight * value / (1.0 + 1.5 * (steep_x**2 + steep_y**2))
        # Turn from octave to octave, for the same reason.
        u, v = 0.8 * u - 0.6 * v, 0.6 * u + 0.8 * v
        weight *= 0.47
        length *= 0.5
    heights *= relief / np.ptp(heights)
    step = float(x[0, 1] - x[0, 0])
    slope = np.hypot(*np.gradient(heights, step))
    return heights * min(1.0, np.tan(np.radians(STEEPEST)) / np.percentile(slope, 95.0))


def _rolling(x: np.ndarray, y: np.ndarray, relief: float, wavelength: float, random: np.random.Generator) -> np.ndarray:
    """Soft hills with a little roughness."""
    wavelength = min(wavelength, 1500.0)
    heights = np.zeros_like(x)
    weight = 1.0
    while wavelength > 5.0:
        heights += weight * lattice_noise(x, y, wavelength, random)[0]
        x, y = 0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y
        weight *= 0.42
        wavelength *= 0.5
    return heights * (relief / np.ptp(heights))
