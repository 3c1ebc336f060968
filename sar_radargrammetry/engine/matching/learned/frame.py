"""The input of a network from a pair of patches: textures, and the places that the geometry allows, in one frame.

The frame: an affine map fitted to the prior at the middle height takes *frame* pixels to pixels of the secondary. In it
the two images have the same orientation and sampling, whatever the headings of the flights, and errors are counted in
pixels of the reference.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import torch
import torch.nn.functional as F

from ...stereo.prior import HeightPrior
from ..interface import ImagePatch

CELL = 8
"""Pixels a side of the cells in which heights are swept."""
STEP = 8.0
"""Frame pixels that the match moves from one height of the sweep to the next."""
MOST_HEIGHTS = 128
"""Heights of a sweep, at the most: memory grows with them. More are asked for only where one image is many times
coarser than the other along the curve, so that a step is a fraction of its pixel."""
CANVAS_MARGIN = 16
"""Frame pixels around all allowed places that the sweep may look at: navigation error and the network's reach."""
ROUNDING = 1e-3
"""Frame pixels that decide neither about a further height nor about the canvas: on the way back the places are whole
pixels, and the band is two steps wide, up to rounding."""


@dataclasses.dataclass(frozen=True)
class Frame:
    """The affine map from frame pixels to pixels of the secondary's window: ``linear @ frame + origin``.

    Parameters
    ----------
    linear : (2, 2) ndarray
    origin : (2,) ndarray
    """

    linear: np.ndarray
    origin: np.ndarray

    def from_secondary(self, position: np.ndarray) -> np.ndarray:
        """Frame pixels (..., 2) of pixels (..., 2) of the secondary's window."""
        return (position - self.origin) @ np.linalg.inv(self.linear).T

    def to_secondary(self, position: np.ndarray) -> np.ndarray:
        """Pixels (..., 2) of the secondary's window of frame pixels (..., 2)."""
        return position @ self.linear.T + self.origin


@dataclasses.dataclass(frozen=True)
class Inputs:
    """A patch pair for the network; all tensors without batch axis, sizes of the reference multiples of `CELL`.

    Parameters
    ----------
    reference : (2, H, W) float32 tensor
        Texture (normalised log amplitude, 0 in voids) and validity.
    secondary : (2, h, w) float32 tensor
        The same of the secondary's window, in its own pixels.
    linear : (2, 2) float32 tensor
        Frame to secondary, see `Frame`; with `origin`.
    origin : (2,) float32 tensor
    canvas : (2,) float32 tensor
        Frame pixel of the first pixel of the canvas, on which the secondary is resampled for the sweep.
    canvas_size : (int, int)
        Lines and samples of the canvas, multiples of `CELL`.
    base : (2, H, W) float32 tensor
        Frame pixel of each reference pixel at the middle height.
    places : (K, 2, H / CELL, W / CELL) float32 tensor
        Frame pixel of each cell's centre at each height of the sweep.
    allowed : (K, H / CELL, W / CELL) bool tensor
        Heights that the cell's ground may have; three at the least.
    along : (2,) float32 tensor
        Unit vector (line, sample) in the frame along which a rising height moves the match.
    """

    reference: torch.Tensor
    secondary: torch.Tensor
    linear: torch.Tensor
    origin: torch.Tensor
    canvas: torch.Tensor
    canvas_size: tuple[int, int]
    base: torch.Tensor
    places: torch.Tensor
    allowed: torch.Tensor
    along: torch.Tensor


def to_secondary(position: torch.Tensor, linear: torch.Tensor, origin: torch.Tensor) -> torch.Tensor:
    """Frame pixels (B, 2, ...) as pixels of the secondary's window, by maps (B, 2, 2) and (B, 2)."""
    flat = position.flatten(2)
    return (linear @ flat + origin[..., None]).view_as(position)


def full_size(values: torch.Tensor, stride: int) -> torch.Tensor:
    """Values of a stride (B, C, h, w) at every pixel, bilinear."""
    return F.interpolate(values, scale_factor=stride, mode="bilinear", align_corners=False)


def make_frame(prior: HeightPrior, secondary: ImagePatch) -> Frame:
    """The frame of a prior in the secondary's window."""
    linear, origin = prior.affine()
    return Frame(linear, origin - [secondary.window.line, secondary.window.sample])


