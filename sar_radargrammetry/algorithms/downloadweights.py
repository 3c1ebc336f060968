"""Fetch the weights of the matcher roma."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputString,
)

from .base import EngineAlgorithm


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
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputString("DIGEST", "Digest of the weights"))
