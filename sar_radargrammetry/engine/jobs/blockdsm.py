"""Many images in, one elevation and its error out: pairs chosen and matched, tracks refined together, merged."""

from __future__ import annotations

from typing import Any

from ..elevation.map_grid import check_map
from ..files.atomic import check_folder, check_inputs, check_outputs
from ..job import Context
from ..parameters.block import BlockDsm as Parameters
from ..parameters.declare import named_inputs, output_files
from ..pipeline.block import block_images, elevation_of_block
from ..report.provenance import Origin


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check what would fail late, then run the steps."""
    images = block_images(parameters)
    inputs = {f"image_{number}": path for number, path in enumerate(images, 1)}
    origin = Origin("blockdsm", parameters, {**inputs, "dem": parameters.dem})
    for path in images:
        check_inputs({"images": path})
    check_inputs({"dem": parameters.dem})
    outputs = [path for path in output_files(parameters) if str(path) != str(parameters.pair_folder)]
    check_outputs(outputs, [*origin.inputs.values(), *named_inputs(parameters)])
    if parameters.pair_folder is not None:
        check_folder(parameters.pair_folder)
    check_map(parameters.crs)
    return elevation_of_block(parameters, images, origin, context)
