"""Check whether two images are a stereo pair worth matching."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from .base import EngineAlgorithm
from .titles import pair_name

PAIR_GEOMETRY = (
    ("INTERSECTION_ANGLE", "Intersection angle at the scene centre [degrees]"),
    ("HEIGHT_PER_PIXEL", "Height change that moves the match by one pixel [m]"),
    ("EXPECTED_SIGMA", "Expected height error for half a pixel of matching error, 1 sigma [m]"),
)
PAIR_NUMBERS = (*PAIR_GEOMETRY, ("OVERLAP", "Share of the reference image that the secondary image covers (0..1)"))
PAIR_EFFORT = (
    ("EXPECTED_SECONDS", "Expected time from the pair to elevation on this processor [s]"),
    ("EXPECTED_MEMORY", "Expected memory of that [bytes]"),
)


class CheckPair(EngineAlgorithm):
    """What accuracy the geometry of a pair promises, before an hour of matching."""

    TITLE = "Check stereo pair"
    BRIEF = "Computes the expected accuracy of a pair from its geometry, before matching."
    GROUP = "pair"
    TAGS = ("geometry", "baseline", "intersection angle")
    STYLES = {"FOOTPRINTS": "footprints"}  # noqa: RUF012
    FIGURE = "stereo.svg"
    LAYER_GROUP = "SAR pair: {}"
    SUMMARY = """
Computes intersection angle, height per pixel, expected error and overlap on the ground from the imaging geometry. If
a pair is unsuitable, the verdict states why.
"""

    def group_name(self, given):
        return pair_name(*(self.title_of(given[role]) for role in ("reference", "secondary")))

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (*PAIR_NUMBERS, *PAIR_EFFORT):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputBoolean("SUITABLE", "Whether the pair is worth matching"))
        self.addOutput(QgsProcessingOutputString("VERDICT", "What the pair can deliver, or why it cannot"))
