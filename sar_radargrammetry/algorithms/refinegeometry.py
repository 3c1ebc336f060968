"""Refine the geometry of a matched pair."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class RefineGeometry(EngineAlgorithm):
    """Biases between the two flights are found from the matches and taken out of the images' geometry."""

    TITLE = "Refine geometry"
    BRIEF = "Estimates biases between the two flights from matches, elevations and control points, and removes them."
    GROUP = "steps"
    STEP = 3
    TAGS = ("tie points", "bundle adjustment", "bias", "ground control points", "gcp", "track", "navigation", "timing")
    STYLES = {"OUTPUT": "correspondence"}  # noqa: RUF012
    PAGE = "refinement.md"
    LAYER_GROUP = "SAR matches: {}"
    NAMED_AFTER = BESIDE = "CORRESPONDENCE"
    SUMMARY = """
Optional step between matching and triangulation. Estimates biases of slant range and azimuth time and slow changes of
the two flight tracks from several thousand matches, and optionally from an elevation model and ground control points.
The matches do not change. The output refers to images with a corrected geometry in the same folder (their pixels are
not copied). Use it as the input of Triangulate.

Matches alone determine only errors across the epipolar curves, not the common height of the scene. The report states
which quantities were observed, and the remaining common error of all heights.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputFile("REFERENCE", "Refined reference image"))
        self.addOutput(QgsProcessingOutputFile("SECONDARY", "Refined secondary image"))
        for name, title in (
            ("ACROSS_BEFORE", "Distance of the matches from the epipolar curves, before [px]"),
            ("ACROSS_AFTER", "The same after the refinement [px]"),
            ("HEIGHT_SIGMA", "Common error of all heights, 1 sigma [m]"),
            ("HEIGHT_CHANGE", "Change of the height at the scene's centre [m]"),
            ("CONTROL_POINTS_USED", "Control points used"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
