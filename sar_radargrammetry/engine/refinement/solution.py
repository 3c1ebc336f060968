"""Robust least squares for a dozen unknowns with expected sizes, from thousands of conditions.

Minimises sum_g sum_i rho(r_i / s_g) / f_g + sum_j (z_j / sigma_j)^2 with Cauchy's rho by iterated weights. For each
group of conditions, the scale s_g says by how much its errors exceed what was predicted (never less than 1), and f_g by
how much the errors of neighbours go together (never less than 1): a hundred errors that are one error are not a hundred
observations. Both widen the covariance of what is found.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from .observations import Group

CAUCHY = 2.385
"""Sigmas at which a condition has half its weight: 95 % efficient for errors that are Gaussian (Holland and Welsch
1977)."""
STEPS = 30
BLOCKS = 8
"""Blocks a side over the scene, within which neighbouring errors are compared."""
MIN_IN_BLOCK = 5
CHANCE = 2.5
"""Sigmas by which block means must vary more than independent errors would."""


@dataclasses.dataclass(frozen=True)
class Solution:
    """What the conditions say about the unknowns.

    Parameters
    ----------
    values : (q,) ndarray
        The unknowns [m].
    covariance : (q, q) ndarray
        Of their errors [m^2].
    scale, inflation : dict of str to float
        s_g and f_g of each robust group.
    weights : dict of str to (n,) ndarray
        Cauchy weights, 0..1, of the conditions of each robust group.
    """

    values: np.ndarray
    covariance: np.ndarray
    scale: dict[str, float]
    inflation: dict[str, float]
    weights: dict[str, np.ndarray]


def solve(
    groups: dict[str, Group], at: np.ndarray, expected: np.ndarray, places: np.ndarray, exact: Group | None = None
) -> Solution:
    """Solve linear conditions.

    Parameters
    ----------
    groups : dict of str to Group
        Robust ones, whose owners are tie points.
    at : (q,) ndarray
        Values of the unknowns at which the conditions were formed.
    expected : (q,) ndarray
        Standard deviations of the unknowns before any observation.
    places : (n, 2) ndarray
        Where the tie points lie, 0..1 along both axes of the scene.
    exact : Group, optional
        Conditions that are taken at their word: control points that passed the screening.
    """
    independent = dict.fromkeys(groups, 1.0)
    first = _iterated(groups, at, expected, independent, exact)
    # How far neighbours err together shows in the residuals of a fit that trusts them all.
    fitted = len(at) - float(np.trace(first.covariance / expected**2))
    inflation = {}
    for name, group in groups.items():
        residual = (group.value + group.by_unknown @ (first.values - at)[group.unknowns]) / first.scale[name]
        # A group of a network is fitted by no more than the unknowns of its own images.
        own = min(fitted, len(group.unknowns))
        inflation[name] = _inflation(residual, first.weights[name], places[group.owner], own)
    return first if inflation == independent else _iterated(groups, at, expected, inflation, exact)


def _iterated(
    groups: dict[str, Group], at: np.ndarray, expected: np.ndarray, inflation: dict[str, float], exact: Group | None
) -> Solution:
    """The solution for given inflations."""
    change = np.zeros_like(at)
    for _ in range(STEPS):
        normal, right = np.diag(expected**-2.0), -at / expected**2
        scale, weights = {}, {}
        for name, group in groups.items():
            own = group.unknowns
            residual = group.value + group.by_unknown @ change[own]
            scale[name] = max(1.0, spread(residual))
            weights[name] = 1.0 / (1.0 + (residual / (CAUCHY * scale[name])) ** 2)
            weighted = group.by_unknown.T * (weights[name] / (scale[name] ** 2 * inflation[name]))
            normal[np.ix_(own, own)] += weighted @ group.by_unknown
            right[own] -= weighted @ group.value
        if exact is not None:
            normal += exact.by_unknown.T @ exact.by_unknown
            right -= exact.by_unknown.T @ exact.value
        covariance = np.linalg.inv(normal)
        new = covariance @ right
        moved, change = np.abs(new - change).max(), new
        if moved < 1e-5:
            break
    return Solution(at + change, covariance, scale, inflation, weights)


def spread(residual: np.ndarray) -> float:
    """Standard deviation about zero of residuals with outliers; 0 without any."""
    return 1.4826 * float(np.median(np.abs(residual))) if residual.size else 0.0


def _inflation(residual: np.ndarray, weights: np.ndarray, places: np.ndarray, fitted: float) -> float:
    """How many times larger the variance of block means is than that of means of independent errors."""
    block = np.clip((places * BLOCKS).astype(int), 0, BLOCKS - 1) @ np.array([BLOCKS, 1])
    count = np.bincount(block, minlength=BLOCKS**2)
    blocks = int((count >= MIN_IN_BLOCK).sum())
    if blocks <= 2.0 * fitted or blocks < 4:
        return 1.0
    weighted = np.sqrt(weights) * residual
    total = np.bincount(block, weighted, minlength=BLOCKS**2)
    means = total[count >= MIN_IN_BLOCK] ** 2 / count[count >= MIN_IN_BLOCK]
    ratio = float(means.sum() / (blocks - fitted) / np.mean(weighted**2))
    # A chi-square over its degrees of freedom: what chance explains is no sign of anything.
    return ratio if ratio > 1.0 + CHANCE * np.sqrt(2.0 / (blocks - fitted)) else 1.0
