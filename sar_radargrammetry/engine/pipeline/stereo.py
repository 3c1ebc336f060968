"""The whole way, from two images to elevation and error: import, patches, matching, refinement, triangulation."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

from ..elevation.map_grid import map_grid
from ..errors import EngineError
from ..files.intermediate import finished_with
from ..files.leftovers import short_stem
from ..foreign import may_pass
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.elevation import StereoDsm
from ..refinement.files import refined_path
from ..refinement.unknowns import given_sigmas
from ..report.provenance import Origin
from ..sensor.ground import scene_centre
from ..terrain.geoid import check_vertical
from .images import slant_image
from .match import matched
from .patch_quality import write_quality
from .plan import open_pair, planned
from .refine import Choice, refined
from .resuming import Mark
from .triangulate import triangulated

PATCHES = "patches{}.gpkg"


def elevation_of_pair(given: StereoDsm, origin: Origin, context: Context) -> dict[str, Any]:
    """Run the steps one after the other; what they leave lies in a folder beside the elevation until all is done.

    Parameters
    ----------
    given : StereoDsm
        The pair, how it is matched and refined, and the files to write.
    origin : Origin
        For the provenance in rasters and report.
    context : Context
        Told of the folder: a run that was interrupted goes on from it when it is started again.

    Returns
    -------
    dict
        What `plan.planned`, `match.matched` and `triangulate.triangulated` answer, ``refined``, ``height_sigma`` [m]
        where the navigation was examined, and ``report`` (path) where one is written.

    Raises
    ------
    EngineError
        See the steps. Finished work is kept where the failure may pass, see `foreign.may_pass`.
    """
    elevation = Path(given.elevation).absolute()
    work = elevation.with_name(f".{short_stem(elevation)}.stereodsm.part")
    # A matching that was interrupted goes on from its finished patches when the same run is started again; any other
    # failure would fail again, so nothing is kept.
    work.mkdir(exist_ok=True)
    context.keep(work)
    try:
        numbers = _steps(given, origin, work, context)
    except EngineError as error:
        if not may_pass(error):
            shutil.rmtree(work, ignore_errors=True)
        raise
    finished_with(work, elevation.with_name(f"{elevation.stem}.stereodsm"))
    return numbers


def _steps(given: StereoDsm, origin: Origin, work: Path, context: Context) -> dict[str, Any]:
    looks = (given.looks_azimuth, given.looks_range)
    reference = slant_image(given.reference, "reference", looks, work, context.part(0.0, 0.04))
    secondary = slant_image(given.secondary, "secondary", looks, work, context.part(0.04, 0.08))
    # Found after hours of matching, a map that does not suit or a missing geoid grid would be a nuisance.
    model = SlantImage.open(reference).model
    map_grid(model, given.crs, given.pixel_size)
    check_vertical(given.vertical, *scene_centre(model))
    numbers = _matched(given, (reference, secondary), work, "", (context.part(0.08, 0.12), context.part(0.12, 0.88)))
    patches = work / PATCHES.format("")
    sigmas = given_sigmas(given)
    refining, late = context.part(0.88, 0.885), context.part(0.885, 0.9)
    correspondence, choice = refined(
        given.refine, numbers["output"], given.dem, work, refining, sigmas, dem_vertical=given.dem_vertical
    )
    if choice.too_far:
        context.log(
            "The geometry error was up to {moved:.0f} px, more than the search range: matching again with the "
            "corrected geometry.",
            moved=choice.refinement.findings.moved,
        )
        images = tuple(str(refined_path(correspondence, role)) for role in ("reference", "secondary"))
        numbers = _matched(given, images, work, "_again", (late.part(0.0, 0.0), late))
        patches = work / PATCHES.format("_again")
        done = late.part(1.0, 1.0)
        correspondence, choice = refined(
            "yes", numbers["output"], given.dem, work, done, sigmas, "again", given.dem_vertical
        )
    # The report shows the reasons of voids also where nobody wants them as a raster.
    mask = given.mask or (None if given.report is None else str(work / "mask.tif"))
    measured = triangulated(
        Correspondence.open(correspondence),
        dataclasses.replace(given, mask=mask),
        # The steps' own files are gone when the rasters are looked at: they name what this run was given.
        {**origin.record(given.elevation), **choice.record()},
        context.part(0.9, 0.98),
    )
    numbers = {**numbers, **measured, **choice.numbers()}
    numbers.pop("output")
    if given.mask is None:
        numbers.pop("mask", None)
    if given.patch_quality is not None:
        # The steps' own images are gone when the layer is looked at.
        write_quality(given.patch_quality, patches, correspondence, (given.reference, given.secondary))
        numbers["patch_quality"] = given.patch_quality
    if given.report is not None:
        _report(given.report, (reference, secondary), numbers, mask, choice, origin)
        numbers["report"] = given.report
    context.progress(1.0)
    return numbers


def _matched(
    given: StereoDsm, paths: tuple[str, str], work: Path, ending: str, contexts: tuple[Context, Context]
) -> dict[str, Any]:
    """Cut a pair into patches and match them; what both steps answer, ``output`` is the correspondence raster."""
    patches, correspondence = work / PATCHES.format(ending), work / f"correspondence{ending}.tif"
    images = open_pair(*paths)
    opposite = given.allow_opposite_sides
    plan = planned(images, given, given, patches, contexts[0], allow_opposite_sides=opposite)
    return {**plan, **matched(patches, given, correspondence, contexts[1], Mark(work / f"matched{ending}.json"), given)}


def _report(
    path: str,
    images: tuple[str, str],
    numbers: dict[str, Any],
    mask: str,
    choice: Choice,
    origin: Origin,
) -> None:
    # Matplotlib takes a second to import: only where a report is wanted.
    from ..report.stereo_report import stereo_report

    reference, secondary = (SlantImage.open(image) for image in images)
    report = stereo_report(reference, secondary, numbers, origin.record(path), mask)
    report.add_heading("What the error raster holds")
    report.add_text(numbers["error_budget"])
    choice.tell(report)
    report.write(path)
