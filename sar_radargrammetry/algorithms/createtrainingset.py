"""A training set from two images and a reference surface model."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm


class CreateTrainingSet(EngineAlgorithm):
    """Patch pairs with their true matches."""

    JOB = "createtrainingset"
    TITLE = "Create training set"
    BRIEF = "Makes patch pairs with their true matches from a pair and a surface model."
    GROUP = "training"
    TAGS = ("training", "deep learning", "ground truth", "dsm", "lidar")
    PAGE = "training.md"
    SUMMARY = """
Cuts two images of ground whose surface is known into patch pairs, and writes with each the true match of every pixel
and whether it lies in layover, in shadow, or is hidden from the other view. A matcher learns from such pairs.

Training and validation are kept apart on the ground: no place that validates is ever seen in training. A run that was
cancelled goes on from its finished patches when it is started again with the same parameters. The folder also holds
pictures of some samples: look at them, a wrong surface model or track shows at once.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("TRAINING_SAMPLES", "Samples to train on"),
            ("VALIDATION_SAMPLES", "Samples to validate on"),
            ("SEEN_SHARE", "Share of pixels with a match that both views see (0..1)"),
            ("INTERSECTION_ANGLE", "Intersection angle [degrees]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
