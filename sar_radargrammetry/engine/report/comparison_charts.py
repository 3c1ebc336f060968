"""Matchers side by side: elevation and error maps on one scale, and their curves in one chart."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..elevation.grid import CellWindow, Grid
from ..evaluation.rasters import on_grid, open_heights, screened
from ..evaluation.verdict import RATIOS
from ..message import Message
from .drawing import BLUE, GREY, ORANGE, figure, figure_grid, legend_above, png, styled, tidy
from .maps import MapView, draw_difference, draw_elevation, height_limits, read_view, scale_bar

SIZE = 600
"""Cells a side of a picture."""
COLUMNS = 3
MAP_MARGIN = 0.04
"""Of the reference's sides that is shown around it."""
COLOURS = (BLUE, ORANGE, "#3d8a5f", "#8a5aa8", "#a83232", GREY, "#6b8e9c", "#b59a57")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)))
BAR = {"shrink": 0.8, "aspect": 30, "pad": 0.02}


def common_grid(elevations: list[str | Path]) -> Grid:
    """The grid of a picture that holds all elevation rasters, which share their CRS and cell size."""
    grids = [open_heights(path, Message("The elevation raster")).grid for path in elevations]
    edges = np.array([grid.bounds for grid in grids])
    west, south, east, north = *edges[:, :2].min(0), *edges[:, 2:].max(0)
    cell = max(grids[0].pixel_size, (east - west) / SIZE, (north - south) / SIZE)
    return Grid.covering(grids[0].crs, (west, south, east, north), cell)


def reference_view(path: str | Path, grid: Grid) -> MapView:
    """A surface model on the grid of a picture; metres."""
    raster, _ = on_grid(screened(open_heights(path, Message("The reference surface model")), grid), grid)
    west, south, east, north = grid.bounds
    values = raster.read(CellWindow(0, 0, grid.height, grid.width))
    return MapView(values=values, extent=(west, east, south, north), cell=grid.pixel_size, unit="m")


@styled
def elevation_panels(reference: MapView, elevations: list[tuple[str, Path]]) -> bytes:
    """PNG of a reference surface and of elevations (title, raster) in its colours."""
    limits = height_limits(reference)

    def draw(chart: Figure, axes: Axes, view: MapView) -> None:
        draw_elevation(chart, axes, view, limits=limits)

    views = [("Reference surface", reference), *((title, read_view(path, SIZE)) for title, path in elevations)]
    return _panels(views, reference, draw, {"label": "height (m)"}, limits)


@styled
def error_panels(reference: MapView, differences: list[tuple[str, Path]], limit: float) -> bytes:
    """PNG of differences (title, raster) [m], all in colours that end at +-limit."""

    def draw(chart: Figure, axes: Axes, view: MapView) -> None:
        draw_difference(chart, axes, view, limit)

    views = [(title, read_view(path, SIZE)) for title, path in differences]
    bar = {"label": "elevation \u2212 reference (m)", "extend": "both"}
    return _panels(views, reference, draw, bar, (-limit, limit))


def _panels(
    views: list[tuple[str, MapView]],
    frame: MapView,
    draw: Callable[[Figure, Axes, MapView], None],
    bar: dict,
    limits: tuple[float, float],
) -> bytes:
    """Maps of one extent, at most `COLUMNS` in a row, with one colour bar."""
    columns = min(len(views), COLUMNS)
    rows = math.ceil(len(views) / columns)
    west, east, south, north = _known_extent(frame)
    ratio = float(np.clip((north - south) / (east - west), 0.4, 1.6))
    width = 9.6 / columns if columns > 1 else 5.5
    chart, axes = figure_grid(rows, columns, columns * width + 0.8, rows * (width * ratio + 0.35))
    places = [place for row in axes for place in row]
    for place, (title, view) in zip(places, views, strict=False):
        draw(chart, place, view)
        place.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
        place.set_title(title, loc="left", fontsize=9.5)
    for place in places[len(views) :]:
        place.set_axis_off()
    scale_bar(places[0], dataclasses.replace(frame, extent=(west, east, south, north)))
    drawn = chart.colorbar(places[0].images[0], ax=places, **bar, **BAR)
    drawn.ax.set_ylim(*limits)
    drawn.outline.set_visible(False)
    return png(chart)


