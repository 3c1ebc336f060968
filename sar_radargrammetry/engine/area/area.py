"""The part of the ground for which heights are wanted: a rectangle, polygons of interest, polygons to leave out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pyproj
from osgeo import ogr, osr

from ..errors import EngineError
from ..longitude import Bounds, near, transformed_bounds, turn_of
from ..message import Message
from .polygons import gathered, open_polygons
from .rectangle import parsed_extent, reference_system

EDGE_PARTS = 256
"""Pieces of the scene's longer side into which edges are divided, because they are straight in their own CRS only."""
FRAME = 0.01
"""Share of the scene's longer side that is looked at around it."""
Box = tuple[float, float, float, float]
"""x_min, y_min, x_max, y_max."""


@dataclasses.dataclass(frozen=True, eq=False)
class Shape:
    """Polygons of one coordinate system.

    Parameters
    ----------
    what : Message
        How error sentences begin.
    polygons : tuple of ogr.Geometry
    crs : osr.SpatialReference
        With x before y.
    """

    what: Message
    polygons: tuple[ogr.Geometry, ...]
    crs: osr.SpatialReference

    @classmethod
    def of_extent(cls, text: str) -> Shape:
        """A rectangle of the map; see `rectangle.parsed_extent`."""
        (x_min, x_max, y_min, y_max), crs = parsed_extent(text)
        return cls(Message("The extent {text}", text=text), (rectangle((x_min, y_min, x_max, y_max)),), crs)

    @classmethod
    def of_layer(cls, path: str) -> Shape:
        """The polygons of a file; see `polygons.open_polygons`."""
        layer = open_polygons(path)
        polygons, turn = [one for one in layer.own() if one is not None], turn_of(layer.crs.ExportToWkt())
        if turn is not None:
            polygons = [gathered(one, turn) for one in polygons]
        return cls(layer.what, tuple(one.MakeValid() for one in polygons), layer.crs)

    def on(self, crs: str, box: Box) -> ogr.Geometry:
        """What a rectangle of a map, and some ground around it, contains of the polygons, in the map's coordinates.

        The polygons are cut before they are transformed: far from the scene they may have no coordinates on its map.

        Raises
        ------
        EngineError
            The map's rectangle has no coordinates in the coordinate system of the polygons.
        """
        target = reference_system(crs)
        # Larger than the scene: its edges come back from another map with rounding errors.
        side = max(box[2] - box[0], box[3] - box[1])
        more = FRAME * side
        frame = rectangle((box[0] - more, box[1] - more, box[2] + more, box[3] + more))
        frame.Segmentize(side / EDGE_PARTS)
        same = bool(self.crs.IsSame(target))
        if not same:
            frame = self._in_own(frame, target)
        west, east, south, north = frame.GetEnvelope()
        # A map that repeats shows the scene at several places.
        turn = turn_of(self.crs.ExportToWkt())
        found = ogr.Geometry(ogr.wkbMultiPolygon)
        for shift in (0.0,) if turn is None else (-turn, 0.0, turn):
            there = _shifted(frame, shift)
            for polygon in self.polygons:
                if polygon.Intersects(there):
                    for part in parts_of(polygon.Intersection(there)):
                        found.AddGeometry(_shifted(part, -shift))
        whole = found.UnionCascaded() if found.GetGeometryCount() else found
        if not same and not whole.IsEmpty():
            whole.Segmentize(max(east - west, north - south) / EDGE_PARTS)
            whole.Transform(osr.CoordinateTransformation(self.crs, target))
            whole = whole.MakeValid()
        return whole

    def _in_own(self, frame: ogr.Geometry, target: osr.SpatialReference) -> ogr.Geometry:
        """A frame of the target's map in the polygons' coordinate system."""
        transformer = pyproj.Transformer.from_crs(target.ExportToWkt(), self.crs.ExportToWkt(), always_xy=True)
        x, y = transformer.transform(*np.array(frame.GetGeometryRef(0).GetPoints())[:, :2].T)
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise EngineError(
                "{what} is in a coordinate system that does not contain the images; give it in another one.",
                what=self.what,
            )
        turn = turn_of(self.crs.ExportToWkt())
        return _polygon(x if turn is None else np.unwrap(x, period=turn), y).MakeValid()


