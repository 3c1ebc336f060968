"""The first step: from a pair and what is known of its heights to patches."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from ..area.area import Area
from ..errors import EngineError
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.pass_sizes import DEM_REACH
from ..parameters.pair import AreaOfInterest, HeightRange, PatchGrid
from ..patches.height_search import searched_heights
from ..patches.heights import DEM_MARGIN, height_range, open_pair_dem
from ..patches.package import search_limits, write_plan
from ..patches.planning import plan_patches
from ..patches.visible_area import VisibleArea
from ..sensor.model import SensorModel
from ..stereo.height_unit import probable_unit
from ..stereo.pair import advice, check_two_images, examine_pair, mistake_of, objection
from ..stereo.surface import Surface, dem_surface, level_surface
from ..terrain.dem import Dem

START_STEP = 32
"""Pixels between the nodes of the first surface."""


def open_pair(reference: str, secondary: str) -> tuple[SlantImage, SlantImage]:
    """Both slant images of a pair.

    Raises
    ------
    EngineError
        One cannot be opened, or both are the same file.
    """
    one, two = SlantImage.open(reference), SlantImage.open(secondary)
    check_two_images(one.path, two.path)
    return one, two


def planned(
    images: tuple[SlantImage, SlantImage],
    heights: HeightRange,
    grid: PatchGrid,
    output: str | Path,
    context: Context,
    *,
    allow_opposite_sides: bool = False,
    area: Area | None = None,
) -> dict[str, Any]:
    """Cut a pair into patches whose secondary window surely holds the match, and write them as a GeoPackage.

    Parameters
    ----------
    images : tuple of SlantImage
        Reference and secondary.
    heights : HeightRange
        DEM and height limits, as far as they are given; the rest is searched in the images.
    grid : PatchGrid
        Size and overlap of the patches.
    output : path
        GeoPackage to write.
    context : Context
    allow_opposite_sides : bool
        Accept images that look from opposite sides.
    area : Area, optional
        Patches that show nothing of it are left out.

    Returns
    -------
    dict
        ``output`` (path), ``patches`` (their number), ``min_height`` and ``max_height`` [m above the ellipsoid],
        ``intersection_angle`` [degrees], ``height_per_pixel`` and ``expected_sigma`` [m].

    Raises
    ------
    EngineError
        The pair gives no elevation, the DEM or the heights do not fit it, or the file cannot be written.
    """
    reference, secondary = images
    limits = heights.min_height, heights.max_height
    dem = open_pair_dem(heights.dem, heights.dem_vertical, reference.model, *limits, context)
    low_high = height_range(dem, *limits, DEM_MARGIN)
    if low_high is None:
        _refuse_early(reference, secondary, allow_opposite_sides, context)
        low_high = searched_heights(reference, secondary, *limits, context.part(0.0, 0.3))
    low, high = low_high
    context.log("Terrain is searched between {low:.0f} and {high:.0f} m above the ellipsoid.", low=low, high=high)
    pair = examine_pair(reference.model, secondary.model, min_height=low, max_height=high, dem=dem)
    unit = None if dem is None else probable_unit(reference.model, secondary.model, low, high, pair.overlap)
    refusal = unit or objection(pair, allow_opposite_sides=allow_opposite_sides)
    if refusal:
        raise EngineError(refusal)
    for text in advice(pair):
        context.warn(text)
    wanted = None
    if area is not None:
        surface = first_surface(reference.model, dem, *search_limits(low, high, limits))
        wanted = VisibleArea(area, reference.model, surface).shown_by
    plan = plan_patches(
        reference,
        secondary,
        low,
        high,
        grid.patch_size,
        grid.overlap,
        dem_path=heights.dem or None,
        dem_vertical=heights.dem_vertical,
        stated=limits,
        context=context.part(0.3, 1.0),
        wanted=wanted,
    )
    write_plan(output, plan)
    context.log("Patches with data of both images: {count}.", count=len(plan.patches))
    return {
        "output": str(output),
        "patches": len(plan.patches),
        "min_height": low,
        "max_height": high,
        "intersection_angle": round(pair.intersection_angle, 3),
        "height_per_pixel": round(pair.height_per_pixel, 3),
        "expected_sigma": round(pair.expected_sigma, 3),
    }


def wanted_area(given: AreaOfInterest) -> Area | None:
    """The area that is given, if one is.

    Raises
    ------
    EngineError
        A layer of polygons, or the extent, cannot be read.
    """
    return Area.of(given.extent, given.area, given.leave_out)


def first_surface(reference: SensorModel, dem: Dem | None, low: float, high: float) -> Surface:
    """What is known of the ground before anything is matched: the DEM, or a plane in the middle of the heights [m]."""
    if dem is None:
        return level_surface(reference, START_STEP, low, high)
    return dem_surface(reference, dem, START_STEP, low, high, DEM_REACH)


def _refuse_early(reference: SlantImage, secondary: SlantImage, allow_opposite_sides: bool, context: Context) -> None:
    """Refuse a pair whose directions are hopeless at any height, of which a search would only say that nothing matches.

    What explains why images show no common ground is a warning: at another height they may show some.

    Raises
    ------
    EngineError
    """
    guess = reference.model.reference_height
    pair = examine_pair(reference.model, secondary.model, min_height=guess, max_height=guess)
    if pair.overlap > 0 or pair.exchanged == 1:
        # How much they overlap depends on the height, which is not known yet.
        refusal = objection(dataclasses.replace(pair, overlap=1.0), allow_opposite_sides=allow_opposite_sides)
        if refusal:
            raise EngineError(refusal)
    mistake = mistake_of(pair)
    if mistake is not None:
        context.warn(
            "At a height of {height:.0f} m the images show no common ground. {mistake}", height=guess, mistake=mistake
        )
