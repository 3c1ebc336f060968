"""Renderers and symbols, one function a kind of result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsHillshadeRenderer,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsPalettedRasterRenderer,
    QgsPalLayerSettings,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRasterShader,
    QgsRectangle,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor, QPainter

from ..engine import ramps
from ..translation import tr
from . import colours
from .colours import percentiles, rounded_range, sampled_values

CERTAINTY_BAND = 3
OUTLINE = "#d95f02"
FILL = 70  # of 255: the map below stays visible
VISIBLE, HALF_TRANSPARENT = 1, 150  # code of ground that an image shows, and of 255
INPUT = None
"""Of renderers: a layer connects its renderer with its provider. A Python object of the provider could outlive the
provider, while other threads make and end layers at the same addresses."""
HILLSHADE_BRIGHTNESS = 60  # lifts flat ground, 180 of 255 under a sun at 45 degrees, to nearly white


def style_elevation(layer: QgsRasterLayer, path: str) -> None:
    """Heights in terrain colours."""
    low, high = percentiles(sampled_values(path, 1), 1.0, 99.0)
    _pseudocolor(layer, 1, low, high, ramps.TERRAIN, " m")


def style_error(layer: QgsRasterLayer, path: str) -> None:
    """Expected errors from zero; the largest two percent share the last colour."""
    _, high = percentiles(sampled_values(path, 1), 0.0, 98.0)
    _pseudocolor(layer, 1, 0.0, high, ramps.ERROR, " m")


def style_difference(layer: QgsRasterLayer, path: str) -> None:
    """Differences around zero, which is the neutral colour."""
    values = sampled_values(path, 1)
    _, limit = rounded_range(0.0, float(np.percentile(np.abs(values), 95.0)) if values.size else 1.0)
    _pseudocolor(layer, 1, -limit, limit, ramps.DIFFERENCE, " m")


def style_correspondence(layer: QgsRasterLayer, path: str) -> None:
    """The certainty of the match."""
    _probability(layer, CERTAINTY_BAND, ramps.CERTAINTY_STOPS, ramps.CERTAINTY)


def style_certainty(layer: QgsRasterLayer, path: str) -> None:
    """Certainties of 0 to 1 in the colours of those of matches."""
    _probability(layer, 1, ramps.CERTAINTY_STOPS, ramps.CERTAINTY)


def style_outlier(layer: QgsRasterLayer, path: str) -> None:
    """Probabilities of 0 to 1 of a wrong height, in the colours of the certainties that they complete."""
    stops = tuple(round(1.0 - stop, 6) for stop in reversed(ramps.CERTAINTY_STOPS))
    _probability(layer, 1, stops, ramps.CERTAINTY[::-1])


def style_mask(layer: QgsRasterLayer, path: str) -> None:
    """Every code that occurs in the colour and with the label that the raster itself has for it."""
    layer.setRenderer(QgsPalettedRasterRenderer(INPUT, 1, _code_classes(path)))


def style_view_mask(layer: QgsRasterLayer, path: str) -> None:
    """Over an image: visible ground is transparent, the other codes half so."""
    classes = _code_classes(path)
    for one in classes:
        one.color.setAlpha(0 if one.value == VISIBLE else HALF_TRANSPARENT)
    layer.setRenderer(QgsPalettedRasterRenderer(INPUT, 1, classes))


def _code_classes(path: str) -> list[QgsPalettedRasterRenderer.Class]:
    source = gdal.Open(path)
    band = source.GetRasterBand(1)
    metadata, table = band.GetMetadata(), band.GetColorTable()
    counts = band.GetHistogram(-0.5, 255.5, 256, approx_ok=False)
    codes = [code for code, count in enumerate(counts) if count]
    return [
        QgsPalettedRasterRenderer.Class(
            code,
            QColor(*table.GetColorEntry(code)) if table is not None else QColor(127, 127, 127),
            tr(metadata.get(f"REASON_{code}", str(code))),
        )
        for code in codes
    ]


def style_amplitude(layer: QgsRasterLayer, path: str) -> None:
    """Grey, without the few bright scatterers that would leave the rest black."""
    _grey(layer, *percentiles(sampled_values(path, 1), 1.0, 97.0))


def style_orthoimage(layer: QgsRasterLayer, path: str) -> None:
    """Grey in decibels, from noise to bright scatterers."""
    _grey(layer, *percentiles(sampled_values(path, 1), 2.0, 99.0))


def style_incidence(layer: QgsRasterLayer, path: str) -> None:
    """Angles; steep foreslopes and shadowed slopes share the last colours."""
    low, high = percentiles(sampled_values(path, 1), 1.0, 99.0)
    _pseudocolor(layer, 1, low, high, ramps.COUNT, "\u00b0")


def _grey(layer: QgsRasterLayer, low: float, high: float) -> None:
    renderer = QgsSingleBandGrayRenderer(INPUT, 1)
    stretch = QgsContrastEnhancement(layer.dataProvider().dataType(1))
    stretch.setMinimumValue(low)
    stretch.setMaximumValue(high)
    stretch.setContrastEnhancementAlgorithm(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
    renderer.setContrastEnhancement(stretch)
    layer.setRenderer(renderer)


def style_outlines(layer: QgsVectorLayer, path: str) -> None:
    """Outlines: what they cover must stay visible."""
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": OUTLINE, "outline_width": "0.35", "outline_style": "solid"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


ROLES = (
    # role, label, fill, outline
    ("overlap", "both images", "49,163,84,60", "49,163,84,255"),
    ("reference", "reference image", "0,0,0,0", "40,65,122,255"),
    ("secondary", "secondary image", "0,0,0,0", "217,95,2,255"),
)


PAIR_ROLES = (
    ("matched", "matched pair", "0,0,0,0", "49,163,84,255"),
    ("refused", "pair that is not matched", "0,0,0,0", "150,150,150,255"),
    ("image", "image", "0,0,0,0", "40,65,122,255"),
)


def style_roles(layer: QgsVectorLayer, path: str) -> None:
    """Outlines of the two images, what they share filled."""
    _by_role(layer, ROLES)


def style_pairs(layer: QgsVectorLayer, path: str) -> None:
    """Outlines of many images and of what pairs share: fills of many pairs would hide the elevation below."""
    _by_role(layer, PAIR_ROLES)


def _by_role(layer: QgsVectorLayer, roles: tuple[tuple[str, str, str, str], ...]) -> None:
    categories = []
    for role, label, fill, outline in roles:
        symbol = QgsFillSymbol.createSimple(
            {"color": fill, "outline_color": outline, "outline_width": "0.6" if fill.endswith(",0") else "0.2"}
        )
        categories.append(QgsRendererCategory(role, symbol, tr(label)))
    layer.setRenderer(QgsCategorizedSymbolRenderer("role", categories))


def style_patches(layer: QgsVectorLayer, path: str) -> None:
    """Outlines with the patches' numbers."""
    style_outlines(layer, path)
    _label(layer, "patch")


SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def style_patch_quality(layer: QgsVectorLayer, path: str) -> None:
    """Patches in the colours of their shares of matched pixels, with their numbers; red ones are bad."""
    colors = ramps.CERTAINTY[1::2]
    ranges = []
    for low, high, color in zip(SHARES[:-1], SHARES[1:], colors, strict=True):
        fill = QColor(color)
        fill.setAlpha(FILL)
        symbol = QgsFillSymbol.createSimple({"outline_color": color, "outline_width": "0.5"})
        symbol.setColor(fill)
        ranges.append(QgsRendererRange(low, high, symbol, f"{low:.0%} \u2013 {high:.0%}"))
    layer.setRenderer(QgsGraduatedSymbolRenderer("matched", ranges))
    _label(layer, """"patch" || ': ' || round(100 * "matched") || ' %'""")


def style_zones(layer: QgsVectorLayer, path: str) -> None:
    """Outlines with mean height and standard error."""
    style_outlines(layer, path)
    height, sigma = (f'format_number("{name}", 2)' for name in ("mean_height", "sigma_mean"))
    _label(layer, f"{height} || ' \u00b1 ' || {sigma} || ' m'")


def _label(layer: QgsVectorLayer, expression: str) -> None:
    settings = QgsPalLayerSettings()
    settings.fieldName = expression
    settings.isExpression = True
    text = QgsTextFormat()
    text.setSize(8.0)
    text.setColor(QColor(OUTLINE))
    halo = text.buffer()
    halo.setEnabled(True)
    halo.setSize(0.8)
    text.setBuffer(halo)
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def style_hillshade(layer: QgsRasterLayer) -> None:
    """Light from the north-west, multiplied over the layers below."""
    renderer = QgsHillshadeRenderer(INPUT, 1, 315.0, 45.0)
    layer.setRenderer(renderer)
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    layer.brightnessFilter().setBrightness(HILLSHADE_BRIGHTNESS)
    # Shading of every second or third cell glitters; averaged it shows the form of the ground. Shading of cells drawn
    # large shows their edges as a grid of lines. Heights are resampled before they are shaded: QGIS shades the map tile
    # by tile, and shades resampled afterwards have a seam at the edges of the tiles.
    provider = layer.dataProvider()
    layer.setResamplingStage(Qgis.RasterResamplingStage.Provider)
    provider.setZoomedInResamplingMethod(QgsRasterDataProvider.ResamplingMethod.Bilinear)
    provider.setZoomedOutResamplingMethod(QgsRasterDataProvider.ResamplingMethod.Bilinear)
    provider.setMaxOversampling(4.0)


