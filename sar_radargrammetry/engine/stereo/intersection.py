"""Where two range circles meet: four equations, three unknowns, least squares with covariance.

For image i with antenna A_i, unit velocity u_i, range R_i and k_i = -R_i Rdot_i / |V_i| the ground point P satisfies

    |P - A_i| - R_i = 0            [m]
    u_i . (P - A_i) - k_i = 0      [m]

The range equations say how high, the Doppler equations where along the track; four of them for three unknowns leave one
degree of freedom, whose residual reveals a bad match or a biased track. The start solves three of the four in closed
form; Gauss-Newton on all four, weighted by what is known of each, contracts quadratically from there.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..parallel import for_pieces
from ..sensor.model import ProjectionSet

STEPS = 12
"""Four steps reach the rounding of coordinates on every geometry tested; more means that the lines are parallel."""
CLOSURE = 1e-7
"""The iteration ends when every point moves by less than this [m]; the next step would move it by its square."""
SINGULAR = 1e-15
"""A determinant below this share of the cube of the trace is nothing but the rounding of its terms."""


@dataclasses.dataclass(frozen=True)
class Noise:
    """Standard deviations of the measurements, in metres; scalars or (n,) arrays.

    The reference pixel *defines* the point, so it is near-exact; the uncertainty of the match belongs to the
    secondary. (Equal weights give the right height and a wrong sigma.)

    Parameters
    ----------
    secondary_range, secondary_doppler : float or (n,) ndarray
        Of the secondary's range and along-track equation.
    secondary_correlation : float or (n,) ndarray
        Between the two, -1..1.
    reference : float
        Of both equations of the reference; a thousandth of the secondary's is as good as zero, and much less loses
        digits.
    """

    secondary_range: np.ndarray | float = 1.0
    secondary_doppler: np.ndarray | float = 1.0
    secondary_correlation: np.ndarray | float = 0.0
    reference: float = 1e-3


@dataclasses.dataclass(frozen=True)
class Intersection:
    """Ground points of n matched pixels.

    Parameters
    ----------
    xyz : (n, 3) ndarray
        ECEF [m]; NaN where the circles do not meet.
    covariance : (n, 6) ndarray
        Upper triangle xx, xy, xz, yy, yz, zz of the points' covariance, ECEF [m^2].
    residual : (n,) ndarray
        Square root of the weighted sum of squared residuals: one degree of freedom, so its square is chi-square
        with mean 1 when `Noise` is true.
    across : (n,) ndarray
        The residual with a sign: on which side of the epipolar curve the match lies.
    """

    xyz: np.ndarray
    covariance: np.ndarray
    residual: np.ndarray
    across: np.ndarray


def intersect(
    reference: ProjectionSet, secondary: ProjectionSet, pointing: np.ndarray, noise: Noise = Noise()
) -> Intersection:
    """Intersect n pixel pairs.

    Parameters
    ----------
    reference, secondary : ProjectionSet
        Of n pixels each; a field may have length 1 where it is common to all.
    pointing : (3,) ndarray
        Roughly from the reference antenna to the scene, ECEF; only its side of the plane through both antennas
        matters: the closed form has a mirror solution there.
    noise : Noise

    Returns
    -------
    Intersection
    """
    n = max(np.size(f) for p in (reference, secondary) for f in (p.range_, p.range_rate, p.time))
    xyz, covariance, across = np.empty((n, 3)), np.empty((n, 6)), np.empty(n)

    def solve(piece: slice) -> None:
        first, second = _rows(reference, piece), _rows(secondary, piece)
        sigmas = [
            np.broadcast_to(v, n)[piece] if np.ndim(v) else v
            for v in (noise.secondary_range, noise.secondary_doppler, noise.secondary_correlation)
        ]
        with np.errstate(invalid="ignore", divide="ignore"):
            point, cov, off = _solve(first, second, np.asarray(pointing, float), sigmas, noise.reference)
        xyz[piece], covariance[piece], across[piece] = point.T, cov.T, off

    for_pieces(solve, n)
    return Intersection(xyz, covariance, np.abs(across), across)


def _rows(pixels: ProjectionSet, piece: slice) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Antenna (3, m), unit velocity (3, m), range (m,) and Doppler offset k (m,) of a piece; m may be 1."""
    arp, varp, range_, rate = (
        v if v.shape[0] == 1 else v[piece]
        for v in (
            np.atleast_2d(pixels.arp),
            np.atleast_2d(pixels.varp),
            np.atleast_1d(pixels.range_),
            np.atleast_1d(pixels.range_rate),
        )
    )
    # One contiguous row a component: every operation below then runs through memory in order.
    arp, varp = np.ascontiguousarray(arp.T), np.ascontiguousarray(varp.T)
    speed = np.sqrt(_dot(varp, varp))
    return arp, varp / speed, range_, -range_ * rate / speed


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Dot product over the first axis."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def _closed_form(first: tuple, second: tuple, pointing: np.ndarray) -> np.ndarray:
    """Both ranges and the first Doppler equation solved exactly: (3, m) points relative to antenna 1.

    The difference of the squared range equations is a plane, b . p = c; with the Doppler plane u1 . p = k1 it is a
    line; the line pierces sphere 1 twice, and `pointing` chooses.
    """
    a1, u1, r1, k1 = first
    a2, _, r2, _ = second
    b = a2 - a1
    bb, ub = _dot(b, b), _dot(u1, b)
    c = 0.5 * ((r1 - r2) * (r1 + r2) + bb)
    gram = bb - ub * ub
    beta = (c - ub * k1) / gram
    alpha = k1 - beta * ub
    nearest = alpha * u1 + beta * b
    direction = _cross(u1, b)
    remaining = (r1 * r1 - _dot(nearest, nearest)) / gram
    # A match that is off by noise can miss the sphere slightly near grazing intersections: the tangent point then
    # starts the iteration, and least squares decides.
    step = np.sqrt(np.maximum(remaining, 0.0))
    side = np.where(_dot(direction, pointing[:, None]) >= 0, 1.0, -1.0)
    return nearest + (side * step) * direction


