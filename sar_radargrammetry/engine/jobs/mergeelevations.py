"""Merge the elevations of several pairs, weighted by their errors."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyproj

from ..correlation.model import CORRELATION_KEY
from ..evaluation.zones import stated_correlation
from ..files.atomic import check_outputs
from ..fusion.merging import merging, tell_offsets, write_merged
from ..fusion.offsets import levels, pair_offsets
from ..fusion.stack import open_stack
from ..job import Context
from ..parameters.elevation import MergeElevations as Parameters
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
    files = [path for paths in inputs.values() for path in paths]
    check_outputs((parameters.elevation, parameters.error, parameters.contribution, parameters.report), files)
    stack = open_stack(
        inputs["elevations"],
        inputs["errors"],
        inputs["masks"],
        crs=parameters.crs,
        pixel_size=parameters.pixel_size,
    )
    if parameters.pixel_size and pyproj.CRS(stack.grid.crs).is_geographic:
        context.log(
            "The merged grid is in degrees, as the first elevation: its cells are {width:.4g} degrees wide and "
            "{height:.4g} degrees high.",
            width=stack.grid.pixel_size,
            height=stack.grid.step_y,
        )
    if stack.datum.name is None:
        context.warn("No elevation states its vertical datum, so the merged one states none.")
    for warning in stack.warnings:
        context.warn(warning)
    pairs = pair_offsets(stack, context.part(0.0, 0.35))
    level = levels(len(stack.members), pairs)
    tell_offsets(stack, pairs, level, parameters.remove_offsets, context)
    origin = Origin(
        NAME,
        parameters,
        {f"{name}_{number}": path for name, paths in inputs.items() for number, path in enumerate(paths, 1)},
    )
    record = origin.record(parameters.elevation)
    record["offsets"] = [dataclasses.asdict(pair) for pair in pairs]
    record["levels"] = {m.name: round(float(value), 3) for m, value in zip(stack.members, level, strict=True)}
    record["contribution_bits"] = {member.name: 1 << bit for bit, member in enumerate(stack.members)}
    # Merging leaves the errors of the pairs beside each other: they are correlated as far as the farthest of them.
    correlations = [stated_correlation(path) for path in parameters.errors]
    if all(correlations):
        record[CORRELATION_KEY] = max(correlations, key=lambda correlation: correlation.length).document()
    removed = level if parameters.remove_offsets else np.zeros(len(level))
    with merging(
        stack,
        removed,
        parameters.elevation,
        context.part(0.35, 0.7),
        confidence=parameters.confidence,
        correlation=parameters.correlation,
        in_common=parameters.remove_offsets,
    ) as merged:
        numbers = merged.numbers
        rasters = (parameters.elevation, parameters.error, parameters.contribution)
        write_merged(stack, merged, *rasters, record, context.part(0.7, 0.95))
    if parameters.report:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.merge_report import merge_report

        names = [member.name for member in stack.members]
        merge_report(parameters.elevation, parameters.error, names, pairs, level, numbers, record).write(
            parameters.report
        )
    context.progress(1.0)
    context.log(
        "{measured_share:.1f} % of the cells have a height; the most complete single elevation has {best_share:.1f} "
        "%. In {contested_share:.2f} % of the merged cells the heights disagree.",
        measured_share=100.0 * numbers["measured_share"],
        best_share=100.0 * numbers["best_share"],
        contested_share=100.0 * numbers["contested_share"],
    )
    written = {name: getattr(parameters, name) for name in (*_LAYERS, "report")}
    return {**written, **numbers, "largest_offset": float(np.abs(level).max())}
