"""Cut a pair into patches whose secondary window surely holds the match."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..errors import EngineError
from ..files.atomic import check_outputs
from ..image.slant_image import SlantImage
from ..job import Context
from ..parameters.pair import CreatePatches as Parameters
from ..patches.height_search import searched_heights
from ..patches.heights import DEM_MARGIN, height_range, open_pair_dem
from ..patches.package import write_plan
from ..patches.planning import plan_patches
from ..stereo.pair import advice, examine_pair, objection


def run(parameters: Parameters, context: Context) -> dict:
    """Plan the patches and write them as a GeoPackage."""
    check_outputs([parameters.output], [parameters.reference, parameters.secondary, parameters.dem])
    reference, secondary = open_pair(parameters.reference, parameters.secondary)
    dem = open_pair_dem(parameters.dem, reference.model, parameters.min_height, parameters.max_height, context)
    heights = height_range(dem, parameters.min_height, parameters.max_height, DEM_MARGIN)
    if heights is None:
        _refuse_early(reference, secondary, parameters.allow_opposite_sides)
        heights = searched_heights(
            reference, secondary, parameters.min_height, parameters.max_height, context.part(0.0, 0.3)
        )
    context.log(f"Terrain is searched between {heights[0]:.0f} and {heights[1]:.0f} m above the ellipsoid.")
    pair = examine_pair(reference.model, secondary.model, min_height=heights[0], max_height=heights[1], dem=dem)
    refusal = objection(pair, allow_opposite_sides=parameters.allow_opposite_sides)
    if refusal:
        raise EngineError(refusal)
    for text in advice(pair):
        context.warn(text)
    plan = plan_patches(
        reference,
        secondary,
        *heights,
        parameters.patch_size,
        parameters.overlap,
        dem_path=Path(parameters.dem) if parameters.dem else None,
        stated=(parameters.min_height, parameters.max_height),
        context=context.part(0.3, 1.0),
    )
    write_plan(parameters.output, plan)
    context.log(f"Patches with data of both images: {len(plan.patches)}.")
    return {
        "output": parameters.output,
        "patches": len(plan.patches),
        "min_height": heights[0],
        "max_height": heights[1],
        "intersection_angle": round(pair.intersection_angle, 3),
        "height_per_pixel": round(pair.height_per_pixel, 3),
        "expected_sigma": round(pair.expected_sigma, 3),
    }


def _refuse_early(reference: SlantImage, secondary: SlantImage, allow_opposite_sides: bool) -> None:
    """Refuse a pair whose directions are hopeless at any height, of which a search would only say that nothing matches.

    Raises
    ------
    EngineError
    """
    guess = reference.model.reference_height
    pair = examine_pair(reference.model, secondary.model, min_height=guess, max_height=guess)
    if pair.overlap > 0:
        # How much they overlap depends on the height, which nobody knows yet.
        refusal = objection(dataclasses.replace(pair, overlap=1.0), allow_opposite_sides=allow_opposite_sides)
        if refusal:
            raise EngineError(refusal)


def open_pair(reference: str, secondary: str) -> tuple[SlantImage, SlantImage]:
    """Both slant images of a pair.

    Raises
    ------
    EngineError
        One cannot be opened, or both are the same file.
    """
    one, two = SlantImage.open(reference), SlantImage.open(secondary)
    if one.path.resolve() == two.path.resolve():
        raise EngineError(
            f"Reference and secondary are the same file {one.path}; choose two images of the same ground."
        )
    return one, two
