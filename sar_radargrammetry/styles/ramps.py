"""Colour ramps as evenly spaced stops."""

from __future__ import annotations

from qgis.core import QgsGradientColorRamp, QgsGradientStop
from qgis.PyQt.QtGui import QColor

# Muted enough that a hillshade multiplied over it stays readable.
TERRAIN = ("#5d9c7a", "#a9c58a", "#e6dba6", "#d3b083", "#b08a6f", "#cfc3bd", "#f7f7f7")
# Viridis: even steps to the eye, also in grey and for the colour-blind.
ERROR = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
# Blue too low, red too high.
DIFFERENCE = ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b")
COUNT = ("#c7e9b4", "#41b6c4", "#225ea8", "#081d58")
CERTAINTY = ("#fff7ec", "#fdd49e", "#fc8d59", "#b30000", "#4d0000")


def color_ramp(colors: tuple[str, ...]) -> QgsGradientColorRamp:
    """A gradient through evenly spaced `colors`."""
    last = len(colors) - 1
    stops = [QgsGradientStop(i / last, QColor(color)) for i, color in enumerate(colors[1:-1], start=1)]
    return QgsGradientColorRamp(QColor(colors[0]), QColor(colors[-1]), False, stops)