def prepare(
    reference: ImagePatch, secondary: ImagePatch, prior: HeightPrior, heights: int | None = None
) -> tuple[Inputs, Frame]:
    """Inputs of the network for one patch pair, and the frame they are in.

    Parameters
    ----------
    reference, secondary : ImagePatch
    prior : HeightPrior
        Of the reference's window; has a place in the secondary at two nodes or more.
    heights : int, optional
        How many to sweep; by default so many that they are `STEP` apart at most, up to `ROUNDING`, or `MOST_HEIGHTS`.
    """
    frame, prior = make_frame(prior, secondary), prior.completed()
    origin = np.array([secondary.window.line, secondary.window.sample], float)

    def place(height: float, cell: int) -> np.ndarray:
        nodes = frame.from_secondary(prior.at_nodes(height) - origin)
        return np.moveaxis(prior.to_pixels(nodes, cell), -1, 0)

    ends = [frame.from_secondary(prior.at_nodes(h) - origin) for h in (prior.low, prior.high)]
    shift = (ends[1] - ends[0]).reshape(-1, 2)
    span = float(np.hypot(*shift.T).max())
    along = shift.mean(0) / np.hypot(*shift.mean(0))
    count = heights or min(max(3, math.ceil((span - ROUNDING) / STEP) + 1), MOST_HEIGHTS)
    offsets = np.linspace(prior.low, prior.high, count)
    places = np.stack([place(offset, CELL) for offset in offsets])
    low, size = _canvas(places, frame, secondary)
    padded = [-(-n // CELL) * CELL for n in reference.amplitude.shape]
    base = place(prior.middle, 1)
    missing = [(0, 0)] + [(0, p - n) for p, n in zip(padded, base.shape[1:], strict=True)]
    return (
        Inputs(
            texture(reference.amplitude, padded),
            texture(secondary.amplitude, secondary.amplitude.shape),
            _tensor(frame.linear),
            _tensor(frame.origin),
            _tensor(low),
            (int(size[0]), int(size[1])),
            _tensor(np.pad(base, missing, mode="edge")),
            _tensor(places),
            torch.from_numpy(_allowed(prior, offsets, places.shape[2:])),
            _tensor(along),
        ),
        frame,
    )


def _allowed(prior: HeightPrior, offsets: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Which of the offsets (K,) lie within the cells' reach, or next to it: (K, *shape) bool."""
    if prior.reach is None:
        return np.ones((len(offsets), *shape), bool)
    step = offsets[1] - offsets[0]
    reach = np.maximum(prior.to_pixels(prior.reach, CELL), step)
    return np.abs(offsets[:, None, None]) <= reach + 0.5 * step


def _canvas(places: np.ndarray, frame: Frame, secondary: ImagePatch) -> tuple[np.ndarray, np.ndarray]:
    """First frame pixel and size of the canvas: what the places need and the secondary has."""
    lines, samples = secondary.amplitude.shape
    corners = frame.from_secondary(np.array([[0, 0], [0, samples - 1], [lines - 1, 0], [lines - 1, samples - 1.0]]))
    reach = 0.5 * CELL + CANVAS_MARGIN
    low = np.floor(np.maximum(places.min((0, 2, 3)) - reach, corners.min(0) - CELL) + ROUNDING)
    high = np.ceil(np.minimum(places.max((0, 2, 3)) + reach, corners.max(0) + CELL) - ROUNDING)
    return low, np.maximum(np.ceil((high - low) / CELL), 1).astype(int) * CELL


def texture(amplitude: np.ndarray, shape: tuple[int, int]) -> torch.Tensor:
    """Log amplitude with mean 0 and standard deviation 1 over the patch, and validity: (2, *shape) float32.

    NaN, zero and what is added to reach `shape` has texture 0 and validity 0. The logarithm makes speckle additive.
    """
    pixels = np.full(shape, np.nan, np.float32)
    pixels[: amplitude.shape[0], : amplitude.shape[1]] = amplitude
    valid = np.isfinite(pixels) & (pixels > 0)
    log = np.log(np.where(valid, pixels, 1.0), dtype=np.float32)
    known = log[valid]
    if known.size:
        log -= known.mean()
        log /= max(float(known.std()), 0.05)
    return _tensor(np.stack([np.where(valid, np.clip(log, -4.0, 4.0), 0.0), valid]))


def _tensor(values: np.ndarray) -> torch.Tensor:
    """A copy, which torch aligns: the last digits of MKL's products depend on where a matrix lies in memory."""
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32)).clone()
