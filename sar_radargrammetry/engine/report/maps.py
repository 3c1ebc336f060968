"""Pictures of rasters on their map grid."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from osgeo import gdal

from ..message import Message
from ..terrain.dem import read_heights
from ..terrain.undeclared import undeclared_voids, with_declared
from ..terrain.vertical import horizontal, spatial_reference
from .drawing import DIFFERENCES, ERRORS, GREY, HEIGHTS, VOID, figure, nice_step, png, styled, tidy

_EARTH = 6371000.0  # mean radius (m); good for shading


@dataclasses.dataclass(frozen=True, kw_only=True)
class MapView:
    """A raster, or a window of it, at the resolution of a picture.

    Parameters
    ----------
    values : (rows, cols) ndarray
        NaN where void.
    extent : (x_min, x_max, y_min, y_max)
        Outer edges, in units of the CRS.
    cell : float
        Size of a cell on the ground (m); NaN where the CRS does not tell.
    unit : str
        Unit of the coordinates.
    aspect : float
        Length of a northward unit of the coordinates over an eastward one: not 1 in degrees.
    """

    values: np.ndarray
    extent: tuple[float, float, float, float]
    cell: float
    unit: str
    aspect: float = 1.0


def read_view(
    path: str | Path | gdal.Dataset, size: int = 900, window: tuple[int, int, int, int] | None = None
) -> MapView:
    """Read a raster for a picture of at most `size` cells a side, averaged over what falls into one.

    Parameters
    ----------
    path : path or gdal.Dataset
        A raster with band 1 in metres.
    size : int
    window : (col, row, cols, rows), optional
        Part of the raster; all of it by default.
    """
    source = path if isinstance(path, gdal.Dataset) else _opened(path)
    col, row, cols, rows = window or (0, 0, source.RasterXSize, source.RasterYSize)
    shrink = max(cols / size, rows / size, 1.0)
    width, height = max(round(cols / shrink), 1), max(round(rows / shrink), 1)
    small = gdal.Translate(
        "", source, format="MEM", srcWin=[col, row, cols, rows], width=width, height=height, resampleAlg="average"
    )
    x0, dx, _, y0, _, dy = source.GetGeoTransform()
    left, top = x0 + col * dx, y0 + row * dy
    unit, metres, aspect = _scale(source, top + rows * dy / 2.0)
    return MapView(
        values=read_heights(small, (0, 0, width, height), str(path)),
        extent=(left, left + cols * dx, top + rows * dy, top),
        cell=metres * np.sqrt(abs(dx * cols / width * dy * rows / height)),
        unit=unit,
        aspect=aspect,
    )


def _opened(path: str | Path) -> gdal.Dataset:
    """A raster, with its voids declared where the file declares none."""
    source = gdal.Open(str(path))
    if not source.GetRasterBand(1).GetMaskFlags() & gdal.GMF_ALL_VALID:
        return source
    whole = (0, 0, source.RasterXSize, source.RasterYSize)
    voids = undeclared_voids(source, whole)
    return source if voids is None else with_declared(source, whole, voids, Message("The raster {path}", path=path))


def hillshade(heights: np.ndarray, cell: float, azimuth: float = 315.0, altitude: float = 45.0) -> np.ndarray:
    """Brightness 0..1 of a surface lit from `azimuth` (degrees from north) at `altitude` (degrees).

    Parameters
    ----------
    heights : (rows, cols) ndarray
        Heights (m), first row in the north; NaN where void.
    cell : float
        Cell size (m).
    """
    south, east = np.gradient(heights.astype(float), cell)
    to_sun = np.radians([azimuth, altitude])
    # Lambert: the cosine between the normal (-dz/dx, -dz/dy, 1) and the direction to the light; y is north = -row.
    light = np.sin(to_sun[0]) * np.cos(to_sun[1]), np.cos(to_sun[0]) * np.cos(to_sun[1]), np.sin(to_sun[1])
    shade = (-east * light[0] + south * light[1] + light[2]) / np.sqrt(1.0 + east**2 + south**2)
    return np.clip(shade, 0.0, 1.0)


@styled
def elevation_map(view: MapView, title: str = "", label: str = "height (m)") -> bytes:
    """PNG of heights in colour, shaded as if lit from the north-west, with coordinates and a colour bar."""
    chart, axes = map_figure(view)
    draw_elevation(chart, axes, view, label)
    axes.set_title(title, loc="left")
    dress(axes, view)
    return png(chart)


@styled
def difference_map(view: MapView, limit: float, title: str = "") -> bytes:
    """PNG of elevation - reference: red too high, blue too low, grey void; colours end at +-limit (m)."""
    chart, axes = map_figure(view)
    draw_difference(chart, axes, view, limit, label="elevation \u2212 reference (m)")
    axes.set_title(title, loc="left")
    dress(axes, view)
    return png(chart)


@styled
def error_map(view: MapView, title: str = "", label: str = "standard deviation (m)") -> bytes:
    """PNG of errors, dark small and bright large, grey void; colours end at the 98th percentile."""
    chart, axes = map_figure(view)
    known = view.values[np.isfinite(view.values)]
    high = float(np.percentile(known, 98.0)) if known.size else 1.0
    axes.set_facecolor(VOID)
    colours = {"cmap": ERRORS, "vmin": 0.0, "vmax": max(high, 1e-3)}
    image = axes.imshow(view.values, extent=view.extent, aspect=view.aspect, **colours)
    bar = chart.colorbar(image, ax=axes, shrink=0.75, aspect=28, pad=0.02, extend="max", label=label)
    bar.outline.set_visible(False)
    axes.set_title(title, loc="left")
    dress(axes, view)
    return png(chart)


def draw_elevation(
    chart: Figure, axes: Axes, view: MapView, label: str = "", limits: tuple[float, float] | None = None
) -> None:
    """Draw coloured, shaded heights into `axes`; a colour bar where there is a label.

    `limits` are the heights [m] at the ends of the colours, by default those of the view.
    """
    low, high = limits or height_limits(view)
    cell = view.cell if np.isfinite(view.cell) else 30.0
    axes.set_facecolor(VOID)
    colours = {"cmap": HEIGHTS, "vmin": low, "vmax": high}
    image = axes.imshow(view.values, extent=view.extent, aspect=view.aspect, **colours)
    shade = hillshade(view.values, cell)
    dark = np.zeros((*shade.shape, 4))
    # A flat cell has brightness sin(45 degrees); what is darker is blackened, so that colours keep their meaning.
    dark[..., 3] = np.where(np.isfinite(shade), np.clip(1.15 * (0.76 - shade), 0.0, 0.75), 0.0)
    axes.imshow(dark, extent=view.extent, aspect=view.aspect)
    if label:
        bar = chart.colorbar(image, ax=axes, shrink=0.75, aspect=28, pad=0.02, label=label)
        bar.outline.set_visible(False)


def height_limits(view: MapView) -> tuple[float, float]:
    """Heights [m] between which nearly all of a view lies."""
    known = view.values[np.isfinite(view.values)]
    low, high = np.percentile(known, [0.5, 99.5]) if known.size else (0.0, 1.0)
    return float(low), float(max(high, low + 1.0))  # flat ground has a colour bar too


def draw_difference(chart: Figure, axes: Axes, view: MapView, limit: float, label: str = "") -> AxesImage:
    """Draw differences into `axes`, with a colour bar where there is a label; gives the picture."""
    axes.set_facecolor(VOID)
    colours = {"cmap": DIFFERENCES, "vmin": -limit, "vmax": limit}
    image = axes.imshow(view.values, extent=view.extent, aspect=view.aspect, **colours)
    if label:
        bar = chart.colorbar(image, ax=axes, shrink=0.75, aspect=28, pad=0.02, extend="both", label=label)
        bar.outline.set_visible(False)
    return image


def scale_bar(axes: Axes, view: MapView) -> None:
    """A bar of a round length in the lower left corner, where coordinates are metres."""
    if view.unit != "m":
        return
    west, east, south, north = view.extent
    length = nice_step((east - west) / 4.0)
    x, y = west + 0.04 * (east - west), south + 0.05 * (north - south)
    text = f"{length / 1000.0:g} km" if length >= 1000.0 else f"{length:g} m"
    for width, colour in ((6.0, "white"), (2.5, "black")):
        axes.plot([x, x + length], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=5)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.5}
    axes.annotate(text, (x + length / 2.0, y), (0, 5), textcoords="offset points", ha="center", fontsize=8, bbox=box)


def map_figure(view: MapView) -> tuple[Figure, Axes]:
    """A figure of the shape of a map."""
    west, east, south, north = view.extent
    ratio = np.clip(view.aspect * (north - south) / (east - west), 0.35, 1.3)
    return figure(8.6, 1.0 + 6.4 * float(ratio))


def dress(axes: Axes, view: MapView) -> None:
    """Coordinates and a scale bar around a map."""
    west, east, south, north = view.extent
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    scale_bar(axes, view)
    east_name, north_name = ("longitude", "latitude") if view.unit.endswith("degrees") else ("easting", "northing")
    axes.set_xlabel(f"{east_name} ({view.unit})")
    axes.set_ylabel(f"{north_name} ({view.unit})")
    axes.ticklabel_format(style="plain", useOffset=False)
    axes.locator_params(nbins=5)
    tidy(axes, grid=False)
    axes.tick_params(colors=GREY)


def _scale(source: gdal.Dataset, y: float) -> tuple[str, float, float]:
    """Unit of the coordinates, its length on the ground (m, the mean of both directions), and the aspect at `y`."""
    full = spatial_reference(source)
    if full is None:
        return "cells", np.nan, 1.0
    crs = horizontal(full)
    axis = crs.axis_info[0]
    if crs.is_geographic:
        shrink = max(np.cos(axis.unit_conversion_factor * y), 0.01)
        return f"{axis.unit_name}s", axis.unit_conversion_factor * _EARTH * np.sqrt(shrink), 1.0 / shrink
    return ("m" if abs(axis.unit_conversion_factor - 1.0) < 1e-9 else axis.unit_name), axis.unit_conversion_factor, 1.0
