"""Import a SAR product."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from .base import EngineAlgorithm


class ImportImage(EngineAlgorithm):
    """A SAR product becomes a slant-range amplitude raster with its geometry beside it."""

    TITLE = "Import SAR image"
    BRIEF = "Converts a SAR product to a slant-range amplitude image with its imaging geometry."
    GROUP = "images"
    TAGS = ("sicd", "nitf", "slant range", "multilook", "sentinel")
    STYLES = {"OUTPUT": "amplitude", "FOOTPRINT": "footprint"}  # noqa: RUF012
    PAGE = "formats.md"
    LAYER_GROUP = "SAR image: {}"
    NAMED_AFTER = "INPUT"
    SUMMARY = """
Reads a SAR product and writes its amplitude as a raster in slant range: rows are
azimuth lines, columns are range samples, there is no CRS. The imaging geometry is written beside it as
<i>name</i>.sargeom.json; keep both together.

The image is not projected to the ground, because interpolation would blur its texture before matching.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("LINES", "Azimuth lines"),
            ("SAMPLES", "Range samples"),
            ("INCIDENCE_ANGLE", "Incidence angle at the image centre [degrees]"),
            ("RANGE_SPACING", "Slant-range spacing [m]"),
            ("AZIMUTH_SPACING", "Azimuth spacing [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("LOOK_SIDE", "Look side"))
