"""From samples to amplitude: power averaged over looks, with no data kept out; images averaged as they are read."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..sensor.model import SensorModel, resampled
from .slant_image import TILE, SlantImage

AT_ONCE = TILE
"""Lines of an image that are averaged at once: a window of a coarse pass is a large part of the image."""


def multilook(block: np.ndarray, looks_azimuth: int = 1, looks_range: int = 1) -> np.ndarray:
    """Amplitude as the root of the mean power of the looks of each pixel.

    Parameters
    ----------
    block : (lines, samples) ndarray, complex or real
        Samples or amplitudes. NaN, infinite and border samples (see `inside_border`) are no data.
    looks_azimuth, looks_range : int
        Lines and samples that make one pixel. Lines and samples at the end that do not fill one are left out.

    Returns
    -------
    (lines // looks_azimuth, samples // looks_range) float32 ndarray
        NaN where fewer than half of a pixel's looks have data.
    """
    lines, samples = block.shape[0] // looks_azimuth, block.shape[1] // looks_range
    block = block[: lines * looks_azimuth]
    # Amplitudes beyond 1e19 have an infinite power, and so become no data like other damaged samples.
    with np.errstate(over="ignore"):
        if np.iscomplexobj(block):
            power = np.square(block.real, dtype=np.float32)
            power += np.square(block.imag, dtype=np.float32)
        else:
            power = np.square(block, dtype=np.float32)
    valid = inside_border(power)[:, : samples * looks_range]
    power = power[:, : samples * looks_range]
    if looks_azimuth == looks_range == 1:
        return np.where(valid, np.sqrt(power), np.float32(np.nan))

    def summed(values: np.ndarray, kind: type) -> np.ndarray:
        # Line by line first, which is many times faster than over both axes at once.
        values = values.reshape(lines, looks_azimuth, samples * looks_range).sum(axis=1, dtype=kind)
        return values.reshape(lines, samples, looks_range).sum(axis=2)

    count = summed(valid, np.int32)
    total = summed(np.where(valid, power, np.float32(0)), np.float64)
    enough = 2 * count >= looks_azimuth * looks_range
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(enough, np.sqrt(total / count), np.nan).astype(np.float32)


def inside_border(power: np.ndarray) -> np.ndarray:
    """Which samples (lines, samples) of each line have data.

    Processors fill the part of the frame that the radar did not see with zeros. A zero between other samples is a dark
    sample, which coarsely quantised products have in every shadow; zeros before the first or after the last other
    sample of a line are border. NaN and infinite samples never have data.
    """
    finite = np.isfinite(power)
    echo = finite & (power > 0)
    first = echo.argmax(axis=1)
    last = echo.shape[1] - 1 - echo[:, ::-1].argmax(axis=1)
    column = np.arange(echo.shape[1])
    inside = (column >= first[:, None]) & (column <= last[:, None]) & echo.any(axis=1)[:, None]
    return inside & finite


@dataclasses.dataclass(frozen=True)
class MultilookedImage:
    """A slant image whose pixels are the mean power of `factor` x `factor` pixels.

    Parameters
    ----------
    image : SlantImage
    factor : int
        Pixel (0, 0) stands at ((factor - 1) / 2, (factor - 1) / 2) of the image.
    """

    image: SlantImage
    factor: int

    @functools.cached_property
    def model(self) -> SensorModel:
        """Geometry of the averaged image."""
        return resampled(self.image.model, looks_azimuth=self.factor, looks_range=self.factor)

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window of averaged pixels: (lines, samples) float32 amplitude, NaN where there is no data."""
        f, found = self.factor, np.empty((lines, samples), np.float32)
        rows = max(AT_ONCE // f, 1)
        for first in range(0, lines, rows):
            count = min(rows, lines - first)
            found[first : first + count] = multilook(
                self.image.read((line + first) * f, sample * f, count * f, samples * f), f, f
            )
        return found
