"""What two images will show of an elevation, before anything is flown or matched."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm


class PredictVisibility(EngineAlgorithm):
    """Visibility of both views, intersection angle and expected error as maps."""

    TITLE = "Predict what two images will show"
    BRIEF = "Maps layover, shadow, intersection angle and expected error of two images or planned tracks."
    GROUP = "pair"
    TAGS = ("plan", "planning", "flight", "track", "layover", "shadow", "visibility", "expected error", "dem")
    STYLES = {  # noqa: RUF012
        "VISIBILITY": "visibility",
        "SIGMA": "expected_error",
        "ANGLE": "angle",
        "REFERENCE_MASK": "view_mask",
        "SECONDARY_MASK": "view_mask",
    }
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR plan: {}"
    NAMED_AFTER = "DEM"
    SUMMARY = """
Predicts from an elevation model what two images will show of the ground: where both show it, where one of them has
layover or shadow, at which angle the lines of sight intersect, and which error of the heights a stated matching error
causes. Nothing is matched.

Each view is an image, or the table of a flown or planned track with its look side.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("BOTH_SHARE", "Share of the common ground that is visible in both images (0..1)"),
            ("REFERENCE_SHARE", "Share of the common ground that is visible in the reference (0..1)"),
            ("SECONDARY_SHARE", "Share of the common ground that is visible in the secondary (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error of height, 1 sigma [m]"),
            ("MEDIAN_ANGLE", "Median intersection angle [degrees]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
