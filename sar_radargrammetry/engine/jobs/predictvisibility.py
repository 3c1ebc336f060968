"""Predict from an elevation and two images or tracks what both will show, and with which error of heights."""

from __future__ import annotations

from typing import Any

from ..elevation.map_grid import check_map
from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.mapping import PredictVisibility as Parameters
from ..pipeline.predict import predicted
from ..report.provenance import Origin
from ..stereo.pair import check_two_images

INPUTS = ("dem", "reference", "reference_track", "secondary", "secondary_track")


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Check what would fail late, then predict block by block; answers as of `predicted`."""
    origin = Origin.of("predictvisibility", parameters, *INPUTS)
    check_outputs(output_files(parameters), named_inputs(parameters))
    check_map(parameters.crs)
    if parameters.reference and parameters.secondary:
        check_two_images(parameters.reference, parameters.secondary)
    return predicted(parameters, origin.record(parameters.visibility), context)
