"""How far one elevation raster lies beside and above another.

After Nuth and Kääb, "Co-registration and bias corrections of satellite elevation data sets for quantifying glacier
thickness change" (The Cryosphere 5, 2011). A surface z(x, y) shifted by s = (east, north) and raised by c differs from
itself by

    dh = c - s . grad z,

which is their equation 2, dh = |s| cos(direction of s - aspect) tan(slope) + c, with the slope and the aspect written
as the gradient. They divide by tan(slope) and fit a cosine; undivided, every cell has the error of a height, so that
flat ground says what c is and steep ground what s is. As in their paper the fit is repeated on the shifted raster
until nothing is left to shift.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from ..elevation.grid import CellWindow, Grid
from ..errors import EngineError
from ..job import Context
from .part import Part
from .rasters import HeightRaster, cell_size, moved, on_grid
from .tally import NMAD_FACTOR

PICTURE = 1200
"""Longer side (cells) of the reduced rasters that the shift is found on: as good as all cells, in little memory."""

_ROUNDS = 15
_SETTLED = 0.01  # cells
_FARTHEST = 25.0  # cells; farther off, slopes no longer tell the way
_TILES = 8  # a side; errors of neighbouring cells are alike, those of tiles are nearly not
_TUKEY = 4.685  # standard deviations beyond which a difference counts nothing; 95 % efficient for a Gaussian
_MIN_CELLS = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shift:
    """Where an elevation raster lies relative to its reference.

    Parameters
    ----------
    east, north, up : float
        Metres; positive when the elevation raster lies east, north, above.
    east_sigma, north_sigma, up_sigma : float
        Their standard errors (m), from leaving out one of 64 tiles at a time.
    map_east, map_north : float
        The horizontal shift in units of the grid's CRS.
    nmad_before, nmad_after : float
        Spread of the differences (m) without and with the horizontal shift removed.
    cells : int
        Differences that went in.
    """

    east: float
    north: float
    up: float
    east_sigma: float
    north_sigma: float
    up_sigma: float
    map_east: float
    map_north: float
    nmad_before: float
    nmad_after: float
    cells: int


def find_shift(
    measured: HeightRaster,
    reference: HeightRaster,
    offset_on: Callable[[str, np.ndarray, np.ndarray], np.ndarray | float],
    context: Context | None = None,
    part: Part | None = None,
) -> Shift:
    """Estimate the shift of an elevation raster against a reference.

    Parameters
    ----------
    measured, reference : HeightRaster
    offset_on : callable
        What is added to heights of the reference (m), of CRS, x and y: see `Conversion.offset_on`.
    context : Context, optional
    part : Part, optional
        Cells that count.

    Raises
    ------
    EngineError
        Too few common cells, ground too flat to tell a horizontal shift, or no shift that makes the two fit.
    """
    context = context or Context()
    grid = _reduced(measured.grid)
    whole = CellWindow(0, 0, grid.height, grid.width)
    heights = (measured if grid == measured.grid else on_grid(measured, grid)[0]).read(whole).astype(float)
    if part is not None:
        heights[~part.cells(grid, whole)] = np.nan
    offset = offset_on(grid.crs, *grid.centres())
    cell = cell_size(grid)
    shift, before = np.zeros(2), None  # in cells, east and north
    for number in range(_ROUNDS):
        context.progress(number / _ROUNDS)
        there = moved(reference, grid, shift[0] * grid.pixel_size, shift[1] * grid.step_y)
        truth = on_grid(there, grid)[0].read(whole).astype(float) + offset
        fit = _Fit(heights - truth, truth, cell)
        before = fit.nmad if before is None else before
        shift += fit.step
        if np.hypot(*shift) > _FARTHEST:
            break
        if np.hypot(*fit.step) < _SETTLED:
            sigma = fit.sigma()
            _refuse_unsure(sigma)
            return Shift(
                east=shift[0] * cell[0],
                north=shift[1] * cell[1],
                up=fit.up,
                east_sigma=float(sigma[0] * cell[0]),
                north_sigma=float(sigma[1] * cell[1]),
                up_sigma=float(sigma[2]),
                map_east=shift[0] * grid.pixel_size,
                map_north=shift[1] * grid.step_y,
                nmad_before=before,
                nmad_after=fit.nmad,
                cells=fit.cells,
            )
    raise EngineError(
        "Co-registration found no shift that makes the elevation and the reference fit; check that both show the same "
        "ground, or compare without it."
    )


class _Fit:
    """Weighted least squares dh = up - step . gradient, step in cells, outliers weighted down (Tukey's biweight).

    Parameters
    ----------
    difference, surface : (rows, cols) ndarray
        Metres; NaN where void.
    cell : (width, height)
        Metres.
    """

    def __init__(self, difference: np.ndarray, surface: np.ndarray, cell: tuple[float, float]):
        down, across = np.gradient(surface)  # metres a cell; rows run southwards
        known = np.isfinite(difference) & np.isfinite(down) & np.isfinite(across)
        self.cells = int(np.count_nonzero(known))
        if self.cells < _MIN_CELLS:
            raise EngineError(
                "Only {cells} cells of the elevation have a reference beside them; that is too few to co-register, so "
                "compare without it.",
                cells=self.cells,
            )
        self._design = np.stack([-across[known], down[known], np.ones(self.cells)], axis=1)
        self._values = difference[known]
        self._tile = _tiles(known)
        self._solve()

    def _solve(self) -> None:
        centre = np.median(self._values)
        residual = self._values - centre
        for _ in range(6):
            spread = max(NMAD_FACTOR * float(np.median(np.abs(residual))), 1e-6)
            weight = np.clip(1.0 - (residual / (_TUKEY * spread)) ** 2, 0.0, 1.0) ** 2
            weighted = self._design * weight[:, None]
            solution = _solved(weighted.T @ self._design, weighted.T @ self._values)
            residual = self._values - self._design @ solution
        self.step, self.up = solution[:2], float(solution[2])
        self._weighted = weighted
        self.nmad = NMAD_FACTOR * float(np.median(np.abs(self._values - np.median(self._values))))

    def sigma(self) -> np.ndarray:
        """Standard errors (3,) of step (cells) and up (m), by the jackknife over tiles (Efron 1982)."""
        count = _TILES * _TILES
        normal = np.zeros((count, 3, 3))
        right = np.zeros((count, 3))
        for i in range(3):
            right[:, i] = np.bincount(self._tile, self._weighted[:, i] * self._values, count)
            for j in range(3):
                normal[:, i, j] = np.bincount(self._tile, self._weighted[:, i] * self._design[:, j], count)
        filled = np.flatnonzero(normal[:, 2, 2] > 0.0)
        if len(filled) < 4:
            return np.full(3, np.nan)
        without = [_solved(normal.sum(axis=0) - normal[t], right.sum(axis=0) - right[t]) for t in filled]
        spread = np.stack(without) - np.mean(without, axis=0)
        return np.sqrt((len(filled) - 1) / len(filled) * (spread**2).sum(axis=0))


def _solved(normal: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solution of the normal equations; the horizontal part is refused where the ground has no slope."""
    scale = np.sqrt(np.maximum(np.diag(normal), 1e-30))
    if np.linalg.cond(normal / np.outer(scale, scale)) > 1e8 or scale[:2].min() < 1e-3 * scale[2]:
        raise _too_flat()
    return np.linalg.solve(normal, right)


def _refuse_unsure(sigma: np.ndarray) -> None:
    if not np.isfinite(sigma).all() or sigma[:2].max() > 2.0:
        raise _too_flat()


def _too_flat() -> EngineError:
    return EngineError(
        "The ground is too flat or too small to tell a horizontal shift between the elevation and the reference; "
        "compare without co-registration."
    )


def _tiles(known: np.ndarray) -> np.ndarray:
    """Number of the tile that each known cell lies in, tiles counted over the rectangle around all known cells."""
    row, col = np.nonzero(known)
    down = (row - row.min()) * _TILES // (np.ptp(row) + 1)
    across = (col - col.min()) * _TILES // (np.ptp(col) + 1)
    return down * _TILES + across


def _reduced(grid: Grid) -> Grid:
    """`grid`, or a coarser one of the same area with at most PICTURE cells a side."""
    times = max(grid.width, grid.height) / PICTURE
    if times <= 1.0:
        return grid
    width, height = max(round(grid.width / times), 2), max(round(grid.height / times), 2)
    return dataclasses.replace(
        grid,
        width=width,
        height=height,
        pixel_size=grid.pixel_size * grid.width / width,
        pixel_height=grid.step_y * grid.height / height,
    )
