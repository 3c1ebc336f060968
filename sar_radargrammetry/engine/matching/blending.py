"""Matched patches become one raster without seams."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..image.window import Window
from ..patches.package import Patch
from .correspondence import BANDS

AGREE = 2.0
"""Pixels by which two patches may differ to be averaged; beyond, the heavier one is taken as it is."""


def blended(window: Window, patches: Sequence[Patch], bands_of: Callable[[int], np.ndarray]) -> np.ndarray:
    """The bands (6, lines, samples) float32 of a window from all patches that touch it; NaN where there is no match.

    A patch weighs by its certainty and by a ramp that falls to zero towards its edges, so that displacements pass
    from one patch to the next continuously.
    """
    total = np.zeros((len(BANDS), window.lines, window.samples))
    weight = np.zeros((window.lines, window.samples))
    for patch in patches:
        shared = shared_part(window, patch.reference)
        if shared is None:
            continue
        here = slices_of(shared, window)
        inside = slices_of(shared, patch.reference)
        bands = np.asarray(bands_of(patch.number)[(slice(None), *inside)], dtype=np.float64)
        share = _ramp(patch.reference)[inside] * (bands[2] + 1e-3)
        known = np.isfinite(bands[0]) & np.isfinite(bands[1])
        share = np.where(known, share, 0.0)
        bands[:, ~known] = 0.0
        old, old_weight = total[(slice(None), *here)], weight[here]
        # Where the patches found different things an average would be neither.
        mean = old[:2] / np.maximum(old_weight, 1e-12)
        differ = (old_weight > 0) & (share > 0) & (np.abs(mean - bands[:2]).max(0) > AGREE)
        replace = differ & (share > old_weight)
        old[:, replace], old_weight[replace] = 0.0, 0.0
        share = np.where(differ & ~replace, 0.0, share)
        total[(slice(None), *here)] = old + share * bands
        weight[here] = old_weight + share
    with np.errstate(invalid="ignore", divide="ignore"):
        result = (total / weight).astype(np.float32)
    result[2][weight == 0] = 0.0
    return result


def _ramp(window: Window) -> np.ndarray:
    """Weight of each pixel of a patch: the product of its distances to the nearest edges along lines and samples.

    A product, because along the image's outer edge all patches are equally near to that edge: the smaller distance
    alone would be the same for all of them there, and leave a seam.
    """
    rows = np.minimum(np.arange(1, window.lines + 1), np.arange(window.lines, 0, -1))
    columns = np.minimum(np.arange(1, window.samples + 1), np.arange(window.samples, 0, -1))
    return rows[:, None].astype(np.float64) * columns[None, :]


def shared_part(a: Window, b: Window) -> Window | None:
    """The pixels of both windows; None where they have none in common."""
    line, sample = max(a.line, b.line), max(a.sample, b.sample)
    lines = min(a.line + a.lines, b.line + b.lines) - line
    samples = min(a.sample + a.samples, b.sample + b.samples) - sample
    return Window(line, sample, lines, samples) if lines > 0 and samples > 0 else None


def slices_of(inner: Window, outer: Window) -> tuple[slice, slice]:
    """Where the lines and samples of a window are in an array of another that holds it."""
    line, sample = inner.line - outer.line, inner.sample - outer.sample
    return slice(line, line + inner.lines), slice(sample, sample + inner.samples)
