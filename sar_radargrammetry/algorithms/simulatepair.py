"""Simulate a stereo pair with known truth."""

from __future__ import annotations

from .base import EngineAlgorithm


class SimulatePair(EngineAlgorithm):
    """Two images of a terrain as two flights would see it, and the terrain itself."""

    JOB = "simulatepair"
    TITLE = "Simulate stereo pair"
    BRIEF = "Makes two SAR images of a terrain and the true surface, to try everything on."
    GROUP = "simulation"
    TAGS = ("synthetic", "layover", "shadow", "speckle", "truth")
    STYLES = {"REFERENCE": "amplitude", "SECONDARY": "amplitude", "TRUTH": "elevation"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR pair: {}"
    NAMED_AFTER = "REFERENCE"
    SUMMARY = """
Renders a pair of slant-range images from an elevation model or from an invented terrain, with layover, shadow,
speckle, and texture that partly differs between the two views; and writes the true surface. Useful to plan a flight,
to try parameters, and to test matchers.

A file name that ends in .nitf gives a SICD product instead of an imported image.
"""
