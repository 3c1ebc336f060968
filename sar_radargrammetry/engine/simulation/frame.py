"""Zero-Doppler planes: the coordinates in which every image line is rendered.

The points that a line of a zero-Doppler image shows lie in the plane through the antenna across its velocity. In that
plane a point is (g, z): g metres to the look side along the horizontal, z metres up, counted from the antenna. Range
sqrt(g^2 + z^2) and look angle atan2(g, -z) are then exact, whatever the track does, and only the ground's position
under (g, z) has to be found. It is a smooth function of g and nearly linear in z, so a low polynomial fitted through
exactly computed points replaces the map projection: to a tenth of a millimetre over the swath of an aircraft.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.ellipsoid import geodetic_to_ecef, local_axes
from ..sensor.range_doppler import RangeDopplerModel
from .scene import Scene

DEGREE = 4
"""Of the polynomials in g. The Earth's curvature needs 2; the map projection and the ellipsoid need the rest."""


@dataclasses.dataclass(frozen=True, eq=False)
class LinePlanes:
    """The zero-Doppler planes of consecutive image lines, on a common lattice of horizontal distances.

    Parameters
    ----------
    origin : (lines, 3) ndarray
        Antenna positions ECEF [m].
    outward, upward : (lines, 3) ndarray
        Unit ECEF vectors of g and z.
    level : (lines,) ndarray
        z [m] of the plane z = level near the scene's mean height; the polynomials count z from it.
    first, step : float
        g [m] of the first lattice column, and from column to column.
    columns : int
    base, slope : (3, lines, DEGREE + 1) ndarray
        Grid column, grid row and height [m] at z = level, and their derivatives with z, as polynomials (lowest power
        first) in g scaled to -1..1 over the lattice.
    """

    origin: np.ndarray
    outward: np.ndarray
    upward: np.ndarray
    level: np.ndarray
    first: float
    step: float
    columns: int
    base: np.ndarray
    slope: np.ndarray

    def scaled(self, g: np.ndarray) -> np.ndarray:
        """The variable (...) of the polynomials, -1 at the first column and 1 at the last, for g [m]."""
        half = 0.5 * self.step * (self.columns - 1)
        return (np.asarray(g, float) - self.first - half) / half

    def powers(self, g: np.ndarray) -> np.ndarray:
        """(DEGREE + 1, ...) powers of scaled g [m]."""
        scaled = self.scaled(g)
        return np.stack([scaled**n for n in range(DEGREE + 1)])

    @property
    def distances(self) -> np.ndarray:
        """(columns,) g of the lattice [m]."""
        return self.first + self.step * np.arange(self.columns)

    def points(self, line: np.ndarray, g: np.ndarray, z: np.ndarray) -> np.ndarray:
        """(..., 3) ECEF [m] of plane coordinates g, z [m] on lines (whole numbers); all broadcast."""
        return (
            self.origin[line]
            + np.asarray(g)[..., None] * self.outward[line]
            + np.asarray(z)[..., None] * self.upward[line]
        )


def plane_axes(model: RangeDopplerModel, scene: Scene, line: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Antenna position ECEF [m], and the unit vectors of g and z, of any lines (...): three (..., 3) arrays."""
    pixels = model.projection_set(line, 0.0)
    forward = pixels.varp / np.linalg.norm(pixels.varp, axis=-1, keepdims=True)
    up = local_axes(*scene.centre[:2])[2]
    upward = up - (forward @ up)[..., None] * forward
    upward /= np.linalg.norm(upward, axis=-1, keepdims=True)
    outward = np.cross(forward, upward) if model.look_side == "right" else np.cross(upward, forward)
    return pixels.arp, outward, upward


def line_planes(model: RangeDopplerModel, scene: Scene, step: float) -> LinePlanes:
    """The planes of all lines of an image, with a lattice of `step` metres that covers the scene."""
    origin, outward, upward = plane_axes(model, scene, np.arange(model.lines, dtype=float))
    hull = scene.hull()
    # The track bends by metres: the hull as seen from a few lines, and a margin, hold for all.
    some = np.linspace(0, model.lines - 1, 9).astype(int)
    g_hull = np.einsum("lpk,lk->lp", hull - origin[some, None], outward[some])
    first = float(g_hull.min()) - 20.0
    columns = int(np.ceil((float(g_hull.max()) + 20.0 - first) / step)) + 1
    centre = geodetic_to_ecef(*scene.centre)
    level = np.einsum("lk,lk->l", centre - origin, upward)

    # Chebyshev nodes keep the interpolation error even over the swath.
    nodes = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
    half = 0.5 * step * (columns - 1)
    g = first + half + half * nodes
    lowest, highest = scene.height_range
    reach = max(highest - scene.centre[2], scene.centre[2] - lowest, 1.0)
    found = []
    for sign in (-1.0, 1.0):
        xyz = (
            origin[:, None]
            + g[None, :, None] * outward[:, None]
            + (level + sign * reach)[:, None, None] * upward[:, None]
        )
        found.append(np.stack(scene.position(xyz)))
    inverse = np.linalg.inv(np.stack([nodes**n for n in range(DEGREE + 1)], axis=-1))
    base = 0.5 * (found[0] + found[1]) @ inverse.T
    slope = 0.5 / reach * (found[1] - found[0]) @ inverse.T
    return LinePlanes(origin, outward, upward, level, first, step, columns, base, slope)
