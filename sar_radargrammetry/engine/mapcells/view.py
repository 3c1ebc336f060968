"""Where the cells of a map lie in an image, from where the antenna looks at them, and which of them it shows.

Local incidence is the angle between the normal of a cell and the line of sight; the normal is that of the diagonals of
the cell's four corners on the ground. Layover and foreslopes come from profiles of equal azimuth (`visibility.hidden`).
So does shadow, but there the antenna is taken to be lower, so rays decide (`visibility.shadow`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from ..elevation.grid import CellWindow
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, resampled, shows
from ..sensor.nodes import Nodes
from ..visibility.hidden import LAYOVER, SHADOW, STEEP, Hidden
from ..visibility.shadow import lit
from ..visibility.surface import Surface, cell_side
from .codes import Shown
from .ground import Corners, Ground
from .swath import look_angle

TOLERANCE = (0.05, 0.05, 1.0, 1.0, 1.0)
"""Of line and sample [px] and of the antenna's position [m], between nodes."""
SPACING = 64.0
"""Cells between nodes, to begin with."""
PART_OF_CELL = 0.25
"""Pixels by which layover and shadow are judged are no finer than this part of the elevation's cells."""
_CODES = {STEEP: Shown.FORESHORTENED, LAYOVER: Shown.LAYOVER, SHADOW: Shown.SHADOW}


@dataclasses.dataclass(frozen=True, eq=False)
class CellView:
    """The cells of a window in an image.

    Parameters
    ----------
    line, sample : (rows + 1, cols + 1) ndarray
        Of the cells' corners [px]; NaN where the elevation is void or the antenna looks elsewhere.
    incidence : (rows, cols) ndarray
        Local incidence angle [degrees]; NaN likewise.
    shown : (rows, cols) uint8 ndarray
        `Shown`.
    """

    line: np.ndarray
    sample: np.ndarray
    incidence: np.ndarray
    shown: np.ndarray


