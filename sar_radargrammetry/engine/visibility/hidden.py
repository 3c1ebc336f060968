"""Which places of a surface an image does not show well: in shadow, in layover, or on too steep a foreslope.

The surface is cut into `profiles`: all ground that has the same azimuth in the image, from near to far. One pass over a
profile decides everything:

- shadow: ground nearer to the antenna has stood under a larger look angle, which a running maximum finds;
- layover: several lit pieces of the profile have the same range, counted in bins of range;
- foreslope: range grows much less along the profile than it does on level ground.

After Kropatsch and Strobl, "The generation of SAR layover and shadow maps from digital elevation models" (IEEE TGRS
1990), for any sensor model: where the ground of a profile lies, and what its range and look angle are, is interpolated
between nodes at which the sensor model says it (`sensor.nodes`).

The surface is the measured one with its holes bridged, so the places lie on ground that was not measured, and the
answer is a judgement. A hole that is shadow is bridged along the last ray that passes the ridge: places count as
shadowed when a ray from a little lower would not have reached them.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np

from ..files.intermediate import let_go
from ..parallel import for_pieces
from ..sensor.model import SensorModel, shows
from ..sensor.nodes import Nodes, combined
from .profiles import Profiles
from .surface import Surface

CLEAR, STEEP, LAYOVER, SHADOW = range(4)
"""States of a place; CLEAR too where an image does not show it or the surface has no height."""

SQUEEZED = 0.2
"""Range along a foreslope over that on level ground, below which it is too steep: an incidence of 6 degrees where level
ground has 35."""
CLEARANCE_SHARE = 100.0
"""Clearances by which interpolated look angles may be off: smoothly, so that neighbours are off alike."""
STEPS = 3
"""Steps to the ground of a profile that is not vertical."""
STRIP = 16
"""Profiles judged at once."""
NODES_FOR = 512
"""Profiles whose nodes are computed at once."""
SPACING = (64.0, 32.0)
"""Places between the nodes, to begin with: along and across profiles, and on the map."""
MARGIN = 4.0 * SPACING[0]
"""Places off the surface up to which nodes have values: those of meshes that reach onto it do."""
TOLERANCE = 0.3
"""Places, pixels or steps of a profile by which interpolated values may be off."""


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
            Called with the share of the profiles (0..1) that is done.
        """
        profiles = Profiles.of(surface, model)
        if profiles is None:
            return cls(None, np.zeros((0, 0), np.uint8), None)
        count, places = profiles.count, len(profiles.ranges)
        states = array((count, places))
        tolerance = [TOLERANCE, TOLERANCE, TOLERANCE, *[CLEARANCE_SHARE * profiles.clearance] * 2]
        near = functools.partial(profiles.near, margin=MARGIN)
        for start in range(0, count, NODES_FOR):
            end = min(start + NODES_FOR, count)
            nodes = Nodes.of(near, (start, end), (0, places - 1), profiles.heights, tolerance, SPACING[0])
            progress(start / count)
            _judge_all(profiles, nodes, start, states[start:end])
            let_go(states)
        bounds = [(0.0, n - 1.0) for n in surface.shape]
        pixels = Nodes.of(profiles.pixels, *bounds, profiles.heights, [TOLERANCE] * 3, SPACING[1])
        return cls(profiles, states, pixels)

    def at(self, row: np.ndarray, col: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """States (n,) uint8 of places of the surface at positions (n,) in cells, and their line and sample.

        Line and sample are NaN where the antenna never comes abreast of a place in time.
        """
        if self.profiles is None:
            return _nothing(row.shape)
        line, sample, place = self.pixels.at(row, col, self.profiles.surface.height(row, col))
        return self._state(line, sample, place), line, sample

    def on_grid(
        self, row: np.ndarray, col: np.ndarray, height: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """States (m, n) uint8 of the surface at rows (m,) by columns (n,) in cells, and their line and sample.

        Line and sample are NaN where the antenna never comes abreast of a place in time, and may be where the image
        does not show it.

        Parameters
        ----------
        row, col : (m,), (n,) ndarray
        height : (m, n) ndarray
            Of the surface there [m].
        """
        if self.profiles is None:
            return _nothing(height.shape)
        line, sample, place = self.pixels.on_grid(row, col, height, self._near)
        return self._state(line, sample, place), line, sample

    def _state(self, line: np.ndarray, sample: np.ndarray, place: np.ndarray) -> np.ndarray:
        """States (...) of places by their pixels, and by where on a profile they stand."""
        profiles, state = self.profiles, np.full(line.shape, CLEAR, np.uint8)
        (to_line, to_sample), _ = profiles.turn
        profile = (to_line * line + to_sample * sample - profiles.first) / profiles.step
        with np.errstate(invalid="ignore"):
            chosen = (profile > -0.5) & (profile < profiles.count - 0.5)
            chosen &= (place > -0.5) & (place < len(profiles.ranges) - 0.5) & shows(profiles.model, line, sample)
        profile, place = (np.rint(values[chosen]).astype(np.intp) for values in (profile, place))
        state[chosen] = self.states[profile, place]
        return state

    @functools.cached_property
    def _near(self) -> np.ndarray:
        """Which meshes between nodes the image may show: by the nodes that have pixels, and how far the next are."""
        pixel = self.pixels.values[:, :, :2]
        near = np.ones((pixel.shape[0] - 1, pixel.shape[1] - 1), bool)
        for number, size in enumerate((self.profiles.model.lines, self.profiles.model.samples)):
            values = pixel[:, :, number]
            step = sum(float(np.nanmax(np.abs(np.diff(values, axis=axis)), initial=0.0)) for axis in (0, 1))
            low, high = (extreme(values, axis=2) for extreme in (np.fmin.reduce, np.fmax.reduce))
            low, high = (
                extreme(extreme(v[:-1, :-1], v[1:, :-1]), extreme(v[:-1, 1:], v[1:, 1:]))
                for extreme, v in ((np.fmin, low), (np.fmax, high))
            )
            with np.errstate(invalid="ignore"):
                near &= (high > -step - 1.0) & (low < size + step)
        return near


def _nothing(shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The value of `Hidden` at places that no profile holds."""
    return np.full(shape, CLEAR, np.uint8), np.full(shape, np.nan), np.full(shape, np.nan)


def _judge_all(profiles: Profiles, nodes: Nodes, first: int, states: np.ndarray) -> None:
    """Write the states (profiles, places) of profiles from `first` on, a strip at a time."""

    def judge(strip: slice) -> None:
        _judge(profiles, nodes, first + strip.start, states[strip])

    for_pieces(judge, len(states), STRIP)


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
            row, col = combined(planes, nodes.weights(height))
            height = surface.height(row, col)
    range_, look, low_look = combined(nodes.planes(*grid, slice(2, None)), nodes.weights(height))
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
