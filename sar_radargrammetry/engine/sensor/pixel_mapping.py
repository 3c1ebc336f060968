"""What time and range each pixel of an image stands for, as a smooth table: bicubic between the nodes of a grid.

Where pixels are laid out on a map, on the ground, or along a polynomial by which an image was warped, time
and range are smooth functions of line and sample, but each product has its own. A table of their values holds any of
them, and an image with such a table needs nothing else from its product.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np

TOLERANCE = 1e-4
"""Pixels to which `fitted` makes the table reproduce the function it is made from, as far as its size allows."""
LARGE_RESIDUAL = 0.05
"""Pixels by which a table may miss its function without a warning."""
SUFFICIENT = 0.02
"""Pixels that are good enough where the table would become large: splines whose knots lie elsewhere need that."""
MIN_NODES, MANY_NODES, MAX_NODES = 5, 129, 513
"""Nodes along each axis: from four intervals, doubled until `TOLERANCE` is met; beyond 129 until `SUFFICIENT` is."""
GRID_MARGIN_SHARE, MIN_GRID_MARGIN = 0.1, 32.0
"""The nodes reach over the image's edges by this share of its size, and by at least so many pixels."""
STEPS = 20
"""Steps of the inversion with the slopes of the nodes; three or four do."""
MORE_STEPS = 20
"""Steps with the slopes of the place itself, where those do not do: far beyond a table that bends a lot."""
CLOSURE = 1e-6
"""Pixels to which the inversion solves; its last step is far smaller than the one before."""
EDGE = 1e-3
"""Share of an interval over which the slope at the table's edge is taken."""

