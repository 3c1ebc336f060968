"""Cut a pair into patches whose secondary window surely holds the match."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.pair import CreatePatches as Parameters
from ..pipeline.images import tell_values
from ..pipeline.plan import open_pair, planned, wanted_area


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Plan the patches and write them as a GeoPackage."""
    check_outputs(output_files(parameters), named_inputs(parameters))
    area = wanted_area(parameters)
    images = open_pair(parameters.reference, parameters.secondary)
    for image in images:
        tell_values(image, context)
    opposite = parameters.allow_opposite_sides
    output = parameters.output
    return planned(images, parameters, parameters, output, context, allow_opposite_sides=opposite, area=area)
