"""The report of a comparison, for whoever must decide whether the elevation is good enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osgeo import gdal

from ..report.charts import calibration_chart, cumulative_chart, histogram_chart
from ..report.drawing import WIDTH, figure_grid, nice_limit, png, styled
from ..report.html import Number, Report, shown
from ..report.maps import (
    MapView,
    difference_map,
    draw_difference,
    draw_elevation,
    elevation_map,
    read_view,
    scale_bar,
)
from .compare import Comparison
from .places import Place, worst_and_best
from .statistics import Statistics

_LABELS = {
    "reference_cells": "Reference cells",
    "measured_cells": "Measured cells",
    "completeness": "Completeness",
    "completeness_footprint": "Completeness inside the footprint",
    "bias": "Bias",
    "mean": "Mean",
    "nmad": "NMAD",
    "std": "Standard deviation",
    "rmse": "RMSE",
    "le90": "LE90",
    "min": "Lowest difference",
    "max": "Highest difference",
    "error_given": "Cells with a predicted error",
    "within_1_sigma": "Within 1 predicted sigma",
    "within_2_sigma": "Within 2 predicted sigma",
    "normalised_std": "Error / predicted sigma: standard deviation",
    "normalised_nmad": "Error / predicted sigma: NMAD",
}


def evaluation_report(
    comparison: Comparison, *, elevation: str | Path, difference: str | Path, provenance: dict[str, Any]
) -> Report:
    """Figures, tables and maps of a comparison.

    Parameters
    ----------
    comparison : Comparison
    elevation, difference : path
        Rasters to draw: the elevation, and elevation - reference.
    provenance : dict
        From `report.provenance.provenance`.
    """
    s = comparison.statistics
    report = Report(
        "Elevation against a reference DSM",
        f"{Path(elevation).name}, {shown(s.measured_cells)} cells compared",
        provenance=provenance,
    )
    report.add_headline(
        [
            ("Bias", s.bias, "m", "median of elevation \u2212 reference"),
            ("NMAD", s.nmad, "m", "spread without outliers"),
            ("RMSE", s.rmse, "m", "spread, bias and outliers"),
            ("LE90", s.le90, "m", "90 % of the errors are smaller"),
            ("Completeness", 100.0 * s.completeness, "%", "reference cells with an elevation"),
        ]
    )
    for warning in comparison.warnings:
        report.add_warning(warning)
    _errors(report, comparison)
    _maps(report, elevation, difference, s)
    if comparison.calibration is not None:
        _prediction(report, comparison)
    _numbers(report, comparison)
    return report


def _errors(report: Report, comparison: Comparison) -> None:
    s = comparison.statistics
    report.add_heading("Share of points below an error threshold")
    limits, shares = comparison.curve
    caption = "Share of points whose absolute difference from the reference is below a threshold."
    report.add_figure(cumulative_chart(limits, shares, completeness=s.completeness), caption, WIDTH)
    rows = [
        (f"{limit} m", 100.0 * getattr(s, f"under_{limit}m"), 100.0 * getattr(s, f"under_{limit}m_of_reference"))
        for limit in (1, 2, 5, 10)
    ]
    report.add_table(["threshold", "of measured cells (%)", "of reference cells, voids are misses (%)"], rows)
    report.add_heading("Distribution of errors")
    caption = (
        "Errors beside the Gaussian of the same median and NMAD. A higher peak with longer tails means outliers; "
        "two peaks mean two kinds of ground."
    )
    report.add_figure(histogram_chart(*comparison.histogram, bias=s.bias, nmad=s.nmad), caption, WIDTH)


def _maps(report: Report, elevation: str | Path, difference: str | Path, s: Statistics) -> None:
    limit = nice_limit(max(s.le90, 0.01))  # a tenth of the cells is off the scale, the rest uses all of it
    errors = read_view(difference)
    report.add_heading("Error map")
    caption = "Elevation minus reference: red is too high, blue too low, grey has no value in one of the two."
    report.add_figure(difference_map(errors, limit), caption, WIDTH)
    worst, best = worst_and_best(errors.values)
    if best is not None:
        report.add_heading("The worst and the best places")
        caption = "Above the elevation, below its errors, in the colours of the error map; north is up."
        report.add_figure(_places_figure(elevation, difference, worst, best, limit), caption, WIDTH)
    report.add_heading("Elevation")
    caption = "The elevation raster, lit from the north-west; grey has no value."
    report.add_figure(elevation_map(read_view(elevation)), caption, WIDTH)


@styled
def _places_figure(
    elevation: str | Path, difference: str | Path, worst: list[Place], best: Place, limit: float
) -> bytes:
    source = gdal.Open(str(elevation))
    width, height = source.RasterXSize, source.RasterYSize
    shown = [*((place, "worst" if i == 0 else "second worst") for i, place in enumerate(worst)), (best, "best")]
    chart, axes = figure_grid(2, len(shown), 3.0 * len(shown), 6.3)
    for column, (place, name) in enumerate(shown):
        window = place.window(width, height)
        heights: MapView = read_view(elevation, 400, window)
        draw_elevation(chart, axes[0][column], heights)
        draw_difference(chart, axes[1][column], read_view(difference, 400, window), limit)
        axes[0][column].set_title(f"{name}: RMSE {place.typical_error:.2f} m", loc="left")
        for row in (0, 1):
            axes[row][column].set_xticks([])
            axes[row][column].set_yticks([])
        scale_bar(axes[1][column], heights)
    return png(chart)


def _prediction(report: Report, comparison: Comparison) -> None:
    s, calibration = comparison.statistics, comparison.calibration
    report.add_heading("Predicted against observed errors")
    report.add_numbers(
        [
            ("Within 1 sigma", 100.0 * s.within_1_sigma, "%", "68.3 % when the predicted error is honest"),
            ("Within 2 sigma", 100.0 * s.within_2_sigma, "%", "95.4 % when the predicted error is honest"),
            ("NMAD of error / sigma", s.normalised_nmad, "", "1 when honest; above 1 the prediction is too optimistic"),
        ]
    )
    caption = (
        "Cells sorted by their predicted 1-sigma error into tenths; for each, the error that 68.3 % of its cells stay "
        "below. On the diagonal the prediction is honest, above it too optimistic."
    )
    report.add_figure(calibration_chart(calibration.predicted, calibration.observed), caption, 500)


def _numbers(report: Report, comparison: Comparison) -> None:
    report.add_heading("All numbers and their definitions")
    rows: list[Number] = []
    for name, item in comparison.statistics.as_json().items():
        value, unit = item["value"], item["unit"]
        if value is None or name.startswith("under_"):
            continue
        if unit == "share":
            value, unit = 100.0 * value, "%"
        rows.append((_LABELS[name], value, "" if unit == "cells" else unit, item["definition"]))
    report.add_numbers(rows)
    report.add_text(
        "The reference was brought to the grid of the elevation raster "
        + ("by averaging over its cells." if comparison.resampling == "average" else "by bilinear interpolation.")
    )
