"""The outline of an image on the ground as a layer for the map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import ogr, osr

from ..errors import EngineError
from ..files.atomic import atomic_output, unwritten
from ..longitude import area, kind_of, near, outlines, polygon, ring
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel
from .window import Window

EDGE_POINTS = 8
"""Points a side of an outline."""
LAYER = "footprint"


def footprint(model: SensorModel, window: Window, height: float) -> np.ndarray:
    """Outline of a window on the surface of constant `height` [m]: (n, 2) longitude, latitude [degrees].

    Neighbours differ by less than half a turn, so that longitudes may lie beyond 180 degrees.
    """
    lines = window.line + window.lines * np.linspace(0.0, 1.0, EDGE_POINTS)[:-1] - 0.5
    samples = window.sample + window.samples * np.linspace(0.0, 1.0, EDGE_POINTS)[:-1] - 0.5
    end_line, end_sample = window.line + window.lines - 0.5, window.sample + window.samples - 0.5
    first_line, first_sample = window.line - 0.5, window.sample - 0.5
    fixed = np.ones(EDGE_POINTS - 1)
    line = np.concatenate([fixed * first_line, lines, fixed * end_line, (first_line + end_line) - lines])
    sample = np.concatenate([samples, fixed * end_sample, (first_sample + end_sample) - samples, fixed * first_sample])
    points = image_to_ground(model, line, sample, height)
    points = points[np.isfinite(points[:, 0])]
    lon, lat, _ = ecef_to_geodetic(points)
    return np.stack([ring(lon), lat], -1)


def write_outlines(
    path: str | Path, rows: list[tuple[np.ndarray, dict[str, Any]]], types: Mapping[str, type] | None = None
) -> None:
    """Write a GeoPackage with polygons, complete or not at all.

    Parameters
    ----------
    path : path
        Ends in .gpkg.
    rows : list of ((n, 2) ndarray, dict)
        Longitude and latitude [degrees] of each polygon's corners as `footprint` gives them; and its attributes:
        texts, whole numbers and numbers, the same of each polygon; None values become nulls.
    types : mapping of str to type, optional
        Of the attributes: str, int or float. By default those of the first polygon's values, None being a text.

    Raises
    ------
    EngineError
        An outline that is none, or a file that cannot be written.
    """
    path = Path(path)
    if any(len(outline) < 3 for outline, _ in rows):
        raise EngineError("The image has no outline on the ground; its ranges do not reach its reference height.")
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    kinds = {int: ogr.OFTInteger, float: ogr.OFTReal}
    with atomic_output(path) as temporary:
        try:
            dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(temporary))
            shapes = [polygon(outline) for outline, _ in rows]
            kind = kind_of(shapes)
            layer = dataset.CreateLayer(LAYER, wgs84, kind)
            for name, type_ in (types or {name: type(value) for name, value in rows[0][1].items()}).items():
                layer.CreateField(ogr.FieldDefn(name, kinds.get(type_, ogr.OFTString)))
            for shape, (_, attributes) in zip(shapes, rows, strict=True):
                feature = ogr.Feature(layer.GetLayerDefn())
                for name, value in attributes.items():
                    if value is not None:
                        feature.SetField(name, value)
                feature.SetGeometry(ogr.ForceTo(shape, kind))
                layer.CreateFeature(feature)
            feature = layer = dataset = None
        except RuntimeError as error:
            raise unwritten(path, error) from error


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Outline of what two outlines share: (n, 2) longitude, latitude [degrees]; (0, 2) when they share no area."""
    middles = [0.5 * (longitude.min() + longitude.max()) for longitude in (first[:, 0], second[:, 0])]
    second = second + np.array([near(middles[1], middles[0]) - middles[1], 0.0])
    # Two outlines may also share several areas.
    shared = outlines(area(first).MakeValid().Intersection(area(second).MakeValid()))
    return shared[0] if shared else np.empty((0, 2))
