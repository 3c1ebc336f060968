"""Which pixels of an image see exactly one piece of a DSM, and where it lies; for any sensor model.

The DSM is a mesh about as fine as the pixels (`Surface`). Its nodes are projected into the image, which is exact for
every sensor model, and its triangles are drawn there: a pixel is covered by each triangle that holds its centre. After
Kropatsch and Strobl, "The generation of SAR layover and shadow maps from digital elevation models" (IEEE TGRS 1990),
but drawn forwards, so that no straight track or image plane has to be assumed.
Covers that the antenna does not see (`shadow.lit`) are taken away. What is left says:

- one cover: the pixel is unambiguous; a Newton step from the triangle to the bilinear surface makes it exact;
- several, or one that is turned over because its slope faces the radar more steeply than the beam: layover;
- none, but covered: shadow;
- not covered: outside the DSM, or void.

Limits: a void, or ground beyond the DSM's edge, may hide layover and shadow onto known ground. Overhangs are no part of
a DSM. A pixel's state is that of its centre: the response of its neighbours, half a pixel wide, is not looked at.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..image.window import Window
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, shows
from .shadow import lit
from .surface import Surface

VOID, VISIBLE, LAYOVER, SHADOW = range(4)
"""States of a pixel: nothing known, one piece of ground visible, several, none."""

TILE_MARGIN = 4.0
"""Pixels around a tile's projected corners within which its nodes surely lie."""
EXACT = 0.02
"""Pixels to which a place must be found; all but those at kinks of the surface are found to a thousandth."""
OFF_CENTRE = 1e-6
"""Pixels by which centres are moved, so that none lies on the edge of two triangles and is counted twice."""


@dataclasses.dataclass(frozen=True, eq=False)
class ProjectedSurface:
    """A surface in an image: where its tiles lie.

    Parameters
    ----------
    surface : Surface
    model : SensorModel
    bounds : (n, 4) ndarray
        First and last line, first and last sample of each tile; NaN where the antenna looks elsewhere.
    turn : float
        1 where rows and columns of level ground run around as lines and samples do, -1 where they are mirrored.
    """

    surface: Surface
    model: SensorModel
    bounds: np.ndarray
    turn: float

    def tiles_in(self, window: Window) -> np.ndarray:
        """Numbers of the tiles that may lie in a window."""
        first, last = self.bounds[:, ::2], self.bounds[:, 1::2]
        low = np.array([window.line, window.sample]) - 0.5
        high = low + np.array([window.lines, window.samples])
        with np.errstate(invalid="ignore"):
            return np.flatnonzero(((last >= low) & (first <= high)).all(1))


@dataclasses.dataclass(frozen=True, eq=False)
class Covers:
    """Pieces of ground at pixel centres of a window; arrays (n,) in no order.

    Parameters
    ----------
    pixel : int ndarray
        Number of the pixel within the window, along lines.
    row, col : ndarray
        Position on the surface in cells.
    steps : (n, 2, 2) ndarray
        Cells (row, col) by (line, sample).
    upright : bool ndarray
        Not turned over.

    With them comes `folded`, (k,) int: pixels that hold a corner of a triangle that is turned over, so that a fold
    smaller than a pixel is known too.
    """

    pixel: np.ndarray
    row: np.ndarray
    col: np.ndarray
    steps: np.ndarray
    upright: np.ndarray
    folded: np.ndarray

    def __getitem__(self, chosen: np.ndarray) -> Covers:
        return Covers(*(getattr(self, name)[chosen] for name in PLACES), self.folded)


PLACES = ("pixel", "row", "col", "steps", "upright")


@dataclasses.dataclass(frozen=True, eq=False)
class VisibilityMask:
    """Which ground is visible in each pixel of a window; arrays (lines, samples).

    Parameters
    ----------
    state : uint8 ndarray
        VOID, VISIBLE, LAYOVER or SHADOW.
    row, col : ndarray
        Position on the surface in cells where the state is VISIBLE, else NaN.
    """

    state: np.ndarray
    row: np.ndarray
    col: np.ndarray


