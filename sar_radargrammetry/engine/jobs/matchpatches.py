"""Match the patches of a pair and join them to one correspondence raster."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.matching import MatchPatches as Parameters
from ..pipeline.effort import telling_time_left
from ..pipeline.match import matched
from ..pipeline.patch_quality import write_quality


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Match every patch that is not finished yet, then blend all of them."""
    check_outputs(output_files(parameters), named_inputs(parameters))
    answer = matched(parameters.patches, parameters, parameters.output, telling_time_left(context), workers=parameters)
    if parameters.patch_quality is None:
        return answer
    write_quality(parameters.patch_quality, parameters.patches, parameters.output)
    return {**answer, "patch_quality": parameters.patch_quality}
