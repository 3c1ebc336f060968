"""Give the image of an in-house processor its geometry."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from . import parameters as p
from .base import EngineAlgorithm


class MakeGeometry(EngineAlgorithm):
    """A raster in slant range and a flight track become an imported image."""

    JOB = "makegeometry"
    TITLE = "Make SAR image from raster and track"
    BRIEF = "Gives the raster of your own processor its flight track and timing, so that it can be matched."
    GROUP = "images"
    TAGS = ("track", "trajectory", "csv", "slant range", "sargeom", "sidecar", "processor")
    STYLES = {"OUTPUT": "amplitude"}  # noqa: RUF012
    PAGE = "formats.md"
    SUMMARY = """
For images of processors whose format is not read: takes a raster in slant range (rows are azimuth lines, columns are
range samples, zero-Doppler), the flight track as a table, and the few numbers that a processor's log tells, and writes
the same as the import of a product: an amplitude raster and its geometry as <i>name</i>.sargeom.json.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.raster("INPUT", "Image in slant range", "Any raster; its first band, amplitude or complex, is taken."),
            p.with_help(
                QgsProcessingParameterFile("TRACK", "Flight track", fileFilter="Tables (*.csv *.txt *.tsv);;All (*)"),
                "A table with a line of names and the columns time, longitude, latitude, height, or time, x, y, z in "
                "Earth-centred metres (WGS 84). Heights count from the ellipsoid.",
            ),
            _needed("FIRST_LINE_TIME", "Time of the first line [s]", "In the seconds of the track."),
            _needed(
                "LINE_INTERVAL",
                "Time from line to line [s]",
                "The azimuth spacing divided by the speed; negative when lines run against the flight.",
            ),
            _needed(
                "NEAR_RANGE",
                "Near range [m]",
                "Slant range of the first sample's centre.",
                minValue=1e-3,
            ),
            _needed("RANGE_SPACING", "Range spacing [m]", "Slant range from sample to sample.", minValue=1e-6),
            p.with_help(
                QgsProcessingParameterEnum("LOOK_SIDE", "Look side", ["left", "right"], usesStaticStrings=True),
                "Side that the antenna looks to, seen in the direction of flight.",
            ),
            p.number(
                "REFERENCE_HEIGHT",
                "Reference height [m]",
                "A typical height of the scene in metres above the WGS-84 ellipsoid.",
                0.0,
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterBoolean("COLUMNS_ARE_LINES", "Columns are azimuth lines", False),
                    "The raster lies on its side: its rows are range samples and its columns azimuth lines.",
                )
            ),
            p.with_help(
                QgsProcessingParameterString("SENSOR", "Sensor", optional=True),
                "Name of the sensor, for reports (optional).",
            ),
            p.raster_output("OUTPUT", "Slant-range image", "Amplitude, 32 bit floating point."),
        )
        for name, title in (
            ("LINES", "Azimuth lines"),
            ("SAMPLES", "Range samples"),
            ("INCIDENCE_ANGLE", "Incidence angle at the image centre [degrees]"),
            ("AZIMUTH_SPACING", "Azimuth spacing [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))


def _needed(name, title, text, **limits):
    """A number that must be given: no value would be right more often than by chance."""
    return p.with_help(
        QgsProcessingParameterNumber(name, title, QgsProcessingParameterNumber.Type.Double, None, False, **limits), text
    )
