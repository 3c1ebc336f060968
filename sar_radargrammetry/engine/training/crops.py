"""Crops of training samples, varied at random, stacked into batches for the network.

A step always gets the same batch, so that an interrupted training goes on exactly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from scipy import ndimage

from ..errors import EngineError
from ..image.window import Window
from ..matching.banded import NODE_STEP
from ..matching.interface import ImagePatch
from ..matching.learned.frame import STEP, Inputs, prepare
from ..matching.passes import filled
from ..matching.resampling import band_limited
from ..stereo.prior import HeightPrior
from .sample import DARK, HIDDEN, VISIBLE, TrainingSample, read_sample

NAVIGATION = 2.5
"""Standard deviation [px] of the navigation errors that are put between the views, each direction, cut at twice it."""
CONTRAST = 0.15
"""Standard deviation of the logarithm of the exponent that stretches a view's contrast."""
VOID_SHARE = 0.1
"""Share of crops from which a rectangle of one view is blanked."""
LEVEL_SHARE = 0.3
"""Share of crops that are searched around a plane, as the first pass does."""
WRONG = 0.2
"""Largest standard deviation of the errors of the surfaces around which the others are, in spans of the search."""
LONGEST, FARTHEST = 2.0, 150.0
"""Times its length that a curve of heights may have, and pixels that a place may lie off the affine map, in a crop."""
EDGE = 24
"""Pixels of the secondary kept around what the heights allow."""
HEIGHTS = (3, 4, 6, 10, 16)
"""Numbers of heights that batches are searched at, up to the wanted one: full resolution searches few."""
TRIES = 200
"""Crops drawn for one place in a batch before the set is given up."""


@dataclasses.dataclass(frozen=True)
class Batch:
    """Inputs of the network with a batch axis, and what it should say.

    Parameters
    ----------
    inputs : dict of str to tensor
        Arguments of `CompactNet.forward`.
    truth : (B, 2, H, W) float32 tensor
        Frame pixels; 0 where `known` is not.
    known : (B, H, W) bool tensor
        Visible and unambiguous in both views.
    absent : (B, H, W) bool tensor
        In shadow, or not seen by the secondary: nothing there can be matched.
    """

    inputs: dict
    truth: torch.Tensor
    known: torch.Tensor
    absent: torch.Tensor

    def to(self, device: str) -> Batch:
        """The same on a device."""
        return self._with(lambda tensor: tensor.to(device))

    def part(self, low: int, high: int) -> Batch:
        """Some of its crops, on the canvas of all."""
        return self._with(lambda tensor: tensor[low:high])

    def _with(self, change: Callable[[torch.Tensor], torch.Tensor]) -> Batch:
        inputs = {k: change(v) if isinstance(v, torch.Tensor) else v for k, v in self.inputs.items()}
        return Batch(inputs, change(self.truth), change(self.known), change(self.absent))


@dataclasses.dataclass(frozen=True)
class Crop:
    """What a matcher is given of a sample, and what it should say.

    Parameters
    ----------
    reference, secondary : ImagePatch
    prior : HeightPrior
    truth : (side, side, 2) float ndarray
        Line and sample of the secondary view's pixels, its first one (0, 0); NaN where the ground is not seen alone by
        both.
    absent : (side, side) bool ndarray
        Nothing there can be matched.
    """

    reference: ImagePatch
    secondary: ImagePatch
    prior: HeightPrior
    truth: np.ndarray
    absent: np.ndarray

    def framed(self, heights: int) -> tuple[Inputs, np.ndarray, np.ndarray]:
        """The same for the network: inputs, truth (side, side, 2) in frame pixels, and `absent`."""
        inputs, frame = prepare(self.reference, self.secondary, self.prior, heights)
        return inputs, frame.from_secondary(self.truth), self.absent


