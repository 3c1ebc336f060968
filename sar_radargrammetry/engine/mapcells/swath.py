"""The image that a flown or planned track takes of a ground: all lines and ranges of it within a swath."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..errors import EngineError
from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.trajectory import Trajectory
from ..terrain.dem import Dem

NODES = 33
"""Places along each side of the ground by which lines and ranges are found."""
EARTH_RADIUS = 6371000.0
"""Of the sphere on which look angles become ranges [m]; what it differs from the ellipsoid moves the edge of a swath by
about a thousandth."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Swath:
    """How a track looks at the ground.

    Parameters
    ----------
    look_side : {"left", "right"}
    min_look, max_look : float
        Angles at the antenna from the vertical [degrees].
    range_spacing, azimuth_spacing : float
        Of the image's pixels [m].
    """

    look_side: str
    min_look: float
    max_look: float
    range_spacing: float
    azimuth_spacing: float


def image_of_track(path: str, trajectory: Trajectory, swath: Swath, dem: Dem) -> RangeDopplerModel:
    """The zero-Doppler image of a ground from a track.

    Parameters
    ----------
    path : str
        Of the track's table, for messages.
    trajectory : Trajectory
    swath : Swath
    dem : Dem
        Heights above the ellipsoid.

    Raises
    ------
    EngineError
        The track does not pass the ground on that side, or the ground lies outside the swath.
    """
    low, high = dem.height_range()
    mean = float(np.nanmean(dem.heights))
    times = np.linspace(trajectory.start, trajectory.end, 257)
    position, velocity, _ = trajectory.at(times)
    interval = swath.azimuth_spacing / float(np.median(np.linalg.norm(velocity, axis=-1)))
    trial = RangeDopplerModel(
        trajectory=trajectory,
        lines=max(int((trajectory.end - trajectory.start) / interval), 1),
        samples=1,
        first_line_time=trajectory.start,
        line_interval=interval,
        near_range=1.0,
        range_spacing=swath.range_spacing,
        look_side=swath.look_side,
        reference_height=mean,
    )
    rows, cols = dem.heights.shape
    row, col, height = np.meshgrid(
        np.linspace(-0.5, rows - 0.5, NODES), np.linspace(-0.5, cols - 0.5, NODES), [low, high], indexing="ij"
    )
    xyz = geodetic_to_ecef(*dem.lonlat(col, row), height).reshape(-1, 3)
    line, sample = trial.ground_to_image(xyz)
    pixels = trial.projection_set(line, sample)
    ahead = np.sum(np.cross(pixels.varp, pixels.arp) * (xyz - pixels.arp), axis=-1)
    passed = (line > -0.5) & (line < trial.lines - 0.5)
    passed &= ahead > 0 if swath.look_side == "right" else ahead < 0
    if not passed.any():
        raise EngineError(
            "The track {path} does not pass the elevation on its {side} side; check its times and positions, and the "
            "look side.",
            path=path,
            side=Message(swath.look_side),
        )
    antenna = ecef_to_geodetic(position)[2]
    near, far = (_range_at(look, float(antenna.mean()) - mean) for look in (swath.min_look, swath.max_look))
    ranges = pixels.range_[passed]
    near = max(near, float(ranges.min()) - swath.range_spacing)
    far = min(far, float(ranges.max()) + swath.range_spacing)
    if not near < far:
        raise EngineError(
            "The elevation lies at slant ranges of {nearest:.0f} to {farthest:.0f} m from the track {path}, outside "
            "the swath of {low:g} to {high:g} degrees; change the look angles or the track.",
            nearest=float(ranges.min()),
            farthest=float(ranges.max()),
            path=path,
            low=swath.min_look,
            high=swath.max_look,
        )
    first, last = int(np.floor(line[passed].min())), int(np.ceil(line[passed].max()))
    return dataclasses.replace(
        trial,
        lines=last - first + 1,
        samples=int(np.ceil((far - near) / swath.range_spacing)) + 1,
        first_line_time=trial.first_line_time + interval * first,
        near_range=near,
    )


def _range_at(look: float, height: float) -> float:
    """Slant range [m] of the ground at a look angle [degrees] from a height [m] above it; infinite beyond the
    horizon."""
    orbit, angle = EARTH_RADIUS + height, np.radians(look)
    inside = EARTH_RADIUS**2 - (orbit * np.sin(angle)) ** 2
    return float(orbit * np.cos(angle) - np.sqrt(inside)) if inside > 0 else np.inf
