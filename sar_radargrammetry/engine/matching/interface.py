"""What every matcher takes and gives.

A matcher is a function ``match(reference, secondary, prior) -> Match``: pure, so that patches may run in any
order, and again. The device that it computes on is bound when it is made.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from ..image.window import Window
from ..stereo.prior import HeightPrior


@dataclasses.dataclass(frozen=True)
class ImagePatch:
    """A window of an image with its pixels.

    Parameters
    ----------
    amplitude : (lines, samples) float32 ndarray
        NaN where there is no data.
    window : Window
        Where the pixels stand in the image.
    """

    amplitude: np.ndarray
    window: Window


@dataclasses.dataclass(frozen=True)
class Match:
    """Correspondence of every pixel of a reference view.

    Parameters
    ----------
    position : (lines, samples, 2) float64 ndarray
        Line and sample of the secondary *image* (not of its window); NaN where nothing was found.
    certainty : (lines, samples) float32 ndarray
        Probability that the position is right to 3 pixels.
    covariance : (lines, samples, 3) float32 ndarray
        Variance of line, covariance, variance of sample [px^2].
    deviation : float
        Of the patch's certain matches across the curve of heights, in units of what the matcher predicts; NaN where
        it is not known.
    """

    position: np.ndarray
    certainty: np.ndarray
    covariance: np.ndarray
    deviation: float = math.nan


Matcher = Callable[[ImagePatch, ImagePatch, HeightPrior], Match]
