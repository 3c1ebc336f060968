"""The reason of every cell without an elevation, and of every pixel without a height."""

from __future__ import annotations

import dataclasses
import functools
import math
from pathlib import Path

import numpy as np
import pyproj
from scipy import ndimage

from ..files.intermediate import let_go, scratch_array
from ..image.signal import NoiseFloor
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..parallel import two_at_once
from ..reasons import Reason
from ..sensor.model import shows
from ..terrain.dem import Dem
from ..visibility.hidden import CLEAR, LAYOVER, SHADOW, STEEP, Hidden
from ..visibility.surface import FINER, Surface, cell_side, pixel_side
from .bridging import bridged_surface
from .cells import Cells
from .grid import CellWindow
from .gridding import Tile, corner, tiles_of
from .spool import CELLS, PointSpool

NEAR = 4
"""Cells within which the next pixel's reason is that of a cell in which none fell."""
SMOOTHING = 1.5
"""Cells by which the measured surface is smoothed before it casts shadow: its noise has slopes that no ground has."""
SURROUNDINGS = 256
"""Cells within which ground must be measured on all four sides of a shadow."""
DIM = 6.0
"""Decibels over the noise that a place in shadow may have: one narrower than the box is averaged with its sides."""
_CODES = {
    (0, LAYOVER): Reason.LAYOVER_REFERENCE,
    (0, SHADOW): Reason.SHADOW_REFERENCE,
    (1, LAYOVER): Reason.LAYOVER_SECONDARY,
    (1, SHADOW): Reason.SHADOW_SECONDARY,
}
_SHADOWS = Reason.SHADOW_REFERENCE, Reason.SHADOW_SECONDARY
_SHADE, _SHOWN = np.uint8(64), np.uint8(128)
"""Beside a reason: a shadow amid measured ground; a place that lies in both images."""


@dataclasses.dataclass(frozen=True, eq=False)
class Floors:
    """Noise floors of the reference and the secondary, found when they are first asked for.

    Finding one reads the whole image, and few scenes cast a shadow for the secondary.
    """

    images: tuple[SlantImage, SlantImage]

    @functools.cached_property
    def reference(self) -> NoiseFloor:
        return NoiseFloor.of(self.images[0])

    @functools.cached_property
    def secondary(self) -> NoiseFloor:
        return NoiseFloor.of(self.images[1])


@dataclasses.dataclass(frozen=True, eq=False)
class Views:
    """The measured ground with its holes bridged, heights (rows, cols) [m], and what of it each image hides."""

    heights: np.ndarray
    hidden: tuple[Hidden, Hidden]


def judge(cells: Cells, voids: PointSpool, pixels: np.ndarray, floors: Floors, folder: Path, context: Context) -> None:
    """Write the reasons of all cells that have no elevation, and of pixels that the ground hides.

    Parameters
    ----------
    cells : Cells
        With its elevations; its reasons are completed.
    voids : PointSpool
        Map places of pixels without a height, with their line and sample.
    pixels : (lines, samples) uint8 array
        `Reason` of each pixel of the reference image so far; completed too.
    floors : Floors
        Shadow is dark, whatever the bridged ground says.
    folder : Path
        For scratch files.
    """
    views = _views(cells, floors.images, folder, context.part(0.0, 0.6))
    tiles = list(tiles_of(cells.grid))
    hidden = scratch_array(folder / "hidden.cells", np.uint8, cells.reason.shape)

    def hide(tile: Tile) -> None:
        hidden[tile[1].slices] = _hide_tile(cells, *tile, voids.take(tile[0]), pixels, (floors, views))

    def say(tile: Tile) -> None:
        _judge_tile(cells, *tile, voids.take(tile[0]), pixels, hidden)

    # The second once the pixels around every tile are judged.
    for step, first, share in ((hide, 0.6, 0.25), (say, 0.85, 0.15)):
        for done in two_at_once(step, tiles):
            context.progress(first + share * done / len(tiles))
            _let_go(cells, pixels, hidden, views)


