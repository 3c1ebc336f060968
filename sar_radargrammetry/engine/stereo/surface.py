"""Heights of the ground in the geometry of the reference image, and how far the ground may lie from them.

What a search starts from: a plane where nothing is known, a DEM, or what a coarser pass of matching measured.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import ndimage

from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground_on_dem
from ..sensor.model import SensorModel
from ..terrain.dem import Dem


@dataclasses.dataclass(frozen=True)
class Surface:
    """A surface over a reference image.

    Parameters
    ----------
    step : float
        Pixels of the reference image between nodes; node (0, 0) stands at pixel ((step - 1) / 2, (step - 1) / 2).
    height : (m, n) float32 ndarray
        Metres above the ellipsoid.
    reach : (m, n) float32 ndarray
        Metres above and below within which the ground surely lies.
    """

    step: float
    height: np.ndarray
    reach: np.ndarray

    def heights(self, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """Heights [m] at reference lines and samples (broadcasting arrays), bilinear; beyond the rim its heights."""
        return self._at(self.height, line, sample)

    def reaches(self, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        """Reaches [m] at reference lines and samples (broadcasting arrays), bilinear."""
        return self._at(self.reach, line, sample)

    def _at(self, values: np.ndarray, line: np.ndarray, sample: np.ndarray) -> np.ndarray:
        places = [(np.asarray(p, float) - 0.5 * (self.step - 1)) / self.step for p in (line, sample)]
        return ndimage.map_coordinates(values, np.broadcast_arrays(*places), order=1, mode="nearest", output=float)


def level_surface(model: SensorModel, step: int, low: float, high: float) -> Surface:
    """The plane in the middle of a range of heights [m above the ellipsoid], when nothing else is known."""
    shape = (max(1, model.lines // step), max(1, model.samples // step))
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    return Surface(step, np.full(shape, middle, np.float32), np.full(shape, half, np.float32))


def dem_surface(model: SensorModel, dem: Dem, step: int, low: float, high: float, reach: float) -> Surface:
    """The DEM in the geometry of the image.

    Parameters
    ----------
    model : SensorModel
        Of the reference image.
    dem : Dem
    step : int
        Pixels between nodes.
    low, high : float
        Limits of the ground's heights [m above the ellipsoid].
    reach : float
        Metres by which the ground may lie above or below the DEM. Where the DEM has no height the nearest ones are
        taken, and the reach grows to the whole range.
    """
    shape = (max(1, model.lines // step), max(1, model.samples // step))
    lines, samples = (np.arange(n) * step + 0.5 * (step - 1) for n in shape)
    points = image_to_ground_on_dem(model, lines[:, None], samples[None, :], dem)
    known = np.isfinite(points[..., 0])
    if not known.any():
        return level_surface(model, step, low, high)
    height = np.full(shape, np.nan, np.float32)
    height[known] = np.clip(ecef_to_geodetic(points[known])[2], low, high)
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    height = height[tuple(nearest)]
    reaches = np.where(known, reach, np.maximum(height - low, high - height) + reach)
    return Surface(step, height, reaches.astype(np.float32))
