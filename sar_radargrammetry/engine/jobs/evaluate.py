"""Compare an elevation raster with a reference DSM."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from ..atomic import atomic_output, check_writable
from ..errors import EngineError
from ..evaluation.compare import Comparison, compare
from ..job import Context, parameter
from ..report.provenance import provenance

NAME = "evaluate"

_RETURNED = ("bias", "nmad", "rmse", "le90", "completeness", "under_1m", "under_2m", "under_5m", "under_10m")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameters:
    """What to compare, and where the results go."""

    elevation: str = parameter("Elevation raster to judge (metres).")
    reference_dsm: str = parameter("Reference surface model (metres, same vertical datum; any CRS and resolution).")
    error: str | None = parameter("Raster of predicted 1-sigma errors that was made with the elevation (metres).", None)
    difference: str = parameter("Raster to write: elevation minus reference (metres).")
    report: str | None = parameter("Report to write (HTML).", None)
    statistics: str | None = parameter("Statistics to write (JSON).", None)


def run(parameters: Parameters, context: Context) -> dict[str, Any]:
    """Write the difference raster, and where asked the report and the statistics.

    Returns
    -------
    dict
        Paths difference, report, statistics; numbers bias, nmad, rmse, le90 (m); completeness and under_1m ...
        under_10m as shares 0..1, the latter of the measured cells.

    Raises
    ------
    EngineError
        One of the inputs cannot be used, or an output cannot be written.
    """
    outputs = [path for path in (parameters.difference, parameters.report, parameters.statistics) if path]
    inputs = {name: getattr(parameters, name) for name in ("elevation", "reference_dsm", "error")}
    _check_outputs(outputs, [path for path in inputs.values() if path])
    record = provenance(NAME, parameters, inputs=inputs, output=parameters.difference)
    comparison = compare(
        parameters.elevation,
        parameters.reference_dsm,
        parameters.difference,
        error=parameters.error,
        provenance=record,
        context=context.part(0.0, 0.8),
    )
    for warning in comparison.warnings:
        context.warn(warning)
    if parameters.statistics:
        _write_statistics(comparison, parameters, inputs)
    context.progress(0.82)
    if parameters.report:
        # Matplotlib takes a second to import: only where a report is wanted.
        from ..evaluation.evaluation_report import evaluation_report

        report_record = provenance(NAME, parameters, inputs=inputs, output=parameters.report)
        report = evaluation_report(
            comparison, elevation=parameters.elevation, difference=parameters.difference, provenance=report_record
        )
        context.check_cancelled()
        report.write(parameters.report)
    context.progress(1.0)
    s = comparison.statistics
    context.log(
        f"Bias {s.bias:.2f} m, NMAD {s.nmad:.2f} m, RMSE {s.rmse:.2f} m, LE90 {s.le90:.2f} m, "
        f"completeness {100.0 * s.completeness:.1f} %."
    )
    return {
        "difference": parameters.difference,
        "report": parameters.report,
        "statistics": parameters.statistics,
        **{name: getattr(s, name) for name in _RETURNED},
    }


def _check_outputs(outputs: list[str], inputs: list[str]) -> None:
    """Refuse outputs that cannot be written, are one file, or are an input, before any work is done."""
    taken = {os.path.realpath(path) for path in inputs}
    for path in outputs:
        if os.path.realpath(path) in taken:
            raise EngineError(f"The output {path} is also an input or another output; choose another file.")
        taken.add(os.path.realpath(path))
        check_writable(path)


def _write_statistics(comparison: Comparison, parameters: Parameters, inputs: dict[str, str | None]) -> None:
    limits, shares = comparison.curve
    document: dict[str, Any] = {
        "statistics": comparison.statistics.as_json(),
        "cumulative_curve": {
            "definition": "share of measured cells with |elevation - reference| below a limit (m)",
            "limits": [round(float(limit), 4) for limit in limits],
            "shares": [round(float(share), 6) for share in shares],
        },
        "resampling_of_reference": comparison.resampling,
        "warnings": list(comparison.warnings),
        "provenance": provenance(NAME, parameters, inputs=inputs, output=Path(parameters.statistics)),
    }
    if comparison.calibration is not None:
        document["calibration"] = {
            "definition": "groups of cells by predicted error: median predicted 1-sigma error (m), 68.3 % quantile "
            "of |elevation - reference| (m), number of cells",
            "predicted": comparison.calibration.predicted.tolist(),
            "observed": comparison.calibration.observed.tolist(),
            "cells": comparison.calibration.cells.tolist(),
        }
    with atomic_output(parameters.statistics) as temporary:
        temporary.write_text(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")
