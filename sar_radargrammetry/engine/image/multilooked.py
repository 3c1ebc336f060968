"""An image averaged over square looks as it is read, for the coarse passes of matching."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..sensor.model import SensorModel, resampled
from .multilook import multilook
from .slant_image import SlantImage


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
        f = self.factor
        return multilook(self.image.read(line * f, sample * f, lines * f, samples * f), f, f)
