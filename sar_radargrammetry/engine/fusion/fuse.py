"""Several heights of one cell, each with its sigma, to one."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import stats

CONFIDENCE = 0.99
"""Heights whose chi-square is beyond this quantile disagree: of honest sigmas one cell in a hundred is taken for it."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fused:
    """Heights fused cell by cell; all (rows, cols).

    Parameters
    ----------
    height, sigma : ndarray
        Metres; NaN where no height was given.
    count : int ndarray
        Heights that went in.
    used : int ndarray
        Which ones: bit i for the i-th.
    contested : bool ndarray
        Cells whose last two heights disagreed, so that one of them was taken on trust.
    """

    height: np.ndarray
    sigma: np.ndarray
    count: np.ndarray
    used: np.ndarray
    contested: np.ndarray


def fused(
    heights: np.ndarray, sigmas: np.ndarray, *, confidence: float = CONFIDENCE, correlation: float = 0.0
) -> Fused:
    """Fuse heights by their weights 1 / sigma^2, without those that the others contradict.

    Heights h with sigmas s of one cell are tested by

        X^2 = min over m of (h - m)^T C^-1 (h - m),    C_ij = s_i s_j (1 where i = j, else correlation),

    which is sum((h - m)^2 / s^2) about the weighted mean m for independent errors. Of k heights it is chi-square
    distributed with k - 1 degrees of freedom when the sigmas are honest. Beyond the quantile `confidence`, the height
    without which X^2 becomes least is left out, and the rest is tested again: of three or more the majority prevails.
    Of two that disagree none can be outvoted: the one with the smaller sigma is kept, and as either is as likely to be
    the wrong one, its variance becomes the mean squared error of that guess,

        sigma^2 = (s1^2 + s2^2 + (h1 - h2)^2) / 2.

    Everywhere else

        sigma^2 = ((1 - correlation) W + correlation (sum 1/s)^2) / W^2,    W = sum 1/s^2,

    which is 1/W for independent errors.

    Parameters
    ----------
    heights, sigmas : (n, rows, cols) ndarray
        Metres; NaN where there is none, and sigmas that are not > 0 count as none.
    confidence : float
        Between 0 and 1.
    correlation : float
        Of the errors of any two heights of a cell, 0 to below 1: pairs that share an image share its speckle.
    """
    heights, sigmas = heights.astype(float), sigmas.astype(float)
    used = np.isfinite(heights) & np.isfinite(sigmas) & (sigmas > 0.0)
    reference = np.where(used.any(axis=0), np.where(used, heights, -np.inf).max(axis=0), 0.0)
    # Heights relative to one of them: squares of large numbers would cost digits.
    height = np.where(used, heights - reference, 0.0)
    weight = np.where(used, 1.0 / np.where(used, sigmas, 1.0) ** 2, 0.0)
    limits = np.concatenate([[np.inf, np.inf], stats.chi2.ppf(confidence, np.arange(1, max(len(heights), 2)))])
    contested = np.zeros(height.shape[1:], dtype=bool)
    guess = np.zeros(height.shape[1:])
    root = np.sqrt(weight)
    terms = np.stack([root**2, root**2 * height, root**2 * height**2, root, root * height, np.ones_like(root)])
    for _ in range(len(heights) - 1):
        sums = (used * terms).sum(axis=1)
        count = used.sum(axis=0)
        wrong = _chi_square(sums, correlation) > limits[count]
        if not wrong.any():
            break
        pairs = wrong & (count == 2)
        contested |= pairs
        guess = np.where(pairs, _second_moment(height, weight, used), guess)
        without = np.stack([_chi_square(sums - term, correlation) for term in np.moveaxis(terms, 1, 0)])
        without = np.where(pairs, weight, without)  # of two each leaves nothing to disagree with: the weaker goes
        dropped = np.where(used, without, np.inf).argmin(axis=0)
        used &= ~(wrong & (np.arange(len(heights))[:, None, None] == dropped))
    total = np.where(used, weight, 0.0).sum(axis=0)
    count = used.sum(axis=0)
    known = count > 0
    shared = np.sqrt(np.where(used, weight, 0.0)).sum(axis=0) ** 2
    variance = _divided((1.0 - correlation) * total + correlation * shared, total**2)
    variance = np.where(contested, guess, variance)
    bits = (1 << np.arange(len(heights), dtype=np.int64))[:, None, None]
    return Fused(
        height=np.where(known, _divided((used * weight * height).sum(axis=0), total) + reference, np.nan),
        sigma=np.where(known, np.sqrt(variance), np.nan),
        count=count,
        used=(used * bits).sum(axis=0),
        contested=contested,
    )


def _chi_square(sums: np.ndarray, correlation: float) -> np.ndarray:
    """X^2 of `fused` from sums over heights h of 1/s^2, h/s^2, h^2/s^2, 1/s, h/s and 1 (the inverse of C is known)."""
    uu, uv, vv, u, v, count = sums
    part = correlation / np.maximum(1.0 + (count - 1.0) * correlation, 1.0 - correlation)
    uu, uv, vv = uu - part * u**2, uv - part * u * v, vv - part * v**2
    return np.maximum(vv - uv * _divided(uv, uu), 0.0) / (1.0 - correlation)


def _second_moment(height: np.ndarray, weight: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Half of (s1^2 + s2^2 + (h1 - h2)^2) where two heights are used."""
    variances = np.where(used, 1.0 / np.where(used, weight, 1.0), 0.0).sum(axis=0)
    spread = np.where(used, height, -np.inf).max(axis=0) - np.where(used, height, np.inf).min(axis=0)
    return 0.5 * (variances + np.where(np.isfinite(spread), spread, 0.0) ** 2)


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return above / np.where(below > 0.0, below, 1.0)
