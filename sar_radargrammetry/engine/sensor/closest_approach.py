"""When a track is abreast of a point, and how far away it is then."""

from __future__ import annotations

import numpy as np

from ..parallel import for_pieces
from .trajectory import Trajectory

STEPS = 60
"""Newton needs four or five; bisection of a minute to a nanosecond needs thirty-six."""


def closest_approach(
    trajectory: Trajectory,
    span: tuple[float, float],
    points: np.ndarray,
    near_range: float = 0.0,
    range_rate: tuple[float, ...] = (0.0,),
) -> tuple[np.ndarray, np.ndarray]:
    """Times and ranges at which points satisfy the Doppler equation; that of closest approach where the rate is zero.

    Newton on V . (X - A) + R Rdot(R) = 0 with the acceleration term, kept inside a bracket that every step shrinks: a
    step that would leave it is replaced by bisection. Without the acceleration a 3 m / 10 s wobble of the track takes
    26 steps and a 3 m / 5 s one never ends.

    Parameters
    ----------
    trajectory : Trajectory
    span : (float, float)
        Times [s] between which the antenna is looked for.
    points : (..., 3) ndarray
        ECEF [m].
    near_range : float
        Range from which the range rate's powers count [m].
    range_rate : tuple of float
        Rdot [m/s] in powers of range minus `near_range`, lowest first.

    Returns
    -------
    time, range_ : (...) ndarray
        [s], [m]; NaN where the antenna is never abreast within the span.
    """
    flat = np.asarray(points, float).reshape(-1, 3)
    time, range_ = np.empty(len(flat)), np.empty(len(flat))

    def solve(piece: slice) -> None:
        time[piece], range_[piece] = _solved(trajectory, span, flat[piece], near_range, range_rate)

    for_pieces(solve, len(flat))
    shape = np.shape(points)[:-1]
    return time.reshape(shape), range_.reshape(shape)


def _solved(
    trajectory: Trajectory,
    span: tuple[float, float],
    points: np.ndarray,
    near_range: float,
    range_rate: tuple[float, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """See `closest_approach`, of points (n, 3)."""
    low_end, high_end = span
    low, high = np.full(len(points), low_end), np.full(len(points), high_end)
    middle = 0.5 * (low_end + high_end)
    start, velocity, _ = trajectory.at(middle)
    time = middle + (points - start) @ velocity / (velocity @ velocity)
    np.clip(time, low_end, high_end, out=time)
    # Newton's last error is about the square of its last step: 1e-7 s leaves well under a nanosecond's rounding.
    tolerance = 1e-7
    zero_doppler = not any(range_rate)
    rate_slope = np.polynomial.polynomial.polyder(range_rate) if not zero_doppler else None
    for _ in range(STEPS):
        position, velocity, acceleration = trajectory.at(time)
        to_point = points - position
        ahead = np.einsum("ij,ij->i", velocity, to_point)
        slope = np.einsum("ij,ij->i", acceleration, to_point) - np.einsum("ij,ij->i", velocity, velocity)
        if not zero_doppler:
            range_ = np.sqrt(np.einsum("ij,ij->i", to_point, to_point))
            offset = range_ - near_range
            rate = np.polynomial.polynomial.polyval(offset, range_rate)
            rate_by_range = np.polynomial.polynomial.polyval(offset, rate_slope)
            slope = slope - (rate + range_ * rate_by_range) * ahead / range_
            ahead = ahead + range_ * rate
        before = ahead > 0  # the antenna has yet to come abreast of the point
        low, high = np.where(before, time, low), np.where(before, high, time)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = time - ahead / slope
        leaves = ~((new >= low) & (new <= high))
        new = np.where(leaves, 0.5 * (low + high), new)
        change, time = np.abs(new - time), new
        if not (change > tolerance).any():
            break
    to_point = points - trajectory.at(time)[0]
    range_ = np.sqrt(np.einsum("ij,ij->i", to_point, to_point))
    # A point that is never abreast within the span drives its bracket onto one end of it.
    found = (time > low_end + tolerance) & (time < high_end - tolerance)
    return np.where(found, time, np.nan), np.where(found, range_, np.nan)
