"""Compare an elevation model with a reference, with check points, or with both."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from .base import EngineAlgorithm


class Evaluate(EngineAlgorithm):
    """Difference raster, statistics, report."""

    TITLE = "Evaluate elevation"
    BRIEF = "Compares an elevation with a reference surface model or check points, and explains the numbers."
    GROUP = "quality"
    TAGS = (
        "accuracy", "height", "difference", "nmad", "rmse", "le90", "validation", "check points", "gcp",
        "coregistration", "nuth", "geoid", "vertical datum",
    )  # fmt: skip
    STYLES = {"DIFFERENCE": "difference", "CHECKED_POINTS": "checked_points"}  # noqa: RUF012
    PAGE = "evaluation.md"
    LAYER_GROUP = "SAR evaluation: {}"
    NAMED_AFTER = BESIDE = "ELEVATION"  # a difference belongs to the elevation that was judged
    SUMMARY = """
Subtracts a reference surface model, or the heights of check points, from an elevation raster and computes statistics
of the differences: bias, NMAD (robust spread), RMSE, LE90, completeness, and the share of points below error
thresholds; also by slope, by predicted error, and by reason in the mask. With the error raster it states whether the
predicted errors are right on average, and whether they tell good places from bad. The report explains the numbers.

Heights with different vertical datums are not compared. If a file does not state its vertical datum, set it in the
advanced parameters.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
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
            ("WITHIN_1_SIGMA", "Share of differences within one predicted sigma (0..1)"),
            ("WITHIN_2_SIGMA", "Share of differences within two predicted sigma (0..1)"),
            ("RANK_CORRELATION", "Rank correlation of absolute difference and predicted sigma"),
            ("AUSE", "Area under the sparsification error (0: ranked as the errors, 1: at random)"),
            ("CORRELATION_LENGTH", "Correlation length of the errors [m]"),
            ("SIGMA_OF_MEAN_1HA", "Standard error of a mean over 100 m x 100 m [m]"),
            ("SHIFT_EAST", "Removed shift of the elevation, east [m]"),
            ("SHIFT_NORTH", "Removed shift of the elevation, north [m]"),
            ("SHIFT_UP", "Removed shift of the elevation, up [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("VERDICT", "Verdict"))
