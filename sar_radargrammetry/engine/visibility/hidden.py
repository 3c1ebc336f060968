"""Whether places without a height lie where an image cannot see: in shadow, in layover, or on too steep a foreslope.

The surface that casts shadow and is laid over is the measured one, with its holes bridged; so the places lie on ground
that nobody measured, and the answer is a judgement. A hole that is shadow is bridged along the last ray that passes the
ridge: places count as shadowed when a ray from a little lower would not have reached them.
"""

from __future__ import annotations

import numpy as np

from ..image.window import Window
from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.model import shows
from .mask import LAYOVER, SHADOW, ProjectedSurface, covers, lit_covers
from .shadow import lit

CLEAR, STEEP = range(2)
"""States of a place beside LAYOVER and SHADOW: visible, or on too steep a foreslope."""

GRAZING = 3.0
"""Degrees by which the antenna is taken to be lower."""
SQUEEZED = 0.2
"""Image area of a place over that of level ground there, below which a foreslope is too steep: an incidence of 6
degrees where level ground has 35."""


def hidden(projected: ProjectedSurface, row: np.ndarray, col: np.ndarray) -> np.ndarray:
    """CLEAR, STEEP, LAYOVER or SHADOW (n,) uint8 of places of a surface in an image.

    Parameters
    ----------
    projected : ProjectedSurface
    row, col : (n,) ndarray
        Positions in cells. Places outside of the image or off the surface are CLEAR.
    """
    surface, model = projected.surface, projected.model
    found = np.full(len(row), CLEAR, np.uint8)
    xyz = surface.ecef(row, col, surface.height(row, col))
    line, sample = model.ground_to_image(xyz)
    chosen = np.flatnonzero(shows(model, line, sample))
    if not chosen.size:
        return found
    row, col, xyz, line, sample = (values[chosen] for values in (row, col, xyz, line, sample))
    state = np.full(chosen.size, CLEAR, np.uint8)
    share = _squeeze(projected, row, col, line, sample)
    state[share < SQUEEZED] = STEEP
    state[_overlaid(projected, line, sample) | (share <= 0)] = LAYOVER
    state[~lit(surface, row, col, xyz, _lowered(model.projection_set(line, sample).arp, xyz))] = SHADOW
    found[chosen] = state
    return found


def _lowered(antenna: np.ndarray, xyz: np.ndarray) -> np.ndarray:
    """Antennas (n, 3) that stand `GRAZING` lower as seen from the places."""
    lon, lat, _ = ecef_to_geodetic(xyz)
    up = up_vector(lon, lat)
    sight = antenna - xyz
    rise = np.sum(sight * up, axis=-1)
    level = np.sqrt(np.maximum(np.sum(sight * sight, axis=-1) - rise**2, 0.0))
    # Straight down onto the ray of the smaller elevation; one below the horizon would reach nothing.
    elevation = np.maximum(np.arctan2(rise, level) - np.radians(GRAZING), np.radians(1.0))
    return antenna - (rise - level * np.tan(elevation))[:, None] * up


def _overlaid(projected: ProjectedSurface, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Whether pixels (n,) show several pieces of lit ground, or one that is turned over."""
    model = projected.model
    window = Window.around(line, sample, 1).clipped(model.lines, model.samples)
    size = window.lines * window.samples
    pixel = (np.rint(line).astype(int) - window.line) * window.samples + np.rint(sample).astype(int) - window.sample
    asked = np.zeros(size, bool)
    asked[pixel] = True
    found = covers(projected, window, asked.reshape(window.lines, window.samples))
    count = np.bincount(found.pixel, minlength=size)
    several = found[(count[found.pixel] > 1) & asked[found.pixel]]
    bright = several[lit_covers(projected, window, several)]
    overlaid = np.bincount(bright.pixel, minlength=size) > 1
    overlaid[found.folded] = True
    return overlaid[pixel]


def _squeeze(
    projected: ProjectedSurface, row: np.ndarray, col: np.ndarray, line: np.ndarray, sample: np.ndarray
) -> np.ndarray:
    """Image area of the surface around places over that of level ground there (n,); negative where turned over."""
    surface, model = projected.surface, projected.model
    height = surface.height(row, col)
    areas = []
    for level in (False, True):
        steps = []
        for down, right in ((0.5, 0.0), (0.0, 0.5)):
            there = height if level else surface.height(row + down, col + right)
            other = model.ground_to_image(surface.ecef(row + down, col + right, there))
            steps.append((other[0] - line, other[1] - sample))
        areas.append(steps[0][0] * steps[1][1] - steps[0][1] * steps[1][0])
    with np.errstate(invalid="ignore", divide="ignore"):
        share = areas[0] / areas[1]
    return np.where(np.isfinite(share), share, 1.0)
