"""Two images in, elevation and error out."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputNumber, QgsProcessingOutputString

from . import parameters as p
from .base import EngineAlgorithm
from .checkpair import PAIR_GEOMETRY


class StereoDsm(EngineAlgorithm):
    """All steps at once."""

    JOB = "stereodsm"
    TITLE = "Elevation from a stereo pair"
    BRIEF = "Two SAR images in, elevation with its expected error out."
    GROUP = "onestep"
    TAGS = ("elevation", "dem", "dsm", "error map", "sicd")
    STYLES = p.ELEVATION_STYLES
    FIGURE = "stereo.svg"
    LAYER_GROUP = "SAR elevation: {}"
    NAMED_AFTER = "REFERENCE"
    SUMMARY = """
Makes an elevation raster and an error raster from two airborne SAR images of the same ground, taken from two flight
tracks. Checks the pair, cuts it into patches, matches them and triangulates the matches: the same as the single
steps in a row.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            *p.images(),
            *p.terrain(),
            *p.matching(),
            *(p.advanced(definition) for definition in p.looks()),
            *p.patch_grid(),
            *p.map_grid(),
            p.opposite_sides(),
            p.advanced(
                p.choice(
                    "REFINE",
                    "Refine geometry",
                    "Biases between the two flights are found from the matches, and from the elevation model where one "
                    "is given, and removed. auto: where the matches or the elevation model show that the geometry is "
                    "off; yes: always; no: never.",
                    ("auto", "yes", "no"),
                )
            ),
            *p.void_handling(),
            p.smoothing(),
            *p.navigation_errors(),
            p.vertical_datum(),
            *p.elevation_outputs(),
            *p.void_outputs(),
            p.report("What was done with which parameters, and how good the result is."),
        )
        for name, title in (
            *PAIR_GEOMETRY,
            ("PATCHES", "Number of patches"),
            ("MATCHED_SHARE", "Share of pixels with a match (0..1)"),
            ("MEASURED_SHARE", "Share of cells with a height (0..1)"),
            ("MEDIAN_SIGMA", "Median expected error of matching, 1 sigma [m]"),
            ("CORRELATED_SIGMA", "Expected error of the navigation in the error raster, 1 sigma [m]"),
            ("HEIGHT_SIGMA", "What all heights are off by together, 1 sigma [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("ERROR_BUDGET", "What the error raster holds"))
        self.addOutput(QgsProcessingOutputBoolean("REFINED", "Whether the geometry was refined"))

    def problem(self, parameters, context):
        return p.heights_problem(self, parameters, context) or p.overlap_problem(self, parameters, context)
