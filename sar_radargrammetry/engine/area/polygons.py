"""A layer of polygons: read onto a grid's coordinate system, and written again with more fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import EngineError
from ..files.atomic import atomic_output, unwritten
from ..longitude import near
from ..message import Message
from .rectangle import map_system, reference_system

_PLAIN = (ogr.OFTInteger, ogr.OFTInteger64, ogr.OFTReal, ogr.OFTString, ogr.OFTDate, ogr.OFTDateTime)
"""Types of fields that a GeoPackage has; others are written as text."""
UNDEFINED = "Undefined "
"""How GDAL's names of the coordinate systems begin that a GeoPackage has for layers without one."""


@dataclasses.dataclass(frozen=True, eq=False)
class PolygonLayer:
    """Polygons of a file.

    Parameters
    ----------
    what : Message
        How error sentences begin.
    source : gdal.Dataset
        That must stay open.
    layer : ogr.Layer
    """

    what: Message
    source: gdal.Dataset
    layer: ogr.Layer

    def own(self) -> list[ogr.Geometry | None]:
        """The polygons in the layer's coordinate system, in its order; None where a row has none.

        Raises
        ------
        EngineError
            A row has another geometry.
        """
        polygons: list[ogr.Geometry | None] = []
        self.layer.ResetReading()
        for number, feature in enumerate(self.layer, 1):
            polygon = feature.GetGeometryRef()
            if polygon is None or polygon.IsEmpty():
                polygons.append(None)
                continue
            polygon = polygon.GetLinearGeometry()
            polygon.FlattenTo2D()
            if polygon.GetGeometryType() not in (ogr.wkbPolygon, ogr.wkbMultiPolygon):
                raise EngineError(
                    "{what} has no polygon in row {number}; give a layer of polygons.", what=self.what, number=number
                )
            polygons.append(polygon)
        return polygons

    def on(self, crs: str) -> list[ogr.Geometry | None]:
        """The polygons in another coordinate system, in the order of the layer; None where a row has none.

        Raises
        ------
        EngineError
            A row has another geometry, or cannot be transformed.
        """
        transformation = osr.CoordinateTransformation(self.crs, reference_system(crs))
        polygons = self.own()
        for number, polygon in enumerate(polygons, 1):
            if polygon is None:
                continue
            try:
                polygon.Transform(transformation)
            except RuntimeError as error:
                raise EngineError(
                    "{what} has a polygon in row {number} that does not fit the coordinate system of the elevation "
                    "raster; give polygons of the same area.",
                    what=self.what,
                    number=number,
                ) from error
        return polygons

    @property
    def crs(self) -> osr.SpatialReference:
        """Of the layer, with x before y."""
        return map_system(self.layer.GetSpatialRef(), self.what)


def open_polygons(path: str | Path) -> PolygonLayer:
    """Open the layer of polygons of a vector file.

    Raises
    ------
    EngineError
        Missing, unreadable, empty, without a coordinate system of a map, or not with one layer of polygons.
    """
    what = Message("The file of polygons {path}", path=path)
    if not Path(path).exists():
        raise EngineError("{what} does not exist; check the path.", what=what)
    try:
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
        layers = [source.GetLayer(index) for index in range(source.GetLayerCount())]
    except RuntimeError as error:
        raise EngineError("{what} cannot be read; give a layer of polygons.", what=what) from error
    kinds = (*(ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbCurvePolygon, ogr.wkbMultiSurface), ogr.wkbUnknown)
    chosen = [layer for layer in layers if ogr.GT_Flatten(layer.GetGeomType()) in kinds]
    if len(chosen) != 1:
        raise EngineError("{what} has {count} layers of polygons; give a file with one.", what=what, count=len(chosen))
    crs = chosen[0].GetSpatialRef()
    if crs is None or str(crs.GetName()).startswith(UNDEFINED):
        raise EngineError("{what} has no coordinate system; set one and save it again.", what=what)
    map_system(crs, what)
    if chosen[0].GetFeatureCount() == 0:
        raise EngineError("{what} contains no polygons; give a layer with some.", what=what)
    polygons = PolygonLayer(what, source, chosen[0])
    if all(polygon is None for polygon in polygons.own()):
        raise EngineError(
            "{what} contains no polygons, only rows without a geometry; give a layer with some.", what=what
        )
    return polygons