def _known_extent(view: MapView) -> tuple[float, float, float, float]:
    """The part of a view's extent that holds values, with a margin."""
    west, east, south, north = view.extent
    rows, cols = (np.flatnonzero(np.isfinite(view.values).any(axis)) for axis in (1, 0))
    if not rows.size:
        return view.extent
    height, width = view.values.shape
    y, x = (north - south) / height, (east - west) / width
    edges = [west + x * cols[0], west + x * (cols[-1] + 1), north - y * (rows[-1] + 1), north - y * rows[0]]
    across, up = MAP_MARGIN * (edges[1] - edges[0]), MAP_MARGIN * (edges[3] - edges[2])
    return edges[0] - across, edges[1] + across, edges[2] - up, edges[3] + up


@styled
def matching_chart(curves: list[tuple[str, list[float], list[float]]], marks: tuple[int, ...]) -> bytes:
    """PNG of the share of pixels matched to within an error: (label, limits [px], shares) of each matcher."""
    chart, axes = figure(8.6, 4.0)
    _draw_curves(axes, curves, marks)
    axes.set_xscale("log")
    ticks = [0.1, 0.3, 1, 3, 5, 10, 30, 100]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(curves[0][1][0], curves[0][1][-1])
    axes.set_xlabel("error limit (px)")
    axes.set_ylabel("share of pixels below (%)")
    legend_above(axes)
    return png(chart)


@styled
def threshold_chart(curves: list[tuple[str, list[float], list[float]]], marks: tuple[float, ...]) -> bytes:
    """PNG of the share of points below an error threshold: (label, thresholds [m], shares) of each matcher."""
    chart, axes = figure(8.6, 4.0)
    _draw_curves(axes, curves, marks)
    axes.set_xlim(0.0, 12.0)
    axes.set_xlabel("error threshold (m)")
    axes.set_ylabel("share of points below (%)")
    legend_above(axes)
    return png(chart)


@styled
def ratio_chart(ratios: list[tuple[str, list[float]]]) -> bytes:
    """PNG of observed over predicted errors by tenths of the predictions: (label, ratios) of each matcher."""
    chart, axes = figure(8.6, 3.4)
    axes.axhspan(*RATIOS, color="#eef2f4")
    axes.axhline(1.0, color=GREY, linewidth=1.0)
    for number, (label, values) in enumerate(ratios):
        place = 0.5 + 10.0 * (np.arange(len(values)) + 0.5) / len(values)
        axes.plot(place, values, "o-", color=COLOURS[number % len(COLOURS)], markersize=4.5, label=label)
    axes.set_xticks(range(1, 11))
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("tenth, from small to large predicted errors")
    axes.set_ylabel("NMAD / sigma")
    legend_above(axes)
    tidy(axes)
    return png(chart)


@styled
def sparsification_curves(curves: list[tuple[str, dict]]) -> bytes:
    """PNG of the mean error of what stays: (label, `Ranking.as_json`) of each matcher."""
    chart, axes = figure(8.6, 4.0)
    axes.axhline(100.0, color=GREY, linewidth=1.2, linestyle=":")
    for number, (label, curve) in enumerate(curves):
        discarded, colour = 100.0 * (1.0 - np.array(curve["kept"])), COLOURS[number % len(COLOURS)]
        whole = max(curve["by_error"][0], 1e-9)
        axes.plot(discarded, 100.0 * np.array(curve["by_prediction"]) / whole, color=colour, linewidth=2.0, label=label)
        axes.plot(discarded, 100.0 * np.array(curve["by_error"]) / whole, color=colour, linewidth=1.0, linestyle="--")
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("share of the cells discarded (%)")
    axes.set_ylabel("mean |error| of the rest (%)")
    legend_above(axes)
    tidy(axes)
    return png(chart)


def _draw_curves(axes: Axes, curves: list[tuple[str, list[float], list[float]]], marks: tuple[float, ...]) -> None:
    for mark in marks:
        axes.axvline(mark, color=GREY, linewidth=0.8, linestyle=":")
    for number, (label, limits, shares) in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        dash = DASHES[number // len(COLOURS) % len(DASHES)]
        axes.plot(limits, 100.0 * np.array(shares), color=colour, linewidth=2.0, linestyle=dash, label=label)
        axes.plot(marks, 100.0 * np.interp(marks, limits, shares), "o", color=colour, markersize=4.5)
    axes.set_ylim(0.0, 104.0)
    tidy(axes)
