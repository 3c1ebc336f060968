"""Matchers side by side on a pair whose surface is known."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
)

from ..styles.outputs import style_outputs
from . import parameters as p
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
        matchers = QgsProcessingParameterEnum(
            "MATCHERS", "Matchers", options=list(p.MATCHERS), allowMultiple=True, optional=True, usesStaticStrings=True
        )
        weights = QgsProcessingParameterMultipleLayers(
            "WEIGHTS", "Weights of learned matchers", QgsProcessing.SourceType.TypeFile, optional=True
        )
        device = p.matching()[-1]
        self.add(
            *p.images(),
            p.raster(
                "REFERENCE_DSM",
                "Reference surface model",
                "Heights of the ground with its trees and buildings at the time of the images, best from lidar; any "
                "CRS, heights in metres above the WGS-84 ellipsoid, or above the datum its CRS names. Matches and "
                "elevations are judged by it.",
            ),
            p.with_help(matchers, "Those to compare (optional); without a choice all whose weights are there."),
            p.with_help(
                weights,
                "Weights files (optional), such as Fine-tune matcher writes; each is compared like a matcher of its "
                "own, beside the bundled weights.",
            ),
            device,
            *p.terrain(),
            *(p.advanced(definition) for definition in p.looks()),
            *p.patch_grid(),
            *p.map_grid(),
            p.opposite_sides(),
            p.folder_output(
                "OUTPUT",
                "Comparison",
                "Folder for report, numbers and rasters; new, empty, or that of an earlier run on the same pair.",
            ),
        )
        self.addOutput(QgsProcessingOutputHtml("REPORT", "Report"))
        self.addOutput(QgsProcessingOutputFile("NUMBERS", "Numbers (JSON)"))
        self.addOutput(QgsProcessingOutputNumber("COMPARED", "Number of matchers compared"))

    def problem(self, parameters, context):
        return p.heights_problem(self, parameters, context) or p.overlap_problem(self, parameters, context)

    def processAlgorithm(self, parameters, context, feedback):
        results = super().processAlgorithm(parameters, context, feedback)
        if results:
            folder = Path(results["OUTPUT"])
            style_outputs(
                {str(path): name for name in RASTERS for path in folder.glob(f"*/{name}.tif")}, context, feedback
            )
        return results
