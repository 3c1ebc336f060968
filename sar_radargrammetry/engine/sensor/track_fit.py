"""A smooth track through positions that are rounded or noisy.

The Doppler plane of a line is normal to the velocity: a velocity that is wrong by 2 mm/s at 180 m/s moves a pixel at a
range of 8 km by 0.1 m. Interpolation differentiates the rounding of a table into the velocity; here the track is a
spline whose smoothness is estimated from the table itself. What the table's noise cannot explain, such as a
gust, stays.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import sparse
from scipy.interpolate import BSpline
from scipy.linalg import LinAlgError, cho_solve_banded, cholesky_banded
from scipy.optimize import minimize

DEGREE = 5
ORDER = 3
"""Order of the derivative whose square is penalised: tracks of constant acceleration are smooth."""
KNOT_STEP = 0.1
"""Shortest time between knots [s]: an aircraft moves within 2 Hz."""
EXACT = 1e-7
"""Metres: standard deviation of positions below which they are taken for exact. Twelve digits of an ECEF coordinate."""
STIFFEST = 30.0
"""Natural logarithm of the largest penalty tried, a quadratic's for all that rounding allows."""
STARTS = (-12.0, -4.0, 4.0, 12.0, 20.0)
"""Natural logarithms of penalties from which the best one is searched."""
FEWEST = 12
"""Number of positions below which noise and motion cannot be separated."""


@dataclasses.dataclass(frozen=True)
class TrackFit:
    """A smooth track and the quality of its table.

    Parameters
    ----------
    time : (n,) ndarray
        Times [s] of the table, or every so many of them where they are denser than `KNOT_STEP`.
    position, velocity : (n, 3) ndarray
        Of the smooth track at these times: ECEF [m], [m/s].
    position_noise : (3,) ndarray
        Standard deviation of the table's positions around the track: along the mean direction of flight, across it, and
        up [m].
    velocity_sigma : (n,) ndarray
        Standard deviation of the track's velocity across the flight and up [m/s], which tilts the Doppler plane.
    """

    time: np.ndarray
    position: np.ndarray
    velocity: np.ndarray
    position_noise: np.ndarray
    velocity_sigma: np.ndarray


def fit_track(time: np.ndarray, position: np.ndarray, velocity: np.ndarray | None = None) -> TrackFit:
    """Fit a smooth track.

    A spline of degree 5 whose squared third derivative is penalised (Eilers and Marx, "Flexible smoothing with
    B-splines and penalties", Statistical Science 1996). The penalty and the noise are those of the greatest restricted
    likelihood, for each direction by itself: a table rounds longitudes and latitudes more coarsely than heights.
    Velocities weigh by the noise that they show.

    Parameters
    ----------
    time : (n,) ndarray
        Seconds, increasing, n >= 2.
    position, velocity : (n, 3) ndarray
        ECEF [m], [m/s].
    """
    centre = position.mean(0)
    axes = _axes(position)
    spline = _Basis.of(time)
    # What the penalty leaves free is taken out: beside kilometres of it rounding would hide the rest.
    scaled = (2.0 * time - time[0] - time[-1]) / (time[-1] - time[0])
    given = (position - centre) @ axes.T
    powers = np.polynomial.polynomial.polyfit(scaled, given, ORDER - 1)
    given = given - _powers(scaled, powers)
    speed = np.polynomial.polynomial.polyder(powers) * (2.0 / (time[-1] - time[0]))
    rates = None if velocity is None else velocity @ axes.T - _powers(scaled, speed)
    rows = [spline.at(time, 0)] + ([] if rates is None else [spline.at(time, 1)])
    measured = [given] + ([] if rates is None else [rates])
    system = _System(rows, [_band(block.T @ block) for block in rows], spline.penalty())
    fits = [_fit(system, [values[:, axis] for values in measured]) for axis in range(3)]
    step = max(1, round(KNOT_STEP / float(np.median(np.diff(time)))))
    chosen = np.unique(np.append(np.arange(0, len(time), step), len(time) - 1))
    at = time[chosen]
    values, slopes = (spline.at(at, derivative) for derivative in (0, 1))
    coefficients = np.stack([fit.coefficients for fit in fits], -1)
    variance = sum(fit.variance(slopes) for fit in fits[1:])
    return TrackFit(
        at,
        centre + (values @ coefficients + _powers(scaled[chosen], powers)) @ axes,
        (slopes @ coefficients + _powers(scaled[chosen], speed)) @ axes,
        np.array([fit.noise for fit in fits]),
        np.sqrt(variance),
    )


