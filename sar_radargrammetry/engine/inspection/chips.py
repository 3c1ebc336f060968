"""Image chips around a match: the reference as it is, the secondary resampled to where it shows the same ground."""

from __future__ import annotations

import math

import numpy as np

from ..image.slant_image import SlantImage
from ..image.window import Window
from .surface import LocalSurface

FINER = 4
"""Pixels of the secondary that are averaged along each side of one of the reference, at the most."""
LARGEST = 4096
"""Side of the window of the secondary that is read, at the most: beyond, the map between the images is none."""


def reference_chip(image: SlantImage, surface: LocalSurface) -> np.ndarray:
    """Amplitude (n, n) around the pixel, n = 2 half + 1; NaN beyond the image."""
    size = 2 * surface.half + 1
    return image.read(surface.pixel.line - surface.half, surface.pixel.sample - surface.half, size, size)


def secondary_chip(image: SlantImage, surface: LocalSurface) -> np.ndarray:
    """Amplitude (n, n) of the secondary in the pixels of the reference chip, as the surface has them.

    Where the secondary is finer than the reference, the power is averaged over the pixel.
    """
    offsets = np.arange(-surface.half, surface.half + 1)
    stretch = np.linalg.norm(surface.by_pixel(surface.pixel.line, surface.pixel.sample), axis=0).max()
    parts = int(np.clip(math.ceil(stretch), 1, FINER)) if math.isfinite(stretch) else 1
    inside = (np.arange(parts) - 0.5 * (parts - 1)) / parts
    fine = (offsets[:, None] + inside).ravel()
    line, sample = surface.pixel.line + fine[:, None], surface.pixel.sample + fine[None, :]
    power = resampled_power(image, surface.at(surface.match, line, sample))
    size = len(offsets)
    with np.errstate(invalid="ignore"):
        return np.sqrt(power.reshape(size, parts, size, parts).mean((1, 3)))


def resampled_power(image: SlantImage, places: np.ndarray) -> np.ndarray:
    """Squared amplitude at places (..., 2) of an image, bilinear: (...); NaN beyond the image.

    Raises
    ------
    EngineError
        The image cannot be read.
    """
    line, sample = places[..., 0], places[..., 1]
    window = Window.around(line, sample, 1)
    if window is None or max(window.lines, window.samples) > LARGEST:
        return np.full(line.shape, np.nan)
    read = image.read(window.line, window.sample, window.lines, window.samples)
    return bilinear(np.square(read, dtype=float), line - window.line, sample - window.sample)


def bilinear(values: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Values (m, n) at rows and columns (...); NaN beyond."""
    inside = (row >= 0) & (row <= values.shape[0] - 1) & (column >= 0) & (column <= values.shape[1] - 1)
    row, column = np.where(inside, row, 0.0), np.where(inside, column, 0.0)
    top = np.minimum(row.astype(int), values.shape[0] - 2)
    left = np.minimum(column.astype(int), values.shape[1] - 2)
    down, right = row - top, column - left
    above = values[top, left] * (1 - right) + values[top, left + 1] * right
    below = values[top + 1, left] * (1 - right) + values[top + 1, left + 1] * right
    return np.where(inside, above * (1 - down) + below * down, np.nan)
