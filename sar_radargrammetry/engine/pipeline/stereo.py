"""The whole way, from two images to elevation and error: import, patches, matching, refinement, triangulation."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from ..device import choose_device
from ..elevation.map_grid import map_grid
from ..files.atomic import relative
from ..files.intermediate import beside
from ..files.leftovers import short_stem
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.elevation import StereoDsm
from ..patches.package import read_plan
from ..refinement.files import refined_path
from ..refinement.unknowns import given_sigmas
from ..report.provenance import Origin
from ..sensor.ground import scene_centre
from ..system import host
from ..terrain.geoid import check_vertical
from .delivered_matches import deliver
from .effort import Effort, telling_time_left
from .images import slant_image
from .match import effort_of_plan, error_scale_told, matched
from .needed import needed_parts
from .patch_quality import write_quality
from .plan import open_pair, planned, wanted_area
from .refine import Choice, refined
from .resuming import Mark, unfinished
from .triangulate import triangulated


def elevation_of_pair(given: StereoDsm, origin: Origin, context: Context) -> dict[str, Any]:
    """Run the steps one after the other; what they leave lies in a folder beside the elevation until all is done.

    Parameters
    ----------
    given : StereoDsm
        The pair, how it is matched and refined, and the files to write.
    origin : Origin
        For the provenance in rasters and report.
    context : Context
        Called with the folder, from which an interrupted run goes on when it is started again.

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
    work = beside(elevation, f".{short_stem(elevation)}.stereodsm.part")
    with unfinished(work, elevation.with_name(f"{elevation.stem}.stereodsm"), context):
        return _steps(given, origin, work, context)


def _steps(given: StereoDsm, origin: Origin, work: Path, context: Context) -> dict[str, Any]:
    pair = matched_pair(given, work, context)
    numbers = dict(pair.numbers)
    record = {**origin.record(given.elevation), **pair.choice.record()}
    if given.correspondence is not None:
        deliver(given.correspondence, pair.correspondence, pair.images, work)
        record["correspondence"] = relative(given.correspondence, given.elevation)
        numbers["correspondence"] = given.correspondence
    host.return_freed_memory()
    # The report shows the reasons of voids also if they are not written as a raster.
    mask = given.mask or (None if given.report is None else str(work / "mask.tif"))
    measured = triangulated(
        Correspondence.open(pair.correspondence),
        dataclasses.replace(given, mask=mask),
        # The steps' own files are gone when the rasters are looked at: they name what this run was given.
        record,
        pair.measuring.part(0.0, 0.95),
    )
    numbers = {**numbers, **measured, **pair.choice.numbers()}
    if given.mask is None:
        numbers.pop("mask", None)
    if given.patch_quality is not None:
        # The steps' own images are gone when the layer is looked at.
        write_quality(given.patch_quality, pair.patches, pair.correspondence, (given.reference, given.secondary))
        numbers["patch_quality"] = given.patch_quality
    if given.report is not None:
        _report(given.report, pair.images, numbers, mask, pair.choice, origin)
        numbers["report"] = given.report
    context.progress(1.0)
    return numbers


@dataclasses.dataclass(frozen=True)
class MatchedPair:
    """A pair after the steps that triangulation follows.

    Parameters
    ----------
    images : tuple of str
        Slant images of reference and secondary.
    patches : Path
    correspondence : str
        Path, between images with the refined geometry where that was refined.
    choice : Choice
        Whether it was, and why.
    numbers : dict
        What planning and matching answered.
    measuring : Context
        The rest of the progress.
    """

    images: tuple[str, str]
    patches: Path
    correspondence: str
    choice: Choice
    numbers: dict[str, Any]
    measuring: Context


def matched_pair(given: StereoDsm, work: Path, context: Context) -> MatchedPair:
    """Import both images, match them, refine the geometry where that is wanted, and match again if it was far off.

    Parameters
    ----------
    given : StereoDsm
        Its outputs are not written.
    work : Path
        Existing folder for what the steps leave, kept between runs that are to be resumed.
    context : Context
        Of all steps; what is left of its progress is for triangulation.

    Raises
    ------
    EngineError
        See the steps.
    """
    looks = (given.looks_azimuth, given.looks_range)
    parts = needed_parts(given, context)
    reference = slant_image(given.reference, "reference", looks, work, context.part(0.0, 0.02), parts[0])
    secondary = slant_image(given.secondary, "secondary", looks, work, context.part(0.02, 0.04), parts[1])
    # Found after hours of matching, a map that does not suit or a missing geoid grid would be a nuisance.
    model = SlantImage.open(reference).model
    map_grid(model, given.crs, given.pixel_size)
    check_vertical(given.vertical, *scene_centre(model))
    planning, whole = context.part(0.04, 0.05), context.part(0.05, 1.0)
    plan, effort = _planned(given, (reference, secondary), work, "", planning)
    # On a graphics card or a cluster the first patch gives the time.
    if choose_device(given.device) == "cpu" and given.scheduler is None:
        context.log(effort.sentence())
    matching, refining, measuring = _parts(effort, telling_time_left(whole))
    numbers = {**plan, **_matched(given, work, "", matching)}
    patches = _patches(work, "")
    sigmas = given_sigmas(given)
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
        # What is left of the bar is for all of it again.
        rest = whole.part(1.0 - effort.elevation / effort.whole, 1.0)
        plan, effort = _planned(given, images, work, "_again", rest.part(0.0, 0.0))
        matching, refining, measuring = _parts(effort, telling_time_left(rest))
        numbers = {**plan, **_matched(given, work, "_again", matching)}
        patches = _patches(work, "_again")
        correspondence, choice = refined(
            "yes", numbers["output"], given.dem, work, refining, sigmas, "again", given.dem_vertical
        )
    numbers.pop("output")
    return MatchedPair((reference, secondary), patches, correspondence, choice, numbers, measuring)


def _parts(effort: Effort, context: Context) -> tuple[Context, Context, Context]:
    """The contexts of matching, refinement and the rest, as long as their expected times."""
    one, two = effort.matching / effort.whole, 1.0 - effort.elevation / effort.whole
    return context.part(0.0, one), context.part(one, two), context.part(two, 1.0)


def _planned(
    given: StereoDsm, paths: tuple[str, str], work: Path, ending: str, context: Context
) -> tuple[dict[str, Any], Effort]:
    """Cut a pair into patches: what `plan.planned` answers, and what they are expected to take."""
    patches, images, opposite = _patches(work, ending), open_pair(*paths), given.allow_opposite_sides
    area = wanted_area(given)
    answer = planned(images, given, given, patches, context, allow_opposite_sides=opposite, area=area)
    return answer, effort_of_plan(read_plan(patches), images, given.matcher, choose_device(given.device), given)


def _matched(given: StereoDsm, work: Path, ending: str, context: Context) -> dict[str, Any]:
    """Match the planned patches; ``output`` is the correspondence raster."""
    output, mark = work / f"correspondence{ending}.tif", Mark(work / f"matched{ending}.json")
    return matched(_patches(work, ending), given, output, context, mark, given, wanted_area(given))


def _patches(work: Path, ending: str) -> Path:
    return work / f"patches{ending}.gpkg"


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
    if "error_scale" in numbers:
        report.add_text(error_scale_told(numbers["error_scale"]))
    choice.tell(report)
    report.write(path)
