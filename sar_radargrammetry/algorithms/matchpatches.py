"""Match the patches of a pair."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm


class MatchPatches(EngineAlgorithm):
    """For every reference pixel its place in the secondary image, with certainty and covariance."""

    TITLE = "Match patches"
    BRIEF = "Matches every reference pixel in the secondary image, with certainty and covariance."
    GROUP = "steps"
    STEP = 2
    TAGS = ("correlation", "correspondence", "disparity")
    STYLES = {"OUTPUT": "correspondence", "PATCH_QUALITY": "patch_quality"}  # noqa: RUF012
    FIGURE = "patches.svg"
    LAYER_GROUP = "SAR matches: {}"
    NAMED_AFTER = BESIDE = "PATCHES"
    SUMMARY = """
Second of three steps. Computes the position of every pixel of the reference image in the secondary image, patch by
patch, and blends the patches without seams.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputNumber("MATCHED_SHARE", "Share of pixels with a match (0..1)"))