def _powers(scaled: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Polynomials of coefficients (k, 3), lowest power first, at scaled times (n,): (n, 3)."""
    return np.polynomial.polynomial.polyval(scaled, coefficients).T


def _axes(position: np.ndarray) -> np.ndarray:
    """Rows along the flight, across it and up: (3, 3)."""
    along = position[-1] - position[0]
    up = position.mean(0)
    along = along / (np.linalg.norm(along) or 1.0)
    across = np.cross(along, up / np.linalg.norm(up))
    across /= np.linalg.norm(across) or 1.0
    return np.stack([along, across, np.cross(across, along)])


@dataclasses.dataclass(frozen=True)
class _Basis:
    """B-splines over the table's times.

    Parameters
    ----------
    knots : (k,) ndarray
        In units of `unit` from `first`.
    first, unit : float
        First time and mean step [s].
    """

    knots: np.ndarray
    first: float
    unit: float

    @classmethod
    def of(cls, time: np.ndarray) -> _Basis:
        """As many splines as there are times, fewer where these are denser than `KNOT_STEP`."""
        first, unit = float(time[0]), float((time[-1] - time[0]) / (len(time) - 1))
        step = max(1, int(KNOT_STEP / unit))
        # "Not a knot" at the ends: no more splines than positions.
        inner = ((time - first) / unit)[3:-3:step]
        ends = np.full(DEGREE + 1, 0.0), np.full(DEGREE + 1, (time[-1] - first) / unit)
        return cls(np.concatenate([ends[0], inner, ends[1]]), first, unit)

    def at(self, time: np.ndarray, derivative: int) -> sparse.csr_matrix:
        """The splines' values, or their derivatives by seconds, at times [s]: (n, K)."""
        scaled = (np.asarray(time, float) - self.first) / self.unit
        return self._scaled(np.clip(scaled, self.knots[0], self.knots[-1]), derivative) / self.unit**derivative

    def _scaled(self, scaled: np.ndarray, derivative: int) -> sparse.csr_matrix:
        knots, change = self.knots, None
        for degree in range(DEGREE, DEGREE - derivative, -1):
            count = len(knots) - degree - 1
            weight = degree / (knots[degree + 1 : degree + count] - knots[1:count])
            step = sparse.diags([-weight, weight], [0, 1], shape=(count - 1, count))
            change = step if change is None else step @ change
            knots = knots[1:-1]
        design = BSpline.design_matrix(scaled, knots, DEGREE - derivative)
        return (design if change is None else design @ change).tocsr()

    def penalty(self) -> sparse.csr_matrix:
        """Integral of the squared third derivative: (K, K), exact by Gauss's quadrature."""
        nodes, weights = np.polynomial.legendre.leggauss(DEGREE - ORDER + 1)
        edges = np.unique(self.knots)
        half = 0.5 * np.diff(edges)
        places = (edges[:-1, None] + half[:, None] * (1.0 + nodes)).ravel()
        third = self._scaled(places, ORDER)
        return third.T @ sparse.diags((half[:, None] * weights).ravel()) @ third


@dataclasses.dataclass(frozen=True)
class _Fit:
    """One direction: coefficients (K,), banded Cholesky factor of the normal matrix, noise [m]."""

    coefficients: np.ndarray
    factor: np.ndarray
    noise: float

    def variance(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Variances of what the rows (n, K) make of the coefficients."""
        # A few at a time: each is a solve.
        found = np.empty(rows.shape[0])
        places = np.unique(np.linspace(0, rows.shape[0] - 1, min(rows.shape[0], 200)).astype(int))
        some = rows[places].toarray().T
        solved = cho_solve_banded((self.factor, True), some)
        return np.interp(np.arange(len(found)), places, self.noise**2 * (some * solved).sum(0))


@dataclasses.dataclass(frozen=True)
class _System:
    """What the fits of all directions share.

    Parameters
    ----------
    rows : list of (n, K) sparse matrix
        The splines at the positions and, where they are given, at the velocities.
    squares : list of (DEGREE + 1, K) ndarray
        Their normal matrices, in bands.
    penalty : (K, K) sparse matrix
    """

    rows: list[sparse.csr_matrix]
    squares: list[np.ndarray]
    penalty: sparse.csr_matrix


def _fit(system: _System, measured: list[np.ndarray]) -> _Fit:
    """The fit of one direction, of greatest restricted likelihood, to its positions and perhaps velocities (n,)."""
    rows, bands = system.rows, _band(system.penalty)
    sides = [block.T @ given for block, given in zip(rows, measured, strict=True)]
    count, free = sum(map(len, measured)), bands.shape[1] - ORDER

    def solved(logs: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, float]:
        """Of the logarithms of the penalty and of the velocities' weight, if there are any: minus twice the log
        likelihood, coefficients, factor, and variance of a position."""
        log_penalty, log_weights = min(logs[0], STIFFEST), logs[1:]
        weights = (1.0, *np.exp(log_weights))
        normal = np.exp(log_penalty) * bands
        for weight, square in zip(weights, system.squares, strict=True):
            normal += weight * square
        try:
            factor = cholesky_banded(normal, lower=True)
        except LinAlgError:
            return np.inf, sides[0], normal, np.nan
        coefficients = cho_solve_banded((factor, True), sum(w * side for w, side in zip(weights, sides, strict=True)))
        misses = (given - block @ coefficients for block, given in zip(rows, measured, strict=True))
        misfit = sum(w * np.sum(miss**2) for w, miss in zip(weights, misses, strict=True))
        rough = max(float(coefficients @ (system.penalty @ coefficients)), 0.0)
        misfit += np.exp(log_penalty) * rough + count * EXACT**2
        likelihood = (count - ORDER) * np.log(misfit) + 2.0 * np.log(factor[0].copy()).sum() - free * log_penalty
        likelihood -= sum(log_weights) * (count - len(measured[0]))
        return likelihood, coefficients, factor, misfit / (count - ORDER)

    velocities = [0.0] * (len(rows) - 1)
    first = min(([log, *velocities] for log in STARTS), key=lambda logs: solved(np.array(logs))[0])
    found = minimize(
        lambda logs: solved(logs)[0],
        first,
        method="Nelder-Mead",
        options={"xatol": 0.05, "fatol": 0.01, "initial_simplex": _simplex(first)},
    )
    _, coefficients, factor, variance = solved(found.x)
    return _Fit(coefficients, factor, float(np.sqrt(variance)))


def _simplex(first: list[float]) -> np.ndarray:
    """Corners two units of the logarithm apart."""
    return np.array(first) + np.vstack([np.zeros(len(first)), 2.0 * np.eye(len(first))])


def _band(matrix: sparse.spmatrix) -> np.ndarray:
    """Lower bands (DEGREE + 1, K) of a symmetric matrix."""
    dense = sparse.dia_matrix(matrix)
    bands = np.zeros((DEGREE + 1, matrix.shape[0]))
    for offset, row in zip(dense.offsets, dense.data, strict=True):
        if -DEGREE <= offset <= 0:
            bands[-offset, : len(row)] = row[: matrix.shape[0]]
    return bands
