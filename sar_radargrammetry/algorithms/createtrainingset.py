"""A training set from two images and a reference surface model."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm


class CreateTrainingSet(EngineAlgorithm):
    """Patch pairs with their true matches."""

    TITLE = "Create training set"
    BRIEF = "Makes patch pairs with their true matches from a pair and a surface model."
    GROUP = "training"
    TAGS = ("training", "deep learning", "ground truth", "dsm", "lidar")
    PAGE = "training.md"
    SUMMARY = """
Divides two images of ground whose surface is known into patch pairs. Each contains the true match of every pixel, and
whether the pixel is in layover, in shadow, or hidden from the other view. Such pairs are used to train a matcher.

Training and validation areas are separate on the ground. If you cancel a run, start it again with the same parameters
to resume it from its finished patches. The folder also contains pictures of some samples. Check them: they show
whether the surface model or a track is wrong.
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
