"""Find and remove biases between the two flights of a matched pair; matches stay valid, only geometry changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.declare import named_inputs
from ..parameters.elevation import RefineGeometry as Parameters
from ..refinement.control import read_control
from ..refinement.files import refined_path, write_refined
from ..refinement.refining import log_refinement, refine
from ..refinement.unknowns import given_sigmas
from ..report.provenance import Origin


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Refine the geometry of a matched pair."""
    output = Path(parameters.output)
    refined = tuple(refined_path(output, role) for role in ("reference", "secondary"))
    outputs = [output, *refined, parameters.report]
    check_outputs(outputs, named_inputs(parameters))
    sigmas = given_sigmas(parameters)
    correspondence = Correspondence.open(parameters.correspondence)
    check_outputs(outputs, [correspondence.reference, correspondence.secondary])
    control = None
    if parameters.control_points is not None:
        control = read_control(
            parameters.control_points,
            parameters.control_crs,
            parameters.control_sigma,
            parameters.control_vertical,
            context,
        )
    refinement = refine(
        correspondence,
        sigmas,
        context.part(0.0, 0.8),
        count=parameters.tie_points,
        degree=parameters.degree,
        dem=parameters.dem,
        dem_vertical=parameters.dem_vertical,
        dem_sigma=parameters.dem_sigma,
        dem_bias=parameters.dem_bias,
        control=control,
    )
    log_refinement(refinement, context)
    write_refined(refinement, output)
    numbers = refinement.numbers()
    if parameters.report is not None:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.refinement_report import refinement_report

        origin = Origin.of("refinegeometry", parameters, "correspondence", "dem", "control_points")
        refinement_report(refinement, origin.record(parameters.report)).write(parameters.report)
        numbers["report"] = parameters.report
    context.progress(1.0)
    return {"output": parameters.output, "reference": str(refined[0]), "secondary": str(refined[1]), **numbers}
