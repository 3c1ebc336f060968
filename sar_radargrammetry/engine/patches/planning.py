"""Which window of the secondary surely holds the match of which window of the reference."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..image.outline import footprint
from ..image.slant_image import SlantImage
from ..image.window import Window, tiles
from ..job import Context
from ..longitude import Bounds, ring_bounds, united
from ..sensor.model import SensorModel
from ..stereo.prior import build_prior
from ..terrain.geoid import AUTO
from .package import Patch, PatchPlan

SEARCH_MARGIN = 48
"""Pixels of the secondary around what the geometry allows: half a correlation window, and navigation error."""
MIN_DATA = 0.02
"""Share of a patch's pixels that must hold data."""


def plan_patches(
    reference: SlantImage,
    secondary: SlantImage,
    min_height: float,
    max_height: float,
    patch_size: int,
    overlap: int,
    dem_path: str | Path | None = None,
    dem_vertical: str = AUTO,
    stated: tuple[float | None, float | None] | None = None,
    context: Context | None = None,
    wanted: Callable[[Window], bool] | None = None,
) -> PatchPlan:
    """Cut a pair into patches.

    Every height in min_height .. max_height is allowed for, also where a DEM is given: a DEM is old, coarse, or bare
    earth, and serves as the start of the search. `stated` is what of the range holds whatever is found, by default
    both limits. Windows of the reference that are not `wanted` are left out.

    Raises
    ------
    EngineError
        No patch holds data of both images.
    """
    context = context or Context()
    every = list(tiles(reference.model.lines, reference.model.samples, patch_size, overlap))
    patches = []
    for done, window in enumerate(every):
        context.progress(done / len(every))
        if wanted is not None and not wanted(window):
            continue
        other = secondary_window(reference.model, secondary.model, window, min_height, max_height)
        if other is None or not (_has_data(reference, window) and _has_data(secondary, other)):
            continue
        outline = footprint(reference.model, window, 0.5 * (min_height + max_height))
        patches.append(Patch(len(patches), window, other, outline))
    if not patches:
        raise EngineError(
            "The images share no ground with data between {min_height:.0f} and {max_height:.0f} m above the "
            "ellipsoid; check that both images show the same area and that the height range holds the terrain.",
            min_height=min_height,
            max_height=max_height,
        )
    return PatchPlan(
        reference.path,
        secondary.path,
        dem_path,
        dem_vertical,
        min_height,
        max_height,
        (min_height, max_height) if stated is None else stated,
        patch_size,
        overlap,
        tuple(patches),
    )


def secondary_window(
    reference: SensorModel, secondary: SensorModel, window: Window, min_height: float, max_height: float
) -> Window | None:
    """The part of the secondary that holds every match of `window`, or None where it shows none of it."""
    prior = build_prior(reference, secondary, window, min_height, max_height)
    places = np.stack([prior.at_nodes(min_height), prior.at_nodes(max_height)])
    around = Window.around(places[..., 0], places[..., 1], SEARCH_MARGIN)
    return None if around is None else around.clipped(secondary.lines, secondary.samples)


def outline_bounds(model: SensorModel, min_height: float, max_height: float) -> Bounds:
    """Longitude and latitude bounds of an image between two heights."""
    whole = Window(0, 0, model.lines, model.samples)
    outlines = [footprint(model, whole, height) for height in (min_height, max_height)]
    known = [ring_bounds(*outline.T) for outline in outlines if len(outline)]
    if not known:
        raise EngineError("The image's ranges are too short to reach the ground; check its geometry.")
    return functools.reduce(united, known)


def _has_data(image: SlantImage, window: Window) -> bool:
    amplitude = image.read(window.line, window.sample, window.lines, window.samples)
    return bool(np.mean(amplitude > 0) >= MIN_DATA)
