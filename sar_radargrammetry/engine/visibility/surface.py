"""A reference DSM as the one surface that both views look at: a fine mesh over its cells, in tiles.

Between cell centres the surface is bilinear in the DSM's own map, as `Dem.height` has it. Positions on it are counted
in cells: (row, col), the centre of the first cell is (0, 0).
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..errors import EngineError
from ..sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel
from ..terrain.dem import Dem

TILE_NODES = 64
"""Mesh nodes a side of a tile: small enough that few lie outside of a patch, large enough for arrays to pay."""
COARSEST = 1.5
"""Pixels on the ground that a mesh step may span; within a triangle a Newton step finds the bilinear surface."""
FINER = 2.0
"""A DSM with cells this many times smaller than a pixel on the ground is averaged: the pixel cannot tell them apart."""
COARSE = (64, 8)
"""Sides of the blocks of cells whose highest heights let a ray skip them, larger first."""


@dataclasses.dataclass(frozen=True, eq=False)
class Surface:
    """A DSM and how finely it is looked at.

    Parameters
    ----------
    dem : Dem
    step : int
        Mesh steps a cell.
    """

    dem: Dem
    step: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.dem.heights.shape

    def ecef(self, row: np.ndarray, col: np.ndarray, height: np.ndarray) -> np.ndarray:
        """(..., 3) ECEF points [m] at positions in cells and ellipsoidal heights [m]."""
        lon, lat = self.dem.lonlat(col, row)
        return geodetic_to_ecef(lon, lat, height)

    def position(self, xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Row, column and ellipsoidal height [m], each (...), of (..., 3) ECEF points: the inverse of `ecef`."""
        lon, lat, height = ecef_to_geodetic(xyz)
        col, row = self.dem.pixel(lon, lat)
        return row, col, height

    def height(self, row: np.ndarray, col: np.ndarray) -> np.ndarray:
        """Height [m], each (...), at positions in cells; NaN outside the outermost centres and beside voids."""
        heights = self.dem.heights
        rows, cols = heights.shape
        inside = (row >= 0) & (col >= 0) & (row <= rows - 1) & (col <= cols - 1)
        row, col = np.where(inside, row, 0.0), np.where(inside, col, 0.0)
        r = np.minimum(row.astype(np.intp), rows - 2)
        c = np.minimum(col.astype(np.intp), cols - 2)
        fr, fc = row - r, col - c
        flat, first = heights.reshape(-1), r * cols + c
        upper = flat[first] * (1.0 - fc) + flat[first + 1] * fc
        lower = flat[first + cols] * (1.0 - fc) + flat[first + cols + 1] * fc
        return np.where(inside, upper * (1.0 - fr) + lower * fr, np.nan)

    @functools.cached_property
    def tops(self) -> tuple[tuple[int, np.ndarray], ...]:
        """For each of `COARSE`: the side of its blocks, and the highest height of a block and its eight neighbours."""
        found = []
        for side in COARSE:
            rows, cols = (-(-n // side) for n in self.shape)
            padded = np.full((rows * side, cols * side), -np.inf, np.float32)
            padded[: self.shape[0], : self.shape[1]] = np.nan_to_num(self.dem.heights, nan=-np.inf)
            top = np.pad(padded.reshape(rows, side, cols, side).max((1, 3)), 1, constant_values=-np.inf)
            top = np.maximum(np.maximum(top[:-2], top[1:-1]), top[2:])
            found.append((side, np.maximum(np.maximum(top[:, :-2], top[:, 1:-1]), top[:, 2:])))
        return tuple(found)

    @functools.cached_property
    def highest(self) -> float:
        """The highest height [m]."""
        return float(np.nanmax(self.dem.heights))

    @functools.cached_property
    def tiles(self) -> Tiles:
        """The tiles that hold any height."""
        side = max(TILE_NODES // self.step, 4)
        rows, cols = self.shape
        found = []
        for row in range(0, rows - 1, side):
            for col in range(0, cols - 1, side):
                last_row, last_col = min(row + side, rows - 1), min(col + side, cols - 1)
                heights = self.dem.heights[row : last_row + 1, col : last_col + 1]
                known = heights[np.isfinite(heights)]
                if known.size:
                    found.append((row, col, last_row, last_col, float(known.min()), float(known.max())))
        table = np.array(found)
        return Tiles(table[:, :4].astype(int), table[:, 4:])

    def mesh(self, tile: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The nodes of a tile (first row, first column, last row, last column).

        Returns
        -------
        row, col : (m, n) ndarray
            Positions in cells.
        xyz : (m, n, 3) ndarray
            ECEF [m]; NaN where there is no height.
        """
        row, col = (
            np.linspace(first, last, (last - first) * self.step + 1)
            for first, last in ((tile[0], tile[2]), (tile[1], tile[3]))
        )
        rows, cols = np.meshgrid(row, col, indexing="ij")
        # The map's curves are parabolas over a tile, to 1 mm over 3 km: nine transformations do for all its nodes.
        along, across = _parabola(row), _parabola(col)
        nine = np.meshgrid(row[[0, 0, -1]], col[[0, 0, -1]], indexing="ij")
        nine[0][1], nine[1][:, 1] = 0.5 * (row[0] + row[-1]), 0.5 * (col[0] + col[-1])
        ends = self.ecef(nine[0], nine[1], np.array([0.0, 1000.0])[:, None, None])
        base = np.einsum("ri,cj,ijk->rck", along, across, ends[0], optimize=True)
        up = np.einsum("ri,cj,ijk->rck", along, across, (ends[1] - ends[0]) / 1000.0, optimize=True)
        return rows, cols, base + up * self.height(rows, cols)[..., None]


@dataclasses.dataclass(frozen=True, eq=False)
class Tiles:
    """Rectangles of cells that cover a surface without overlap; neighbours share their outermost nodes.

    Parameters
    ----------
    bounds : (n, 4) int ndarray
        First row, first column, last row, last column.
    heights : (n, 2) ndarray
        Lowest and highest height [m].
    """

    bounds: np.ndarray
    heights: np.ndarray


def make_surface(dem: Dem, models: tuple[SensorModel, ...]) -> Surface:
    """A DSM as the images can tell it: averaged where it is much finer than their pixels, meshed where it is coarser.

    Raises
    ------
    EngineError
        The DSM has no two neighbouring cells, or the images' middle does not reach the ground.
    """
    if min(dem.heights.shape) < 2:
        raise EngineError("The DEM {path} has fewer than 2 x 2 cells at the images; give a larger one.", path=dem.path)
    pixel = min(pixel_side(model) for model in models)
    dem = _averaged(dem, max(int(pixel / cell_side(dem) / FINER + 1e-6), 1))
    return Surface(dem, max(int(np.ceil(cell_side(dem) / (COARSEST * pixel) - 0.05)), 1))


def cell_side(dem: Dem) -> float:
    """Side [m] of a square as large as a cell in the middle."""
    row, col = (0.5 * (n - 1) for n in dem.heights.shape)
    lon, lat = dem.lonlat(np.array([col, col + 1.0, col]), np.array([row, row, row + 1.0]))
    corners = geodetic_to_ecef(lon, lat, 0.0)
    return float(np.linalg.norm(np.cross(corners[1] - corners[0], corners[2] - corners[0])) ** 0.5)


def pixel_side(model: SensorModel) -> float:
    """Side [m] of a square as large as a pixel of the image's middle on level ground."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    corners = image_to_ground(model, line + steps[:, 0], sample + steps[:, 1], model.reference_height)
    area = float(np.linalg.norm(np.cross(corners[1] - corners[0], corners[2] - corners[0])))
    if not area > 0:
        raise EngineError(
            "The middle of an image does not reach the ground at its reference height; check its geometry."
        )
    return area**0.5


def _averaged(dem: Dem, factor: int) -> Dem:
    """Means of factor x factor cells, void where one of them is."""
    rows, cols = (n // factor for n in dem.heights.shape)
    if factor == 1 or min(rows, cols) < 2:
        return dem
    blocks = dem.heights[: rows * factor, : cols * factor].reshape(rows, factor, cols, factor)
    x0, dx_col, dx_row, y0, dy_col, dy_row = dem.geotransform
    transform = (x0, dx_col * factor, dx_row * factor, y0, dy_col * factor, dy_row * factor)
    return dataclasses.replace(dem, heights=blocks.mean((1, 3), dtype=np.float64), geotransform=transform)


def _parabola(places: np.ndarray) -> np.ndarray:
    """Weights (n, 3) of the values at the first, the middle and the last of `places`, evenly spaced."""
    x = np.linspace(-1.0, 1.0, len(places))
    return np.stack([0.5 * x * (x - 1.0), 1.0 - x * x, 0.5 * x * (x + 1.0)], -1)
