"""Mean power of an image over the areas that the cells of a map have in it.

A cell is a quadrilateral in the image. It is divided evenly into parts that are no larger than a pixel, and the power
at their middles, bilinear between pixels, is averaged: speckle is reduced as by multilooking, and small cells lie where
they are to a fraction of a pixel.
"""

from __future__ import annotations

import numpy as np

from ..image.slant_image import SlantImage
from ..image.window import Window
from ..parallel import for_pieces

FEWEST = 2
"""Parts of a cell along its rows and columns at least."""
MOST = 64
"""And at most."""
USUAL = 99.0
"""Percentile of the cells whose parts are no larger than a pixel: a few cells of cliffs may be as long as a window."""
HALF = 0.5
"""Share of a cell's parts that must have data."""


def mean_power(image: SlantImage, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Mean squared amplitude of cells.

    Parameters
    ----------
    image : SlantImage
    line, sample : (rows + 1, cols + 1) ndarray
        Of the cells' corners [px]; NaN where there is none.

    Returns
    -------
    (rows, cols) float64 ndarray
        NaN where less than half of a cell has data.
    """
    shape = line.shape[0] - 1, line.shape[1] - 1
    window = Window.around(line, sample, 1)
    window = None if window is None else window.clipped(image.model.lines, image.model.samples)
    if window is None:
        return np.full(shape, np.nan)
    # One more pixel around: no data beyond the image's edges.
    window = Window(window.line - 1, window.sample - 1, window.lines + 2, window.samples + 2)
    power = image.read(window.line, window.sample, window.lines, window.samples) ** 2
    places = np.stack([line - window.line, sample - window.sample])
    parts = [_parts(np.diff(places, axis=axis)) for axis in (1, 2)]
    corners = np.stack([places[:, :-1, :-1], places[:, :-1, 1:], places[:, 1:, :-1], places[:, 1:, 1:]])
    corners = corners.reshape(4, 2, -1)
    found = np.empty(corners.shape[-1])

    def fill(piece: slice) -> None:
        found[piece] = _means(power, corners[..., piece], parts)

    for_pieces(fill, len(found))
    return found.reshape(shape)


def _parts(steps: np.ndarray) -> int:
    """Into how many parts cells are divided whose sides are these steps (2, ...) [px]."""
    longest = np.abs(steps).max(0)
    longest = longest[np.isfinite(longest)]
    return int(np.clip(np.ceil(np.percentile(longest, USUAL)), FEWEST, MOST)) if longest.size else FEWEST


def _means(power: np.ndarray, corners: np.ndarray, parts: list[int]) -> np.ndarray:
    """Means (n,) over quadrilaterals with corners (4, 2, n) in pixels of `power`, NaN where there is no data."""
    total, count = np.zeros(corners.shape[-1]), np.zeros(corners.shape[-1], int)
    known = np.isfinite(corners).all((0, 1))
    corners = np.where(known, corners, 0.0)
    for down in (np.arange(parts[0]) + 0.5) / parts[0]:
        left, right = ((1.0 - down) * corners[k] + down * corners[k + 2] for k in (0, 1))
        for across in (np.arange(parts[1]) + 0.5) / parts[1]:
            value = _bilinear(power, *((1.0 - across) * left + across * right))
            has = np.isfinite(value)
            total += np.where(has, value, 0.0)
            count += has
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(known & (count >= HALF * parts[0] * parts[1]), total / count, np.nan)


def _bilinear(power: np.ndarray, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
    """Power (n,) between pixel centres; NaN beyond the array and beside pixels without data."""
    lines, samples = power.shape
    inside = (line >= 0) & (line < lines - 1) & (sample >= 0) & (sample < samples - 1)
    line, sample = np.where(inside, line, 0.0), np.where(inside, sample, 0.0)
    row, col = line.astype(np.intp), sample.astype(np.intp)
    below, right = line - row, sample - col
    flat, first = power.reshape(-1), row * samples + col
    upper = flat[first] * (1.0 - right) + flat[first + 1] * right
    lower = flat[first + samples] * (1.0 - right) + flat[first + samples + 1] * right
    return np.where(inside, upper * (1.0 - below) + lower * below, np.nan)