def crop(sample: TrainingSample, side: int, heights: int, rng: np.random.Generator, vary: bool = True) -> Crop | None:
    """A random square of a sample, with the range of heights that a sweep of exactly `heights` heights has.

    Returns
    -------
    Crop or None
        None where less than a tenth of it has a true match.
    """
    lines, samples = sample.state.shape
    row, col = (int(rng.integers(0, n - side + 1)) for n in (lines, samples))
    part = slice(row, row + side), slice(col, col + side)
    state, truth = sample.state[part], sample.truth[part].astype(float)
    if (state == VISIBLE).mean() < 0.1:
        return None
    window = Window(sample.reference.window.line + row, sample.reference.window.sample + col, side, side)
    prior = sample.prior.within(window)
    if not np.isfinite(prior.coefficients).all():
        return None
    shown = truth + np.array([sample.secondary.window.line, sample.secondary.window.sample])
    prior = _searched(prior, np.where((state == VISIBLE)[..., None], shown, np.nan), heights, rng)
    secondary, origin = _secondary_part(sample.secondary, prior)
    if secondary is None or _wild(prior, heights):
        return None
    secondary = band_limited(secondary, prior.affine()[0])
    reference = ImagePatch(sample.reference.amplitude[part], window)
    if vary:
        shift = np.clip(rng.normal(0.0, NAVIGATION, 2), -2 * NAVIGATION, 2 * NAVIGATION)
        coefficients = prior.coefficients.copy()
        coefficients[0] += shift
        prior = dataclasses.replace(prior, coefficients=coefficients)
        reference, secondary = _varied(reference, rng), _varied(secondary, rng)
    truth -= origin
    truth[(state != VISIBLE) | ~np.isfinite(reference.amplitude)] = np.nan
    return Crop(reference, secondary, prior, truth, (state == HIDDEN) | (state == DARK))


def _searched(prior, truth, heights, rng) -> HeightPrior:
    """The prior of a search of `heights` heights: around a plane, or around a surface that is wrong in places.

    Parameters
    ----------
    prior : HeightPrior
        Offsets of it are heights.
    truth : (side, side, 2) ndarray
        Secondary pixels of the image; NaN where there is none.
    heights : int
    rng : Generator
    """
    height, _ = prior.offset_of(truth)
    known = np.isfinite(height)
    middle = float(np.median(height[known]))
    linear, _ = prior.affine()
    per_metre = 0.5 * (prior.at_nodes(middle + 1.0) - prior.at_nodes(middle - 1.0)) @ np.linalg.inv(linear).T
    rate = float(np.nanmean(np.hypot(per_metre[..., 0], per_metre[..., 1])))
    span = (heights - 1.1) * STEP / rate
    if rng.uniform() < LEVEL_SHARE:
        surface = np.full(prior.base_height.shape, middle)
    else:
        prior = prior.refined(NODE_STEP)
        surface = _wrong_surface(prior, height, known, WRONG * span * float(rng.uniform()) ** 2, rng)
    near = prior.around(surface, -0.5 * span, 0.5 * span)
    # The true heights, to a pixel or two, lie anywhere in what is searched.
    offset = (height - near.to_pixels(near.base_height))[known]
    least, most = np.percentile(offset, [1.0, 99.0])
    free = max(span - (most - least), 0.0)
    low = least - float(rng.uniform(0.0, 1.0)) * free if free else 0.5 * (least + most) - 0.5 * span
    return prior.around(surface, low, low + span)


def _wild(prior: HeightPrior, heights: int) -> bool:
    """Whether curves of a crop are much longer than asked for, or its places far from an affine map's.

    Where the two lines of sight nearly meet, heights move nothing, and the true ones are rounding.
    """
    linear, origin = prior.affine()
    inverse = np.linalg.inv(linear)
    length = np.linalg.norm((prior.at_nodes(prior.high) - prior.at_nodes(prior.low)) @ inverse.T, axis=-1)
    lines, samples = np.meshgrid(
        prior.node_lines - prior.window.line, prior.node_samples - prior.window.sample, indexing="ij"
    )
    straight = np.stack([lines, samples], -1) @ linear.T + origin
    off = np.linalg.norm((prior.at_nodes(prior.middle) - straight) @ inverse.T, axis=-1)
    return bool(length.max() > LONGEST * heights * STEP or off.max() > FARTHEST)


def _wrong_surface(
    prior: HeightPrior, height: np.ndarray, known: np.ndarray, sigma: float, rng: np.random.Generator
) -> np.ndarray:
    """Heights [m] at nodes as a coarser pass or a DEM gives them: smoothed, filled, off by `sigma` [m] in places."""
    m, n = prior.base_height.shape
    rows = np.rint((np.arange(height.shape[0])) / NODE_STEP).astype(int).clip(0, m - 1)
    columns = np.rint((np.arange(height.shape[1])) / NODE_STEP).astype(int).clip(0, n - 1)
    index = (rows[:, None] * n + columns)[known]
    count = np.bincount(index, minlength=m * n).reshape(m, n).astype(float)
    total = np.bincount(index, height[known], m * n).reshape(m, n)
    mean = np.where(count > 0, total / np.maximum(count, 1.0), 0.0)
    smooth = ndimage.gaussian_filter(filled(mean, (count > 0).astype(float)), float(rng.uniform(0.3, 1.5)))
    noise = ndimage.gaussian_filter(rng.normal(size=(m, n)), float(rng.uniform(1.0, 4.0)), mode="wrap")
    return smooth + sigma * noise / max(float(noise.std()), 1e-6)


