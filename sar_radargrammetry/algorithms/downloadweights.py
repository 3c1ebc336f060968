"""Fetch the weights of the matcher roma."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputString,
)

from .base import EngineAlgorithm


class DownloadWeights(EngineAlgorithm):
    """The two checkpoints of RoMa's authors become one weights file."""

    TITLE = "Download weights of RoMa"
    BRIEF = "Downloads the weights of the optional matcher roma from its authors."
    GROUP = "training"
    TAGS = ("roma", "weights", "dinov2", "deep learning", "download")
    PAGE = "roma.md"
    SUMMARY = """
Downloads the two checkpoints that the matcher roma needs (together 1.7 GB) from their authors, and combines them into
one weights file for Match patches and Elevation from a stereo pair. Nothing is downloaded unless you run this
algorithm. If a download is interrupted, run it again to resume it.

The weights are not part of this plugin. RoMa's are under the <a
href="https://github.com/Parskatt/RoMa/blob/main/LICENSE">MIT licence</a>, DINOv2's under the <a
href="https://github.com/facebookresearch/dinov2/blob/main/LICENSE">Apache License 2.0</a>.

RoMa was trained on photographs. Its accuracy on SAR images with these weights was not measured. The bundled matcher
compact was made for SAR images and takes a hundredth of the time.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputString("DIGEST", "Digest of the weights"))
