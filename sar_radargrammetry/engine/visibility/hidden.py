"""Which places of a surface an image does not show well: in shadow, in layover, or on too steep a foreslope.

The surface is cut into profiles: all ground that has the same azimuth in the image, from near to far. A profile is the
ground in one plane (for a squinted image: one cone) with the antenna, so that one pass over it decides everything:

- shadow: ground nearer to the antenna has stood under a larger look angle, which a running maximum tells;
- layover: several lit pieces of the profile have the same range, counted in bins of range;
- foreslope: range grows much less along the profile than it does on level ground.

After Kropatsch and Strobl, "The generation of SAR layover and shadow maps from digital elevation models" (IEEE TGRS
1990), for any sensor model: where the ground of a profile lies, and what its range and look angle are, is interpolated
between nodes at which the sensor model says it (`sensor.nodes`).

The surface is the measured one with its holes bridged, so the places lie on ground that nobody measured, and the answer
is a judgement. A hole that is shadow is bridged along the last ray that passes the ridge: places count as shadowed when
a ray from a little lower would not have reached them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from ..sensor.ellipsoid import ecef_to_geodetic, up_vector
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel, shows
from ..sensor.nodes import Nodes
from .surface import Surface

CLEAR, STEEP, LAYOVER, SHADOW = range(4)
"""States of a place; CLEAR too where an image does not show it or the surface has no height."""

GRAZING = 3.0
"""Degrees by which the antenna is taken to be lower."""
SQUEEZED = 0.2
"""Range along a foreslope over that on level ground, below which it is too steep: an incidence of 6 degrees where level
ground has 35."""
CLEARANCE = 0.01
"""Metres by which nearer ground must stand above a ray."""
CLEARANCE_SHARE = 100.0
"""Clearances by which interpolated look angles may be off: smoothly, so that neighbours are off alike."""
STEPS = 3
"""Steps to the ground of a profile that is not vertical."""
REACH = 1.5
"""Ranges over which heights move a place, beyond the image, up to which ground may hide what the image shows: one is
that of the heights' difference, and half of one is between a place and level ground of middle height."""
TABLE = 8.0
"""Pixels between the ranges at which the length of profiles on the ground is measured."""
STRIP = 16
"""Profiles judged at once."""
NODES_FOR = 512
"""Profiles whose nodes are computed at once."""
SPACING = (64.0, 32.0)
"""Places between the nodes, to begin with: along and across profiles, and on the map."""
TOLERANCE = 0.3
"""Places, pixels or steps of a profile by which interpolated values may be off."""
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
        places = np.arange(0.0, along[-1], max(1.0, by_pixel))
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


