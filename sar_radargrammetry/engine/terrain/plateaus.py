"""Numbers that fill whole areas of a raster of heights and end at a cliff on all sides: voids, whatever the number is.

A lake has one height too, but its shore begins at this height. A roof ends at a cliff on all sides, but it is small and
not a hundred metres high.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from osgeo import gdal
from scipy import ndimage

from .stored import Window, blocks, stored_heights

_SQUARE, _CROSS = np.ones((3, 3), bool), ndimage.generate_binary_structure(2, 1)
_CORES = 9  # cells whose eight neighbours have the same number, of an area that is too large to be chance
_CANDIDATES = 8  # numbers of a block that are tested, the most frequent first
_ALL = 0.95  # share of the edge that must be a cliff,
_MOST, _SOME = 0.5, 0.2  # or both shares together, and each, if cliffs lead up and down: a lake has no such edge
_STEEP, _LOWEST = 2.0, 50.0  # a cliff: rise over two cells by their width, and height [m]; most coasts are flatter
_HIGH, _LARGE, _TOWER = 100.0, 10000.0, 400.0  # no roof is as high [m] and as large [m2], or as high as the last [m]
_VARIED = 10  # distinct heights around, as many as ground has
_DEGREE = 111e3  # [m]


@dataclasses.dataclass
class _Plateaus:
    """What blocks of a raster show of each number that fills areas.

    Parameters
    ----------
    cell : (float, float)
        Width and height of a cell [m].
    """

    cell: tuple[float, float]
    _seen: dict[float, list[tuple[int, np.ndarray]]] = dataclasses.field(default_factory=dict)

    def add(self, stored: np.ndarray, heights: np.ndarray, known: np.ndarray) -> None:
        """Look at a block.

        Parameters
        ----------
        stored, heights : (rows, cols) ndarray
            Numbers as the file stores them, the same as heights [m].
        known : (rows, cols) bool ndarray
            Which cells have a height.
        """
        cliff = np.zeros(known.shape, bool)
        for turn in (np.asarray, np.transpose):  # neighbours in a column, in a row
            with np.errstate(invalid="ignore", over="ignore"):
                step = np.abs(np.diff(turn(heights), axis=0)) > self._least
            step &= turn(known)[1:] & turn(known)[:-1]
            turn(cliff)[1:] |= step
            turn(cliff)[:-1] |= step
        values, counts = np.unique(stored[cliff], return_counts=True)
        often = np.argsort(-counts, kind="stable")[:_CANDIDATES]
        for value in values[often][counts[often] >= _CORES]:
            area = areas(known & (stored == value))
            if area.any():
                # Not the cells beside it: a resampling mixes them with the ground.
                beside = ndimage.binary_dilation(area, _CROSS)
                rim = ndimage.binary_dilation(beside, _CROSS) & known & ~beside
                steps = heights[rim].astype(float) - float(heights[area][0])
                self._seen.setdefault(float(value), []).append((int(area.sum()), steps))

    def voids(self) -> dict[float, int]:
        """The numbers that are voids, as the file stores them, and how many cells their areas have."""
        found = {}
        for value, parts in self._seen.items():
            cells = sum(count for count, _ in parts)
            if self._void(cells, np.concatenate([steps for _, steps in parts])):
                found[value] = cells
        return found

    @property
    def _least(self) -> float:
        """Height of the lowest cliff [m]."""
        return max(2.0 * _STEEP * max(self.cell), _LOWEST)

    def _void(self, cells: int, steps: np.ndarray) -> bool:
        """Whether areas of one number are void; `steps` [m] lead up from them to the second cells around."""
        if len(np.unique(steps)) < _VARIED:
            return False
        roof = _HIGH if cells * self.cell[0] * self.cell[1] >= _LARGE else _TOWER
        up, down = np.mean(steps > self._least), np.mean(steps < -self._least)
        higher_than_roofs = np.mean(steps < -max(self._least, roof))
        return bool(up + higher_than_roofs >= _ALL or (up + down >= _MOST and min(up, down) >= _SOME))


def plateaus_of(dataset: gdal.Dataset, window: Window, number: int = 1) -> dict[float, int]:
    """The numbers, as the file stores them, of the areas in a window that no ground has, and how many cells they have.

    Raises
    ------
    RuntimeError
        The raster cannot be read.
    """
    band = dataset.GetRasterBand(number)
    crs, (_, dx, rx, _, ry, dy) = dataset.GetSpatialRef(), dataset.GetGeoTransform()
    unit = 1.0 if crs is None else _DEGREE if crs.IsGeographic() else crs.GetLinearUnits()
    seen = _Plateaus((unit * math.hypot(dx, ry), unit * math.hypot(rx, dy)))
    for part, _ in blocks(window):
        stored, heights, valid = stored_heights(band, part)
        seen.add(stored, heights, valid & np.isfinite(heights))
    return seen.voids()


def areas(equal: np.ndarray) -> np.ndarray:
    """Which of the cells of one number, (rows, cols) bool, belong to an area of it and not to single cells."""
    core = ndimage.binary_erosion(equal, _SQUARE, border_value=1)
    labels, count = ndimage.label(core, _SQUARE)
    if count == 0:
        return core
    large = np.bincount(labels.ravel())[1:] >= _CORES
    core = np.concatenate([[False], large])[labels]
    return ndimage.binary_propagation(core, _CROSS, mask=equal)
