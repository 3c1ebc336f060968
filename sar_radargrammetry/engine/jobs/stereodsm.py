"""Two images in, elevation and error out: import, patches, matching and triangulation in one go."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..elevation.map_grid import check_grid
from ..errors import EngineError
from ..files.atomic import check_outputs
from ..files.intermediate import finished_with
from ..foreign import may_pass
from ..image.slant_image import SlantImage
from ..job import Context
from ..parameters.elevation import StereoDsm as Parameters
from ..refinement import choosing
from ..refinement.files import refined_path
from ..refinement.unknowns import given_sigmas
from ..report.provenance import provenance
from ..sensor.ground import scene_centre
from ..terrain.geoid import check_vertical
from . import createpatches, matchpatches, triangulate
from .slant_input import slant_image


def run(parameters: Parameters, context: Context) -> dict:
    """Run the steps one after the other; what they leave lies in a folder beside the elevation until all is done."""
    rasters = (parameters.elevation, parameters.error, parameters.mask, parameters.certainty, parameters.slant)
    outputs = (*rasters, parameters.points, parameters.report)
    check_outputs(outputs, [parameters.reference, parameters.secondary, parameters.dem])
    check_grid(parameters.crs, parameters.pixel_size)
    given_sigmas(parameters)
    if Path(parameters.reference).resolve() == Path(parameters.secondary).resolve():
        raise EngineError(
            f"Reference and secondary are the same file {parameters.reference}; choose two images of the same ground."
        )
    elevation = Path(parameters.elevation).absolute()
    work = elevation.with_name(f".{elevation.stem}.stereodsm.part")
    # A matching that was interrupted goes on from its finished patches when the same run is started again; any other
    # failure would fail again, so nothing is kept.
    work.mkdir(exist_ok=True)
    context.keep(work)
    try:
        numbers = _steps(parameters, work, context)
    except EngineError as error:
        if not may_pass(error):
            shutil.rmtree(work, ignore_errors=True)
        raise
    finished_with(work, elevation.with_name(f"{elevation.stem}.stereodsm"))
    return numbers


def _steps(parameters: Parameters, work: Path, context: Context) -> dict:
    looks = (parameters.looks_azimuth, parameters.looks_range)
    reference = slant_image(parameters.reference, "reference", looks, work, context.part(0.0, 0.04))
    secondary = slant_image(parameters.secondary, "secondary", looks, work, context.part(0.04, 0.08))
    # Asked for after hours of matching, a missing geoid grid would be a nuisance.
    check_vertical(parameters.vertical, *scene_centre(SlantImage.open(reference).model))
    found = _matched(parameters, (reference, secondary), work, "", (context.part(0.08, 0.12), context.part(0.12, 0.88)))
    sigmas = given_sigmas(parameters)
    refining, late = context.part(0.88, 0.885), context.part(0.885, 0.9)
    correspondence, choice = choosing.refined(
        parameters.refine, found["output"], parameters.dem, work, refining, sigmas
    )
    if choice.too_far:
        context.log(
            f"The geometry was off by up to {choice.refinement.findings.moved:.0f} px, farther than matches were "
            "searched: matching again with the corrected one."
        )
        images = tuple(str(refined_path(correspondence, role)) for role in ("reference", "secondary"))
        found = _matched(parameters, images, work, "_again", (late.part(0.0, 0.0), late))
        done = late.part(1.0, 1.0)
        correspondence, choice = choosing.refined("yes", found["output"], parameters.dem, work, done, sigmas, "again")
    inputs = {name: getattr(parameters, name) for name in ("reference", "secondary", "dem")}
    # The report shows the reasons of voids also where nobody wants them as a raster.
    mask = parameters.mask or (None if parameters.report is None else str(work / "mask.tif"))
    measured = triangulate.run(
        triangulate.Parameters(
            correspondence=correspondence,
            crs=parameters.crs,
            pixel_size=parameters.pixel_size,
            min_certainty=parameters.min_certainty,
            smooth=parameters.smooth,
            fill_holes=parameters.fill_holes,
            **{f"sigma_{name}": value for name, value in sigmas.items()},
            vertical=parameters.vertical,
            elevation=parameters.elevation,
            error=parameters.error,
            mask=mask,
            certainty=parameters.certainty,
            points=parameters.points,
            slant=parameters.slant,
        ),
        context.part(0.9, 0.98),
        # The steps' own files are gone when the rasters are looked at: they name what this job was given.
        {**provenance("stereodsm", parameters, inputs=inputs, output=parameters.elevation), **choice.record()},
    )
    numbers = {**found, **measured, **choice.numbers()}
    numbers.pop("output")
    if parameters.mask is None:
        numbers.pop("mask", None)
    if parameters.report is not None:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.stereo_report import stereo_report

        record = provenance("stereodsm", parameters, inputs=inputs, output=parameters.report)
        images = SlantImage.open(reference), SlantImage.open(secondary)
        report = stereo_report(*images, numbers, record, mask)
        report.add_heading("What the error raster holds")
        report.add_text(numbers["error_budget"])
        choice.tell(report)
        report.write(parameters.report)
        numbers["report"] = parameters.report
    context.progress(1.0)
    return numbers


def _matched(
    parameters: Parameters, images: tuple[str, str], work: Path, ending: str, contexts: tuple[Context, Context]
) -> dict:
    """Cut a pair into patches and match them; what both steps answer, ``output`` is the correspondence raster."""
    patches, correspondence = str(work / f"patches{ending}.gpkg"), str(work / f"correspondence{ending}.tif")
    planned = createpatches.run(
        createpatches.Parameters(
            reference=images[0],
            secondary=images[1],
            dem=parameters.dem,
            min_height=parameters.min_height,
            max_height=parameters.max_height,
            patch_size=parameters.patch_size,
            overlap=parameters.overlap,
            allow_opposite_sides=parameters.allow_opposite_sides,
            output=patches,
        ),
        contexts[0],
    )
    matched = matchpatches.run(
        matchpatches.Parameters(
            patches=patches,
            matcher=parameters.matcher,
            weights=parameters.weights,
            device=parameters.device,
            output=correspondence,
        ),
        contexts[1],
        mark=work / f"matched{ending}.json",
    )
    return {**planned, **matched}
