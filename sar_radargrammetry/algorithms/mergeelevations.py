"""Merge the elevations of several pairs."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
)

from .base import EngineAlgorithm


class MergeElevations(EngineAlgorithm):
    """Pairs from other directions see what one pair cannot."""

    TITLE = "Merge elevations"
    BRIEF = "Merges elevations of several pairs, which fill each other's layover and shadow."
    GROUP = "steps"
    STEP = 5
    TAGS = ("fusion", "mosaic", "weighted mean", "layover", "shadow", "fill voids", "chi-square")
    STYLES = {"ELEVATION": "elevation", "ERROR": "error", "CONTRIBUTION": "contribution"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR elevation: merged"
    SUMMARY = """
Merges the elevations of several pairs, for example with other headings or from the opposite side, which fill each
other's layover and shadow. The weight of a height is the inverse square of its error. If heights differ by more than
their errors allow, the majority decides. If only two heights disagree, the one with the smaller error is kept, and
its error is increased to the disagreement.

The log and the report state the offsets between the elevations. They are removed only if you choose so.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("MEASURED_SHARE", "Share of cells with a height (0..1)"),
            ("BEST_SHARE", "Share of cells with a height in the most complete single elevation (0..1)"),
            ("CONTESTED_SHARE", "Share of merged cells whose heights disagree (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error, 1 sigma [m]"),
            ("LARGEST_OFFSET", "Largest offset from the common level [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