def gathered(polygon: ogr.Geometry, turn: float, placed: Callable[[float], float] = lambda x: x) -> ogr.Geometry:
    """A polygon of a map that repeats in x, with rings that cross the end of the map in one piece.

    Parameters
    ----------
    polygon : ogr.Geometry
        Rings whose x jumps by more than half a turn cross the end of the map; a jump by a whole turn goes around it.
    turn : float
        In the unit of x.
    placed : callable
        The x at which the middle of each part is wanted, by whole turns from where it is.
    """
    parts, found = ogr.ForceToMultiPolygon(polygon.Clone()), ogr.Geometry(ogr.wkbMultiPolygon)
    for number in range(parts.GetGeometryCount()):
        part, own = parts.GetGeometryRef(number), ogr.Geometry(ogr.wkbPolygon)
        place = None
        for index in range(part.GetGeometryCount()):
            x, y = np.array(part.GetGeometryRef(index).GetPoints())[:, :2].T
            steps = np.abs(np.diff(x))
            if ((steps > 0.5 * turn) & (steps < (1.0 - 1e-6) * turn)).any():
                x = np.unwrap(x, period=turn)
            middle = 0.5 * (x.min() + x.max())
            # A hole stays within its outline.
            moved = placed(middle) if place is None else float(near(middle, place, turn))
            place = moved if place is None else place
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for corner in zip((x + (moved - middle)).tolist(), y.tolist(), strict=True):
                ring.AddPoint_2D(*corner)
            own.AddGeometry(ring)
        found.AddGeometry(own)
    return found


def write_polygons(
    path: str | Path, polygons: PolygonLayer, name: str, rows: Sequence[dict[str, float | None]]
) -> None:
    """Write the polygons with their fields and more, as a GeoPackage.

    Parameters
    ----------
    path : path
    polygons : PolygonLayer
    name : str
        Of the layer.
    rows : sequence of dict
        More fields of each polygon, in the order of the layer, all with the same names; None is NULL. A name that the
        layer has already gets a number.

    Raises
    ------
    EngineError
        The file cannot be written.
    """
    own = [field for field in polygons.layer.schema if field.GetName().lower() != "fid"]
    taken = {field.GetName().lower() for field in own}
    added = {key: _free(key, taken) for key in rows[0]}
    with atomic_output(path) as temporary:
        try:
            target = gdal.GetDriverByName("GPKG").Create(str(temporary), 0, 0, 0, gdal.GDT_Unknown)
            layer = target.CreateLayer(name, polygons.layer.GetSpatialRef(), ogr.wkbUnknown)
            for field in own:
                kind = field.GetType() if field.GetType() in _PLAIN else ogr.OFTString
                layer.CreateField(ogr.FieldDefn(field.GetName(), kind))
            for key, value in rows[0].items():
                whole = ogr.OFTInteger64 if isinstance(value, int) else ogr.OFTReal
                layer.CreateField(ogr.FieldDefn(added[key], whole))
            layer.StartTransaction()
            polygons.layer.ResetReading()
            for source, row in zip(polygons.layer, rows, strict=True):
                feature = ogr.Feature(layer.GetLayerDefn())
                if source.GetGeometryRef() is not None:
                    feature.SetGeometry(source.GetGeometryRef())
                for field in own:
                    if source.IsFieldSetAndNotNull(field.GetName()):
                        _copy(source, feature, field)
                for key, value in row.items():
                    if value is not None:
                        feature.SetField(added[key], value)
                layer.CreateFeature(feature)
            layer.CommitTransaction()
            layer = target = None
        except RuntimeError as error:
            raise unwritten(path, error) from error


def _copy(source: ogr.Feature, target: ogr.Feature, field: ogr.FieldDefn) -> None:
    name = field.GetName()
    kind = field.GetType()
    if kind in (ogr.OFTInteger, ogr.OFTInteger64):
        target.SetField(name, source.GetFieldAsInteger64(name))
    elif kind == ogr.OFTReal:
        target.SetField(name, source.GetFieldAsDouble(name))
    else:
        target.SetField(name, source.GetFieldAsString(name))


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with the first number that makes it new."""
    names = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)
