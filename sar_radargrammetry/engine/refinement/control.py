"""Ground control points: places with measured coordinates, from a table or a vector layer."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pyproj

from ..columns import ELLIPSOID as ABOVE_ELLIPSOID
from ..columns import Column
from ..errors import EngineError
from ..job import Context
from ..longitude import bounds
from ..message import Message
from ..sensor.ellipsoid import geodetic_to_ecef
from ..terrain.geoid import AUTO, ELLIPSOID_SURFACE, height_surface, stated_surface
from ..terrain.point_heights import PointHeights, point_heights
from ..terrain.point_table import PointRow, PointTable, named_crs, read_points
from ..terrain.vertical import VerticalDatum, horizontal


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


def read_control(
    path: str | Path, crs: str | None, sigma: float, vertical: str = AUTO, context: Context | None = None
) -> list[ControlPoint]:
    """Read control points from a table (CSV) or the layer of points of a GeoPackage or any vector file.

    Fields (`terrain.point_table` has their other names): `longitude` and `latitude` [degrees], or `x` and `y` in `crs`,
    or the layer's own geometry; `height` [m above the ellipsoid], or the geometry's z where there is no such field; and
    if known `name`, `line` and `sample` in the reference image, and `sigma` [m]. Units and vertical datum of the
    heights are those of the field's name or of the coordinate system (`terrain.point_heights`).

    Parameters
    ----------
    path : path
    crs : str, optional
        Coordinate system of x and y, or of the geometries, instead of the file's own.
    sigma : float
        Standard deviation [m] of points that name none.
    vertical : str
        What the heights count from: ``auto`` as the file says, else the ellipsoid; otherwise see
        `terrain.geoid.height_surface`.
    context : Context, optional

    Raises
    ------
    EngineError
        One sentence that names the file, and the point and the field where there is one; or the heights count from a
        geoid that is not known on this machine.
    """
    table = read_points(path, Message("The file of control points {path}", path=path))
    unused = _other_heights(table, vertical, context or Context())
    _refuse_twice(table, unused)
    given = named_crs(crs, Message("the control points")) if crs else table.crs
    heights = point_heights(table, given, next((c for c in table.columns_of("height") if c not in unused), None))
    points = [_point(table, number, row, given, sigma, heights) for number, row in enumerate(table.rows, start=1)]
    points = _above_ellipsoid(table, points, heights.datum, vertical, context or Context())
    if len({point.name for point in points}) < len(points):
        # Names that say nothing would make a blunder impossible to find in the table.
        points = [dataclasses.replace(p, name=f"{p.name} (row {n})") for n, p in enumerate(points, start=1)]
    return points


def _other_heights(table: PointTable, vertical: str, context: Context) -> list[Column]:
    """Columns of heights that are not used: those beside the only one that counts from the ellipsoid."""
    found = table.columns_of("height")
    sure = [column for column in found if column.surface() == ABOVE_ELLIPSOID]
    if len(found) < 2 or len(sure) != 1 or vertical not in (AUTO, ABOVE_ELLIPSOID):
        return []
    context.log(
        "{what} has several columns of heights ({names}); {taken} is used, which counts from the ellipsoid.",
        what=table.what,
        names=", ".join(repr(column.name) for column in found),
        taken=repr(sure[0].name),
    )
    return [column for column in found if column is not sure[0]]


def _refuse_twice(table: PointTable, unused: list[Column]) -> None:
    """Refuse two columns for one quantity, because it is not clear which of them is meant."""
    found: dict[str, str] = {}
    for column in table.columns:
        if column in unused:
            continue
        if column.quantity in found:
            raise EngineError(
                "{what} has two fields for {quantity}, {first} and {second}; remove one of them.",
                what=table.what,
                quantity=column.quantity,
                first=repr(found[column.quantity]),
                second=repr(column.name),
            )
        found[column.quantity] = column.name


def _above_ellipsoid(
    table: PointTable, points: list[ControlPoint], datum: VerticalDatum, vertical: str, context: Context
) -> list[ControlPoint]:
    """The points with heights above the WGS-84 ellipsoid."""
    lon, lat = np.array([(point.longitude, point.latitude) for point in points]).T
    area = bounds(lon, lat)
    if vertical == AUTO:
        surface = ELLIPSOID_SURFACE if datum.ellipsoidal is None else stated_surface(datum, area)
    else:
        surface = height_surface(vertical, area)
    if surface is None:
        raise EngineError(
            "{what} has heights that count from {datum}; set CONTROL_VERTICAL to the code of that vertical datum, such "
            "as EPSG:5773 (EGM96), or to its geoid as a raster.",
            what=table.what,
            datum=datum.name,
        )
    if surface.source is None:
        return points
    separation = surface.separation(lon, lat)
    for point, value in zip(points, separation, strict=True):
        if not math.isfinite(value):
            surface.check(point.longitude, point.latitude)
    context.log(
        "{what}: heights above {datum} were converted to heights above the WGS-84 ellipsoid by {by} ({low:+.2f} to "
        "{high:+.2f} m).",
        what=table.what,
        datum=surface.name,
        by=surface.by,
        low=separation.min(),
        high=separation.max(),
    )
    return [dataclasses.replace(p, height=p.height + float(n)) for p, n in zip(points, separation, strict=True)]


def _point(
    table: PointTable, number: int, row: PointRow, crs: pyproj.CRS | None, sigma: float, heights: PointHeights
) -> ControlPoint:
    what, place = table.what, row.place

    def value(quantity: str) -> float:
        return table.number(row, table.column(quantity))

    label = table.column("name")
    name = "" if label is None else row.cells[label.index].strip()
    own_x, own_y, _ = row.geometry or (math.nan,) * 3
    height = heights.of(table, row)
    if math.isnan(height):
        raise EngineError("{what} has no height in {place}; every point needs one.", what=what, place=place)
    longitude, latitude = value("longitude"), value("latitude")
    if math.isnan(longitude) or math.isnan(latitude):
        x, y = (table.coordinate(row, table.column(axis), crs) for axis in ("x", "y"))
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
