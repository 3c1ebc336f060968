"""The numbers of a comparison in words."""

from __future__ import annotations

import numpy as np

from ..message import Message, joined
from .calibration import ONE_SIGMA
from .compare import Comparison
from .statistics import Statistics

REALISTIC = 0.05
"""Largest deviation of the share within one sigma for realistic errors: sigma is then wrong by less than a fifth."""

MIN_WITHIN_TWO = 0.93
"""Share within two sigma that an honest prediction reaches; 0.954 for a Gaussian."""

_GAUSSIAN_LE90 = 1.6449  # 90 % quantile of |x| of a standard normal distribution


CELLS, CHECK_POINTS, REFERENCE = Message("cells"), Message("check points"), Message("the reference")


def verdict(comparison: Comparison, what: Message = CELLS, against: Message = REFERENCE) -> Message:
    """Sentences for someone who will read nothing else.

    Parameters
    ----------
    comparison : Comparison
    what : Message
        What was compared: `CELLS` or `CHECK_POINTS`.
    against : Message
    """
    s = comparison.statistics
    limits, shares = comparison.curve
    sentences = [
        Message(
            "Half of the heights are within {half:.2f} m of {against} and 90 % within {le90:.2f} m.",
            half=float(np.interp(0.5, shares, limits)),
            against=against,
            le90=s.le90,
        ),
        _offset(s),
        Message("{share:.0f} % of the reference's {what} have a height.", share=100.0 * s.completeness, what=what),
        *_tails(s),
    ]
    if s.within_1_sigma is not None:
        sentences.append(_calibration(comparison, what))
    return joined(" ", sentences)


def _offset(s: Statistics) -> Message:
    size, side = abs(s.bias), Message("too high") if s.bias > 0.0 else Message("too low")
    if size <= 0.1 * s.nmad or size < 0.005:
        offset = f"{s.bias + 0.0:+.2f}".replace("-0.00", "0.00")
        return Message("There is no significant systematic offset (median {offset} m).", offset=offset)
    if size <= 0.5 * s.nmad:
        return Message(
            "They are on average {size:.2f} m {side}, which is small compared with their NMAD of {nmad:.2f} m.",
            size=size,
            side=side,
            nmad=s.nmad,
        )
    return Message(
        "They are on average {size:.2f} m {side}: a systematic offset, with an NMAD of {nmad:.2f} m; check the "
        "vertical datum, the flight tracks, and whether the reference shows ground or canopy.",
        size=size,
        side=side,
        nmad=s.nmad,
    )


def _tails(s: Statistics) -> tuple[Message, ...]:
    """A sentence on outliers, none where the errors are about as a Gaussian's."""
    gaussian = _GAUSSIAN_LE90 * max(np.hypot(s.nmad, s.bias), 1e-9)
    if s.le90 < 1.3 * gaussian:
        return ()
    text = Message(
        "Large errors are more frequent than the spread suggests: 90 % would be within {gaussian:.2f} m if they were "
        "Gaussian.",
        gaussian=gaussian,
    )
    return (text,)


def _calibration(comparison: Comparison, what: Message) -> Message:
    s = comparison.statistics
    found = Message(
        "{one:.0f} % of the {what} are within one predicted sigma and {two:.0f} % within two; 68 % and 95 % are "
        "expected",
        one=100.0 * s.within_1_sigma,
        what=what,
        two=100.0 * s.within_2_sigma,
    )
    if abs(s.within_1_sigma - ONE_SIGMA) <= REALISTIC:
        if s.within_2_sigma < MIN_WITHIN_TWO:
            return Message(
                "The predicted errors are realistic for most {what}, but too small for the largest errors ({found}).",
                what=what,
                found=found,
            )
        return Message("The predicted errors are realistic ({found}).", found=found)
    calibration = comparison.calibration
    factor = float(np.average(calibration.observed / calibration.predicted, weights=calibration.cells))
    if s.within_1_sigma < ONE_SIGMA:
        return Message(
            "The predicted errors are too small, on average by a factor of {factor:.1f} ({found}).",
            factor=factor,
            found=found,
        )
    return Message(
        "The predicted errors are too large, on average by a factor of {factor:.1f} ({found}).",
        factor=1.0 / factor,
        found=found,
    )
