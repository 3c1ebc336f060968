"""Pairs whose tracks cross at nearly a right angle: what their passes over averaged images do differently.

Slopes that are bright in one image are not those that are bright in the other. Averaged images show little but such
slopes, and a matcher that follows them gives wrong heights. What both images have in common is the finer texture.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import ndimage

from ..sensor.model import SensorModel
from ..stereo.pair import angle_between
from ..stereo.prior import HeightPrior
from .interface import ImagePatch, Match, Matcher

TURN = 74.0
"""Degrees between the tracks from which on a pair counts as turned: at 60 it gains nothing by it, at 75 it does; at 72
more is found, but less accurately."""
WIDTH = 4.0
"""Standard deviation [px of the pass] of the Gaussian around a place within which only differences count."""
LEAST_SHARE, LEAST_DEVIATION = 1e-3, 0.05
"""Smallest share of pixels with a signal, and smallest deviation of their log amplitude, that are divided by."""


def turned(reference: SensorModel, secondary: SensorModel) -> bool:
    """Whether the tracks of two images cross at `TURN` degrees or more; one flown backwards is the same track."""
    one, two = (model.projection_set(0.5 * model.lines, 0.5 * model.samples).varp for model in (reference, secondary))
    angle = float(angle_between(one, two))
    return min(angle, 180.0 - angle) >= TURN


def flattened(matcher: Matcher) -> Matcher:
    """The matcher of images without differences of brightness wider than `WIDTH`."""

    def match(reference: ImagePatch, secondary: ImagePatch, prior: HeightPrior) -> Match:
        return matcher(_flat(reference), _flat(secondary), prior)

    return match


def _flat(view: ImagePatch) -> ImagePatch:
    """Amplitude whose logarithm has mean 0 and deviation 1 around each place; zeros and NaN stay."""
    known = np.isfinite(view.amplitude) & (view.amplitude > 0)
    log = np.log(np.where(known, view.amplitude, 1.0), dtype=np.float32)
    share = np.maximum(_around(known), LEAST_SHARE)
    log -= _around(np.where(known, log, 0.0)) / share
    variance = _around(np.where(known, log, 0.0) ** 2) / share
    log /= np.sqrt(np.maximum(variance, LEAST_DEVIATION**2))
    return dataclasses.replace(view, amplitude=np.where(known, np.exp(log), view.amplitude).astype(np.float32))


def _around(values: np.ndarray) -> np.ndarray:
    return ndimage.gaussian_filter(values.astype(np.float32), WIDTH, mode="constant")
