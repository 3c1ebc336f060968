"""The height range of a scene, found from the images themselves when it is not stated.

Small copies of both images are compared at every height of a generous range (a plane sweep over the whole scene);
the heights at which places correlate best say where the terrain lies.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np
from scipy import ndimage

from ..errors import EngineError
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.model import SensorModel
from ..stereo.prior import HeightPrior, build_prior
from .heights import require_ordered

THUMBNAIL = 400
"""Longest side of the small reference image [pixels]."""
BELOW, ABOVE = 800.0, 2500.0
"""Metres under and over the product's reference height that are searched."""
CLEARANCE, LOW_CLEARANCE = 300.0, 0.05
"""The terrain stays this far below the antenna [m], or this share of the nearest slant range if that is less."""
MAX_HEIGHTS = 300
"""Heights tried; small images are averaged further to get there, but not below `MIN_BOXES` correlation windows."""
MIN_BOXES = 4
STEP = 1.0
"""Pixels of the small image between two heights."""
BOX = 15
"""Side of the correlation window [pixels of the small image]."""
CLEAR = 0.5
"""Correlation above which a place has a say."""
MIN_PLACES = 60
"""Fewer correlating places than this, and the images say nothing about their heights."""
BIN = 3
"""Heights a bin of the histogram of best heights."""
SPARSE = 0.0005
"""Share of all places below which a bin counts as empty; two such bins in a row end the terrain."""
PART_SHARE = 0.25
"""Share of the secondary's shorter side by which matches move, at the most, over the heights of one prior. Over more, a
place that the secondary shows at its own height has none at most others, and no curve through them."""
RATES = 64
"""Heights at which the displacement per metre is measured; only near the ground's own does a small secondary whose
track crosses show anything."""
HEIGHT_MARGIN_SHARE = 0.25
"""Share of the found range added on both sides, and at least `MIN_HEIGHT_MARGIN` metres."""
MIN_HEIGHT_MARGIN = 50.0


def searched_heights(
    reference: SlantImage, secondary: SlantImage, min_height: float | None, max_height: float | None, context: Context
) -> tuple[float, float]:
    """Lowest and highest terrain [m above the ellipsoid], with a margin; a given limit is kept.

    Raises
    ------
    EngineError
        The images do not correlate at any height.
    """
    model = reference.model
    lowest, highest = _reached(model)
    guess = model.reference_height
    # One limit alone may lie on the other side of the product's height.
    low = min(guess, guess if max_height is None else max_height) - BELOW if min_height is None else min_height
    low = max(low, lowest) if min_height is None and (max_height is None or lowest < max_height) else low
    high = min(max(guess, low) + ABOVE, highest) if max_height is None else max_height
    require_ordered(low, high)
    window = Window(0, 0, model.lines, model.samples)
    whole = build_prior(model, secondary.model, window, low, high)
    span = float(np.nanmax(np.hypot(*np.moveaxis(whole.at_nodes(high) - whole.at_nodes(low), -1, 0)), initial=0.0))
    found, heights = _correlating(reference, secondary, lambda _: whole, (low, high), span, context.part(0.0, 0.5))
    if len(found) < MIN_PLACES:
        # Where tracks cross, a small secondary shows a place at few of these heights, too few for one curve.
        span = _span(model, secondary.model, low, high)
        priors = _priors(model, secondary.model, low, high, span)
        found, heights = _correlating(reference, secondary, priors, (low, high), span, context.part(0.5, 1.0))
    if len(found) < MIN_PLACES:
        raise EngineError(
            "The images do not correlate at any height between {low:.0f} and {high:.0f} m; check that they show the "
            "same ground, or give the height range or a DEM.",
            low=low,
            high=high,
        )
    found_low, found_high = _main_body(found, heights)
    margin = max(MIN_HEIGHT_MARGIN, HEIGHT_MARGIN_SHARE * (found_high - found_low))
    return (
        float(found_low - margin) if min_height is None else min_height,
        float(found_high + margin) if max_height is None else max_height,
    )


def _correlating(
    reference: SlantImage,
    secondary: SlantImage,
    priors: Callable[[float], HeightPrior],
    ends: tuple[float, float],
    span: float,
    context: Context,
) -> tuple[np.ndarray, np.ndarray]:
    """Heights [m] (n,) of the places that correlate clearly, each the best one of its place, and all that were tried.

    Parameters
    ----------
    reference, secondary : SlantImage
    priors : callable
        The prior of the whole reference that holds a height.
    ends : (float, float)
        Lowest and highest height [m above the ellipsoid].
    span : float
        Pixels of the secondary by which matches move between them.
    context : Context
    """
    factor = _factor(reference.model.lines, reference.model.samples, span)
    one, two = thumbnail(reference, factor), thumbnail(secondary, factor)
    rows, columns = (factor * (np.arange(n) + 0.5) - 0.5 for n in one.shape)
    heights = np.linspace(*ends, max(2, int(np.ceil(span / (factor * STEP))) + 1))
    best, where = np.zeros(one.shape, np.float32), np.full(one.shape, np.nan, np.float32)
    for done, height in enumerate(heights):
        context.progress(done / len(heights))
        place = _positions(priors(height), height, rows, columns)
        correlation = _correlation(one, _resampled(two, (place + 0.5) / factor - 0.5))
        better = correlation > best
        best[better], where[better] = correlation[better], height
    return where[best > CLEAR], heights


