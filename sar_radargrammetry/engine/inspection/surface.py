"""The measured surface around a pixel, and where the secondary shows it: a smooth map between the two images.

Both are known at nodes `STEP` pixels apart and bilinear in between. A node has the median height of the matches around
it; where there are none, the mean of its neighbours (Laplace's equation).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..image.window import Window
from ..sensor.ground import image_to_ground
from .opening import Opened
from .places import Pixel

STEP = 8
"""Pixels between nodes."""
EVERY = 2
"""Which lines and samples are triangulated for the surface."""
FOLLOW = 4
"""Steps of the inverse of the map; each is far smaller than the one before."""


@dataclasses.dataclass(frozen=True, eq=False)
class LocalSurface:
    """A surface around a pixel.

    Parameters
    ----------
    pixel : Pixel
        In the middle.
    half : int
        Pixels from there to each side.
    height : (m, m) ndarray
        At the nodes [m above the ellipsoid].
    ground : (m, m, 3) ndarray
        ECEF [m].
    match : (m, m, 2) ndarray
        Line and sample of the secondary.
    """

    pixel: Pixel
    half: int
    height: np.ndarray
    ground: np.ndarray
    match: np.ndarray

    def at(self, values: np.ndarray, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """Node values (m, m, ...) at reference pixels (broadcasting to (...)), bilinear; beyond the nodes linear."""
        down, right = np.broadcast_arrays(self._node(line, self.pixel.line), self._node(sample, self.pixel.sample))
        row, column = (np.clip(np.floor(v), 0, len(values) - 2).astype(int) for v in (down, right))
        down, right = down - row, right - column
        if values.ndim > 2:
            down, right = down[..., None], right[..., None]
        top = values[row, column] * (1 - right) + values[row, column + 1] * right
        bottom = values[row + 1, column] * (1 - right) + values[row + 1, column + 1] * right
        return top * (1 - down) + bottom * down

    def _node(self, place: np.ndarray, middle: int) -> np.ndarray:
        return (np.asarray(place, float) - middle + nodes(self.half)[-1]) / STEP

    def by_pixel(self, line: float, sample: float) -> np.ndarray:
        """J (2, 2): change of line and sample (rows) of the secondary by line and sample (columns) of the reference."""
        half = 0.5 * STEP
        ends = self.at(self.match, line + half * np.array([-1, 1, 0, 0]), sample + half * np.array([0, 0, -1, 1]))
        return np.stack([ends[1] - ends[0], ends[3] - ends[2]], axis=-1) / (2 * half)

    def to_reference(self, match: np.ndarray) -> np.ndarray:
        """Reference pixels (n, 2) at which the surface shows what lies at places (n, 2) of the secondary."""
        here = self.pixel.line, self.pixel.sample
        inverse = np.linalg.inv(self.by_pixel(*here))
        place = np.array(here, float) + (match - self.at(self.match, *here)) @ inverse.T
        for _ in range(FOLLOW):
            place = place + (match - self.at(self.match, place[:, 0], place[:, 1])) @ inverse.T
        return place


def nodes(half: int) -> np.ndarray:
    """Offsets of nodes [px] from the middle, so far that they hold `half` pixels to each side."""
    count = -(-half // STEP)
    return STEP * np.arange(-count, count + 1)


def local_surface(opened: Opened, pixel: Pixel, half: int) -> LocalSurface:
    """The surface around a pixel, from the matches there; without any a level one at the height of the pixel."""
    offsets = nodes(half)
    height = _heights(opened, pixel, offsets)
    line, sample = (middle + offsets.astype(float) for middle in (pixel.line, pixel.sample))
    reference, secondary = (image.model for image in opened.images)
    ground = image_to_ground(reference, line[:, None], sample[None, :], height)
    match = np.stack(secondary.ground_to_image(ground), axis=-1)
    return LocalSurface(pixel, half, height, ground, match)


def _heights(opened: Opened, pixel: Pixel, offsets: np.ndarray) -> np.ndarray:
    """Median heights around each node; nodes that have none between those that do."""
    size = len(offsets) * STEP
    edge = int(offsets[0]) - (STEP - EVERY) // 2  # so that what is triangulated lies around the nodes
    first = pixel.line + edge, pixel.sample + edge
    every = np.full((size // EVERY, size // EVERY), np.nan)
    model = opened.images[0].model
    window = Window(*first, size, size).clipped(model.lines, model.samples)
    bands = opened.matches.read_window(window)
    down, right = window.line - first[0], window.sample - first[1]
    skip = -down % EVERY, -right % EVERY
    row, column = np.nonzero(np.isfinite(bands[0, skip[0] :: EVERY, skip[1] :: EVERY]))
    row, column = row * EVERY + skip[0], column * EVERY + skip[1]
    values = bands[:, row, column].astype(float)
    line, sample = (row + window.line).astype(float), (column + window.sample).astype(float)
    _, points, _ = opened.intersected(line, sample, np.stack([line + values[0], sample + values[1]]), values[3:6])
    every[(row + down) // EVERY, (column + right) // EVERY] = points[2]
    side = STEP // EVERY
    blocks = (
        every.reshape(len(offsets), side, len(offsets), side).swapaxes(1, 2).reshape(len(offsets), len(offsets), -1)
    )
    return _filled(_medians(blocks), pixel.height)


def _medians(values: np.ndarray) -> np.ndarray:
    """Medians of the known values along the last axis, NaN where none is known."""
    count = np.isfinite(values).sum(-1)
    ordered = np.sort(values, axis=-1)  # NaN last
    low, high = (np.maximum(count - 1, 0) // 2)[..., None], (count // 2)[..., None]
    high = np.minimum(high, np.maximum(count - 1, 0)[..., None])
    middle = 0.5 * (np.take_along_axis(ordered, low, -1) + np.take_along_axis(ordered, high, -1))[..., 0]
    return np.where(count > 0, middle, np.nan)


def _filled(values: np.ndarray, level: float) -> np.ndarray:
    """Values (m, m), NaN replaced by means of their neighbours, which continues planes; `level` if all are NaN."""
    unknown = ~np.isfinite(values)
    if unknown.all():
        return np.full(values.shape, level)
    number = np.full(values.shape, -1)
    number[unknown] = np.arange(unknown.sum())
    matrix, right = np.zeros((unknown.sum(), unknown.sum())), np.zeros(unknown.sum())
    first, last = slice(None, -1), slice(1, None)
    everything = slice(None)
    for one, other in (((first, everything), (last, everything)), ((everything, first), (everything, last))):
        for here, there in ((one, other), (other, one)):
            own, next_to, height = number[here], number[there], values[there]
            own, next_to, height = own[own >= 0], next_to[own >= 0], height[own >= 0]
            matrix[own, own] += 1.0
            matrix[own[next_to >= 0], next_to[next_to >= 0]] -= 1.0
            right[own[next_to < 0]] += height[next_to < 0]
    filled = values.copy()
    filled[unknown] = np.linalg.solve(matrix, right)
    return filled
