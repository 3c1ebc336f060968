"""Smooth functions of a place and its height, interpolated between nodes at which they are exact.

From ground to image and back takes microseconds a point, because it is iterative; a raster asks it of millions of
places whose answers differ smoothly. Between nodes the functions are bilinear in the two coordinates of the place and a
polynomial in height. How far off that is, is measured in the middle between nodes; more nodes are taken until it is
less than the tolerance.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np

from ..parallel import CHUNK, for_pieces

MOST_LEVELS = 9
"""Levels of height up to which their number is doubled; a polynomial of eight powers holds any relief on Earth."""
FINEST = 2.0
"""Distance between nodes, in units of the coordinates, at which they are not taken closer."""

Function = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""Coordinates u, v and height [m], each (n,), to values (k, n); NaN where there is none."""


@dataclasses.dataclass(frozen=True, eq=False)
class Nodes:
    """A function of (u, v, height) between nodes.

    Parameters
    ----------
    function : Function
    u, v : (m,), (n,) ndarray
        Coordinates of the nodes, evenly spaced.
    levels : (h,) ndarray
        Heights of the nodes [m].
    values : (m, n, k, h) ndarray
        The function there.
    """

    function: Function
    u: np.ndarray
    v: np.ndarray
    levels: np.ndarray
    values: np.ndarray

    @classmethod
    def of(
        cls,
        function: Function,
        u: tuple[float, float],
        v: tuple[float, float],
        heights: tuple[float, float],
        tolerance: np.ndarray,
        spacing: float,
    ) -> Nodes:
        """Nodes over a box, as many as the tolerance asks for.

        Parameters
        ----------
        function : Function
        u, v, heights : two of float
            Least and largest.
        tolerance : (k,) array_like
            Error of each value that may not be exceeded in the middle between nodes.
        spacing : float
            Distance between nodes, in units of u and v, to begin with.
        """
        if not heights[1] - heights[0] > 1.0:
            heights = heights[0] - 0.5, heights[1] + 0.5
        allowed = np.asarray(tolerance, float)[:, None] / 3.0
        steps, count = [spacing, spacing], 3
        while True:
            axes = [
                np.linspace(low, high, max(int(np.ceil((high - low) / step)), 1) + 1)
                for (low, high), step in zip((u, v), steps, strict=True)
            ]
            levels = 0.5 * (sum(heights) - (heights[1] - heights[0]) * np.cos(np.linspace(0.0, np.pi, count)))
            nodes = cls(function, *axes, levels, _on_grid(function, *axes, levels))
            # Between the nodes of one axis at a time: the three errors add up. Bilinear ones go with the square of the
            # distance between nodes.
            off = [nodes._missed(axis, allowed) for axis in range(3)]
            finer = [
                step if ratio <= 1.0 else max(step / np.ceil(ratio**0.5), FINEST)
                for step, ratio in zip(steps, off[:2], strict=True)
            ]
            more = 2 * count - 1 if off[2] > 1.0 and count < MOST_LEVELS else count
            if finer == steps and more == count:
                return nodes
            steps, count = finer, more

    def at(self, u: np.ndarray, v: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Values (k, n) at places (n,) of the box.

        Exact ones where only some of the nodes around a place have values; NaN where none of them has, and where a
        place is NaN.
        """
        found = np.empty((self.values.shape[2], len(u)))

        def fill(piece: slice) -> None:
            found[:, piece] = self._at(u[piece], v[piece], height[piece])

        for_pieces(fill, len(u))
        return found

    def _at(self, u: np.ndarray, v: np.ndarray, height: np.ndarray) -> np.ndarray:
        k, levels = self.values.shape[2:]
        flat, width = self.values.reshape(-1, k * levels), len(self.v)
        row, below = _between(self.u, np.nan_to_num(u))
        column, left = _between(self.v, np.nan_to_num(v))
        around = row * width + column + np.array([[0], [1], [width], [width + 1]])
        shares = (1.0 - below) * (1.0 - left), (1.0 - below) * left, below * (1.0 - left), below * left
        planes = sum(flat[node] * share[:, None] for node, share in zip(around, shares, strict=True))
        found = np.einsum("nkl,ln->kn", planes.reshape(-1, k, levels), self.weights(height))
        lost = np.flatnonzero(~np.isfinite(found.sum(0)) & np.isfinite(u + v + height))
        lost = lost[self._known.ravel()[around[:, lost]].any(0)]
        if lost.size:
            found[:, lost] = self.function(u[lost], v[lost], height[lost])
        return found

    def on_grid(self, u: np.ndarray, v: np.ndarray, height: np.ndarray, exact: np.ndarray | None = None) -> np.ndarray:
        """Values (k, m, n) at u (m,) by v (n,) and heights (m, n) of the box.

        Exact ones where only some of the nodes around a place have values, of the meshes (rows - 1, columns - 1)
        between nodes that are `exact`, by default all. NaN elsewhere, where no node around has values, and where a
        height is NaN.
        """
        found = np.empty((self.values.shape[2], *height.shape))

        def fill(piece: slice) -> None:
            found[:, piece] = combined(self.planes(u[piece], v), self.weights(height[piece]))

        for_pieces(fill, len(u), max(CHUNK // max(len(v), 1), 1))
        lost = ~np.isfinite(found.sum(0)) & np.isfinite(height)
        if lost.any():
            chosen = self._partly if exact is None else self._partly & exact
            (row, _), (column, _) = _between(self.u, u), _between(self.v, v)
            lost &= chosen[row[:, None], column]
            m, n = np.nonzero(lost)
            if m.size:
                found[:, m, n] = self.function(u[m], v[n], height[m, n])
        return found

    @functools.cached_property
    def _known(self) -> np.ndarray:
        """Which nodes (m, n) have values at any height."""
        return np.isfinite(self.values).any((2, 3))

    @functools.cached_property
    def _partly(self) -> np.ndarray:
        """Which meshes (rows - 1, columns - 1) have values at any of their nodes."""
        known = self._known
        return known[:-1, :-1] | known[1:, :-1] | known[:-1, 1:] | known[1:, 1:]

    def planes(
        self, u: np.ndarray, v: np.ndarray, chosen: slice = slice(None), levels: slice = slice(None)
    ) -> np.ndarray:
        """Values (k, h, m, n) at u (m,) by v (n,): of all levels, or of some levels and some of the values."""
        row, below = _between(self.u, u)
        column, left = _between(self.v, v)
        values = np.moveaxis(self.values[:, :, chosen, levels], (0, 1), (2, 3))
        values = values[:, :, row] * (1.0 - below)[:, None] + values[:, :, row + 1] * below[:, None]
        found = np.diff(values, axis=-1).take(column, axis=-1)
        found *= left
        found += values.take(column, axis=-1)
        return found

    def weights(self, height: np.ndarray) -> np.ndarray:
        """Lagrange's weights of the levels at heights (...): (h, ...)."""
        weights = np.empty((len(self.levels), *np.shape(height)))
        product: float | np.ndarray = 1.0
        for own, level in enumerate(self.levels):
            weights[own] = product / np.prod(np.delete(level - self.levels, own))
            product = product * (height - level)
        product = height - self.levels[-1]
        for own in range(len(self.levels) - 2, -1, -1):
            weights[own] *= product
            product = product * (height - self.levels[own])
        return weights

    def _missed(self, axis: int, allowed: np.ndarray) -> float:
        """Largest error in the middle between the nodes of an axis, over what is allowed of each value (k, 1).

        At every other level, or at every other node: what is missed there changes as smoothly as the values.
        """
        places = [self.u, self.v, self.levels]
        middle = 0.5 * (places[axis][1:] + places[axis][:-1])
        places = [self.u, self.v, self.levels[::2]] if axis < 2 else [self.u[::2], self.v[::2], self.levels]
        places[axis] = middle
        exact = np.moveaxis(_on_grid(self.function, *places), (2, 3), (0, 1))
        found = np.einsum("klmn,lh->khmn", self.planes(*places[:2]), self.weights(places[2]))
        error = np.abs(found - exact).reshape(len(allowed), -1)
        return float((error[:, np.isfinite(error.sum(0))] / allowed).max(initial=0.0))


def combined(planes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values (k, m, n) of `planes` (k, h, m, n) at heights by the `weights` (h, m, n) of the levels."""
    found = planes[:, 0] * weights[0]
    for level in range(1, len(weights)):
        found += planes[:, level] * weights[level]
    return found


def _on_grid(function: Function, u: np.ndarray, v: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """A function on a grid: (m, n, k, h)."""
    shape = len(u), len(v), len(heights)
    flat = [axis.ravel() for axis in np.meshgrid(u, v, heights, indexing="ij")]
    parts: dict[int, np.ndarray] = {}

    def fill(piece: slice) -> None:
        parts[piece.start] = function(*(axis[piece] for axis in flat))

    for_pieces(fill, flat[0].size)
    values = np.concatenate([parts[first] for first in sorted(parts)], axis=1)
    return np.moveaxis(values.reshape(-1, *shape), 0, 2)


def _between(nodes: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the node before each place, and how far it is on the way to the next (0..1, beyond the ends more)."""
    position = (places - nodes[0]) / (nodes[1] - nodes[0])
    index = np.clip(position.astype(np.intp), 0, len(nodes) - 2)
    return index, position - index
