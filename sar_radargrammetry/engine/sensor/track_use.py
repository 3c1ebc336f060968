"""What a track and its noise mean for the image that it carries."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..job import Context
from ..message import Message
from .ellipsoid import ecef_to_geodetic
from .ground import image_to_ground
from .range_doppler import RangeDopplerModel
from .track_csv import SPACE, Track
from .track_fit import FEWEST, TrackFit
from .trajectory import Trajectory

GOOD = 0.2
"""Pixels by which the track's noise may move the image's azimuth without a word (1 sigma)."""
USELESS = 2.0
"""Pixels from which on the geometry is refused: matches lie farther off their curves than any search looks."""
TURN = 20.0
"""Degrees by which the direction of flight may change while an image is taken."""
LINE_SPACINGS = (0.005, 200.0)
"""Metres between lines that any SAR image has."""
COARSE = 0.2
"""Metres that the last digit of a position may stand for without a word: six decimals of a degree are 0.11 m."""
LOWEST = 0.5
"""Grazing angle [degrees] below which no SAR images the ground: the antenna's height has another unit."""
GAP = 20
"""A time between two positions that is so many times the mean one is a gap."""
SPARSE = 1.0
"""Seconds between positions from which on a table may miss the motion of an aircraft."""


def check_times(path: str, track: Track, first_line_time: float, line_interval: float, lines: int) -> None:
    """Refuse a track that does not cover the image, or has a gap."""
    begin, end = sorted((first_line_time, first_line_time + (lines - 1) * line_interval))
    trajectory = track.trajectory
    if begin < trajectory.start or end > trajectory.end:
        raise EngineError(
            "The track {track} covers {start:.9g} s to {end:.9g} s, but by first_line_time and line_interval the "
            "image was taken from {image_start:.9g} s to {image_end:.9g} s.",
            track=path,
            start=trajectory.start,
            end=trajectory.end,
            image_start=begin,
            image_end=end,
        )
    time = trajectory.state_vectors.time
    around = np.searchsorted(time, [begin, end])
    step = np.diff(time[max(around[0] - 1, 0) : around[1] + 1])
    if track.longest_step in step and track.longest_step > GAP * np.median(np.diff(time)):
        raise EngineError(
            "The track {track} has a gap of {longest_step:.3g} s before line {longest_step_line}, while the image was "
            "taken; fill it in.",
            track=path,
            longest_step=track.longest_step,
            longest_step_line=track.longest_step_line,
        )


def check_ground(model: RangeDopplerModel) -> None:
    """Refuse ranges by which no pixel of the image reaches the ground, or only along the horizontal."""
    line, sample = 0.5 * (model.lines - 1), np.array([0.0, 0.5, 1.0]) * (model.samples - 1)
    height = float(ecef_to_geodetic(model.projection_set(line, 0.0).arp)[2]) - model.reference_height
    far = model.near_range + (model.samples - 1) * model.range_spacing
    if height < np.sin(np.radians(LOWEST)) * model.near_range:
        raise EngineError(
            "The antenna is {height:.6g} m above the reference height, too low for slant ranges of {near_range:.6g} to "
            "{far:.6g} m; check the unit of the track's heights, reference_height, and near_range.",
            height=height,
            near_range=model.near_range,
            far=far,
        )
    if np.isnan(image_to_ground(model, np.array(line), sample, model.reference_height)).all():
        raise EngineError(
            "The image's slant ranges, {near_range:.6g} to {far:.6g} m, are all shorter than the antenna's height of "
            "{height:.6g} m above the reference height; check near_range, range_spacing, and the track's heights.",
            near_range=model.near_range,
            far=far,
            height=height,
        )


def check_path(path: str, model: RangeDopplerModel) -> None:
    """Refuse a track that turns while the image is taken, or whose speed does not fit the time between lines.

    Parameters
    ----------
    path : str
        Of the table, for the message.
    model : RangeDopplerModel

    Raises
    ------
    EngineError
    """
    times = _line_times(model, 64)
    _, velocity, _ = model.trajectory.at(times)
    speed = np.linalg.norm(velocity, axis=-1)
    direction = velocity / speed[:, None]
    turn = float(np.degrees(np.arccos(np.clip(direction @ direction[0], -1.0, 1.0).min())))
    if turn > TURN:
        raise EngineError(
            "The track turns by {turn:.0f} degrees while the image is taken, which no stripmap does; check "
            "first_line_time and line_interval against the times in {path}.",
            turn=turn,
            path=path,
        )
    spacing = float(np.median(speed)) * abs(model.line_interval)
    if not LINE_SPACINGS[0] <= spacing <= LINE_SPACINGS[1]:
        raise EngineError(
            "At {speed:.4g} m/s and {line_interval:.4g} s from line to line the lines lie {spacing:.3g} m apart; "
            "check line_interval, and the times in {path}.",
            speed=np.median(speed),
            line_interval=abs(model.line_interval),
            spacing=spacing,
            path=path,
        )


