"""Simulate a stereo pair with known truth."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterBoolean

from . import parameters as p
from .base import EngineAlgorithm

TERRAINS = ("mountains", "hills", "plains", "town", "forest")
LOOK_SIDES = ("right", "left")
PIXEL_TYPES = ("RE32F_IM32F", "RE16I_IM16I", "AMP8I_PHS8I")


class SimulatePair(EngineAlgorithm):
    """Two images of a terrain as two flights would see it, and the terrain itself."""

    JOB = "simulatepair"
    TITLE = "Simulate stereo pair"
    BRIEF = "Makes two SAR images of a terrain and the true surface, to try everything on."
    GROUP = "simulation"
    TAGS = ("synthetic", "layover", "shadow", "speckle", "truth")
    STYLES = {"REFERENCE": "amplitude", "SECONDARY": "amplitude", "TRUTH": "elevation"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR pair: {}"
    NAMED_AFTER = "REFERENCE"
    SUMMARY = """
Renders a pair of slant-range images from an elevation model or from an invented terrain, with layover, shadow,
speckle, and texture that partly differs between the two views; and writes the true surface. Useful to plan a flight,
to try parameters, and to test matchers.

A file name that ends in .nitf gives a SICD product instead of an imported image.
"""

    def initAlgorithm(self, configuration=None):
        self.add(*_scene(), *_flights(), *(p.advanced(definition) for definition in _images()))
        self.add(
            p.raster_output("REFERENCE", "Reference image", "Slant-range image (.tif) or SICD product (.nitf)."),
            p.raster_output("SECONDARY", "Secondary image", "Slant-range image (.tif) or SICD product (.nitf)."),
            p.raster_output("TRUTH", "True surface", "Heights in metres above the WGS-84 ellipsoid."),
        )


def _scene():
    dem_centre = "Left empty, the centre of the elevation model is taken."
    return [
        p.raster(
            "DEM",
            "Elevation model",
            "The ground to be imaged (optional), heights in metres. Left empty, a terrain is invented.",
            optional=True,
        ),
        p.choice("TERRAIN", "Invented terrain", "Kind of terrain where there is no elevation model.", TERRAINS),
        p.number("SIZE", "Size of the scene [m]", "Side of the square of ground that is imaged.", 900, minValue=50),
        p.advanced(
            p.number(
                "LONGITUDE",
                "Longitude of the centre [degrees]",
                f"Centre of the scene (optional). {dem_centre}",
                minValue=-180,
                maxValue=180,
            )
        ),
        p.advanced(
            p.number(
                "LATITUDE",
                "Latitude of the centre [degrees]",
                f"Centre of the scene (optional). {dem_centre}",
                minValue=-90,
                maxValue=90,
            )
        ),
    ]


def _flights():
    look = "Angle from the vertical at the antenna to the centre of the scene."
    return [
        p.number("ALTITUDE", "Flying altitude [m]", "Height of both tracks above the ground.", 6000, minValue=100),
        p.number("REFERENCE_LOOK", "Look angle of the reference [degrees]", look, 35, minValue=5, maxValue=80),
        p.number("SECONDARY_LOOK", "Look angle of the secondary [degrees]", look, 50, minValue=5, maxValue=80),
        p.number(
            "HEADING",
            "Heading [degrees]",
            "Flight direction of the reference track, clockwise from north.",
            65,
            minValue=-360,
            maxValue=360,
        ),
        p.number(
            "CROSSING",
            "Crossing angle [degrees]",
            "Angle by which the secondary track is turned, clockwise.",
            0,
            minValue=-180,
            maxValue=180,
        ),
        p.choice("LOOK_SIDE", "Look side", "Side of its track that the reference image looks to.", LOOK_SIDES),
        p.advanced(
            p.with_help(
                QgsProcessingParameterBoolean("OPPOSITE_SIDES", "Look from opposite sides", False),
                "The secondary image looks to the other side of its track, as from the other side of the valley.",
            )
        ),
    ]


def _images():
    return [
        p.number("RANGE_SPACING", "Slant-range spacing [m]", "Distance of range samples.", 0.5, minValue=0.01),
        p.number("AZIMUTH_SPACING", "Azimuth spacing [m]", "Distance of image lines.", 0.5, minValue=0.01),
        p.number(
            "DECORRELATION",
            "Decorrelation",
            "Share of the texture's variance that the two views do not share, 0 to 1.",
            0.3,
            minValue=0,
            maxValue=1,
        ),
        p.number("NOISE", "Noise [dB]", "Thermal noise as beta nought; the ground is around -10 dB.", -28.0),
        p.choice("PIXEL_TYPE", "Pixel type of products", "How a SICD product (.nitf) stores its pixels.", PIXEL_TYPES),
        p.whole_number("SEED", "Seed", "Another number gives another terrain and other speckle.", 1, minValue=0),
    ]
