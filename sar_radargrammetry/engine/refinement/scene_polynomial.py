"""What varies slowly over a scene, as a polynomial of map coordinates and height between a few hundred places."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
import pyproj

from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel

PLACES = 9
"""Places along each side of the reference image, at each of three heights."""
POWERS = 4
"""Highest power of the polynomial between them, in map coordinates and height together."""
HEIGHT_POWERS = 2
MIN_RELIEF = 20.0
"""Heights [m] at which they are lie at least so far apart."""
STRIP = 64
"""Rows evaluated at once."""


def ground_places(model: SensorModel, heights: tuple[float, float]) -> np.ndarray:
    """Ground points (n, 3) ECEF [m] all over an image, between two heights [m above the ellipsoid]."""
    low, high = heights
    if high - low < MIN_RELIEF:
        low, high = 0.5 * (low + high - MIN_RELIEF), 0.5 * (low + high + MIN_RELIEF)
    share = np.linspace(0.0, 1.0, PLACES)
    line, sample, height = (v.ravel() for v in np.meshgrid(share, share, [low, 0.5 * (low + high), high]))
    ground = image_to_ground(model, line * (model.lines - 1), sample * (model.samples - 1), height)
    return ground[np.isfinite(ground).all(axis=-1)]


def on_map(ground: np.ndarray, crs: pyproj.CRS) -> np.ndarray:
    """Map coordinates and height [m above the ellipsoid] (3, n) of ground points (n, 3) ECEF [m]."""
    lon, lat, up = ecef_to_geodetic(ground)
    return np.stack([*pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat), up])


@dataclasses.dataclass(frozen=True, eq=False)
class ScenePolynomial:
    """Values (p,) at every place of a scene.

    Parameters
    ----------
    centre, half : (3,) ndarray
        Map coordinates and height [m] that become -1..1.
    coefficients : (terms, p) ndarray
    """

    centre: np.ndarray
    half: np.ndarray
    coefficients: np.ndarray

    @classmethod
    def fitted(cls, places: np.ndarray, values: np.ndarray) -> ScenePolynomial:
        """By least squares to values (n, p) at places (3, n), see `on_map`."""
        centre = 0.5 * (places.min(axis=1) + places.max(axis=1))
        half = 0.5 * np.ptp(places, axis=1)
        terms = _terms((places - centre[:, None]) / half[:, None])
        return cls(centre, half, np.linalg.lstsq(terms.T, values, rcond=None)[0])

    def strips(self, x: np.ndarray, y: np.ndarray, height: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
        """Rows and values (rows, cols, p) at map coordinates x (cols,) and y (rows,) and heights (rows, cols), a few
        rows at a time; NaN where the height is."""
        across = (x - self.centre[0]) / self.half[0]
        for first in range(0, len(y), STRIP):
            strip = slice(first, first + STRIP)
            upwards = (y[strip] - self.centre[1]) / self.half[1]
            level = (height[strip] - self.centre[2]) / self.half[2]
            # Beyond what was looked at the polynomial goes on as at the rim.
            places = np.broadcast_arrays(across[None, :], upwards[:, None], level)
            yield strip, np.tensordot(_terms(np.clip(places, -1.0, 1.0)), self.coefficients, axes=(0, 0))


def _terms(places: np.ndarray) -> np.ndarray:
    """Products of powers (terms, ...) of coordinates (3, ...)."""
    powers = [[np.ones_like(axis)] for axis in places]
    for axis, of in zip(places, powers, strict=True):
        for _ in range(POWERS):
            of.append(of[-1] * axis)
    chosen = itertools.product(range(POWERS + 1), range(POWERS + 1), range(HEIGHT_POWERS + 1))
    return np.stack([powers[0][i] * powers[1][j] * powers[2][k] for i, j, k in chosen if i + j + k <= POWERS])
