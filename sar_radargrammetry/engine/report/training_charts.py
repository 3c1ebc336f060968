"""Charts of a training: losses, scores over the steps, and how honest a network is about its errors."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .drawing import BLUE, GREY, INK, ORANGE, figure_grid, legend_above, png, styled, tidy

PALE = "#9fbccb"
PARTS = (
    ("sweep", "sweep (cross-entropy)", BLUE),
    ("coarse", "coarse match (cross-entropy)", BLUE),
    ("regression", "regression (Charbonnier)", ORANGE),
    ("scale", "scale (Laplace likelihood)", "#3d8a5f"),
    ("certainty", "certainty (cross-entropy)", "#8a5aa8"),
)
CURVES = (("pck1", BLUE, "1 px"), ("pck3", ORANGE, "3 px"), ("pck5", "#3d8a5f", "5 px"), ("pck10", GREY, "10 px"))
IN_SIGMAS = 4.0
"""Standard deviations to either side that the histograms show."""
LAPLACE = 1.1479
"""Scales of a Laplace distribution within which 68.27 % of it lie."""


@styled
def loss_chart(history: list[dict]) -> bytes:
    """PNG of the total loss and of its parts over the steps; rows as in `Trained.history`."""
    rows = [row for row in history if "loss_total" in row]
    steps = [row["step"] for row in rows]
    mark = "o" if len(rows) < 25 else ""
    chart, (axes,) = figure_grid(1, 2, 8.6, 3.9)
    axes[0].plot(steps, [row["loss_total"] for row in rows], color=INK, linewidth=2.0, marker=mark, markersize=4)
    axes[0].set_title("Total", loc="left")
    for name, label, colour in PARTS:
        if f"loss_{name}" not in rows[0]:
            continue  # of another kind of network
        values = [row[f"loss_{name}"] for row in rows]
        axes[1].plot(steps, values, color=colour, linewidth=1.7, marker=mark, markersize=3.5, label=label)
    axes[1].set_title("Parts, before weighting", loc="left")
    _legend_below(axes[1])
    for place in axes:
        _over_steps(place, history)
        place.set_ylabel("mean loss since the previous row" if place is axes[0] else "loss")
    return png(chart)


@styled
def score_chart(history: list[dict]) -> bytes:
    """PNG of PCK and median errors on the validation crops over the steps."""
    steps = [row["step"] for row in history]
    mark = "o" if len(history) < 25 else ""
    chart, ((left, right),) = figure_grid(1, 2, 8.6, 4.2)
    for name, colour, label in CURVES:
        values = [100.0 * row[name] for row in history]
        left.plot(steps, values, color=colour, linewidth=2.0, marker=mark, markersize=4, label=f"below {label}")
    sure = [100.0 * row["sure_pck3"] for row in history]
    left.plot(steps, sure, color=ORANGE, linewidth=1.4, linestyle=(0, (5, 2)), label="below 3 px, higher certainty")
    left.set_ylim(0.0, 104.0)
    left.set_ylabel("share of validation pixels (%)")
    left.set_title("Matches with an error below a limit (PCK)", loc="left")
    _legend_below(left)
    for name, colour, label in (("median", BLUE, "after the refiners"), ("sweep_median", GREY, "before the refiners")):
        values = [row[name] for row in history]
        right.plot(steps, values, color=colour, linewidth=2.0, marker=mark, markersize=4, label=label)
    right.set_yscale("log")
    _plain_numbers(right)
    right.set_ylabel("pixels")
    right.set_title("Median error", loc="left")
    _legend_below(right)
    for place in (left, right):
        _over_steps(place, history)
    return png(chart)


@styled
def error_chart(curves: list[tuple[str, np.ndarray]]) -> bytes:
    """PNG of the share of pixels below an error, on a logarithmic axis.

    Parameters
    ----------
    curves : list of (label, ndarray)
        Errors [px] of each group of pixels; the first is the one that counts.
    """
    chart, ((axes,),) = figure_grid(1, 1, 8.6, 3.7)
    limits = np.geomspace(0.05, 100.0, 300)
    styles = ((BLUE, 2.3, "-"), (ORANGE, 1.7, (0, (5, 2))), (GREY, 1.7, "-"))
    for (label, errors), (colour, width, line) in zip(curves, styles, strict=False):
        share = 100.0 * np.searchsorted(np.sort(errors), limits) / max(len(errors), 1)
        axes.plot(limits, share, color=colour, linewidth=width, linestyle=line, label=label)
    errors = curves[0][1]
    for mark in (1.0, 3.0):
        share = 100.0 * float((errors < mark).mean())
        axes.plot([mark, mark], [0.0, share], color=GREY, linewidth=0.8, linestyle=":")
        axes.plot([mark], [share], "o", color=BLUE, markersize=5)
        axes.annotate(
            f"{share:.1f} % below {mark:g} px",
            (mark, share),
            (7, -12),
            textcoords="offset points",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
        )
    axes.set_xscale("log")
    axes.set_xlim(limits[0], limits[-1])
    axes.set_xticks([0.1, 0.3, 1, 3, 10, 30, 100], ["0.1", "0.3", "1", "3", "10", "30", "100"])
    axes.set_xticks([], minor=True)
    axes.set_ylim(0.0, 104.0)
    axes.set_xlabel("error limit (px)")
    axes.set_ylabel("share of pixels below (%)")
    legend_above(axes, 3)
    tidy(axes)
    return png(chart)


@styled
def reliability_chart(rows: list[dict]) -> bytes:
    """PNG of the share of right matches against the certainty said; rows from `calibration.reliability`."""
    chart, ((axes,),) = figure_grid(1, 1, 5.6, 4.6)
    said, right = (100.0 * np.array([row[name] for row in rows]) for name in ("said", "right"))
    line = np.array([0.0, 100.0])
    axes.fill_between(line, line - 5.0, line + 5.0, color="#eef2f4", label="within 5 %")
    axes.plot(line, line, color=GREY, linewidth=1.0)
    axes.plot(said, right, "o-", color=BLUE, linewidth=1.4, markersize=6, label="tenths of the pixels, by certainty")
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(0.0, 100.0)
    axes.set_aspect("equal")
    axes.set_xlabel("predicted certainty (%)")
    axes.set_ylabel("share that is right, below 3 px (%)")
    legend_above(axes, 2)
    tidy(axes)
    return png(chart)


@styled
def sigma_chart(in_sigmas: np.ndarray) -> bytes:
    """PNG of histograms of right matches' errors along and across the curve, in the standard deviations said.

    Parameters
    ----------
    in_sigmas : (n, 2) ndarray
    """
    chart, (axes,) = figure_grid(1, 2, 8.6, 3.4)
    edges = np.linspace(-IN_SIGMAS, IN_SIGMAS, 65)
    fine = np.linspace(-IN_SIGMAS, IN_SIGMAS, 400)
    for place, values, title in zip(axes, in_sigmas.T, ("Along the curve", "Across the curve"), strict=True):
        place.axvspan(-1.0, 1.0, color="#eef2f4", zorder=0)
        counts, _ = np.histogram(values, bins=edges)
        density = counts / max(len(values), 1) / (edges[1] - edges[0])
        place.bar(edges[:-1], density, width=np.diff(edges), align="edge", color=PALE, label="errors")
        laplace = 0.5 * LAPLACE * np.exp(-LAPLACE * np.abs(fine))
        place.plot(fine, laplace, color=ORANGE, linewidth=1.8, label="Laplace, as predicted")
        within = 100.0 * float((np.abs(values) < 1.0).mean())
        place.text(0.02, 0.97, f"{within:.1f} % within 1 \u03c3", transform=place.transAxes, va="top", fontsize=9)
        place.set_xlim(-IN_SIGMAS, IN_SIGMAS)
        place.set_title(title, loc="left")
        place.set_xlabel("error / predicted standard deviation")
        tidy(place)
    axes[0].set_ylabel("density")
    axes[1].legend(loc="upper right", fontsize=8.5)
    return png(chart)


def _legend_below(axes: Axes) -> None:
    """A legend that hides no curve."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=8.5)


def _over_steps(axes: Axes, history: list[dict]) -> None:
    axes.set_xlim(0, max(history[-1]["step"], 1))
    axes.set_xlabel("step")
    tidy(axes)


def _plain_numbers(axes: Axes) -> None:
    """Round numbers as they are written, in place of powers of ten."""
    low, high = axes.get_ylim()
    ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if low <= t <= high]
    if len(ticks) > 1:
        axes.set_yticks(ticks, [f"{t:g}" for t in ticks])
        axes.set_yticks([], minor=True)
