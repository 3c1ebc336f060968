"""A matcher trained further on the user's own data."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class FineTune(EngineAlgorithm):
    """Weights that fit a sensor and a landscape better."""

    JOB = "finetune"
    TITLE = "Fine-tune matcher"
    BRIEF = "Trains a matcher further on your own data and writes its new weights."
    GROUP = "training"
    TAGS = ("training", "deep learning", "fine-tuning", "weights")
    PAGE = "training.md"
    SUMMARY = """
Trains the matcher further on a training set made from your own images, and writes new weights that Match patches and
Elevation from a stereo pair take. The scores before and after are of samples that training never saw; where they did
not get better, keep the weights you have.

The report shows how it went and how far the matcher's certainty and error can be trusted. Without a graphics card 400
steps take about ten minutes. A run that was cancelled goes on from its last checkpoint when it is started again with
the same parameters.
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
