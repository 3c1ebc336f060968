"""Compare an elevation model with a reference."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from . import parameters as p
from .base import EngineAlgorithm


class Evaluate(EngineAlgorithm):
    """Difference raster, statistics, report."""

    JOB = "evaluate"
    TITLE = "Evaluate elevation"
    GROUP = "quality"
    TAGS = ("accuracy", "difference", "nmad", "rmse", "validation")
    STYLES = {"DIFFERENCE": "difference"}  # noqa: RUF012
    SUMMARY = """
Subtracts a reference surface model from an elevation raster and sums the differences up: bias, NMAD (robust spread),
RMSE, LE90, completeness, and the share of points below error thresholds.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.raster("ELEVATION", "Elevation", "The elevation raster to be judged."),
            p.raster(
                "REFERENCE_DSM",
                "Reference surface model",
                "A better elevation model of the same ground, surfaces included; it is resampled to the grid of the "
                "elevation raster.",
            ),
            p.raster(
                "ERROR",
                "Error",
                "The error raster that came with the elevation (optional): then the report also says whether the "
                "expected errors are true.",
                optional=True,
            ),
            p.raster_output("DIFFERENCE", "Difference", "Elevation minus reference, in metres."),
            p.report("Statistics, difference map and the curve of the share of points below an error threshold."),
            p.file_output(
                "STATISTICS", "Statistics", "The statistics for other programs.", "JSON files (*.json)", False
            ),
        )
        for name, title in (
            ("BIAS", "Median difference [m]"),
            ("NMAD", "Normalised median absolute deviation [m]"),
            ("RMSE", "Root mean square difference [m]"),
            ("LE90", "90 % of the absolute differences are below [m]"),
            ("COMPLETENESS", "Share of the reference's cells with a height (0..1)"),
            ("UNDER_1M", "Share of differences below 1 m (0..1)"),
            ("UNDER_2M", "Share of differences below 2 m (0..1)"),
            ("UNDER_5M", "Share of differences below 5 m (0..1)"),
            ("UNDER_10M", "Share of differences below 10 m (0..1)"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
