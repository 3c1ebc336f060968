"""Which windows of the reference image may show a part of the ground."""

from __future__ import annotations

import math

import numpy as np
import pyproj
from osgeo import ogr

from ..area.area import Area
from ..image.outline import footprint
from ..image.window import Window
from ..longitude import Bounds
from ..sensor.ground import scene_centre
from ..sensor.model import SensorModel
from ..stereo.surface import Surface
from .planning import outline_bounds

AROUND = 32
"""Pixels around the area whose matches decide about those in it: blending, outliers, islands."""
NODES = 9
"""Nodes a side of a window at which the surface is looked up."""


class VisibleArea:
    """Finds which windows of an image may show an area of the ground.

    Parameters
    ----------
    area : Area
    model : SensorModel
        Of the reference image.
    surface : Surface
        Where the ground lies, and how far it may lie above or below.

    Raises
    ------
    EngineError
        The image shows nothing of the area.
    """

    def __init__(self, area: Area, model: SensorModel, surface: Surface) -> None:
        self._model, self._surface = model, surface
        longitude, latitude = scene_centre(model)
        local = f"+proj=aeqd +lat_0={latitude!r} +lon_0={longitude!r} +datum=WGS84 +units=m +type=crs"
        self._to_local = pyproj.Transformer.from_crs("EPSG:4326", local, always_xy=True)
        self._region = area.on(local, scene_bounds(model, surface))

    def shown_by(self, window: Window) -> bool:
        """Whether a window of the image may show a part of the area, or of the ground close to it."""
        around = Window(
            window.line - AROUND, window.sample - AROUND, window.lines + 2 * AROUND, window.samples + 2 * AROUND
        )
        places = np.concatenate([footprint(self._model, around, height) for height in self._heights(around)])
        if len(places) < 3:
            return False
        corners = ogr.Geometry(ogr.wkbMultiPoint)
        for x, y in zip(*self._to_local.transform(*places.T), strict=True):
            corner = ogr.Geometry(ogr.wkbPoint)
            corner.AddPoint_2D(x, y)
            corners.AddGeometry(corner)
        return bool(self._region.Intersects(corners.ConvexHull()))

    def _heights(self, window: Window) -> tuple[float, float]:
        """Lowest and highest height [m] at which the ground of a window may lie."""
        inside = window.clipped(self._model.lines, self._model.samples) or window
        nodes = max(NODES, math.ceil(max(inside.lines, inside.samples) / self._surface.step))
        line = inside.line + np.linspace(0, inside.lines - 1, nodes)[:, None]
        sample = inside.sample + np.linspace(0, inside.samples - 1, nodes)
        height, reach = self._surface.heights(line, sample), self._surface.reaches(line, sample)
        return float((height - reach).min()), float((height + reach).max())


def scene_bounds(model: SensorModel, surface: Surface) -> Bounds:
    """Bounds of all ground that an image may show [degrees]."""
    low, high = (surface.height - surface.reach).min(), (surface.height + surface.reach).max()
    return outline_bounds(model, float(low), float(high))
