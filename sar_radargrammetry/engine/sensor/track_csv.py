"""A flight track as a table of text: times and positions, one line each, as navigation software exports them."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np

from ..columns import ELLIPSOID, known_columns
from ..errors import EngineError
from ..message import Message
from ..units import ANGLE, LENGTH, SPEED, TIME
from .constants import EARTH_RADII
from .ellipsoid import geodetic_to_ecef
from .track_fit import FEWEST, TrackFit, fit_track
from .trajectory import Trajectory

NAMES = {
    "time": ("time", "t", "seconds", "sec", "gpstime", "utctime", "sow", "sod"),
    "longitude": ("longitude", "lon", "long", "lng"),
    "latitude": ("latitude", "lat"),
    "height": ("height", "h", "hae", "altitude", "alt", "elevation", "ellheight", "ellipsoidalheight"),
    "x": ("x", "ecefx", "xecef", "posx", "px"),
    "y": ("y", "ecefy", "yecef", "posy", "py"),
    "z": ("z", "ecefz", "zecef", "posz", "pz"),
    "vx": ("vx", "velx", "velocityx", "vecefx", "vxecef"),
    "vy": ("vy", "vely", "velocityy", "vecefy", "vyecef"),
    "vz": ("vz", "velz", "velocityz", "vecefz", "vzecef"),
}
"""How columns may be called, without case, units, blanks and underscores."""
UNITS = {
    "time": TIME,
    **dict.fromkeys(("longitude", "latitude"), ANGLE),
    **dict.fromkeys(("height", "x", "y", "z"), LENGTH),
    **dict.fromkeys(("vx", "vy", "vz"), SPEED),
}
"""Units that the name of a column may state (`columns`)."""
AIRCRAFT, SATELLITE = (10.0, 1000.0), (500.0, 9000.0)
"""Metres a second between which antennas move, relative to the ground."""
SPACE = 6.47e6
"""Distance from the Earth's centre [m] below which antennas are those of aircraft."""
HELD = 0.4
"""Share of positions that repeat the one before, from which on a table holds each for several lines."""
FARTHEST = 720.0
"""Degrees of longitude: beyond 360, counted on."""

GEODETIC, CARTESIAN, VELOCITY = ("longitude", "latitude", "height"), ("x", "y", "z"), ("vx", "vy", "vz")


@dataclasses.dataclass(frozen=True)
class Track:
    """A table of positions.

    Parameters
    ----------
    trajectory : Trajectory
        Smooth track near the positions, see `track_fit`; times as in the table [s].
    fit : TrackFit or None
        None where there are too few positions to tell noise from motion: the trajectory passes through them.
    longest_step, longest_step_line : float, int
        Longest time between two positions [s], and the line of the file the later one stands in.
    has_velocities : bool
        Whether the table has velocities.
    resolution : float
        Metres that the last digit of positions stands for: all may be off by half of it together.
    """

    trajectory: Trajectory
    fit: TrackFit | None
    longest_step: float
    longest_step_line: int
    has_velocities: bool = False
    resolution: float = 0.0


def read_track(path: str | Path) -> Track:
    """Read a track.

    A name may state its unit, such as ``height (ft)`` or ``time_ms``; without one the units are those below.
    The columns are ``time`` [s], and ``longitude, latitude`` [degrees] and ``height`` [m above the WGS-84 ellipsoid] or
    ``x, y, z`` [m, WGS-84 ECEF], and perhaps ``vx, vy, vz`` [m/s, ECEF]; `NAMES` has their other names. They are
    separated by commas, semicolons, tabs or blanks. Without a line of names the order is time and three coordinates,
    ECEF metres if they are too large for degrees, and perhaps three velocities. Empty lines and lines that begin with #
    are skipped, and so are other columns of a table with names.

    Raises
    ------
    EngineError
        One sentence that names the file, and the line and the column where there is one.
    """
    path = Path(path)
    rows = _rows(path)
    if not rows:
        raise EngineError("The track file {path} is empty; it needs a time and a position in every line.", path=path)
    separator = _separator(rows[0][1])
    cells = [(line, _cells(text, separator)) for line, text in rows]
    has_names = not all(_is_number(cell) for cell in cells[0][1])
    columns = _named(path, cells[0][1]) if has_names else _unnamed(path, cells[0][1])
    table = _table(path, cells[1:] if has_names else cells, columns, len(cells[0][1]))
    lines = [line for line, _ in (cells[1:] if has_names else cells)]
    if len(lines) < 2:
        raise EngineError(
            "The track file {path} has {count} position; a track needs two or more.", path=path, count=len(lines)
        )
    track = _track(path, lines, table)
    return dataclasses.replace(track, resolution=_resolution([values for _, values in cells[-len(lines) :]], columns))


