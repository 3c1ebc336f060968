"""Cut a pair into patches whose secondary window surely holds the match."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.pair import CreatePatches as Parameters
from ..pipeline.images import tell_values
from ..pipeline.plan import open_pair, planned


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Plan the patches and write them as a GeoPackage."""
    check_outputs([parameters.output], [parameters.reference, parameters.secondary, parameters.dem])
    images = open_pair(parameters.reference, parameters.secondary)
    for image in images:
        tell_values(image, context)
    opposite = parameters.allow_opposite_sides
    return planned(images, parameters, parameters, parameters.output, context, allow_opposite_sides=opposite)
