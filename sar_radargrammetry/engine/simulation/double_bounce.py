"""Thin bright lines: echoes from two faces at right angles, along the feet of walls, banks and fences, and ridges."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.ndimage import map_coordinates

from .scene import Scene
from .texture import Scatterers

STEP = 0.7
"""Distance of the scatterers along a line, in parts of `spacing`: the pulse joins them."""
WIDTH = 25.0
"""Standard deviation [degrees] of the angle between line and track at which a line still returns its echo."""
FLOOR = 0.03
"""Share of its power that a line returns from any direction: it is not straight."""
CANDIDATES = 8
"""Places of which a line takes the steepest."""


@dataclasses.dataclass(frozen=True)
class Lines:
    """How many lines a scene has, and which.

    Parameters
    ----------
    count : int
    shared : float
        Share that every view shows (from a direction that suits it); the others are of one view only.
    shortest, longest : float
        Length [m].
    """

    count: int = 0
    shared: float = 0.6
    shortest: float = 5.0
    longest: float = 50.0


NONE = Lines()


def bright_lines(scene: Scene, what: Lines, seed: int, view: int, heading: float, spacing: float) -> Scatterers:
    """The scatterers of all lines that a view shows.

    Parameters
    ----------
    scene : Scene
    what : Lines
    seed : int
        Of the ground.
    view : int
        Views with different numbers share `what.shared` of the lines.
    heading : float
        Of the track [degrees], clockwise from north.
    spacing : float
        Of the image [m].
    """
    shared = round(what.count * what.shared)
    common = _lines(scene, what, shared, np.random.default_rng([seed, 8401]))
    own = _lines(scene, what, what.count - shared, np.random.default_rng([seed, 8402, view]))
    rng = np.random.default_rng([seed, 8403, view])
    return joined(*(_scatterers(scene, *lines, heading, spacing, rng) for lines in (common, own)))


def joined(*parts: Scatterers) -> Scatterers:
    """All scatterers of several."""
    names = [field.name for field in dataclasses.fields(Scatterers)]
    return Scatterers(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _lines(
    scene: Scene, what: Lines, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Middle (n, 2) [col, row], direction [radians, from column towards row], length [m] and energy of lines."""
    rows, cols = scene.heights.shape
    place = rng.uniform(1.0, [cols - 2.0, rows - 2.0], (CANDIDATES, count, 2))
    by_column, by_row = (_difference(scene, place, axis) for axis in (0, 1))
    best = np.where(rng.uniform(size=count) < 0.6, np.hypot(by_column, by_row).argmax(axis=0), 0)
    index = np.arange(count)
    along_contour = np.arctan2(by_row[best, index], by_column[best, index]) + 0.5 * np.pi
    # Fences and rows of poles go anywhere.
    angle = np.where(rng.uniform(size=count) < 0.65, along_contour, rng.uniform(0.0, np.pi, count))
    length = np.exp(rng.uniform(np.log(what.shortest), np.log(what.longest), count))
    energy = 10.0 ** rng.normal(0.5, 0.45, count)
    return place[best, index], angle, length, energy


def _difference(scene: Scene, place: np.ndarray, axis: int) -> np.ndarray:
    """Rise over two cells along columns (axis 0) or rows at places (..., 2)."""
    step = np.eye(2)[axis]
    before, after = (np.moveaxis(place + sign * step, -1, 0)[::-1] for sign in (-1.0, 1.0))
    return map_coordinates(scene.heights, after, order=1) - map_coordinates(scene.heights, before, order=1)


def _scatterers(
    scene: Scene,
    middle: np.ndarray,
    angle: np.ndarray,
    length: np.ndarray,
    energy: np.ndarray,
    heading: float,
    spacing: float,
    rng: np.random.Generator,
) -> Scatterers:
    rows, cols = scene.heights.shape
    count = np.maximum(np.rint(length / (STEP * spacing)).astype(int), 2)
    line = np.repeat(np.arange(len(count)), count)
    first = np.repeat(np.cumsum(count) - count, count)
    along = ((np.arange(len(line)) - first) / (count[line] - 1) - 0.5) * length[line] / scene.grid.pixel_size
    col = middle[line, 0] + along * np.cos(angle[line])
    row = middle[line, 1] + along * np.sin(angle[line])
    # Rows run south: a track flies along (sin, -cos) of its heading.
    track = np.radians(heading) - 0.5 * np.pi
    off = np.degrees(np.abs(np.mod(angle - track + 0.5 * np.pi, np.pi) - 0.5 * np.pi))
    seen = FLOOR + (1.0 - FLOOR) * np.exp(-0.5 * (off / WIDTH) ** 2)
    power = (energy * seen)[line] * rng.exponential(1.0, len(line))
    amplitude = np.sqrt(power) * np.exp(2j * np.pi * rng.uniform(size=len(line)))
    inside = (col >= 0) & (col <= cols - 1) & (row >= 0) & (row <= rows - 1)
    return Scatterers(col[inside], row[inside], np.zeros(inside.sum()), amplitude[inside])