@dataclasses.dataclass(frozen=True, eq=False)
class ImageView:
    """An image and what it shows of a ground.

    Parameters
    ----------
    ground : Ground
    model : SensorModel
    surface : Surface
        The elevation as visibility is judged by.
    hidden : Hidden
        Of the surface.
    looks : two of float, optional
        Look angles [degrees] of the swath's edges, where the image's ranges are not its limits.
    """

    ground: Ground
    model: SensorModel
    surface: Surface
    hidden: Hidden
    looks: tuple[float, float] | None = None

    @classmethod
    def of(
        cls,
        ground: Ground,
        model: SensorModel,
        surface: Surface,
        array: Callable[[tuple[int, int]], np.ndarray],
        progress: Callable[[float], None],
        looks: tuple[float, float] | None = None,
    ) -> ImageView:
        """Judge the whole surface; parameters as of `Hidden.of`."""
        return cls(ground, model, surface, Hidden.of(surface, _coarser(model, surface), array, progress), looks)

    def cells(self, window: CellWindow, corners: Corners) -> CellView:
        """The cells of a window of the grid."""
        nowhere = np.full(corners.height.shape, np.nan)
        line, sample, antenna = nowhere, nowhere, np.full(corners.xyz.shape, np.nan)
        known = np.isfinite(corners.height)
        if known.any():
            u, v = (
                (float(window.row), float(window.row + window.rows)),
                (float(window.col), float(window.col + window.cols)),
            )
            heights = float(corners.height[known].min()), float(corners.height[known].max())
            nodes = Nodes.of(self.place, u, v, heights, TOLERANCE, SPACING)
            found = nodes.at(corners.row.ravel(), corners.col.ravel(), corners.height.ravel())
            line, sample, *antenna = found.reshape(5, *known.shape)
            antenna = np.stack(antenna, -1)
        incidence = local_incidence(corners.xyz, antenna)
        shown = self._shown(window, line, sample, antenna)
        incidence[shown == Shown.OUTSIDE] = np.nan
        return CellView(line, sample, incidence, shown)

    def place(self, row: np.ndarray, col: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Line, sample, and the antenna's position [m], (5, n), of places of the grid at heights [m]; NaN beside the
        swath's side of the track."""
        xyz = self.ground.ecef(row, col, height)
        line, sample = self.model.ground_to_image(xyz)
        pixels = self.model.projection_set(line, sample)
        # Range and Doppler are the same on both sides of the track.
        ahead = np.sum(np.cross(pixels.varp, pixels.arp) * (xyz - pixels.arp), axis=-1)
        seen = ahead > 0 if self.model.look_side == "right" else ahead < 0
        if self.looks is not None:
            look = look_angle(xyz, pixels.arp)
            seen &= (look >= self.looks[0]) & (look <= self.looks[1])
        return np.where(seen, np.stack([line, sample, *np.moveaxis(pixels.arp, -1, 0)]), np.nan)

    def _shown(self, window: CellWindow, line: np.ndarray, sample: np.ndarray, antenna: np.ndarray) -> np.ndarray:
        """`Shown` of the cells, by the pixels of their corners."""
        line, sample, antenna = (middles(values) for values in (line, sample, antenna))
        shown = np.full(line.shape, Shown.OUTSIDE, np.uint8)
        inside = shows(self.model, line, sample)
        if not inside.any():
            return shown
        row, col = (values + 0.5 for values in np.nonzero(inside))
        lon, lat = self.ground.lonlat(window.row + row, window.col + col)
        col, row = self.surface.dem.pixel(lon, lat)
        state, _, _ = self.hidden.at(row, col)
        dark = np.flatnonzero(state == SHADOW)
        code = np.full(len(state), Shown.VISIBLE, np.uint8)
        for number, name in _CODES.items():
            code[state == number] = name
        height = self.surface.height(row[dark], col[dark])
        dark, height = dark[np.isfinite(height)], height[np.isfinite(height)]
        if dark.size:
            xyz = self.surface.ecef(row[dark], col[dark], height)
            bright = lit(self.surface, row[dark], col[dark], xyz, antenna[inside][dark])
            code[dark[bright]] = Shown.VISIBLE
        shown[inside] = code
        return shown


def _coarser(model: SensorModel, surface: Surface) -> SensorModel:
    """The image with pixels of a part of the surface's cells, where they are finer: places need not be known better."""
    line = 0.5 * (model.lines - 1) + np.array([0.0, 1.0, 0.0])
    sample = 0.5 * (model.samples - 1) + np.array([0.0, 0.0, 1.0])
    points = image_to_ground(model, line, sample, model.reference_height)
    steps = np.linalg.norm(points[1:] - points[0], axis=-1)
    looks = [
        int(np.clip(PART_OF_CELL * cell_side(surface.dem) / step, 1, size)) if np.isfinite(step) else 1
        for step, size in zip(steps, (model.lines, model.samples), strict=True)
    ]
    return model if looks == [1, 1] else resampled(model, looks_azimuth=looks[0], looks_range=looks[1])


def middles(corners: np.ndarray) -> np.ndarray:
    """Means (rows, cols, ...) of the four corners of cells (rows + 1, cols + 1, ...)."""
    return 0.25 * (corners[:-1, :-1] + corners[:-1, 1:] + corners[1:, :-1] + corners[1:, 1:])


def local_incidence(xyz: np.ndarray, antenna: np.ndarray) -> np.ndarray:
    """Angles [degrees] (rows, cols) between the cells' normals and their lines of sight.

    Parameters
    ----------
    xyz, antenna : (rows + 1, cols + 1, 3) ndarray
        The cells' corners, and where the antenna was, ECEF [m].
    """
    normal = np.cross(xyz[1:, 1:] - xyz[:-1, :-1], xyz[:-1, 1:] - xyz[1:, :-1])
    ground = middles(xyz)
    normal *= np.sign(np.sum(normal * ground, axis=-1, keepdims=True))
    sight = middles(antenna) - ground
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(normal, sight), axis=-1), np.sum(normal * sight, axis=-1)))
