"""A pair, its elevation, the truth and the error in one picture.

    python -m sar_radargrammetry.engine.report.panels --reference a.tif --secondary b.tif --elevation e.tif \\
        --truth t.tif --error s.tif --output panels.png
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from osgeo import gdal

from ..files.atomic import atomic_output
from ..gdal_setup import raise_exceptions
from .drawing import ERRORS, HEIGHTS, VOID, figure_grid, nice_limit, png, styled
from .maps import MapView, hillshade, read_view, scale_bar

SIZE = 700  # pixels a side that a panel can show
PANEL_MARGIN = 0.03  # around the truth, as a share of its width
BAR = {"orientation": "horizontal", "shrink": 0.9, "aspect": 24, "pad": 0.03}


@styled
def draw_panels(reference: str, secondary: str, elevation: str, truth: str, error: str) -> bytes:
    """PNG of five panels side by side, each with its colour bar.

    Parameters
    ----------
    reference, secondary : str
        Slant-range images (amplitude).
    elevation, truth : str
        Rasters of heights (m) in the same CRS; shown over the extent of `truth`, in the same colours.
    error : str
        Raster of expected errors (m) on the grid of `elevation`.
    """
    heights, true_heights, sigma = (read_view(path, SIZE) for path in (elevation, truth, error))
    chart, (axes,) = figure_grid(1, 5, 21.0, 6.0)
    _draw_image(chart, axes[0], reference, "Reference image")
    _draw_image(chart, axes[1], secondary, "Secondary image")
    limits = _common_range(heights, true_heights)
    _draw_heights(chart, axes[2], heights, limits, "Elevation")
    _draw_heights(chart, axes[3], true_heights, limits, "Truth")
    _draw_error(chart, axes[4], sigma, "Expected error (1 sigma)")
    for panel in axes[2:]:
        west, east, south, north = true_heights.extent
        margin = PANEL_MARGIN * (east - west)
        panel.set(xlim=(west - margin, east + margin), ylim=(south - margin, north + margin), xticks=[], yticks=[])
        scale_bar(panel, true_heights)
    return png(chart)


def read_decibels(path: str, size: int = SIZE) -> np.ndarray:
    """Amplitude of a slant-range image in decibels, averaged down to `size` a side; NaN where there is no data."""
    source = gdal.Open(path)
    shrink = max(source.RasterXSize / size, source.RasterYSize / size, 1.0)
    cols, rows = (max(round(n / shrink), 1) for n in (source.RasterXSize, source.RasterYSize))
    values = source.GetRasterBand(1).ReadAsArray(buf_xsize=cols, buf_ysize=rows, resample_alg=gdal.GRIORA_Average)
    with np.errstate(divide="ignore", invalid="ignore"):
        decibels = 20.0 * np.log10(values.astype(float))
    return np.where(np.isfinite(decibels), decibels, np.nan)


def _draw_image(chart: Figure, axes: Axes, path: str, title: str) -> None:
    decibels = read_decibels(path)
    low, high = np.nanpercentile(decibels, [2.0, 99.0])
    axes.set_facecolor(VOID)
    shown = axes.imshow(decibels, cmap="gray", vmin=low, vmax=high, aspect="auto")
    axes.set(xticks=[], yticks=[], xlabel="slant range \u2192", ylabel="\u2190 azimuth")
    axes.set_title(title)
    chart.colorbar(shown, ax=axes, label="amplitude (dB)", **BAR).outline.set_visible(False)


def _common_range(*views: MapView) -> tuple[float, float]:
    known = np.concatenate([view.values[np.isfinite(view.values)] for view in views])
    low, high = np.percentile(known, [0.5, 99.5]) if known.size else (0.0, 1.0)
    return float(low), float(max(high, low + 1.0))


def _draw_heights(chart: Figure, axes: Axes, view: MapView, limits: tuple[float, float], title: str) -> None:
    low, high = limits
    shade = hillshade(view.values, view.cell if np.isfinite(view.cell) else 30.0)
    dark = np.zeros((*shade.shape, 4))
    # Darker than flat ground is blackened; lighter stays as it is, so that colours keep their meaning.
    dark[..., 3] = np.where(np.isfinite(shade), np.clip(1.15 * (0.76 - shade), 0.0, 0.75), 0.0)
    axes.set_facecolor(VOID)
    shown = axes.imshow(view.values, extent=view.extent, cmap=HEIGHTS, vmin=low, vmax=high)
    axes.imshow(dark, extent=view.extent)
    axes.set_title(title)
    bar = chart.colorbar(shown, ax=axes, label="height above the ellipsoid (m)", **BAR)
    bar.outline.set_visible(False)


def _draw_error(chart: Figure, axes: Axes, view: MapView, title: str) -> None:
    known = view.values[np.isfinite(view.values)]
    high = nice_limit(float(np.percentile(known, 95.0))) if known.size else 1.0
    axes.set_facecolor(VOID)
    shown = axes.imshow(view.values, extent=view.extent, cmap=ERRORS, vmin=0.0, vmax=high)
    axes.set_title(title)
    chart.colorbar(shown, ax=axes, label="1 sigma (m)", extend="max", **BAR).outline.set_visible(False)


def main() -> None:
    """Write the picture that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("reference", "secondary", "elevation", "truth", "error", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = vars(parser.parse_args())
    raise_exceptions()
    output = Path(options.pop("output"))
    with atomic_output(output) as temporary:
        temporary.write_bytes(draw_panels(**options))


if __name__ == "__main__":
    main()
