"""Points sorted into tiles on disk, so that a raster of any size is made in the memory of one tile."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..files.atomic import explained

CELLS = 512
"""Cells a side of a tile."""
HALO = 1.0
"""Cells around a tile whose points it also gets, by default: a point reaches the four nearest cell centres."""


class PointSpool:
    """Points by tiles of a map grid that is anchored at the origin of the CRS, so that its extent need not be known.

    Parameters
    ----------
    folder : Path
        An empty folder for one file a tile.
    pixel_size : float
        Cell size [m].
    values : int
        Numbers of a point beside its place, such as height and sigma.
    halo : float
        Cells around a tile whose points it also gets.
    """

    def __init__(self, folder: Path, pixel_size: float, values: int = 2, halo: float = HALO) -> None:
        self.folder = folder
        self.pixel_size = pixel_size
        self.values = values
        self.halo = halo
        self.tiles: set[tuple[int, int]] = set()
        self.bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])

    def add(self, points: np.ndarray) -> None:
        """Sort points (2 + values, n): x, y, height, sigma and so on into their tiles.

        Raises
        ------
        EngineError
            The disk is full.
        """
        if points.shape[1] == 0:
            return
        # A point in one place, because those of a tile are scattered over a band.
        records = np.ascontiguousarray(points.T)
        cells = points[:2] / self.pixel_size
        low, high = points[:2].min(1), points[:2].max(1)
        self.bounds[:2], self.bounds[2:] = np.minimum(self.bounds[:2], low), np.maximum(self.bounds[2:], high)
        first = np.floor((cells.min(1) - self.halo) / CELLS).astype(int)
        last = np.floor((cells.max(1) + self.halo) / CELLS).astype(int)
        for column in range(first[0], last[0] + 1):
            of_column = self._within(cells[0] - column * CELLS)
            rows = cells[1, of_column]
            for row in range(first[1], last[1] + 1):
                inside = of_column[self._within(rows - row * CELLS)]
                if inside.size:
                    record = records[inside].astype(np.float32)
                    for axis, corner in enumerate((column, row)):
                        record[:, axis] = cells[axis, inside] - corner * CELLS
                    self._append((column, row), record)

    def take(self, tile: tuple[int, int]) -> np.ndarray:
        """The points of a tile: (2 + values, n) float32 of column, row (cells from the lower left corner), values."""
        if tile not in self.tiles:
            return np.empty((2 + self.values, 0), np.float32)
        return np.fromfile(self._path(tile), dtype=np.float32).reshape(-1, 2 + self.values).T

    def _append(self, tile: tuple[int, int], records: np.ndarray) -> None:
        try:
            with open(self._path(tile), "ab") as file:
                file.write(records)
        except OSError as error:
            raise explained(error, self.folder) from error
        self.tiles.add(tile)

    def _path(self, tile: tuple[int, int]) -> Path:
        return self.folder / f"{tile[0]}_{tile[1]}.points"

    def _within(self, local: np.ndarray) -> np.ndarray:
        """Numbers of the coordinates (n,), in cells from a tile's side, that lie in it or its halo."""
        return np.flatnonzero((local >= -self.halo) & (local < CELLS + self.halo))
