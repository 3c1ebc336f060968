"""Merge the elevations of several pairs."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from . import parameters as p
from .base import EngineAlgorithm


class MergeElevations(EngineAlgorithm):
    """Pairs from other directions see what one pair cannot."""

    JOB = "mergeelevations"
    TITLE = "Merge elevations"
    BRIEF = "Merges elevations of several pairs, which fill each other's layover and shadow."
    GROUP = "steps"
    TAGS = ("fusion", "mosaic", "weighted mean", "layover", "shadow", "fill voids", "chi-square")
    STYLES = {"ELEVATION": "elevation", "ERROR": "error", "CONTRIBUTION": "contribution"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR elevation: merged"
    SUMMARY = """
Merges the elevations of several pairs, such as of other headings or from the opposite side, which fill each other's
layover and shadow. Each height counts by the inverse square of its error. Where heights differ by more than their
errors allow, the majority prevails; of two that disagree the one with the smaller error is kept and its error becomes
as large as the disagreement.

The offsets between the elevations are told in the log and the report, and removed only when you ask for it.
"""

    def initAlgorithm(self, configuration=None):
        order = "in the order of the elevations"
        self.add(
            self._rasters("ELEVATIONS", "Elevations", "Two or more elevation rasters, with one vertical datum."),
            self._rasters("ERRORS", "Errors", f"The error rasters that came with them, {order}."),
            self._rasters(
                "MASKS",
                "Masks",
                f"The rasters of reasons that came with them, {order} (optional): then cells that were not measured, "
                "such as filled ones, do not count.",
                optional=True,
            ),
            p.with_help(
                QgsProcessingParameterBoolean("REMOVE_OFFSETS", "Bring all to their common level first", False),
                "Removes the median offsets between the elevations, as errors of the flight tracks leave them.",
            ),
            p.advanced(
                p.number(
                    "CORRELATION",
                    "Correlation between pairs",
                    "Of the matching's errors of two elevations at the same place, 0 to 0.95. Pairs of other headings "
                    "have about 0.4, because both smooth the same ground; pairs that share an image have more. Errors "
                    "of the navigation (band 3 of the errors, where they have it) are each pair's own.",
                    0.4,
                    minValue=0.0,
                    maxValue=0.95,
                )
            ),
            p.advanced(
                p.number(
                    "CONFIDENCE",
                    "Confidence of the test of agreement",
                    "The share of cells with honest errors that pass. Closer to 1, larger differences are averaged.",
                    0.99,
                    minValue=0.5,
                    maxValue=0.9999,
                )
            ),
            *p.map_grid(),
            *p.elevation_outputs(),
            p.with_help(
                QgsProcessingParameterRasterDestination(
                    "CONTRIBUTION", "Contributing elevations", optional=True, createByDefault=False
                ),
                "How many elevations went into each cell (band 1), and which ones, a bit each (band 2).",
            ),
            p.report("Offsets between the elevations, what they add to each other, and maps."),
        )
        for name, title in (
            ("MEASURED_SHARE", "Share of cells with a height (0..1)"),
            ("BEST_SHARE", "The same of the fullest single elevation (0..1)"),
            ("CONTESTED_SHARE", "Share of merged cells whose heights disagree (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error, 1 sigma [m]"),
            ("LARGEST_OFFSET", "Largest offset from the common level [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def _rasters(self, name, title, text, optional=False):
        kind = QgsProcessing.SourceType.TypeRaster
        definition = QgsProcessingParameterMultipleLayers(name, title, kind, optional=optional)
        if not optional:
            definition.setMinimumNumberInputs(2)
        return p.with_help(definition, text)
