"""Tell from the geometry of two images alone whether they are a stereo pair, and how good a one."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..files.atomic import check_writable
from ..image.outline import footprint, overlap, write_outlines
from ..image.window import Window
from ..job import Context
from ..parameters.pair import CheckPair as Parameters
from ..patches.heights import DEM_MARGIN, height_range, open_pair_dem
from ..products.registry import Reader, open_product
from ..sensor.model import SensorModel
from ..stereo.pair import MATCH_SIGMA, PairGeometry, advice, examine_pair, objection
from ..terrain.dem import Dem

NAME = "checkpair"

HEIGHT_SPAN = 250.0
"""Metres below and above the product's own height that the check covers where no heights and no DEM are given."""


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Look at the geometry of a pair; that it is hopeless is a result, not a failure.

    Returns
    -------
    dict
        report, footprints (paths); suitable (bool) and verdict (one sentence); intersection_angle [degrees],
        height_per_pixel, expected_sigma [m], overlap (0..1), None where the pair has no such number.

    Raises
    ------
    EngineError
        An image or the DEM cannot be used, the heights are inverted, or the report or the footprints cannot be written.
    """
    if parameters.report is not None:
        _check_report(parameters)
    reference, secondary = open_product(parameters.reference), open_product(parameters.secondary)
    context.progress(0.3)
    dem = open_pair_dem(parameters.dem, reference.model, parameters.min_height, parameters.max_height, context)
    low, high, at_heights = _heights(parameters, dem, reference)
    pair = examine_pair(reference.model, secondary.model, min_height=low, max_height=high, dem=dem)
    context.progress(0.6)
    refusal = objection(pair, allow_opposite_sides=parameters.allow_opposite_sides)
    verdict = refusal or _praise(pair)
    remarks = [] if refusal else advice(pair)
    # A hopeless pair must be seen by whoever looks at the log alone.
    (context.warn if refusal else context.log)(verdict)
    for remark in remarks:
        context.warn(remark)
    if parameters.footprints is not None:
        _write_footprints(parameters, reference.model, secondary.model, pair)
    if parameters.report is not None:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..report.pair_report import pair_report
        from ..report.provenance import provenance

        inputs = {"reference": parameters.reference, "secondary": parameters.secondary, "dem": parameters.dem}
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
            provenance=provenance(NAME, parameters, inputs=inputs, output=parameters.report),
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
    }


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


def _check_report(parameters: Parameters) -> None:
    inputs = [path for path in (parameters.reference, parameters.secondary, parameters.dem) if path]
    if os.path.realpath(parameters.report) in map(os.path.realpath, inputs):
        raise EngineError(f"The report {parameters.report} is also an input; choose another file.")
    check_writable(parameters.report)


def _heights(parameters: Parameters, dem: Dem | None, reference: Reader) -> tuple[float, float, str]:
    """Lowest and highest height [m], and in words which they are."""
    heights = height_range(dem, parameters.min_height, parameters.max_height, DEM_MARGIN)
    if heights is not None:
        return *heights, "on the DEM" if dem else f"at the middle of {heights[0]:g} to {heights[1]:g} m"
    guess = reference.model.reference_height
    low, high = parameters.min_height, parameters.max_height
    # One limit alone may lie on the other side of the product's height.
    low = min(guess, guess if high is None else high) - HEIGHT_SPAN if low is None else low
    high = max(guess, low) + HEIGHT_SPAN if high is None else high
    return low, high, f"at {0.5 * (low + high):.0f} m, about the product's own height"


def _praise(pair: PairGeometry) -> str:
    return (
        f"The images are a stereo pair: the lines of sight meet at {pair.intersection_angle:.1f} degrees, matches good "
        f"to {MATCH_SIGMA:g} pixel give heights good to {pair.expected_sigma:.2f} m, and the secondary image covers "
        f"{100 * pair.overlap:.0f} % of the reference image."
    )


def _number(value: float) -> float | None:
    """The number, or None for one that JSON does not know."""
    return value if math.isfinite(value) else None
