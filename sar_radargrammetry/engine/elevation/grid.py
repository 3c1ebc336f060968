"""The map grid of a raster, and the coordinate systems it may be in."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyproj

from ..errors import EngineError
from ..longitude import near, turn_of


class CellWindow(NamedTuple):
    """A rectangle of cells: first row and column, and how many of each."""

    row: int
    col: int
    rows: int
    cols: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of this window in an array of the whole grid."""
        return slice(self.row, self.row + self.rows), slice(self.col, self.col + self.cols)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Grid:
    """A north-up grid of cells.

    Parameters
    ----------
    crs : str
        Horizontal CRS, WKT or authority code.
    x0, y0 : float
        Outer corner of the upper left cell, in units of the CRS.
    pixel_size : float
        Width of a cell, in units of the CRS.
    width, height : int
        Number of columns and rows.
    pixel_height : float, optional
        Height of a cell (positive), where cells are not square.
    """

    crs: str
    x0: float
    y0: float
    pixel_size: float
    width: int
    height: int
    pixel_height: float | None = None

    @classmethod
    def covering(
        cls, crs: str, bounds: tuple[float, float, float, float], pixel_size: float, pixel_height: float | None = None
    ) -> Grid:
        """The smallest grid that covers (x_min, y_min, x_max, y_max), with corners at multiples of the pixel size.

        Snapping makes rasters of neighbouring scenes share their cells.
        """
        west, south, east, north = bounds
        tall = pixel_height or pixel_size
        first_col, last_col = math.floor(west / pixel_size), math.ceil(east / pixel_size)
        first_row, last_row = math.floor(south / tall), math.ceil(north / tall)
        return cls(
            crs=crs,
            x0=first_col * pixel_size,
            y0=last_row * tall,
            pixel_size=pixel_size,
            width=max(last_col - first_col, 1),
            height=max(last_row - first_row, 1),
            pixel_height=None if tall == pixel_size else tall,
        )

    @property
    def step_y(self) -> float:
        """Distance between rows (positive), in units of the CRS."""
        return self.pixel_height or self.pixel_size

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        """GDAL's six numbers."""
        return (self.x0, self.pixel_size, 0.0, self.y0, 0.0, -self.step_y)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(x_min, y_min, x_max, y_max) of the outer edges."""
        return self.x0, self.y0 - self.height * self.step_y, self.x0 + self.width * self.pixel_size, self.y0

    def centres(self, window: CellWindow | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Coordinates of cell centres: x (cols,) and y (rows,), of the whole grid or of a window."""
        row, col, rows, cols = window or CellWindow(0, 0, self.height, self.width)
        x = self.x0 + (col + 0.5 + np.arange(cols)) * self.pixel_size
        y = self.y0 - (row + 0.5 + np.arange(rows)) * self.step_y
        return x, y

    def own_x(self, x: np.ndarray) -> np.ndarray:
        """Coordinates x of the same places that are nearest to the grid's middle, where the map repeats in x."""
        turn = turn_of(self.crs)
        return np.asarray(x) if turn is None else near(x, self.x0 + 0.5 * self.width * self.pixel_size, turn)

    def cell(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fractional column and row of map coordinates; the centre of the first cell is (0, 0)."""
        return (self.own_x(x) - self.x0) / self.pixel_size - 0.5, (self.y0 - np.asarray(y)) / self.step_y - 0.5

    def blocks(self, size: int = 512) -> Iterator[CellWindow]:
        """Windows of at most size x size cells that tile the grid, row by row."""
        for row in range(0, self.height, size):
            for col in range(0, self.width, size):
                yield CellWindow(row, col, min(size, self.height - row), min(size, self.width - col))


def parse_crs(text: str) -> pyproj.CRS:
    """The horizontal CRS an output raster is to be in.

    Parameters
    ----------
    text : str
        Authority code such as ``EPSG:32633``, or WKT.

    Raises
    ------
    EngineError
        Not a CRS; not projected in metres; or with heights that are not ellipsoidal, which are not made here.
    """
    try:
        crs = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        shown = text if len(text) < 60 else f"{text[:57]}..."
        raise EngineError(
            "The coordinate system {crs} is not known; give a code such as EPSG:32633.", crs=repr(shown)
        ) from error
    if crs.is_compound:
        raise EngineError(
            "The coordinate system {name} includes a vertical datum, but heights here are metres above the WGS 84 "
            "ellipsoid; give its horizontal part {part} instead.",
            name=crs.name,
            part=crs.sub_crs_list[0].name,
        )
    if crs.is_geographic:
        raise EngineError(
            "The coordinate system {name} is in degrees, but pixel sizes are metres; give a projected one, such as "
            "the UTM zone of the scene.",
            name=crs.name,
        )
    if not crs.is_projected or any(abs(axis.unit_conversion_factor - 1.0) > 1e-9 for axis in crs.axis_info):
        unit = crs.axis_info[0].unit_name if crs.axis_info else "an unknown unit"
        raise EngineError(
            "The coordinate system {name} is not a projected one in metres (its unit: {unit}); give one that is, such "
            "as the UTM zone of the scene.",
            name=crs.name,
            unit=unit,
        )
    return crs.to_2d()
