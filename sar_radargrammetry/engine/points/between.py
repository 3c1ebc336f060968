"""Places of pixels that have no height: at heights between those of their neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import ndimage

from ..parallel import for_pieces
from ..reasons import Reason
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, shows
from ..sensor.nodes import Function, Nodes
from .triangulation import LINES, GroundPoints

BLOCK = 8
"""Side [px] of the blocks whose mean heights the voids are bridged between; `triangulation.LINES` is a multiple."""
PLACED = 0.3
"""Cells of the map by which the place of a pixel without a height may be off."""
SHOWN = 1.0
"""Pixels by which the secondary's rim may be off for such places."""
BESIDE = 8.0
"""Times `SPACING`, in pixels of the secondary, beside it up to which places are interpolated: far beside it nothing of
it is shown, but ground nearly below its antenna, whose pixels change ever faster with height."""
SPACING = 64.0
"""Pixels between the nodes between which such places are interpolated, to begin with."""
NODES_FOR = 8 * LINES, 256
"""Lines and samples whose nodes are computed at once. Of ground nearly below the antenna places change ever faster with
height; the low ground of other samples need not be interpolated as finely."""


class CoarseHeights:
    """Mean heights of blocks of pixels of the reference image, gathered band by band.

    Parameters
    ----------
    lines, samples : int
        Size of the image.
    """

    def __init__(self, lines: int, samples: int) -> None:
        self._means = np.full((-(-lines // BLOCK), -(-samples // BLOCK)), np.nan, np.float32)
        self._bridged: np.ndarray | None = None

    def add(self, line: int, points: GroundPoints) -> None:
        """Take the heights of a band that begins at `line`, a multiple of `BLOCK`."""
        lines, samples = points.height.shape
        rows, columns = -(-lines // BLOCK), -(-samples // BLOCK)
        height = np.full((rows * BLOCK, columns * BLOCK), np.nan)
        height[:lines, :samples] = points.height
        known = np.isfinite(height).reshape(rows, BLOCK, columns, BLOCK).sum((1, 3))
        total = np.nan_to_num(height).reshape(rows, BLOCK, columns, BLOCK).sum((1, 3))
        first = line // BLOCK
        self._means[first : first + rows] = np.where(known > 0, total / np.maximum(known, 1), np.nan)

    def at(self, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """Heights [m] (n,) at pixels, between the blocks' centres; once all bands were added."""
        middle = 0.5 * (BLOCK - 1)
        places = ((line - middle) / BLOCK, (sample - middle) / BLOCK)
        return ndimage.map_coordinates(self._whole(), places, order=1, mode="nearest", output=float)

    def range(self, lines: tuple[int, int], samples: tuple[int, int]) -> tuple[float, float]:
        """Lowest and highest height [m] `at` lines and samples, each first..last - 1; once all bands were added."""
        rows, columns = (slice(max(first // BLOCK - 1, 0), -(-last // BLOCK) + 1) for first, last in (lines, samples))
        near = self._whole()[rows, columns]
        return float(near.min()), float(near.max())

    def _whole(self) -> np.ndarray:
        if self._bridged is None:
            self._bridged = bridged(self._means)
        return self._bridged


def placed(
    reasons: np.ndarray,
    heights: CoarseHeights,
    models: tuple[SensorModel, SensorModel],
    to_map: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    cell: float,
) -> Iterator[np.ndarray]:
    """Where on the map the pixels lie that were looked at and have no height, a band of lines at a time.

    Pixels whose place the secondary does not show become OUTSIDE in `reasons`, (lines, samples) uint8 of `Reason`.

    Parameters
    ----------
    reasons : (lines, samples) uint8 ndarray
        Of all pixels.
    heights : CoarseHeights
    models : two of SensorModel
        Of the reference and the secondary.
    to_map : callable
        From ECEF (n, 3) [m] to map coordinates x and y [m].
    cell : float
        Size of a cell of the raster they are for [m].

    Yields
    ------
    (4, n) float64 ndarray
        x, y, and line and sample of the image.
    """
    reference, secondary = models

    def places(line: np.ndarray, sample: np.ndarray, height: np.ndarray) -> np.ndarray:
        xyz = image_to_ground(reference, line, sample, height)
        found = np.stack([*to_map(xyz), *secondary.ground_to_image(xyz)])
        found[:, ~shows(secondary, *found[2:], BESIDE * SPACING)] = np.nan
        return found

    tolerance = [PLACED * cell, PLACED * cell, SHOWN, SHOWN]
    lines, samples = reasons.shape
    for first in range(0, lines, NODES_FOR[0]):
        last = min(first + NODES_FOR[0], lines)
        strips = _strips(places, (first, last), samples, heights, tolerance)
        for line in range(first, last, LINES):
            band = reasons[line : min(line + LINES, last)]
            row, column = np.nonzero(~np.isin(band, (Reason.OUTSIDE, Reason.MEASURED, Reason.LEFT_OUT)))
            height = np.full(band.shape, np.nan)
            height[row, column] = heights.at(line + row, column)
            along = line + np.arange(len(band))
            found = [nodes.on_grid(along, np.arange(at.start, at.stop), height[:, at]) for at, nodes in strips]
            x, y, *other = np.concatenate(found, axis=2)
            visible = np.isfinite(x) & np.isfinite(y) & shows(secondary, *other)
            band[row, column] = np.where(visible[row, column], band[row, column], np.uint8(Reason.OUTSIDE))
            row, column = np.nonzero(visible)
            yield np.stack([x[visible], y[visible], line + row, column])


def _strips(
    places: Function, lines: tuple[int, int], samples: int, heights: CoarseHeights, tolerance: list[float]
) -> list[tuple[slice, Nodes]]:
    """The samples of strips of some lines, first..last - 1, and the nodes between which `places` are interpolated."""
    slices = [slice(left, min(left + NODES_FOR[1], samples)) for left in range(0, samples, NODES_FOR[1])]
    ranges = [heights.range(lines, (at.start, at.stop)) for at in slices]
    strips: dict[int, Nodes] = {}

    def lay(piece: slice) -> None:
        at = slices[piece.start]
        box = (lines[0], lines[1] - 1.0), (at.start, at.stop - 1.0), ranges[piece.start]
        strips[piece.start] = Nodes.of(places, *box, tolerance, SPACING)

    for_pieces(lay, len(slices), 1)
    return [(at, strips[number]) for number, at in enumerate(slices)]


def bridged(values: np.ndarray, base: np.ndarray | None = None) -> np.ndarray:
    """Values (rows, cols) with their NaN replaced by a smooth surface through the rims of the holes.

    Known values stay as they are; where nothing is known at all, NaN stays.

    Parameters
    ----------
    values : (rows, cols) ndarray
    base : ndarray, optional
        Bridged means of blocks whose side is a power of two: holes that reach farther than the values do are bridged
        between them.
    """
    if base is not None and values.shape == base.shape:
        return base
    known = np.isfinite(values)
    if known.all() or not (base is not None or known.any()):
        return values
    coarse = bridged(halved(values), base)
    # Centres of the finer cells in the coarser ones.
    row, col = ((np.arange(n) - 0.5) / 2.0 for n in values.shape)
    places = np.meshgrid(row, col, indexing="ij")
    smooth = ndimage.map_coordinates(coarse, places, order=1, mode="nearest")
    return np.where(known, values, smooth)


def halved(values: np.ndarray) -> np.ndarray:
    """Means of what 2 x 2 values (rows, cols) hold, NaN where nothing."""
    known = np.isfinite(values)
    rows, cols = (n + n % 2 for n in values.shape)
    padding = [(0, rows - values.shape[0]), (0, cols - values.shape[1])]
    weight = np.pad(known.astype(float), padding).reshape(rows // 2, 2, cols // 2, 2).sum((1, 3))
    total = np.pad(np.where(known, values, 0.0), padding).reshape(rows // 2, 2, cols // 2, 2).sum((1, 3))
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / weight
