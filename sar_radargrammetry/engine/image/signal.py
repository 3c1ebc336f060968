"""Where an image shows nothing but noise: water, radar shadow, and beyond the lit ground."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import ndimage

from .slant_image import SlantImage

BOX = 11
"""Side [px] of the box over which power is averaged: one look scatters by 0.4 dB then."""
FLOOR = 1.0
"""Percentile of the averaged power that is the noise where the image holds any."""
ABOVE_FLOOR = 2.0
"""Decibels above that which still are noise."""
BELOW_SCENE = 10.0
"""Decibels below the bright parts of the scene that noise must lie: an image without dark parts has none."""
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
        decibels = 10.0 * np.log10(np.maximum(_box_means(image), 1e-30))
        known = decibels[decibels > -290.0]
        if not known.size:
            return cls(image, 0.0)
        floor, scene = np.percentile(known, [FLOOR, SCENE])
        return cls(image, float(10.0 ** (0.1 * min(floor + ABOVE_FLOOR, scene - BELOW_SCENE))))

    def dark(self, line: int, lines: int, margin: float = 0.0) -> np.ndarray:
        """Which pixels of whole lines show noise only, or hold no data: (lines, samples) bool.

        With a `margin` [dB] those too that are up to that much brighter.
        """
        half = BOX // 2
        power = self.image.read(line - half, -half, lines + 2 * half, self.image.model.samples + 2 * half) ** 2
        known = power > 0
        total = ndimage.uniform_filter(np.where(known, power, 0.0), BOX)[half:-half, half:-half]
        share = ndimage.uniform_filter(known.astype(np.float32), BOX)[half:-half, half:-half]
        return ~known[half:-half, half:-half] | (total <= self.power * 10.0 ** (0.1 * margin) * share)


def _box_means(image: SlantImage) -> np.ndarray:
    """Mean power over boxes that tile the image; 0 where most of a box holds no data."""
    rows, columns = max(image.model.lines // BOX, 1), max(image.model.samples // BOX, 1)
    means = np.zeros((rows, columns), np.float32)
    for row in range(0, rows, 32):
        count = min(32, rows - row)
        power = image.read(row * BOX, 0, count * BOX, columns * BOX).reshape(count, BOX, columns, BOX) ** 2
        known = power > 0
        share = known.sum((1, 3))
        sums = np.where(known, power, 0.0).sum((1, 3))
        means[row : row + count] = np.where(share > 0.5 * BOX * BOX, sums / np.maximum(share, 1), 0.0)
    return means
