"""Refine the geometry of a matched pair."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class RefineGeometry(EngineAlgorithm):
    """Biases between the two flights are found from the matches and taken out of the images' geometry."""

    JOB = "refinegeometry"
    TITLE = "Refine geometry"
    BRIEF = "Finds biases between the two flights from matches, elevations and control points, and removes them."
    GROUP = "steps"
    TAGS = ("tie points", "bundle adjustment", "bias", "ground control points", "gcp", "track", "navigation", "timing")
    STYLES = {"OUTPUT": "correspondence"}  # noqa: RUF012
    PAGE = "refinement.md"
    SUMMARY = """
Optional step between matching and triangulation. Finds biases of slant range and azimuth time and slow changes of the
two flight tracks from some thousand matches, and from an elevation model and ground control points where there are
some. The matches stay as they are: the output holds them between images with a corrected geometry, which are written
beside it (their pixels are not copied), and goes into Triangulate.

Matches alone show only how far the images disagree across the curves on which height moves them. How high the scene
lies as a whole they do not show: the report says what was observed, and how far heights may still be off together.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputFile("REFERENCE", "Refined reference image"))
        self.addOutput(QgsProcessingOutputFile("SECONDARY", "Refined secondary image"))
        for name, title in (
            ("ACROSS_BEFORE", "Distance of the matches from the epipolar curves, before [px]"),
            ("ACROSS_AFTER", "The same after the refinement [px]"),
            ("HEIGHT_SIGMA", "What all heights are off by together, 1 sigma [m]"),
            ("HEIGHT_CHANGE", "Change of the height at the scene's centre [m]"),
            ("CONTROL_POINTS_USED", "Control points used"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
