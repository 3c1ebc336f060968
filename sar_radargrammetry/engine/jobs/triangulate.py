"""Correspondences to elevation, one-sigma error and reasons of voids on a map grid, and to a point cloud."""

from __future__ import annotations

from typing import Any

from ..elevation.map_grid import check_map
from ..files.atomic import check_outputs
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.declare import named_inputs, output_files
from ..parameters.elevation import Triangulate as Parameters
from ..pipeline.triangulate import triangulated
from ..report.provenance import Origin


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Triangulate the matches."""
    outputs = list(output_files(parameters))
    inputs = {name: getattr(parameters, name) for name in ("correspondence", "area", "leave_out")}
    check_outputs(outputs, named_inputs(parameters))
    check_map(parameters.crs)
    correspondence = Correspondence.open(parameters.correspondence)
    images = {"reference": correspondence.reference, "secondary": correspondence.secondary}
    check_outputs(outputs, images.values())
    origin = Origin("triangulate", parameters, {**inputs, **images})
    return triangulated(correspondence, parameters, origin.record(parameters.elevation), context)
