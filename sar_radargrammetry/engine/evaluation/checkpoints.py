"""Check points: places whose height was measured by something better, read from a table or a vector file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..columns import GROUND, HEIGHT, Column, named_column
from ..errors import EngineError
from ..message import Message
from ..terrain.point_heights import point_heights, stated_datum
from ..terrain.point_table import TABLES, UNITS, PointTable, named_crs, read_points
from ..terrain.vertical import VerticalDatum, horizontal


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
    told : tuple of Message
        Which of several columns has the heights.
    """

    path: str
    crs: str
    x: np.ndarray
    y: np.ndarray
    height: np.ndarray
    datum: VerticalDatum
    told: tuple[Message, ...] = ()


def read_check_points(
    path: str | Path,
    *,
    crs: str | None = None,
    height_field: str | None = None,
    fitting: Callable[[VerticalDatum], int] = lambda _: 0,
) -> CheckPoints:
    """Read check points.

    A table of text (``.csv``, ``.txt``, ``.tsv``) has a line of names and the columns ``lon, lat, height`` [degrees, m]
    or ``x, y, height`` [units of `crs`]; `terrain.point_table` has their other names. Anything else is a point layer
    that GDAL reads, whose heights stand in a field of one of those names, or are the third coordinate. Units and
    vertical datum of the heights are those of the column's name or of the coordinate system (`terrain.point_heights`).

    Parameters
    ----------
    path : path
    crs : str, optional
        Of the coordinates of a table; for longitudes and latitudes WGS-84 where it is not given.
    height_field : str, optional
        Column or field of the heights, where it has another name.
    fitting : function
        How well a vertical datum fits, the lowest number best: for a choice between several columns of heights
        (`datums.preference`).

    Raises
    ------
    EngineError
        One sentence that names the file, and the line where there is one.
    """
    table = read_points(path, Message("The file of check points {path}", path=path))
    what, layer = table.what, Path(path).suffix.lower() not in TABLES
    x, y, found = table.column("x"), table.column("y"), _height_columns(table, height_field)
    if table.column("longitude") is not None and table.column("latitude") is not None:
        x, y = table.column("longitude"), table.column("latitude")
        crs = crs or "EPSG:4326"
    if layer and table.crs is None:
        raise EngineError("{what} has no coordinate system; set one and save it again.", what=what)
    if layer and not found and not table.solid:
        raise EngineError(
            "{what} has neither a field of heights nor points with a third coordinate; name the field with "
            "HEIGHT_FIELD.",
            what=what,
        )
    if not layer and (x is None or y is None or not found):
        raise EngineError(
            "{what} needs columns named lon, lat, height or x, y, height; its columns are {names}.",
            what=what,
            names=", ".join(table.names),
        )
    if not layer and crs is None:
        raise EngineError(
            "{what} has x and y but no coordinate system; say which one with CHECK_POINTS_CRS.", what=what
        )
    full = table.crs if layer else named_crs(crs, Message("the check points"))
    height, told = _chosen(table, found, [fitting(stated_datum(c, full)) for c in found] if len(found) > 1 else [0])
    heights = point_heights(table, full, height)
    values = np.full((len(table.rows), 3), np.nan)
    for index, row in enumerate(table.rows):
        if row.geometry is not None:
            values[index] = row.geometry
        elif not layer:
            values[index, :2] = [table.coordinate(row, axis, full) for axis in (x, y)]
        values[index, 2] = heights.of(table, row)
    if not layer and horizontal(full).is_geographic and (np.abs(values[:, 1]) > 90.0).any():
        raise EngineError("{what} has latitudes beyond 90 degrees; exchange longitude and latitude.", what=what)
    known = np.isfinite(values).all(axis=1)
    if not known.any():
        raise EngineError("{what} has no point with a height; give points with heights.", what=what)
    across, upwards, height = values[known].T
    return CheckPoints(
        path=str(path),
        crs=horizontal(full).to_wkt(),
        x=across,
        y=upwards,
        height=height,
        datum=heights.datum,
        told=told,
    )


def _chosen(table: PointTable, found: list[Column], ranks: list[int]) -> tuple[Column | None, tuple[Message, ...]]:
    """The column of the lowest rank, and a sentence where there are several."""
    if len(found) < 2:
        return next(iter(found), None), ()
    taken = found[ranks.index(min(ranks))]
    fields = {"what": table.what, "names": ", ".join(repr(column.name) for column in found), "taken": repr(taken.name)}
    told = Message(
        "{what} has several columns of heights ({names}); {taken} is used. To use another one, set HEIGHT_FIELD.",
        **fields,
    )
    if min(ranks) < max(ranks):
        told = Message(
            "{what} has several columns of heights ({names}); {taken} is used, because its vertical datum fits best. "
            "To use another one, set HEIGHT_FIELD.",
            **fields,
        )
    return taken, (told,)


def _height_columns(table: PointTable, height_field: str | None) -> list[Column]:
    """The columns that may have the heights; those above the ground only where there is no other."""
    if not height_field:
        found = table.columns_of("height")
        return [column for column in found if column.surface() != GROUND] or found[:1]
    if height_field not in table.names:
        raise EngineError(
            "{what} has no field {height_field}; its fields are {names}.",
            what=table.what,
            height_field=repr(height_field),
            names=", ".join(table.names),
        )
    return [named_column(table.names.index(height_field), height_field, HEIGHT, UNITS[HEIGHT])]
