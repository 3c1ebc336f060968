"""Figures of a comparison that show the rasters themselves."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from osgeo import gdal

from ..evaluation.comparison import ReferenceOnGrid
from ..evaluation.places import Place
from ..evaluation.points import CheckedPoints
from .drawing import DIFFERENCES, INK, figure_grid, png, styled
from .maps import (
    MapView,
    draw_difference,
    draw_elevation,
    dress,
    height_limits,
    map_figure,
    read_view,
    scale_bar,
)

_SIDE = 400  # pixels that a place can show


@styled
def places_figure(
    elevation: str | Path,
    difference: str | Path,
    reference: ReferenceOnGrid | None,
    places: list[tuple[str, Place]],
    limit: float,
) -> bytes:
    """PNG of places side by side: above the elevation, below it the reference and the difference.

    Parameters
    ----------
    elevation, difference : path
        Rasters on one grid.
    reference : ReferenceOnGrid or None
        Left out where None.
    places : list of (name, Place)
    limit : float
        Difference at the ends of the colours (m).
    """
    source = gdal.Open(str(elevation))
    width, height = source.RasterXSize, source.RasterYSize
    rows = 2 if reference is None else 3
    digits = 0 if read_view(elevation, 2).unit == "m" else 4  # of coordinates
    chart, axes = figure_grid(rows, len(places), 3.0 * len(places), 3.1 * rows)
    for column, (name, place) in enumerate(places):
        window = place.window(width, height)
        heights = read_view(elevation, _SIDE, window)
        views = [("elevation", heights)]
        if reference is not None:
            views.append(("reference", _reference_view(reference, heights, window)))
        limits = height_limits(views[-1][1])
        for row, (kind, view) in enumerate(views):
            draw_elevation(chart, axes[row][column], view, limits=limits)
            axes[row][column].set_title(f"{kind}, {limits[0]:.0f} to {limits[1]:.0f} m", loc="left", fontsize=9)
        last = axes[-1][column]
        image = draw_difference(chart, last, read_view(difference, _SIDE, window), limit)
        last.set_title(f"difference, RMSE {place.typical_error:.2f} m", loc="left", fontsize=9)
        scale_bar(last, heights)
        west, east, south, north = heights.extent
        _head(axes[0][column], f"{name}\naround {0.5 * (west + east):.{digits}f}, {0.5 * (south + north):.{digits}f}")
    for row in axes:
        for one in row:
            one.set_xticks([])
            one.set_yticks([])
    _bar(chart, axes[-1], image)
    return png(chart)


@styled
def points_map(elevation: str | Path, checked: CheckedPoints, limit: float) -> bytes:
    """PNG of check points coloured by their difference, over the shaded elevation.

    Parameters
    ----------
    elevation : path
    checked : CheckedPoints
    limit : float
        Difference at the ends of the colours (m).
    """
    view = read_view(elevation)
    chart, axes = map_figure(view)
    draw_elevation(chart, axes, view)
    for image in axes.images:
        image.set_alpha(0.45)
    known = np.isfinite(checked.difference)
    axes.plot(checked.x[~known], checked.y[~known], "x", color=INK, markersize=4, label="no height there")
    shown = axes.scatter(
        checked.x[known],
        checked.y[known],
        c=checked.difference[known],
        s=26,
        cmap=DIFFERENCES,
        vmin=-limit,
        vmax=limit,
        edgecolors=INK,
        linewidths=0.5,
        zorder=4,
    )
    _bar(chart, [axes], shown)
    if not known.all():
        axes.legend(loc="upper right", fontsize=9, frameon=True)
    dress(axes, view)
    return png(chart)


def _reference_view(reference: ReferenceOnGrid, like: MapView, window: tuple[int, int, int, int]) -> MapView:
    """The reference as it was compared, in the cells of `like`."""
    view = read_view(reference.raster.dataset, _SIDE, window)
    west, east, south, north = like.extent
    rows, cols = view.values.shape
    x = west + (np.arange(cols) + 0.5) * (east - west) / cols
    y = north - (np.arange(rows) + 0.5) * (north - south) / rows
    offset = reference.conversion.offset_on(reference.raster.grid.crs, x, y) + reference.up
    return dataclasses.replace(view, values=view.values + offset)


def _head(axes: Axes, text: str) -> None:
    axes.annotate(
        text, (0.0, 1.0), (0, 22), xycoords="axes fraction", textcoords="offset points", fontsize=10, weight="bold"
    )


def _bar(chart: Figure, axes: list[Axes], image: object) -> None:
    label = "elevation \u2212 reference (m)"
    bar = chart.colorbar(image, ax=axes, shrink=0.85, aspect=28, pad=0.02, extend="both", label=label)
    bar.outline.set_visible(False)
