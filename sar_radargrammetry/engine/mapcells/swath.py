"""The image that a flown or planned track takes of a ground: all lines and ranges of it within a swath."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..errors import EngineError
from ..message import Message
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, up_vector
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.trajectory import Trajectory
from ..terrain.dem import Dem
from ..visibility.surface import cell_side

NODES = 33
"""Places along each side of the ground by which lines and ranges are found."""


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
    """The zero-Doppler image of a ground from a track; it also has the ranges of some ground beside the swath.

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
    _, velocity, _ = trajectory.at(times)
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
    look = look_angle(xyz, pixels.arp)
    held = passed & (look >= swath.min_look) & (look <= swath.max_look)
    if not held.any():
        raise EngineError(
            "From the track {path} the elevation lies at look angles of {lowest:.1f} to {highest:.1f} degrees, outside "
            "the swath of {low:g} to {high:g} degrees; change the look angles or the track.",
            path=path,
            lowest=float(look[passed].min()),
            highest=float(look[passed].max()),
            low=swath.min_look,
            high=swath.max_look,
        )
    # What lies between the places that were looked at may be nearer or farther.
    ranges, between = pixels.range_[held], cell_side(dem) * max(rows, cols) / (NODES - 1)
    near, far = max(float(ranges.min()) - between, swath.range_spacing), float(ranges.max()) + between
    first, last = int(np.floor(line[passed].min())), int(np.ceil(line[passed].max()))
    return dataclasses.replace(
        trial,
        lines=last - first + 1,
        samples=int(np.ceil((far - near) / swath.range_spacing)) + 1,
        first_line_time=trial.first_line_time + interval * first,
        near_range=near,
    )


def look_angle(xyz: np.ndarray, antenna: np.ndarray) -> np.ndarray:
    """Angles [degrees] (n,) at antennas (n, 3) from the vertical to ground points (n, 3), ECEF [m]."""
    lon, lat, _ = ecef_to_geodetic(antenna)
    sight, up = antenna - xyz, up_vector(lon, lat)
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(sight, up), axis=-1), np.sum(sight * up, axis=-1)))
