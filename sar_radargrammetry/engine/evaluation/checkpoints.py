"""Check points: places whose height was measured by something better, read from a table or a vector file."""

from __future__ import annotations

import csv
import dataclasses
import math
import re
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal, ogr

from ..errors import EngineError
from ..terrain.vertical import UNSTATED, VerticalDatum, crs_datum, horizontal

NAMES = {
    "longitude": ("longitude", "lon", "long", "lng"),
    "latitude": ("latitude", "lat"),
    "x": ("x", "easting", "east", "e"),
    "y": ("y", "northing", "north", "n"),
    "height": ("height", "h", "z", "elevation", "elev", "hae", "altitude", "alt", "ellheight", "ellipsoidalheight"),
}
"""How columns may be called, without case, units in brackets, blanks and underscores."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CheckPoints:
    """Places with a height.

    Parameters
    ----------
    path : str
    crs : str
        Horizontal CRS of the coordinates, WKT.
    x, y : (n,) ndarray
        Coordinates, x first (longitude, easting).
    height : (n,) ndarray
        Metres.
    datum : VerticalDatum
        What the file says the heights are counted from.
    """

    path: str
    crs: str
    x: np.ndarray
    y: np.ndarray
    height: np.ndarray
    datum: VerticalDatum


def read_check_points(path: str | Path, *, crs: str | None = None, height_field: str | None = None) -> CheckPoints:
    """Read check points.

    A table of text (``.csv``, ``.txt``, ``.tsv``) has a line of names and the columns ``lon, lat, height`` [degrees, m]
    or ``x, y, height`` [units of `crs`]; `NAMES` has their other names. Anything else is a point layer that GDAL reads,
    whose heights stand in a field of one of those names, or are the third coordinate.

    Parameters
    ----------
    path : path
    crs : str, optional
        Of the coordinates of a table; for longitudes and latitudes WGS-84 where it is not given.
    height_field : str, optional
        Column or field of the heights, where it has another name.

    Raises
    ------
    EngineError
        One sentence that names the file, and the line where there is one.
    """
    what = f"The file of check points {path}"
    if not Path(path).exists():
        raise EngineError(f"{what} does not exist; check the path.")
    table = Path(path).suffix.lower() in (".csv", ".txt", ".tsv")
    points = _from_table(path, what, crs, height_field) if table else _from_layer(path, what, height_field)
    wrong = ~(np.isfinite(points.x) & np.isfinite(points.y) & np.isfinite(points.height))
    if wrong.all():
        raise EngineError(f"{what} holds no point with a height; give one that does.")
    if wrong.any():
        keep = ~wrong
        points = dataclasses.replace(points, x=points.x[keep], y=points.y[keep], height=points.height[keep])
    return points


def _from_table(path: str | Path, what: str, crs: str | None, height_field: str | None) -> CheckPoints:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"{what} could not be read as text; give a table with commas (CSV).") from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if len(lines) < 2:
        raise EngineError(f"{what} has no points; it needs a line of names, and a line for each point.")
    separator = next((s for s in (";", "\t", ",") if s in lines[0][1]), ",")
    rows = list(csv.reader((line for _, line in lines), delimiter=separator, skipinitialspace=True))
    names = rows[0]
    x, y = _column(names, "x"), _column(names, "y")
    if _column(names, "longitude") is not None and _column(names, "latitude") is not None:
        x, y = _column(names, "longitude"), _column(names, "latitude")
        crs = crs or "EPSG:4326"
    height = _height_column(names, height_field, what)
    if x is None or y is None or height is None:
        raise EngineError(
            f"{what} needs columns named lon, lat, height or x, y, height; its columns are {', '.join(names)}."
        )
    if crs is None:
        raise EngineError(f"{what} has x and y but no coordinate system; say which one with CHECK_POINTS_CRS.")
    full = _crs(crs)
    values = np.empty((len(rows) - 1, 3))
    for index, ((line, _), row) in enumerate(zip(lines[1:], rows[1:], strict=True)):
        for axis, column in enumerate((x, y, height)):
            values[index, axis] = _number(row[column] if column < len(row) else "", what, line, names[column])
    if horizontal(full).is_geographic and (np.abs(values[:, 1]) > 90.0).any():
        raise EngineError(f"{what} has latitudes beyond 90 degrees; exchange longitude and latitude.")
    return CheckPoints(
        path=str(path),
        crs=horizontal(full).to_wkt(),
        x=values[:, 0],
        y=values[:, 1],
        height=values[:, 2],
        datum=crs_datum(full) or UNSTATED,
    )


def _from_layer(path: str | Path, what: str, height_field: str | None) -> CheckPoints:
    gdal.UseExceptions()
    try:
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    except RuntimeError as error:
        raise EngineError(f"{what} cannot be read; give a table (CSV) or a GeoPackage of points.") from error
    layers = [source.GetLayer(i) for i in range(source.GetLayerCount())]
    layers = [layer for layer in layers if ogr.GT_Flatten(layer.GetGeomType()) == ogr.wkbPoint]
    if len(layers) != 1:
        raise EngineError(f"{what} has {len(layers)} layers of points; give a file with one.")
    layer = layers[0]
    if layer.GetSpatialRef() is None:
        raise EngineError(f"{what} has no coordinate system; set one and save it again.")
    full = pyproj.CRS.from_wkt(layer.GetSpatialRef().ExportToWkt(["FORMAT=WKT2_2019"]))
    names = [field.GetName() for field in layer.schema]
    field = _height_column(names, height_field, what)
    solid = layer.GetGeomType() != ogr.GT_Flatten(layer.GetGeomType())
    if field is None and not solid:
        raise EngineError(
            f"{what} has neither a field of heights nor points with a third coordinate; name the field with "
            "HEIGHT_FIELD."
        )
    values = []
    for feature in layer:
        place = feature.GetGeometryRef()
        if place is None or place.IsEmpty():
            continue
        given = place.GetZ() if field is None else (math.nan if feature.IsFieldNull(field) else feature[field])
        try:
            values.append((place.GetX(), place.GetY(), float(given)))
        except (TypeError, ValueError) as error:
            raise EngineError(f"{what} has the height {given!r} in {names[field]}, which is not a number.") from error
    if not values:
        raise EngineError(f"{what} holds no points.")
    x, y, height = np.array(values).T
    return CheckPoints(
        path=str(path), crs=horizontal(full).to_wkt(), x=x, y=y, height=height, datum=crs_datum(full) or UNSTATED
    )


def _column(names: list[str], quantity: str) -> int | None:
    """Number of the column of a quantity, None where there is none."""
    plain = [re.sub(r"\(.*?\)|\[.*?\]|[\s_.\-]", "", name.lower()) for name in names]
    return next((plain.index(name) for name in NAMES[quantity] if name in plain), None)


def _height_column(names: list[str], height_field: str | None, what: str) -> int | None:
    if not height_field:
        return _column(names, "height")
    if height_field not in names:
        raise EngineError(f"{what} has no field {height_field!r}; its fields are {', '.join(names)}.")
    return names.index(height_field)


def _number(cell: str, what: str, line: int, name: str) -> float:
    """A cell's number; NaN where it is empty."""
    if not cell.strip():
        return math.nan
    try:
        return float(cell)
    except ValueError as error:
        raise EngineError(f"{what} has {cell[:40]!r} as {name} in line {line}, which is not a number.") from error


def _crs(text: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise EngineError(
            f"The coordinate system {text[:60]!r} of the check points is not known; give a code such as EPSG:32633."
        ) from error
