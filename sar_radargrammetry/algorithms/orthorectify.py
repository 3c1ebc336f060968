"""The amplitude of an image on the map."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import EngineAlgorithm


class Orthorectify(EngineAlgorithm):
    """An image in slant range is projected onto an elevation."""

    TITLE = "Project image onto elevation"
    BRIEF = "Geocodes a SAR image on an elevation model or a measured elevation, with layover, shadow and incidence."
    GROUP = "images"
    TAGS = (
        "geocode", "geocoding", "orthorectify", "orthoimage", "terrain correction", "layover", "shadow",
        "incidence angle", "amplitude", "backscatter", "map",
    )  # fmt: skip
    STYLES = {"OUTPUT": "orthoimage", "MASK": "view_mask", "INCIDENCE": "incidence"}  # noqa: RUF012
    FIGURE = "layover.svg"
    LAYER_GROUP = "SAR orthoimage: {}"
    NAMED_AFTER = "IMAGE"
    SUMMARY = """
Projects the amplitude of an image in slant range onto an elevation by range and Doppler (terrain correction). Each cell
is the mean power of its area in the image, in decibels.

The mask shows where the image does not show the ground well: layover, shadow and foreshortened slopes, computed from
the elevation. In layover the same echo appears at several places.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, title in (
            ("SHOWN_SHARE", "Share of cells that the image shows (0..1)"),
            ("VISIBLE_SHARE", "Share of these that are visible (0..1)"),
            ("LAYOVER_SHARE", "Share of these in layover (0..1)"),
            ("SHADOW_SHARE", "Share of these in shadow (0..1)"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
