"""The report of a comparison, for the decision whether the elevation is good enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..evaluation.classes import ClassTable
from ..evaluation.comparison import Comparison
from ..evaluation.coregister import Shift
from ..evaluation.means import HECTARE, MIN_SQUARES
from ..evaluation.places import worst_and_best
from ..evaluation.points import CheckedPoints
from ..evaluation.statistics import Statistics
from ..evaluation.verdict import verdict
from .charts import class_chart, cumulative_chart, histogram_chart
from .drawing import WIDTH, nice_limit
from .error_charts import prediction_chart, sparsification_chart, variogram_chart
from .evaluation_figures import places_figure, points_map
from .html import Number, Report
from .maps import difference_map, elevation_map, read_view
from .profile import add_profile

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
    "rank_correlation": "Rank correlation of |error| and sigma",
    "ause": "Area under the sparsification error (AUSE)",
}
_CELLS, _POINTS = "cells", "check points"

PointComparison = tuple[Comparison, CheckedPoints]


def evaluation_report(
    comparison: Comparison | None,
    *,
    elevation: str | Path,
    difference: str | Path | None,
    provenance: dict[str, Any],
    points: PointComparison | None = None,
) -> Report:
    """Verdict, figures, tables and maps of a comparison.

    Parameters
    ----------
    comparison : Comparison or None
        With a reference raster, where there was one.
    elevation, difference : path
        Rasters to draw: the elevation, and elevation - reference.
    provenance : dict
        From `report.provenance.provenance`.
    points : (Comparison, CheckedPoints), optional
        With check points, where there were any.
    """
    name = Path(elevation).name
    against = [text for text, given in (("a reference surface", comparison), ("check points", points)) if given]
    report = Report(
        f"Accuracy of the elevation {name}", f"Compared with {' and '.join(against)}", provenance=provenance
    )
    if comparison is not None:
        _lead(report, comparison, _CELLS)
        _method(report, comparison)
        _error_map(report, difference, comparison)
        _errors(report, comparison, _CELLS)
        _classes(report, comparison, _CELLS)
        _places(report, elevation, difference, comparison)
        _prediction(report, comparison, _CELLS)
        _means(report, comparison)
    if points is not None:
        points_only = comparison is None
        if not points_only:
            report.add_heading("Check points")
        _lead(report, points[0], _POINTS)
        _points(report, elevation, *points)
        _errors(report, points[0], _POINTS)
        _classes(report, points[0], _POINTS)
        _prediction(report, points[0], _POINTS)
    report.add_heading("Elevation")
    caption = "The elevation raster, lit from the north-west; grey has no value."
    report.add_figure(elevation_map(read_view(elevation)), caption, WIDTH)
    add_profile(report, elevation, provenance["parameters"].get("error"), difference)
    _numbers(report, (comparison or points[0]).statistics)
    return report


def _lead(report: Report, comparison: Comparison, of: str) -> None:
    """What to take home, in words and in five numbers."""
    s = comparison.statistics
    report.add_summary(verdict(comparison, of))
    report.add_headline(
        [
            ("Bias", s.bias, "m", "median of elevation \u2212 reference"),
            ("NMAD", s.nmad, "m", "spread without outliers"),
            ("RMSE", s.rmse, "m", "spread, bias and outliers"),
            ("LE90", s.le90, "m", "90 % of the errors are smaller"),
            ("Completeness", 100.0 * s.completeness, "%", f"reference {of} with an elevation"),
        ]
    )
    for warning in comparison.warnings:
        report.add_warning(warning)


def _method(report: Report, comparison: Comparison) -> None:
    report.add_heading("What was compared")
    s = comparison.statistics
    how = "averaged over" if comparison.resampling == "average" else "interpolated (bilinear) to"
    report.add_text(
        f"{_thousands(s.measured_cells)} of the {_thousands(s.reference_cells)} cells with a reference height have a "
        f"height. The reference was {how} the cells of the elevation raster. {comparison.datum}"
    )
    if comparison.shift is not None:
        _co_registration(report, comparison.shift)


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _co_registration(report: Report, shift: Shift) -> None:
    report.add_text(
        "Co-registration was requested: the shift below was estimated and removed before the comparison (Nuth and "
        "K\u00e4\u00e4b 2011). All other numbers of this report refer to the state after it. The elevation raster is "
        "unchanged."
    )
    rows: list[Number] = []
    for direction, other, value, sigma in (
        ("east", "west", shift.east, shift.east_sigma),
        ("north", "south", shift.north, shift.north_sigma),
        ("up", "down", shift.up, shift.up_sigma),
    ):
        side = direction if value >= 0.0 else other
        rows.append(
            (f"Shift to the {side}" if direction != "up" else f"Shift {side}", abs(value), "m", f"\u00b1 {sigma:.2f} m")
        )
    rows.append(("NMAD before removing the horizontal shift", shift.nmad_before, "m", ""))
    rows.append(("NMAD after removing it", shift.nmad_after, "m", "on the cells used to estimate the shift"))
    report.add_numbers(rows)


def _error_map(report: Report, difference: str | Path | None, comparison: Comparison) -> None:
    if difference is None:
        return
    report.add_heading("Error map")
    caption = (
        "Elevation minus reference [m]: red is too high, blue too low, grey has no value in one of the two. At most a "
        "tenth of the cells is beyond the colour scale."
    )
    report.add_figure(difference_map(read_view(difference), _limit(comparison.statistics)), caption, WIDTH)


def _limit(s: Statistics) -> float:
    return nice_limit(max(s.le90, 0.01))  # a tenth of the cells is off the scale, the rest uses all of it


def _errors(report: Report, comparison: Comparison, of: str) -> None:
    s = comparison.statistics
    report.add_heading("Share of points below an error threshold" if of == _CELLS else "Check points below a threshold")
    limits, shares = comparison.curve
    caption = f"Share of {of} whose absolute difference from the reference is below a threshold."
    report.add_figure(cumulative_chart(limits, shares, completeness=s.completeness, of=of), caption, WIDTH)
    rows = [
        (f"{limit} m", 100.0 * getattr(s, f"under_{limit}m"), 100.0 * getattr(s, f"under_{limit}m_of_reference"))
        for limit in (1, 2, 5, 10)
    ]
    report.add_table(["threshold", f"of measured {of} (%)", f"of reference {of}, voids are misses (%)"], rows)
    caption = (
        "Errors and the Gaussian with the same median and NMAD. A higher peak with longer tails indicates outliers; "
        "two peaks indicate two kinds of ground."
    )
    report.add_figure(histogram_chart(*comparison.histogram, bias=s.bias, nmad=s.nmad, of=of), caption, WIDTH)


def _classes(report: Report, comparison: Comparison, of: str) -> None:
    titles = {"slope": "By slope of the ground", "mask": "By reason in the mask"}
    for table in comparison.classes:
        if table.name not in titles:
            continue
        report.add_heading(titles[table.name] + (" (check points)" if of == _POINTS else ""))
        if table.name == "slope":
            _class_figure(report, table, of)
        total = max(sum(row.reference_cells for row in table.rows), 1)
        rows = [
            (
                row.label,
                row.reference_cells,
                100.0 * row.reference_cells / total,
                100.0 * row.completeness,
                *((row.bias, row.nmad, row.rmse, row.le90) if row.measured_cells else (None,) * 4),
                100.0 * row.under_2m if row.measured_cells else None,
            )
            for row in table.rows
        ]
        headers = [
            "class",
            f"reference {of}",
            "share (%)",
            "with a height (%)",
            "bias (m)",
            "NMAD (m)",
            "RMSE (m)",
            "LE90 (m)",
        ]
        report.add_table([*headers, "under 2 m (%)"], rows, f"Classes: {table.definition}.")


def _class_figure(report: Report, table: ClassTable, of: str) -> None:
    rows = [row for row in table.rows if row.measured_cells]
    bias, nmad, le90, cells = (
        np.array([getattr(row, name) for row in rows]) for name in ("bias", "nmad", "le90", "measured_cells")
    )
    labels = [row.label for row in rows]
    picture = class_chart(labels, cells / cells.sum(), bias=bias, nmad=nmad, le90=le90, of=of)
    report.add_figure(picture, "Accuracy by slope of the ground. Definitions are at the end.", WIDTH)


def _places(report: Report, elevation: str | Path, difference: str | Path | None, comparison: Comparison) -> None:
    if difference is None:
        return
    worst, best = worst_and_best(read_view(difference).values)
    if best is None:
        return
    report.add_heading("Places with the largest and smallest errors")
    places = [*zip(("worst", "second worst"), worst, strict=False), ("best", best)]
    caption = (
        "Elevation and reference with the same colour scale, lit from the north-west, and their difference with the "
        "colour scale of the error map; north is up."
    )
    limit = _limit(comparison.statistics)
    report.add_figure(places_figure(elevation, difference, comparison.reference, places, limit), caption, WIDTH)


def _prediction(report: Report, comparison: Comparison, of: str) -> None:
    s, rows = comparison.statistics, comparison.calibration
    if not rows:
        return
    report.add_heading("Calibration of the predicted errors")
    report.add_numbers(
        [
            ("Within 1 sigma", 100.0 * s.within_1_sigma, "%", "68.3 % if the predicted errors are correct"),
            ("Within 2 sigma", 100.0 * s.within_2_sigma, "%", "95.4 % if the predicted errors are correct"),
            (
                "NMAD of error / sigma",
                s.normalised_nmad,
                "",
                "1 if correct; above 1 the predicted errors are too small",
            ),
            (
                "Rank correlation",
                s.rank_correlation,
                "",
                "of |error| with sigma; 0 if sigma does not tell good places from bad",
            ),
            ("AUSE", s.ause, "", "0 if sigma ranks the cells as their errors do, 1 if at random"),
        ]
    )
    caption = (
        f"The {of} sorted by their predicted 1-sigma error into tenths. Left: the 68.3 % quantile of the error in each "
        "tenth; on the diagonal the prediction is correct, above it too small. Right: the share of each tenth within "
        "one and two predicted sigma; on the dashed lines the prediction is correct."
    )
    report.add_figure(prediction_chart(rows, of=of), caption, WIDTH)
    headers = ["within 1 sigma (%)", "within 2 sigma (%)"]
    report.add_table(
        ["predicted error (m)", of, "median predicted (m)", "NMAD (m)", "NMAD / sigma", "RMSE (m)", *headers],
        [
            (
                f"{row.low:.2f} to {row.high:.2f}",
                row.cells,
                row.predicted,
                row.nmad,
                row.ratio,
                row.rmse,
                100.0 * row.within_1_sigma,
                100.0 * row.within_2_sigma,
            )
            for row in rows
        ],
        "NMAD is here 1.4826 median(|error|), so a bias counts; NMAD / sigma is 1 if the prediction is correct.",
    )
    caption = (
        f"Mean error of the {of} that stay when those with the largest predicted errors are discarded. The lower the "
        "curve, the better the predictions tell good places from bad. The oracle discards by the errors themselves. "
        "AUSE is the area between prediction and oracle as a share of that between random order and oracle."
    )
    report.add_figure(sparsification_chart(comparison.ranking, of=of), caption, WIDTH)
    for table in comparison.coverage:
        digits = 1 if table.name == "slope" else 3
        groups = [
            (
                f"{row.low:.{digits}f} to {row.high:.{digits}f} {table.unit}".strip(),
                row.cells,
                row.predicted,
                row.rmse,
                100.0 * row.within_1_sigma,
                100.0 * row.within_2_sigma,
            )
            for row in table.rows
        ]
        names = [table.name, of, "predicted RMS (m)", "RMSE (m)", *headers]
        report.add_table(names, groups, f"Coverage by {table.definition}.")


def _means(report: Report, comparison: Comparison) -> None:
    means = comparison.means
    if means is None:
        return
    report.add_heading("Errors of means")
    c = means.correlation
    report.add_text(
        f"Errors of neighbouring cells are correlated: {100.0 * c.short_share:.0f} % of their variance up to "
        f"{c.short_range:.3g} m and {100.0 * c.long_share:.0f} % up to {c.long_range:.3g} m; the rest is independent. "
        f"A mean over an area has one independent error for each square of {c.length:.3g} m. What all heights share, "
        "such as the bias, is not in these numbers."
    )
    report.add_table(
        [
            *("side of the square (m)", "area (ha)", "cells", "standard error of the mean (m)"),
            *("with the correlated part (m)", "observed (m)", "squares"),
        ],
        [
            (row.side, row.area / HECTARE**2, row.cells, row.predicted, row.with_common, row.observed, row.squares)
            for row in means.rows
        ],
        "Standard error: from the predicted errors, the variance of the differences and their correlation. Observed: "
        f"standard deviation of the means of the differences over such squares, if there are {MIN_SQUARES} or more.",
    )
    caption = (
        "Half the variance of the differences of two cells by their distance (points), and the fitted model (line). "
        "Where the curve is flat the errors are uncorrelated."
    )
    report.add_figure(variogram_chart(means.variogram, c), caption, WIDTH)


def _points(report: Report, elevation: str | Path, comparison: Comparison, checked: CheckedPoints) -> None:
    s = comparison.statistics
    report.add_text(
        f"{_thousands(s.measured_cells)} of {_thousands(s.reference_cells)} check points are where the elevation "
        f"raster has heights. It was interpolated (bilinear) between its cell centres. {comparison.datum}"
    )
    caption = "Check points on the elevation: red where the elevation is too high, blue where it is too low."
    report.add_figure(points_map(elevation, checked, _limit(s)), caption, WIDTH)


def _numbers(report: Report, statistics: Statistics) -> None:
    report.add_heading("All numbers and their definitions")
    rows: list[Number] = []
    for name, item in statistics.as_json().items():
        value, unit = item["value"], item["unit"]
        if value is None or name.startswith("under_"):
            continue
        if unit == "share":
            value, unit = 100.0 * value, "%"
        rows.append((_LABELS[name], value, "" if unit == "cells" else unit, item["definition"]))
    report.add_numbers(rows)
