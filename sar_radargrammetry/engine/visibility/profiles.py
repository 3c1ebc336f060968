"""The profiles of a surface in an image: all ground that has the same azimuth, from near to far.

A profile is the ground in one plane (for a squinted image: one cone) with the antenna. Where its ground lies, and what
its range and look angle are, is said for any sensor model.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, shows
from .surface import Surface

GRAZING = 3.0
"""Degrees by which the antenna is taken to be lower."""
CLEARANCE = 0.01
"""Metres by which nearer ground must stand above a ray."""
REACH = 1.5
"""Ranges over which heights move a place, beyond the image, up to which ground may hide what the image shows: one is
that of the heights' difference, and half of one is between a place and level ground of middle height."""
TABLE = 8.0
"""Pixels between the ranges at which the length of profiles on the ground is measured."""
PARALLEL = 0.05
"""Share of the change of range along lines over that along samples up to which an image has its profiles in lines."""


@dataclasses.dataclass(frozen=True, eq=False)
class Profiles:
    """The profiles of a surface in an image, and places on them: as far apart as cells, but no closer than pixels.

    Parameters
    ----------
    surface : Surface
    model : SensorModel
    turn : (2, 2) ndarray
        From line and sample to the pixel's azimuth and range coordinates; the identity for slant-range images.
    level : float
        Height [m] of the level ground whose range coordinate says where on a profile a place stands.
    heights : two of float
        Lowest and highest of the surface [m].
    first, step : float
        Azimuth coordinate of the first profile, and from profile to profile [px].
    count : int
        Profiles.
    ranges : (n,) ndarray
        Range coordinates of the places on a profile [px]: evenly spaced on the ground, so that all that is asked of
        them is smooth also where ground lies nearly below the antenna.
    spacing : float
        Cells between places of a profile, or between profiles, whichever is more.
    bin : float
        Range within which pieces of ground lie in one pixel [px].
    up : (3,) ndarray
        Unit vector against which look angles are measured, ECEF.
    lowered : float
        Metres along it by which the lower antenna stands lower.
    clearance : float
        `CLEARANCE` as a difference of look angles [rad].
    """

    surface: Surface
    model: SensorModel
    turn: np.ndarray
    level: float
    heights: tuple[float, float]
    first: float
    step: float
    count: int
    ranges: np.ndarray
    spacing: float
    bin: float
    up: np.ndarray
    lowered: float
    clearance: float

    @classmethod
    def of(cls, surface: Surface, model: SensorModel) -> Profiles | None:
        """Lay out the profiles; None where the image shows nothing of the surface."""
        heights = surface.dem.height_range()
        level = 0.5 * (heights[0] + heights[1])
        turn = _turn(model)
        corners = np.array([[-0.5, -0.5, 1.0, 1.0], [-0.5, 1.0, -0.5, 1.0]]) * [[model.lines], [model.samples]]
        corners = turn @ np.maximum(corners - 0.5, -0.5)
        rows, cols = np.meshgrid(*(np.linspace(0.0, n - 1.0, 17) for n in surface.shape), indexing="ij")
        xyz = surface.ecef(rows, cols, np.array([heights[0], level, heights[1]])[:, None, None])
        places = np.stack(model.ground_to_image(xyz))
        known, moved = np.isfinite(places).all((0, 1)), np.einsum("ij,j...->i...", turn, places)
        if not known.any():
            return None
        low, high = moved[:, 1, known].min(1), moved[:, 1, known].max(1)
        if not known.all():
            # What lies between a place that is passed in time and one that is not.
            low, high = low - 0.1 * (high - low), high + 0.1 * (high - low)
        # What stands farther outside of the image than heights move what it shows reaches nothing there.
        shown = known & shows(model, *places[:, 1])
        shift = np.abs(moved[1, 2] - moved[1, 0])[shown if shown.any() else known].max()
        margin = np.array([0.0, REACH * shift])
        low = np.maximum(low, corners.min(1) - margin)
        high = np.minimum(high, corners.max(1) + margin)
        if not (low < high).all():
            return None
        return cls._laid_out(surface, model, turn, heights, low, high)

    @classmethod
    def _laid_out(
        cls,
        surface: Surface,
        model: SensorModel,
        turn: np.ndarray,
        heights: tuple[float, float],
        low: np.ndarray,
        high: np.ndarray,
    ) -> Profiles | None:
        level, middle = 0.5 * (heights[0] + heights[1]), 0.5 * (low + high)
        range_ = np.linspace(low[1], high[1], int((high[1] - low[1]) / TABLE) + 2)
        ground = image_to_ground(model, *(turn.T @ np.stack([np.full(range_.shape, middle[0]), range_])), level)
        reached = np.isfinite(ground[:, 0])
        if reached.sum() < 2:
            return None
        range_, ground = range_[reached], ground[reached]
        row, col, _ = surface.position(ground)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(row), np.diff(col)))])  # cells
        half = len(range_) // 2
        next_row, next_col, _ = surface.position(
            image_to_ground(model, *(turn.T @ [middle[0] + 1.0, range_[half]]), level)
        )
        across = float(np.hypot(next_row - row[half], next_col - col[half]))
        by_pixel = (along[half] - along[half - 1]) / (range_[half] - range_[half - 1])
        apart = max(1.0, by_pixel)
        places = np.arange(0.0, along[-1], apart)
        ranges = np.interp(places, along, range_)
        if len(ranges) < 2:
            return None
        step = max(1.0 / across, 1.0)
        lon, lat, _ = ecef_to_geodetic(ground[half])
        up = up_vector(lon, lat)
        sight = model.projection_set(*(turn.T @ [middle[0], range_[half]])).arp - ground[half]
        rise, distance = float(sight @ up), float(np.linalg.norm(sight))
        level_distance = np.sqrt(max(distance**2 - rise**2, 0.0))
        # Of the smaller elevation; a ray from below the horizon would reach nothing.
        elevation = max(np.arctan2(rise, level_distance) - np.radians(GRAZING), np.radians(1.0))
        return cls(
            surface,
            model,
            turn,
            level,
            heights,
            low[0],
            step,
            int(np.ceil((high[0] - low[0]) / step)) + 2,
            ranges,
            max(apart, step * across),
            max(1.0, float(np.median(np.diff(ranges)))),
            up,
            rise - level_distance * np.tan(elevation),
            CLEARANCE / distance,
        )

    def at(self, azimuth: np.ndarray, place: np.ndarray, height: np.ndarray) -> np.ndarray:
        """What stands on profiles, by the numbers of profile and place, at heights [m], each (n,).

        Returns
        -------
        (5, n) ndarray
            Row and column of the surface, range coordinate in bins, look angle of the antenna and of the lower one
            [rad]. A place at another height stands elsewhere on the map where profiles are not vertical.
        """
        range_ = np.interp(place, np.arange(len(self.ranges)), self.ranges)
        here = np.stack([self.first + self.step * azimuth, range_])
        beside = here + np.array([[1.0], [0.0]])
        (row, col), (next_row, next_col) = (
            self.surface.position(image_to_ground(self.model, *(self.turn.T @ pixel), self.level))[:2]
            for pixel in (here, beside)
        )
        off = here[0] - (self.turn @ np.stack(self.model.ground_to_image(self.surface.ecef(row, col, height))))[0]
        row, col = row + off * (next_row - row), col + off * (next_col - col)
        xyz = self.surface.ecef(row, col, height)
        pixel = np.stack(self.model.ground_to_image(xyz))
        range_ = ((self.turn @ pixel)[1] - self.ranges[0]) / self.bin
        antenna = self.model.projection_set(*pixel).arp
        return np.stack(
            [row, col, range_, *(_look(a - xyz, self.up) for a in (antenna, antenna - self.lowered * self.up))]
        )

    def near(self, azimuth: np.ndarray, place: np.ndarray, height: np.ndarray, margin: float) -> np.ndarray:
        """The same; NaN where that is farther off the surface than `margin` places.

        Nearly below the antenna, where there is no surface, all this changes so fast that it takes a multitude of nodes
        to interpolate it.
        """
        found, off = self.at(azimuth, place, height), margin * self.spacing
        with np.errstate(invalid="ignore"):
            beyond = [(found[k] < -off) | (found[k] > size - 1 + off) for k, size in enumerate(self.surface.shape)]
        found[:, beyond[0] | beyond[1]] = np.nan
        return found

    def pixels(self, row: np.ndarray, col: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Line and sample of places (n,) of the surface, and where on a profile they stand: (3, n)."""
        line, sample = self.model.ground_to_image(self.surface.ecef(row, col, height))
        level = np.stack(self.model.ground_to_image(self.surface.ecef(row, col, self.level)))
        # Off its ends a profile goes on: there are no states, but neighbours are interpolated with what is there.
        places = np.arange(len(self.ranges))
        off = 1e4 * (self.ranges[1] - self.ranges[0]), 1e4 * (self.ranges[-1] - self.ranges[-2])
        ranges = np.concatenate([self.ranges[:1] - off[0], self.ranges, self.ranges[-1:] + off[1]])
        places = np.concatenate([[-1e4], places, [places[-1] + 1e4]])
        return np.stack([line, sample, np.interp((self.turn @ level)[1], ranges, places)])


def _look(sight: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Angles [rad] between sight lines (n, 3) to the antenna and up."""
    rise = sight @ up
    return np.arctan2(np.sqrt(np.maximum(np.einsum("ij,ij->i", sight, sight) - rise**2, 0.0)), rise)


def _turn(model: SensorModel) -> np.ndarray:
    """From line and sample to azimuth and range coordinates: along a profile only the range coordinate changes."""
    line, sample = 0.5 * (model.lines - 1), 0.5 * (model.samples - 1)
    ends = np.array([[-0.5, 0.5, 0.0, 0.0], [0.0, 0.0, -0.5, 0.5]])
    pixels = model.projection_set(line + ends[0], sample + ends[1])
    range_, time = (np.broadcast_to(v, 4)[1::2] - np.broadcast_to(v, 4)[::2] for v in (pixels.range_, pixels.time))
    along = np.array([0.0, 1.0])
    if abs(range_[0]) > PARALLEL * abs(range_[1]):
        along = np.array([-time[1], time[0]]) / np.hypot(*time)
    along = along if along @ range_ > 0 else -along
    return np.array([[along[1], -along[0]], along])
