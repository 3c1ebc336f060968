"""Mean heights and volumes of areas with their standard errors."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class ZonalError(EngineAlgorithm):
    """Errors of means: neighbouring errors are correlated."""

    TITLE = "Mean height and error of areas"
    BRIEF = "Computes mean height and volume of polygons, with standard errors that count correlated errors."
    GROUP = "quality"
    TAGS = (
        "zonal statistics", "volume", "mean", "standard error", "variogram", "correlation length", "change", "polygons",
    )  # fmt: skip
    STYLES = {"OUTPUT": "zones"}  # noqa: RUF012
    PAGE = "evaluation.md"
    LAYER_GROUP = "SAR evaluation: {}"
    NAMED_AFTER = BESIDE = "ELEVATION"
    SUMMARY = """
Averages the heights within each polygon and computes the volume above a base. Errors of neighbouring cells are
correlated, so the standard error of a mean is much larger than that of independent errors. It follows from the errors
of the cells and the distance over which they are correlated; errors of the navigation are the same for the whole area.

The correlation is estimated from the difference from a reference if one is given. Otherwise it is the one that
Triangulate measured and wrote into the error raster. For changes, give the difference of two elevations as elevation,
and as error the root of the sum of their squared errors.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("AREAS", "Number of areas"),
            ("MEASURED_AREAS", "Number of areas with a height"),
            ("CORRELATION_LENGTH", "Correlation length of the errors [m]"),
            ("MEDIAN_SIGMA", "Median standard error of the mean heights, 1 sigma [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
