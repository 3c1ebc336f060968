"""The cells of a grid on disk while they are made: elevation, error, reason, certainty."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..files.intermediate import let_go, scratch_array
from ..job import Context
from ..parallel import two_at_once
from ..points.surface_sigma import BOX
from ..reasons import Reason
from .filters import filled, islands, reach, smoothed
from .grid import CellWindow, Grid
from .gridding import Tile, cells_of, tiles_of
from .spool import PointSpool
from .surface_error import SurfaceError

SHARE_OF_ALL, LARGEST_ISLAND = 0.05, 1024
"""Share of the measured cells, and cells, up to which a group of them may be taken for an island."""


class Cells:
    """Arrays of a grid's size in files, so that windows of any place are there in flat memory.

    Parameters
    ----------
    folder : Path
        For their files.
    grid : Grid
    """

    def __init__(self, folder: Path, grid: Grid) -> None:
        shape = (grid.height, grid.width)
        self.grid = grid
        self._folder = folder
        self.elevation = scratch_array(folder / "elevation.cells", np.float32, shape)
        self.error = scratch_array(folder / "error.cells", np.float32, shape)
        self.reason = scratch_array(folder / "reason.cells", np.uint8, shape)
        self.certainty = scratch_array(folder / "certainty.cells", np.float32, shape)
        self.lowest, self.highest = math.inf, -math.inf
        self.measured = 0

    def measure(self, spool: PointSpool, context: Context) -> None:
        """Grid the points of a spool."""
        arrays = self.elevation, self.error, self.certainty
        for _, window in tiles_of(self.grid):
            for array in arrays:
                array[window.slices] = np.nan
        found: list[tuple[int, float, float]] = []

        def fill(tile: Tile) -> None:
            name, window = tile
            values = cells_of(spool, name, self.grid, window)
            elevation, known = values[0], np.isfinite(values[0])
            for array, value in zip(arrays, values, strict=True):
                array[window.slices] = value
            self.reason[window.slices] = np.where(known, np.uint8(Reason.MEASURED), np.uint8(Reason.OUTSIDE))
            if known.any():
                found.append((int(known.sum()), float(elevation[known].min()), float(elevation[known].max())))

        tiles = [(tile, window) for tile, window in tiles_of(self.grid) if tile in spool.tiles]
        for done in two_at_once(fill, tiles):
            context.progress(done / len(tiles))
            self.let_go()
        if found:
            counts, lowest, highest = zip(*found, strict=True)
            self.measured, self.lowest, self.highest = sum(counts), min(lowest), max(highest)

    def clear_islands(self, least: float) -> None:
        """Void what hangs together in fewer than `least` cells, see `filters.islands`.

        At most `SHARE_OF_ALL` of the measured cells is asked for, so that a small raster keeps what it has.
        """
        least = math.ceil(min(least, SHARE_OF_ALL * self.measured, LARGEST_ISLAND))
        for _, window in tiles_of(self.grid):
            # Farther than an island of so few cells reaches.
            around, inner = self.around(window, least)
            small = islands(self.reason[around.slices] == Reason.MEASURED, least)[inner.slices]
            for array in (self.elevation, self.error, self.certainty):
                array[window.slices][small] = np.nan
            self.reason[window.slices][small] = Reason.ISLAND
            self.measured -= int(small.sum())
            self.let_go()

    def complete_errors(self, surface: SurfaceError, context: Context) -> None:
        """Turn the errors of points' heights into those of the surface at the cells, see `surface_error`."""

        def complete(window: CellWindow) -> None:
            around, inner = self.around(window, BOX // 2)
            # Of the errors around a cell only which are known counts, which does not change.
            of_cells = [array[around.slices] for array in (self.elevation, self.error, self.certainty)]
            if np.isfinite(of_cells[0][inner.slices]).any():
                self.error[window.slices] = surface.at(self.grid, around, *of_cells)[inner.slices]

        windows = [window for _, window in tiles_of(self.grid)]
        for done in two_at_once(complete, windows):
            context.progress(done / len(windows))
            self.let_go()

    def smooth(self, strength: float, context: Context) -> None:
        """Smooth the measured heights over about `strength` cells, see `filters.smoothed`."""
        margin = reach(strength)
        # Into arrays of their own: a tile must not see what was smoothed beside it.
        heights, errors = (scratch_array(self._folder / f"{n}.smooth", np.float32, self.reason.shape) for n in "he")
        tiles = list(tiles_of(self.grid))
        for number, (_, window) in enumerate(tiles):
            context.progress(number / len(tiles))
            around, inner = self.around(window, margin)
            values = smoothed(self.elevation[around.slices], self.error[around.slices], strength)
            heights[window.slices], errors[window.slices] = (v[inner.slices] for v in values)
        for _, window in tiles:
            self.elevation[window.slices] = heights[window.slices]
            self.error[window.slices] = errors[window.slices]

    def fill(self, farthest: float, context: Context) -> None:
        """Fill narrow holes, see `filters.filled`; `farthest` [m] is as well the margin at which windows look."""
        cell = self.grid.pixel_size
        tiles = list(tiles_of(self.grid))
        for number, (_, window) in enumerate(tiles):
            context.progress(number / len(tiles))
            around, inner = self.around(window, 2 * math.ceil(farthest / cell) + 1)
            # What was filled before is no measurement to fill from.
            measured = self.reason[around.slices] == Reason.MEASURED
            elevation, error = (
                np.where(measured, values[around.slices], np.nan) for values in (self.elevation, self.error)
            )
            elevation, error, holes = (values[inner.slices] for values in filled(elevation, error, farthest, cell))
            self.elevation[window.slices] = np.where(holes, elevation, self.elevation[window.slices])
            self.error[window.slices] = np.where(holes, error, self.error[window.slices])
            self.reason[window.slices] = np.where(holes, np.uint8(Reason.FILLED), self.reason[window.slices])

    def let_go(self) -> None:
        """Keep no cell in memory that is not being worked on, see `intermediate.let_go`."""
        let_go(self.elevation, self.error, self.reason, self.certainty)

    def part(self, window: CellWindow) -> Cells:
        """The cells of a window as a grid of their own; the arrays are views of these."""
        part = copy.copy(self)
        x0, y0 = (
            self.grid.x0 + window.col * self.grid.pixel_size,
            self.grid.y0 - window.row * self.grid.step_y,
        )
        part.grid = dataclasses.replace(self.grid, x0=x0, y0=y0, width=window.cols, height=window.rows)
        part.elevation, part.error, part.reason, part.certainty = (
            array[window.slices] for array in (self.elevation, self.error, self.reason, self.certainty)
        )
        return part

    def around(self, window: CellWindow, margin: int) -> tuple[CellWindow, CellWindow]:
        """A window with a margin as far as the grid reaches, and the old one's place in it."""
        row, col = max(window.row - margin, 0), max(window.col - margin, 0)
        last_row = min(window.row + window.rows + margin, self.grid.height)
        last_col = min(window.col + window.cols + margin, self.grid.width)
        inner = CellWindow(window.row - row, window.col - col, window.rows, window.cols)
        return CellWindow(row, col, last_row - row, last_col - col), inner

    def blocks(self, values: np.ndarray) -> Iterator[tuple[CellWindow, np.ndarray]]:
        """Windows that tile the grid with what one of the arrays holds there."""
        for window in self.grid.blocks():
            yield window, values[window.slices]
            self.let_go()
