"""The arithmetic of `judging`: a logistic regression, and what a score is worth."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from scipy import optimize

from sar_radargrammetry.engine.matching.consistency import SHORT, SMALLEST_TRIP, Judge

CLIP = 1e-3
"""Certainties are kept this far from 0 and 1 before their logit is taken, as `Judge.probability` does."""
RIDGE = 1e-6
"""Of the weights' squares: keeps them finite where one of the features separates right from wrong completely."""


@dataclasses.dataclass(frozen=True)
class Fit:
    """A logistic regression.

    Parameters
    ----------
    weights : (4,) ndarray
        Of `features`.
    loss : float
        Mean negative logarithm of the probability of what happened.
    """

    weights: np.ndarray
    loss: float


def features(forward: np.ndarray, back: np.ndarray, trip: np.ndarray) -> np.ndarray:
    """What `Judge` weighs: (n, 4) of logit(forward certainty), logit(back certainty), log(trip + `SMALLEST_TRIP`), 1.

    Parameters
    ----------
    forward, back : (n,) ndarray
        Certainties 0..1.
    trip : (n,) ndarray
        Length of the round trip [px]; NaN where there is no way back.
    """
    there = np.isfinite(trip)
    length = np.log(np.where(there, trip, SHORT) + SMALLEST_TRIP)
    columns = logit(forward), logit(np.where(there, back, 0.0)), length, np.ones(len(length))
    return np.stack(columns, -1).astype(float)


def logit(certainty: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)) of certainties kept within `CLIP` of 0 and 1."""
    inside = np.clip(np.asarray(certainty, float), CLIP, 1.0 - CLIP)
    return np.log(inside / (1.0 - inside))


def fitted(design: np.ndarray, right: np.ndarray) -> Fit:
    """The logistic regression of `right` (n,) bool on a design (n, k) whose last column is 1.

    Raises
    ------
    ValueError
        All are right, or all are wrong: no weight follows from that.
    """
    right = np.asarray(right, bool)
    if right.all() or not right.any():
        raise ValueError("All matches are right or all are wrong; there is nothing to fit.")
    centre, scale = design[:, :-1].mean(0), np.maximum(design[:, :-1].std(0), 1e-9)
    scaled = np.concatenate([(design[:, :-1] - centre) / scale, design[:, -1:]], 1)
    sign = np.where(right, 1.0, -1.0)

    def cost(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (scaled @ weights)
        pull = -sign * np.exp(-np.logaddexp(0.0, margin))
        value = np.logaddexp(0.0, -margin).mean() + RIDGE * (weights**2).sum()
        return float(value), scaled.T @ pull / len(pull) + 2.0 * RIDGE * weights

    found = optimize.minimize(cost, np.zeros(design.shape[1]), jac=True, method="BFGS")
    slopes = found.x[:-1] / scale
    weights = np.append(slopes, found.x[-1] - slopes @ centre)
    return Fit(weights, float(np.logaddexp(0.0, -sign * (design @ weights)).mean()))


def judge_of(fit: Fit) -> Judge:
    """The judge with these weights."""
    return Judge(*(float(weight) for weight in fit.weights))


def ordering(score: np.ndarray, right: np.ndarray) -> float:
    """Area under the curve: how likely a right match has a higher score than a wrong one; ties count half.

    NaN where there are only right or only wrong ones.
    """
    right = np.asarray(right, bool)
    good, bad = int(right.sum()), int((~right).sum())
    if good == 0 or bad == 0:
        return math.nan
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - 0.5 * (counts - 1)
    return float((ranks[place][right].sum() - 0.5 * good * (good + 1)) / (good * bad))


def reliability(probability: np.ndarray, right: np.ndarray, groups: int = 10) -> list[tuple[float, float, int]]:
    """Mean probability, share of right ones and number of the matches, in groups of equal size by probability."""
    order = np.argsort(probability, kind="stable")
    return [
        (float(probability[part].mean()), float(np.mean(right[part])), len(part))
        for part in np.array_split(order, groups)
        if len(part)
    ]


def left_at(limit: float, score: np.ndarray, right: np.ndarray) -> int:
    """Right matches among as many of the highest scores as hold no larger share of wrong ones than `limit`.

    Matches of one score are kept or dropped together.
    """
    if len(score) == 0:
        return 0
    order = np.argsort(-score, kind="stable")
    good = np.cumsum(right[order])
    kept = np.arange(1, len(order) + 1)
    last = np.append(np.diff(score[order]) != 0, True)
    fine = last & (kept - good <= limit * kept)
    return int(good[fine].max()) if fine.any() else 0
