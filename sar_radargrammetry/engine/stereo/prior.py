"""What the geometry gives before any pixel is compared: where each pixel's match lies, as a function of height.

The prior is a surface: heights count from a base height at each place, so that a search stays near ground that is
known from a DEM or from a coarser pass, whatever the relief of the scene.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
from scipy import ndimage

from ..image.window import Window
from ..sensor.ground import image_to_ground
from ..sensor.model import SensorModel

NODE_STEP = 32
"""Pixels between the nodes at which the geometry is computed exactly; bilinear between them errs below 0.03 px for
a 7 km range and 0.5 m pixels on a straight track, and less from farther away; by 0.1 px where the track wobbles by 3 m
in 10 s."""
OFFSET_NODES = 6
"""Chebyshev offsets a node: a polynomial through them errs below 0.01 px over 1 km of relief seen from 6 km (through
four, by 0.4 px)."""
WIDE, WIDE_NODES = 1500.0, 9
"""Metres between the lowest and the highest offset above which there are more: through six over 2.4 km, 2 px."""


@dataclasses.dataclass(frozen=True)
class HeightPrior:
    """Secondary pixel of each pixel of a reference window, as a polynomial in height at nodes of a regular grid.

    Parameters
    ----------
    window : Window
        Of the reference image.
    node_lines, node_samples : (m,), (n,) ndarray
        Reference pixel coordinates of the nodes; they reach over the window's edges.
    coefficients : (OFFSET_NODES or WIDE_NODES, m, n, 2) ndarray
        Secondary (line, sample) in powers of the normalised offset, lowest first; NaN where the secondary passes the
        place at no offset.
    low, high : float
        Offsets from the base height [m] that normalise to -1 and 1.
    base_height : (m, n) ndarray
        Height from which offsets count [m above the ellipsoid]: a surface's, or 0 where offsets are heights.
    reach : (m, n) ndarray, optional
        Offset [m] to either side of the base within which the ground surely lies; by default all of low .. high.
    measured : bool
        Whether the places at the middle offset are matches already, so that no height has to be searched.
    """

    window: Window
    node_lines: np.ndarray
    node_samples: np.ndarray
    coefficients: np.ndarray
    low: float
    high: float
    base_height: np.ndarray
    reach: np.ndarray | None = None
    measured: bool = False

    @property
    def middle(self) -> float:
        """Offset in the middle of the range [m]."""
        return 0.5 * (self.low + self.high)

    def at_nodes(self, offset: np.ndarray | float) -> np.ndarray:
        """Secondary (line, sample) of the nodes at an offset [m], which broadcasts to (m, n): (m, n, 2)."""
        x = (np.asarray(offset, float) - self.low) * (2.0 / (self.high - self.low)) - 1.0
        return _horner(self.coefficients, np.broadcast_to(x, self.coefficients.shape[1:3]))[0]

    def at_pixels(self, offset: np.ndarray | float) -> np.ndarray:
        """Secondary (line, sample) of every pixel of the window at an offset [m]: (lines, samples, 2) float64."""
        return self.to_pixels(self.at_nodes(offset))

    def around(self, base_height: np.ndarray | float, low: float, high: float) -> HeightPrior:
        """The same places with offsets low .. high [m] from another base height [m], which broadcasts to (m, n).

        Beyond this prior's range the curves of heights go on straight, which they almost are.
        """
        nodes, offsets = _chebyshev(low, high)
        base = np.broadcast_to(np.asarray(base_height, float), self.base_height.shape)
        pixels = np.stack([self.at_nodes(base - self.base_height + offset) for offset in offsets], axis=-2)
        coefficients = _through(nodes, pixels)
        return dataclasses.replace(
            self, coefficients=coefficients, low=float(low), high=float(high), base_height=base, reach=None
        )

    def within(self, window: Window) -> HeightPrior:
        """The prior of a part of the window, without the nodes that it does not need."""
        rows = _needed(self.node_lines, window.line, window.lines)
        columns = _needed(self.node_samples, window.sample, window.samples)
        return dataclasses.replace(
            self,
            window=window,
            node_lines=self.node_lines[rows],
            node_samples=self.node_samples[columns],
            coefficients=self.coefficients[:, rows, columns],
            base_height=self.base_height[rows, columns],
            reach=None if self.reach is None else self.reach[rows, columns],
        )

    def refined(self, step: int) -> HeightPrior:
        """The same places at nodes `step` pixels apart, bilinear between those that there are."""
        lines = _nodes(self.window.line, self.window.lines, step)
        samples = _nodes(self.window.sample, self.window.samples, step)
        rows, columns = _weights(self.node_lines, lines), _weights(self.node_samples, samples)

        def between(values: np.ndarray) -> np.ndarray:
            return np.moveaxis(np.tensordot(columns, np.tensordot(rows, values, axes=(1, 0)), axes=(1, 1)), 0, 1)

        coefficients = np.stack([between(of) for of in self.coefficients])
        base = between(self.base_height)
        return dataclasses.replace(
            self, node_lines=lines, node_samples=samples, coefficients=coefficients, base_height=base, reach=None
        )

    def affine(self) -> tuple[np.ndarray, np.ndarray]:
        """The affine map nearest to the prior at the middle offset: (2, 2) and (2,), from the window's pixels, counted
        from its first one, to secondary (line, sample). Least squares over the nodes that have a place."""
        return self._middle_affine

    @functools.cached_property
    def _middle_affine(self) -> tuple[np.ndarray, np.ndarray]:
        return self._affine(self.at_nodes(self.middle))

    def _affine(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The affine map nearest to places (m, n, 2) of the nodes; see `affine`."""
        lines, samples = np.meshgrid(
            self.node_lines - self.window.line, self.node_samples - self.window.sample, indexing="ij"
        )
        known = np.isfinite(places).all(-1)
        design = np.stack([lines[known], samples[known], np.ones(known.sum())], -1)
        solution = np.linalg.lstsq(design, places[known], rcond=None)[0]
        return solution[:2].T, solution[2]

    def completed(self) -> HeightPrior:
        """The same prior with a place at every node, where the secondary has none: beyond its ends.

        The curve of the nearest node that has a place, at the same height, moved by the affine map. Interpolation
        between nodes then reaches up to the secondary's ends.
        """
        known = np.isfinite(self.coefficients).all((0, -1))
        if known.all() or not known.any():
            return self
        near = tuple(ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True))
        # At one height, without the relief of the base.
        linear, _ = self._affine(self.at_nodes(self.base_height.mean() - self.base_height))
        lines, samples = np.meshgrid(self.node_lines, self.node_samples, indexing="ij")
        nodes = np.stack([lines, samples], -1)
        moved = (nodes - nodes[near]) @ linear.T
        nearest = dataclasses.replace(
            self, coefficients=self.coefficients[(slice(None), *near)], base_height=self.base_height[near]
        )
        curves = nearest.around(self.base_height, self.low, self.high).coefficients
        curves[0] += moved
        curves[: len(self.coefficients), known] = self.coefficients[:, known]
        curves[len(self.coefficients) :, known] = 0.0
        return dataclasses.replace(self, coefficients=curves)

    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """How far the match may lie from the base: lowest and highest offset against none, each (m, n, 2) pixels."""
        base = self.at_nodes(0.0)
        return self.at_nodes(self.low) - base, self.at_nodes(self.high) - base

    def offset_of(self, position: np.ndarray, cell: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Offsets [m] at which the curves of heights pass nearest to matches, and how far off the curve these lie.

        Newton's method on the distance; the curves are almost straight, so that four steps reach rounding.

        Parameters
        ----------
        position : (h, w, 2) ndarray
            Secondary (line, sample) of the window's pixels, or of the centres of cells of `cell` x `cell` pixels.
        cell : int

        Returns
        -------
        offset : (h, w) ndarray
            NaN without a match, and beside nodes that have no place.
        across : (h, w) ndarray
            Distance from the curve [secondary px], positive to the left of the direction of rising heights.
        """
        powers = np.stack([self.to_pixels(of, cell) for of in self.coefficients])
        x = np.zeros(position.shape[:2])
        for _ in range(4):
            place, rate = _horner(powers, x)
            step = ((position - place) * rate).sum(-1) / np.maximum((rate * rate).sum(-1), 1e-12)
            x = np.clip(x + step, -1.5, 1.5)
        place, rate = _horner(powers, x)
        miss = position - place
        across = (rate[..., 0] * miss[..., 1] - rate[..., 1] * miss[..., 0]) / np.hypot(rate[..., 0], rate[..., 1])
        return self.middle + 0.5 * (self.high - self.low) * x, across

    def to_pixels(self, nodes: np.ndarray, cell: int = 1) -> np.ndarray:
        """Interpolate values at nodes (m, n, ...) bilinearly to the window's pixels (lines, samples, ...).

        With `cell` above 1, to the centres of cells of `cell` x `cell` pixels that cover the window. NaN where one of
        the four nodes around is.
        """
        rows = _interpolation(self.node_lines, self.window.line, self.window.lines, cell)
        columns = _interpolation(self.node_samples, self.window.sample, self.window.samples, cell)

        def between(values: np.ndarray) -> np.ndarray:
            return np.moveaxis(np.tensordot(columns, np.tensordot(rows, values, axes=(1, 0)), axes=(1, 1)), 0, 1)

        missing = ~np.isfinite(nodes)
        if not missing.any():
            return between(nodes)
        # A weight of nought does not keep NaN out of a sum.
        return np.where(between(missing.astype(float)) > 0.0, np.nan, between(np.where(missing, 0.0, nodes)))


def _horner(powers: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and derivatives (h, w, 2) of polynomials (k, h, w, 2), lowest power first, at x (h, w).

    They were fitted on -1..1; beyond it they go on straight.
    """
    inside = np.clip(x, -1.0, 1.0)[..., None]
    value, rate = powers[-1], np.zeros_like(powers[-1])
    for power in powers[-2::-1]:
        rate = value + inside * rate
        value = power + inside * value
    return value + (x[..., None] - inside) * rate, rate


def _needed(nodes: np.ndarray, first: int, count: int) -> slice:
    """The nodes between which the pixels first .. first + count - 1 lie; two or more."""
    low = min(max(int(np.searchsorted(nodes, first, "right")) - 1, 0), len(nodes) - 2)
    high = min(int(np.searchsorted(nodes, first + count - 1)), len(nodes) - 1)
    return slice(low, max(high, low + 1) + 1)


def cell_middles(shape: tuple[int, ...], cell: int) -> tuple[np.ndarray, ...]:
    """Indices of the middle pixels of cells of `cell` x `cell` pixels that cover a window of a shape, as of `np.ix_`:
    they stand for their cells; the last cells may reach beyond the window."""
    return np.ix_(*(np.minimum(np.arange(-(-n // cell)) * cell + cell // 2, n - 1) for n in shape))


def _interpolation(nodes: np.ndarray, first: int, count: int, cell: int) -> np.ndarray:
    """Bilinear weights (cells, nodes) that take values at `nodes` to the cells of pixels first .. first + count - 1."""
    return _weights(nodes, first + (np.arange(-(-count // cell)) + 0.5) * cell - 0.5)


def _weights(nodes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Bilinear weights (places, nodes) that take values at evenly spaced `nodes` to `places`."""
    position = (places - nodes[0]) / (nodes[1] - nodes[0])
    left = np.clip(np.floor(position).astype(int), 0, len(nodes) - 2)
    weights = np.zeros((len(places), len(nodes)))
    rows = np.arange(len(places))
    weights[rows, left] = 1.0 - (position - left)
    weights[rows, left + 1] = position - left
    return weights


def build_prior(
    reference: SensorModel,
    secondary: SensorModel,
    window: Window,
    low: float,
    high: float,
    base: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
    node_step: int = NODE_STEP,
) -> HeightPrior:
    """The prior of one window; a pure function of the pair's geometry and the base.

    Parameters
    ----------
    reference, secondary : SensorModel
    window : Window
        Of the reference image; may reach outside it.
    low, high : float
        Offsets from the base in which the ground lies [m], low < high.
    base : callable, optional
        Gives the base height [m above the ellipsoid] of reference lines and samples (broadcasting arrays); by default
        0 m, so that offsets are heights.
    node_step : int
        Pixels between nodes.
    """
    lines = _nodes(window.line, window.lines, node_step)
    samples = _nodes(window.sample, window.samples, node_step)
    heights = np.zeros((len(lines), len(samples))) if base is None else base(lines[:, None], samples)
    nodes, offsets = _chebyshev(low, high)
    ground = image_to_ground(reference, lines[:, None, None], samples[:, None], heights[..., None] + offsets)
    pixels = np.stack(secondary.ground_to_image(ground), axis=-1)
    return HeightPrior(window, lines, samples, _through(nodes, pixels), float(low), float(high), heights)


def _chebyshev(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Chebyshev nodes on -1..1, and the offsets low..high [m] that they stand for: (OFFSET_NODES,) each, or
    (WIDE_NODES,)."""
    count = OFFSET_NODES if high - low <= WIDE else WIDE_NODES
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    return nodes, low + 0.5 * (nodes + 1.0) * (high - low)


def _through(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Coefficients (k, m, n, 2), lowest power first, of the polynomials through `values` (m, n, k, 2) at `x` (k,).

    Where tracks cross, a place may leave the secondary's lines at some heights and have no pixel there (NaN); the
    others then give a polynomial of lower degree, so that the place is not lost at the heights at which it is seen.
    """
    known = np.isfinite(values).all(-1)
    coefficients = np.full((len(x), *values.shape[:2], 2), np.nan)
    for pattern in np.unique(known.reshape(-1, len(x)), axis=0):
        here, count = (known == pattern).all(-1), int(pattern.sum())
        if count >= 2:
            inverse = np.linalg.inv(np.vander(x[pattern], increasing=True))
            coefficients[:, here] = 0.0
            coefficients[:count, here] = np.einsum("kh,phc->kpc", inverse, values[here][:, pattern])
    return coefficients


def _nodes(first: int, count: int, step: int) -> np.ndarray:
    """Node coordinates from `first` that reach at least to the window's last pixel; two or more."""
    intervals = max(1, int(np.ceil((count - 1) / step)))
    return first + step * np.arange(intervals + 1, dtype=float)
