"""Measured points on the ground, from a table of text or a vector layer: one reader for all of them."""

from __future__ import annotations

import csv
import dataclasses
import functools
import math
import re
from pathlib import Path

import pyproj
from osgeo import gdal, ogr

from ..columns import Column, known_columns
from ..errors import EngineError
from ..message import Message
from ..units import ANGLE, LENGTH, PIXEL
from .vertical import horizontal

NAMES = {
    "name": ("name", "id", "point", "label", "gcp", "nr", "number", "no"),
    "longitude": ("longitude", "lon", "long", "lng"),
    "latitude": ("latitude", "lat"),
    "x": ("x", "easting", "east", "e"),
    "y": ("y", "northing", "north", "n"),
    "height": ("height", "h", "z", "elevation", "elev", "hae", "altitude", "alt", "ellheight", "ellipsoidalheight"),
    "line": ("line", "row", "azimuth", "referenceline"),
    "sample": ("sample", "column", "col", "range", "pixel", "referencesample"),
    "sigma": ("sigma", "std", "accuracy", "stddev"),
}
"""How columns may be called, without case, units, blanks and underscores; the first ones go before."""
UNITS = {
    **dict.fromkeys(("longitude", "latitude"), ANGLE),
    **dict.fromkeys(("x", "y", "height", "sigma"), LENGTH),
    **dict.fromkeys(("line", "sample"), PIXEL),
}
"""Units that the name of a column may state (`columns`)."""
TABLES = (".csv", ".txt", ".tsv")
"""Endings of tables of text; anything else is a vector layer."""
_COMMA, _POINT = re.compile(r"[+-]?\d+,\d+"), re.compile(r"[+-]?\d+\.\d+")


@dataclasses.dataclass(frozen=True)
class PointRow:
    """One point as its file has it.

    Parameters
    ----------
    place : Message
        Where in the file, such as ``line 7`` or ``row 3``.
    cells : tuple of str
        In the order of the columns; empty where there is none.
    geometry : (x, y, z) or None
        Of a vector layer; z is NaN where there is none.
    """

    place: Message
    cells: tuple[str, ...]
    geometry: tuple[float, float, float] | None = None


@dataclasses.dataclass(frozen=True)
class PointTable:
    """Points with their columns.

    Parameters
    ----------
    what : Message
        How error sentences begin.
    names : tuple of str
        Of the columns, as the file has them.
    rows : tuple of PointRow
        At least one.
    crs : pyproj.CRS or None
        Of the geometries, its vertical part included.
    solid : bool
        Whether the geometries have a third coordinate.
    """

    what: Message
    names: tuple[str, ...]
    rows: tuple[PointRow, ...]
    crs: pyproj.CRS | None = None
    solid: bool = False

    @functools.cached_property
    def columns(self) -> list[Column]:
        """The columns of known quantities."""
        return known_columns(self.names, NAMES, UNITS)

    def columns_of(self, quantity: str) -> list[Column]:
        """The columns of one of `NAMES`: by the order of the names, the one that states least first."""
        found = [column for column in self.columns if column.quantity == quantity]
        return sorted(found, key=lambda column: (NAMES[quantity].index(column.base), len(column.said)))

    def column(self, quantity: str) -> Column | None:
        """The first of `columns_of`; None where there is none."""
        return next(iter(self.columns_of(quantity)), None)

    def number(self, row: PointRow, column: Column | None) -> float:
        """A cell's number in s, degrees or metres; NaN where it is empty or there is no such column.

        Raises
        ------
        EngineError
            It holds something else, or the column's name states an unknown unit.
        """
        cell = "" if column is None else row.cells[column.index].strip()
        if not cell:
            return math.nan
        try:
            found = float(cell)
        except ValueError:
            found = math.inf
        if math.isinf(found):
            raise EngineError(
                "{what} has {cell} as {column} in {place}, which is not a number.",
                what=self.what,
                cell=repr(cell[:40]),
                column=column.name,
                place=row.place,
            )
        return found * (column.factor(self.what) or 1.0)

    def coordinate(self, row: PointRow, column: Column | None, crs: pyproj.CRS | None) -> float:
        """`number` of an x or y in the unit of its coordinate system, also where its column states another one."""
        value = self.number(row, column)
        stated = column is not None and column.factor(self.what) is not None
        if not stated or crs is None or crs.is_geographic:
            return value
        return value / horizontal(crs).axis_info[0].unit_conversion_factor


