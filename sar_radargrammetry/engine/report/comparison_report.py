"""The report of a comparison of matchers on one pair: the figures and tables by which such methods are judged.

They are those of Sasayama, Ito, Ito and Aoki, "Stereo Radargrammetry Using Deep Learning from Airborne SAR Images"
(arXiv 2505.20876): elevation maps, error maps, matching accuracy, and the share of points under error thresholds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..evaluation.matching_accuracy import LIMITS
from ..evaluation.statistics import THRESHOLDS
from .comparison_charts import (
    common_grid,
    elevation_panels,
    error_panels,
    matching_chart,
    ratio_chart,
    reference_view,
    sparsification_curves,
    threshold_chart,
)
from .drawing import nice_limit
from .html import Report

WIDTH = 880
"""Shown width of the figures (CSS pixels): of the whole page, because maps stand side by side."""
TILES = 5


def comparison_report(
    rows: list[dict[str, Any]], folder: Path, reference_dsm: str | Path, record: dict[str, Any]
) -> Report:
    """Tables, curves and maps of all matchers.

    Parameters
    ----------
    rows : list of dict
        One a matcher, as the job comparematchers writes it; with `failure` where it gave no elevation.
    folder : Path
        That their files are named from.
    reference_dsm : path
    record : dict
        From `report.provenance.provenance`.
    """
    good = [row for row in rows if "failure" not in row]
    pair = good[0]["pair"]
    names = f"{Path(record['parameters']['reference']).name} and {Path(record['parameters']['secondary']).name}"
    report = Report("Matchers compared on a stereo pair", names, provenance=record)
    report.add_headline(
        [
            (
                row["label"],
                row["elevation"]["nmad"],
                "m NMAD",
                f"PCK@3 {100 * row['matching']['pck3']:.1f} %, {100 * row['elevation']['under_2m']:.1f} % of points "
                "under 2 m",
            )
            for row in good[:TILES]
        ]
    )
    for row in rows:
        if "failure" in row:
            report.add_warning(f"{row['label']} gave no elevation: {row['failure']}")
    for warning in dict.fromkeys(text for row in good for text in row["warnings"]):
        report.add_warning(warning)
    report.add_text(
        f"Images, patches and the heights searched ({pair['min_height']:.0f} to {pair['max_height']:.0f} m) are the "
        f"same for all matchers. The intersection angle is {pair['intersection_angle']:.1f}\u00b0, and one pixel of "
        f"displacement is {pair['height_per_pixel']:.2f} m of height. The truth is the reference surface model."
    )
    _matching(report, good)
    _elevation(report, good)
    _predictions(report, good)
    _maps(report, good, folder, reference_dsm)
    _files(report, good)
    return report


def _matching(report: Report, rows: list[dict]) -> None:
    report.add_heading("Matching accuracy")
    matching = [row["matching"] for row in rows]
    report.add_table(
        ["matcher", *(f"< {n} px (%)" for n in LIMITS), "median (px)", "matched (%)", "time (s)", "device"],
        [
            [
                row["label"],
                *(100.0 * found[f"pck{n}"] for n in LIMITS),
                found["median"],
                100.0 * found["matched"],
                row["seconds"],
                row["device"],
            ]
            for row, found in zip(rows, matching, strict=True)
        ],
        f"Share of the {matching[0]['pixels']} pixels that are visible in both images without layover according to "
        "the reference surface model, with a match error below a limit (PCK); a missing match counts as wrong. The "
        "median refers to the matched pixels. Time is for matching all patches in both directions.",
    )
    report.add_table(
        ["matcher", *(f"< {n} px (%)" for n in LIMITS)],
        [
            [row["label"], *(100.0 * found[f"pck{n}_of_matched"] for n in LIMITS)]
            for row, found in zip(rows, matching, strict=True)
        ],
        "The same as a share of the matched pixels.",
    )
    curves = [(row["label"], *(row["matching"]["curve"][name] for name in ("limits", "shares"))) for row in rows]
    report.add_figure(matching_chart(curves, LIMITS), "Share of pixels matched to within an error.", WIDTH)


def _elevation(report: Report, rows: list[dict]) -> None:
    report.add_heading("Elevation")
    names = [f"under_{limit:g}m" for limit in THRESHOLDS]
    report.add_table(
        ["matcher", *(f"< {n:g} m (%)" for n in THRESHOLDS), "bias (m)", "NMAD (m)", "RMSE (m)", "LE90 (m)"],
        [
            [
                row["label"],
                *(100.0 * row["elevation"][name] for name in names),
                *(row["elevation"][name] for name in ("bias", "nmad", "rmse", "le90")),
            ]
            for row in rows
        ],
        "Share of points (measured cells) with a height error below a threshold, and the median, robust spread, root "
        "mean square and 90 % quantile of the errors.",
    )
    report.add_table(
        ["matcher", *(f"< {n:g} m (%)" for n in THRESHOLDS), "coverage (%)", "inside footprint (%)", "points"],
        [
            [
                row["label"],
                *(100.0 * row["elevation"][f"{name}_of_reference"] for name in names),
                100.0 * row["elevation"]["completeness"],
                100.0 * row["elevation"]["completeness_footprint"],
                row["elevation"]["measured_cells"],
            ]
            for row in rows
        ],
        "The same as a share of all cells with a reference height, so that voids count as misses. Coverage is the "
        "share of these cells that were measured, also given inside the convex hull of the measured ones.",
    )
    curves = [(row["label"], row["elevation_curve"]["limits"], row["elevation_curve"]["shares"]) for row in rows]
    report.add_figure(threshold_chart(curves, THRESHOLDS), "Share of points below an error threshold.", WIDTH)


def _predictions(report: Report, rows: list[dict]) -> None:
    report.add_heading("Predicted errors")
    tenths = [row["error_map"]["calibration"]["rows"] for row in rows]
    report.add_table(
        [
            "matcher",
            *("within 1 sigma (%)", "within 2 sigma (%)", "rank correlation", "AUSE"),
            *("NMAD / sigma, smallest sigma", "largest sigma", "NMAD (m), smallest sigma", "largest sigma"),
        ],
        [
            [
                row["label"],
                *(100.0 * row["elevation"][name] for name in ("within_1_sigma", "within_2_sigma")),
                *(row["elevation"][name] for name in ("rank_correlation", "ause")),
                *(groups[end]["ratio"] for end in (0, -1)),
                *(groups[end]["ratio"] * groups[end]["predicted"] for end in (0, -1)),
            ]
            for row, groups in zip(rows, tenths, strict=True)
        ],
        "Correct predictions have 68.3 and 95.4 % within one and two sigma, and NMAD / sigma 1 in every tenth of the "
        "cells by predicted error (the first and the last of them are given). They tell good places from bad where the "
        "NMAD of the last is larger than that of the first. AUSE is 0 if they rank the cells as their errors do, 1 if "
        "at random.",
    )
    ratios = [(row["label"], [group["ratio"] for group in groups]) for row, groups in zip(rows, tenths, strict=True)]
    report.add_figure(ratio_chart(ratios), "NMAD / sigma by tenths of the cells; 1 if predictions are correct.", WIDTH)
    curves = [(row["label"], row["error_map"]["sparsification"]) for row in rows]
    caption = (
        "Mean error of the cells that stay when those with the largest predicted errors are discarded, as a share of "
        "the mean error of all cells. Dashed: discarded by the errors themselves."
    )
    report.add_figure(sparsification_curves(curves), caption, WIDTH)


def _maps(report: Report, rows: list[dict], folder: Path, reference_dsm: str | Path) -> None:
    elevations = [(row["label"], folder / row["files"]["elevation"]) for row in rows]
    reference = reference_view(reference_dsm, common_grid([path for _, path in elevations]))
    report.add_heading("Elevation maps")
    caption = "The reference surface and the elevations with one colour scale, lit from the north-west; grey is void."
    report.add_figure(elevation_panels(reference, elevations), caption, WIDTH)
    report.add_heading("Error maps")
    limit = nice_limit(max(float(np.median([row["elevation"]["le90"] for row in rows])), 0.01))
    titled = [
        (
            f"{row['label']}: NMAD {row['elevation']['nmad']:.2f} m, {100 * row['elevation']['under_2m']:.0f} % < 2 m",
            folder / row["files"]["difference"],
        )
        for row in rows
    ]
    caption = "Elevation minus reference, one scale for all: red is too high, blue too low, grey is void."
    report.add_figure(error_panels(reference, titled, limit), caption, WIDTH)


def _files(report: Report, rows: list[dict]) -> None:
    report.add_heading("Files")
    report.add_table(
        ["matcher", "weights", "elevation", "error", "difference"],
        [
            [
                row["label"],
                "\u2013" if row["weights_sha256"] is None else row["weights_sha256"][:12],
                *(row["files"][name] for name in ("elevation", "error", "difference")),
            ]
            for row in rows
        ],
        "The files are in the folder of this report. Weights are given by the first digits of their SHA-256.",
    )