def style_contribution(layer: QgsRasterLayer, path: str) -> None:
    """How many elevations went into each cell: the more, the darker."""
    values = sampled_values(path, 1)
    most = max(int(values.max()), 2) if values.size else 2
    ramp = colours.color_ramp(ramps.COUNT)
    function = QgsColorRampShader(0.5, most + 0.5, None, QgsColorRampShader.Type.Discrete)
    items = [
        QgsColorRampShader.ColorRampItem(count + 0.5, ramp.color((count - 1) / (most - 1)), str(count))
        for count in range(1, most + 1)
    ]
    function.setColorRampItemList(items)
    shader = QgsRasterShader(0.5, most + 0.5)
    shader.setRasterShaderFunction(function)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(INPUT, 1, shader))


def style_checked_points(layer: QgsVectorLayer, path: str) -> None:
    """Differences around zero at the check points; those without a height are not drawn."""
    values = np.array([f["difference"] for f in layer.getFeatures() if f["difference"] is not None], dtype=float)
    _, limit = rounded_range(0.0, float(np.percentile(np.abs(values), 95.0)) if values.size else 1.0)
    edges = np.linspace(-limit, limit, len(ramps.DIFFERENCE) + 1)
    low, high = min(-limit, values.min(initial=0.0)), max(limit, values.max(initial=0.0))
    edges[0], edges[-1] = low, high
    ranges = []
    for below, above, color in zip(edges[:-1], edges[1:], ramps.DIFFERENCE, strict=True):
        symbol = QgsMarkerSymbol.createSimple({"color": color, "outline_color": "#232323", "size": "2.4"})
        ranges.append(QgsRendererRange(float(below), float(above), symbol, f"{below:.2f} to {above:.2f} m"))
    layer.setRenderer(QgsGraduatedSymbolRenderer("difference", ranges))


STYLES: dict[str, Callable[[QgsMapLayer, str], None]] = {
    "angle": style_incidence,
    "amplitude": style_amplitude,
    "certainty": style_certainty,
    "outlier": style_outlier,
    "checked_points": style_checked_points,
    "contribution": style_contribution,
    "correspondence": style_correspondence,
    "difference": style_difference,
    "elevation": style_elevation,
    "error": style_error,
    "expected_error": style_error,
    "footprint": style_outlines,
    "footprints": style_roles,
    "incidence": style_incidence,
    "mask": style_mask,
    "orthoimage": style_orthoimage,
    "pairs": style_pairs,
    "patch_quality": style_patch_quality,
    "patches": style_patches,
    "slant": style_elevation,
    "truth": style_elevation,
    "view_mask": style_view_mask,
    "visibility": style_mask,
    "zones": style_zones,
}


def _pseudocolor(layer: QgsRasterLayer, band: int, low: float, high: float, colors: tuple[str, ...], unit: str) -> None:
    ramp = colours.color_ramp(colors)
    function = QgsColorRampShader(
        low, high, ramp, QgsColorRampShader.Type.Interpolated, QgsColorRampShader.ClassificationMode.Continuous
    )
    function.classifyColorRamp(len(colors), -1, QgsRectangle(), None)
    if function.legendSettings() is not None:
        function.legendSettings().setSuffix(unit)
    shader = QgsRasterShader(low, high)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(INPUT, band, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)


def list_legend(layer: QgsMapLayer) -> None:
    """Show the colours of a ramp as a list of values; QGIS writes those beside a continuous ramp in black, also in dark
    themes."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        return
    function = renderer.shader().rasterShaderFunction()
    settings = QgsColorRampLegendNodeSettings(function.legendSettings())
    settings.setUseContinuousLegend(False)
    function.setLegendSettings(settings)
    items = function.colorRampItemList()
    for item in items:
        item.label = item.label.removesuffix(settings.suffix()) + settings.suffix()
    function.setColorRampItemList(items)
    layer.legendChanged.emit()


def _probability(layer: QgsRasterLayer, band: int, stops: tuple[float, ...], colors: tuple[str, ...]) -> None:
    """Colours at uneven values, each of which is in the legend."""
    function = QgsColorRampShader(0.0, 1.0, None, QgsColorRampShader.Type.Interpolated)
    items = [
        QgsColorRampShader.ColorRampItem(stop, QColor(color), f"{stop:g}")
        for stop, color in zip(stops, colors, strict=True)
    ]
    function.setColorRampItemList(items)
    if function.legendSettings() is not None:
        function.legendSettings().setUseContinuousLegend(False)
    shader = QgsRasterShader(0.0, 1.0)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(INPUT, band, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(1.0)
    layer.setRenderer(renderer)
