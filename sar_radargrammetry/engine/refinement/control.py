"""Ground control points: places whose coordinates somebody measured, from a table or a vector layer."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from osgeo import gdal, ogr

from ..errors import EngineError
from ..sensor.ellipsoid import geodetic_to_ecef
from ..terrain.vertical import horizontal

NAMES = {
    "name": ("name", "id", "point", "label", "gcp", "nr", "number", "no"),
    "longitude": ("longitude", "lon", "long", "lng"),
    "latitude": ("latitude", "lat"),
    "x": ("x", "east", "easting", "e"),
    "y": ("y", "north", "northing", "n"),
    "height": ("height", "h", "z", "hae", "altitude", "alt", "elevation", "ellheight", "ellipsoidalheight"),
    "line": ("line", "row", "azimuth", "referenceline"),
    "sample": ("sample", "column", "col", "range", "pixel", "referencesample"),
    "sigma": ("sigma", "std", "accuracy", "stddev"),
}
"""How fields may be called, without case, units in brackets, blanks and underscores."""


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
    """Read control points from a table (CSV) or the first layer of a GeoPackage or any vector file.

    Fields (`NAMES` has their other names): `longitude` and `latitude` [degrees], or `x` and `y` in `crs`, or the
    layer's own geometry; `height` [m above the ellipsoid], or the geometry's z; and if known `name`, `line` and
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
    path = Path(path)
    if not path.is_file():
        raise EngineError(f"The control points {path} do not exist; choose a CSV file or a GeoPackage with points.")
    gdal.UseExceptions()
    ogr.UseExceptions()
    try:
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
        layer = source.GetLayer(0)
        features = list(layer)
    except (RuntimeError, AttributeError) as error:
        raise EngineError(
            f"The control points {path} cannot be read; choose a CSV file or a GeoPackage with points."
        ) from error
    definition = layer.GetLayerDefn()
    names = [definition.GetFieldDefn(index).GetName() for index in range(definition.GetFieldCount())]
    fields = _fields(path, names)
    reference = layer.GetSpatialRef()
    own = None if reference is None else pyproj.CRS.from_wkt(reference.ExportToWkt(["FORMAT=WKT2_2019"]))
    given = _crs(crs) if crs else own
    if not features:
        raise EngineError(f"The file {path} holds no control points.")
    points = [_point(path, number, feature, fields, given, sigma) for number, feature in enumerate(features, start=1)]
    if len({point.name for point in points}) < len(points):
        # Names that say nothing would make a blunder impossible to find in the table.
        points = [dataclasses.replace(p, name=f"{p.name} (row {n})") for n, p in enumerate(points, start=1)]
    return points


def _fields(path: Path, names: list[str]) -> dict[str, str]:
    """The file's own name of each known field that it has."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\(.*?\)|\[.*?\]|[\s_.\-]", "", name.lower())
        quantity = next((key for key, known in NAMES.items() if plain in known), None)
        if quantity is None:
            continue
        if quantity in found:
            raise EngineError(
                f"The control points {path} have two fields for {quantity}, {found[quantity]!r} and {name!r}; remove "
                "one of them."
            )
        found[quantity] = name
    return found


def _point(
    path: Path, number: int, feature: Any, fields: dict[str, str], crs: pyproj.CRS | None, sigma: float
) -> ControlPoint:
    def value(quantity: str) -> float | None:
        if quantity not in fields:
            return None
        cell = feature.GetFieldAsString(fields[quantity]).strip()
        if not cell:
            return None
        try:
            found = float(cell)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise EngineError(f"In the control points {path}, row {number}, {quantity} is {cell[:40]!r}, not a number.")
        return found

    name = feature.GetFieldAsString(fields["name"]).strip() if "name" in fields else ""
    geometry = feature.GetGeometryRef()
    if geometry is not None and ogr.GT_Flatten(geometry.GetGeometryType()) != ogr.wkbPoint:
        raise EngineError(f"The control points {path} hold something else than points in row {number}; give points.")
    height = value("height")
    if height is None and geometry is not None and geometry.GetCoordinateDimension() == 3:
        height = geometry.GetZ()
    if height is None:
        raise EngineError(f"The control points {path} have no height in row {number}; every point needs one.")
    longitude, latitude = value("longitude"), value("latitude")
    if longitude is None or latitude is None:
        x, y = value("x"), value("y")
        if (x is None or y is None) and geometry is not None:
            x, y = geometry.GetX(), geometry.GetY()
        if x is None or y is None:
            raise EngineError(
                f"The control points {path} have no position in row {number}; they need longitude and latitude, or x "
                "and y with a coordinate system."
            )
        longitude, latitude = _lonlat(path, number, x, y, crs)
    if not (abs(longitude) <= 360.0 and abs(latitude) <= 90.0):
        raise EngineError(
            f"In the control points {path}, row {number}, longitude {longitude:g} and latitude {latitude:g} are not in "
            "degrees; call the fields x and y and name their coordinate system."
        )
    pixel = value("line"), value("sample")
    if (pixel[0] is None) != (pixel[1] is None):
        raise EngineError(f"The control points {path} have only one of line and sample in row {number}; give both.")
    own = value("sigma")
    if own is not None and own <= 0:
        raise EngineError(f"In the control points {path}, row {number}, sigma is {own:g}; it must be positive.")
    return ControlPoint(
        name or str(number),
        longitude,
        latitude,
        height,
        None if pixel[0] is None else pixel,
        sigma if own is None else own,
    )


def _crs(text: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise EngineError(
            f"The coordinate system {text[:60]!r} of the control points is not known; give a code such as EPSG:32633."
        ) from error


def _lonlat(path: Path, number: int, x: float, y: float, crs: pyproj.CRS | None) -> tuple[float, float]:
    if crs is None:
        raise EngineError(f"The control points {path} have x and y but no coordinate system; name it.")
    for part in crs.sub_crs_list:
        if part.is_vertical and "ellipsoid" not in part.name.lower():
            raise EngineError(
                f"The heights of the control points {path} count from {part.name}; convert them to metres above the "
                "WGS-84 ellipsoid, and name a coordinate system without a vertical part."
            )
    lon, lat = pyproj.Transformer.from_crs(horizontal(crs), "EPSG:4326", always_xy=True).transform(x, y)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise EngineError(
            f"In the control points {path}, row {number}, x {x:.10g} and y {y:.10g} are no place of {crs.name}; "
            "correct them or the coordinate system."
        )
    return float(lon), float(lat)
