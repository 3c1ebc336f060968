"""Compare an elevation raster with a reference surface model, with check points, or with both."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs
from ..parameters.quality import Evaluate as Parameters
from ..pipeline.evaluate import evaluated
from ..report.provenance import Origin

INPUTS = ("elevation", "reference_dsm", "check_points", "error", "mask", "certainty", "area", "leave_out")
OUTPUTS = ("difference", "checked_points", "report", "statistics")


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Write what was asked for: difference raster, layer of checked points, report, statistics.

    Returns
    -------
    dict
        Paths difference, checked_points, report, statistics; numbers bias, nmad, rmse, le90 (m); completeness and
        under_1m ... under_10m as shares 0..1, the latter of the measured cells; within_1_sigma, within_2_sigma,
        rank_correlation, ause of the predicted errors; correlation_length of the errors and sigma_of_mean_1ha,
        the standard error of a mean over 100 m x 100 m (m); shift_east, shift_north, shift_up (m) where co-registered;
        verdict, a text. Against the reference surface where there is one, else the check points.

    Raises
    ------
    EngineError
        One of the inputs cannot be used, or an output cannot be written.
    """
    origin = Origin.of("evaluate", parameters, *INPUTS)
    outputs = {name: getattr(parameters, name) for name in OUTPUTS}
    check_outputs(outputs.values(), named_inputs(parameters))
    return {**outputs, **evaluated(parameters, origin, context).numbers()}
