"""Cut a pair into patches."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm
from .checkpair import PAIR_GEOMETRY
from .titles import pair_name


class CreatePatches(EngineAlgorithm):
    """Windows of the reference image, each with the window of the secondary image that holds its match."""

    TITLE = "Create patches"
    BRIEF = "Divides a pair into overlapping windows and computes the position of each in the other image."
    GROUP = "steps"
    STEP = 1
    TAGS = ("tiles", "windows", "footprints")
    STYLES = {"OUTPUT": "patches"}  # noqa: RUF012
    FIGURE = "patches.svg"
    LAYER_GROUP = "SAR patches: {}"
    SUMMARY = """
First of three steps. Divides the reference image into overlapping square windows. For each it computes the window of
the secondary image that contains its matches, from the geometry and the height range. The footprints on the ground
are a layer. You can delete patches from it; deleted patches are not matched.
"""

    def group_name(self, given):
        return pair_name(*(self.title_of(given[role]) for role in ("reference", "secondary")))

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (*PAIR_GEOMETRY, ("PATCHES", "Number of patches")):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def lasting_files(self, written):
        # Match patches reads the DEM that the patches name.
        return {"DEM": Path(written["OUTPUT"]).with_suffix(".dem")}
