"""Turn correspondences into elevation."""

from __future__ import annotations

from pathlib import Path

from osgeo import gdal
from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString

from ..engine.record import record_of
from .base import ELEVATION_STYLES, EngineAlgorithm
from .titles import pair_name


class Triangulate(EngineAlgorithm):
    """Every match becomes a point on the ground; the points become elevation and error rasters."""

    TITLE = "Triangulate"
    BRIEF = "Intersects the lines of sight of every match and grids the points to elevation and error rasters."
    GROUP = "steps"
    STEP = 4
    TAGS = ("elevation", "height", "dem", "dsm", "error map", "point cloud", "geocode")
    STYLES = ELEVATION_STYLES
    FIGURE = "stereo.svg"
    LAYER_GROUP = "SAR elevation: {}"
    SUMMARY = """
Third of three steps. Intersects the range circles and Doppler cones of the two antennas for every match, by weighted
least squares with the covariance of the match, and grids the points to elevation and expected error. A mask
contains the reason for each cell with or without a height.
"""

    def group_name(self, given):
        return self._matched_pair(given["correspondence"])

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputNumber("MEASURED_SHARE", "Share of cells with a height (0..1)"))
        self.addOutput(QgsProcessingOutputNumber("MEDIAN_SIGMA", "Median expected error of matching, 1 sigma [m]"))
        self.addOutput(QgsProcessingOutputNumber("CORRELATED_SIGMA", "Expected error of the navigation, 1 sigma [m]"))
        self.addOutput(QgsProcessingOutputNumber("CORRELATION_LENGTH", "Correlation length of the errors [m]"))
        self.addOutput(QgsProcessingOutputString("ERROR_BUDGET", "Content of the error raster"))

    def _matched_pair(self, correspondence: str) -> str:
        """Names of the images and the matcher that a raster of matches remembers; without them that of the raster."""
        try:
            about = record_of(gdal.Open(correspondence))
            images = (Path(correspondence).parent / about[role] for role in ("reference", "secondary"))
            return pair_name(*map(self.title_of, images), about["matcher"])
        except (AttributeError, KeyError, RuntimeError, TypeError, ValueError):
            return self.title_of(correspondence)
