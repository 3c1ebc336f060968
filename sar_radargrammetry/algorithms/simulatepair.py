"""Simulate a stereo pair with known truth."""

from __future__ import annotations

from . import parameters as p
from .base import EngineAlgorithm

TERRAINS = ("mountains",)


class SimulatePair(EngineAlgorithm):
    """Two images of a terrain as two flights would see it, and the terrain itself."""

    JOB = "simulatepair"
    TITLE = "Simulate stereo pair"
    GROUP = "simulation"
    TAGS = ("synthetic", "layover", "shadow", "speckle", "truth")
    STYLES = {"REFERENCE": "amplitude", "SECONDARY": "amplitude", "TRUTH": "elevation"}  # noqa: RUF012
    SUMMARY = """
Renders a pair of slant-range images from an elevation model or from an invented terrain, with layover, shadow,
speckle, and texture that partly differs between the two views; and writes the true surface. Useful to plan a flight,
to try parameters, and to test matchers.

A file name that ends in .nitf gives a SICD product instead of an imported image.
"""

    def initAlgorithm(self, configuration=None):
        def metres(name, title, text, default, **limits):
            return p.number(name, f"{title} [m]", text, default, **limits)

        def degrees(name, title, text, default, low, high):
            return p.number(name, f"{title} [degrees]", text, default, minValue=low, maxValue=high)

        self.add(
            p.raster(
                "DEM",
                "Elevation model",
                "The ground to be imaged, around its centre (optional). Left empty, a terrain is invented.",
                optional=True,
            ),
            p.choice("TERRAIN", "Invented terrain", "Kind of terrain where there is no elevation model.", TERRAINS),
            metres("SIZE", "Size of the scene", "Side of the square of ground that is imaged.", 900, minValue=50),
            metres("ALTITUDE", "Flying altitude", "Height of both tracks above the ground.", 6000, minValue=100),
            degrees("REFERENCE_LOOK", "Look angle of the reference", "From nadir to the scene centre.", 35, 5, 80),
            degrees("SECONDARY_LOOK", "Look angle of the secondary", "From nadir to the scene centre.", 50, 5, 80),
            degrees("HEADING", "Heading", "Flight direction of the reference, from north over east.", 65, -360, 360),
            degrees("CROSSING", "Crossing angle", "By how much the secondary track is turned.", 0, -180, 180),
            p.choice("LOOK_SIDE", "Look side", "Side of the track that the antenna looks to.", ("right", "left")),
            metres("RANGE_SPACING", "Slant-range spacing", "Distance of range samples.", 0.5, minValue=0.01),
            metres("AZIMUTH_SPACING", "Azimuth spacing", "Distance of image lines.", 0.5, minValue=0.01),
            p.advanced(
                p.whole_number("SEED", "Seed", "Another number gives another terrain and other speckle.", 1, minValue=0)
            ),
            p.raster_output("REFERENCE", "Reference image", "Slant-range image (.tif) or SICD product (.nitf)."),
            p.raster_output("SECONDARY", "Secondary image", "Slant-range image (.tif) or SICD product (.nitf)."),
            p.raster_output("TRUTH", "True surface", "Heights in metres above the WGS-84 ellipsoid."),
        )
