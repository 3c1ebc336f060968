"""What the geometry knows before any pixel is compared: where each pixel's match lies, as a function of height."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from ..image.window import Window
from ..sensor.ellipsoid import ecef_to_geodetic
from ..sensor.ground import image_to_ground, image_to_ground_on_dem
from ..sensor.model import SensorModel

if TYPE_CHECKING:
    from ..terrain.dem import Dem

NODE_STEP = 32
"""Pixels between the nodes at which the geometry is computed exactly; bilinear between them errs below 0.03 px for
a 7 km range and 0.5 m pixels on a straight track, and less from farther away; by 0.1 px where the track wobbles by 3 m
in 10 s."""
HEIGHT_NODES = 6
"""Chebyshev heights a node: a polynomial through them errs below 0.01 px over 1 km of relief seen from 6 km (through
four, by 0.4 px)."""


@dataclasses.dataclass(frozen=True)
class HeightPrior:
    """Secondary pixel of each pixel of a reference window, as a polynomial in height at nodes of a regular grid.

    Parameters
    ----------
    window : Window
        Of the reference image.
    node_lines, node_samples : (m,), (n,) ndarray
        Reference pixel coordinates of the nodes; they reach over the window's edges.
    coefficients : (HEIGHT_NODES, m, n, 2) ndarray
        Secondary (line, sample) in powers of normalised height, lowest first; NaN where the secondary passes the
        place at no height.
    min_height, max_height : float
        Heights [m] that normalise to -1 and 1.
    base_height : (m, n) ndarray
        The best height known beforehand [m]: the DEM's, or the middle of the range.
    """

    window: Window
    node_lines: np.ndarray
    node_samples: np.ndarray
    coefficients: np.ndarray
    min_height: float
    max_height: float
    base_height: np.ndarray

    def normalised(self, height: np.ndarray) -> np.ndarray:
        """Heights [m] as -1..1 over the range."""
        return (np.asarray(height, float) - self.min_height) * (2.0 / (self.max_height - self.min_height)) - 1.0

    def at_nodes(self, height: np.ndarray) -> np.ndarray:
        """Secondary (line, sample) of the nodes at `height` [m], which broadcasts to (m, n): (m, n, 2)."""
        x = np.broadcast_to(self.normalised(height), self.coefficients.shape[1:3])[..., None]
        value = self.coefficients[-1]
        for coefficient in self.coefficients[-2::-1]:
            value = coefficient + x * value
        return value

    def base(self) -> np.ndarray:
        """Secondary (line, sample) of every pixel of the window at the base height: (lines, samples, 2) float64."""
        return self.to_pixels(self.at_nodes(self.base_height))

    def with_range(self, min_height: float, max_height: float) -> HeightPrior:
        """The same places over another range of heights [m above the ellipsoid]."""
        nodes, heights = _chebyshev(min_height, max_height)
        pixels = np.stack([self.at_nodes(height) for height in heights], axis=-2)
        return dataclasses.replace(
            self, coefficients=_through(nodes, pixels), min_height=float(min_height), max_height=float(max_height)
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
        )

    def affine(self) -> tuple[np.ndarray, np.ndarray]:
        """The affine map nearest to the prior at the middle height: (2, 2) and (2,), from the window's pixels, counted
        from its first one, to secondary (line, sample). Least squares over the nodes that have a place."""
        middle = self.at_nodes(0.5 * (self.min_height + self.max_height))
        lines, samples = np.meshgrid(
            self.node_lines - self.window.line, self.node_samples - self.window.sample, indexing="ij"
        )
        known = np.isfinite(middle).all(-1)
        design = np.stack([lines[known], samples[known], np.ones(known.sum())], -1)
        solution = np.linalg.lstsq(design, middle[known], rcond=None)[0]
        return solution[:2].T, solution[2]

    def reach(self) -> tuple[np.ndarray, np.ndarray]:
        """How far the match may lie from the base: lowest and highest height minus base, each (m, n, 2) pixels."""
        base = self.at_nodes(self.base_height)
        return self.at_nodes(self.min_height) - base, self.at_nodes(self.max_height) - base

    def to_pixels(self, nodes: np.ndarray, cell: int = 1) -> np.ndarray:
        """Interpolate values at nodes (m, n, ...) bilinearly to the window's pixels (lines, samples, ...).

        With `cell` above 1, to the centres of cells of `cell` x `cell` pixels that cover the window.
        """
        rows = _interpolation(self.node_lines, self.window.line, self.window.lines, cell)
        columns = _interpolation(self.node_samples, self.window.sample, self.window.samples, cell)
        along = np.tensordot(rows, nodes, axes=(1, 0))
        return np.moveaxis(np.tensordot(columns, along, axes=(1, 1)), 0, 1)


def _needed(nodes: np.ndarray, first: int, count: int) -> slice:
    """The nodes between which the pixels first .. first + count - 1 lie; two or more."""
    low = min(max(int(np.searchsorted(nodes, first, "right")) - 1, 0), len(nodes) - 2)
    high = min(int(np.searchsorted(nodes, first + count - 1)), len(nodes) - 1)
    return slice(low, max(high, low + 1) + 1)


def _interpolation(nodes: np.ndarray, first: int, count: int, cell: int) -> np.ndarray:
    """Bilinear weights (cells, nodes) that take values at `nodes` to the cells of pixels first .. first + count - 1."""
    count = -(-count // cell)
    position = (first + (np.arange(count) + 0.5) * cell - 0.5 - nodes[0]) / (nodes[1] - nodes[0])
    left = np.clip(np.floor(position).astype(int), 0, len(nodes) - 2)
    weights = np.zeros((count, len(nodes)))
    rows = np.arange(count)
    weights[rows, left] = 1.0 - (position - left)
    weights[rows, left + 1] = position - left
    return weights


def build_prior(
    reference: SensorModel,
    secondary: SensorModel,
    window: Window,
    min_height: float,
    max_height: float,
    dem: Dem | None = None,
) -> HeightPrior:
    """The prior of one window; a pure function of the pair's geometry.

    Parameters
    ----------
    reference, secondary : SensorModel
    window : Window
        Of the reference image; may reach outside it.
    min_height, max_height : float
        Range in which the terrain lies [m above the ellipsoid], min < max.
    dem : Dem, optional
        Gives the base height; where it has none the middle of the range is taken.
    """
    lines = _nodes(window.line, window.lines)
    samples = _nodes(window.sample, window.samples)
    nodes, heights = _chebyshev(min_height, max_height)
    ground = image_to_ground(reference, lines[:, None, None], samples[:, None], heights)
    pixels = np.stack(secondary.ground_to_image(ground), axis=-1)
    coefficients = _through(nodes, pixels)
    base = np.full((len(lines), len(samples)), 0.5 * (min_height + max_height))
    if dem is not None:
        points = image_to_ground_on_dem(reference, lines[:, None], samples[None, :], dem)
        known = np.isfinite(points[..., 0])
        base[known] = np.clip(ecef_to_geodetic(points[known])[2], min_height, max_height)
    return HeightPrior(window, lines, samples, coefficients, float(min_height), float(max_height), base)


def _chebyshev(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Chebyshev nodes on -1..1, and the heights low..high [m] that they stand for: (HEIGHT_NODES,) each."""
    nodes = np.cos(np.pi * (np.arange(HEIGHT_NODES) + 0.5) / HEIGHT_NODES)
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


def _nodes(first: int, count: int) -> np.ndarray:
    """Node coordinates from `first` that reach at least to the window's last pixel; two or more."""
    intervals = max(1, int(np.ceil((count - 1) / NODE_STEP)))
    return first + NODE_STEP * np.arange(intervals + 1, dtype=float)