def _let_go(cells: Cells, pixels: np.ndarray, hidden: np.ndarray, views: Views | None) -> None:
    cells.let_go()
    let_go(pixels, hidden)
    if views is not None:
        let_go(views.heights, *(image.states for image in views.hidden))


def _views(cells: Cells, images: tuple[SlantImage, SlantImage], folder: Path, context: Context) -> Views | None:
    """What each image hides of the measured ground; None where there is none."""
    if not math.isfinite(cells.lowest) or min(cells.elevation.shape) < 2:
        return None
    x0, dx, _, y0, _, dy = cells.grid.geotransform
    dem = Dem(
        heights=cells.elevation,
        geotransform=(x0, dx, 0.0, y0, 0.0, dy),
        crs=pyproj.CRS(cells.grid.crs).to_wkt(),
        path="elevation",
    )
    # Cells much finer than the pixels hold noise that the pixels average.
    pixel = min(pixel_side(image.model) for image in images)
    finer = max(int(pixel / cell_side(dem) / FINER), 1)
    heights = bridged_surface(cells, SMOOTHING * finer, folder / "surface.cells")
    surface = Surface(dataclasses.replace(dem, heights=heights), step=1)
    views = []
    for number, image in enumerate(images):
        part = context.part(0.2 + 0.4 * number, 0.6 + 0.4 * number)
        states = functools.partial(scratch_array, folder / f"states.{number}", np.uint8)
        views.append(Hidden.of(surface, image.model, states, part.progress))
    return Views(heights, (views[0], views[1]))


def _hide_tile(
    cells: Cells,
    tile: tuple[int, int],
    window: CellWindow,
    points: np.ndarray,
    pixels: np.ndarray,
    found: tuple[Floors, Views | None],
) -> np.ndarray:
    """Reasons by the geometry for the cells of a tile, `Reason` with `_SHADE` and `_SHOWN`; written into its pixels."""
    row, col, line, sample = _places(cells, tile, points)
    row, col = row - window.row, col - window.col
    own = (row >= 0) & (row < window.rows) & (col >= 0) & (col < window.cols)
    row, col, line, sample = row[own], col[own], line[own], sample[own]
    asked = cells.reason[window.slices] == Reason.OUTSIDE
    asked[row, col] = True
    geometry, shown = _geometry(*found, window, asked)
    shade = np.isin(geometry, _SHADOWS)
    if shade.any():
        shade &= _amid_ground(cells, window)
    pixels[line, sample] = _first(geometry[row, col], pixels[line, sample], shade[row, col])
    return geometry + _SHADE * shade.astype(np.uint8) + _SHOWN * shown.astype(np.uint8)


def _judge_tile(
    cells: Cells, tile: tuple[int, int], window: CellWindow, points: np.ndarray, pixels: np.ndarray, hidden: np.ndarray
) -> None:
    """Write the reasons of a tile's cells: by the geometry, by their pixels, or by those beside them."""
    row, col, line, sample = _places(cells, tile, points)
    found = hidden[window.slices]
    nearby = _nearby(row - window.row, col - window.col, pixels[line, sample], found.shape)
    reason = _first(found % _SHADE, nearby, found & _SHADE > 0)
    reason = np.where((reason == 0) & (found & _SHOWN > 0), np.uint8(Reason.UNREACHED), reason)
    empty = cells.reason[window.slices] == Reason.OUTSIDE
    cells.reason[window.slices] = np.where(empty, reason, cells.reason[window.slices])


def _places(cells: Cells, tile: tuple[int, int], points: np.ndarray) -> np.ndarray:
    """Row and column of the grid, line and sample of the points of a tile: (4, n) int."""
    first_row, first_col = corner(cells.grid, tile)
    column, upward, line, sample = np.floor(points).astype(int)
    return np.stack([first_row + CELLS - 1 - upward, first_col + column, line, sample])


