"""Refine the geometry of a matched pair."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
)

from . import parameters as p
from .base import EngineAlgorithm


class RefineGeometry(EngineAlgorithm):
    """Biases between the two flights are found from the matches and taken out of the images' geometry."""

    JOB = "refinegeometry"
    TITLE = "Refine geometry"
    BRIEF = "Finds biases between the two flights from matches, elevations and control points, and removes them."
    GROUP = "steps"
    TAGS = ("tie points", "bundle adjustment", "bias", "ground control points", "gcp", "track", "navigation", "timing")
    STYLES = {"OUTPUT": "correspondence"}  # noqa: RUF012
    PAGE = "refinement.md"
    SUMMARY = """
Optional step between matching and triangulation. Finds biases of slant range and azimuth time and slow changes of the
two flight tracks from some thousand matches, and from an elevation model and ground control points where there are
some. The matches stay as they are: the output holds them between images with a corrected geometry, which are written
beside it (their pixels are not copied), and goes into Triangulate.

Matches alone show only how far the images disagree across the curves on which height moves them. How high the scene
lies as a whole they do not show: the report says what was observed, and how far heights may still be off together.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.raster("CORRESPONDENCE", "Correspondence", "The raster made by Match patches."),
            p.raster(
                "DEM",
                "Elevation model of the area",
                "An elevation model that heights are compared with (optional), in metres above the WGS-84 ellipsoid or "
                "above the geoid that its CRS names.",
                optional=True,
            ),
            p.advanced(
                p.number(
                    "DEM_SIGMA",
                    "Error of single heights of the elevation model [m]",
                    "One standard deviation, vegetation and changes included. Large deviations are recognised.",
                    3.0,
                    minValue=1e-3,
                )
            ),
            p.advanced(
                p.number(
                    "DEM_BIAS",
                    "Common error of all heights of the elevation model [m]",
                    "One standard deviation of what all heights are off by together.",
                    1.0,
                    minValue=0.0,
                )
            ),
            p.with_help(
                QgsProcessingParameterFile(
                    "CONTROL_POINTS",
                    "Ground control points",
                    fileFilter="Points (*.csv *.gpkg *.geojson *.shp *.txt);;All (*)",
                    optional=True,
                ),
                "A table or layer with longitude, latitude (or x, y) and height in metres above the WGS-84 ellipsoid, "
                "and line and sample in the reference image, first pixel 0 (optional). Points without line and sample "
                "are used as heights. Columns name and sigma [m] are read where they are there.",
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterCrs("CONTROL_CRS", "CRS of the control points", optional=True),
                    "Of their x and y; left empty, the layer's own.",
                )
            ),
            p.advanced(
                p.number(
                    "CONTROL_SIGMA",
                    "Error of the control points [m]",
                    "One standard deviation of each coordinate, where the points do not name their own.",
                    0.2,
                    minValue=1e-3,
                )
            ),
            *p.navigation_errors(),
            p.advanced(
                p.whole_number(
                    "DEGREE",
                    "Highest power of time of the drift",
                    "0: the tracks are off by constants; 1: they also drift; 2 and 3: they also bend.",
                    1,
                    minValue=0,
                    maxValue=3,
                )
            ),
            p.advanced(
                p.whole_number(
                    "TIE_POINTS",
                    "Tie points",
                    "How many matches are used, spread evenly, the most certain ones first.",
                    4000,
                    minValue=100,
                    maxValue=100000,
                )
            ),
            p.raster_output(
                "OUTPUT",
                "Refined correspondence",
                "The same matches between the refined images, <i>name</i>_reference.vrt and <i>name</i>_secondary.vrt, "
                "which are written beside it.",
            ),
            p.report("Residuals before and after, corrections with their sigmas, and what was observable."),
        )
        self.addOutput(QgsProcessingOutputFile("REFERENCE", "Refined reference image"))
        self.addOutput(QgsProcessingOutputFile("SECONDARY", "Refined secondary image"))
        for name, title in (
            ("ACROSS_BEFORE", "Distance of the matches from the epipolar curves, before [px]"),
            ("ACROSS_AFTER", "The same after the refinement [px]"),
            ("HEIGHT_SIGMA", "What all heights are off by together, 1 sigma [m]"),
            ("HEIGHT_CHANGE", "Change of the height at the scene's centre [m]"),
            ("CONTROL_POINTS_USED", "Control points used"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
