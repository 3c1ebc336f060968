"""Fetch the weights of the matcher roma."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from . import parameters as p
from .base import EngineAlgorithm

ROMA = "https://github.com/Parskatt/storage/releases/download/roma/roma_outdoor.pth"
DINOV2 = "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitl14/dinov2_vitl14_pretrain.pth"


class DownloadWeights(EngineAlgorithm):
    """The two checkpoints of RoMa's authors become one weights file."""

    JOB = "downloadweights"
    TITLE = "Download weights of RoMa"
    BRIEF = "Fetches the weights of the optional matcher roma from its authors."
    GROUP = "training"
    TAGS = ("roma", "weights", "dinov2", "deep learning", "download")
    PAGE = "roma.md"
    SUMMARY = """
Fetches the two checkpoints that the matcher roma needs (together 1.7 GB) from where their authors publish them, when
you run this and never otherwise, and makes one weights file of them for Match patches and Elevation from a stereo
pair. A download that was cut goes on where it stopped when this is run again.

The weights are not part of this plugin. RoMa's are under the <a
href="https://github.com/Parskatt/RoMa/blob/main/LICENSE">MIT licence</a>, DINOv2's under the <a
href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE">Apache License 2.0</a>.

RoMa was trained on photographs. How well it matches SAR images with these weights has not been measured here; the
bundled matcher compact was made for them, and takes a hundredth of the time.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.with_help(
                QgsProcessingParameterBoolean("ACCEPT_LICENCE", "I accept the licences of RoMa and DINOv2", False),
                "Without it nothing is fetched: MIT licence for RoMa, Apache License 2.0 for DINOv2.",
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterString("ROMA", "Checkpoint of RoMa", ROMA),
                    "Address, or the full name of a file that you have already.",
                )
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterString("DINOV2", "Checkpoint of DINOv2 ViT-L/14", DINOV2),
                    "Address, or the full name of a file that you have already.",
                )
            ),
            p.word(
                "ROMA_SHA256",
                "SHA-256 of RoMa's checkpoint",
                "Where you know it (optional); a file with another one is refused. Without it the log tells what came.",
            ),
            p.word(
                "DINOV2_SHA256",
                "SHA-256 of DINOv2's checkpoint",
                "Where you know it (optional); a file with another one is refused. Without it the log tells what came.",
            ),
            p.with_help(
                QgsProcessingParameterFileDestination("OUTPUT", "Weights", fileFilter="Weights (*.safetensors)"),
                "The weights file of 1.7 GB. Until it is complete, what has arrived lies in a hidden folder beside it.",
            ),
        )
        self.addOutput(QgsProcessingOutputString("DIGEST", "Digest of the weights"))
