"""Whether two images show the same ground, and what would explain that they do not."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..longitude import exchanged
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ..sensor.ground import image_to_ground, scene_centre
from ..sensor.model import SensorModel
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.trajectory import Trajectory

NEAR = 0.2
"""Degrees between the middles of two images that may show the same ground."""
PLACES = 9
"""Places a side of the grid over an image by which common ground is looked for."""


def sees(model: SensorModel, ground: np.ndarray) -> np.ndarray:
    """Whether ground points (n, 3) ECEF [m] lie inside an image, on the side that its antenna looks to: (n,) bool.

    `ground_to_image` gives a pixel on both sides of the track, because range and Doppler are the same there.
    """
    line, sample = model.ground_to_image(ground)
    inside = (line >= -0.5) & (line <= model.lines - 0.5) & (sample >= -0.5) & (sample <= model.samples - 0.5)
    pixels = model.projection_set(line, sample)
    right = np.cross(pixels.varp, pixels.arp)
    ahead = np.einsum("ij,ij->i", right, ground - pixels.arp)
    return inside & (ahead > 0 if model.look_side == "right" else ahead < 0)


def exchanged_places(reference: SensorModel, secondary: SensorModel, height: float) -> int:
    """Of how many of two images longitude and latitude would have to be exchanged so that they show common ground.

    Parameters
    ----------
    reference, secondary : SensorModel
        Of images that show no common ground.
    height : float
        Of the ground above the ellipsoid [m].

    Returns
    -------
    int
        1 where the middles of both are near each other then, 2 where both show common ground then, else 0.
    """
    (lon, lat), other = scene_centre(reference), scene_centre(secondary)
    if exchanged(*other, (lon - NEAR, lat - NEAR, lon + NEAR, lat + NEAR)):
        return 1
    one, two = _exchanged(reference), _exchanged(secondary)
    return 2 if one is not None and two is not None and _common(one, two, height) else 0


def _exchanged(model: SensorModel) -> SensorModel | None:
    """An image whose track has longitude and latitude exchanged; None where that is no place."""
    if not isinstance(model, RangeDopplerModel) or model.lines < 2:
        return None
    last = model.first_line_time + model.line_interval * (model.lines - 1)
    time = np.linspace(*sorted((model.first_line_time, last)), PLACES)
    lon, lat, height = ecef_to_geodetic(model.trajectory.at(time)[0])
    if (np.abs(lon) > 90.0).any():
        return None
    track = Trajectory.from_state_vectors(time, geodetic_to_ecef(lat, lon, height))
    return dataclasses.replace(model, trajectory=track)


def other_sides(reference: SensorModel, secondary: SensorModel, height: float) -> int:
    """How many of two antennas would have to look to the other side so that both images show common ground, else 0.

    Parameters
    ----------
    reference, secondary : SensorModel
        Of images that show no common ground. Only images by time and range (`RangeDopplerModel`) are turned, whose look
        side a user may have stated.
    height : float
        Of the ground above the ellipsoid [m].
    """
    for turned in ((True, True), (True, False), (False, True)):
        one, other = (
            _turned(model) if turn else model for model, turn in zip((reference, secondary), turned, strict=True)
        )
        if one is not None and other is not None and _common(one, other, height):
            return sum(turned)
    return 0


def _turned(model: SensorModel) -> SensorModel | None:
    if not isinstance(model, RangeDopplerModel):
        return None
    return dataclasses.replace(model, look_side="left" if model.look_side == "right" else "right")


def _common(reference: SensorModel, secondary: SensorModel, height: float) -> bool:
    places = (np.arange(PLACES) + 0.5) / PLACES
    line, sample = np.meshgrid(places * reference.lines - 0.5, places * reference.samples - 0.5, indexing="ij")
    ground = image_to_ground(reference, line.ravel(), sample.ravel(), np.full(line.size, height))
    return bool(sees(secondary, ground[np.isfinite(ground).all(-1)]).any())