def check_digits(path: str, track: Track, context: Context) -> None:
    """Warn of positions that are rounded so much that a common error of all of them moves heights."""
    if track.resolution > COARSE:
        context.warn(
            "The positions in {path} are written to {length} only; a coordinate that hardly changes is off by half of "
            "that in all lines, and heights are off by up to some times as much: write more digits.",
            path=path,
            length=_length(track.resolution),
        )


def check_sparse(path: str, track: Track, model: RangeDopplerModel, context: Context) -> None:
    """Warn of a few positions of an aircraft that lie so far apart that it may have moved otherwise between them."""
    time = track.trajectory.state_vectors.time
    below = np.linalg.norm(model.trajectory.at(time[:1])[0]) < SPACE
    if track.fit is None and below and track.longest_step > SPARSE:
        context.warn(
            "The track has only {count} positions, up to {step:.3g} s apart. Its path is interpolated between them, "
            "which is right for the smooth path that a processor focused to, but not for the motion of an aircraft; "
            "write more positions into {path}.",
            count=len(time),
            step=track.longest_step,
            path=path,
        )


def check_fit(path: str, fit: TrackFit, model: RangeDopplerModel, context: Context) -> None:
    """Say how well the table gives the track, and warn of or refuse what that does to the image.

    An error of the velocity across the flight tilts the Doppler plane, which moves a pixel at slant range R by
    R sigma / v along the track.

    Parameters
    ----------
    path : str
        Of the table, for the message.
    fit : TrackFit
    model : RangeDopplerModel
    context : Context

    Raises
    ------
    EngineError
        Pixels are moved by more than `USELESS`.
    """
    times = _line_times(model, 64)
    pixels = _azimuth_shift(model, times, np.interp(times, fit.time, fit.velocity_sigma))
    along, across, up = (_length(noise) for noise in fit.position_noise)
    noise = Message(
        "The positions of the track scatter around a smooth path by {along} along, {across} across and {up} in height "
        "(1 sigma), which leaves the image's azimuth uncertain by {pixels:.2g} px",
        along=along,
        across=across,
        up=up,
        pixels=pixels,
    )
    _tell(path, noise, pixels, context)


def check_rounding(path: str, track: Track, model: RangeDopplerModel, context: Context) -> None:
    """As `check_fit`, of a track with too few positions for a fit: what the rounding of its positions does.

    The trajectory is linear in the positions; each of them is off by a digit that is evenly distributed.

    Parameters
    ----------
    path : str
        Of the table, for the message.
    track : Track
    model : RangeDopplerModel
    context : Context

    Raises
    ------
    EngineError
        Pixels are moved by more than `USELESS`.
    """
    times, states = _line_times(model, 64), track.trajectory.state_vectors
    variance = np.zeros(len(times))
    for unit in np.eye(len(states.time)):
        moved = np.repeat(unit[:, None], 3, axis=1)
        still = np.zeros_like(moved) if track.has_velocities else None
        variance += Trajectory.from_state_vectors(states.time, moved, still).at(times)[1][:, 0] ** 2
    # Across the flight and up.
    sigma = np.sqrt(2.0 * variance / 12.0) * track.resolution
    pixels = _azimuth_shift(model, times, sigma)
    if pixels <= GOOD:
        return
    noise = Message(
        "The track has fewer than {count} positions, too few to be smoothed, and they are rounded to {length}, which "
        "leaves the image's azimuth uncertain by {pixels:.2g} px",
        length=_length(track.resolution),
        count=FEWEST,
        pixels=pixels,
    )
    _tell(path, noise, pixels, context)


def _azimuth_shift(model: RangeDopplerModel, times: np.ndarray, sigma: np.ndarray) -> float:
    """Pixels by which errors of the velocity (n,) [m/s] at times (n,) move the middle of the swath, at the most."""
    speed = np.linalg.norm(model.trajectory.at(times)[1], axis=-1)
    middle = model.near_range + 0.5 * (model.samples - 1) * model.range_spacing
    return float((middle * sigma / speed / (speed * abs(model.line_interval))).max())


def _tell(path: str, noise: Message, pixels: float, context: Context) -> None:
    """Say, warn of, or refuse the noise of a track by what it does to the image."""
    cure = Message("write more digits, velocities, or the smooth track that the processor used into {path}", path=path)
    if pixels > USELESS:
        raise EngineError("{noise}: too much for a geometry; {cure}.", noise=noise, cure=cure)
    if pixels > GOOD:
        context.warn("{noise}; {cure}.", noise=noise, cure=cure)
    else:
        context.log("{noise}.", noise=noise)


def _line_times(model: RangeDopplerModel, count: int) -> np.ndarray:
    """Times [s] of as many lines, from the first to the last."""
    return model.first_line_time + model.line_interval * np.linspace(0.0, model.lines - 1, count)


def _length(metres: float) -> Message:
    if metres < 1e-3:
        return Message("less than 1 mm")
    return Message("{length:.0f} mm", length=1e3 * metres) if metres < 1.0 else Message("{length:.1f} m", length=metres)
