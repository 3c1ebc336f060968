"""Colours of rasters, the same in reports and in QGIS; standard library only."""

from __future__ import annotations

TERRAIN = ("#5d9c7a", "#a9c58a", "#e6dba6", "#d3b083", "#b08a6f", "#cfc3bd", "#f7f7f7")
"""Heights; muted enough that shading multiplied over it stays readable."""
ERROR = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
"""Viridis: even steps to the eye, also in grey and for the colour-blind."""
DIFFERENCE = ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b")
"""Blue too low, red too high."""
COUNT = ("#c7e9b4", "#41b6c4", "#225ea8", "#081d58")
CERTAINTY = (
    "#4d0000",
    "#b30000",
    "#e34a33",
    "#fc8d59",
    "#fdbb84",
    "#fee8c8",
    "#f7f7f7",
    "#c7eae5",
    "#5ab4ac",
    "#01665e",
)
"""Red where a match is probably wrong, green where it is right."""
CERTAINTY_STOPS = (0.0, 0.1, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
"""Certainties of the colours: most are close to 1, and differ by their odds of being wrong."""
