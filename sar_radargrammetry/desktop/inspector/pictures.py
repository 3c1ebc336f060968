"""Amplitudes of chips as pictures: in grey, and two in one, red and cyan."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtGui import QImage

RANGE = 24.0
"""Decibels from black to white, the median in the middle."""


def grey(amplitude: np.ndarray, brightness: float = 0.0) -> QImage:
    """A chip (n, m) as picture; `brightness` [dB] is added. What is no data is black."""
    levels = _levels(amplitude, brightness)
    return _picture(np.stack([levels] * 3, axis=-1))


def anaglyph(reference: np.ndarray, secondary: np.ndarray, brightness: float = 0.0) -> QImage:
    """Two chips (n, m) of the same pixels: the reference in red, the secondary in cyan; grey where they are alike."""
    red, cyan = _levels(reference, brightness), _levels(secondary, brightness)
    return _picture(np.stack([red, cyan, cyan], axis=-1))


def averaged(amplitude: np.ndarray, side: int) -> np.ndarray:
    """Root of the mean power (n, m) over squares of so many pixels; what is no data does not count, and stays."""
    known = np.isfinite(amplitude)
    power = np.pad(np.where(known, amplitude, 0.0) ** 2, side // 2)
    weight = np.pad(known.astype(float), side // 2)
    rows, columns = amplitude.shape
    places = [(slice(i, i + rows), slice(j, j + columns)) for i in range(side) for j in range(side)]
    total, count = (sum(values[place] for place in places) for values in (power, weight))
    return np.where(known, np.sqrt(total / np.maximum(count, 1.0)), np.nan)


def _levels(amplitude: np.ndarray, brightness: float) -> np.ndarray:
    known = np.isfinite(amplitude) & (amplitude > 0)
    if not known.any():
        return np.zeros(amplitude.shape, np.uint8)
    decibels = np.full(amplitude.shape, -np.inf)
    decibels[known] = 20.0 * np.log10(amplitude[known] / np.median(amplitude[known]))
    return np.clip(255.0 * ((decibels + brightness) / RANGE + 0.5), 0.0, 255.0).astype(np.uint8)


def _picture(levels: np.ndarray) -> QImage:
    rows, columns, _ = levels.shape
    content = np.ascontiguousarray(levels).tobytes()
    # The copy owns its pixels; the first picture only refers to them.
    return QImage(content, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
