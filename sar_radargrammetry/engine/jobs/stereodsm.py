"""Two images in, elevation and error out: import, patches, matching and triangulation in one go."""

from __future__ import annotations

from typing import Any

from ..elevation.map_grid import check_map
from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.elevation import StereoDsm as Parameters
from ..pipeline.delivered_matches import possible_files
from ..pipeline.plan import wanted_area
from ..pipeline.stereo import elevation_of_pair
from ..report.provenance import Origin
from ..sensor.sidecar import sidecar_path
from ..stereo.pair import check_two_images


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check what would fail late, then run the steps one after the other."""
    origin = Origin.of("stereodsm", parameters, "reference", "secondary", "dem", "area", "leave_out")
    beside = possible_files(parameters.correspondence)
    geometry = [sidecar_path(image) for image in (parameters.reference, parameters.secondary)]
    check_outputs([*output_files(parameters), *beside], [*named_inputs(parameters), *geometry])
    check_map(parameters.crs)
    wanted_area(parameters)  # what cannot be read is an error at once
    check_two_images(parameters.reference, parameters.secondary)
    return elevation_of_pair(parameters, origin, context)
