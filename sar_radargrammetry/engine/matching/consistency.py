"""Both directions of a match: together they err less than either, and tell how likely the match is right."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import ndimage

from ..reasons import Reason
from .interface import ImagePatch, Match
from .odds import logit

COMMON = 0.95
"""Correlation of the errors of the two directions, which see the same speckle around the same surface: 0.90 to 0.99 on
simulated mountains and hills, by compact and by phase-only correlation."""
SHORT = 3.0
"""Pixels of the reference up to which the way there and back says something of both matches' errors; beyond, one of
them is simply wrong."""
SMALLEST_TRIP = 0.1
"""Pixels added to the length of a round trip before its logarithm is taken."""
MIN_CERTAINTY = 0.1
"""Probability of being right below which a match is dropped at once."""
LIKELY = 0.28
"""Probability from which on a match supports its neighbours."""
NEIGHBOURHOOD = 97
"""Side [pixels] of the box around a match in which others must be likely as well: three correlation windows."""
SPECK = 500
"""Pixels that hang together below which a group of matches is chance: half a correlation window."""
MIN_SUPPORT = 0.3
"""Share of that box's pixels that must be likely. On terrain more than half are; on noise, water and in shadow one in
twenty, in blobs the size of a correlation window."""


@dataclasses.dataclass(frozen=True)
class Judge:
    """How likely a match is right: a logistic regression on the results of both directions.

    Parameters
    ----------
    forward, back : float
        Weights of the logits of the two certainties.
    trip : float
        Weight of the logarithm of the length of the round trip [px of the reference].
    offset : float
    """

    forward: float
    back: float
    trip: float
    offset: float

    def probability(self, forward: np.ndarray, back: np.ndarray, trip: np.ndarray) -> np.ndarray:
        """Probability that a match is right to three pixels of the reference.

        Parameters
        ----------
        forward, back : ndarray
            Certainties 0..1.
        trip : ndarray
            Length of the round trip [px]; NaN where there is no way back.

        Returns
        -------
        float32 ndarray
            0 where the forward certainty is.
        """
        length = np.log(np.nan_to_num(trip, nan=SHORT) + SMALLEST_TRIP)
        score = self.forward * logit(forward) + self.back * logit(np.where(np.isfinite(trip), back, 0.0))
        probability = 1.0 / (1.0 + np.exp(-(score + self.trip * length + self.offset)))
        return np.where(forward > 0, probability, 0.0).astype(np.float32)


OF_NETWORKS = Judge(1.07, 0.34, -0.30, -2.93)
OF_PHASES = Judge(1.23, 1.40, -0.85, -4.28)
"""Fitted to simulated pairs of mountains, hills, forest and town at intersections of 15 to 45
degrees: those of networks and those of phase-only correlation."""


def within_data(probability: np.ndarray, share: np.ndarray, usual: float) -> np.ndarray:
    """Probability that a match is right where the secondary shows a share of the places it may have.

    A judge was fitted where the secondary shows all of them. With the share pi as the probability that it shows the
    right one, and `odds.USUAL` right matches there, Bayes' rule multiplies the odds by pi (1 - a) / (1 - pi a).

    Parameters
    ----------
    probability, share : ndarray
        0..1; see `Judge.probability` and `banded.shown_share`.
    """
    weight = share * (1.0 - usual) / (1.0 - share * usual)
    return (probability * weight / (1.0 - probability * (1.0 - weight))).astype(np.float32)


def round_trip(back: Match, reference: ImagePatch) -> np.ndarray:
    """From each reference pixel to where its match's own match lies: (lines, samples, 2) float64 [px], NaN without."""
    rows = reference.window.line + np.arange(reference.window.lines)
    columns = reference.window.sample + np.arange(reference.window.samples)
    return np.stack([back.position[..., 0] - rows[:, None], back.position[..., 1] - columns], -1)


