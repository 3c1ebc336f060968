"""Heights along a line across a scene, with the band of their errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal

from .drawing import BLUE, ORANGE, WIDTH, figure, legend_above, png, styled, tidy
from .html import Report
from .maps import read_view

SIDE = 400
"""Cells a side of the view in which the line is chosen."""
LENGTH = 1600
"""Places along the line that a picture can show."""
NEARLY = 0.95
"""Share of the longest row's heights that a row needs to be chosen."""


def add_profile(
    report: Report, elevation: str | Path, error: str | Path | None = None, difference: str | Path | None = None
) -> None:
    """Add the profile of an elevation with heights to a report; see `profile_chart`."""
    chosen = profile_row(elevation)
    if chosen is None:
        return
    row, north = chosen
    report.add_heading("Profile")
    unit = read_view(elevation, 2).unit
    place = f"{north:.0f} m" if unit == "m" else f"{north:.5g} {unit}"
    caption = f"Heights from west to east along the row at {place} north."
    if error is not None:
        caption += " Bands: one and two predicted standard deviations."
    if error is not None and difference is not None:
        caption += " If these are right, the reference leaves the outer band at one place in twenty."
    report.add_figure(profile_chart(elevation, row, error, difference), caption, WIDTH)


def profile_row(elevation: str | Path) -> tuple[int, float] | None:
    """Row of a raster, and its coordinate in the north: of those with nearly the most heights the one nearest to the
    middle; None where there are no heights.
    """
    view = read_view(elevation, SIDE)
    counts = np.isfinite(view.values).sum(1)
    if not counts.any():
        return None
    rows = np.flatnonzero(counts >= NEARLY * counts.max())
    share = (rows[np.abs(rows - 0.5 * (len(counts) - 1)).argmin()] + 0.5) / len(counts)
    _, _, south, north = view.extent
    return int(share * gdal.Open(str(elevation)).RasterYSize), north - share * (north - south)


@styled
def profile_chart(
    elevation: str | Path, row: int, error: str | Path | None = None, difference: str | Path | None = None
) -> bytes:
    """PNG of the heights of a row from west to east, with bands of one and two standard deviations, and of a reference.

    Parameters
    ----------
    elevation : path
    row : int
        See `profile_row`.
    error : path, optional
        Standard deviations [m]; left out where its grid is another one.
    difference : path, optional
        Elevation minus reference on the same grid.
    """
    heights = read_view(elevation, LENGTH, _row(elevation, row))
    west, east, _, _ = heights.extent
    height = heights.values[0]
    place = west + (np.arange(len(height)) + 0.5) * (east - west) / len(height)
    chart, axes = figure(8.6, 3.8)
    if error is not None and _same_grid(elevation, error):
        sigma = read_view(error, LENGTH, _row(error, row)).values[0]
        for factor, colour, name in ((2.0, "#dde7ec", "\u00b1 2 \u03c3"), (1.0, "#9fbccb", "\u00b1 1 \u03c3")):
            low, high = height - factor * sigma, height + factor * sigma
            axes.fill_between(place, low, high, color=colour, linewidth=0.0, label=name)
    if difference is not None and _same_grid(elevation, difference):
        reference = height - read_view(difference, LENGTH, _row(difference, row)).values[0]
        axes.plot(place, reference, color=ORANGE, linewidth=1.4, label="reference")
    axes.plot(place, height, color=BLUE, linewidth=1.4, label="elevation")
    known = np.flatnonzero(np.isfinite(height))
    if known.size > 1:
        axes.set_xlim(place[known[0]], place[known[-1]])
    axes.ticklabel_format(style="plain", useOffset=False)
    axes.locator_params(nbins=6)
    axes.set_xlabel(f"{'longitude' if heights.unit.endswith('degrees') else 'easting'} ({heights.unit})")
    axes.set_ylabel("height (m)")
    legend_above(axes)
    tidy(axes)
    return png(chart)


def _row(path: str | Path, row: int) -> tuple[int, int, int, int]:
    return 0, row, gdal.Open(str(path)).RasterXSize, 1


def _same_grid(one: str | Path, other: str | Path) -> bool:
    grids = [(s.RasterXSize, s.RasterYSize, s.GetGeoTransform()) for s in (gdal.Open(str(p)) for p in (one, other))]
    return grids[0] == grids[1]
