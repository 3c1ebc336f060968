"""How the two radars look at the ground of a pixel: incidence on the local slope, intersection, distortion."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from .opening import Opened
from .surface import STEP, LocalSurface

AROUND = 16
"""Pixels to each side over which the ground is taken as a plane."""


@dataclasses.dataclass(frozen=True)
class Angles:
    """Angles [degrees] and scales at a pixel.

    Parameters
    ----------
    slope : float
        Of the ground against the horizon.
    local_incidence : two of float
        Between the ground's normal and the lines to the antennas of reference and secondary; from 90 on the slope turns
        away from the radar.
    incidence : two of float
        The same with the ellipsoid's normal.
    intersection : float
        Between the two lines of sight.
    stretch : two of float
        Pixels of the secondary by a pixel of the reference, in the direction where they are most and where they are
        fewest: the distortion that matching had to bridge.
    """

    slope: float
    local_incidence: tuple[float, float]
    incidence: tuple[float, float]
    intersection: float
    stretch: tuple[float, float]


def angles_at(opened: Opened, surface: LocalSurface) -> Angles:
    """Angles in the middle of a surface."""
    line, sample = float(surface.pixel.line), float(surface.pixel.sample)
    here = surface.at(surface.ground, line, sample)
    lon, lat, _ = ecef_to_geodetic(here)
    up = up_vector(lon, lat)
    middle, near = len(surface.height) // 2, AROUND // STEP
    part = slice(max(middle - near, 0), middle + near + 1)
    normal = _normal(surface.ground[part, part].reshape(-1, 3), up)
    match = surface.at(surface.match, line, sample)
    pixels = (opened.images[0].model, (line, sample)), (opened.images[1].model, tuple(match))
    sights = [
        _unit(model.projection_set(*(np.array([v]) for v in pixel)).arp.reshape(3) - here) for model, pixel in pixels
    ]
    stretch = np.linalg.svd(surface.by_pixel(line, sample), compute_uv=False)
    return Angles(
        slope=_angle(up, normal),
        local_incidence=(_angle(normal, sights[0]), _angle(normal, sights[1])),
        incidence=(_angle(up, sights[0]), _angle(up, sights[1])),
        intersection=_angle(*sights),
        stretch=(float(stretch[0]), float(stretch[1])),
    )


def _normal(points: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Of the plane through points (n, 3), on the side of `up`."""
    normal = np.linalg.svd(points - points.mean(axis=0))[2][2]
    return normal if normal @ up > 0 else -normal


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def _angle(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))
