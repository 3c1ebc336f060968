"""Find and remove biases between the two flights of a matched pair; matches stay valid, only geometry changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.elevation import RefineGeometry as Parameters
from ..refinement.control import read_control
from ..refinement.files import refined_path, write_refined
from ..refinement.refining import Refinement, refine, told
from ..refinement.unknowns import given_sigmas
from ..report.provenance import provenance


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Refine the geometry of a matched pair."""
    output = Path(parameters.output)
    refined = tuple(refined_path(output, role) for role in ("reference", "secondary"))
    inputs = [parameters.correspondence, parameters.dem, parameters.control_points]
    outputs = [output, *refined, parameters.report]
    check_outputs(outputs, inputs)
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
