"""Simulate a stereo pair with known truth."""

from __future__ import annotations

from ..translation import tr
from .base import EngineAlgorithm
from .titles import is_temporary


class SimulatePair(EngineAlgorithm):
    """Two images of a terrain as two flights would see it, and the terrain itself."""

    TITLE = "Simulate stereo pair"
    BRIEF = "Simulates two SAR images of a terrain, with the true surface."
    GROUP = "simulation"
    TAGS = ("synthetic", "layover", "shadow", "speckle", "truth")
    STYLES = {"REFERENCE": "amplitude", "SECONDARY": "amplitude", "TRUTH": "truth"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR pair: {}"
    NAMED_AFTER = "REFERENCE"
    SUMMARY = """
Simulates a pair of slant-range images from an elevation model or a simulated terrain, with layover, shadow, speckle,
and texture that partly differs between the two views. It also writes the true surface. Use it to plan a flight, to
try parameters, and to test matchers.

For a SICD product instead of an imported image, use a file name that ends in .nitf.
"""

    def group_name(self, given):
        return tr("simulated") if is_temporary(given["reference"]) else super().group_name(given)
