"""The numbers of a comparison in words."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..message import Message, joined
from .calibration import MIN_GROUP, ONE_SIGMA
from .comparison import Comparison
from .statistics import Statistics

REALISTIC = 0.05
"""Largest deviation of the share within one sigma for realistic errors: sigma is then wrong by less than a fifth."""

MIN_WITHIN_TWO = 0.93
"""Share within two sigma that a realistic prediction reaches; 0.954 for a Gaussian."""

RATIOS = (0.75, 1.3)
"""Observed over predicted errors of a tenth of the cells, between which the tenth is predicted realistically."""

APART, MIN_CORRELATION = 1.25, 0.1
"""Predicted errors tell good places from bad where the tenth with the largest of them errs at least so many times as
much as that with the smallest, and the rank correlation is at least so large."""

CLEARLY = 0.2
"""Rank correlation below which they do so only roughly: that of exactly predicted Gaussian errors whose standard
deviations scatter by a fifth."""

_TELL, _ROUGHLY = Message("tell good places from bad"), Message("tell good places from bad only roughly")

_MAD_ERROR = 1.17  # standard error of the NMAD of n Gaussian values: 1.17 / sqrt(n) of it

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
        sentences += _predictions(comparison, what)
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


def _predictions(comparison: Comparison, what: Message) -> tuple[Message, ...]:
    """Whether the predicted errors hold on the whole and in each tenth, and tell good places from bad."""
    s = comparison.statistics
    found = Message(
        "{one:.0f} % of the {what} are within one predicted sigma and {two:.0f} % within two; 68 % and 95 % are "
        "expected",
        one=100.0 * s.within_1_sigma,
        what=what,
        two=100.0 * s.within_2_sigma,
    )
    ranked = _ranks(comparison)
    apart, ranks = ranked.apart, ranked.figures
    if abs(s.within_1_sigma - ONE_SIGMA) > REALISTIC:
        return (_size(comparison, found), *_told_apart(ranked))
    if not ranked.known:
        text = Message(
            "The predicted errors are right on average ({found}). There are too few {what} to test whether they tell "
            "good places from bad.",
            found=found,
            what=what,
        )
    elif apart is None:
        text = Message(
            "The predicted errors are right on average, but do not tell good places from bad ({found}; {ranks}).",
            found=found,
            ranks=ranks,
        )
    elif s.within_2_sigma < MIN_WITHIN_TWO:
        text = Message(
            "The predicted errors are realistic for most {what}, but too small for the largest errors ({found}; "
            "{ranks}).",
            what=what,
            found=found,
            ranks=ranks,
        )
    elif (off := _worst_group(comparison)) is not None:
        text = Message(
            "The predicted errors are right on average and {apart}, but {off} ({found}; {ranks}).",
            apart=apart,
            off=off,
            found=found,
            ranks=ranks,
        )
    else:
        text = Message(
            "The predicted errors are realistic and {apart} ({found}; {ranks}).",
            apart=apart,
            found=found,
            ranks=ranks,
        )
    return (text,)


@dataclasses.dataclass(frozen=True)
class _Ranks:
    """Whether errors are larger where larger ones are predicted.

    Parameters
    ----------
    known : bool
        False where there are too few values for a test.
    apart : Message or None
        How well predictions tell good places from bad, in words; None where they do not.
    figures : Message
        The figures of it.
    """

    known: bool
    apart: Message | None
    figures: Message


def _ranks(comparison: Comparison) -> _Ranks:
    """Compare observed errors where the smallest and where the largest are predicted."""
    rows = comparison.calibration
    correlation = float(np.nan_to_num(comparison.ranking.correlation))  # not a number where all errors are alike
    if len(rows) < 2:
        known = sum(row.cells for row in rows) >= 2 * MIN_GROUP
        return _Ranks(known, None, Message("{sigma:.2f} m is predicted everywhere", sigma=rows[0].predicted))
    first, last = rows[0], rows[-1]
    ranks = Message(
        "NMAD {first:.2f} m where the smallest errors are predicted and {last:.2f} m where the largest are, rank "
        "correlation {correlation:.2f}",
        first=first.nmad,
        last=last.nmad,
        correlation=correlation,
    )
    if last.nmad < APART * first.nmad or correlation < MIN_CORRELATION:
        return _Ranks(True, None, ranks)
    return _Ranks(True, _TELL if correlation >= CLEARLY else _ROUGHLY, ranks)


def _told_apart(ranked: _Ranks) -> tuple[Message, ...]:
    if not ranked.known:
        return ()
    if ranked.apart is not None:
        return (Message("They {apart} ({ranks}).", apart=ranked.apart, ranks=ranked.figures),)
    return (Message("They do not tell good places from bad ({ranks}).", ranks=ranked.figures),)


def _worst_group(comparison: Comparison) -> Message | None:
    """The group whose predictions are furthest off, beyond what chance explains; None where all are right."""
    beyond = []
    for row in comparison.calibration:
        chance = np.exp(2.0 * _MAD_ERROR / np.sqrt(row.cells))
        if not RATIOS[0] / chance <= row.ratio <= RATIOS[1] * chance:
            beyond.append(row)
    if not beyond:
        return None
    row = max(beyond, key=lambda row: abs(np.log(max(row.ratio, 1e-3))))
    numbers = {"low": row.low, "high": row.high}
    if row.ratio > 1.0:
        return Message(
            "are too small by a factor of {factor:.1f} where {low:.2f} to {high:.2f} m are predicted",
            factor=row.ratio,
            **numbers,
        )
    return Message(
        "are too large by a factor of {factor:.1f} where {low:.2f} to {high:.2f} m are predicted",
        factor=1.0 / max(row.ratio, 1e-3),
        **numbers,
    )


def _size(comparison: Comparison, found: Message) -> Message:
    rows = comparison.calibration
    factor = float(np.average([row.observed / row.predicted for row in rows], weights=[row.cells for row in rows]))
    if comparison.statistics.within_1_sigma < ONE_SIGMA:
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
