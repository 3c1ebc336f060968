"""The numbers of a comparison in words."""

from __future__ import annotations

import numpy as np

from .calibration import ONE_SIGMA
from .compare import Comparison
from .statistics import Statistics

HONEST = 0.05
"""Shares within one sigma that are off by less are honest: fewer than one sigma in six is then wrong by a fifth."""

MIN_WITHIN_TWO = 0.93
"""Share within two sigma that an honest prediction reaches; 0.954 for a Gaussian."""

_GAUSSIAN_LE90 = 1.6449  # 90 % quantile of |x| of a standard normal distribution


def verdict(comparison: Comparison, what: str = "cells", against: str = "the reference") -> str:
    """Sentences for someone who will read nothing else.

    Parameters
    ----------
    comparison : Comparison
    what : str
        What was compared: ``cells`` or ``check points``.
    against : str
    """
    s = comparison.statistics
    limits, shares = comparison.curve
    half = float(np.interp(0.5, shares, limits))
    sentences = [
        f"Half of the heights are within {half:.2f} m of {against} and 90 % within {s.le90:.2f} m.",
        _offset(s),
        f"{100.0 * s.completeness:.0f} % of the reference's {what} have a height.",
    ]
    tails = _tails(s)
    if tails:
        sentences.append(tails)
    if s.within_1_sigma is not None:
        sentences.append(_honesty(comparison, what))
    return " ".join(sentences)


def _offset(s: Statistics) -> str:
    size, side = abs(s.bias), "too high" if s.bias > 0.0 else "too low"
    if size <= 0.1 * s.nmad or size < 0.005:
        return f"There is no systematic offset to speak of (median {s.bias + 0.0:+.2f} m).".replace("-0.00", "0.00")
    if size <= 0.5 * s.nmad:
        return (
            f"They are {size:.2f} m {side} on the whole, which is small beside their spread of {s.nmad:.2f} m (NMAD)."
        )
    return (
        f"On the whole they are {size:.2f} m {side}: a systematic offset, against a spread of {s.nmad:.2f} m (NMAD); "
        "look for its cause in the vertical datum, the flight tracks, or what the reference shows (ground or canopy)."
    )


def _tails(s: Statistics) -> str:
    """A sentence on outliers, empty where the errors are about as a Gaussian's."""
    gaussian = _GAUSSIAN_LE90 * max(np.hypot(s.nmad, s.bias), 1e-9)
    if s.le90 < 1.3 * gaussian:
        return ""
    return (
        f"Large errors are more frequent than the spread suggests: 90 % would lie within {gaussian:.2f} m if they were "
        "Gaussian."
    )


def _honesty(comparison: Comparison, what: str) -> str:
    s = comparison.statistics
    found = (
        f"{100.0 * s.within_1_sigma:.0f} % of the {what} are within one predicted sigma and "
        f"{100.0 * s.within_2_sigma:.0f} % within two; 68 % and 95 % should be"
    )
    if abs(s.within_1_sigma - ONE_SIGMA) <= HONEST:
        if s.within_2_sigma < MIN_WITHIN_TWO:
            return f"The predicted errors are honest for most, but too small for the worst of them ({found})."
        return f"The predicted errors are honest ({found})."
    calibration = comparison.calibration
    factor = float(np.average(calibration.observed / calibration.predicted, weights=calibration.cells))
    if s.within_1_sigma < ONE_SIGMA:
        return f"The predicted errors are too small, by a factor of {factor:.1f} on the whole ({found})."
    return f"The predicted errors are too large, by a factor of {1.0 / factor:.1f} on the whole ({found})."
