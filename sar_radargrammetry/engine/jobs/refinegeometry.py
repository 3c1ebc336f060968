"""Find and remove biases between the two flights of a matched pair; matches stay valid, only geometry changes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..files.atomic import check_outputs
from ..job import RASTER, REPORT, Context, parameter
from ..matching.correspondence import Correspondence
from ..refinement.control import read_control
from ..refinement.files import refined_path, write_refined
from ..refinement.refining import Refinement, refine, told
from ..refinement.unknowns import HIGHEST_DEGREE, SIGMA_HELP, given_sigmas
from ..report.provenance import provenance


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of refinegeometry; see `refinement.unknowns.Expected`."""

    correspondence: str = parameter("Correspondence raster made by matchpatches.")
    dem: str | None = parameter(
        "DEM that heights are compared with [m above the ellipsoid, or the geoid it names].", None
    )
    dem_sigma: float = parameter("Standard deviation of single heights of the DEM [m].", 3.0)
    dem_bias: float = parameter("Standard deviation of what all heights of the DEM are off by together [m].", 1.0)
    control_points: str | None = parameter("Ground control points: CSV, or a vector file such as a GeoPackage.", None)
    control_crs: str | None = parameter("Coordinate system of their x and y; default: the file's own.", None)
    control_sigma: float = parameter("Standard deviation of the control points' coordinates [m].", 0.2)
    sigma_range: float | None = parameter(SIGMA_HELP["range"], None)
    sigma_along: float | None = parameter(SIGMA_HELP["along"], None)
    sigma_track: float | None = parameter(SIGMA_HELP["track"], None)
    sigma_drift: float | None = parameter(SIGMA_HELP["drift"], None)
    degree: int = parameter("Highest power of time of that change: 0 (none) to 3.", 1)
    tie_points: int = parameter("Tie points to be taken from the matches.", 4000)
    output: str = parameter(
        "Correspondence raster between the refined images, which are written beside it.", output=(*RASTER, ".vrt")
    )
    report: str | None = parameter("HTML report.", None, output=REPORT)


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Refine the geometry of a matched pair."""
    output = Path(parameters.output)
    refined = tuple(refined_path(output, role) for role in ("reference", "secondary"))
    inputs = [parameters.correspondence, parameters.dem, parameters.control_points]
    outputs = [output, *refined, parameters.report]
    check_outputs(outputs, inputs)
    _check(parameters)
    sigmas = given_sigmas(parameters)
    correspondence = Correspondence.open(parameters.correspondence)
    check_outputs(outputs, [correspondence.reference, correspondence.secondary])
    control = None
    if parameters.control_points is not None:
        control = read_control(parameters.control_points, parameters.control_crs, parameters.control_sigma)
    refinement = refine(
        correspondence,
        sigmas,
        context.part(0.0, 0.8),
        count=parameters.tie_points,
        degree=parameters.degree,
        dem=parameters.dem,
        dem_sigma=parameters.dem_sigma,
        dem_bias=parameters.dem_bias,
        control=control,
    )
    told(refinement, context)
    write_refined(refinement, output)
    numbers = numbers_of(refinement)
    if parameters.report is not None:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.refinement_report import refinement_report

        given = {name: getattr(parameters, name) for name in ("correspondence", "dem", "control_points")}
        record = provenance("refinegeometry", parameters, inputs=given, output=parameters.report)
        refinement_report(refinement, record).write(parameters.report)
        numbers["report"] = parameters.report
    context.progress(1.0)
    return {"output": parameters.output, "reference": str(refined[0]), "secondary": str(refined[1]), **numbers}


def numbers_of(refinement: Refinement) -> dict[str, Any]:
    """What the job answers in numbers."""
    found = refinement.findings
    numbers = {
        "tie_points": found.ties,
        "across_before": round(found.across_before, 3),
        "across_after": round(found.across_after, 3),
        "height_sigma": round(found.height_sigma, 3),
        "height_sigma_before": round(found.expected_height_sigma, 3),
        "height_change": round(found.scene[0].estimate, 3),
        "control_points_used": int(refinement.adjustment.control_used.sum()),
    }
    if found.height_before is not None:
        numbers["dem_offset_before"] = round(found.height_before, 3)
        numbers["dem_offset_after"] = round(found.height_after, 3)
    return numbers


def _check(parameters: Parameters) -> None:
    for name in ("dem_sigma", "control_sigma"):
        if not getattr(parameters, name) > 0.0:
            raise EngineError(f"The parameter {name} is {getattr(parameters, name):g}; it must be greater than zero.")
    if parameters.dem_bias < 0.0:
        raise EngineError(f"The parameter dem_bias is {parameters.dem_bias:g}; it must not be negative.")
    if parameters.tie_points < 100:
        raise EngineError(f"The parameter tie_points is {parameters.tie_points}; take 100 or more.")
    if not 0 <= parameters.degree <= HIGHEST_DEGREE:
        raise EngineError(f"The parameter degree is {parameters.degree}; it must be between 0 and {HIGHEST_DEGREE}.")
