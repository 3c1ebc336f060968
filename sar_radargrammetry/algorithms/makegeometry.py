"""Give the image of an in-house processor its geometry."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class MakeGeometry(EngineAlgorithm):
    """A raster in slant range and a flight track become an imported image."""

    TITLE = "Make SAR image from raster and track"
    BRIEF = "Combines the raster of your own processor with its flight track and timing, so that it can be matched."
    GROUP = "images"
    TAGS = ("track", "trajectory", "csv", "slant range", "sargeom", "sidecar", "processor")
    STYLES = {"OUTPUT": "amplitude"}  # noqa: RUF012
    PAGE = "formats.md"
    LAYER_GROUP = "SAR image: {}"
    NAMED_AFTER = "INPUT"
    SUMMARY = """
Use it for images whose format is not supported. It needs a raster in slant range (rows are azimuth lines, columns are
range samples, zero-Doppler), the flight track as a table, and a few numbers from the processor's log. Like the import
of a product, it writes an amplitude raster and its geometry as <i>name</i>.sargeom.json.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("LINES", "Azimuth lines"),
            ("SAMPLES", "Range samples"),
            ("INCIDENCE_ANGLE", "Incidence angle at the image centre [degrees]"),
            ("AZIMUTH_SPACING", "Azimuth spacing [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
