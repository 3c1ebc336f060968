"""The chart of how elevations lie to each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..report.drawing import BLUE, GREY, figure, png, styled, tidy


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
