"""Project an image onto an elevation: amplitude, layover and shadow, and local incidence on a map."""

from __future__ import annotations

from typing import Any

from ..elevation.map_grid import check_map
from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.mapping import Orthorectify as Parameters
from ..pipeline.orthorectify import orthorectified
from ..report.provenance import Origin


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check what would fail late, then project block by block; answers as of `orthorectified`."""
    origin = Origin.of("orthorectify", parameters, "image", "dem")
    check_outputs(output_files(parameters), named_inputs(parameters))
    check_map(parameters.crs)
    return orthorectified(parameters, origin.record(parameters.output), context)
