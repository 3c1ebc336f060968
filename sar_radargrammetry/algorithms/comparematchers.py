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

    TITLE = "Compare matchers"
    BRIEF = "Runs every matcher on a pair whose surface is known, and compares the results."
    GROUP = "quality"
    TAGS = ("experiment", "accuracy", "comparison", "pck", "error map", "poc")
    PAGE = "experiment.md"
    SUMMARY = """
Computes an elevation with each matcher from the same pair, the same patches and the same heights, and evaluates all
of them against a reference surface model: elevation and error maps, the share of matches within 1, 3, 5 and 10
pixels, the share of points with an error below 1, 2, 5 and 10 m, coverage, and time. Give fine-tuned weights to
compare them with the bundled ones.

The output folder contains a report, the numbers for other programs (comparison.json), and the rasters of each
matcher. If you cancel a run, start it again to resume it. Finished matchers are not run again, so you can add further
weights later.
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
