"""Cut a pair into patches."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm
from .checkpair import PAIR_GEOMETRY


class CreatePatches(EngineAlgorithm):
    """Windows of the reference image, each with the window of the secondary image that holds its match."""

    JOB = "createpatches"
    TITLE = "Create patches"
    BRIEF = "Cuts a pair into overlapping windows and finds where each must lie in the other image."
    GROUP = "steps"
    TAGS = ("tiles", "windows", "footprints")
    STYLES = {"OUTPUT": "patches"}  # noqa: RUF012
    FIGURE = "patches.svg"
    SUMMARY = """
First of three steps. Cuts the reference image into overlapping square windows, and finds for each the window of the
secondary image that surely contains its match, from the geometry and the range of heights. The footprints on the
ground are a layer that can be looked at, and thinned out: deleted patches are not matched.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (*PAIR_GEOMETRY, ("PATCHES", "Number of patches")):
            self.addOutput(QgsProcessingOutputNumber(name, title))