def _rows(path: Path) -> list[tuple[int, str]]:
    """Line numbers and texts of the lines that say something."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EngineError(
            "The track file {path} could not be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    except UnicodeDecodeError as error:
        raise EngineError(
            "The track file {path} is not a text file in UTF-8; choose a table with commas, saved as CSV UTF-8.",
            path=path,
        ) from error
    numbered = ((number, line.strip()) for number, line in enumerate(text.split("\n"), start=1))
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]


def _separator(line: str) -> str | None:
    """What stands between the cells; None for blanks."""
    return next((separator for separator in (";", "\t", ",") if separator in line), None)


def _cells(line: str, separator: str | None) -> list[str]:
    cells = [cell.strip().strip('"').strip() for cell in line.split(separator)]
    # Some programs end every line with a separator.
    return cells[:-1] if len(cells) > 1 and cells[-1] == "" else cells


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@dataclasses.dataclass(frozen=True)
class _Column:
    """Number of a column, and what takes its unit to s, degrees, m or m/s."""

    index: int
    factor: float = 1.0


def _named(path: Path, names: list[str]) -> dict[str, _Column]:
    """The column of each quantity there is, from a line of names."""
    columns: dict[str, _Column] = {}
    known = known_columns(names, NAMES, UNITS)
    ellipsoidal = any(column.quantity == "height" and column.surface() == ELLIPSOID for column in known)
    for column in known:
        quantity, said = column.quantity, column.surface()
        if quantity == "height" and said not in (None, ELLIPSOID) and ellipsoidal:
            continue
        if quantity in columns:
            raise EngineError(
                "The track file {path} has two columns for {quantity}, {first} and {second}; remove one of them.",
                path=path,
                quantity=quantity,
                first=repr(names[columns[quantity].index]),
                second=repr(column.name),
            )
        if quantity == "height" and said not in (None, ELLIPSOID):
            raise EngineError(
                "In the track file {path}, the column {name} counts from sea level or a geoid; convert its heights to "
                "metres above the WGS-84 ellipsoid.",
                path=path,
                name=repr(column.name),
            )
        factor = column.factor(Message("The track file {path}", path=path))
        columns[quantity] = _Column(column.index, 1.0 if factor is None else factor)
    position = CARTESIAN if set(CARTESIAN) <= set(columns) else GEODETIC
    missing = [quantity for quantity in ("time", *position) if quantity not in columns]
    if missing:
        raise EngineError(
            "The track file {path} has no column named {missing}; it needs time, and longitude, latitude, height or "
            "x, y, z. Its columns are {names}.",
            path=path,
            missing=", ".join(missing),
            names=", ".join(names),
        )
    wanted = ("time", *position, *(VELOCITY if set(VELOCITY) <= set(columns) else ()))
    return {quantity: columns[quantity] for quantity in wanted}


def _unnamed(path: Path, first: list[str]) -> dict[str, _Column]:
    """Column number of each quantity by the usual order."""
    if len(first) not in (4, 7):
        raise EngineError(
            "The track file {path} has {count} columns without names; write a first line with their names, such as "
            "time,longitude,latitude,height.",
            path=path,
            count=len(first),
        )
    degrees = abs(float(first[1])) <= 360.0 and abs(float(first[2])) <= 90.0
    position = GEODETIC if degrees else CARTESIAN
    return {quantity: _Column(index) for index, quantity in enumerate(("time", *position, *VELOCITY)[: len(first)])}


def _table(
    path: Path, cells: list[tuple[int, list[str]]], columns: dict[str, _Column], width: int
) -> dict[str, np.ndarray]:
    """Numbers (n,) of each quantity."""
    table = {quantity: np.empty(len(cells)) for quantity in columns}
    for row, (line, values) in enumerate(cells):
        if len(values) != width:
            raise EngineError(
                "The track file {path} has {count} columns in line {line}, but {width} in its first line.",
                path=path,
                count=len(values),
                line=line,
                width=width,
            )
        for quantity, column in columns.items():
            text = values[column.index]
            value = float(text) * column.factor if _is_number(text) else math.nan
            if not math.isfinite(value):
                raise EngineError(
                    "In the track file {path}, line {line}, the {quantity} (column {index}) is {text}, which is not a "
                    "number with a decimal point.",
                    path=path,
                    line=line,
                    quantity=quantity,
                    index=column.index + 1,
                    text=repr(text[:40]),
                )
            table[quantity][row] = value
    return table


def _resolution(rows: list[list[str]], columns: dict[str, _Column]) -> float:
    """Metres that the last digit of the positions stands for, in the coarsest of their columns."""
    steps = [0.0]
    for quantity in set(columns) & {*GEODETIC, *CARTESIAN}:
        texts = [values[columns[quantity].index].lower() for values in rows]
        if not any("e" in text for text in texts):
            unit = 111e3 if quantity in ("longitude", "latitude") else 1.0
            decimals = max(len(text.partition(".")[2]) for text in texts)
            steps.append(unit * columns[quantity].factor * 10.0**-decimals)
    return max(steps)


def _track(path: Path, lines: list[int], table: dict[str, np.ndarray]) -> Track:
    time = table["time"]

    def check(wrong: np.ndarray, quantity: str, why: Message) -> None:
        if wrong.any():
            row = int(np.argmax(wrong))
            raise EngineError(
                "In the track file {path}, line {line}, the {quantity} {value:.12g} {why}.",
                path=path,
                line=lines[row],
                quantity=quantity,
                value=table[quantity][row],
                why=why,
            )

    step = np.diff(time)
    check(
        np.append(False, step <= 0.0),
        "time",
        Message(
            "is not later than the one before; sort the lines by time, remove repeated ones, and count on after "
            "midnight"
        ),
    )
    if "x" in table:
        position = np.stack([table[axis] for axis in CARTESIAN], axis=-1)
    else:
        check(np.abs(table["longitude"]) > FARTHEST, "longitude", Message("is not in degrees"))
        check(
            np.abs(table["latitude"]) > 90.0,
            "latitude",
            Message("is not in degrees; longitude and latitude may be exchanged"),
        )
        position = geodetic_to_ecef(*(table[quantity] for quantity in GEODETIC))
    radius = np.linalg.norm(position, axis=-1)
    wrong = ~((radius > EARTH_RADII[0]) & (radius < EARTH_RADII[1]))
    if "x" in table:
        check(wrong, "x", Message("and its y and z are not Earth-centred, Earth-fixed metres"))
    else:
        check(wrong, "height", Message("is not metres above the ellipsoid"))
    velocity = np.stack([table[axis] for axis in VELOCITY], axis=-1) if "vx" in table else None
    if velocity is not None:
        _check_velocity(path, lines, time, position, velocity)
    _check_speed(path, time, position)
    _check_held(path, lines, position)
    longest = int(np.argmax(step))
    fit = fit_track(time, position, velocity) if len(time) >= FEWEST else None
    if fit is None:
        trajectory = Trajectory.from_state_vectors(time, position, velocity)
    else:
        trajectory = Trajectory.from_state_vectors(fit.time, fit.position, fit.velocity)
    return Track(trajectory, fit, float(step[longest]), lines[longest + 1], velocity is not None)


def _check_speed(path: Path, time: np.ndarray, position: np.ndarray) -> None:
    """Refuse a table whose antenna moves as none does: times in other units, coordinates exchanged or rounded away."""
    length = np.linalg.norm(np.diff(position, axis=0), axis=-1).sum()
    speed = float(length / (time[-1] - time[0]))
    slowest, fastest = AIRCRAFT if np.linalg.norm(position[0]) < SPACE else SATELLITE
    if not slowest <= speed <= fastest:
        raise EngineError(
            "The antenna moves at {speed:.3g} m/s by the track file {path}, which no aircraft or satellite does; give "
            "times in seconds and positions in degrees and metres, or state the units in the names of the columns.",
            speed=speed,
            path=path,
        )


def _check_held(path: Path, lines: list[int], position: np.ndarray) -> None:
    """Refuse positions that a program repeated between its measurements: the flight would be a staircase."""
    same = (np.diff(position, axis=0) == 0.0).all(-1)
    if same.mean() > HELD:
        raise EngineError(
            "In the track file {path}, {share:.0f} % of the positions repeat the one before, first in line {line}; "
            "keep only the line in which a position was measured.",
            path=path,
            share=100.0 * same.mean(),
            line=lines[int(np.argmax(same)) + 1],
        )


def _check_velocity(path: Path, lines: list[int], time: np.ndarray, position: np.ndarray, velocity: np.ndarray) -> None:
    """Refuse velocities that are not those of the positions, such as east, north, up instead of ECEF."""
    step = np.diff(time)[:, None]
    mean = np.diff(position, axis=0) / step
    miss = np.linalg.norm(0.5 * (velocity[1:] + velocity[:-1]) - mean, axis=-1)
    wrong = miss > 0.2 * np.linalg.norm(mean, axis=-1) + 1.0
    if wrong.mean() > 0.5:
        row = int(np.argmax(wrong))
        raise EngineError(
            "In the track file {path}, line {lines}, the velocities vx, vy, vz do not fit the positions (by "
            "{miss:.3g} m/s); they must be Earth-centred, Earth-fixed metres a second, or be left out.",
            path=path,
            lines=lines[row + 1],
            miss=miss[row],
        )
