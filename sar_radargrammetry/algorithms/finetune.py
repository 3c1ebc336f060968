"""A matcher trained further on the user's own data."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from . import parameters as p
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
        self.add(
            p.with_help(
                QgsProcessingParameterFile(
                    "TRAINING_SET", "Training set", behavior=QgsProcessingParameterFile.Behavior.Folder
                ),
                "The folder filled by Create training set.",
            ),
            p.choice("MATCHER", "Matcher", "The matcher to train; poc has nothing to learn.", p.LEARNED),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterFile("WEIGHTS", "Weights to begin with", optional=True),
                    "File with the weights to begin with (optional); without it the ones that come with the plugin. No "
                    "weights of roma come with it: name a file.",
                )
            ),
            p.whole_number(
                "STEPS",
                "Steps",
                "How often the matcher looks at some patches and is corrected. More steps help when there are many "
                "samples; with few it learns them by heart.",
                400,
                minValue=1,
            ),
            p.advanced(
                p.number(
                    "LEARNING_RATE",
                    "Learning rate",
                    "How much a step corrects at most. Left empty, the matcher's own. Take a lower one when training "
                    "gets worse or its loss bursts.",
                    minValue=1e-9,
                    maxValue=1.0,
                )
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterBoolean("FREEZE_ENCODER", "Train the decoder only", False),
                    "Leaves the encoder of roma as it is: less memory and time, and less to forget where samples are "
                    "few. compact has no encoder of its own.",
                )
            ),
            p.advanced(
                p.whole_number("SEED", "Seed", "Another number shows the patches in another order.", 1, minValue=0)
            ),
            p.advanced(
                p.choice(
                    "DEVICE", "Device", "Where to train: auto takes a CUDA graphics card when there is one.", p.DEVICES
                )
            ),
            p.with_help(
                QgsProcessingParameterFileDestination(
                    "OUTPUT", "Trained weights", fileFilter="Weights (*.safetensors)"
                ),
                "The new weights, with what they were trained on and their scores.",
            ),
            p.report("Scores, curves and calibration as an HTML page."),
        )
        for name, title in (
            ("PCK1_BEFORE", "Share of matches within 1 px before (0..1)"),
            ("PCK1_AFTER", "Share of matches within 1 px after (0..1)"),
            ("PCK3_BEFORE", "Share of matches within 3 px before (0..1)"),
            ("PCK3_AFTER", "Share of matches within 3 px after (0..1)"),
            ("MEDIAN_BEFORE", "Median error before [px]"),
            ("MEDIAN_AFTER", "Median error after [px]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
