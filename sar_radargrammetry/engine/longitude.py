"""Longitudes and map coordinates that repeat after a turn: mean, bounds, zones, polygons at the 180th meridian.

Longitudes of one place differ by whole turns. Within the engine the longitudes of one area are contiguous: neighbours
differ by less than half a turn, the area's middle lies in -180..180, and its ends may lie beyond.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import pyproj
from osgeo import ogr

Bounds = tuple[float, float, float, float]
"""West, south, east, north [degrees] of an area; west <= east, and either may lie beyond 180 degrees."""

TURN = 360.0
"""Degrees."""


def near(longitude: np.ndarray, middle: float | np.ndarray, turn: float = TURN) -> np.ndarray:
    """Longitudes (...,) within half a turn of `middle`; `turn` is in their unit. NaN and infinite values stay."""
    longitude = np.asarray(longitude, dtype=float)
    with np.errstate(invalid="ignore"):
        turns = np.round((middle - longitude) / turn)
    return np.where(np.isfinite(turns), longitude + turn * turns, longitude)


def wrapped(longitude: float) -> float:
    """The longitude of the same place in -180 <= longitude < 180 [degrees]."""
    return (longitude + 180.0) % TURN - 180.0


def utm_zone_crs(lon: float, lat: float) -> pyproj.CRS:
    """The WGS-84 UTM zone of a place (degrees), with the wide zones of Norway and Svalbard; UPS near the poles."""
    if lat >= 84.0:
        return pyproj.CRS.from_epsg(32661)
    if lat < -80.0:
        return pyproj.CRS.from_epsg(32761)
    lon = wrapped(lon)
    zone = int((lon + 180.0) // 6.0) + 1
    if 56.0 <= lat < 64.0 and 3.0 <= lon < 12.0:
        zone = 32
    elif lat >= 72.0 and 0.0 <= lon < 42.0:
        zone = 31 + 2 * int((lon + 3.0) // 12.0)
    return pyproj.CRS.from_epsg((32600 if lat >= 0.0 else 32700) + zone)


def mean(longitude: np.ndarray) -> float:
    """Direction of the mean of unit vectors towards longitudes [degrees], in -180..180; NaN where none is known."""
    angle = np.radians(np.asarray(longitude, dtype=float))
    angle = angle[np.isfinite(angle)]
    if angle.size == 0:
        return math.nan
    return float(np.degrees(np.arctan2(np.sin(angle).sum(), np.cos(angle).sum())))


def contiguous(longitude: np.ndarray) -> np.ndarray:
    """Longitudes (...,) [degrees] of places of one area, each within half a turn of their mean."""
    return near(longitude, mean(longitude))


def bounds(longitude: np.ndarray, latitude: np.ndarray) -> Bounds:
    """Bounds of places of one area [degrees], of those that are finite; NaN where none is."""
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.any():
        return (math.nan,) * 4
    longitude, latitude = contiguous(np.asarray(longitude)[known]), np.asarray(latitude)[known]
    return float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())


def ring(longitude: np.ndarray) -> np.ndarray:
    """Longitudes (n,) [degrees] along the outline of an area, each within half a turn of the one before."""
    if not len(longitude):
        return longitude
    along = np.unwrap(longitude, period=TURN)
    return along + TURN * np.round(-0.5 * (along.min() + along.max()) / TURN)


def pole_within(longitude: np.ndarray) -> bool:
    """Whether the outline of a small area, longitudes (n,) [degrees] as `ring` gives them, runs around a pole."""
    return len(longitude) > 2 and abs(float(near(longitude[0], longitude[-1])) - float(longitude[0])) > 0.5 * TURN


def ring_bounds(longitude: np.ndarray, latitude: np.ndarray) -> Bounds:
    """Bounds of the area within an outline (n,) [degrees], longitudes as `ring` gives them."""
    south, north = float(latitude.min()), float(latitude.max())
    if not pole_within(longitude):
        return float(longitude.min()), south, float(longitude.max()), north
    return (-180.0, south, 180.0, 90.0) if south > 0.0 else (-180.0, -90.0, 180.0, north)


def common(first: Bounds, second: Bounds) -> Bounds | None:
    """The smallest area that holds all that two share, with the first one's longitudes; None where they share none."""
    south, north = max(first[1], second[1]), min(first[3], second[3])
    width, middle = second[2] - second[0], 0.5 * (first[0] + first[2])
    start = float(near(0.5 * (second[0] + second[2]), middle)) - 0.5 * width
    # An area that goes around most of the Earth may meet another at both of its ends.
    pieces = [(max(first[0], west), min(first[2], west + width)) for west in (start - TURN, start, start + TURN)]
    pieces = [(west, east) for west, east in pieces if west < east]
    return (pieces[0][0], south, pieces[-1][1], north) if pieces and south < north else None


def united(first: Bounds, second: Bounds) -> Bounds:
    """The smallest area that holds two, with the first one's longitudes."""
    west, east = near(np.array([second[0], second[2]]), 0.5 * (first[0] + first[2]))
    east = max(east, west + second[2] - second[0])
    return min(first[0], west), min(first[1], second[1]), max(first[2], east), max(first[3], second[3])


