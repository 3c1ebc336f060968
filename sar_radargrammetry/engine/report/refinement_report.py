"""The report of a refinement: the errors of the geometry, the evidence, and what stays undetermined."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..refinement.findings import Findings, Quantity
from ..refinement.refining import Refinement
from .drawing import BLUE, GREY, ORANGE, WIDTH, figure_grid, nice_limit, png, styled, tidy
from .html import Report

ARROWS = 24
"""Arrows along a side of the map: means over cells, because single matches are noise."""


def refinement_report(refinement: Refinement, record: dict[str, Any]) -> Report:
    """Figures, remarks, residuals, parameters and what is observable.

    Parameters
    ----------
    refinement : Refinement
    record : dict
        From `report.provenance.provenance`.
    """
    names = " and ".join(image.path.name for image in refinement.images)
    report = Report("Refined geometry of a stereo pair", names, provenance=record)
    found = refinement.findings
    report.add_headline(
        [
            ("Residual, before", found.across_before, "px", "across the epipolar curves, one sigma"),
            ("Residual, after", found.across_after, "px", "the accuracy of matching alone"),
            ("Height, before", found.expected_height_sigma, "m", "sigma of the common error of all heights"),
            ("Height, after", found.height_sigma, "m", "the same after the refinement, at the scene's centre"),
            ("Tie points", found.ties, "", "matches spread over the overlap"),
        ]
    )
    for text in refinement.remarks:
        report.add_warning(text)
    add_refinement(report, refinement)
    return report


def add_refinement(report: Report, refinement: Refinement) -> None:
    """The sections of a refinement, in a report of its own or in that of a whole run."""
    found = refinement.findings
    report.add_text(
        "Biases of slant range and azimuth time and slow changes of the flight tracks were estimated from tie points. "
        "Every match must lie on its epipolar curve. The epipolar residuals determine some combinations of the biases; "
        "only a DEM or control points determine the others."
    )
    report.add_heading("Residuals")
    report.add_table(["", "Before", "After", "Unit"], _residuals(found))
    if refinement.adjustment.control is not None and refinement.adjustment.control.points:
        report.add_table(*_control(refinement))
    report.add_figure(
        residual_map(refinement),
        "Mean epipolar residual of the matches over cells of the reference image, before and after. The arrows point "
        "from the curve to the matches; each map has its own scale.",
        WIDTH,
    )
    report.add_heading("Common error of all heights")
    report.add_table(
        ["", "Change [m]", "Sigma before [m]", "Sigma after [m]", ""],
        [_row(quantity) for quantity in found.scene],
        caption="The correlated part of the error, which averaging does not reduce.",
    )
    report.add_heading("Corrections")
    for role, image in (("Reference", 0), ("Secondary", 1)):
        rows = [_row(pair[image]) for pair in found.parameters if pair[image] is not None]
        report.add_table([role, "Correction [m]", "Sigma before [m]", "Sigma after [m]", ""], rows)
    report.add_heading("Observed quantities")
    observed, combinations = found.combinations
    report.add_text(
        f"Of {combinations} independent combinations of these numbers, {observed} were observed: their sigma is less "
        "than half of the expected sigma. If a row is marked as not observed, its correction is only the smallest one "
        "that fits, and its sigma is as large as before. Often only the difference between the images is observed, or "
        "only the mean."
    )
    report.add_table(
        ["Combination", "Correction [m]", "Sigma before [m]", "Sigma after [m]", ""],
        [_row(quantity) for quantity in found.pairs],
    )


def _row(quantity: Quantity) -> list[Any]:
    return [quantity.name, quantity.estimate, quantity.expected, quantity.remaining, quantity.verdict]


def _residuals(found: Findings) -> list[list[Any]]:
    rows = [["Matches, across the epipolar curve (sigma)", found.across_before, found.across_after, "px"]]
    if found.height_before is not None:
        rows.append(["Height above the DEM (median)", found.height_before, found.height_after, "m"])
    return rows


def _control(refinement: Refinement) -> tuple[list[str], list[list[Any]], str]:
    """Headers, rows and caption of the control points."""
    adjustment = refinement.adjustment
    control = adjustment.control
    before = control.misses(np.zeros(len(adjustment.expected)))
    after = control.misses(adjustment.solution.values)
    rows = [
        [point.name, *(float(v) for v in before[i]), *(float(v) for v in after[i]), bool(adjustment.control_used[i])]
        for i, point in enumerate(control.points)
    ]
    headers = [
        "Control point",
        *(f"{way}, {when} [m]" for when in ("before", "after") for way in ("east", "north", "up")),
    ]
    return (
        [*headers, "used"],
        rows,
        "From the control point to its position from the images; – where it is not determined.",
    )


@styled
def residual_map(refinement: Refinement) -> bytes:
    """PNG of the mean residuals across the epipolar curves over the reference image, before and after."""
    adjustment = refinement.adjustment
    model = refinement.images[0].model
    tallest = model.lines / model.samples
    chart, (axes,) = figure_grid(1, 2, 8.6, float(np.clip(4.0 * tallest + 1.0, 2.5, 9.0)))
    panels = (("Before", adjustment.before, BLUE), ("After", adjustment.after, ORANGE))
    for panel, (title, conditions, colour) in zip(axes, panels, strict=True):
        residual = conditions.across * conditions.across_sigma
        _quiver(panel, adjustment.pair.ties.reference, residual, (model.lines, model.samples), colour)
        panel.set_title(title, loc="left")
        panel.set_xlabel("sample")
        tidy(panel, grid=False)
    axes[0].set_ylabel("line")
    return png(chart)


def _quiver(axes: Axes, place: np.ndarray, residual: np.ndarray, size: tuple[int, int], colour: str) -> None:
    """Arrows along the lines, the direction of flight, that show the mean residual [px] of each cell."""
    cell = max(size) / ARROWS
    row, column = (place // cell).astype(int).T
    number = row * (ARROWS + 1) + column
    count = np.bincount(number)
    chosen = np.flatnonzero(count)
    mean = np.bincount(number, residual)[chosen] / count[chosen]
    y, x = (chosen // (ARROWS + 1) + 0.5) * cell, (chosen % (ARROWS + 1) + 0.5) * cell
    key = nice_limit(float(np.percentile(np.abs(mean), 90)) + 1e-3)
    arrows = axes.quiver(
        x,
        y,
        np.zeros_like(mean),
        mean,
        color=colour,
        angles="xy",
        scale_units="xy",
        scale=key / (1.5 * cell),
        width=0.004,
    )
    axes.quiverkey(arrows, 0.96, 1.04, key, f"{key:g} px", labelpos="W", angle=90, color=colour, labelcolor=GREY)
    axes.set_xlim(0, size[1])
    axes.set_ylim(size[0], 0)
    axes.set_aspect("equal")
