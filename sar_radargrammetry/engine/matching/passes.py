"""From a rough surface, or none, to one that full resolution can start from: coarse to fine over averaged images.

Each pass matches images averaged over looks in a band around the surface of the pass before, and hands on a surface
that is robust against wrong matches, with a reach for each place that grows with the scatter of the matches around it
and with the distance from them. (Coarse to fine around a surface: Noh and Howat, "The surface extraction from TIN based
search-space minimization (SETSM) algorithm", ISPRS J. 2017; bands by uncertainty: Cheng et al., "Deep stereo using
adaptive thin volume representation with uncertainty awareness", CVPR 2020.)
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from scipy import ndimage

from ..image.multilook import MultilookedImage
from ..image.signal import NoiseFloor
from ..image.slant_image import SlantImage
from ..image.window import Window, tiles
from ..job import Context
from ..stereo.surface import Surface
from .banded import CERTAIN, Search
from .interface import Matcher
from .pass_sizes import BAND, MOST, MOST_FIRST, OVERLAP, TILE, factors
from .turned import flattened, turned

CELL = 4
"""Pixels of a pass a side of the surface's cells."""
MIN_WEIGHT = 0.25
"""Mean certainty of a cell's pixels from which on it counts, those below `CERTAIN` taken as 0."""
NOISE = 0.7
"""Standard deviation of a cell's match [px of the pass]."""
AROUND = 5
"""Cells a side of the neighbourhood whose statistics tell noise from relief."""
OVERLAPPING = 1.2
"""By how much each band looks farther than its share. (Tracks that cross see a place at few heights; at others it has
no pixel.)"""
SMALLEST_RATE = 1e-3
"""Pixels a metre below which a pair holds no height."""
SIGMAS = 2.0
"""Standard deviations of the heights' scatter that the reach holds."""
UNSEEN = 2.0
"""Pixels of a pass by which its surface may miss the ground where nothing scatters."""
DARK = 8.0
"""Pixels of a pass to either side of its surface that are searched, at the most, where the reference shows noise only:
what is there cannot be matched, however far from measured ground it may lie."""
READ = 64
"""Rows of cells whose pixels are read at once."""
NEAR = 9
"""Cells a side of the neighbourhood whose median a cell must agree with."""
BLUNDER = 4.0
"""Deviations of its neighbourhood beyond which a cell is taken for wrong."""
SPECK = 12
"""Cells that hang together below which matches are chance."""


Elsewhere = Callable[[int, Surface, int, Context], Iterable[np.ndarray]]
"""Matches the tiles of a pass in other processes: from averaging, surface and number of tiles to what `match_tile`
gives for each, in their order."""


def measured_surface(
    reference: SlantImage,
    secondary: SlantImage,
    start: Surface,
    limits: tuple[float, float],
    matcher: Matcher,
    context: Context,
    elsewhere: Elsewhere | None = None,
) -> Surface:
    """The surface from which full resolution starts.

    Parameters
    ----------
    reference, secondary : SlantImage
    start : Surface
        A DEM's, or a plane.
    limits : (float, float)
        Lowest and highest height that may be searched [m above the ellipsoid].
    matcher : Matcher
    context : Context
    elsewhere : Elsewhere, optional
        Matches the tiles of passes that have several; without it they are matched here, one after the other.
    """
    surface, floor = start, NoiseFloor.of(reference).power
    every = factors(reference.model.lines, reference.model.samples, turned(reference.model, secondary.model))
    work = np.cumsum([0.0, *(factor**-2.0 for factor in every)])
    for number, factor in enumerate(every):
        part = context.part(*(work[number : number + 2] / work[-1]))
        search = pass_search(reference, secondary, factor, surface, limits, matcher)
        surface = one_pass(search, part, elsewhere, floor)
    return surface


def pass_search(
    reference: SlantImage,
    secondary: SlantImage,
    factor: int,
    surface: Surface,
    limits: tuple[float, float],
    matcher: Matcher,
) -> Search:
    """The search of one pass, over images averaged by `factor`; see `measured_surface`."""
    images = MultilookedImage(reference, factor), MultilookedImage(secondary, factor)
    crossing = turned(reference.model, secondary.model)
    if crossing:
        matcher = flattened(matcher)
    first = factors(reference.model.lines, reference.model.samples, crossing)[0]
    return Search(*images, factor, surface, limits, matcher, most=MOST_FIRST if factor == first else MOST)


