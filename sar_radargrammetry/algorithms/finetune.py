"""A matcher trained further on the user's own data."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class FineTune(EngineAlgorithm):
    """Weights that fit a sensor and a landscape better."""

    TITLE = "Fine-tune matcher"
    BRIEF = "Trains a matcher on your own data and writes new weights."
    GROUP = "training"
    TAGS = ("training", "deep learning", "fine-tuning", "weights")
    PAGE = "training.md"
    SUMMARY = """
Continues the training of a matcher on a training set made from your own images, and writes new weights for Match
patches and Elevation from a stereo pair. The scores before and after refer to samples that were not used in training.
If they did not improve, keep the previous weights.

The report shows the course of the training and the calibration of certainty and error. Without a graphics card 400
steps take about ten minutes. If you cancel a run, start it again with the same parameters to resume it from its last
checkpoint.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("PCK1_BEFORE", "Share of matches within 1 px before (0..1)"),
            ("PCK1_AFTER", "Share of matches within 1 px after (0..1)"),
            ("PCK3_BEFORE", "Share of matches within 3 px before (0..1)"),
            ("PCK3_AFTER", "Share of matches within 3 px after (0..1)"),
            ("MEDIAN_BEFORE", "Median error before [px]"),
            ("MEDIAN_AFTER", "Median error after [px]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