@dataclasses.dataclass(frozen=True, eq=False)
class Area:
    """Where heights are wanted: in all shapes of `within`, and in none of `left_out`."""

    within: tuple[Shape, ...]
    left_out: tuple[Shape, ...]

    @classmethod
    def of(cls, extent: str | None, area: str | None, leave_out: str | None) -> Area | None:
        """From a text and two files of polygons; None where nothing is given.

        Raises
        ------
        EngineError
            One of them cannot be read.
        """
        within = [Shape.of_extent(extent)] if extent is not None else []
        within += [Shape.of_layer(area)] if area is not None else []
        left_out = [Shape.of_layer(leave_out)] if leave_out is not None else []
        return cls(tuple(within), tuple(left_out)) if within or left_out else None

    def text(self) -> list[list]:
        """What changes when the area does, for the stamps of work that is kept."""
        shapes = [*self.within, None, *self.left_out]
        return [
            [] if one is None else [one.crs.ExportToWkt(), *(p.ExportToWkt() for p in one.polygons)] for one in shapes
        ]

    def on(self, crs: str, scene: Bounds) -> ogr.Geometry:
        """The area within a scene, in the coordinates of a map.

        Parameters
        ----------
        crs : str
            Of the map.
        scene : Bounds
            Of the scene [degrees].

        Raises
        ------
        EngineError
            Nothing of the scene lies in the area.
        """
        transformer = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)

        def beside(shape: Shape) -> EngineError:
            return EngineError(
                "{what} contains nothing of the ground that the images show, which is at longitude {lon:.4f}, latitude "
                "{lat:.4f}; check its coordinate system ({name}), or choose one that overlaps the footprints.",
                what=shape.what,
                lon=float(near(0.5 * (scene[0] + scene[2]), 0.0)),
                lat=0.5 * (scene[1] + scene[3]),
                name=shape.crs.GetName(),
            )

        return self.on_map(crs, transformed_bounds(transformer, scene, turn_of(crs)), beside)

    def on_map(self, crs: str, box: Box, beside: Callable[[Shape], EngineError]) -> ogr.Geometry:
        """The area within a rectangle of a map.

        Parameters
        ----------
        crs : str
            Of the map.
        box : Box
        beside : callable
            What is wrong with a shape that has nothing of the rectangle.

        Raises
        ------
        EngineError
            Nothing of the rectangle lies in the area.
        """
        found = rectangle(box)
        for shape in self.within:
            found = _joined(parts_of(found.Intersection(shape.on(crs, box))))
            if found.IsEmpty():
                raise beside(shape)
        for shape in self.left_out:
            found = _joined(parts_of(found.Difference(shape.on(crs, box))))
            if found.IsEmpty():
                raise EngineError(
                    "{what} covers the whole area, so that nothing is left to measure; leave out less.", what=shape.what
                )
        return found


def rectangle(box: Box) -> ogr.Geometry:
    """A rectangle as a polygon."""
    west, south, east, north = box
    return _polygon(np.array([west, east, east, west, west]), np.array([south, south, north, north, south]))


def parts_of(geometry: ogr.Geometry) -> list[ogr.Geometry]:
    """The polygons in a geometry that have an area; intersections have lines and points too."""
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        return [geometry.Clone()] if geometry.Area() > 0.0 else []
    return [one for n in range(geometry.GetGeometryCount()) for one in parts_of(geometry.GetGeometryRef(n))]


def _joined(polygons: list[ogr.Geometry]) -> ogr.Geometry:
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for polygon in polygons:
        whole.AddGeometry(polygon)
    return whole


def _polygon(x: np.ndarray, y: np.ndarray) -> ogr.Geometry:
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for place in zip(x, y, strict=True):
        ring.AddPoint_2D(*map(float, place))
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return polygon


def _shifted(geometry: ogr.Geometry, shift: float) -> ogr.Geometry:
    """A geometry moved along x."""
    moved = geometry.Clone()
    if shift:
        _move(moved, shift)
    return moved


def _move(geometry: ogr.Geometry, shift: float) -> None:
    for number in range(geometry.GetGeometryCount()):
        _move(geometry.GetGeometryRef(number), shift)
    for number in range(geometry.GetPointCount()):
        geometry.SetPoint_2D(number, geometry.GetX(number) + shift, geometry.GetY(number))
