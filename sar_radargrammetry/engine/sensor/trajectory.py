"""The antenna's path: piecewise polynomials in ECEF, made from state vectors or from one polynomial."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..errors import EngineError

UNEVEN = 4.0
"""States whose steps differ by more than this factor are not interpolated across."""


@dataclasses.dataclass(frozen=True)
class StateVectors:
    """Antenna states as a navigation system gives them.

    Parameters
    ----------
    time : (n,) ndarray
        Seconds since the image's epoch, increasing.
    position : (n, 3) ndarray
        ECEF [m].
    velocity : (n, 3) ndarray
        ECEF [m/s].
    """

    time: np.ndarray
    position: np.ndarray
    velocity: np.ndarray


@dataclasses.dataclass(frozen=True)
class Trajectory:
    """Antenna position as a function of time, twice differentiable inside each piece.

    Parameters
    ----------
    breaks : (n + 1,) ndarray
        Times [s] at which the pieces begin and the last one ends, increasing.
    coefficients : (n, d + 1, 3) ndarray
        Of piece i, in powers (lowest first) of time minus breaks[i]: ECEF [m / s^power].
    state_vectors : StateVectors, optional
        What the pieces were made from, kept so that it can be written back unchanged.
    """

    breaks: np.ndarray
    coefficients: np.ndarray
    state_vectors: StateVectors | None = None

    @classmethod
    def from_polynomial(cls, coefficients: np.ndarray, start: float, end: float) -> Trajectory:
        """One polynomial in absolute time, (d + 1, 3) lowest power first, valid from `start` to `end` [s]."""
        powers = np.asarray(coefficients, float)
        # Pieces count time from their start: expand (s + start)^n by repeated synthetic division.
        shifted = powers.copy()
        for first in range(len(powers) - 1):
            for n in range(len(powers) - 2, first - 1, -1):
                shifted[n] += start * shifted[n + 1]
        return cls(np.array([start, end], float), shifted[None])

    @classmethod
    def from_state_vectors(
        cls, time: np.ndarray, position: np.ndarray, velocity: np.ndarray | None = None
    ) -> Trajectory:
        """Hermite interpolation through positions and velocities of the four nearest states (degree 7).

        Four states keep orbits with 10 s between states true to a micrometre (a cubic through two is off by 0.3 mm)
        and stay local, so that an aircraft's motion is not smeared along the track. Among very uneven times the two
        states around do alone.

        Parameters
        ----------
        time : (n,) ndarray
            Seconds, strictly increasing, n >= 2.
        position, velocity : (n, 3) ndarray
            ECEF [m], [m/s]; without velocities a cubic spline through the positions gives them.

        Raises
        ------
        EngineError
            Fewer than two states, times that do not increase, or numbers that are not finite.
        """
        time, position = np.asarray(time, float), np.asarray(position, float)
        if time.ndim != 1 or len(time) < 2 or position.shape != (len(time), 3):
            raise EngineError("A trajectory needs at least two state vectors, each a time and three coordinates.")
        if not (np.isfinite(time).all() and np.isfinite(position).all()):
            raise EngineError("The trajectory has state vectors that are not finite numbers; correct the product.")
        if not (np.diff(time) > 0).all():
            raise EngineError("The times of the trajectory's state vectors do not increase; sort or correct them.")
        if velocity is None:
            # Here, because only states without velocities need scipy: QGIS, which may have none, reads the others.
            from scipy.interpolate import CubicSpline

            velocity = CubicSpline(time, position).derivative()(time)
        velocity = np.asarray(velocity, float)
        if velocity.shape != position.shape or not np.isfinite(velocity).all():
            raise EngineError("The trajectory's velocities must be finite and as many as its positions.")
        return cls(time, _hermite_pieces(time, position, velocity), StateVectors(time, position, velocity))

    @property
    def start(self) -> float:
        """First time [s] with a state."""
        return float(self.breaks[0])

    @property
    def end(self) -> float:
        """Last time [s] with a state."""
        return float(self.breaks[-1])

    def at(self, time: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Position [m], velocity [m/s] and acceleration [m/s^2] at `time` (...): three (..., 3) ECEF arrays.

        Outside start..end the path goes on straight with the end's velocity: a Newton step may look there, but no
        result should be taken from there.
        """
        time = np.asarray(time, float)
        flat = time.ravel()
        inside = np.clip(flat, self.breaks[0], self.breaks[-1])
        if len(self.coefficients) == 1:
            local = inside - self.breaks[0]
            terms = list(self._terms)
        else:
            piece = np.clip(np.searchsorted(self.breaks, inside, side="right") - 1, 0, len(self.coefficients) - 1)
            local = inside - self.breaks[piece]
            terms = [term.take(piece, axis=1) for term in self._terms]
        # Horner's scheme for the value and its first two derivatives at once; coordinate by coordinate, (3, n), because
        # numpy is slow along axes of three.
        position = np.broadcast_to(terms[-1], (3, flat.size)).copy()
        velocity = np.zeros_like(position)
        half_acceleration = np.zeros_like(position)
        for term in reversed(terms[:-1]):
            half_acceleration *= local
            half_acceleration += velocity
            velocity *= local
            velocity += position
            position *= local
            position += term
        beyond = flat - inside
        if np.any(beyond):
            position += velocity * beyond
            half_acceleration[:, beyond != 0] = 0.0
        states = (position, velocity, 2.0 * half_acceleration)
        position, velocity, acceleration = (np.ascontiguousarray(v.T).reshape(*time.shape, 3) for v in states)
        return position, velocity, acceleration

    @functools.cached_property
    def _terms(self) -> np.ndarray:
        """Coefficients (d + 1, 3, n): the pieces last."""
        return np.ascontiguousarray(np.moveaxis(self.coefficients, 0, -1))


