"""The numbers of a comparison in words."""

from __future__ import annotations

import numpy as np

from .calibration import ONE_SIGMA
from .compare import Comparison
from .statistics import Statistics

REALISTIC = 0.05
"""Largest deviation of the share within one sigma for realistic errors: sigma is then wrong by less than a fifth."""

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
        sentences.append(_calibration(comparison, what))
    return " ".join(sentences)


def _offset(s: Statistics) -> str:
    size, side = abs(s.bias), "too high" if s.bias > 0.0 else "too low"
    if size <= 0.1 * s.nmad or size < 0.005:
        offset = f"{s.bias + 0.0:+.2f}".replace("-0.00", "0.00")
        return f"There is no significant systematic offset (median {offset} m)."
    if size <= 0.5 * s.nmad:
        return f"They are on average {size:.2f} m {side}, which is small compared with their NMAD of {s.nmad:.2f} m."
    return (
        f"They are on average {size:.2f} m {side}: a systematic offset, with an NMAD of {s.nmad:.2f} m; check the "
        "vertical datum, the flight tracks, and whether the reference shows ground or canopy."
    )


def _tails(s: Statistics) -> str:
    """A sentence on outliers, empty where the errors are about as a Gaussian's."""
    gaussian = _GAUSSIAN_LE90 * max(np.hypot(s.nmad, s.bias), 1e-9)
    if s.le90 < 1.3 * gaussian:
        return ""
    return (
        f"Large errors are more frequent than the spread suggests: 90 % would be within {gaussian:.2f} m if they were "
        "Gaussian."
    )


def _calibration(comparison: Comparison, what: str) -> str:
    s = comparison.statistics
    found = (
        f"{100.0 * s.within_1_sigma:.0f} % of the {what} are within one predicted sigma and "
        f"{100.0 * s.within_2_sigma:.0f} % within two; 68 % and 95 % are expected"
    )
    if abs(s.within_1_sigma - ONE_SIGMA) <= REALISTIC:
        if s.within_2_sigma < MIN_WITHIN_TWO:
            return (
                f"The predicted errors are realistic for most {what}, but too small for the largest errors ({found})."
            )
        return f"The predicted errors are realistic ({found})."
    calibration = comparison.calibration
    factor = float(np.average(calibration.observed / calibration.predicted, weights=calibration.cells))
    if s.within_1_sigma < ONE_SIGMA:
        return f"The predicted errors are too small, on average by a factor of {factor:.1f} ({found})."
    return f"The predicted errors are too large, on average by a factor of {1.0 / factor:.1f} ({found})."
