"""Compare matchers on one pair whose surface is known: the same steps with each, judged by the same surface model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..elevation.map_grid import check_map
from ..evaluation.rasters import open_heights
from ..files.atomic import check_folder, check_inputs
from ..job import Context
from ..message import Message
from ..parameters.quality import CompareMatchers as Parameters
from ..pipeline.compare import NUMBERS, REPORT, matchers_compared
from ..report.provenance import Origin
from ..stereo.pair import check_two_images


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check what would fail late, then compare."""
    origin = Origin.of("comparematchers", parameters, "reference", "secondary", "reference_dsm", "dem")
    check_inputs(origin.inputs)
    check_two_images(parameters.reference, parameters.secondary)
    check_map(parameters.crs)
    open_heights(parameters.reference_dsm, Message("The reference surface model"))
    check_folder(parameters.output)
    rows = matchers_compared(parameters, origin, context)
    folder = Path(parameters.output)
    return {
        "output": parameters.output,
        "report": str(folder / REPORT),
        "numbers": str(folder / NUMBERS),
        "compared": sum("elevation" in row for row in rows),
    }
