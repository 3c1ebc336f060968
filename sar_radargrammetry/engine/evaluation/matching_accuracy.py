"""Errors of matches in pixels, against the true matches that a reference DSM and the sensor models give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..image.window import Window
from ..job import Context
from ..matching.correspondence import Correspondence
from ..matching.ledger import Ledger
from ..training.from_dsm import Observed, true_matches
from .tally import Tally

LIMITS = (1, 3, 5, 10)
"""Pixels of error of the percentages of correct keypoints (PCK)."""
BLOCK = 512
"""Side [px] of the blocks in which truth is made and looked at."""
CURVE = np.geomspace(0.1, 100.0, 91)
"""Limits [px] of the curve of PCK."""

DEFINITIONS = {
    "pixels": "reference pixels whose ground both images see alone, by the reference surface model: all that can match",
    "matched": "share of those pixels that have a match",
    "median": "median distance between match and true match, in pixels of the secondary image, of the matched pixels",
    **{f"pck{n}": f"share of pixels whose match is less than {n} px off; one without a match is wrong" for n in LIMITS},
    **{f"pck{n}_of_matched": f"share of the matched pixels whose match is less than {n} px off" for n in LIMITS},
    "curve": "limits [px], and the share of pixels whose match is less off than that",
}
"""What `matching_accuracy` gives."""


def make_truth(reference: Observed, secondary: Observed, ledger: Ledger, context: Context) -> int:
    """Put the true match of every pixel into a ledger, block by block; what is there already stays.

    Returns
    -------
    int
        Pixels that have one.
    """
    every = list(blocks(reference.model.lines, reference.model.samples))
    pixels = 0
    for number, window in enumerate(every):
        context.progress(number / len(every))
        if not ledger.has(number):
            ledger.put(number, true_matches(reference, secondary, window))
        pixels += int(np.isfinite(ledger.get(number)[..., 0]).sum())
    return pixels


def matching_accuracy(correspondence: Correspondence, truth: Ledger, context: Context) -> dict:
    """The accuracy of a correspondence raster where there is truth; see `DEFINITIONS`.

    Parameters
    ----------
    correspondence : Correspondence
    truth : Ledger
        From `make_truth`, of the same images.
    context : Context
    """
    errors, pixels = Tally(limit=1000.0), 0
    below = dict.fromkeys(LIMITS, 0)
    bands, first = None, -1
    for number, window in enumerate(blocks(correspondence.lines, correspondence.samples)):
        context.progress(window.line / correspondence.lines)
        if window.line != first:
            bands, first = correspondence.read(window.line, window.lines)[:2].astype(float), window.line
        true = np.asarray(truth.get(number))
        known = np.isfinite(true[..., 0])
        error = match_errors(bands[:, :, window.sample : window.sample + window.samples], window, true)[known]
        error = error[np.isfinite(error)]
        pixels += int(known.sum())
        errors.add(error)
        for limit in LIMITS:
            below[limit] += int((error < limit).sum())
    values, counts = errors.bins()
    upto = np.concatenate([[0], np.cumsum(counts)])
    curve = upto[np.searchsorted(values, CURVE)] / max(pixels, 1)
    return {
        "pixels": pixels,
        "matched": errors.count / max(pixels, 1),
        "median": errors.quantile(0.5),
        **{f"pck{limit}": count / max(pixels, 1) for limit, count in below.items()},
        **{f"pck{limit}_of_matched": count / max(errors.count, 1) for limit, count in below.items()},
        "curve": {"limits": CURVE.round(4).tolist(), "shares": curve.round(6).tolist()},
    }


def match_errors(displacement: np.ndarray, window: Window, true: np.ndarray) -> np.ndarray:
    """Distance [px of the secondary] of each match of a window from the true one: (lines, samples); NaN where unknown.

    Parameters
    ----------
    displacement : (2, lines, samples) ndarray
        Secondary minus reference pixel, line and sample.
    window : Window
        Of the reference image.
    true : (lines, samples, 2) ndarray
        Line and sample of the secondary image.
    """
    line = window.line + np.arange(window.lines)[:, None] + displacement[0]
    sample = window.sample + np.arange(window.samples) + displacement[1]
    return np.hypot(line - true[..., 0], sample - true[..., 1])


def blocks(lines: int, samples: int) -> Iterator[Window]:
    """Windows of at most `BLOCK` pixels a side that cover an image without overlap, row by row."""
    for line in range(0, lines, BLOCK):
        for sample in range(0, samples, BLOCK):
            yield Window(line, sample, min(BLOCK, lines - line), min(BLOCK, samples - sample))
