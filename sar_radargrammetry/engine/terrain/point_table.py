"""Points on the ground that somebody measured, from a table of text or a vector layer: one reader for all of them."""

from __future__ import annotations

import csv
import dataclasses
import math
import re
from pathlib import Path

import pyproj
from osgeo import gdal, ogr

from ..errors import EngineError
from ..message import Message

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
"""How columns may be called, without case, units in brackets, blanks and underscores; the first ones go before."""
TABLES = (".csv", ".txt", ".tsv")
"""Endings of tables of text; anything else is a vector layer."""


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

    def column(self, quantity: str) -> int | None:
        """Number of the column of one of `NAMES`; None where there is none."""
        plain = [plain_name(name) for name in self.names]
        return next((plain.index(name) for name in NAMES[quantity] if name in plain), None)

    def number(self, row: PointRow, column: int | None) -> float:
        """A cell's number; NaN where it is empty or there is no such column.

        Raises
        ------
        EngineError
            It holds something else.
        """
        cell = "" if column is None else row.cells[column].strip()
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
                column=self.names[column],
                place=row.place,
            )
        return found


def plain_name(name: str) -> str:
    """A column's name without case, units in brackets, blanks and underscores."""
    return re.sub(r"\(.*?\)|\[.*?\]|[\s_.\-]", "", name.lower())


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

    Columns of a table are separated by commas, semicolons or tabs; empty lines and lines that begin with # are skipped.

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
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError("{what} could not be read as text; give a table with commas (CSV).", what=what) from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise EngineError("{what} has no points; it needs a line of names, and a line for each point.", what=what)
    separator = next((s for s in (";", "\t", ",") if s in lines[0][1]), ",")
    names, *rows = csv.reader((line for _, line in lines), delimiter=separator, skipinitialspace=True)
    full = ((*row, *[""] * (len(names) - len(row))) for row in rows)
    found = (PointRow(Message("line {number}", number=n), cells) for (n, _), cells in zip(lines[1:], full, strict=True))
    return PointTable(what, tuple(names), tuple(found))


def _from_layer(path: str | Path, what: Message) -> PointTable:
    try:
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
        layers = [source.GetLayer(index) for index in range(source.GetLayerCount())]
    except RuntimeError as error:
        raise EngineError("{what} cannot be read; give a table (CSV) or a GeoPackage of points.", what=what) from error
    kinds = [ogr.GT_Flatten(layer.GetGeomType()) for layer in layers]
    # Points, or else a table without places, whose columns have them.
    chosen = [la for la, kind in zip(layers, kinds, strict=True) if kind in (ogr.wkbPoint, ogr.wkbUnknown)]
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
