"""Matchers side by side on a pair whose surface is known."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
)

from ..styles.outputs import style_outputs
from .base import EngineAlgorithm

RASTERS = ("elevation", "error", "difference", "mask")


class CompareMatchers(EngineAlgorithm):
    """The whole experiment: every matcher, every figure."""

    JOB = "comparematchers"
    TITLE = "Compare matchers"
    BRIEF = "Runs every matcher on one pair whose surface is known and puts the results side by side."
    GROUP = "quality"
    TAGS = ("experiment", "accuracy", "comparison", "pck", "error map", "poc")
    PAGE = "experiment.md"
    SUMMARY = """
Makes an elevation with each matcher from the same pair, the same patches and the same heights, and judges all by a
reference surface model: elevation and error maps side by side, the share of matches within 1, 3, 5 and 10 pixels, the
share of points below 1, 2, 5 and 10 metres of error, coverage, and time. Give weights that you have fine-tuned to see
them beside the bundled ones.

The folder gets one report, the numbers for other programs (comparison.json), and the rasters of each matcher. A run
that was cancelled goes on where it stopped; matchers that are finished are not run again, so that further weights can
be added later.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputHtml("REPORT", "Report"))
        self.addOutput(QgsProcessingOutputFile("NUMBERS", "Numbers (JSON)"))
        self.addOutput(QgsProcessingOutputNumber("COMPARED", "Number of matchers compared"))

    def processAlgorithm(self, parameters, context, feedback):
        results = super().processAlgorithm(parameters, context, feedback)
        if results:
            folder = Path(results["OUTPUT"])
            style_outputs(
                {str(path): name for name in RASTERS for path in folder.glob(f"*/{name}.tif")}, context, feedback
            )
        return results