def _solve(first: tuple, second: tuple, pointing: np.ndarray, sigmas: list, sigma_reference: float) -> tuple:
    """Gauss-Newton from the closed form: points (3, m) ECEF, covariance (6, m), residual with its sign (m,)."""
    a1, u1, r1, k1 = first
    a2, u2, r2, k2 = second
    baseline = a2 - a1
    p = _closed_form(first, second, pointing)
    w1 = 1.0 / sigma_reference
    # Whitening of the secondary's two correlated equations: rows of the inverse Cholesky factor.
    sigma_r, sigma_d, rho = sigmas
    w2 = 1.0 / sigma_r
    wd = 1.0 / (sigma_d * np.sqrt(1.0 - rho * rho))
    wx = -rho * wd * sigma_d * w2
    # The reference's Doppler row does not change between steps.
    row_d1 = u1 * w1
    p_start = p
    for _ in range(STEPS):
        q = p - baseline
        d1, d2 = np.sqrt(_dot(p, p)), np.sqrt(_dot(q, q))
        row_r1 = p * (w1 / d1)
        n2 = q / d2
        row_r2 = n2 * w2
        row_d2 = u2 * wd + n2 * wx
        e_r1, e_d1 = (d1 - r1) * w1, (_dot(u1, p) - k1) * w1
        miss_r2, miss_d2 = d2 - r2, _dot(u2, q) - k2
        e_r2, e_d2 = miss_r2 * w2, miss_d2 * wd + miss_r2 * wx
        rows, misses = (row_r1, row_d1, row_r2, row_d2), (e_r1, e_d1, e_r2, e_d2)
        inverse, determinant = _inverse_normal(rows)
        right = [sum(r[i] * e for r, e in zip(rows, misses, strict=True)) for i in range(3)]
        xx, xy, xz, yy, yz, zz = inverse
        step = np.stack(
            [
                (xx * right[0] + xy * right[1] + xz * right[2]) / determinant,
                (xy * right[0] + yy * right[1] + yz * right[2]) / determinant,
                (xz * right[0] + yz * right[1] + zz * right[2]) / determinant,
            ]
        )
        p = p - step
        moved = np.abs(step).max(axis=0)
        if not (moved > CLOSURE).any():
            break
    # The four residuals are multiples of one vector, whose last element vanishes on no scene that can be intersected.
    residual = np.copysign(np.sqrt(sum(e * e for e in misses)), e_d2)
    # Points that still move, or that wandered kilometres from the closed form, have no well-defined intersection.
    bad = ~(moved <= 1e-4) | (np.abs(p - p_start).max(axis=0) > 0.1 * r1)
    covariance = np.stack(inverse) / determinant
    p[:, bad], covariance[:, bad], residual[bad] = np.nan, np.nan, np.nan
    return p + a1, covariance, residual


def _inverse_normal(rows: tuple) -> tuple[tuple, np.ndarray]:
    """Adjugate (upper triangle) and determinant of the sum of the rows' outer products, each (m,).

    The determinant is NaN where it is nothing but rounding: the circles touch along a line, and fix no point.
    """
    xx, xy, xz, yy, yz, zz = (
        sum(r[i] * r[j] for r in rows) for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    )
    adjugate_xx = yy * zz - yz * yz
    adjugate_xy = xz * yz - xy * zz
    adjugate_xz = xy * yz - xz * yy
    adjugate = (adjugate_xx, adjugate_xy, adjugate_xz, xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy)
    determinant = xx * adjugate_xx + xy * adjugate_xy + xz * adjugate_xz
    trace = xx + yy + zz
    return adjugate, np.where(determinant > SINGULAR * trace * trace * trace, determinant, np.nan)


def height_sigma(points: Intersection, up: np.ndarray) -> np.ndarray:
    """Standard deviation of height [m] (n,): the covariance along the ellipsoid's normal `up` (n, 3) or (3,)."""
    x, y, z = np.moveaxis(np.broadcast_to(up, points.xyz.shape), -1, 0)
    xx, xy, xz, yy, yz, zz = points.covariance.T
    variance = xx * x * x + yy * y * y + zz * z * z + 2.0 * (xy * x * y + xz * x * z + yz * y * z)
    return np.sqrt(variance)
