"""Ground control points: places whose coordinates somebody measured, from a table or a vector layer."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pyproj

from ..errors import EngineError
from ..message import Message
from ..sensor.ellipsoid import geodetic_to_ecef
from ..terrain.point_table import NAMES, PointRow, PointTable, named_crs, plain_name, read_points
from ..terrain.vertical import horizontal


@dataclasses.dataclass(frozen=True)
class ControlPoint:
    """A point of known coordinates.

    Parameters
    ----------
    name : str
    longitude, latitude : float
        WGS-84 [degrees].
    height : float
        Above the ellipsoid [m].
    pixel : (line, sample) or None
        Where the reference image shows it; without that, only its height is used.
    sigma : float
        Standard deviation of each coordinate [m].
    """

    name: str
    longitude: float
    latitude: float
    height: float
    pixel: tuple[float, float] | None
    sigma: float

    @property
    def xyz(self) -> np.ndarray:
        """ECEF [m], (3,)."""
        return geodetic_to_ecef(self.longitude, self.latitude, self.height)


def read_control(path: str | Path, crs: str | None, sigma: float) -> list[ControlPoint]:
    """Read control points from a table (CSV) or the layer of points of a GeoPackage or any vector file.

    Fields (`terrain.point_table` has their other names): `longitude` and `latitude` [degrees], or `x` and `y` in `crs`,
    or the layer's own geometry; `height` [m above the ellipsoid], or the geometry's z; and if known `name`, `line` and
    `sample` in the reference image, and `sigma` [m].

    Parameters
    ----------
    path : path
    crs : str, optional
        Coordinate system of x and y, or of the geometries, instead of the file's own.
    sigma : float
        Standard deviation [m] of points that name none.

    Raises
    ------
    EngineError
        One sentence that names the file, and the point and the field where there is one.
    """
    table = read_points(path, Message("The file of control points {path}", path=path))
    _refuse_twice(table)
    given = named_crs(crs, Message("the control points")) if crs else table.crs
    points = [_point(table, number, row, given, sigma) for number, row in enumerate(table.rows, start=1)]
    if len({point.name for point in points}) < len(points):
        # Names that say nothing would make a blunder impossible to find in the table.
        points = [dataclasses.replace(p, name=f"{p.name} (row {n})") for n, p in enumerate(points, start=1)]
    return points


def _refuse_twice(table: PointTable) -> None:
    """Refuse two columns for one quantity: which of them is meant, nobody knows."""
    for quantity, known in NAMES.items():
        same = [name for name in table.names if plain_name(name) in known]
        if len(same) > 1:
            raise EngineError(
                "{what} has two fields for {quantity}, {first} and {second}; remove one of them.",
                what=table.what,
                quantity=quantity,
                first=repr(same[0]),
                second=repr(same[1]),
            )


def _point(table: PointTable, number: int, row: PointRow, crs: pyproj.CRS | None, sigma: float) -> ControlPoint:
    what, place = table.what, row.place

    def value(quantity: str) -> float:
        return table.number(row, table.column(quantity))

    label = table.column("name")
    name = "" if label is None else row.cells[label].strip()
    own_x, own_y, own_z = row.geometry or (math.nan,) * 3
    height = _first(value("height"), own_z)
    if math.isnan(height):
        raise EngineError("{what} has no height in {place}; every point needs one.", what=what, place=place)
    longitude, latitude = value("longitude"), value("latitude")
    if math.isnan(longitude) or math.isnan(latitude):
        x, y = value("x"), value("y")
        if math.isnan(x) or math.isnan(y):
            x, y = own_x, own_y
        if math.isnan(x) or math.isnan(y):
            raise EngineError(
                "{what} has no position in {place}; it needs longitude and latitude, or x and y with a coordinate "
                "system.",
                what=what,
                place=place,
            )
        longitude, latitude = _lonlat(what, place, x, y, crs)
    if not (abs(longitude) <= 360.0 and abs(latitude) <= 90.0):
        raise EngineError(
            "{what} has longitude {longitude:g} and latitude {latitude:g} in {place}, which are not in degrees; call "
            "the fields x and y and name their coordinate system.",
            what=what,
            longitude=longitude,
            latitude=latitude,
            place=place,
        )
    pixel = value("line"), value("sample")
    if math.isnan(pixel[0]) != math.isnan(pixel[1]):
        raise EngineError("{what} has only one of line and sample in {place}; give both.", what=what, place=place)
    own = value("sigma")
    if own <= 0.0:
        raise EngineError(
            "{what} has the sigma {own:g} in {place}; it must be positive.", what=what, own=own, place=place
        )
    return ControlPoint(
        name or str(number),
        longitude,
        latitude,
        height,
        None if math.isnan(pixel[0]) else pixel,
        _first(own, sigma),
    )


def _first(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value


def _lonlat(what: str, place: str, x: float, y: float, crs: pyproj.CRS | None) -> tuple[float, float]:
    if crs is None:
        raise EngineError("{what} has x and y but no coordinate system; name it.", what=what)
    for part in crs.sub_crs_list:
        if part.is_vertical and "ellipsoid" not in part.name.lower():
            raise EngineError(
                "{what} has heights that count from {name}; convert them to metres above the WGS-84 ellipsoid, and "
                "name a coordinate system without a vertical part.",
                what=what,
                name=part.name,
            )
    lon, lat = pyproj.Transformer.from_crs(horizontal(crs), "EPSG:4326", always_xy=True).transform(x, y)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise EngineError(
            "{what} has x {x:.10g} and y {y:.10g} in {place}, which are no place of {name}; correct them or the "
            "coordinate system.",
            what=what,
            x=x,
            y=y,
            place=place,
            name=crs.name,
        )
    return float(lon), float(lat)
