"""Check by the geometry of two images whether they are a stereo pair, and how good it is."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from ..files.atomic import check_outputs
from ..image.outline import footprint, overlap, write_outlines
from ..image.window import Window
from ..job import Context
from ..matching.pass_sizes import DEM_REACH
from ..matching.registry import MATCHER_NAMES
from ..matching.turned import turned
from ..parameters.declare import named_inputs, output_files
from ..parameters.pair import CheckPair as Parameters
from ..parameters.pair import PatchGrid
from ..patches.heights import assumed_heights, open_pair_dem
from ..pipeline.effort import Effort, Task, expected, workers_of
from ..products.registry import open_product
from ..report.provenance import Origin
from ..sensor.model import SensorModel
from ..stereo.height_unit import probable_unit
from ..stereo.pair import PairGeometry, advice, examine_pair, objection, praise

NAME = "checkpair"


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Look at the geometry of a pair; that it is hopeless is a result, not a failure.

    Returns
    -------
    dict
        report, footprints (paths); suitable (bool) and verdict (one sentence); intersection_angle [degrees],
        height_per_pixel, expected_sigma [m], overlap (0..1), None where the pair has no such number;
        expected_seconds and expected_memory [bytes] of `stereodsm` on this processor, None for a hopeless pair.

    Raises
    ------
    EngineError
        An image or the DEM cannot be used, the heights are inverted, or the report or the footprints cannot be written.
    """
    origin = Origin.of(NAME, parameters, "reference", "secondary", "dem")
    check_outputs(output_files(parameters), named_inputs(parameters))
    reference, secondary = open_product(parameters.reference), open_product(parameters.secondary)
    context.progress(0.3)
    limits = parameters.min_height, parameters.max_height
    dem = open_pair_dem(parameters.dem, parameters.dem_vertical, reference.model, *limits, context)
    low, high, at_heights = assumed_heights(dem, *limits, reference.model.reference_height)
    pair = examine_pair(reference.model, secondary.model, min_height=low, max_height=high, dem=dem)
    context.progress(0.6)
    unit = None if dem is None else probable_unit(reference.model, secondary.model, low, high, pair.overlap)
    refusal = unit or objection(pair, allow_opposite_sides=parameters.allow_opposite_sides)
    verdict = refusal or praise(pair)
    remarks = [] if refusal else advice(pair)
    # The log alone must show that a pair is hopeless.
    (context.warn if refusal else context.log)(verdict)
    for remark in remarks:
        context.warn(remark)
    models = reference.model, secondary.model
    effort = None if refusal else _effort(models, pair, None if dem is None else DEM_REACH, high - low)
    if effort is not None:
        context.log(effort.sentence())
    if parameters.footprints is not None:
        _write_footprints(parameters, reference.model, secondary.model, pair)
    if parameters.report is not None:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.pair_report import pair_report

        report = pair_report(
            pair,
            {
                "reference": (parameters.reference, reference.model),
                "secondary": (parameters.secondary, secondary.model),
            },
            suitable=refusal is None,
            verdict=verdict,
            advice=remarks,
            heights=at_heights,
            provenance=origin.record(parameters.report),
        )
        context.check_cancelled()
        report.write(parameters.report)
    context.progress(1.0)
    return {
        "report": parameters.report,
        "footprints": parameters.footprints,
        "suitable": refusal is None,
        "verdict": verdict,
        "intersection_angle": _number(pair.intersection_angle),
        "height_per_pixel": _number(pair.height_per_pixel),
        "expected_sigma": _number(pair.expected_sigma),
        "overlap": pair.overlap,
        "expected_seconds": effort and round(effort.whole),
        "expected_memory": effort and round(effort.memory),
    }


def _effort(models: tuple[SensorModel, SensorModel], pair: PairGeometry, reach: float | None, span: float) -> Effort:
    """What elevation from the pair takes with the defaults of `stereodsm`, where the terrain lies in so many metres."""
    grid, share = PatchGrid(), min(pair.overlap, 1.0)
    reach = 0.5 * span if reach is None else reach
    size, rate = (models[0].lines, models[0].samples), 1.0 / pair.height_per_pixel
    task = Task.of_overlap(size, grid.patch_size, grid.overlap, share, reach, rate, turned(*models))
    return expected(task, MATCHER_NAMES[0], workers_of(task, MATCHER_NAMES[0], "cpu", 0))


def _write_footprints(
    parameters: Parameters, reference: SensorModel, secondary: SensorModel, pair: PairGeometry
) -> None:
    """Both images at the height that the pair was looked at, and what they share, if anything."""
    height = pair.centre[2]
    first, second = (footprint(m, Window(0, 0, m.lines, m.samples), height) for m in (reference, secondary))
    numbers = {
        "height": height,
        "intersection_angle": _number(pair.intersection_angle),
        "expected_sigma": _number(pair.expected_sigma),
    }
    rows = [
        (first, {"role": "reference", "image": Path(parameters.reference).name, "incidence": pair.reference_incidence}),
        (
            second,
            {"role": "secondary", "image": Path(parameters.secondary).name, "incidence": pair.secondary_incidence},
        ),
    ]
    shared = overlap(first, second)
    if len(shared):
        rows.append((shared, {"role": "overlap", "image": None, "incidence": None}))
    write_outlines(parameters.footprints, [(outline, {**about, **numbers}) for outline, about in rows])


def _number(value: float) -> float | None:
    """The number, or None for one that JSON does not know."""
    return value if math.isfinite(value) else None