@dataclasses.dataclass(frozen=True, eq=False)
class Hidden:
    """The states of all places of a surface in an image.

    Parameters
    ----------
    profiles : Profiles or None
    states : (profiles, places) uint8 ndarray
    pixels : Nodes or None
        Line, sample and place on a profile by row and column of the surface.
    """

    profiles: Profiles | None
    states: np.ndarray
    pixels: Nodes | None

    @classmethod
    def of(
        cls,
        surface: Surface,
        model: SensorModel,
        array: Callable[[tuple[int, int]], np.ndarray] = lambda shape: np.zeros(shape, np.uint8),
        progress: Callable[[float], None] = lambda share: None,
    ) -> Hidden:
        """Judge all places, some profiles at a time.

        Parameters
        ----------
        surface : Surface
        model : SensorModel
        array : callable
            Makes the array of states, uint8 of zeros, of a shape.
        progress : callable
            Told which share of the profiles (0..1) is done.
        """
        profiles = Profiles.of(surface, model)
        if profiles is None:
            return cls(None, np.zeros((0, 0), np.uint8), None)
        count, places = profiles.count, len(profiles.ranges)
        states = array((count, places))
        tolerance = [TOLERANCE, TOLERANCE, TOLERANCE, *[CLEARANCE_SHARE * profiles.clearance] * 2]
        for start in range(0, count, NODES_FOR):
            end = min(start + NODES_FOR, count)
            nodes = Nodes.of(profiles.at, (start, end), (0, places - 1), profiles.heights, tolerance, SPACING[0])
            for first in range(start, end, STRIP):
                progress(first / count)
                _judge(profiles, nodes, first, states[first : min(first + STRIP, end)])
        bounds = [(0.0, n - 1.0) for n in surface.shape]
        pixels = Nodes.of(profiles.pixels, *bounds, profiles.heights, [TOLERANCE] * 3, SPACING[1])
        return cls(profiles, states, pixels)

    def at(self, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """States (n,) uint8 of places of the surface at positions (n,) in cells, and their line and sample.

        Line and sample are NaN where the antenna never comes abreast of a place in time.
        """
        state, nowhere = np.full(len(row), CLEAR, np.uint8), np.full(len(row), np.nan)
        if self.profiles is None:
            return state, nowhere, nowhere.copy()
        profiles = self.profiles
        line, sample, place = self.pixels.at(row, col, profiles.surface.height(row, col))
        azimuth = (profiles.turn @ np.stack([line, sample]))[0]
        profile = (azimuth - profiles.first) / profiles.step
        with np.errstate(invalid="ignore"):
            chosen = (profile > -0.5) & (profile < profiles.count - 0.5)
            chosen &= (place > -0.5) & (place < len(profiles.ranges) - 0.5) & shows(profiles.model, line, sample)
        profile, place = (np.rint(values[chosen]).astype(np.intp) for values in (profile, place))
        state[chosen] = self.states[profile, place]
        return state, line, sample


def _judge(profiles: Profiles, nodes: Nodes, first: int, states: np.ndarray) -> None:
    """Write the states (profiles, places) of some profiles."""
    surface, middle = profiles.surface, len(nodes.levels) // 2
    # Only places that may lie on the surface.
    ends = np.searchsorted(nodes.u, [first, first + len(states)])
    near = slice(max(ends[0] - 1, 0), ends[1] + 1)
    row, col = np.moveaxis(nodes.values[near, :, :2, middle], -1, 0)
    reach = 2.0 * max(float(np.nanmax(np.abs(np.diff(v, axis=1)), initial=0.0)) for v in (row, col))
    inside = (row > -reach) & (row < surface.shape[0] + reach) & (col > -reach) & (col < surface.shape[1] + reach)
    inside = np.flatnonzero(inside.any(0))
    if not inside.size:
        return
    low, high = nodes.v[max(inside[0] - 1, 0)], nodes.v[min(inside[-1] + 1, len(nodes.v) - 1)]
    places = np.arange(int(low), min(int(high) + 1, states.shape[1]))
    grid = np.arange(first, first + len(states)), places
    row, col = nodes.planes(*grid, slice(2), slice(middle, middle + 1))[:, 0]
    height = surface.height(row, col)
    spread = np.abs(nodes.values[near, :, :2] - nodes.values[near, :, :2, middle : middle + 1])
    if np.nanmax(spread, initial=0.0) > TOLERANCE:
        planes = nodes.planes(*grid, slice(2))
        for _ in range(STEPS):
            row, col = _at_heights(planes, nodes.weights(height))
            height = surface.height(row, col)
    range_, look, low_look = _at_heights(nodes.planes(*grid, slice(2, None)), nodes.weights(height))
    known = np.isfinite(range_ + look)
    lit, low_lit = (_highest(known, angle) <= angle + profiles.clearance for angle in (look, low_look))
    with np.errstate(invalid="ignore"):
        growth = np.diff(range_, axis=1, append=np.nan)
        on_level = np.diff(profiles.ranges, append=np.nan)[places] / profiles.bin
        state = np.where(growth < SQUEEZED * on_level, np.uint8(STEEP), np.uint8(CLEAR))
        state[_overlaid(range_, growth, lit) | (growth <= 0)] = LAYOVER
    state[~low_lit] = SHADOW
    state[~known] = CLEAR
    states[:, places] = state


def _at_heights(planes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values (k, m, n) of planes (k, levels, m, n) at heights by the weights (levels, m, n) of the levels."""
    return sum(planes[:, level] * weight for level, weight in enumerate(weights))


def _highest(known: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """The largest look angle up to each place of profiles (m, n)."""
    return np.maximum.accumulate(np.where(known, angle, -np.inf), axis=1)


def _overlaid(range_: np.ndarray, growth: np.ndarray, lit: np.ndarray) -> np.ndarray:
    """Which places of profiles (m, n) have the range of several pieces of lit ground, or of one that is turned over.

    Parameters
    ----------
    range_, growth : (m, n) ndarray
        Range coordinate in bins, and its change to the next place; NaN where there is none.
    lit : (m, n) bool ndarray
        A piece between two places is lit where the farther one is.
    """
    overlaid = np.zeros(range_.shape, bool)
    profile, place = np.nonzero(np.isfinite(growth))
    if not profile.size:
        return overlaid
    near, far = range_[profile, place], range_[profile, place + 1]
    origin = np.floor(min(near.min(), far.min()))
    bins = int(np.ceil(max(near.max(), far.max()) - origin)) + 2
    low, high = np.minimum(near, far) - origin, np.maximum(near, far) - origin
    bright, turned = lit[profile, place + 1], far < near
    pieces = _sums(profile[bright], np.ceil(low[bright]), np.ceil(high[bright]), (len(range_), bins))
    folds = _sums(profile[turned], np.rint(low[turned]), np.rint(high[turned]) + 1.0, (len(range_), bins))
    several = (pieces > 1) | (folds > 0)
    known_profile, known_place = np.nonzero(np.isfinite(range_))
    own = np.rint(range_[known_profile, known_place] - origin).astype(np.intp)
    overlaid[known_profile, known_place] = several[known_profile, np.clip(own, 0, bins - 1)]
    return overlaid


def _sums(profile: np.ndarray, first: np.ndarray, last: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """How many of the intervals [first, last) of bins hold each bin of their profile: (profiles, bins)."""
    start = profile * shape[1]
    steps = np.bincount(start + first.astype(np.intp), minlength=shape[0] * shape[1])
    steps -= np.bincount(start + last.astype(np.intp), minlength=shape[0] * shape[1])
    return np.cumsum(steps.reshape(shape), axis=1)