def project_surface(surface: Surface, model: SensorModel) -> ProjectedSurface:
    """Project the corners of all tiles, at their lowest and highest heights."""
    tiles = surface.tiles
    share = np.array([0.0, 0.5, 1.0])
    rows = tiles.bounds[:, :1] + share * (tiles.bounds[:, 2:3] - tiles.bounds[:, :1])
    cols = tiles.bounds[:, 1:2] + share * (tiles.bounds[:, 3:] - tiles.bounds[:, 1:2])
    xyz = surface.ecef(
        rows[:, None, :, None], cols[:, None, None, :], tiles.heights[:, :, None, None]
    )  # (n, 2 heights, 3 rows, 3 columns, 3)
    line, sample = (v.reshape(len(rows), -1) for v in model.ground_to_image(xyz))
    xyz = xyz.reshape(len(rows), -1, 3)
    pixels = model.projection_set(line, sample)
    # Range and Doppler are the same on both sides of the track.
    ahead = np.sum(np.cross(pixels.varp, pixels.arp) * (xyz - pixels.arp), axis=-1)
    elsewhere = (ahead < 0) if model.look_side == "right" else (ahead > 0)
    known = np.isfinite(line) & np.isfinite(sample)
    bounds = np.full((len(rows), 4), np.nan)
    for k, value in enumerate((line, sample)):
        bounds[:, 2 * k] = np.where(known, value, np.inf).min(1) - TILE_MARGIN
        bounds[:, 2 * k + 1] = np.where(known, value, -np.inf).max(1) + TILE_MARGIN
    # A tile that the antenna passes in part may lie anywhere.
    bounds[~known.all(1)] = [-np.inf, np.inf, -np.inf, np.inf]
    bounds[~known.any(1) | elsewhere.any(1)] = np.nan
    return ProjectedSurface(surface, model, bounds, _turn(surface, model))


