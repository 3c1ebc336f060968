"""Match the patches of a pair and join them to one correspondence raster."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.matching import MatchPatches as Parameters
from ..pipeline.match import matched


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Match every patch that is not finished yet, then blend all of them."""
    check_outputs([parameters.output], [parameters.patches, parameters.weights])
    return matched(parameters.patches, parameters, parameters.output, context, workers=parameters)
