"""Make an image pair of a terrain, with its truth."""

from __future__ import annotations

import dataclasses

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.quality import SimulatePair as Parameters
from ..sensor.sidecar import sidecar_path
from ..simulation.pair import PairSettings
from ..simulation.pair_files import PairFiles, is_product, write_pair


def run(parameters: Parameters, context: Context) -> dict:
    """Write both images and the truth; see `Parameters`."""
    images = (parameters.reference, parameters.secondary)
    geometry = [sidecar_path(image) for image in images if not is_product(image)]
    check_outputs([*output_files(parameters), *geometry], named_inputs(parameters))
    wanted = {field.name for field in dataclasses.fields(PairSettings)}
    given = {k: v for k, v in dataclasses.asdict(parameters).items() if k in wanted}
    files = PairFiles(parameters.reference, parameters.secondary, parameters.truth, parameters.pixel_type)
    write_pair(PairSettings(**given), files, {"job": "simulatepair", **given}, context)
    return {"reference": parameters.reference, "secondary": parameters.secondary, "truth": parameters.truth}
