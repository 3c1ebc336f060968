"""Heights of measured points in metres, and what they count from: by the name of their column, or by their CRS."""

from __future__ import annotations

import dataclasses
import math

import pyproj

from ..columns import ELLIPSOID as BY_ELLIPSOID
from ..columns import GROUND, SEA_LEVEL, Column
from ..errors import EngineError
from ..message import Message
from .point_table import PointRow, PointTable
from .undeclared import GROUND as POSSIBLE
from .vertical import ELLIPSOID, UNSTATED, VerticalDatum, crs_datum, horizontal, is_foot


@dataclasses.dataclass(frozen=True)
class PointHeights:
    """Where a table has its heights.

    Parameters
    ----------
    column : Column or None
        None for the third coordinate of the geometries.
    factor : float
        To metres, of the third coordinate.
    datum : VerticalDatum
        What the heights count from, as far as the file says.
    """

    column: Column | None
    factor: float
    datum: VerticalDatum

    def of(self, table: PointTable, row: PointRow) -> float:
        """Height of a point [m]; NaN where it has none.

        Raises
        ------
        EngineError
            No number, or a height that no ground has, such as -9999.
        """
        if self.column is None:
            value = math.nan if row.geometry is None else row.geometry[2] * self.factor
        else:
            value = table.number(row, self.column)
            value = value if self.column.factor(table.what) is not None else value * self.factor
        if value < POSSIBLE[0] or value > POSSIBLE[1]:
            raise EngineError(
                "{what} has the height {value:.6g} m in {place}, where no ground is; remove the point or leave its "
                "height empty.",
                what=table.what,
                value=value,
                place=row.place,
            )
        return value


def point_heights(table: PointTable, crs: pyproj.CRS | None, column: Column | None) -> PointHeights:
    """The heights of a table: a column, or the third coordinate where there is none.

    The name of the column goes before the vertical part of the coordinate system.

    Parameters
    ----------
    table : PointTable
    crs : pyproj.CRS or None
        Of the points, its vertical part included.
    column : Column or None

    Raises
    ------
    EngineError
        The unit is not known or cannot be told, or the heights are depths or count from the ground.
    """
    stated = None if column is None else column.factor(table.what)
    factor = 1.0 if stated is not None or crs is None else _factor_of_crs(table, crs, column)
    if column is not None and column.surface() == GROUND:
        raise EngineError(
            "{what} has heights above the ground in the column {name}; give heights above a vertical datum.",
            what=table.what,
            name=repr(column.name),
        )
    return PointHeights(column, factor, stated_datum(column, crs))


def stated_datum(column: Column | None, crs: pyproj.CRS | None) -> VerticalDatum:
    """What heights count from by the name of their column, which must not be heights above the ground, or by their CRS.

    Parameters
    ----------
    column : Column or None
    crs : pyproj.CRS or None
        Of the points, its vertical part included.
    """
    of_crs = None if crs is None else crs_datum(crs)
    surface = None if column is None else column.surface()
    if surface == BY_ELLIPSOID:
        return VerticalDatum(name=ELLIPSOID, ellipsoidal=True)
    if surface == SEA_LEVEL:
        known = of_crs is not None and of_crs.ellipsoidal is False
        name = Message("sea level or a geoid ({column})", column=column.name)
        return of_crs if known else VerticalDatum(name=name, ellipsoidal=False)
    if surface is not None:
        return crs_datum(pyproj.CRS.from_user_input(f"EPSG:4326+{surface.partition(':')[2]}"))
    return of_crs or UNSTATED


def _factor_of_crs(table: PointTable, crs: pyproj.CRS, column: Column | None) -> float:
    """What takes heights of a coordinate system to metres."""
    axes = [axis for part in (*crs.sub_crs_list, crs) for axis in part.axis_info]
    vertical = [axis for axis in axes if axis.direction in ("up", "down")]
    for axis in vertical:
        if axis.direction == "down":
            raise EngineError(
                "{what} has depths (positive down) by its coordinate system {name}; convert them to heights.",
                what=table.what,
                name=crs.name,
            )
        return axis.unit_conversion_factor
    if any(is_foot(axis.unit_name) for axis in horizontal(crs).axis_info):
        raise EngineError(
            "{what} is in a coordinate system in feet ({name}) and does not state the unit of its heights; give them "
            "in a column whose name states it, such as height (ft) or height (m).",
            what=table.what,
            name=crs.name,
        )
    return 1.0