@functools.lru_cache(maxsize=64)
def exchanged(longitude: float, latitude: float, area: Bounds) -> bool:
    """Whether a place outside of an area would lie in it with longitude and latitude [degrees] exchanged."""
    west, south, east, north = area

    def inside(lon: float, lat: float) -> bool:
        return west <= near(lon, 0.5 * (west + east)) <= east and south <= lat <= north

    return inside(latitude, longitude) and not inside(longitude, latitude)


def turn_of(crs: str) -> float | None:
    """Distance in x after which a map (code or WKT) shows the same places again; None for maps that do not repeat.

    Maps in degrees and the cylindrical projections do: their x is proportional to the longitude.
    """
    parsed = pyproj.CRS.from_user_input(crs)
    if parsed.is_geographic:
        return 2.0 * math.pi / parsed.axis_info[0].unit_conversion_factor
    if not parsed.is_projected:
        return None
    longitude, latitude = np.meshgrid(np.arange(-175.0, 180.0, 10.0), [0.0, 50.0])
    x, _ = pyproj.Transformer.from_crs(parsed.geodetic_crs, parsed, always_xy=True).transform(longitude, latitude)
    if not np.isfinite(x).all():
        return None
    step = np.diff(x, axis=1)
    usual = float(np.median(step))
    jumps = np.abs(step - usual) > 1e-6 * abs(usual)
    if usual <= 0.0 or jumps.sum(axis=1).max() > 1 or np.abs(x[0] - x[1]).max() > 1e-6 * usual:
        return None
    return 36.0 * usual


def transformed_bounds(transformer: pyproj.Transformer, area: Bounds, turn: float | None) -> Bounds:
    """x_min, y_min, x_max, y_max of a rectangle of a map on another, whose x repeats after `turn` (or None)."""
    west, south, east, north = transformer.transform_bounds(*area, densify_pts=21)
    # PROJ gives west > east for an area across the end of a map in degrees.
    return west, south, east + turn if turn is not None and east < west else east, north


def area(outline: np.ndarray) -> ogr.Geometry:
    """Polygon of an outline (n, 2) [degrees], not closed, longitudes as `ring` gives them; they may lie beyond 180.

    An outline around a pole goes on to it: the polygon has all latitudes from the outline to the pole.
    """
    longitude, latitude = outline.T
    if pole_within(longitude):
        end = longitude[0] + math.copysign(TURN, longitude[-1] - longitude[0])
        pole = math.copysign(90.0, latitude.mean())
        outline = np.array([*outline, (end, latitude[0]), (end, pole), (longitude[0], pole)])
    return _closed(outline)


def _closed(outline: np.ndarray) -> ogr.Geometry:
    """Polygon of the places (n, 2) as they are."""
    edge = ogr.Geometry(ogr.wkbLinearRing)
    for place in (*outline, outline[0]):
        edge.AddPoint_2D(*map(float, place))
    found = ogr.Geometry(ogr.wkbPolygon)
    found.AddGeometry(edge)
    return found


def polygon(outline: np.ndarray) -> ogr.Geometry:
    """`area` as in GeoJSON (RFC 7946, 3.1.9): a MultiPolygon split at the 180th meridian where it crosses that."""
    whole = area(outline)
    low, high, *_ = whole.GetEnvelope()
    first, last = math.floor((low + 180.0) / TURN), math.ceil((high + 180.0) / TURN)
    if (first, last) == (0, 1):
        return whole
    parts = ogr.Geometry(ogr.wkbMultiPolygon)
    for number in range(first, last):
        west = TURN * number - 180.0
        strip = _closed(np.array([(west, -90.0), (west + TURN, -90.0), (west + TURN, 90.0), (west, 90.0)]))
        for part in outlines(whole.MakeValid().Intersection(strip)):
            parts.AddGeometry(_closed(part - np.array([TURN * number, 0.0])))
    return parts.GetGeometryRef(0).Clone() if parts.GetGeometryCount() == 1 else parts


def whole_outline(shape: ogr.Geometry) -> np.ndarray:
    """Outline (n, 2) [degrees] of what `polygon` gave, not closed; longitudes as `ring` gives them."""
    found = outlines(shape)
    if len(found) != 1:
        parts = ogr.Geometry(ogr.wkbMultiPolygon)
        for part in found:
            parts.AddGeometry(_closed(part + np.array([TURN if part[:, 0].mean() < 0.0 else 0.0, 0.0])))
        found = outlines(parts.UnionCascaded())
    return found[0]


def outlines(geometry: ogr.Geometry) -> list[np.ndarray]:
    """Outlines (n, 2) [degrees], not closed, of the polygons in a geometry that have an area, the largest first."""
    collection = ogr.ForceToMultiPolygon(geometry.Clone())
    found = []
    for number in range(collection.GetGeometryCount()):
        part = collection.GetGeometryRef(number)
        # An intersection has lines and points too.
        if ogr.GT_Flatten(part.GetGeometryType()) == ogr.wkbPolygon and part.Area() > 0.0:
            found.append((part.Area(), np.array(part.GetGeometryRef(0).GetPoints())[:-1, :2]))
    return [outline for _, outline in sorted(found, key=lambda one: -one[0])]


def kind_of(shapes: list[ogr.Geometry]) -> int:
    """OGR's type of a layer of such shapes: of several parts only where one of them is."""
    several = any(shape.GetGeometryType() == ogr.wkbMultiPolygon for shape in shapes)
    return ogr.wkbMultiPolygon if several else ogr.wkbPolygon