def _hermite_pieces(time: np.ndarray, position: np.ndarray, velocity: np.ndarray) -> np.ndarray:
    """Polynomial coefficients (n - 1, 2 m, 3) through the m = min(4, n) states nearest each interval."""
    nodes = min(4, len(time))
    pieces = np.zeros((len(time) - 1, 2 * nodes, 3))
    # Two states much closer together than the others pretend to know high derivatives: their noise, divided by the
    # cube of their distance, would swing through the neighbours. There the interval's own two states must do.
    steps = np.diff(time[_nearest(len(time), nodes)], axis=1)
    uneven = steps.max(axis=1) > UNEVEN * steps.min(axis=1)
    for count, chosen in ((nodes, np.flatnonzero(~uneven)), (2, np.flatnonzero(uneven))):
        states = _nearest(len(time), count)[chosen]
        pieces[chosen, : 2 * count] = _hermite(time[states], position[states], velocity[states], chosen - states[:, 0])
    return pieces


def _nearest(n: int, nodes: int) -> np.ndarray:
    """Indices (n - 1, nodes) of the states nearest each interval between n states."""
    first = np.clip(np.arange(n - 1) - (nodes - 2) // 2, 0, n - nodes)
    return first[:, None] + np.arange(nodes)


def _hermite(time: np.ndarray, position: np.ndarray, velocity: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Coefficients (k, 2 m, 3) of polynomials through m states each, in powers of time since state `own` (k,).

    `time` is (k, m), `position` and `velocity` (k, m, 3).
    """
    rows, nodes = np.arange(len(own)), time.shape[1]
    # Time in units of the interval keeps the confluent Vandermonde matrix well conditioned.
    start, length = time[rows, own], time[rows, own + 1] - time[rows, own]
    s = (time - start[:, None]) / length[:, None]
    powers = np.arange(2 * nodes)
    values = s[..., None] ** powers
    slopes = powers * s[..., None] ** np.maximum(powers - 1, 0)
    matrix = np.concatenate([values, slopes], axis=1)
    # Positions relative to the interval's first one: the solve then works on metres, not on the Earth's radius.
    origin = position[rows, own]
    right = np.concatenate([position - origin[:, None], velocity * length[:, None, None]], axis=1)
    coefficients = np.linalg.solve(matrix, right) / (length[:, None] ** powers)[..., None]
    coefficients[:, 0] += origin
    return coefficients
