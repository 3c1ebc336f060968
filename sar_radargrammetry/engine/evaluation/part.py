"""The part of an elevation raster that is compared: an area of interest on its map."""

from __future__ import annotations

import dataclasses

import numpy as np
from osgeo import ogr

from ..area.area import Area, Shape
from ..area.rectangle import reference_system
from ..elevation.grid import CellWindow, Grid
from ..elevation.left_out import drawn
from ..errors import EngineError


@dataclasses.dataclass(frozen=True, eq=False)
class Part:
    """A region of a map.

    Parameters
    ----------
    region : ogr.Geometry
        In the map's coordinates.
    crs : str
        Of the map.
    """

    region: ogr.Geometry
    crs: str

    @classmethod
    def of(cls, area: Area | None, grid: Grid) -> Part | None:
        """What an area covers of an elevation raster with this grid; None for all of it.

        Raises
        ------
        EngineError
            Nothing.
        """
        return None if area is None else cls(area.on_map(grid.crs, grid.bounds, _beside), grid.crs)

    def cells(self, grid: Grid, window: CellWindow) -> np.ndarray:
        """Which cells of a window of a grid on this map lie in it, by their centres: (rows, cols) bool."""
        transform = (
            *(grid.x0 + window.col * grid.pixel_size, grid.pixel_size, 0.0),
            *(grid.y0 - window.row * grid.step_y, 0.0, -grid.step_y),
        )
        return drawn(self.region, reference_system(self.crs), transform, window.cols, window.rows)

    def places(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Which places (n,) of the map lie in it."""
        found = np.zeros(len(x), bool)
        west, east, south, north = self.region.GetEnvelope()
        for number in np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north)):
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(float(x[number]), float(y[number]))
            found[number] = self.region.Intersects(point)
        return found


def _beside(shape: Shape) -> EngineError:
    return EngineError("{what} does not overlap the elevation raster; choose one that does.", what=shape.what)
