"""Which control points can be right: one that contradicts the others by far is a blunder, all of them a wrong datum.

Every point is compared with what the images and the expected errors of the navigation predict for it, and then with
what the other points predict (data snooping, Baarda 1968, started from the largest set of points that agree, so that a
blunder does not hide behind another one).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import stats

from ..errors import EngineError
from ..message import Message, joined
from .control_view import ControlView
from .observations import Group
from .solution import Solution

IMPOSSIBLE = 5.7e-7
"""Probability of the square of five sigmas: navigation errors as large as that are not believed."""
CONTRADICTION = 1e-3
"""Probability below which a point contradicts the others."""
MAX_TRIALS = 50


@dataclasses.dataclass(frozen=True)
class Screened:
    """Control points after the screening.

    Parameters
    ----------
    used : (n,) bool ndarray
        Which are believed.
    warnings : list of Message
        One sentence that names those that are not.
    """

    used: np.ndarray
    warnings: list[Message]


def screen(control: ControlView, group: Group, free: Solution, misses: np.ndarray) -> Screened:
    """Find the control points that are wrong.

    Parameters
    ----------
    control : ControlView
    group : Group
        Their conditions at the values of `free`.
    free : Solution
        Without them.
    misses : (n, 3) ndarray
        East, north, up [m] from the points to where the images put them by `free`.

    Raises
    ------
    EngineError
        Most of them are wrong, so that none can be believed.
    """
    count = len(control.points)
    rows = [group.of(np.array([number])) for number in range(count)]
    possible = np.array([_probability(row, free.covariance) > IMPOSSIBLE for row in rows], bool)
    if possible.sum() <= count / 2 and count > 1:
        raise _all_wrong(misses, int((~possible).sum()), count)
    used = _consensus(rows, possible, free.covariance)
    if count > 1 and used.sum() < 2 and possible.sum() > 1:
        raise EngineError(
            "No two of the {count} control points agree with each other and with the images; check their coordinates, "
            "their coordinate system and their line and sample.",
            count=count,
        )
    rejected = np.flatnonzero(~used)
    if rejected.size == 0:
        return Screened(used, [])
    names = joined(
        ", ",
        [Message("{name}{by}", name=control.points[i].name, by=_by(misses[i])) for i in rejected[:10]],
    )
    warning = Message(
        "Control points that contradict the other observations were left out: {names}; check their coordinates.",
        names=names,
    )
    return Screened(used, [warning])


def _probability(row: Group, covariance: np.ndarray) -> float:
    """Of conditions as large as these, when the unknowns have this covariance."""
    spread = np.eye(len(row.value)) + row.by_unknown @ covariance @ row.by_unknown.T
    return float(stats.chi2.sf(row.value @ np.linalg.solve(spread, row.value), len(row.value)))


def _given(rows: list[Group], covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Change of the unknowns and their covariance when these conditions are added."""
    by_unknown = np.concatenate([row.by_unknown for row in rows])
    value = np.concatenate([row.value for row in rows])
    gain = covariance @ by_unknown.T @ np.linalg.inv(np.eye(len(value)) + by_unknown @ covariance @ by_unknown.T)
    return -gain @ value, covariance - gain @ by_unknown @ covariance


def _consensus(rows: list[Group], possible: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Which points agree: from the single point that most others agree with, until nothing changes."""

    def agreeing(chosen: np.ndarray) -> np.ndarray:
        found = np.zeros(len(rows), bool)
        for number in np.flatnonzero(possible):
            others = [rows[i] for i in np.flatnonzero(chosen) if i != number]
            change, left = _given(others, covariance) if others else (np.zeros(len(covariance)), covariance)
            row = rows[number]
            moved = Group(row.value + row.by_unknown @ change, row.by_unknown, row.owner)
            found[number] = _probability(moved, left) > CONTRADICTION
        return found

    best = np.zeros(len(rows), bool)
    trials = np.flatnonzero(possible)
    if trials.size > MAX_TRIALS:
        trials = trials[np.linspace(0, trials.size - 1, MAX_TRIALS).astype(int)]
    for number in trials:
        single = np.zeros(len(rows), bool)
        single[number] = True
        found = agreeing(single) | single
        if found.sum() > best.sum():
            best = found
    for _ in range(10):
        found = agreeing(best)
        if (found == best).all():
            break
        best = found
    return best


def _by(miss: np.ndarray) -> Message:
    """How far off, in words."""
    if not np.isfinite(miss[2]):
        return Message("")
    if not np.isfinite(miss).all():
        return Message(" (off by {up:+.1f} m in height)", up=-miss[2])
    east, north, up = -miss
    return Message(" (off by {east:+.1f} m east, {north:+.1f} m north, {up:+.1f} m up)", east=east, north=north, up=up)


def _all_wrong(misses: np.ndarray, wrong: int, count: int) -> EngineError:
    """One sentence about points that are wrong together, with the likely cause."""
    with np.errstate(all="ignore"):
        east, north, up = -np.array(
            [np.median(c[np.isfinite(c)]) if np.isfinite(c).any() else np.nan for c in misses.T]
        )
    if not np.isfinite(up):
        return EngineError(
            "{wrong} of {count} control points lie too far from where the images show them; check their coordinate "
            "system and their line and sample.",
            wrong=wrong,
            count=count,
        )
    aside = float(np.hypot(east, north)) if np.isfinite([east, north]).all() else 0.0
    likely = Message(
        "they are probably in another coordinate system or datum than the one named, or line and sample are wrong"
    )
    if abs(up) > 2.0 * aside:
        likely = Message("their heights are probably above the geoid and not above the WGS-84 ellipsoid")
    offset = Message("{up:+.1f} m up", up=up)
    if np.isfinite([east, north]).all():
        offset = Message("{east:+.1f} m east, {north:+.1f} m north and {up:+.1f} m up", east=east, north=north, up=up)
    return EngineError(
        "{wrong} of {count} control points contradict the images (median: {offset}): {likely}; correct them.",
        wrong=wrong,
        count=count,
        offset=offset,
        likely=likely,
    )