Function = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
Where = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True, eq=False)
class PixelMapping:
    """Time and range of pixels; linear beyond the table.

    Parameters
    ----------
    origin, step : (2,) ndarray
        Line and sample of node (0, 0), and from node to node [px]; steps are positive.
    time, range_ : (m, n) ndarray
        At the nodes [s], [m]; m, n >= 4.
    """

    origin: np.ndarray
    step: np.ndarray
    time: np.ndarray
    range_: np.ndarray

    @functools.cached_property
    def _coefficients(self) -> np.ndarray:
        """B-spline coefficients (2, m + 2, n + 2) of time and range."""
        rows, columns = (_interpolation(n) for n in self.time.shape)
        return np.stack([rows @ values @ columns.T for values in (self.time, self.range_)])

    @functools.cached_property
    def _inverse_slopes(self) -> np.ndarray:
        """Line and sample by time and range at the nodes: (m, n, 2, 2)."""
        by_node = [np.stack(np.gradient(values), axis=-1) / self.step for values in (self.time, self.range_)]
        return np.linalg.inv(np.stack(by_node, axis=-2))

    def at(self, line: np.ndarray, sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Time [s] and range [m] of pixels; all arrays (...), NaN where a pixel is NaN."""
        line, sample = np.broadcast_arrays(np.asarray(line, float), np.asarray(sample, float))
        place = [(values.ravel() - o) / s for values, o, s in zip((line, sample), self.origin, self.step, strict=True)]
        known = np.isfinite(place[0]) & np.isfinite(place[1])
        place = [np.where(known, values, 0.0) for values in place]
        inside = [np.clip(values, 0.0, n - 1.0) for values, n in zip(place, self.time.shape, strict=True)]
        found = self._spline(inside)
        beyond = [values - within for values, within in zip(place, inside, strict=True)]
        outside = np.flatnonzero((beyond[0] != 0.0) | (beyond[1] != 0.0))
        if outside.size:
            edge = [values[outside] for values in inside]
            for axis in (0, 1):
                # A step into the table, whichever edge the pixel is beyond.
                inward = np.where(edge[axis] > 1.0, -EDGE, EDGE)
                stepped = [values + inward * (a == axis) for a, values in enumerate(edge)]
                slope = (self._spline(stepped) - self._spline(edge)) / inward
                found[:, outside] += slope * beyond[axis][outside]
        found[:, ~known] = np.nan
        time, range_ = found.reshape(2, *line.shape)
        return time, range_

    def pixel(self, time: np.ndarray, range_: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Line and sample, each (n,), of times [s] and ranges [m] (n,); NaN where there is none.

        Newton with the slopes of the nearest node, which mostly change by a few per mille from node to node: each step
        leaves so much of the error.
        """
        wanted = np.stack([time, range_])
        slopes = self._inverse_slopes
        middle = tuple(n // 2 for n in self.time.shape)
        origin, step = self.origin[:, None], self.step[:, None]
        start = np.array([[self.time[middle]], [self.range_[middle]]])
        pixel = origin + step * np.array(middle)[:, None] + slopes[middle] @ (wanted - start)
        last = np.array(self.time.shape)[:, None] - 1
        open_ = np.flatnonzero(np.isfinite(pixel).all(axis=0))
        unsolved = np.ones(pixel.shape[1], bool)
        for count in range(STEPS + MORE_STEPS):
            if open_.size == 0:
                break
            here = pixel[:, open_]
            miss = wanted[:, open_] - np.stack(self.at(*here))
            if count < STEPS:
                row, column = np.clip(np.rint((here - origin) / step), 0, last).astype(int)
                change = np.einsum("nij,jn->in", slopes[row, column], miss)
            else:
                change = np.einsum("ijn,jn->in", self._inverse_slopes_at(here), miss)
            pixel[:, open_] = here + change
            moving = np.abs(change).max(axis=0)
            unsolved[open_] = ~(moving <= CLOSURE)
            open_ = open_[moving > CLOSURE]
        pixel[:, unsolved] = np.nan
        return pixel[0], pixel[1]

    def _inverse_slopes_at(self, pixel: np.ndarray) -> np.ndarray:
        """Line and sample by time and range at pixels (2, n): (2, 2, n); not finite where there is no inverse."""
        by_pixel = []
        for axis in (0, 1):
            move = np.zeros((2, 1))
            move[axis] = EDGE * self.step[axis]
            ahead, behind = self.at(*(pixel + move)), self.at(*(pixel - move))
            by_pixel.append((np.stack(ahead) - np.stack(behind)) / (2.0 * move[axis]))
        (time_by_line, range_by_line), (time_by_sample, range_by_sample) = by_pixel
        with np.errstate(divide="ignore", invalid="ignore"):
            determinant = time_by_line * range_by_sample - time_by_sample * range_by_line
            return np.array([[range_by_sample, -time_by_sample], [-range_by_line, time_by_line]]) / determinant

    def _spline(self, place: list[np.ndarray]) -> np.ndarray:
        """Values (2, n) at places in intervals, inside the table."""
        # Here, because only such tables need scipy: QGIS, which may have none, reads the other models.
        from scipy import ndimage

        shifted = [values + 1.0 for values in place]
        return np.stack(
            [ndimage.map_coordinates(c, shifted, order=3, prefilter=False, mode="nearest") for c in self._coefficients]
        )


def _interpolation(nodes: int) -> np.ndarray:
    """Matrix (nodes + 2, nodes) from values at the nodes to coefficients of the uniform cubic B-spline through them.

    The two conditions that are missing are those called not-a-knot (de Boor, "A Practical Guide to Splines", chapter
    IV): the third derivative is continuous at the second and the last but one node, so that cubics are reproduced.
    """
    matrix = np.zeros((nodes + 2, nodes + 2))
    for node in range(nodes):
        matrix[node, node : node + 3] = np.array([1.0, 4.0, 1.0]) / 6.0
    matrix[nodes, :5] = matrix[nodes + 1, -5:] = [1.0, -4.0, 6.0, -4.0, 1.0]
    return np.linalg.inv(matrix)[:, :nodes]


def fitted(
    function: Function,
    lines: int,
    samples: int,
    margin: tuple[float, float] | None = None,
    where: Where | None = None,
) -> tuple[PixelMapping, float]:
    """The table of a smooth function, with as few nodes as reproduce it to `TOLERANCE`.

    Parameters
    ----------
    function : callable
        Takes lines and samples, broadcastable, gives times [s] and ranges [m].
    lines, samples : int
        Size of the image.
    margin : tuple of 2 floats, optional
        Lines and samples by which the nodes reach over the image's edges, where the function must be good too; see
        `MIN_GRID_MARGIN`.
    where : callable, optional
        Takes lines and samples, true where the residual counts: pixels with data. All of them by default.

    Returns
    -------
    mapping : PixelMapping
    residual : float
        Largest difference from the function half-way between nodes [px].
    """
    size = np.array([lines, samples], float)
    margin = np.maximum(GRID_MARGIN_SHARE * size, MIN_GRID_MARGIN) if margin is None else np.array(margin, float)
    counts = [MIN_NODES, MIN_NODES]
    while True:
        step = (size - 1.0 + 2.0 * margin) / (np.array(counts) - 1.0)
        nodes = [o + s * np.arange(n) for o, s, n in zip(-margin, step, counts, strict=True)]
        mapping = PixelMapping(-margin, step, *_on_grid(function, *nodes))
        misses = []
        for axis in (0, 1):
            between = [values[:-1] + 0.5 * s if a == axis else values
                       for a, (values, s) in enumerate(zip(nodes, step, strict=True))]  # fmt: skip
            misses.append(_difference(mapping, function, *between, where))
        wanted = [TOLERANCE if n < MANY_NODES else SUFFICIENT for n in counts]
        refined = [min(2 * n - 1, MAX_NODES) if miss > enough else n
                   for n, miss, enough in zip(counts, misses, wanted, strict=True)]  # fmt: skip
        if refined == counts:
            return mapping, max(misses)
        counts = refined


def _on_grid(function: Function, lines: np.ndarray, samples: np.ndarray) -> list[np.ndarray]:
    line, sample = np.meshgrid(lines, samples, indexing="ij")
    return [np.asarray(values, float) for values in function(line, sample)]


def _difference(
    mapping: PixelMapping, function: Function, lines: np.ndarray, samples: np.ndarray, where: Where | None
) -> float:
    """Largest distance [px] between a table and its function on a grid of pixels."""
    line, sample = np.meshgrid(lines, samples, indexing="ij")
    if where is not None:
        counts = where(line, sample)
        if not counts.any():
            return 0.0
        line, sample = line[counts], sample[counts]
    miss = np.stack(function(line, sample), axis=-1) - np.stack(mapping.at(line, sample), axis=-1)
    middle = tuple(n // 2 for n in mapping.time.shape)
    return float(np.linalg.norm(miss @ mapping._inverse_slopes[middle].T, axis=-1).max())
