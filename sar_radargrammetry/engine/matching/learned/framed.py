"""A network answers in the frame, the geometry and a calibration make a match of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F

from ...errors import GPU_MEMORY, EngineError
from ...stereo.prior import HeightPrior
from ..interface import ImagePatch, Match, Matcher
from ..resampling import warp
from .epipolar import curve_at, without_epipolar_noise
from .frame import Frame, Inputs, prepare, to_secondary
from .weights_file import Calibration

STRETCHED = 50.0
"""Ratio of the scales of the map between the images beyond which nothing is matched: the surface it comes from is
wrong, and what the sweep looks at would be of any size in the frame."""
SUPPORT = 11
"""Side [pixels] of the box half of which must hold data in both images for a match."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """Results of a network for every pixel of the reference; see `Inputs` for the frame.

    Parameters
    ----------
    position : (2, H, W) tensor
        Frame pixel of the match.
    scale : (2, H, W) tensor
        Laplace scale [frame pixels] of its error along and across the curve of heights.
    logit : (H, W) tensor
        Of the certainty.
    possible : (H, W) bool tensor
        Where the geometry allows the match.
    """

    position: torch.Tensor
    scale: torch.Tensor
    logit: torch.Tensor
    possible: torch.Tensor


Network = Callable[[dict[str, torch.Tensor], tuple[int, int], bool], Answer]
"""Takes the tensors of `Inputs` by name, with a batch axis and on its device, the size of the canvas, and whether the
places at the middle height are matches already, see `HeightPrior.measured`."""


def framed_matcher(network: Network, calibration: Calibration, device: str) -> Matcher:
    """The matcher that a network makes; see `engine.matching.interface`."""

    def match(reference: ImagePatch, secondary: ImagePatch, prior: HeightPrior) -> Match:
        if not (_has_data(reference) and _has_data(secondary)) or not _placed(prior):
            return _nothing(reference)
        inputs, frame = prepare(reference, secondary, prior)
        try:
            found = _answered(network, inputs, prior.measured, calibration, device)
        except torch.cuda.OutOfMemoryError as error:
            raise EngineError(
                "The GPU's memory is too small for a patch; make the patches smaller, or choose the device cpu.",
                code=GPU_MEMORY,
            ) from error
        return _as_match(*found, frame, reference, secondary)

    return match


def _has_data(view: ImagePatch) -> bool:
    return bool((np.isfinite(view.amplitude) & (view.amplitude > 0)).mean() > 0.001)


def _placed(prior: HeightPrior) -> bool:
    """Whether two heights or more of three nodes or more have a place in the secondary, and an image of some width."""
    middle = prior.at_nodes(prior.middle)
    return int(np.isfinite(middle).all(-1).sum()) >= 3 and bool(np.linalg.cond(prior.affine()[0]) < STRETCHED)


@torch.inference_mode()
def _answered(
    network: Network, inputs: Inputs, measured: bool, calibration: Calibration, device: str
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float]:
    """Position (2, H, W) [frame pixels], sigma (2, H, W) along and across, certainty (H, W), the curve's direction
    (2, H, W), whether both images have data (H, W), and the deviation (see `without_epipolar_noise`)."""
    tensors = {
        name: getattr(inputs, name)[None].to(device)
        for name in ("reference", "secondary", "linear", "origin", "canvas", "base", "places", "allowed", "along")
    }
    answer = network(tensors, inputs.canvas_size, measured)
    sigma = answer.scale * torch.tensor([calibration.along, calibration.across], device=device)[:, None, None]
    certainty = torch.sigmoid(calibration.slope * answer.logit + calibration.offset)
    certainty = torch.where(answer.possible, certainty, torch.zeros_like(certainty))
    curve = curve_at(answer.position, tensors["places"][0], tensors["base"][0])
    position, sigma, deviation = without_epipolar_noise(answer.position, sigma, certainty, curve)
    there = warp(tensors["secondary"][:, 1:], to_secondary(position[None], tensors["linear"], tensors["origin"]))
    both = torch.cat([tensors["reference"][:, 1:], there])
    for side in ((SUPPORT, 1), (1, SUPPORT)):
        both = F.avg_pool2d(both, side, 1, [n // 2 for n in side], count_include_pad=False)
    return position, sigma, certainty, curve.direction, (both > 0.5).all(0)[0] & answer.possible, deviation


def _as_match(
    position, sigma, certainty, direction, known, deviation, frame: Frame, reference: ImagePatch, secondary: ImagePatch
) -> Match:
    lines, samples = reference.amplitude.shape

    def local(tensor: torch.Tensor) -> np.ndarray:
        return (
            np.moveaxis(tensor[..., :lines, :samples].double().cpu().numpy(), 0, -1)
            if tensor.ndim == 3
            else (tensor[:lines, :samples].cpu().numpy())
        )

    known = local(known)
    place = frame.to_secondary(local(position)) + np.array([secondary.window.line, secondary.window.sample])
    along = local(direction) @ frame.linear.T
    across = np.stack([-local(direction)[..., 1], local(direction)[..., 0]], -1) @ frame.linear.T
    variance = local(sigma) ** 2
    axes = variance[..., :1] * _products(along) + variance[..., 1:] * _products(across)
    certainty = np.where(known, local(certainty), 0.0).astype(np.float32)
    place[~known] = np.nan
    axes[~known] = np.nan
    return Match(place, certainty, axes.astype(np.float32), deviation)


def _products(vector: np.ndarray) -> np.ndarray:
    """Line^2, line * sample and sample^2 of vectors (..., 2)."""
    return np.stack([vector[..., 0] ** 2, vector[..., 0] * vector[..., 1], vector[..., 1] ** 2], -1)


def _nothing(reference: ImagePatch) -> Match:
    shape = reference.amplitude.shape
    return Match(np.full((*shape, 2), np.nan), np.zeros(shape, np.float32), np.full((*shape, 3), np.nan, np.float32))