def one_pass(search: Search, context: Context, elsewhere: Elsewhere | None = None, floor: float = 0.0) -> Surface:
    """Match every tile of a pass and make a surface of what was found.

    Parameters
    ----------
    search : Search
    context : Context
    elsewhere : Elsewhere, optional
    floor : float
        Mean power up to which the reference shows noise only, see `NoiseFloor`.
    """
    model = search.reference.model
    shape = -(-model.lines // CELL), -(-model.samples // CELL)
    sums = np.zeros((4, *shape))
    every = tiles_of_pass(search)
    if elsewhere is None or len(every) == 1:
        found = (
            match_tile(search, window, part) for window, part in zip(every, _parts(context, len(every)), strict=True)
        )
    else:
        found = elsewhere(search.factor, search.surface, len(every), context)
    for window, (weight, height) in zip(every, found, strict=True):
        _add(sums, window, height, weight)
    pixel = _pixel(search)
    surface = _surface(sums, CELL * search.factor, search, pixel)
    nothing = _dark(search, shape, floor)
    reach = np.where(nothing, np.minimum(surface.reach, np.float32(DARK * pixel)), surface.reach)
    return dataclasses.replace(surface, reach=reach)


def _parts(context: Context, count: int) -> Iterator[Context]:
    return (context.part(number / count, (number + 1) / count) for number in range(count))


def tiles_of_pass(search: Search) -> list[Window]:
    """The windows that a pass matches one by one, in pixels of its reference."""
    model = search.reference.model
    return list(tiles(model.lines, model.samples, TILE, OVERLAP))


def tile_of_pass(search: Search, number: int, context: Context) -> np.ndarray:
    """What a tile of a pass gives, by its number; see `match_tile`."""
    return match_tile(search, tiles_of_pass(search)[number], context)


def match_tile(search: Search, window: Window, context: Context) -> np.ndarray:
    """Match one tile of a pass in every band of its reach.

    Returns
    -------
    (2, lines, samples) float64 ndarray
        Certainty of each pixel's best match, 0 below `CERTAIN`; its height [m above the ellipsoid].
    """
    weight, height = best = np.zeros((2, window.lines, window.samples))
    bands = _bands(search, window)
    for number, band in enumerate(bands):
        context.progress(number / len(bands))
        found = band.match(window)
        if found is None:
            continue
        offset, _ = found.prior.offset_of(found.match.position)
        better = (found.match.certainty > np.maximum(weight, CERTAIN)) & np.isfinite(offset)
        height[better] = (found.prior.to_pixels(found.prior.base_height) + offset)[better]
        weight[better] = found.match.certainty[better]
    return best


def _pixel(search: Search) -> float:
    """Metres of height that move a match by a pixel of the pass, in the middle of the image."""
    model = search.reference.model
    middle = Window(model.lines // 2, model.samples // 2, 2, 2)
    return 1.0 / max(search.rate(middle), SMALLEST_RATE)


def _bands(search: Search, window: Window) -> list[Search]:
    """Searches that together look as far as the surface's reach in a window, each `BAND` of what it spans to either
    side of its own at most.

    Each place's own reach is shared: places that are known well lie beside others of which nothing is known.
    """
    surface = search.surface
    count = max(1, math.ceil(search.farthest(window) / (BAND * search.most * _pixel(search))))
    if count == 1:
        return [search]
    share = surface.reach / np.float32(count)
    overlapping = np.minimum(surface.reach, np.float32(OVERLAPPING) * share)
    return [
        dataclasses.replace(search, surface=Surface(surface.step, surface.height + centre * share, overlapping))
        for centre in np.arange(1 - count, count, 2, dtype=np.float32)
    ]


def _dark(search: Search, shape: tuple[int, int], floor: float) -> np.ndarray:
    """Which cells (rows, cols) of the surface show noise only, like all their neighbours: (rows, cols) bool."""
    power, model = np.zeros(shape), search.reference.model
    for row in range(0, shape[0], READ):
        lines = min(READ * CELL, model.lines - row * CELL)
        pixels = search.reference.read(row * CELL, 0, lines, model.samples).astype(float) ** 2
        padding = [(0, -n % CELL) for n in pixels.shape]
        sums = [
            np.pad(values, padding).reshape(-(-lines // CELL), CELL, shape[1], CELL).sum((1, 3))
            for values in (np.nan_to_num(pixels), np.isfinite(pixels))
        ]
        power[row : row + READ] = sums[0] / np.maximum(sums[1], 1)
    return ndimage.binary_erosion(power <= floor, np.ones((3, 3)), border_value=1)


def _add(sums: np.ndarray, window: Window, height: np.ndarray, weight: np.ndarray) -> None:
    """Add a window's pixels to their cells: weights, weighted heights and squares, pixels."""
    rows = (window.line + np.arange(window.lines)) // CELL
    columns = (window.sample + np.arange(window.samples)) // CELL
    index = ((rows[:, None] - rows[0]) * (columns[-1] - columns[0] + 1) + columns - columns[0]).reshape(-1)
    size = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    here = sums[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    for number, values in enumerate((weight, weight * height, weight * height**2, np.ones_like(weight))):
        here[number] += np.bincount(index, values.reshape(-1), size[0] * size[1]).reshape(size)


def _surface(sums: np.ndarray, step: int, search: Search, pixel: float) -> Surface:
    """A surface without gaps from the sums of cells.

    What the matches add to the surface before is smoothed as far as it is noise: where the surface before was right up
    to a shift, as a DEM's is, its detail stays (Lee, "Digital image enhancement and noise filtering by use of local
    statistics", IEEE PAMI 1980).

    Parameters
    ----------
    sums : (4, m, n) ndarray
        See `_add`.
    step : int
        Pixels of the full image a cell.
    search : Search
        Of the pass.
    pixel : float
        Metres of height that move a match by a pixel of the pass.
    """
    weight, total, squares, pixels = sums
    known = weight > MIN_WEIGHT * np.maximum(pixels, 1.0)
    lines, samples = (np.arange(k) * step + 0.5 * (step - 1) for k in known.shape)
    before = search.surface.heights(lines[:, None], samples)
    with np.errstate(invalid="ignore", divide="ignore"):
        height = np.where(known, total / weight, np.nan)
        spread = np.maximum(np.where(known, squares / weight, 0.0) - np.nan_to_num(height) ** 2, 0.0)
    known &= ~_blunders(height, known, pixel) if known.any() else False
    labels, _ = ndimage.label(known)
    sizes = np.bincount(labels.reshape(-1))
    sizes[0] = 0
    known = (sizes >= min(SPECK, max(sizes.max(), 1)))[labels]
    if known.sum() < SPECK:
        reach = np.full(known.shape, search.surface.reach.max(), np.float32)
        return Surface(step, before.astype(np.float32), reach)
    share = known.astype(float)
    change = np.where(known, height - before, 0.0)
    around = np.maximum(ndimage.uniform_filter(share, AROUND), 1e-6)
    mean = ndimage.uniform_filter(change, AROUND) / around
    variance = np.maximum(ndimage.uniform_filter(change**2, AROUND) / around - mean**2, 0.0)
    noise = (NOISE * pixel) ** 2
    signal = np.maximum(variance - noise, 0.0) / np.maximum(variance, 1e-9)
    change = filled(np.where(known, mean + signal * (change - mean), 0.0), share)
    height = np.clip(before + change, *search.limits)
    scatter = filled(np.sqrt(ndimage.maximum_filter(np.where(known, signal * variance + spread, 0.0), 3)), share)
    distance = ndimage.distance_transform_edt(~known)
    steps = np.hypot(*np.gradient(height))[known]
    reach = UNSEEN * pixel + SIGMAS * scatter + float(np.quantile(steps, 0.9)) * distance
    farthest = np.maximum(height - search.limits[0], search.limits[1] - height) + pixel
    return Surface(step, height.astype(np.float32), np.minimum(reach, farthest).astype(np.float32))


def _blunders(height: np.ndarray, known: np.ndarray, pixel: float) -> np.ndarray:
    """Cells that stand far off the median of their neighbourhood."""
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    near = height[tuple(nearest)]
    off = np.abs(near - ndimage.median_filter(near, NEAR, mode="nearest"))
    usual = ndimage.median_filter(off, NEAR, mode="nearest")
    return off > BLUNDER * np.maximum(1.4826 * usual, pixel)


def filled(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Values where there is weight, and from ever wider averages where there is none; 0 where there is none at all."""
    if max(values.shape) == 1 or (weight > 0).all():
        return values
    coarse_weight, coarse = _halved(weight), _halved(values * weight)
    coarse = np.where(coarse_weight > 0, coarse / np.maximum(coarse_weight, 1e-12), 0.0)
    wider = filled(coarse, np.minimum(coarse_weight, 1.0))
    rows, columns = (np.arange(n) for n in values.shape)
    at = np.meshgrid((rows - 0.5) / 2.0, (columns - 0.5) / 2.0, indexing="ij")
    wider = ndimage.map_coordinates(wider, at, order=1, mode="nearest")
    return weight * values + (1.0 - weight) * wider


def _halved(values: np.ndarray) -> np.ndarray:
    """Sums over 2 x 2."""
    padded = np.pad(values, [(0, n % 2) for n in values.shape])
    return padded[::2, ::2] + padded[1::2, ::2] + padded[::2, 1::2] + padded[1::2, 1::2]
