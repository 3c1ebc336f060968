"""Compare an elevation raster with a reference surface model, with check points, or with both."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..evaluation.checkpoints import read_check_points
from ..evaluation.compare import Comparison, compare
from ..evaluation.points import CheckedPoints, compare_points, write_checked_points
from ..evaluation.verdict import verdict
from ..files.atomic import atomic_output, check_outputs, part_name
from ..job import Context
from ..parameters.quality import Evaluate as Parameters
from ..report.provenance import provenance

NAME = "evaluate"

_RETURNED = ("bias", "nmad", "rmse", "le90", "completeness", "under_1m", "under_2m", "under_5m", "under_10m")
_INPUTS = ("elevation", "reference_dsm", "check_points", "error", "mask", "certainty")


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Write what was asked for: difference raster, layer of checked points, report, statistics.

    Returns
    -------
    dict
        Paths difference, checked_points, report, statistics; numbers bias, nmad, rmse, le90 (m); completeness and
        under_1m ... under_10m as shares 0..1, the latter of the measured cells; shift_east, shift_north, shift_up (m)
        where co-registered; verdict, a text. Against the reference surface where there is one, else the check points.

    Raises
    ------
    EngineError
        One of the inputs cannot be used, or an output cannot be written.
    """
    inputs = {name: getattr(parameters, name) for name in _INPUTS}
    outputs = (parameters.difference, parameters.checked_points, parameters.report, parameters.statistics)
    check_outputs(outputs, inputs.values())
    given = {
        "error": parameters.error,
        "mask": parameters.mask,
        "elevation_vertical": parameters.elevation_vertical,
        "reference_vertical": parameters.reference_vertical,
    }
    surface, points = None, None
    with _difference_file(parameters) as difference:
        if parameters.check_points is not None:
            known = read_check_points(
                parameters.check_points, crs=parameters.check_points_crs, height_field=parameters.height_field
            )
            points = compare_points(parameters.elevation, known, **given, context=context.part(0.0, 0.1))
        if parameters.reference_dsm is not None:
            surface = compare(
                parameters.elevation,
                parameters.reference_dsm,
                difference,
                **given,
                certainty=parameters.certainty,
                coregister=parameters.coregister,
                provenance=provenance(NAME, parameters, inputs=inputs, output=difference) if difference else None,
                context=context.part(0.1, 0.8),
            )
        if points is not None and parameters.checked_points:
            write_checked_points(parameters.checked_points, points[1])
        for comparison in filter(None, (surface, points and points[0])):
            for warning in comparison.warnings:
                context.warn(warning)
        context.progress(0.82)
        if parameters.statistics:
            _write_statistics(surface, points, parameters, inputs)
        if parameters.report:
            # Matplotlib takes a second to import: only where a report is wanted.
            from ..evaluation.evaluation_report import evaluation_report

            record = provenance(NAME, parameters, inputs=inputs, output=parameters.report)
            report = evaluation_report(
                surface, elevation=parameters.elevation, difference=difference, provenance=record, points=points
            )
            context.check_cancelled()
            report.write(parameters.report)
    context.progress(1.0)
    leading = surface or points[0]
    text = verdict(leading, "cells" if surface else "check points")
    context.log(text)
    shift = leading.shift
    return {
        "difference": parameters.difference,
        "checked_points": parameters.checked_points if points else None,
        "report": parameters.report,
        "statistics": parameters.statistics,
        "verdict": text,
        **{name: getattr(leading.statistics, name) for name in _RETURNED},
        **{f"shift_{way}": getattr(shift, way) if shift else None for way in ("east", "north", "up")},
    }


@contextlib.contextmanager
def _difference_file(parameters: Parameters) -> Iterator[str | None]:
    """Where the difference goes: its file, or a temporary one where only the report needs it, or nowhere."""
    if parameters.difference or parameters.reference_dsm is None or not parameters.report:
        yield parameters.difference
        return
    temporary = part_name(Path(parameters.report).with_suffix(".tif"))
    try:
        yield str(temporary)
    finally:
        temporary.unlink(missing_ok=True)


def _write_statistics(
    surface: Comparison | None,
    points: tuple[Comparison, CheckedPoints] | None,
    parameters: Parameters,
    inputs: dict[str, str | None],
) -> None:
    document = _described(surface) if surface else {}
    if points is not None:
        document["check_points"] = _described(points[0])
    document["provenance"] = provenance(NAME, parameters, inputs=inputs, output=Path(parameters.statistics))
    with atomic_output(parameters.statistics) as temporary:
        temporary.write_text(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _described(comparison: Comparison) -> dict[str, Any]:
    """Everything that a comparison found, ready for JSON."""
    limits, shares = comparison.curve
    document: dict[str, Any] = {
        "statistics": comparison.statistics.as_json(),
        "cumulative_curve": {
            "definition": "share of measured cells with |elevation - reference| below a limit (m)",
            "limits": [round(float(limit), 4) for limit in limits],
            "shares": [round(float(share), 6) for share in shares],
        },
        "classes": {
            table.name: {"definition": table.definition, "rows": [row.as_json() for row in table.rows]}
            for table in comparison.classes
        },
        "coverage": {
            table.name: {"definition": table.definition, "rows": [dataclasses.asdict(row) for row in table.rows]}
            for table in comparison.coverage
        },
        "resampling_of_reference": comparison.resampling,
        "vertical_datum": comparison.datum,
        "co_registration": None if comparison.shift is None else dataclasses.asdict(comparison.shift),
        "warnings": list(comparison.warnings),
    }
    if comparison.calibration is not None:
        document["calibration"] = {
            "definition": "groups of cells by predicted error: median predicted 1-sigma error (m), 68.3 % quantile "
            "of |elevation - reference| (m), number of cells",
            "predicted": comparison.calibration.predicted.tolist(),
            "observed": comparison.calibration.observed.tolist(),
            "cells": comparison.calibration.cells.tolist(),
        }
    return document
