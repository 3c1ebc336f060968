"""A rectangle of the map as text, as QGIS writes extents."""

from __future__ import annotations

import re

import numpy as np
from osgeo import osr

from ..errors import EngineError
from ..message import Message

Rectangle = tuple[float, float, float, float]
"""x_min, x_max, y_min, y_max."""

DEGREES = 720.0
"""Larger numbers are no longitude or latitude, however often a map repeats."""

_EXTENT = re.compile(r"\s*([^\[\]]*?)\s*(?:\[\s*([^\]]+?)\s*\])?\s*")


def parsed_extent(text: str) -> tuple[Rectangle, osr.SpatialReference]:
    """The rectangle and its CRS, longitude and latitude where the text names none.

    Parameters
    ----------
    text : str
        "xmin,xmax,ymin,ymax [CRS]".

    Raises
    ------
    EngineError
        Not an extent, an empty one, an unknown CRS, or numbers that do not fit it.
    """
    match = _EXTENT.fullmatch(text)
    try:
        x_min, x_max, y_min, y_max = (float(part) for part in match.group(1).split(","))
    except (ValueError, AttributeError) as error:
        raise EngineError(
            "The extent {text} is not of the form xmin,xmax,ymin,ymax [EPSG:4326].", text=repr(text)
        ) from error
    if not (x_min < x_max and y_min < y_max and np.isfinite([x_min, x_max, y_min, y_max]).all()):
        raise EngineError(
            "The extent {text} is empty: xmin must be less than xmax, and ymin than ymax.", text=repr(text)
        )
    try:
        crs = map_system(reference_system(match.group(2) or "EPSG:4326"), Message("The extent {text}", text=repr(text)))
    except RuntimeError as error:
        raise EngineError(
            "The extent {text} has a CRS that is not known; use one such as EPSG:4326.", text=repr(text)
        ) from error
    if crs.IsGeographic() and max(map(abs, (x_min, x_max, y_min, y_max))) > DEGREES:
        raise EngineError(
            "The extent {text} has numbers that are no degrees; name the coordinate system that they are in, such as "
            "[EPSG:32633].",
            text=repr(text),
        )
    return (x_min, x_max, y_min, y_max), crs


def map_system(crs: osr.SpatialReference, what: Message) -> osr.SpatialReference:
    """The horizontal part of a CRS, with x before y.

    Parameters
    ----------
    crs : osr.SpatialReference
    what : Message
        How an error sentence begins.

    Raises
    ------
    EngineError
        Neither geographic nor projected.
    """
    plane = crs.Clone()
    if not (plane.IsGeographic() or plane.IsProjected()):
        raise EngineError(
            "{what} is in the coordinate system {name}, which is neither geographic nor projected; reproject it.",
            what=what,
            name=crs.GetName(),
        )
    plane.DemoteTo2D()
    plane.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return plane


def reference_system(text: str) -> osr.SpatialReference:
    """A CRS by code, WKT or PROJ's text, with x before y.

    Raises
    ------
    RuntimeError
    """
    crs = osr.SpatialReference()
    crs.SetFromUserInput(text)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs
