"""Many images in, one elevation and its error out."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputNumber

from .base import EngineAlgorithm


class BlockDsm(EngineAlgorithm):
    """All pairs of a flight campaign at once."""

    TITLE = "Elevation from many images"
    BRIEF = "Computes one elevation and its expected error from many SAR images of an area."
    GROUP = "onestep"
    TAGS = ("elevation", "height", "dem", "dsm", "block", "campaign", "multiple", "fusion", "tie points", "adjustment")
    STYLES = {  # noqa: RUF012
        "ELEVATION": "elevation",
        "ERROR": "error",
        "CONTRIBUTION": "contribution",
        "FOOTPRINTS": "pairs",
    }
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR elevation: many images"
    SUMMARY = """
Computes an elevation raster and an error raster from two or more airborne SAR images of an area. Examines every two
images, matches the pairs within the limits, estimates the errors of all flight tracks together, and merges the
elevations of the pairs. Images with opposite headings fill each other's layover and shadow.

The table and the layer of footprints list all pairs with intersection angle, overlap and expected error, and the
reason why a pair was not matched. They are written before matching. If you cancel a run, start it again to resume it:
pairs that are finished are not matched again.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("IMAGES_USED", "Number of images in matched pairs"),
            ("CANDIDATES", "Number of possible pairs"),
            ("PAIRS_MATCHED", "Number of matched pairs"),
            ("MEASURED_SHARE", "Share of cells with a height (0..1)"),
            ("BEST_SHARE", "Share of cells with a height in the most complete single elevation (0..1)"),
            ("CONTESTED_SHARE", "Share of merged cells whose heights disagree (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error, 1 sigma [m]"),
            ("LARGEST_OFFSET", "Largest offset from the common level [m]"),
            ("LARGEST_CORRECTION", "Largest correction of a flight track [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputBoolean("REFINED", "Whether the tracks were refined together"))
