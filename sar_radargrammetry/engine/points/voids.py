"""Where pixels without a height lie on the map: at a height between those of their neighbours."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..reasons import Reason
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, shows
from ..terrain.bridging import bridged
from .triangulation import GroundPoints

BLOCK = 8
"""Side [px] of the blocks whose mean heights the voids are bridged between; `triangulation.LINES` is a multiple."""


class CoarseHeights:
    """Mean heights of blocks of pixels of the reference image, gathered band by band.

    Parameters
    ----------
    lines, samples : int
        Size of the image.
    """

    def __init__(self, lines: int, samples: int) -> None:
        self._means = np.full((-(-lines // BLOCK), -(-samples // BLOCK)), np.nan, np.float32)
        self._whole: np.ndarray | None = None

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
        if self._whole is None:
            self._whole = bridged(self._means)
        middle = 0.5 * (BLOCK - 1)
        places = ((line - middle) / BLOCK, (sample - middle) / BLOCK)
        return ndimage.map_coordinates(self._whole, places, order=1, mode="nearest", output=float)


def placed(
    reasons: np.ndarray, line: int, heights: CoarseHeights, reference: SensorModel, secondary: SensorModel
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ground points of a band's pixels that were looked at and have no height.

    Pixels whose place the secondary does not show become OUTSIDE in `reasons`, (lines, samples) uint8 of `Reason`.

    Returns
    -------
    line, sample : (n,) int ndarray
        Of the image.
    xyz : (n, 3) ndarray
        ECEF [m].
    """
    row, sample = np.nonzero((reasons != Reason.OUTSIDE) & (reasons != Reason.MEASURED))
    height = heights.at(row + line, sample)
    xyz = image_to_ground(reference, (row + line).astype(float), sample.astype(float), height)
    seen = np.isfinite(xyz[:, 0]) & shows(secondary, *secondary.ground_to_image(xyz))
    reasons[row[~seen], sample[~seen]] = Reason.OUTSIDE
    return row[seen] + line, sample[seen], xyz[seen]
