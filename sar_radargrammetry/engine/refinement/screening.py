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
    warnings : list of str
        One sentence that names those that are not.
    """

    used: np.ndarray
    warnings: list[str]


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
        raise EngineError(_all_wrong(misses, int((~possible).sum()), count))
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
    names = ", ".join(f"{control.points[i].name}{_by(misses[i])}" for i in rejected[:10])
    if rejected.size == 1:
        text = f"The control point {names} contradicts the other observations and was left out; check its coordinates."
    else:
        text = f"The control points {names} contradict the other observations and were left out; check them."
    return Screened(used, [text])


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


def _by(miss: np.ndarray) -> str:
    """How far off, in words."""
    if not np.isfinite(miss[2]):
        return ""
    if not np.isfinite(miss).all():
        return f" (off by {-miss[2]:+.1f} m in height)"
    return f" (off by {-miss[0]:+.1f} m east, {-miss[1]:+.1f} m north, {-miss[2]:+.1f} m up)"


def _all_wrong(misses: np.ndarray, wrong: int, count: int) -> str:
    """One sentence about points that are wrong together, with the likely cause."""
    all_ = "All" if wrong == count else f"{wrong} of the"
    with np.errstate(all="ignore"):
        middle = np.array([np.median(c[np.isfinite(c)]) if np.isfinite(c).any() else np.nan for c in misses.T])
    if not np.isfinite(middle[2]):
        return (
            f"{all_} {count} control points lie too far from where the images show them; check their coordinate "
            "system and their line and sample."
        )
    aside = float(np.hypot(*middle[:2])) if np.isfinite(middle[:2]).all() else 0.0
    upright = abs(middle[2]) > 2.0 * aside
    likely = (
        "their heights probably count from the geoid and not from the WGS-84 ellipsoid"
        if upright
        else "they are probably in another coordinate system or datum than the one named, or line and sample are wrong"
    )
    sideways = "" if np.isnan(middle[:2]).any() else f"{-middle[0]:+.1f} m east, {-middle[1]:+.1f} m north and "
    return (
        f"{all_} {count} control points contradict the images, by {sideways}{-middle[2]:+.1f} m up in the middle: "
        f"{likely}; correct them."
    )