def _secondary_part(secondary: ImagePatch, prior: HeightPrior) -> tuple[ImagePatch | None, np.ndarray]:
    """The part of the secondary that the heights allow, and its origin in the sample's window."""
    origin = np.array([secondary.window.line, secondary.window.sample])
    places = np.stack([prior.at_nodes(h) for h in (prior.low, prior.high)]).reshape(-1, 2) - origin
    low = np.maximum(np.floor(places.min(0)).astype(int) - EDGE, 0)
    high = np.minimum(np.ceil(places.max(0)).astype(int) + EDGE, secondary.amplitude.shape)
    if (high - low < 32).any():
        return None, low
    window = Window(int(origin[0] + low[0]), int(origin[1] + low[1]), *(int(n) for n in high - low))
    return ImagePatch(secondary.amplitude[low[0] : high[0], low[1] : high[1]], window), low


def _varied(view: ImagePatch, rng: np.random.Generator) -> ImagePatch:
    """Contrast stretched, and sometimes a void cut out."""
    amplitude = view.amplitude ** np.float32(np.exp(rng.normal(0.0, CONTRAST)))
    if rng.uniform() < VOID_SHARE:
        rows, cols = amplitude.shape
        height, width = (int(n * rng.uniform(0.1, 0.4)) for n in (rows, cols))
        row, col = int(rng.integers(0, rows - height)), int(rng.integers(0, cols - width))
        amplitude[row : row + height, col : col + width] = np.nan
    return ImagePatch(amplitude, view.window)


def stack(crops: list[tuple[Inputs, np.ndarray, np.ndarray]]) -> Batch:
    """One batch of crops with as many heights each."""
    every = [c[0] for c in crops]
    size = tuple(max(i.secondary.shape[a] for i in every) for a in (1, 2))

    def padded(x: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.pad(x, (0, size[1] - x.shape[2], 0, size[0] - x.shape[1]))

    inputs = {
        name: torch.stack([getattr(i, name) for i in every])
        for name in ("reference", "linear", "origin", "canvas", "base", "places", "allowed", "along")
    }
    inputs["secondary"] = torch.stack([padded(i.secondary) for i in every])
    inputs["canvas_size"] = tuple(max(i.canvas_size[a] for i in every) for a in (0, 1))
    truth = torch.from_numpy(np.stack([c[1] for c in crops])).float().permute(0, 3, 1, 2).contiguous()
    known = torch.isfinite(truth).all(1)
    absent = torch.from_numpy(np.stack([c[2] for c in crops]))
    return Batch(inputs, torch.where(known[:, None], truth, torch.zeros_like(truth)), known, absent)


def make_batch(files: list[Path], step: int, seed: int, size: int, side: int, heights: int, vary: bool) -> Batch:
    """The batch of a step.

    Raises
    ------
    EngineError
        The set has hardly any crop with a true match.
    """
    rng = np.random.default_rng([seed, step])
    heights = int(rng.choice([h for h in HEIGHTS if h < heights] + [heights]))
    crops = []
    for _ in range(TRIES * size):
        found = crop(read_sample(files[int(rng.integers(len(files)))]), side, heights, rng, vary)
        if found is not None:
            crops.append(found.framed(heights))
        if len(crops) == size:
            return stack(crops)
    raise EngineError(
        "Almost no patch of the training set has a true match in a tenth of its pixels; check that its images, "
        "reference DSM and their geometry belong together."
    )


def batches(files: list[Path], first: int, last: int, seed: int, size: int, side: int, heights: int) -> Iterator[Batch]:
    """The batches of steps first .. last - 1, each made while the one before is in use."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(make_batch, files, first, seed, size, side, heights, True)
        for step in range(first, last):
            batch = waiting.result()
            if step + 1 < last:
                waiting = pool.submit(make_batch, files, step + 1, seed, size, side, heights, True)
            yield batch
