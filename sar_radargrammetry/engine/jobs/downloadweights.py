"""Fetch the weights of the matcher roma from its authors, when asked to, and make one weights file of them."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.training import DownloadWeights as Parameters
from ..pipeline.download import downloaded_weights, is_address


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Fetch and join the checkpoints."""
    check_outputs([parameters.output], [part for part in (parameters.roma, parameters.dinov2) if not is_address(part)])
    return {"output": parameters.output, "digest": downloaded_weights(parameters, context)}