def _reached(model: SensorModel) -> tuple[float, float]:
    """Lowest and highest ground [m] that an image may show: half of its swath reaches down to it, and it stays clear of
    the antenna."""
    line = 0.5 * model.lines
    first, middle, last = model.projection_set(line, np.array([0.0, 0.5, 1.0]) * (model.samples - 1)).range_
    antenna = float(ecef_to_geodetic(model.projection_set(line, 0.0).arp)[2])
    return antenna - float(middle), antenna - min(CLEARANCE, LOW_CLEARANCE * float(min(first, last)))


def _span(reference: SensorModel, secondary: SensorModel, low: float, high: float) -> float:
    """Pixels of the secondary by which a match moves over heights low .. high [m]; 0 where it shows nothing of them."""
    window = Window(0, 0, reference.lines, reference.samples)
    step, node_step = (high - low) / RATES, max(1, max(reference.lines, reference.samples) // 4)
    moved = []
    for height in low + step * np.arange(RATES):
        prior = build_prior(reference, secondary, window, height, height + step, node_step=node_step)
        shift = prior.at_nodes(prior.high) - prior.at_nodes(prior.low)
        moved.append(np.nanmax(np.hypot(shift[..., 0], shift[..., 1]), initial=0.0))
    known = [shift for shift in moved if shift > 0.0]
    return RATES * float(np.mean(known)) if known else 0.0


def _priors(
    reference: SensorModel, secondary: SensorModel, low: float, high: float, span: float
) -> Callable[[float], HeightPrior]:
    """The prior of the whole reference around a height: of that one among equal parts of low .. high that holds it."""
    count = max(1, math.ceil(span / (PART_SHARE * min(secondary.lines, secondary.samples))))
    ends = np.linspace(low, high, count + 1)
    window = Window(0, 0, reference.lines, reference.samples)

    @functools.lru_cache(maxsize=1)
    def part(number: int) -> HeightPrior:
        return build_prior(reference, secondary, window, ends[number], ends[number + 1])

    return lambda height: part(min(int((height - low) / (high - low) * count), count - 1))


def _factor(lines: int, samples: int, span: float) -> int:
    """Pixels averaged into one of the small image, for matches that move by `span` pixels over the heights."""
    for_size = math.ceil(max(lines, samples) / THUMBNAIL)
    for_heights = min(math.ceil(span / (STEP * MAX_HEIGHTS)), min(lines, samples) // (MIN_BOXES * BOX))
    return max(1, for_size, for_heights)


def _main_body(found: np.ndarray, heights: np.ndarray) -> tuple[float, float]:
    """Ends of the run of heights around the most frequent one; chance correlations lie thinly everywhere else."""
    width = BIN * (heights[1] - heights[0])
    edges = np.arange(heights[0], heights[-1] + width, width)
    counts = np.histogram(found, edges)[0]
    empty = counts < SPARSE * len(found)
    first = last = int(counts.argmax())
    while first > 0 and not empty[max(first - 2, 0) : first].all():
        first -= 1
    while last < len(counts) - 1 and not empty[last + 1 : last + 3].all():
        last += 1
    return float(edges[first]), float(edges[last + 1])


def thumbnail(image: SlantImage, factor: int) -> np.ndarray:
    """Log amplitude of an image averaged in power over factor x factor pixels; NaN where there is no data."""
    lines, samples = image.model.lines // factor, image.model.samples // factor
    small = np.full((lines, samples), np.nan, np.float32)
    rows = max(1, (1 << 22) // max(1, factor * image.model.samples))
    for first in range(0, lines, rows):
        count = min(rows, lines - first)
        amplitude = image.read(first * factor, 0, count * factor, samples * factor)
        power = amplitude.reshape(count, factor, samples, factor) ** 2
        known = power > 0
        share = known.mean((1, 3))
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(known, power, 0.0).sum((1, 3)) / known.sum((1, 3))
            small[first : first + count] = np.where(share > 0.5, 0.5 * np.log(mean), np.nan)
    return small


def _positions(prior: HeightPrior, height: float, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Secondary full-resolution (line, sample) of thumbnail pixels at one height: (m, n, 2)."""
    nodes = prior.at_nodes(height)
    step = prior.node_lines[1] - prior.node_lines[0]
    at = np.stack(
        np.meshgrid((rows - prior.node_lines[0]) / step, (columns - prior.node_samples[0]) / step, indexing="ij")
    )
    return np.stack([ndimage.map_coordinates(nodes[..., i], at, order=1, mode="nearest") for i in (0, 1)], -1)


def _resampled(image: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Bilinear values of `image` at (row, column) positions; NaN outside and beside voids."""
    return ndimage.map_coordinates(image, np.nan_to_num(np.moveaxis(position, -1, 0), nan=-9.0), order=1, cval=np.nan)


def _correlation(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Normalised cross-correlation in boxes of `BOX` pixels; 0 where less than half of a box holds data."""
    both = np.isfinite(one) & np.isfinite(two)
    a, b = np.where(both, one, 0.0), np.where(both, two, 0.0)

    def mean(values: np.ndarray) -> np.ndarray:
        return ndimage.uniform_filter(values.astype(np.float64), BOX, mode="constant")

    share = mean(both)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_a, mean_b = mean(a) / share, mean(b) / share
        covariance = mean(a * b) / share - mean_a * mean_b
        variance = (mean(a * a) / share - mean_a**2) * (mean(b * b) / share - mean_b**2)
        correlation = covariance / np.sqrt(np.maximum(variance, 1e-12))
    return np.where(share > 0.5, correlation, 0.0).astype(np.float32)