def _turn(surface: Surface, model: SensorModel) -> float:
    """Sign of the map from lines and samples to rows and columns, on level ground in the image's middle."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    ground = image_to_ground(model, line + steps[:, 0], sample + steps[:, 1], model.reference_height)
    row, col, _ = surface.position(ground)
    return float(np.sign((row[1] - row[0]) * (col[2] - col[0]) - (row[2] - row[0]) * (col[1] - col[0])))


def visibility_mask(projected: ProjectedSurface, window: Window) -> VisibilityMask:
    """The visibility mask of a window."""
    found = covers(projected, window)
    bright = found[lit_covers(projected, window, found)]
    count = np.bincount(bright.pixel, minlength=window.pixels)
    covered = np.bincount(found.pixel, minlength=count.size) > 0
    state = np.full(count.size, VOID, np.uint8)
    state[covered] = SHADOW
    state[count == 1] = VISIBLE
    state[count > 1] = LAYOVER
    state[bright.pixel[~bright.upright]] = LAYOVER
    state[bright.folded[state[bright.folded] == VISIBLE]] = LAYOVER
    single = bright[state[bright.pixel] == VISIBLE]
    row, col = np.full(count.size, np.nan), np.full(count.size, np.nan)
    row[single.pixel], col[single.pixel] = _refined(projected, window, single)
    # Where the steps do not end, at the foot of a wall, no place is known well enough.
    state[(state == VISIBLE) & ~np.isfinite(row)] = VOID
    shape = window.lines, window.samples
    return VisibilityMask(state.reshape(shape), row.reshape(shape), col.reshape(shape))


def unambiguous(
    projected: ProjectedSurface, line: np.ndarray, sample: np.ndarray, row: np.ndarray, col: np.ndarray
) -> np.ndarray:
    """Whether an image shows places of the surface, (n,) each, and nothing else in their pixels.

    Parameters
    ----------
    line, sample : (n,) ndarray
        Their pixels in this image; NaN where there is none.
    row, col : (n,) ndarray
        Positions in cells.
    """
    model, surface = projected.model, projected.surface
    inside = shows(model, line, sample)
    visible = np.flatnonzero(inside)
    window = Window.around(line[visible], sample[visible], 1) if visible.size else None
    window = window and window.clipped(model.lines, model.samples)
    if window is None:
        return inside
    xyz = surface.ecef(row[visible], col[visible], surface.height(row[visible], col[visible]))
    antenna = model.projection_set(line[visible], sample[visible]).arp
    visible = visible[lit(surface, row[visible], col[visible], xyz, antenna)]
    found = covers(projected, window)
    # The place itself is one cover: only pixels with more need a look at which of them are lit.
    count = np.bincount(found.pixel, minlength=window.pixels)
    several = found[count[found.pixel] > 1]
    several = several[lit_covers(projected, window, several)]
    count = np.bincount(several.pixel, minlength=count.size)
    pixel = (np.rint(line[visible]).astype(int) - window.line) * window.samples
    pixel += np.rint(sample[visible]).astype(int) - window.sample
    overlaid = count > 1
    overlaid[found.folded] = True
    good = np.zeros(len(line), bool)
    good[visible[~overlaid[pixel]]] = True
    return good


def covers(projected: ProjectedSurface, window: Window, wanted: np.ndarray | None = None) -> Covers:
    """Every piece of the surface, lit or not, at the pixel centres of a window.

    With `wanted`, (lines, samples) bool, those of other pixels may be missing.
    """
    numbers = projected.tiles_in(window)
    if wanted is not None:
        numbers = [number for number in numbers if _part(wanted, projected.bounds[number], window).any()]
    parts = [_tile_covers(projected, number, window) for number in numbers]
    nothing = np.zeros(0)
    parts.append(Covers(nothing.astype(int), nothing, nothing, np.zeros((0, 2, 2)), nothing > 0, nothing.astype(int)))
    return Covers(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in dataclasses.fields(Covers)))


def lit_covers(projected: ProjectedSurface, window: Window, found: Covers) -> np.ndarray:
    """Which covers (n,) the antenna sees."""
    surface = projected.surface
    xyz = surface.ecef(found.row, found.col, surface.height(found.row, found.col))
    line, sample = (found.pixel // window.samples + window.line, found.pixel % window.samples + window.sample)
    antenna = projected.model.projection_set(line, sample).arp
    return lit(surface, found.row, found.col, xyz, antenna)


def _part(values: np.ndarray, bounds: np.ndarray, window: Window) -> np.ndarray:
    """The part of a window's values within a tile's bounds."""
    first, last = bounds[::2] - [window.line, window.sample], bounds[1::2] - [window.line, window.sample]
    first, last = np.clip(np.floor(first), 0, values.shape), np.clip(np.ceil(last) + 1, 0, values.shape)
    return values[int(first[0]) : int(last[0]), int(first[1]) : int(last[1])]


def _tile_covers(projected: ProjectedSurface, number: int, window: Window) -> Covers:
    """Draw the triangles of one tile."""
    rows, cols, xyz = projected.surface.mesh(projected.surface.tiles.bounds[number])
    line, sample = projected.model.ground_to_image(xyz)
    line, sample = line - window.line + OFF_CENTRE, sample - window.sample + OFF_CENTRE
    numbers = np.arange(line.size).reshape(line.shape)
    a, b, c, d = (v.ravel() for v in (numbers[:-1, :-1], numbers[1:, :-1], numbers[:-1, 1:], numbers[1:, 1:]))
    corners = np.concatenate([np.stack([a, b, c], -1), np.stack([d, c, b], -1)])
    y, x = line.ravel()[corners], sample.ravel()[corners]
    edge = np.stack([np.stack([y[:, k] - y[:, 0], x[:, k] - x[:, 0]], -1) for k in (1, 2)], -1)  # (t, 2, edge)
    area = edge[:, 0, 0] * edge[:, 1, 1] - edge[:, 1, 0] * edge[:, 0, 1]
    # Corners a, b, c run down the rows first: their turn in the image is that of level ground where it is upright.
    turned = area * projected.turn < 0
    folded = _pixels_of(y[turned], x[turned], window)
    with np.errstate(invalid="ignore"):
        first_y, last_y = np.maximum(np.ceil(y.min(1)), 0), np.minimum(np.floor(y.max(1)), window.lines - 1)
        first_x, last_x = np.maximum(np.ceil(x.min(1)), 0), np.minimum(np.floor(x.max(1)), window.samples - 1)
        touched = np.flatnonzero((last_y >= first_y) & (last_x >= first_x))
    corners, y, x, edge, area, turned = (v[touched] for v in (corners, y, x, edge, area, turned))
    first_y, first_x, last_y, last_x = (v[touched].astype(int) for v in (first_y, first_x, last_y, last_x))
    # Every pixel of every triangle's bounding box; most hold one or none.
    width = last_x - first_x + 1
    boxes = (last_y - first_y + 1) * width
    owner = np.repeat(np.arange(len(boxes)), boxes)
    order = np.arange(owner.size) - np.repeat(np.cumsum(boxes) - boxes, boxes)
    pixel_y, pixel_x = first_y[owner] + order // width[owner], first_x[owner] + order % width[owner]

    good = area != 0
    inverse = np.stack([edge[:, 1, 1], -edge[:, 0, 1], -edge[:, 1, 0], edge[:, 0, 0]], -1).reshape(-1, 2, 2)
    inverse[good] /= area[good, None, None]
    from_first = np.stack([pixel_y - y[owner, 0], pixel_x - x[owner, 0]], -1)
    second = np.einsum("nk,nk->n", inverse[owner, 0], from_first)
    third = np.einsum("nk,nk->n", inverse[owner, 1], from_first)
    held = (second >= 0) & (third >= 0) & (second + third <= 1) & good[owner]
    owner, second, third = owner[held], second[held], third[held]
    places = np.stack([rows.ravel()[corners], cols.ravel()[corners]], 1)  # (t, 2, corner)
    spans = places[:, :, 1:] - places[:, :, :1]
    place = places[owner, :, 0] + spans[owner, :, 0] * second[:, None] + spans[owner, :, 1] * third[:, None]
    return Covers(
        pixel_y[held] * window.samples + pixel_x[held],
        place[:, 0],
        place[:, 1],
        (spans @ inverse)[owner],
        ~turned[owner],
        folded,
    )


def _pixels_of(y: np.ndarray, x: np.ndarray, window: Window) -> np.ndarray:
    """Numbers of the pixels of a window in which places (line and sample counted from it) lie, each once."""
    line, sample = np.rint(y.ravel()), np.rint(x.ravel())
    inside = (line >= 0) & (line < window.lines) & (sample >= 0) & (sample < window.samples)
    return np.unique(line[inside].astype(int) * window.samples + sample[inside].astype(int))


def _refined(projected: ProjectedSurface, window: Window, single: Covers) -> tuple[np.ndarray, np.ndarray]:
    """Positions in cells of unambiguous pixels: from the triangle to the bilinear surface."""
    surface = projected.surface
    row, col = single.row.copy(), single.col.copy()
    goal = np.stack([single.pixel // window.samples + window.line, single.pixel % window.samples + window.sample], -1)
    off = np.full((row.size, 2), np.inf)
    for last in (False, False, True):
        xyz = surface.ecef(row, col, surface.height(row, col))
        off = np.stack(projected.model.ground_to_image(xyz), -1) - goal
        if not last:
            step = np.einsum("nij,nj->ni", single.steps, off)
            row, col = row - step[:, 0], col - step[:, 1]
    with np.errstate(invalid="ignore"):
        lost = ~(np.abs(off).max(1, initial=0.0) <= EXACT)
    row[lost], col[lost] = np.nan, np.nan
    return row, col