def _first(geometry: np.ndarray, why: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """What the geometry says, where it says something, and otherwise why; layover and steep slopes are never dark, and
    only `shade` is dark shadow."""
    return np.where((geometry > 0) & ((why != Reason.NO_SIGNAL) | shade), geometry, why)


def _geometry(
    floors: Floors, views: Views | None, window: CellWindow, asked: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What hides the cells of a window that are `asked` for: `Reason` or 0; and whether they lie in both images."""
    found, shown = np.zeros(asked.shape, np.uint8), asked.copy()
    if views is None or not shown.any():
        return found, shown & (views is not None)
    row, col = np.arange(window.rows) + float(window.row), np.arange(window.cols) + float(window.col)
    height = np.where(asked, views.heights[window.slices].astype(float), np.nan)
    # The reference last: what it hides goes before what the secondary does, and both before a steep slope.
    for number in (1, 0):
        state, line, sample = views.hidden[number].on_grid(row, col, height)
        shown &= shows(floors.images[number].model, line, sample)
        dark = state == SHADOW
        if dark.any():
            floor = floors.secondary if number else floors.reference
            state[dark & ~_dim(floor, line, sample, dark)] = CLEAR
        found[(state == STEEP) & (found == 0)] = Reason.FORESHORTENED
        for kind in (LAYOVER, SHADOW):
            found[state == kind] = _CODES[number, kind]
    found[~shown] = 0
    return found, shown


def _amid_ground(cells: Cells, window: CellWindow) -> np.ndarray:
    """Whether the cells of a window have measured ground on all four sides: (rows, cols) bool.

    Only there is darkness a shadow. Beyond the ground that the images show there is nothing that lies in shadow.
    """
    around, inner = cells.around(window, SURROUNDINGS)
    known = np.isfinite(cells.elevation[around.slices])
    amid = np.ones(known.shape, bool)
    for axis, size in enumerate(known.shape):
        place = np.expand_dims(np.arange(size), 1 - axis)
        for way in (slice(None), slice(None, None, -1)):
            along = (way,) if axis == 0 else (slice(None), way)
            last = np.maximum.accumulate(np.where(known[along], place, -SURROUNDINGS - 1), axis)
            amid &= (place - last <= SURROUNDINGS)[along]
    return amid[inner.slices]


def _dim(floor: NoiseFloor, line: np.ndarray, sample: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Whether the image is about as dark as noise at the `chosen` of some pixels (m, n); False elsewhere."""
    dim = np.zeros(chosen.shape, bool)
    pixel = np.rint(np.stack([line[chosen], sample[chosen]])).astype(int)
    first, last = pixel.min(axis=1), pixel.max(axis=1)
    window = Window(*first.tolist(), *(last - first + 1).tolist())
    dim[chosen] = floor.dark_in(window, DIM)[tuple(pixel - first[:, None])]
    return dim


def _nearby(row: np.ndarray, col: np.ndarray, why: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The most frequent reason of the pixels in each cell of a window, or that of the nearest cell that has one:
    (rows, cols) uint8, 0 where there is none within `NEAR`.

    Parameters
    ----------
    row, col : (n,) int ndarray
        Cells of the pixels, counted from the window's first one; in it, or beside it.
    why : (n,) uint8 ndarray
        Their reasons.
    shape : two of int
        Rows and columns of the window.
    """
    rows, cols = (n + 2 * NEAR for n in shape)
    row, col, size = row + NEAR, col + NEAR, len(Reason)
    chosen = (why != Reason.OUTSIDE) & (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    code = (row * cols + col)[chosen] * size + why[chosen]
    present, counts = np.unique(code, return_counts=True)
    best = np.zeros((rows, cols), np.uint8)
    order = np.argsort(counts, kind="stable")  # the most frequent is written last
    best.reshape(-1)[present[order] // size] = present[order] % size
    inner = slice(NEAR, rows - NEAR), slice(NEAR, cols - NEAR)
    if not best.any():
        return best[inner]
    distance, (from_row, from_col) = ndimage.distance_transform_edt(best == 0, return_indices=True)
    return np.where(distance <= NEAR, best[from_row, from_col], 0).astype(np.uint8)[inner]