def named_crs(text: str, whose: Message) -> pyproj.CRS:
    """The coordinate system that a user names for points.

    Raises
    ------
    EngineError
        It is not known.
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise EngineError(
            "The coordinate system {text} of {whose} is not known; give a code such as EPSG:32633.",
            text=repr(text[:60]),
            whose=whose,
        ) from error


def read_points(path: str | Path, what: Message) -> PointTable:
    """Read a table of text (`TABLES`) with a line of names, or the layer of points of a vector file.

    Columns of a table are separated by commas, semicolons or tabs; with semicolons or tabs numbers may have decimal
    commas. Empty lines and lines that begin with # are skipped.

    Parameters
    ----------
    path : path
    what : Message
        How error sentences begin, such as ``The file of check points a.csv``.

    Raises
    ------
    EngineError
        Missing, unreadable, without points, or with several layers of them.
    """
    if not Path(path).exists():
        raise EngineError("{what} does not exist; choose a table (CSV) or a layer of points.", what=what)
    return _from_text(path, what) if Path(path).suffix.lower() in TABLES else _from_layer(path, what)


def _from_text(path: str | Path, what: Message) -> PointTable:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EngineError(
            "{what} is not a text file in UTF-8; give a table with commas, saved as CSV UTF-8.", what=what
        ) from error
    except OSError as error:
        raise EngineError("{what} could not be read as text; give a table with commas (CSV).", what=what) from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise EngineError("{what} has no points; it needs a line of names, and a line for each point.", what=what)
    separator = next((s for s in (";", "\t", ",") if s in lines[0][1]), ",")
    names, *rows = csv.reader((line for _, line in lines), delimiter=separator, skipinitialspace=True)
    if separator != ",":
        rows = _with_points(rows)
    full = ((*row, *[""] * (len(names) - len(row))) for row in rows)
    found = (PointRow(Message("line {number}", number=n), cells) for (n, _), cells in zip(lines[1:], full, strict=True))
    return PointTable(what, tuple(names), tuple(found))


def _with_points(rows: list[list[str]]) -> list[list[str]]:
    """Numbers with decimal points where they have decimal commas, as in tables of many languages.

    Only where no number of the table has a point: then a comma may separate thousands.
    """
    if any(_POINT.fullmatch(cell.strip()) for row in rows for cell in row):
        return rows
    return [[cell.replace(",", ".") if _COMMA.fullmatch(cell.strip()) else cell for cell in row] for row in rows]


def _from_layer(path: str | Path, what: Message) -> PointTable:
    try:
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
        layers = [source.GetLayer(index) for index in range(source.GetLayerCount())]
    except RuntimeError as error:
        raise EngineError("{what} cannot be read; give a table (CSV) or a GeoPackage of points.", what=what) from error
    kinds = [ogr.GT_Flatten(layer.GetGeomType()) for layer in layers]
    # Points, or else a table without places, whose columns have them.
    chosen = [la for la, kind in zip(layers, kinds, strict=True) if kind in (ogr.wkbPoint, ogr.wkbUnknown)]
    chosen = chosen or [layer for layer, kind in zip(layers, kinds, strict=True) if kind == ogr.wkbMultiPoint]
    chosen = chosen or [layer for layer, kind in zip(layers, kinds, strict=True) if kind == ogr.wkbNone]
    if len(chosen) != 1:
        raise EngineError("{what} has {count} layers of points; give a file with one.", what=what, count=len(chosen))
    layer = chosen[0]
    names = tuple(field.GetName() for field in layer.schema)
    rows = []
    for number, feature in enumerate(layer, 1):
        cells = tuple(
            feature.GetFieldAsString(index) if feature.IsFieldSetAndNotNull(index) else ""
            for index in range(len(names))
        )
        place = feature.GetGeometryRef()
        if place is not None and ogr.GT_Flatten(place.GetGeometryType()) == ogr.wkbMultiPoint:
            if place.GetGeometryCount() > 1:
                raise EngineError(
                    "{what} has {count} points in row {number}; give a layer with one point in each row (Multipart to "
                    "singleparts).",
                    what=what,
                    count=place.GetGeometryCount(),
                    number=number,
                )
            place = place.GetGeometryRef(0)
        if place is not None and ogr.GT_Flatten(place.GetGeometryType()) != ogr.wkbPoint:
            raise EngineError("{what} has no point in row {number}; give points.", what=what, number=number)
        given = None
        if place is not None and not place.IsEmpty():
            given = place.GetX(), place.GetY(), place.GetZ() if place.GetCoordinateDimension() == 3 else math.nan
        rows.append(PointRow(Message("row {number}", number=number), cells, given))
    if not rows:
        raise EngineError("{what} holds no points.", what=what)
    reference = layer.GetSpatialRef()
    crs = None if reference is None else pyproj.CRS.from_wkt(reference.ExportToWkt(["FORMAT=WKT2_2019"]))
    solid = any(row.geometry is not None and math.isfinite(row.geometry[2]) for row in rows)
    return PointTable(what, names, tuple(rows), crs, solid)
