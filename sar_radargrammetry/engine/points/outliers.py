"""Points that disagree with nearly everything around them: spikes and pits.

A neighbour agrees when the two heights differ by no more than their errors allow. A point on a wall, a roof's corner or
a tree has a fair share of such neighbours, on whichever side of the edge it lies; one in the face of a cliff has few,
but some as far away as is looked; a spike of a few pixels has neither. So no surface is assumed to be smooth, and what
counts is how many agree, not how far off the rest is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import numpy as np

from ..reasons import Reason
from .triangulation import GroundPoints

REACH = 3
"""Pixels to each side whose points are neighbours: 7 x 7."""
SIGMAS = 5.0
"""Standard deviations of a difference of heights up to which two points agree."""
MIN_AGREEING = 0.2
"""Share of the neighbours that must agree. The corner of a roof has 0.31, a lone spike of 3 x 3 pixels 0.17."""
MIN_FAR = 0.055
"""Share of the neighbours at the distance of `REACH` that is enough as well, 2 of 24: contour lines run on, spikes do
not."""
MIN_NEIGHBOURS = 12
"""Neighbours without which there is nothing to disagree with."""


def outliers(height: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Which points disagree with their neighbours: (lines, samples) bool.

    Parameters
    ----------
    height, sigma : (lines, samples) ndarray
        NaN where a pixel has no point.
    """
    lines, samples = height.shape
    known = np.isfinite(height)
    # Single precision around the median keeps millimetres.
    near = (height - (np.median(height[known]) if known.any() else 0.0)).astype(np.float32)
    allowed = (SIGMAS**2 * sigma**2).astype(np.float32)
    agreeing, far = (np.zeros((lines, samples), np.uint8) for _ in range(2))
    for down, right in _HALF:
        # Two points agree with each other: half of the neighbours tell of all.
        below = slice(down, lines), slice(max(right, 0), max(samples + min(right, 0), 0))
        above = slice(0, max(lines - down, 0)), slice(max(-right, 0), max(samples - max(right, 0), 0))
        difference = near[below] - near[above]
        with np.errstate(invalid="ignore"):
            agrees = difference * difference <= allowed[below] + allowed[above]
        for count in (agreeing, far) if max(down, abs(right)) == REACH else (agreeing,):
            count[below] += agrees
            count[above] += agrees
    around = _around(known, REACH)
    neighbours, far_known = around - known, around - _around(known, REACH - 1)
    lonely = (agreeing < MIN_AGREEING * neighbours) & (far < MIN_FAR * far_known)
    return known & (neighbours >= MIN_NEIGHBOURS) & lonely


_HALF = [(down, right) for down in range(REACH + 1) for right in range(-REACH, REACH + 1) if (down, right) > (0, 0)]
"""Lines and samples from a point to each of those neighbours that come after it."""


def _around(known: np.ndarray, reach: int) -> np.ndarray:
    """How many are known within so many lines and samples of each: (lines, samples) uint8."""
    counts = known.astype(np.uint8)
    for axis in (0, 1):
        length = counts.shape[axis]
        padded = np.moveaxis(np.pad(counts, [(reach, reach) if axis == along else (0, 0) for along in (0, 1)]), axis, 0)
        counts = np.zeros_like(counts)
        along = np.moveaxis(counts, axis, 0)
        for shift in range(2 * reach + 1):
            along += padded[shift : shift + length]
    return counts


def without_outliers(bands: Iterable[tuple[int, GroundPoints]]) -> Iterator[tuple[int, GroundPoints]]:
    """Bands of lines in order without their outliers; a band's neighbours in the bands before and after count."""
    before: tuple[np.ndarray, np.ndarray] | None = None
    waiting: tuple[int, GroundPoints] | None = None
    for band in bands:
        if waiting is not None:
            yield waiting[0], _cleared(before, waiting[1], band[1])
            # Copies: a view would keep the whole band in memory.
            before = tuple(values.copy() for values in _ends(waiting[1], slice(-REACH, None)))
        waiting = band
    if waiting is not None:
        yield waiting[0], _cleared(before, waiting[1], None)


def _cleared(
    before: tuple[np.ndarray, np.ndarray] | None, points: GroundPoints, after: GroundPoints | None
) -> GroundPoints:
    parts = [before, (points.height, points.sigma)]
    parts = [part for part in (*parts, after and _ends(after, slice(REACH))) if part is not None]
    first = 0 if before is None else len(parts[0][0])
    wrong = outliers(*(np.concatenate(values) for values in zip(*parts, strict=True)))
    return points.without(wrong[first : first + len(points.height)], Reason.OUTLIER)


def _ends(points: GroundPoints, lines: slice) -> tuple[np.ndarray, np.ndarray]:
    return points.height[lines], points.sigma[lines]


def certain(points: GroundPoints, least: float) -> GroundPoints:
    """The points without those whose match is likely to be wrong."""
    with np.errstate(invalid="ignore"):
        return points.without(points.certainty < least, Reason.UNCERTAIN)


def within(points: GroundPoints, heights: tuple[float, float]) -> GroundPoints:
    """The points without those below the lowest or above the highest of the searched heights [m]."""
    with np.errstate(invalid="ignore"):
        return points.without((points.height < heights[0]) | (points.height > heights[1]), Reason.BEYOND_RANGE)


def bright(points: GroundPoints, dark: np.ndarray) -> GroundPoints:
    """The points without those of `dark` pixels (lines, samples); pixels there that have no point lack signal too."""
    unsure = ~np.isin(points.reason, (Reason.OUTSIDE, Reason.MEASURED))
    kept = points.without(dark, Reason.NO_SIGNAL)
    return dataclasses.replace(kept, reason=np.where(dark & unsure, np.uint8(Reason.NO_SIGNAL), kept.reason))
