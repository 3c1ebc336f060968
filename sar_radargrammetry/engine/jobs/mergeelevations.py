"""Merge the elevations of several pairs, weighted by their errors."""

from __future__ import annotations

from typing import Any

from ..files.atomic import check_outputs
from ..job import Context
from ..parameters.declare import named_inputs, output_files
from ..parameters.merging import MergeElevations as Parameters
from ..pipeline.merge import Layers, Surface, merged_elevations
from ..report.provenance import Origin

NAME = "mergeelevations"

_LAYERS = ("elevation", "error", "contribution")


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Find the offsets between the rasters, then merge them block by block.

    Returns
    -------
    dict
        Paths elevation, error, contribution, report; measured_share of the cells with a height, best_share of the
        elevation that has most, contested_share of the merged cells whose heights disagree, median_sigma (m),
        largest_offset (m).
    """
    inputs = {name: list(getattr(parameters, name)) for name in ("elevations", "errors", "masks")}
    check_outputs(output_files(parameters), named_inputs(parameters))
    origin = Origin(
        NAME,
        parameters,
        {f"{name}_{number}": path for name, paths in inputs.items() for number, path in enumerate(paths, 1)},
    )
    files = {name: getattr(parameters, name) for name in ("elevation", "error", "contribution", "crs", "pixel_size")}
    merge = merged_elevations(Layers(**inputs), Surface(**files), parameters, origin, context)
    if parameters.report:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.merge_report import merge_report

        merge_report(merge, parameters.elevation, parameters.error).write(parameters.report)
    context.progress(1.0)
    written = {name: getattr(parameters, name) for name in (*_LAYERS, "report")}
    return {**written, **merge.numbers, "largest_offset": merge.largest_offset}
