"""A map and a table of the reasons of voids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch
from osgeo import gdal

from ..reasons import Reason
from .drawing import figure, png, styled, tidy
from .html import Report

SIDE = 900
"""Longest side of the picture [cells]; of several cells in one the picture shows one."""


@styled
def reason_map(path: str | Path, title: str = "") -> bytes:
    """PNG of a raster of `Reason` codes with a legend of those that occur."""
    source = gdal.Open(str(path))
    shrink = max(source.RasterXSize / SIDE, source.RasterYSize / SIDE, 1.0)
    cols, rows = (max(round(n / shrink), 1) for n in (source.RasterXSize, source.RasterYSize))
    codes = source.GetRasterBand(1).ReadAsArray(buf_xsize=cols, buf_ysize=rows)
    chart, axes = figure(8.6, 1.0 + 5.2 * float(np.clip(rows / cols, 0.35, 1.3)))
    colours = ListedColormap([reason.colour for reason in Reason])
    axes.imshow(codes, cmap=colours, vmin=-0.5, vmax=len(Reason) - 0.5, interpolation="nearest")
    axes.set_title(title, loc="left")
    axes.set(xticks=[], yticks=[])
    tidy(axes, grid=False)
    shown = [reason for reason in Reason if (codes == reason).any()]
    entries = [Patch(facecolor=r.colour, edgecolor="#aab4bb", label=r.title) for r in shown]
    axes.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=8)
    return png(chart)


def add_reasons(report: Report, pixel_reasons: dict[str, int], cell_reasons: dict[str, int]) -> None:
    """Add a table of how many pixels and cells have which reason; counts are by `Reason.title`."""
    totals = sum(pixel_reasons.values()), sum(cell_reasons.values())
    rows = []
    for reason in Reason:
        pixels, cells = pixel_reasons.get(reason.title, 0), cell_reasons.get(reason.title, 0)
        if pixels or cells:
            shares = (100.0 * pixels / totals[0], 100.0 * cells / totals[1])
            rows.append([reason.title, pixels, shares[0], cells, shares[1], reason.meaning])
    rows.append(["all", totals[0], 100.0, totals[1], 100.0, ""])
    report.add_table(
        ["what", "pixels", "%", "cells", "%", "meaning"],
        rows,
        "Pixels of the reference image and cells of the elevation raster. Layover and shadow are judged by the "
        "measured surface with its holes bridged.",
    )
