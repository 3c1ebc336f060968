"""The report of a merge: what each elevation adds, and how they lie to each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..fusion.offsets import Merge
from .drawing import BLUE, GREY, WIDTH, figure, png, styled, tidy
from .html import Report
from .maps import elevation_map, error_map, read_view


def merge_report(merge: Merge, elevation: str | Path, error: str | Path) -> Report:
    """Numbers, offsets and maps of a merge whose rasters are at these paths."""
    names = merge.names
    report = Report("Elevations merged", f"{len(names)} elevations: {', '.join(names)}", provenance=merge.record)
    add_gain(report, merge.numbers)
    add_offsets(report, merge)
    add_maps(report, elevation, error)
    return report


def add_gain(report: Report, numbers: dict[str, float]) -> None:
    """What merging brings, in a few sentences; `numbers` as `fusion.merging.Merged` has them."""
    gain = 100.0 * (numbers["measured_share"] - numbers["best_share"])
    report.add_summary(
        f"{100.0 * numbers['measured_share']:.0f} % of the cells have a height, {gain:.0f} points more than the "
        f"most complete single elevation. The median error is {numbers['median_sigma']:.2f} m. In "
        f"{100.0 * numbers['contested_share']:.1f} % of the merged cells the heights disagree by more than their "
        "errors allow and there is no majority; the error there is as large as the disagreement."
    )


def add_offsets(report: Report, merge: Merge) -> None:
    """How the elevations lie to each other."""
    names, pairs = merge.names, merge.pairs
    removed = merge.record["parameters"].get("remove_offsets")
    report.add_heading("Offsets between the elevations")
    report.add_text(
        "Two elevations are compared where both have heights. The median difference shows an offset. The spread of the "
        "difference divided by its prediction is 1 if the predicted errors are correct and independent. "
        + ("The offsets below were removed before merging." if removed else "No offset was removed before merging.")
    )
    labels = [f"{names[p.first]} \u2212 {names[p.second]}" for p in pairs]
    rows = [
        (label, p.cells, p.offset, p.offset_sigma, p.nmad, p.normalised) for label, p in zip(labels, pairs, strict=True)
    ]
    headers = ["difference", "cells", "median (m)", "\u00b1 (m)", "NMAD (m)", "NMAD / predicted"]
    report.add_table(headers, rows)
    report.add_table(
        ["elevation", "above the common level (m)"],
        [(name, float(value)) for name, value in zip(names, merge.level, strict=True)],
        "The common level is the mean of all elevations, by least squares over the differences.",
    )
    if pairs:
        picture = offset_chart(
            labels, [p.offset for p in pairs], [p.offset_sigma for p in pairs], [p.nmad for p in pairs]
        )
        report.add_figure(picture, "Median difference with its standard error (thick), and the NMAD (thin).", WIDTH)


def add_maps(report: Report, elevation: str | Path, error: str | Path) -> None:
    """The merged rasters."""
    report.add_heading("Maps")
    caption = "The merged elevation, lit from the north-west; grey has no value."
    report.add_figure(elevation_map(read_view(elevation), "Elevation"), caption, WIDTH)
    caption = "Standard deviation of the merged elevation, one sigma; bright where elevations disagree."
    report.add_figure(error_map(read_view(error), "Predicted error"), caption, WIDTH)


@styled
def offset_chart(
    labels: Sequence[str], offsets: Sequence[float], sigmas: Sequence[float], spreads: Sequence[float]
) -> bytes:
    """PNG of median differences (m) with their standard errors and the spread (NMAD) of the differences."""
    chart, axes = figure(8.6, 1.2 + 0.42 * len(labels))
    place = np.arange(len(labels))[::-1]
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    axes.errorbar(offsets, place, xerr=spreads, fmt="none", ecolor="#9fbccb", elinewidth=1.2, capsize=3)
    axes.errorbar(offsets, place, xerr=sigmas, fmt="o", color=BLUE, elinewidth=3.0, markersize=6)
    axes.set_yticks(place, labels)
    axes.set_ylim(-0.7, len(labels) - 0.3)
    axes.set_xlabel("difference (m)")
    tidy(axes)
    return png(chart)
