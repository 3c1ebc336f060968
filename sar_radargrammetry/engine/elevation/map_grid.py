"""The grid that an image's elevation goes onto: coordinate system and size of cells, given or fit to the image."""

from __future__ import annotations

import math

import numpy as np
import pyproj

from ..errors import EngineError
from ..image.outline import footprint
from ..image.window import Window
from ..longitude import utm_zone_crs
from ..sensor.ground import image_to_ground, scene_centre
from ..sensor.model import SensorModel
from .extent import Extent
from .grid import parse_crs

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
FINEST = 20.0
"""Cells along a pixel of the image beyond which a raster would be nothing but large and empty."""


def map_grid(model: SensorModel, crs: str | None, pixel_size: float | None) -> tuple[pyproj.CRS, float]:
    """The coordinate system and the cell size [m] of an image's elevation.

    Parameters
    ----------
    model : SensorModel
        Of the reference image.
    crs : str, optional
        Authority code or WKT; by default the UTM zone of the scene's centre.
    pixel_size : float, optional
        [m]; by default `default_pixel_size`.

    Raises
    ------
    EngineError
        No such coordinate system, one in which the scene has no coordinates, or cells far finer than the image.
    """
    lon, lat = scene_centre(model)
    found = parse_crs(crs) if crs else utm_zone_crs(lon, lat)
    coarsest = default_pixel_size(model)
    pixel_size = pixel_size or coarsest
    if pixel_size < coarsest / FINEST:
        raise EngineError(
            "The pixel size of {pixel_size:g} m is far finer than the image, whose pixels are about {coarsest:g} m on "
            "the ground; choose a coarser one.",
            pixel_size=pixel_size,
            coarsest=coarsest,
        )
    check_area(found, model)
    return found, pixel_size


def check_grid(crs: str | None, pixel_size: float | None) -> None:
    """Refuse a coordinate system or a pixel size [m] that no scene can have, before hours of work go by.

    Raises
    ------
    EngineError
    """
    if crs:
        parse_crs(crs)


def default_pixel_size(model: SensorModel) -> float:
    """The image's coarser ground spacing, rounded up to 1, 2, 2.5 or 5 times a power of ten [m]."""
    line = 0.5 * (model.lines - 1) + np.array([0.0, 1.0, 0.0])
    sample = 0.5 * (model.samples - 1) + np.array([0.0, 0.0, 1.0])
    points = image_to_ground(model, line, sample, model.reference_height)
    return nice_above(float(np.linalg.norm(points[1:] - points[0], axis=-1).max()))


def nice_above(length: float) -> float:
    """A length rounded up to 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(length))
    return next(power * nice for nice in NICE if power * nice >= length * 0.999)


def check_area(crs: pyproj.CRS, model: SensorModel) -> None:
    """Refuse a coordinate system in which an image has no coordinates, or is torn to pieces.

    Raises
    ------
    EngineError
        The transformation of its centre fails or is not finite, or its corners lie far apart.
    """
    to_map = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    lon, lat = scene_centre(model)
    x, y = to_map.transform(lon, lat)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise EngineError(
            "The scene at {lon:.3f}, {lat:.3f} lies outside the area of {name}; choose another one.",
            lon=lon,
            lat=lat,
            name=crs.name,
        )
    outline = footprint(model, Window(0, 0, model.lines, model.samples), model.reference_height).T
    Extent(crs).add(*outline, *to_map.transform(*outline))
