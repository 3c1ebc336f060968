"""Charts of errors."""

from __future__ import annotations

import numpy as np
from scipy import special

from .drawing import BLUE, GREY, INK, ORANGE, figure, legend_above, png, styled, tidy


@styled
def cumulative_chart(
    limits: np.ndarray,
    shares: np.ndarray,
    *,
    completeness: float,
    marks: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0),
    of: str = "cells",
) -> bytes:
    """PNG of the share of points below an error threshold.

    Parameters
    ----------
    limits : (n,) ndarray
        Thresholds (m), ascending.
    shares : (n,) ndarray
        Share of measured cells with an absolute error below each threshold.
    completeness : float
        Share of reference cells that were measured: scales the second curve, where voids are misses.
    marks : tuple of float
        Thresholds (m) whose shares are written into the chart.
    of : str
        What was compared.
    """
    chart, axes = figure(8.6, 4.3)
    axes.plot(limits, 100.0 * shares, color=BLUE, linewidth=2.2, label=f"of measured {of}")
    axes.plot(
        limits,
        100.0 * shares * completeness,
        color=ORANGE,
        linewidth=1.6,
        linestyle=(0, (5, 2)),
        label=f"of all reference {of} (voids are misses)",
    )
    for mark in marks:
        share = 100.0 * float(np.interp(mark, limits, shares))
        axes.plot([mark, mark], [0.0, share], color=GREY, linewidth=0.8, linestyle=":")
        axes.plot([mark], [share], "o", color=BLUE, markersize=5)
        below, at_the_end = share > 92.0, mark > 0.8 * limits[-1]
        axes.annotate(
            f"{share:.{2 if share > 99.9 else 1}f} % under {mark:g} m",  # 99.97 is not 100
            (mark, share),
            (-7 if at_the_end else 7, -13 if below else -4),
            textcoords="offset points",
            ha="right" if at_the_end else "left",
            fontsize=9,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
        )
    axes.set_xlim(0.0, float(limits[-1]))
    axes.set_ylim(0.0, 104.0)
    axes.set_xlabel("error threshold (m)")
    axes.set_ylabel("share of points below (%)")
    legend_above(axes)
    tidy(axes)
    return png(chart)


@styled
def histogram_chart(centres: np.ndarray, counts: np.ndarray, *, bias: float, nmad: float, of: str = "cells") -> bytes:
    """PNG of the distribution of errors beside the Gaussian that has their median and NMAD.

    Parameters
    ----------
    centres : (n,) ndarray
        Errors (m), ascending, of fine bins.
    counts : (n,) ndarray
        Cells in each.
    bias, nmad : float
        Median and normalised median absolute deviation of the errors (m).
    of : str
        What was compared.
    """
    chart, axes = figure(8.6, 3.6)
    total = float(counts.sum())
    half = max(6.0 * nmad, 0.05)
    # As many bins as the counts can fill, at most 120.
    edges = np.linspace(bias - half, bias + half, int(np.clip(2.0 * np.sqrt(total), 12.0, 120.0)) + 1)
    width = edges[1] - edges[0]
    binned, _ = np.histogram(centres, bins=edges, weights=counts)
    axes.bar(edges[:-1], 100.0 * binned / total / width, width=width, align="edge", color="#9fbccb", label="errors")
    if nmad > 0.0:
        # Integrated over each bin, because a narrow Gaussian may change within one.
        cumulative = special.ndtr((edges - bias) / nmad)
        middle = 0.5 * (edges[1:] + edges[:-1])
        label = f"Gaussian, \u03c3 = NMAD = {nmad:.2f} m"
        axes.plot(middle, 100.0 * np.diff(cumulative) / width, color=ORANGE, linewidth=2.0, label=label)
    axes.axvline(bias, color=BLUE, linewidth=1.2, label=f"bias (median) {bias:+.2f} m".replace("-", "\u2212"))
    axes.axvline(0.0, color=GREY, linewidth=0.8, linestyle=":")
    outside = 100.0 * (1.0 - binned.sum() / total)
    note = f"{outside:.2f} % of the {of} lie outside"
    axes.text(0.01, 0.96, note, transform=axes.transAxes, va="top", fontsize=9, color=GREY)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_xlabel("elevation \u2212 reference (m)")
    axes.set_ylabel(f"share of {of} (% per m)")
    legend_above(axes)
    tidy(axes)
    return png(chart)


@styled
def class_chart(
    labels: list[str], shares: np.ndarray, *, bias: np.ndarray, nmad: np.ndarray, le90: np.ndarray, of: str = "cells"
) -> bytes:
    """PNG of bias, NMAD and LE90 (m) class by class.

    Parameters
    ----------
    labels : list of str
    shares : (n,) ndarray
        Share of the measured cells in each class (0..1), written below its name.
    bias, nmad, le90 : (n,) ndarray
    of : str
        What was compared.
    """
    chart, axes = figure(8.6, 3.6)
    place = np.arange(len(labels))
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.bar(place, nmad, width=0.55, color="#9fbccb", label="NMAD")
    axes.plot(place, le90, "_", color=ORANGE, markersize=26, markeredgewidth=2.4, label="LE90")
    axes.plot(place, bias, "D", color=BLUE, markersize=6, label="bias (median)")
    few = [
        f"{label}\n{100.0 * share:.{0 if share >= 0.1 else 1}f} %" for label, share in zip(labels, shares, strict=True)
    ]
    axes.set_xticks(place, few)
    axes.set_ylabel("metres")
    axes.set_xlabel(f"class, and its share of the {of}")
    axes.margins(y=0.12)
    legend_above(axes)
    tidy(axes)
    return png(chart)
