"""Two images in, elevation and error out."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputNumber, QgsProcessingOutputString

from .base import ELEVATION_STYLES, EngineAlgorithm
from .checkpair import PAIR_GEOMETRY
from .titles import pair_name


class StereoDsm(EngineAlgorithm):
    """All steps at once."""

    TITLE = "Elevation from a stereo pair"
    BRIEF = "Computes elevation and its expected error from two SAR images."
    GROUP = "onestep"
    TAGS = ("elevation", "height", "dem", "dsm", "error map", "sicd", "point cloud", "geocode")
    STYLES = {**ELEVATION_STYLES, "PATCH_QUALITY": "patch_quality", "CORRESPONDENCE": "correspondence"}  # noqa: RUF012
    FIGURE = "stereo.svg"
    LAYER_GROUP = "SAR elevation: {}"
    SUMMARY = """
Computes an elevation raster and an error raster from two airborne SAR images of the same ground, taken from two
flight tracks. Checks the pair, divides it into patches, matches them and triangulates the matches, like the single
steps in sequence.
"""

    def group_name(self, given):
        return pair_name(*(self.title_of(given[role]) for role in ("reference", "secondary")), given["matcher"])

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            *PAIR_GEOMETRY,
            ("PATCHES", "Number of patches"),
            ("MATCHED_SHARE", "Share of pixels with a match (0..1)"),
            ("MEASURED_SHARE", "Share of cells with a height (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error of matching, 1 sigma [m]"),
            ("CORRELATED_SIGMA", "Expected error of the navigation in the error raster, 1 sigma [m]"),
            ("CORRELATION_LENGTH", "Correlation length of the errors [m]"),
            ("HEIGHT_SIGMA", "Common error of all heights, 1 sigma [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("ERROR_BUDGET", "Content of the error raster"))
        self.addOutput(QgsProcessingOutputBoolean("REFINED", "Whether the geometry was refined"))
