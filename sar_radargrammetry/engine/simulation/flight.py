"""Flight tracks above a scene, and the slant-range image that a track takes of it."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..errors import EngineError
from ..sensor.ellipsoid import geodetic_to_ecef, local_axes
from ..sensor.range_doppler import RangeDopplerModel
from ..sensor.trajectory import Trajectory
from .scene import Scene

EARTH_RADIUS = 6371000.0
"""Radius [m] of the sphere along which a track keeps its height; what it differs from the ellipsoid is far below the
track's own wobble."""
SHORTEST_PERIODS = np.array([9.0, 13.0, 22.0])
"""Of the sines of which the wobble is made [s]."""
WOBBLE_SHARES = np.array([0.25, 0.3, 0.45])
STATE_INTERVAL = 0.1
"""Seconds between state vectors."""
WOBBLE = 2.5
"""Largest deviation of a track from a smooth one [m] by default."""
SPEED = 150.0
"""Ground speed [m/s] likewise."""
PIXEL_MARGIN = 24
"""Pixels of image kept free around the scene, more than the point spread function reaches."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Flight:
    """One pass over the scene.

    Parameters
    ----------
    altitude : float
        Height of the track above the scene's mean height [m].
    look : float
        Look angle, from nadir at the antenna to the scene's centre [degrees].
    heading : float
        Direction of flight abreast of the scene's centre, clockwise from north [degrees].
    look_side : {"left", "right"}
    speed : float
        Ground speed [m/s].
    wobble : float
        Largest deviation from the smooth track, across it and in height [m].
    seed : int
        Of the wobble.
    """

    altitude: float
    look: float
    heading: float
    look_side: str = "right"
    speed: float = SPEED
    wobble: float = WOBBLE
    seed: int = 0

    def __post_init__(self) -> None:
        if not 10.0 <= self.look <= 80.0:
            raise EngineError("The look angle is {look:g} degrees; it must be between 10 and 80.", look=self.look)
        if not self.altitude >= 100.0:
            raise EngineError(
                "The altitude is {altitude:g} m; it must be 100 m or more above the scene.", altitude=self.altitude
            )


def fly(scene: Scene, flight: Flight) -> Trajectory:
    """The antenna's path, ECEF state vectors from time 0 on, long enough for the whole scene.

    The track keeps its height above a sphere, and deviates from that by a sum of sines with periods around ten seconds
    (turbulence and the autopilot's answer to it), deterministic by the seed.
    """
    lon, lat, height = scene.centre
    axes = local_axes(lon, lat)
    centre = geodetic_to_ecef(lon, lat, height)
    heading = np.radians(flight.heading)
    forward = np.array([np.sin(heading), np.cos(heading), 0.0])
    right = np.array([np.cos(heading), -np.sin(heading), 0.0])
    to_track = -right if flight.look_side == "right" else right

    # On the sphere the look angle at the antenna is smaller than the incidence at the scene by the arc between them.
    orbit = EARTH_RADIUS + flight.altitude
    incidence = np.arcsin(np.sin(np.radians(flight.look)) * orbit / EARTH_RADIUS)
    arc = incidence - np.radians(flight.look)
    offset, lift = orbit * np.sin(arc), orbit * np.cos(arc) - EARTH_RADIUS

    reach = np.abs((scene.hull() - centre) @ axes.T @ forward).max()
    duration = 2.0 * (1.3 * reach + 200.0) / flight.speed
    count = int(np.ceil(duration / STATE_INTERVAL)) + 1
    time = STATE_INTERVAL * np.arange(count)
    along = flight.speed * (time - time[-1] / 2)
    across, across_rate = _wobble(time, flight.wobble, flight.seed, 0)
    climb, climb_rate = _wobble(time, flight.wobble, flight.seed, 1)
    # Height of the sphere's surface below the tangent plane at the scene.
    drop = along**2 / (2.0 * orbit)
    drop_rate = along * flight.speed / orbit

    up = np.array([0.0, 0.0, 1.0])
    position = along[:, None] * forward + (offset + across)[:, None] * to_track + (lift + climb - drop)[:, None] * up
    velocity = flight.speed * forward + across_rate[:, None] * to_track + (climb_rate - drop_rate)[:, None] * up
    return Trajectory.from_state_vectors(time, centre + position @ axes, velocity @ axes)


def image_of(
    scene: Scene, trajectory: Trajectory, flight: Flight, range_spacing: float, azimuth_spacing: float
) -> RangeDopplerModel:
    """The zero-Doppler image of the scene: as many lines and samples as it needs, and a margin.

    Parameters
    ----------
    range_spacing, azimuth_spacing : float
        Slant range from sample to sample, and distance flown from line to line [m].

    Raises
    ------
    EngineError
        Spacings that are not positive; a scene too high for the track; an image that would be too large.
    """
    if not (range_spacing > 0 and azimuth_spacing > 0):
        raise EngineError(
            "The spacings are {range_spacing:g} m in range and {azimuth_spacing:g} m in azimuth; make them positive.",
            range_spacing=range_spacing,
            azimuth_spacing=azimuth_spacing,
        )
    interval = azimuth_spacing / flight.speed
    span = trajectory.end - trajectory.start
    trial = RangeDopplerModel(
        trajectory=trajectory,
        lines=int(span / interval),
        samples=1,
        first_line_time=trajectory.start,
        line_interval=interval,
        near_range=flight.altitude,
        range_spacing=range_spacing,
        look_side=flight.look_side,
        reference_height=scene.centre[2],
    )
    lowest, highest = scene.height_range
    if highest - scene.centre[2] > 0.8 * flight.altitude:
        raise EngineError(
            "The scene rises {highest:.0f} m, too high for tracks {altitude:g} m above it; fly higher.",
            highest=highest - lowest,
            altitude=flight.altitude,
        )
    line, sample = trial.ground_to_image(scene.hull())
    if np.isnan(line).any():
        raise EngineError("The track does not pass the whole scene; make the scene smaller or the altitude larger.")
    first_line, first_sample = int(np.floor(line.min())) - PIXEL_MARGIN, int(np.floor(sample.min())) - PIXEL_MARGIN
    model = dataclasses.replace(
        trial,
        lines=int(np.ceil(line.max())) + PIXEL_MARGIN - first_line + 1,
        samples=int(np.ceil(sample.max())) + PIXEL_MARGIN - first_sample + 1,
        first_line_time=trial.first_line_time + interval * first_line,
        near_range=trial.near_range + range_spacing * first_sample,
    )
    if max(model.lines, model.samples) > 60_000:
        raise EngineError(
            "The image would have {lines} lines of {samples} samples; make the scene smaller or the spacings larger.",
            lines=model.lines,
            samples=model.samples,
        )
    return model


def wobble_within(distortion: float, range_: float, speed: float = SPEED) -> float:
    """The deviation [m] with which lines lie no more than `distortion` (a share) closer or farther apart on the ground.

    A track that is accelerated towards its side turns its zero-Doppler plane; at `range_` metres that plane then runs
    over the ground by acceleration times range over speed squared slower or faster than the track, and back from a
    share of 1 on.
    """
    acceleration = float(np.sum(WOBBLE_SHARES * (2.0 * np.pi / SHORTEST_PERIODS) ** 2))
    return distortion * speed**2 / (acceleration * range_)


def _wobble(time: np.ndarray, size: float, seed: int, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Deviation [m] from the track and its rate [m/s]: three sines whose amplitudes add up to `size`."""
    rng = np.random.default_rng([seed, axis, 7001])
    period = rng.uniform(SHORTEST_PERIODS, [12.0, 19.0, 34.0])
    share = WOBBLE_SHARES * size
    omega = 2.0 * np.pi / period
    angle = omega * time[:, None] + rng.uniform(0.0, 2.0 * np.pi, 3)
    return np.sin(angle) @ share, np.cos(angle) @ (share * omega)
