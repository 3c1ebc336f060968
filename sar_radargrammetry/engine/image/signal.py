"""Where an image shows nothing but noise: water, radar shadow, and beyond the lit ground."""

from __future__ import annotations

import dataclasses

import numpy as np

from .slant_image import SlantImage
from .window import Window

BOX = 11
"""Side [px] of the box over which power is averaged: one look scatters by 0.4 dB then."""
FLOOR = 1.0
"""Percentile of the averaged power that is the noise where the image holds any."""
ABOVE_FLOOR = 2.0
"""Decibels above that which still are noise."""
BELOW_SCENE = 10.0
"""Decibels below the bright parts of the scene that noise must lie: an image without dark parts has none."""
GROUP, LIT, FEWEST = 3, 0.4, 2
"""Boxes a side of the cells of lit ground; the share of a cell's boxes that are brighter than noise where it is lit,
and how many there are at the least: of boxes that show noise only, 3 % are, because speckle is correlated."""
SIDE = GROUP * BOX
"""Pixels a side of such a cell."""
NOISE_FLOOR = "noise_floor"
"""Key of the floor of the reference in the record of a raster."""
SCENE = 90.0
"""Percentile of the averaged power that stands for the bright parts."""


@dataclasses.dataclass(frozen=True)
class NoiseFloor:
    """What is too dark to hold a signal.

    Parameters
    ----------
    image : SlantImage
    power : float
        Mean power (amplitude squared) up to which a place shows noise only.
    """

    image: SlantImage
    power: float

    @classmethod
    def of(cls, image: SlantImage) -> NoiseFloor:
        """Find the floor of an image, in the memory of one in `BOX` squared of its pixels."""
        return cls(image, _noise(*_boxes(image)))

    def dark(self, line: int, lines: int, margin: float = 0.0) -> np.ndarray:
        """Which pixels of whole lines show noise only, or hold no data: (lines, samples) bool.

        With a `margin` [dB] those too that are up to that much brighter.
        """
        return self.dark_in(Window(line, 0, lines, self.image.model.samples), margin)

    def dark_in(self, window: Window, margin: float = 0.0) -> np.ndarray:
        """The same of a window."""
        half = BOX // 2
        corner, size = (window.line - half, window.sample - half), (window.lines + 2 * half, window.samples + 2 * half)
        power = self.image.read(*corner, *size).astype(float) ** 2
        known = power > 0
        total, count = _box_sums(np.where(known, power, 0.0)), _box_sums(known.astype(np.int32))
        return ~known[half:-half, half:-half] | (total <= self.power * 10.0 ** (0.1 * margin) * count)


@dataclasses.dataclass(frozen=True)
class LitGround:
    """Where an image shows more than noise.

    Parameters
    ----------
    cells : (rows, columns) bool ndarray
        Of `SIDE` pixels a side; the last ones reach to the image's ends.
    """

    cells: np.ndarray

    @classmethod
    def of(cls, image: SlantImage) -> LitGround:
        """Find the lit ground of an image, in the memory of one in `BOX` squared of its pixels."""
        means, share = _boxes(image)
        bright, boxes = _grouped(means > _noise(means, share)), _grouped(np.ones(means.shape, bool))
        return cls(bright >= np.maximum(LIT * boxes, FEWEST))

    def part(self, window: Window) -> Window | None:
        """The part of a window outside of which it shows noise only, with a margin of a cell at the least; None where
        noise is all that it shows."""
        first = window.line, window.sample
        beyond = window.line + window.lines, window.sample + window.samples
        cells = [
            slice(min(start // SIDE, count - 1), (end - 1) // SIDE + 1)
            for start, end, count in zip(first, beyond, self.cells.shape, strict=True)
        ]
        here = self.cells[tuple(cells)]
        if not here.any():
            return None
        spans = []
        for axis, (start, end, count) in enumerate(zip(first, beyond, self.cells.shape, strict=True)):
            lit = cells[axis].start + np.flatnonzero(here.any(1 - axis))
            # The last cell reaches to the image's end.
            last = int(lit[-1] + 2) * SIDE if lit[-1] + 2 < count else end
            spans.append((max(int(lit[0] - 1) * SIDE, start), min(last, end)))
        (line, last_line), (sample, last_sample) = spans
        return Window(line, sample, last_line - line, last_sample - sample)


def _grouped(boxes: np.ndarray) -> np.ndarray:
    """How many boxes of each cell are true; cells at the end may have fewer."""
    padded = np.pad(boxes, [(0, -n % GROUP) for n in boxes.shape])
    rows, columns = (n // GROUP for n in padded.shape)
    return padded.reshape(rows, GROUP, columns, GROUP).sum((1, 3))


def _noise(means: np.ndarray, share: np.ndarray) -> float:
    """Power up to which boxes of such mean powers show noise only. Boxes count of which most holds data."""
    decibels = 10.0 * np.log10(np.maximum(means, 1e-30))
    known = decibels[(decibels > -290.0) & (share > 0.5)]
    if not known.size:
        return 0.0
    floor, scene = np.percentile(known, [FLOOR, SCENE])
    return float(10.0 ** (0.1 * min(floor + ABOVE_FLOOR, scene - BELOW_SCENE)))


def _box_sums(values: np.ndarray) -> np.ndarray:
    """Sums over `BOX` x `BOX` values; the box lies within the values."""
    for axis in (0, 1):
        sums = np.moveaxis(np.cumsum(values, axis), axis, 0)
        boxes = sums[BOX - 1 :].copy()
        boxes[1:] -= sums[:-BOX]
        values = np.moveaxis(boxes, 0, axis)
    return values


def _boxes(image: SlantImage) -> tuple[np.ndarray, np.ndarray]:
    """Of boxes that tile the image, the mean power of what holds data, and the share that does."""
    rows, columns = max(image.model.lines // BOX, 1), max(image.model.samples // BOX, 1)
    means, shares = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32)
    for row in range(0, rows, 32):
        count = min(32, rows - row)
        power = image.read(row * BOX, 0, count * BOX, columns * BOX).reshape(count, BOX, columns, BOX) ** 2
        known = power > 0
        pixels = known.sum((1, 3))
        means[row : row + count] = np.where(known, power, 0.0).sum((1, 3)) / np.maximum(pixels, 1)
        shares[row : row + count] = pixels / BOX**2
    return means, shares
