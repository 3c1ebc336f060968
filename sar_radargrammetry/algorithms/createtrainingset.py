"""A training set from two images and a reference surface model."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from . import parameters as p
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
        self.add(
            *p.images(),
            p.raster(
                "REFERENCE_DSM",
                "Reference surface model",
                "Heights of the ground with its trees and buildings at the time of the images, best from lidar; any "
                "CRS, heights in metres above the WGS-84 ellipsoid, or above the datum its CRS names.",
            ),
            p.whole_number(
                "PATCH_SIZE",
                "Patch size [px]",
                "Side of the square windows of the reference image that become samples.",
                448,
                minValue=64,
                maxValue=4096,
            ),
            p.number(
                "VALIDATION_SHARE",
                "Share to validate on",
                "Share of the samples, 0 to 1, that training never sees and that tell how good it is.",
                0.2,
                minValue=0.01,
                maxValue=0.99,
            ),
            p.advanced(
                p.whole_number("SEED", "Seed", "Another number divides the ground in another way.", 1, minValue=0)
            ),
            p.folder_output(
                "OUTPUT",
                "Training set",
                "Folder for the samples, their manifest and previews; new, empty, or that of an unfinished run.",
            ),
        )
        for name, title in (
            ("TRAINING_SAMPLES", "Samples to train on"),
            ("VALIDATION_SAMPLES", "Samples to validate on"),
            ("SEEN_SHARE", "Share of pixels with a match that both views see (0..1)"),
            ("INTERSECTION_ANGLE", "Intersection angle [degrees]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
