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
    shared : ndarray
        The part of sigma that neighbouring cells share [m].
    count : int ndarray
        Heights that went in.
    used : int ndarray
        Which ones: bit i for the i-th.
    contested : bool ndarray
        Cells whose last two heights disagreed, so that one of them was taken on trust.
    """

    height: np.ndarray
    sigma: np.ndarray
    shared: np.ndarray
    count: np.ndarray
    used: np.ndarray
    contested: np.ndarray


def fused(
    heights: np.ndarray,
    sigmas: np.ndarray,
    shared: np.ndarray | None = None,
    *,
    confidence: float = CONFIDENCE,
    correlation: float = 0.0,
    in_common: bool = False,
    floor: float = 0.0,
) -> Fused:
    """Fuse heights by their weights, without those that the others contradict.

    A height's error has two parts: the matching's with sigma r, which correlates with that of other pairs because all
    smooth the same ground, and the navigation's with sigma c, which is that of one pair's flights. Heights h of one
    cell are tested by

        X^2 = min over m of (h - m)^T C^-1 (h - m),
        C_ij = r_i r_j (1 where i = j, else correlation) + (c_i^2 where i = j),

    which is sum((h - m)^2 / s^2) about the weighted mean m for independent errors. Of k heights it is chi-square
    distributed with k - 1 degrees of freedom when the sigmas are honest. Beyond the quantile `confidence`, the height
    without which X^2 becomes least is left out, and the rest is tested again: of three or more the majority prevails.
    Of two that disagree none can be outvoted: the one with the smaller sigma is kept, and as either is as likely to be
    the wrong one, its variance becomes the mean squared error of that guess,

        sigma^2 = (s1^2 + s2^2 + (h1 - h2)^2) / 2,    s^2 = r^2 + c^2.

    Everywhere else, with the weights w = (1 / s^2) / sum(1 / s^2),

        sigma^2 = (1 - correlation) sum w^2 r^2 + correlation (sum w r)^2 + sum w^2 c^2.

    Where the navigation's errors are common to all heights, because they share an image or were brought to one level,
    nothing separates them: then C and w contain only r, and the last term is (sum w c)^2.

    Weights follow s where it is known exactly. Where single sigmas are estimates, a `floor` is added to each s^2 in the
    weights: the formulas for sigma hold for any weights.

    Parameters
    ----------
    heights, sigmas : (n, rows, cols) ndarray
        h and r [m]; NaN where there is none, and sigmas that are not > 0 count as none.
    shared : (n, rows, cols) ndarray, optional
        c [m]; 0 by default.
    confidence : float
        Between 0 and 1.
    correlation : float
        Of the matching's errors of any two heights of a cell, 0 to below 1: pairs that share an image share its
        speckle.
    in_common : bool
        Whether the navigation's errors are common to all heights.
    floor : float
        [m].
    """
    heights, sigmas = heights.astype(float), sigmas.astype(float)
    used = np.isfinite(heights) & np.isfinite(sigmas) & (sigmas > 0.0)
    reference = np.where(used.any(axis=0), np.where(used, heights, -np.inf).max(axis=0), 0.0)
    # Heights relative to one of them: squares of large numbers would cost digits.
    height = np.where(used, heights - reference, 0.0)
    random = np.where(used, sigmas, 1.0)
    own = np.where(used, np.zeros_like(random) if shared is None else shared.astype(float), 0.0)
    apart = 0.0 if in_common else own**2
    weight = np.where(used, 1.0 / (random**2 + apart + floor**2), 0.0)
    limits = np.concatenate([[np.inf, np.inf], stats.chi2.ppf(confidence, np.arange(1, max(len(heights), 2)))])
    contested = np.zeros(height.shape[1:], dtype=bool)
    guess, guessed = np.zeros(height.shape[1:]), np.zeros(height.shape[1:])
    # C is diagonal but for one vector: its inverse is known (Sherman and Morrison).
    part = np.where(used, 1.0 / ((1.0 - correlation) * random**2 + apart), 0.0)
    terms = np.stack([part, part * height, part * height**2, part * random, part * random * height, part * random**2])
    for _ in range(len(heights) - 1):
        sums = (used * terms).sum(axis=1)
        count = used.sum(axis=0)
        wrong = _chi_square(sums, correlation) > limits[count]
        if not wrong.any():
            break
        pairs = wrong & (count == 2)
        contested |= pairs
        guess = np.where(pairs, _second_moment(height, random**2 + own**2, used), guess)
        guessed = np.where(pairs, np.where(used, 0.5 * own**2, 0.0).sum(axis=0), guessed)
        without = np.stack([_chi_square(sums - term, correlation) for term in np.moveaxis(terms, 1, 0)])
        without = np.where(pairs, weight, without)  # of two each leaves nothing to disagree with: the weaker goes
        dropped = np.where(used, without, np.inf).argmin(axis=0)
        used &= ~(wrong & (np.arange(len(heights))[:, None, None] == dropped))
    total = np.where(used, weight, 0.0).sum(axis=0)
    count = used.sum(axis=0)
    known = count > 0
    share = _divided(np.where(used, weight, 0.0), np.broadcast_to(total, weight.shape))
    variance = (1.0 - correlation) * (share**2 * random**2).sum(axis=0)
    variance += correlation * (share * random).sum(axis=0) ** 2
    common = (share * own).sum(axis=0) ** 2 if in_common else (share**2 * own**2).sum(axis=0)
    variance, common = np.where(contested, guess, variance + common), np.where(contested, guessed, common)
    bits = (1 << np.arange(len(heights), dtype=np.int64))[:, None, None]
    return Fused(
        height=np.where(known, _divided((used * weight * height).sum(axis=0), total) + reference, np.nan),
        sigma=np.where(known, np.sqrt(variance), np.nan),
        shared=np.where(known, np.sqrt(common), np.nan),
        count=count,
        used=(used * bits).sum(axis=0),
        contested=contested,
    )


def _chi_square(sums: np.ndarray, correlation: float) -> np.ndarray:
    """X^2 of `fused` from sums over heights h of e, e h, e h^2, e r, e r h and e r^2: e is the inverse of C's diagonal
    part, and C that and correlation r r^T."""
    uu, uv, vv, u, v, ww = sums
    part = correlation / np.maximum(1.0 + correlation * ww, 1.0)
    uu, uv, vv = uu - part * u**2, uv - part * u * v, vv - part * v**2
    return np.maximum(vv - uv * _divided(uv, uu), 0.0)


def _second_moment(height: np.ndarray, variance: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Half of (s1^2 + s2^2 + (h1 - h2)^2) where two heights are used."""
    variances = np.where(used, variance, 0.0).sum(axis=0)
    spread = np.where(used, height, -np.inf).max(axis=0) - np.where(used, height, np.inf).min(axis=0)
    return 0.5 * (variances + np.where(np.isfinite(spread), spread, 0.0) ** 2)


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return above / np.where(below > 0.0, below, 1.0)
