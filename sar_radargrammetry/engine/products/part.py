"""The part of an image that a user asks for: a window of pixels, or what a rectangle of the map covers."""

from __future__ import annotations

import numpy as np
from osgeo import osr

from ..area.rectangle import parsed_extent, reference_system
from ..errors import EngineError
from ..image.window import Window
from ..longitude import near, turn_of
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel

NODES = 65
"""Places along each side of the extent, and of the image, at which one is looked up in the other."""

SAME_PLACE = 1.0
"""Metres within which a place comes back from its pixel."""


def window_of_text(text: str, model: SensorModel) -> Window:
    """A window written as "line,sample,lines,samples".

    Raises
    ------
    EngineError
        Not four whole numbers, or not inside the image.
    """
    try:
        line, sample, lines, samples = (int(part) for part in text.split(","))
    except ValueError as error:
        raise EngineError(
            "The window {text} is not four whole numbers: first line, first sample, lines, samples.", text=repr(text)
        ) from error
    window = Window(line, sample, lines, samples)
    if lines < 1 or samples < 1 or window.clipped(model.lines, model.samples) != window:
        raise EngineError(
            "The window {text} does not lie inside the image of {lines} lines and {samples} samples.",
            text=repr(text),
            lines=model.lines,
            samples=model.samples,
        )
    return window


def window_of_extent(text: str, model: SensorModel) -> Window:
    """The smallest window that holds what the image shows of a rectangle of the map at its reference height.

    Parameters
    ----------
    text : str
        "xmin,xmax,ymin,ymax [CRS]" as QGIS writes extents; without a CRS longitude and latitude.

    Raises
    ------
    EngineError
        Not an extent, an unknown CRS, or no pixel of the image in it.
    """
    (x_min, x_max, y_min, y_max), crs = parsed_extent(text)
    to_geographic = osr.CoordinateTransformation(crs, reference_system("EPSG:4326"))
    x, y = np.meshgrid(np.linspace(x_min, x_max, NODES), np.linspace(y_min, y_max, NODES))
    lon, lat, _ = _transformed(to_geographic, x.ravel(), y.ravel(), text)
    ground = geodetic_to_ecef(lon, lat, np.array(model.reference_height))
    line, sample = model.ground_to_image(ground)
    # Ground on the other side of the track has ranges of the image too.
    valid = np.linalg.norm(image_to_ground(model, line, sample, model.reference_height) - ground, axis=-1) < SAME_PLACE
    line, sample = line[valid], sample[valid]
    # An extent far larger than the image may have all its nodes outside it.
    inside = _nodes_inside(model, (x_min, x_max, y_min, y_max), crs, text)
    line, sample = np.append(line, inside[0]), np.append(sample, inside[1])
    window = Window.around(line, sample, 0)
    window = None if window is None else window.clipped(model.lines, model.samples)
    if window is None:
        raise EngineError(
            "The extent {text} shows nothing of the image; choose one that overlaps its footprint on the ground.",
            text=text,
        )
    return window


def _nodes_inside(
    model: SensorModel, extent: tuple[float, ...], crs: osr.SpatialReference, text: str
) -> tuple[np.ndarray, np.ndarray]:
    """Lines and samples, each (n,), of the nodes of a grid over the image that lie inside the extent."""
    line, sample = np.meshgrid(np.linspace(0, model.lines - 1, NODES), np.linspace(0, model.samples - 1, NODES))
    lon, lat, _ = ecef_to_geodetic(image_to_ground(model, line.ravel(), sample.ravel(), model.reference_height))
    valid = np.isfinite(lon)
    line, sample = line.ravel()[valid], sample.ravel()[valid]
    x, y, _ = _transformed(
        osr.CoordinateTransformation(reference_system("EPSG:4326"), crs), lon[valid], lat[valid], text
    )
    x_min, x_max, y_min, y_max = extent
    turn = turn_of(crs.ExportToWkt())
    x = x if turn is None else near(x, 0.5 * (x_min + x_max), turn)
    inside = (x >= x_min) & (x <= x_max) & (y >= y_min) & (y <= y_max)
    return line[inside], sample[inside]


def _transformed(transformation: osr.CoordinateTransformation, x: np.ndarray, y: np.ndarray, text: str) -> np.ndarray:
    """(3, n) coordinates; NaN where the transformation has none."""
    if x.size == 0:
        return np.empty((3, 0))
    try:
        points = np.array(transformation.TransformPoints(np.stack([x, y], axis=-1)), float).T
    except RuntimeError as error:
        raise EngineError(
            "The extent {text} cannot be brought onto the Earth ({reason}).", text=repr(text), reason=error
        ) from error
    return np.where(np.isfinite(points), points, np.nan)
