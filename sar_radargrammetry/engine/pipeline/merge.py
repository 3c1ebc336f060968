"""Elevations of several pairs to one: their offsets, the merged rasters and their metadata."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyproj

from ..correlation.model import CORRELATION_KEY
from ..evaluation.zones import stated_correlation
from ..fusion.merging import merging, tell_offsets, write_merged
from ..fusion.offsets import Merge, levels, pair_offsets
from ..fusion.stack import open_stack
from ..job import Context
from ..parameters.merging import MergeRules
from ..report.provenance import Origin


@dataclasses.dataclass(frozen=True, kw_only=True)
class Layers:
    """The rasters of all pairs in the same order; masks may be left out, and names: then files give them."""

    elevations: Sequence[str]
    errors: Sequence[str]
    masks: Sequence[str] = ()
    names: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Surface:
    """Where the merged rasters go, and their grid: by default that of the first elevation."""

    elevation: str
    error: str
    contribution: str | None = None
    crs: str | None = None
    pixel_size: float | None = None


def merged_elevations(
    layers: Layers,
    surface: Surface,
    rules: MergeRules,
    origin: Origin,
    context: Context,
    *,
    in_common: bool = False,
    floor: float = 0.0,
    more: Mapping[str, Any] | None = None,
) -> Merge:
    """Find the offsets between the rasters, then merge them block by block and write the rasters.

    Parameters
    ----------
    layers : Layers
    surface : Surface
    rules : MergeRules
    origin : Origin
        For the provenance in rasters.
    context : Context
    in_common : bool
        Whether the elevations share errors of the navigation, which merging does not average then: where offsets are
        removed or an image is in two pairs, they do in any case.
    floor : float
        See `fusion.fuse.fused` [m].
    more : mapping, optional
        For the provenance.

    Raises
    ------
    EngineError
        Rasters that do not belong together, or cannot be written.
    """
    stack = open_stack(
        list(layers.elevations), list(layers.errors), list(layers.masks), crs=surface.crs, pixel_size=surface.pixel_size
    )
    if layers.names:
        named = zip(stack.members, layers.names, strict=True)
        stack = dataclasses.replace(stack, members=tuple(dataclasses.replace(m, name=name) for m, name in named))
    if surface.pixel_size and pyproj.CRS(stack.grid.crs).is_geographic:
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
    tell_offsets(stack, pairs, level, rules.remove_offsets, context)
    record = {**origin.record(surface.elevation), **(more or {})}
    names = [member.name for member in stack.members]
    record["offsets"] = [dataclasses.asdict(pair) for pair in pairs]
    record["levels"] = {name: round(float(value), 3) for name, value in zip(names, level, strict=True)}
    record["contribution_bits"] = {name: 1 << bit for bit, name in enumerate(names)}
    # Merging leaves the errors of the pairs beside each other: they are correlated as far as the farthest of them.
    correlations = [stated_correlation(path) for path in layers.errors]
    if all(correlations):
        record[CORRELATION_KEY] = max(correlations, key=lambda correlation: correlation.length).document()
    removed = level if rules.remove_offsets else np.zeros(len(level))
    with merging(
        stack,
        removed,
        surface.elevation,
        context.part(0.35, 0.7),
        confidence=rules.confidence,
        correlation=rules.correlation,
        in_common=in_common or rules.remove_offsets,
        floor=floor,
    ) as merged:
        numbers = merged.numbers
        rasters = (surface.elevation, surface.error, surface.contribution)
        write_merged(stack, merged, *rasters, record, context.part(0.7, 0.95))
    context.log(
        "{measured_share:.1f} % of the cells have a height; the most complete single elevation has {best_share:.1f} "
        "%. In {contested_share:.2f} % of the merged cells the heights disagree.",
        measured_share=100.0 * numbers["measured_share"],
        best_share=100.0 * numbers["best_share"],
        contested_share=100.0 * numbers["contested_share"],
    )
    return Merge(names, pairs, level, numbers, record)