def joined(forward: Match, back: Match, trip: np.ndarray, linear: np.ndarray) -> Match:
    """The forward match moved to where both directions together put it.

    The way back ends where it does because both matches err: e_f + e_b is the trip. Each gets the share of it that its
    variance has in both, so that the match moves by -J w trip with J the secondary's pixels a pixel of the reference.

    Parameters
    ----------
    forward, back : Match
        See `patch.way_back`.
    trip : (lines, samples, 2) ndarray
        See `round_trip`. Where it is longer than `SHORT`, or NaN, the match stays as it is.
    linear : (2, 2) ndarray
        J.
    """
    inverse = np.linalg.inv(linear)
    one = _variance(forward.covariance @ _turned(inverse).T)
    two = _variance(back.covariance)
    short = (np.hypot(trip[..., 0], trip[..., 1]) <= SHORT) & (one + two > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(short, one / (one + two), 0.0)
        # Of w e_f + (1 - w) e_b, in units of the variance of e_f.
        ratio = np.where(short, np.sqrt(two / one), 1.0)
        left = (1 - share) ** 2 + (share * ratio) ** 2 + 2 * COMMON * share * (1 - share) * ratio
    moved = forward.position - share[..., None] * np.where(short[..., None], trip, 0.0) @ linear.T
    covariance = forward.covariance * left[..., None].astype(np.float32)
    return dataclasses.replace(forward, position=moved, covariance=covariance)


def _variance(covariance: np.ndarray) -> np.ndarray:
    """Sum of the variances of line and sample."""
    return covariance[..., 0] + covariance[..., 2]


def _turned(map_: np.ndarray) -> np.ndarray:
    """What takes (line variance, covariance, sample variance) through a linear map: (3, 3)."""
    (a, b), (c, d) = map_
    return np.array([[a * a, 2 * a * b, b * b], [a * c, a * d + b * c, b * d], [c * c, 2 * c * d, d * d]])


def kept(match: Match) -> Match:
    """The match without pixels that are likely wrong, stand nearly alone, or hang together in specks only."""
    known = np.isfinite(match.position).all(-1)
    keep = with_support(known & (match.certainty >= LIKELY)) | _near_support(match, known)
    return dataclasses.replace(
        match,
        position=np.where(keep[..., None], match.position, np.nan),
        certainty=np.where(keep, match.certainty, 0.0).astype(np.float32),
        covariance=np.where(keep[..., None], match.covariance, np.nan),
    )


def _near_support(match: Match, known: np.ndarray) -> np.ndarray:
    """Less likely matches between likely ones."""
    likely = known & (match.certainty >= LIKELY)
    return known & ~likely & (match.certainty >= MIN_CERTAINTY) & _supported(likely)


def _supported(likely: np.ndarray) -> np.ndarray:
    """Where enough of the pixels around are likely: (lines, samples) bool."""
    share, inside = (
        ndimage.uniform_filter(values.astype(np.float32), NEIGHBOURHOOD, mode="constant")
        for values in (likely, np.ones_like(likely))
    )
    return share >= MIN_SUPPORT * inside


def with_support(likely: np.ndarray) -> np.ndarray:
    """A (lines, samples) mask of likely matches without those that stand nearly alone, and without specks."""
    labels, _ = ndimage.label(likely & _supported(likely))
    sizes = np.bincount(labels.reshape(-1))
    sizes[0] = 0
    # A patch smaller than a speck is judged by its own size.
    return (sizes >= min(SPECK, likely.size // 4))[labels]


def verdicts(judged: Match, trip: np.ndarray, left: Match) -> np.ndarray:
    """Why pixels have no match: (lines, samples) uint8 of `Reason`, MEASURED where they have one.

    Parameters
    ----------
    judged : Match
        With its probability of being right as certainty.
    trip : (lines, samples, 2) ndarray
        See `round_trip`.
    left : Match
        What `kept` left.
    """
    with np.errstate(invalid="ignore"):
        agree = np.hypot(trip[..., 0], trip[..., 1]) <= SHORT
    why = np.where(judged.certainty >= MIN_CERTAINTY, Reason.ISOLATED, Reason.UNCERTAIN).astype(np.uint8)
    why[~agree & (judged.certainty < MIN_CERTAINTY)] = Reason.LEFT_RIGHT
    why[~np.isfinite(judged.position).all(-1)] = Reason.UNMATCHED
    why[np.isfinite(left.position).all(-1)] = Reason.MEASURED
    return why
