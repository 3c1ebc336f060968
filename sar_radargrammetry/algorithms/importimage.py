"""Import a SAR product."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterVectorDestination,
)

from ..translation import tr
from . import parameters as p
from .base import EngineAlgorithm
from .values import is_absent


class ImportImage(EngineAlgorithm):
    """A SAR product becomes a slant-range amplitude raster with its geometry beside it."""

    JOB = "importimage"
    TITLE = "Import SAR image"
    BRIEF = "Turns a SAR product into a slant-range amplitude image with its imaging geometry beside it."
    GROUP = "images"
    TAGS = ("sicd", "nitf", "slant range", "multilook")
    STYLES = {"OUTPUT": "amplitude", "FOOTPRINT": "footprint"}  # noqa: RUF012
    PAGE = "formats.md"
    LAYER_GROUP = "SAR image: {}"
    NAMED_AFTER = "INPUT"
    SUMMARY = """
Reads a SAR product (SICD, NISAR-like RSLC, UAVSAR) and writes its amplitude as a raster in slant range: rows are
azimuth lines, columns are range samples, there is no CRS. The imaging geometry is written beside it as
<i>name</i>.sargeom.json; keep both together.

The image is not projected to the ground, so that no interpolation blurs its texture before matching.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.with_help(
                QgsProcessingParameterFile("INPUT", "SAR product"),
                "A SICD file (NITF) of any pixel type and grid, strip-map or spotlight; an RSLC file (HDF5) in the "
                "layout of NISAR; a UAVSAR annotation (.ann); or an image with its .sargeom.json beside it.",
            ),
            *p.looks(),
            p.word(
                "FREQUENCY",
                "Frequency band",
                "Which band of a product that holds two, A or B (optional).",
            ),
            p.word(
                "POLARISATION",
                "Polarisation",
                "Which image of a product that holds several, such as HH or VV (optional).",
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterExtent("EXTENT", "Part of the map to import", optional=True),
                    "Only what the image shows of this rectangle, at the scene's reference height, is imported "
                    "(optional). Heights move things in slant range: leave room around what you need.",
                )
            ),
            p.word(
                "WINDOW",
                "Part of the image to import",
                "Instead of a part of the map, a window in pixels of the product: first line, first sample, lines, "
                "samples, such as 1000,0,4096,2048 (optional).",
            ),
            p.raster_output("OUTPUT", "Slant-range image", "Amplitude, 32 bit floating point."),
            p.with_help(
                QgsProcessingParameterVectorDestination(
                    "FOOTPRINT",
                    "Footprint",
                    QgsProcessing.SourceType.TypeVectorPolygon,
                    optional=True,
                    createByDefault=False,
                ),
                "The imported image's outline on the ground at the reference height, with what is known about it as "
                "attributes: shows on the map where the image lies (optional).",
            ),
        )
        for name, title in (
            ("LINES", "Azimuth lines"),
            ("SAMPLES", "Range samples"),
            ("INCIDENCE_ANGLE", "Incidence angle at the image centre [degrees]"),
            ("RANGE_SPACING", "Slant-range spacing [m]"),
            ("AZIMUTH_SPACING", "Azimuth spacing [m]"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("LOOK_SIDE", "Look side"))

    def problem(self, parameters, context):
        if is_absent(parameters.get("EXTENT")) or is_absent(parameters.get("WINDOW")):
            return ""
        return tr("Both a part of the map and a part of the image are given; leave one of the two empty.")
