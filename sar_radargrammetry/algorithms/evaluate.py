"""Compare an elevation model with a reference, with check points, or with both."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
    QgsProcessingParameterVectorLayer,
)

from ..styles.groups import ResultGroup
from ..translation import tr
from . import parameters as p
from .base import EngineAlgorithm
from .values import is_absent


class Evaluate(EngineAlgorithm):
    """Difference raster, statistics, report."""

    JOB = "evaluate"
    TITLE = "Evaluate elevation"
    BRIEF = "Compares an elevation with a reference surface model or check points, and says what the numbers mean."
    GROUP = "quality"
    TAGS = (
        "accuracy", "difference", "nmad", "rmse", "le90", "validation", "check points", "gcp", "coregistration",
        "nuth", "geoid", "vertical datum",
    )  # fmt: skip
    STYLES = {"DIFFERENCE": "difference", "CHECKED_POINTS": "checked_points"}  # noqa: RUF012
    PAGE = "evaluation.md"
    LAYER_GROUP = "SAR evaluation: {}"
    NAMED_AFTER = "ELEVATION"
    SUMMARY = """
Subtracts a reference surface model, or the heights of check points, from an elevation raster and sums the differences
up: bias, NMAD (robust spread), RMSE, LE90, completeness, the share of points below error thresholds; by slope, by
predicted error, and by what the mask says. The report says in words what the numbers mean.

Heights that are not counted from the same surface are not compared: where the files do not say what they are counted
from, say it under the advanced parameters.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.raster("ELEVATION", "Elevation", "The elevation raster to be judged."),
            p.raster(
                "REFERENCE_DSM",
                "Reference surface model",
                "A better elevation model of the same ground, surfaces included; it is resampled to the grid of the "
                "elevation raster. This or check points, or both.",
                optional=True,
            ),
            p.with_help(
                QgsProcessingParameterVectorLayer(
                    "CHECK_POINTS", "Check points", [QgsProcessing.SourceType.TypeVector], optional=True
                ),
                "Places of known height (optional): a layer of points with a field of heights or a third coordinate, "
                "or a CSV file with columns lon, lat, height or x, y, height.",
            ),
            *self._check_points(),
            p.raster(
                "ERROR",
                "Error",
                "The error raster that came with the elevation (optional): then the report also says whether the "
                "expected errors are true.",
                optional=True,
            ),
            p.raster(
                "MASK",
                "Mask",
                "The raster of reasons that came with the elevation (optional): then the report also says why cells "
                "have no height.",
                optional=True,
            ),
            p.advanced(
                p.raster(
                    "CERTAINTY",
                    "Certainty",
                    "The certainty raster that came with the elevation (optional): then the report also says whether "
                    "the expected errors hold for sure and unsure matches alike.",
                    optional=True,
                )
            ),
            p.with_help(
                QgsProcessingParameterBoolean("COREGISTER", "Remove a shift against the reference first", False),
                "Finds by how much the elevation lies beside and above the reference (Nuth and Kaab 2011), reports "
                "it with its uncertainty, and compares without it. Leave it off to judge positions too.",
            ),
            *self._vertical(),
            p.with_help(
                QgsProcessingParameterRasterDestination("DIFFERENCE", "Difference", optional=True),
                "Elevation minus reference surface model, in metres. Skip it where there are check points only.",
            ),
            p.with_help(
                QgsProcessingParameterVectorDestination(
                    "CHECKED_POINTS",
                    "Checked points",
                    QgsProcessing.SourceType.TypeVectorPoint,
                    optional=True,
                    createByDefault=False,
                ),
                "The check points with both heights and their difference, in metres.",
            ),
            p.report("Verdict in words, statistics, difference map, worst and best places, honesty of the errors."),
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
            ("SHIFT_EAST", "Removed shift of the elevation, east [m]"),
            ("SHIFT_NORTH", "Removed shift of the elevation, north [m]"),
            ("SHIFT_UP", "Removed shift of the elevation, up [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("VERDICT", "Verdict"))

    def _check_points(self):
        """How a table of check points is to be read."""
        crs = QgsProcessingParameterCrs("CHECK_POINTS_CRS", "CRS of a table of check points", optional=True)
        field = QgsProcessingParameterString("HEIGHT_FIELD", "Field of the check points' heights", optional=True)
        return (
            p.advanced(p.with_help(crs, "Of the columns x and y of a CSV file; layers have their own.")),
            p.advanced(p.with_help(field, "Needed only where it is not called height, elevation, z or alike.")),
        )

    def _vertical(self):
        """What heights are counted from."""
        text = (
            "auto: what the file states. Else ellipsoid, the code of a vertical datum such as EPSG:5773 (EGM96), or "
            "the path of a raster with the geoid's height above the ellipsoid"
        )
        elevation = QgsProcessingParameterString("ELEVATION_VERTICAL", "Vertical datum of the elevation", "auto")
        reference = QgsProcessingParameterString("REFERENCE_VERTICAL", "Vertical datum of the reference", "auto")
        return (
            p.advanced(p.with_help(elevation, f"{text}.")),
            p.advanced(p.with_help(reference, f"{text}; or same, as the elevation. Holds for check points too.")),
        )

    def layer_group(self, given):
        # A difference belongs to the elevation that was judged.
        return ResultGroup(super().layer_group(given).title, beside=given["elevation"])

    def problem(self, parameters, context):
        surface, points = (not is_absent(parameters.get(name)) for name in ("REFERENCE_DSM", "CHECK_POINTS"))
        if not surface and not points:
            return tr("There is nothing to compare with; give a reference surface model or check points.")
        if not surface and not is_absent(parameters.get("DIFFERENCE")):
            return tr("The difference raster needs a reference surface model; give one, or skip that output.")
        if not points and not is_absent(parameters.get("CHECKED_POINTS")):
            return tr("The layer of checked points needs check points; give some, or skip that output.")
        return ""
