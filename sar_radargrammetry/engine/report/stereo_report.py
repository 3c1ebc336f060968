"""The report of a stereo run: the elevation, its error, and what the matching found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch
from osgeo import gdal

from ..image.slant_image import SlantImage
from ..message import Message
from ..patches.height_search import thumbnail
from ..reasons import Reason
from ..terrain.vertical import open_map_raster, vertical_datum
from .drawing import WIDTH, figure, figure_grid, png, styled, tidy
from .html import Report
from .maps import elevation_map, error_map, read_view
from .profile import add_profile

IMAGE_SIDE = 700
"""Longest side of the pictures of the images [pixels]."""


def stereo_report(
    reference: SlantImage,
    secondary: SlantImage,
    numbers: dict[str, Any],
    record: dict[str, Any],
    mask: str | Path | None = None,
) -> Report:
    """Figures, both images, elevation and error.

    Parameters
    ----------
    reference, secondary : SlantImage
    numbers : dict
        What the steps returned: elevation, error, matched_share, median_sigma, points, rejected, pixel_size, ...
    record : dict
        From `report.provenance.provenance`.
    mask : path, optional
        Raster of the reasons of voids.
    """
    names = f"{Path(record['parameters']['reference']).name} and {Path(record['parameters']['secondary']).name}"
    report = Report("Elevation from a stereo pair", names, provenance=record)
    elevation, error = read_view(numbers["elevation"]), read_view(numbers["error"])
    known = elevation.values[np.isfinite(elevation.values)]
    report.add_headline(
        [
            ("Matched", 100.0 * numbers["matched_share"], "%", "of the patches' pixels, in both directions"),
            ("Predicted error", numbers["median_sigma"], "m", "median standard deviation of height"),
            ("Ground points", numbers["points"], "", "triangulated"),
            ("Cell size", numbers["pixel_size"], "m", "of the rasters"),
        ]
    )
    report.add_text(
        f"Heights are metres above the {_datum(numbers['elevation'])}. The error is the covariance of the matching, "
        "propagated through the intersection. Errors of the flight tracks and of timing are additional. Grey cells "
        "have no height; the reasons are below."
    )
    report.add_figure(elevation_map(elevation, "Elevation"), "Elevation, lit from the north-west.", WIDTH)
    report.add_figure(error_map(error, "Predicted error"), "Standard deviation of elevation, one sigma.", WIDTH)
    add_profile(report, numbers["elevation"], numbers["error"])
    report.add_figure(_images(reference, secondary), "Reference and secondary image.", WIDTH)
    if mask is not None:
        report.add_heading("Reasons of voids")
        report.add_figure(reason_map(mask), "Reason of each cell.", WIDTH)
        add_reasons(report, numbers["pixel_reasons"], numbers["cell_reasons"])
    report.add_heading("Figures")
    report.add_numbers(
        [
            ("Lowest and highest cell", f"{known.min():.1f} to {known.max():.1f}", "m", "averaged to this page's maps"),
            ("Heights searched", f"{numbers['min_height']:.0f} to {numbers['max_height']:.0f}", "m", ""),
            ("Patches", numbers["patches"], "", ""),
            ("Supported cell size", numbers.get("supported_pixel_size"), "m", "from the distances between points"),
            ("Matches discarded", numbers["rejected"], "", "epipolar residual too large"),
        ]
    )
    return report


@styled
def _images(reference: SlantImage, secondary: SlantImage) -> bytes:
    """PNG of both images side by side, one scale."""
    tallest = max(image.model.lines / image.model.samples for image in (reference, secondary))
    chart, axes = figure_grid(1, 2, 7.6, min(8.0, 3.3 * tallest + 0.9))
    for place, image, title in zip(axes[0], (reference, secondary), ("Reference", "Secondary"), strict=True):
        _draw(place, image, title)
    return png(chart)


def _draw(axes: Axes, image: SlantImage, title: str) -> None:
    factor = max(1, -(-max(image.model.lines, image.model.samples) // IMAGE_SIDE))
    decibels = 20.0 / np.log(10.0) * thumbnail(image, factor)
    low, high = np.nanpercentile(decibels, [2.0, 99.5])
    extent = (0, image.model.samples, image.model.lines, 0)
    axes.imshow(decibels, cmap="gray", vmin=low, vmax=high, extent=extent)
    axes.set_title(title, loc="left")
    axes.set_xlabel("sample")
    axes.set_ylabel("line")
    tidy(axes, grid=False)


def _datum(elevation: str) -> str:
    """What the heights of a raster are counted from."""
    return vertical_datum(open_map_raster(elevation, Message("The elevation raster"))).name or "WGS 84 ellipsoid"


MASK_SIDE = 900
"""Longest side of the picture of the mask [cells]; of several cells in one the picture shows one."""


@styled
def reason_map(path: str | Path, title: str = "") -> bytes:
    """PNG of a raster of `Reason` codes with a legend of those that occur."""
    source = gdal.Open(str(path))
    shrink = max(source.RasterXSize / MASK_SIDE, source.RasterYSize / MASK_SIDE, 1.0)
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
    chart.legend(handles=entries, loc="outside right upper", fontsize=8)
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
        ["reason", "pixels", "%", "cells", "%", "meaning"],
        rows,
        "Pixels of the reference image and cells of the elevation raster. Layover and shadow are computed from "
        "the measured surface with its holes bridged.",
    )
