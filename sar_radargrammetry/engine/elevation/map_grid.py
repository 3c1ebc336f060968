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
FINEST = 4.0
"""Cells along a pixel of the image beyond which points lie too far apart on slopes to be joined
(`points.densifying.LONGEST`): a raster would be nothing but large and empty."""
FINEST_OF_CELLS = 20.0
"""Cells along one of another raster beyond which nothing but its size would grow."""


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
        No such coordinate system, one in which the scene has no coordinates, or cells far finer than the image or as
        large as the scene.
    """
    lon, lat = scene_centre(model)
    found = parse_crs(crs) if crs else utm_zone_crs(lon, lat)
    spacing = ground_spacing(model)
    pixel_size = pixel_size or nice_above(spacing)
    if pixel_size < spacing / FINEST:
        raise EngineError(
            "The pixel size of {pixel_size:g} m is far finer than the image, whose pixels are about {coarsest:.2g} m "
            "on the ground; choose a coarser one.",
            pixel_size=pixel_size,
            coarsest=spacing,
        )
    west, south, east, north = check_area(found, model)
    check_coarse(pixel_size, east - west, north - south)
    return found, pixel_size


def check_coarse(pixel_size: float, width: float, height: float) -> None:
    """Refuse cells [m] so large that an area of `width` and `height` [m] has no two of them side by side.

    Raises
    ------
    EngineError
    """
    side = min(width, height)
    if pixel_size > 0.5 * side:
        raise EngineError(
            "The pixel size of {pixel_size:g} m is too coarse for an area whose shorter side is {side:.3g} m; choose a "
            "finer one.",
            pixel_size=pixel_size,
            side=side,
        )


def check_fine(pixel_size: float, cell: float) -> None:
    """Refuse cells [m] far finer than the `cell` [m] of the raster that they are computed from.

    Raises
    ------
    EngineError
    """
    if pixel_size < cell / FINEST_OF_CELLS:
        raise EngineError(
            "The pixel size of {pixel_size:g} m is far finer than the elevation, whose cells are about {cell:.3g} m; "
            "choose a coarser one.",
            pixel_size=pixel_size,
            cell=cell,
        )


def check_map(crs: str | None) -> None:
    """Refuse a coordinate system that no elevation can have, before hours of work go by.

    Raises
    ------
    EngineError
    """
    if crs:
        parse_crs(crs)


def default_pixel_size(model: SensorModel) -> float:
    """The image's coarser ground spacing, rounded up to 1, 2, 2.5 or 5 times a power of ten [m]."""
    return nice_above(ground_spacing(model))


def ground_spacing(model: SensorModel) -> float:
    """Distance on the ground between neighbouring pixels in the middle of an image [m], of lines or of samples,
    whichever is more."""
    line = 0.5 * (model.lines - 1) + np.array([0.0, 1.0, 0.0])
    sample = 0.5 * (model.samples - 1) + np.array([0.0, 0.0, 1.0])
    points = image_to_ground(model, line, sample, model.reference_height)
    return float(np.linalg.norm(points[1:] - points[0], axis=-1).max())


def nice_above(length: float) -> float:
    """A length rounded up to 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(length))
    return next(power * nice for nice in NICE if power * nice >= length * 0.999)


def check_area(crs: pyproj.CRS, model: SensorModel) -> tuple[float, float, float, float]:
    """Refuse a coordinate system in which an image has no coordinates, or is torn to pieces.

    Returns
    -------
    x_min, y_min, x_max, y_max
        Of the ground that the image shows.

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
    extent = Extent(crs)
    extent.add(*outline, *to_map.transform(*outline))
    return extent.box
