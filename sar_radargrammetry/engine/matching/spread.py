"""Standard deviation of right matches along the curve of heights, from the matcher's own and from the scene.

A matcher predicts its error from its windows of both images. Where the ground slopes or bends within a window, no
single displacement is right for all of it, and the error grows with the relief. Amid doubtful matches it grows because
another surface may be the right one. And each scene shows whether the predicted errors are of the right size, without
truth: the two directions of a match differ by what both err, and off the curve of heights there is nothing but error.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..stereo.prior import HeightPrior, cell_middles
from .interface import Match
from .local_plane import local_plane, mean_around

STEP = 4
"""Pixels of the reference between the places at which relief and round trips are measured."""
RELIEF_BOX, TRIP_BOX = 9, 33
"""Side of the boxes around a place in which they are, in places: a correlation window, and four."""
MIN_RELIEF, MIN_SLOPE, MIN_RESIDUAL = 0.3, 0.1, 0.1
"""Added to the relief [px], the slope [px / px] and the residual step [px] before their logarithms are taken."""
LONGEST_TRIP = 3.0
"""Predicted standard deviations beyond which a round trip counts as this long: one direction is wrong."""
USUAL_TRIP, SCATTER = 0.43, 0.3
"""Round trips (root mean square) in units of what the two directions predict, whose errors are nearly the same; and
standard deviation of its logarithm from scene to scene, on simulated pairs. A scene within it says nothing new."""
FEW_TRIPS = 0.05
"""Share of a box's places with known round trips at which the scene's own say half of the correction."""
USUAL_DEVIATION, EVIDENCE = 1.05, 0.5
"""Deviation across the curve of heights in units of the predicted one on simulated pairs, and the power of it, in units
of the usual one, by which errors along the curve are scaled. It takes the ratio of true to predicted errors of ten
simulated scenes, each fitted to the others, from between 0.76 and 1.33 to between 0.85 and 1.09."""
MAX_DEVIATION = 2.0
"""Largest deviation that counts in units of the usual one, and inverse of the smallest."""
MIN_SCALE, MAX_SCALE = 0.75, 4.0
"""Smallest and largest factor by which a scene corrects the prediction. Errors by relief are the same in both
directions and do not lie across the curve, so that a scene that seems to have no error proves little."""
SURE = 0.5
"""Probability of being right of the matches whose round trips count."""


@dataclasses.dataclass(frozen=True)
class Left:
    """Exponents of the product that is the standard deviation of matches that settled, see `settling.settled`.

    Parameters
    ----------
    offset : float
        Logarithm of the factor.
    own : float
        Of the standard deviation before.
    images : float
        Of the standard deviation that the matcher and the correlation of the images give together.
    residual : float
        Of the mean step around by which narrow windows would move the settled matches.
    """

    offset: float
    own: float
    images: float
    residual: float = 0.0

    def sigma(self, before: np.ndarray, together: np.ndarray, residual: np.ndarray) -> np.ndarray:
        """Standard deviation along the curve, of the three [px of the reference, as the result]."""
        left = before**self.own * together**self.images * (residual + MIN_RESIDUAL) ** self.residual
        return np.exp(self.offset) * left


@dataclasses.dataclass(frozen=True)
class Spread:
    """Exponents of the product that is a match's standard deviation along the curve; see `features`.

    Parameters
    ----------
    offset : float
        Logarithm of the factor.
    own, relief, slope : float
    least : float
        Least standard deviation in units of the matcher's own.
    usual_trip : float
        Root mean square of round trips in units of what the two directions predict.
    left : Left, optional
        Of matchers whose matches settle.
    least_scale : float
        Smallest factor by which a scene corrects the prediction.
    """

    offset: float
    own: float
    relief: float
    slope: float
    least: float = 0.0
    usual_trip: float = USUAL_TRIP
    left: Left | None = None
    least_scale: float = MIN_SCALE

    def scale(self, features: np.ndarray) -> np.ndarray:
        """Logarithm of the factor by which the scene corrects the prediction, of features (5, ...)."""
        return np.maximum(features[4], np.float32(np.log(self.least_scale)))

    def sigma(self, features: np.ndarray) -> np.ndarray:
        """Standard deviation [px of the reference] along the curve, of features (5, ...)."""
        exponents = np.array([self.offset, self.own, self.relief, self.slope])
        log = np.tensordot(exponents, features[:4], axes=1) + self.scale(features)
        return np.maximum(np.exp(log), self.least * np.exp(features[1]))


NETWORK_SPREAD = Spread(1.15, 1.05, 0.25, 0.49, left=Left(-0.05, 0.75, 0.2, 0.34), least_scale=1.0)
PHASE_SPREAD = Spread(0.93, 0.17, 1.03, 0.16, 1.0)
"""Fitted to the simulated pairs of `consistency.OF_NETWORKS`, so that 0.68 of the matches lie within one. Correlation
knows its own error on level ground, which the pairs have little of, and nothing of relief. `Left` is fitted to these
pairs and to rough mountains in pixels of a metre, where settling gains less. Short round trips of networks prove
nothing: where they ask for a factor below one (0.83), the errors of 13 pairs were 0.68 to 1.40 times as large as
elsewhere, 0.94 in the mean."""


@dataclasses.dataclass(frozen=True)
class Axis:
    """The curve of heights in a patch, in pixels of the reference.

    Parameters
    ----------
    direction : (2,) ndarray
        Unit vector along it, mean of the patch.
    rate : float
        Pixels along it a metre of height.
    linear : (2, 2) ndarray
        From pixels of the reference to those of the secondary.
    """

    direction: np.ndarray
    rate: float
    linear: np.ndarray

    @classmethod
    def of(cls, prior: HeightPrior) -> Axis:
        """The axis of a patch's prior."""
        linear = prior.affine()[0]
        rate = np.nanmean(prior.at_nodes(1.0) - prior.at_nodes(-1.0), (0, 1)) @ np.linalg.inv(linear).T / 2.0
        length = float(np.hypot(*rate))
        return cls(rate / length, length, linear)

    def variance(self, covariance: np.ndarray, linear: np.ndarray) -> np.ndarray:
        """Variance along the axis [px^2 of the reference] of covariances (..., 3), whose pixels are `linear` times
        those of the reference."""
        (a, b) = np.linalg.inv(linear).T @ self.direction
        return covariance @ np.array([a * a, 2.0 * a * b, b * b], covariance.dtype)


def features(
    both: Match,
    forward: Match,
    back: Match,
    trip: np.ndarray,
    prior: HeightPrior,
    usual_trip: float = USUAL_TRIP,
) -> np.ndarray:
    """What a match's standard deviation depends on.

    Parameters
    ----------
    both : Match
        Of both directions together, with the probability of being right as certainty.
    forward, back : Match
    trip : (lines, samples, 2) ndarray
        See `consistency.round_trip`.
    prior : HeightPrior
        Of the patch.
    usual_trip : float
        See `Spread`.

    Returns
    -------
    (5, lines, samples) float32 ndarray
        One, and the logarithms of: the predicted standard deviation along the curve [px of the reference]; the
        deviation of the surface around the match from a plane, and its slope, both as displacements along the curve;
        the scale that round trips around and the deviation across the curve show, see `_scale` and `EVIDENCE`.
    """
    axis, shape = Axis.of(prior), both.certainty.shape
    own = 0.5 * np.log(np.maximum(axis.variance(both.covariance, axis.linear), 1e-6))
    thin = cell_middles(shape, STEP)
    height = (prior.to_pixels(prior.base_height, STEP) + prior.offset_of(both.position[thin], STEP)[0]) * axis.rate
    known = np.isfinite(height) & (both.certainty[thin] > 0)
    relief, *slopes = local_plane(height, known, RELIEF_BOX)
    slope = np.hypot(*slopes)
    predicted = axis.variance(forward.covariance[thin], axis.linear) + axis.variance(back.covariance[thin], np.eye(2))
    ratio = np.minimum((trip[thin] @ axis.direction) ** 2 / predicted, LONGEST_TRIP**2)
    scale = _scale(ratio, known & (both.certainty[thin] > SURE), usual_trip) + _evidence(forward.deviation)
    scale = np.clip(scale, np.log(MIN_SCALE), np.log(MAX_SCALE))
    around = np.stack([np.log(relief + MIN_RELIEF), np.log(slope / STEP + MIN_SLOPE), scale])
    around = around.astype(np.float32).repeat(STEP, 1).repeat(STEP, 2)[:, : shape[0], : shape[1]]
    return np.concatenate([np.stack([np.ones_like(own), own]), around]).astype(np.float32)


def widened(match: Match, prior: HeightPrior, of: np.ndarray, spread: Spread) -> Match:
    """The match with the standard deviation along the curve that its features `of` (5, lines, samples) give."""
    return with_sigma(match, Axis.of(prior), spread.sigma(of))


def with_sigma(match: Match, axis: Axis, sigma: np.ndarray) -> Match:
    """The match with standard deviations (lines, samples) [px of the reference] along the curve."""
    # The error along the axis is a linear form of the errors in line and sample. It gets the new variance; what is
    # uncorrelated with it stays as it is, so that the covariance is positive however the curve bends within the patch.
    line, sample = np.linalg.inv(axis.linear).T @ axis.direction
    aa, ab, bb = np.moveaxis(match.covariance.astype(float), -1, 0)
    with_line, with_sample = aa * line + ab * sample, ab * line + bb * sample
    variance = np.maximum(with_line * line + with_sample * sample, 1e-12)
    change = (sigma**2 - variance) / variance**2
    added = np.stack([with_line**2, with_line * with_sample, with_sample**2], -1) * change[..., None]
    return dataclasses.replace(match, covariance=(match.covariance + added).astype(np.float32))


def _evidence(deviation: float) -> float:
    """Logarithm of the factor that the deviation across the curve of heights shows; 0 where it is not known."""
    if not np.isfinite(deviation):
        return 0.0
    unusual = np.clip(deviation / USUAL_DEVIATION, 1.0 / MAX_DEVIATION, MAX_DEVIATION)
    return EVIDENCE * float(np.log(unusual))


def _scale(ratio: np.ndarray, known: np.ndarray, usual_trip: float) -> np.ndarray:
    """Logarithm of the factor from predicted to true standard deviations, from squared round trips in units of their
    prediction.

    As far as the trips around a place are longer or shorter than usual by more than `SCATTER`, so are the errors. Where
    few trips are known the factor is unknown: its upper end counts.
    """
    known = known & np.isfinite(ratio)
    share, total = mean_around(known.astype(float), TRIP_BOX), mean_around(np.where(known, ratio, 0.0), TRIP_BOX)
    unusual = 0.5 * np.log(np.maximum(total, 1e-4) / np.maximum(share, 1e-4)) - np.log(usual_trip)
    beyond = np.sign(unusual) * np.maximum(np.abs(unusual) - SCATTER, 0.0)
    trust = share / (share + FEW_TRIPS)
    return trust * beyond + (1.0 - trust) * SCATTER
