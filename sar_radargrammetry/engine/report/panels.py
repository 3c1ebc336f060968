"""A pair, its elevation, the truth, and the expected and the true error in one picture.

    python -m sar_radargrammetry.engine.report.panels --reference a.tif --secondary b.tif --elevation e.tif \\
        --truth t.tif --error s.tif --difference d.tif --output panels.png
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from osgeo import gdal

from ..files.atomic import atomic_output
from ..gdal_setup import prepare_gdal
from .drawing import DIFFERENCES, ERRORS, HEIGHTS, VOID, figure_grid, nice_limit, png, styled
from .maps import MapView, hillshade, read_view, scale_bar

SIZE = 600  # pixels a side that a panel can show
PANEL_MARGIN = 0.03  # around the truth, as a share of its width
BAR = {"orientation": "horizontal", "shrink": 0.9, "aspect": 24, "pad": 0.03}


@styled
def draw_panels(reference: str, secondary: str, elevation: str, truth: str, error: str, difference: str) -> bytes:
    """PNG of six panels in two rows, each with its colour bar.

    Parameters
    ----------
    reference, secondary : str
        Slant-range images (amplitude).
    elevation, truth : str
        Rasters of heights (m) in the same CRS; shown over the extent of `truth`, in the same colours.
    error : str
        Raster of expected errors (m) on the grid of `elevation`.
    difference : str
        Raster of `elevation` minus `truth` (m).
    """
    heights, true_heights, sigma, differences = (read_view(p, SIZE) for p in (elevation, truth, error, difference))
    chart, (above, below) = figure_grid(2, 3, 12.0, 10.0)
    _draw_image(chart, above[0], reference, "Reference image")
    _draw_image(chart, above[1], secondary, "Secondary image")
    limits = _common_range(heights, true_heights)
    _draw_heights(chart, below[0], heights, limits, "Measured elevation")
    _draw_heights(chart, above[2], true_heights, limits, "True elevation")
    high = _largest_error(sigma)
    _draw_on_map(chart, below[1], sigma, "Expected error (1 sigma)", "1 sigma (m)", cmap=ERRORS, vmin=0.0, vmax=high)
    _draw_on_map(
        chart, below[2], differences, "Measured minus true elevation", "difference (m)",
        cmap=DIFFERENCES, vmin=-high, vmax=high,
    )  # fmt: skip
    for panel in (above[2], *below):
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


def _largest_error(sigma: MapView) -> float:
    known = sigma.values[np.isfinite(sigma.values)]
    return nice_limit(float(np.percentile(known, 95.0))) if known.size else 1.0


def _draw_on_map(chart: Figure, axes: Axes, view: MapView, title: str, label: str, **colours: Any) -> None:
    axes.set_facecolor(VOID)
    shown = axes.imshow(view.values, extent=view.extent, **colours)
    axes.set_title(title)
    extend = "both" if colours["vmin"] < 0.0 else "max"
    chart.colorbar(shown, ax=axes, label=label, extend=extend, **BAR).outline.set_visible(False)


def main() -> None:
    """Write the picture that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("reference", "secondary", "elevation", "truth", "error", "difference", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = vars(parser.parse_args())
    prepare_gdal()
    output = Path(options.pop("output"))
    with atomic_output(output) as temporary:
        temporary.write_bytes(draw_panels(**options))


if __name__ == "__main__":
    main()
