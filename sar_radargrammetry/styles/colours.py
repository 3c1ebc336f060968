"""Colour ramps, and the range of values that a raster's colours span."""

from __future__ import annotations

import math

import numpy as np
from osgeo import gdal
from qgis.core import QgsGradientColorRamp, QgsGradientStop
from qgis.PyQt.QtGui import QColor

SAMPLES = 1000  # a side; percentiles of a million cells are those of the raster


def color_ramp(colors: tuple[str, ...]) -> QgsGradientColorRamp:
    """A gradient through evenly spaced `colors`."""
    last = len(colors) - 1
    stops = [QgsGradientStop(i / last, QColor(color)) for i, color in enumerate(colors[1:-1], start=1)]
    return QgsGradientColorRamp(QColor(colors[0]), QColor(colors[-1]), False, stops)


def sampled_values(path: str, band: int) -> np.ndarray:
    """The known values of a band, every n-th cell of a large one; empty when there are none."""
    source = gdal.Open(path)
    if source is None:
        return np.empty(0)
    raster = source.GetRasterBand(band)
    cols, rows = min(source.RasterXSize, SAMPLES), min(source.RasterYSize, SAMPLES)
    values = raster.ReadAsArray(buf_xsize=cols, buf_ysize=rows)
    if values is None or np.iscomplexobj(values):
        return np.empty(0)
    known = np.isfinite(values)
    if raster.GetNoDataValue() is not None:
        known &= values != raster.GetNoDataValue()
    return values[known].astype(float)


def percentiles(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """Two percentiles, rounded outwards to a readable number, never equal."""
    if not values.size:
        return 0.0, 1.0
    bottom, top = (float(limit) for limit in np.percentile(values, [low, high]))
    return rounded_range(bottom, top)


def rounded_range(bottom: float, top: float) -> tuple[float, float]:
    """The range widened to a hundredth of its decade: 1203.71..1410.2 becomes 1203..1411."""
    span = max(top - bottom, abs(top) * 1e-6, 1e-6)
    step = 10.0 ** (math.floor(math.log10(span)) - 1)
    bottom, top = math.floor(bottom / step) * step, math.ceil(top / step) * step
    digits = max(0, -math.floor(math.log10(step)))
    return round(bottom, digits), round(max(top, bottom + step), digits)
