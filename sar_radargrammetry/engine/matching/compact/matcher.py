"""The learned matcher, as the other steps call it."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from ...errors import EngineError
from ...stereo.prior import HeightPrior
from ..interface import Match, Matcher, View
from .across import curve_at, settle
from .inputs import Frame, Inputs, prepare
from .network import CompactNet, full_size, to_secondary, warp
from .weights import Calibration, Weights

SUPPORT = 11
"""Side [pixels] of the box half of which must hold data in both images for a match."""


def compact_matcher(weights: Weights, device: str) -> Matcher:
    """The matcher of a set of weights; see `engine.matching.interface`."""
    net = weights.network().to(device)

    def match(reference: View, secondary: View, prior: HeightPrior, device: str = device) -> Match:
        if not (_has_data(reference) and _has_data(secondary)) or not _placed(prior):
            return _nothing(reference)
        inputs, frame = prepare(reference, secondary, prior)
        try:
            found = _answer(net, inputs, weights.calibration, device)
        except torch.cuda.OutOfMemoryError as error:
            raise EngineError(
                "The GPU's memory is too small for a patch; make the patches smaller, or choose the device cpu."
            ) from error
        return _as_match(*found, frame, reference, secondary)

    return match


def _has_data(view: View) -> bool:
    return bool((np.isfinite(view.amplitude) & (view.amplitude > 0)).mean() > 0.001)


def _placed(prior: HeightPrior) -> bool:
    """Whether two heights or more of three nodes or more have a place in the secondary."""
    middle = prior.at_nodes(0.5 * (prior.min_height + prior.max_height))
    return int(np.isfinite(middle).all(-1).sum()) >= 3


@torch.inference_mode()
def _answer(
    net: CompactNet, inputs: Inputs, calibration: Calibration, device: str
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Position (2, H, W) [frame pixels], sigma (2, H, W) along and across, certainty (H, W), the curve's direction
    (2, H, W) and whether both images have data (H, W)."""
    size = inputs.canvas_size
    tensors = {
        name: getattr(inputs, name)[None].to(device)
        for name in ("reference", "secondary", "linear", "origin", "canvas", "base", "places", "along")
    }
    _, estimates = net(**tensors, canvas_size=size)
    last, stride = estimates[-1], net.design.stages[-1][0]
    scale = torch.tensor([calibration.along, calibration.across], device=device)[:, None, None]
    sigma = full_size(last.log_scale, stride)[0].exp() * scale
    logit = full_size(last.logit[:, None], stride)[0, 0]
    certainty = torch.sigmoid(calibration.slope * logit + calibration.offset)
    curve = curve_at(last.position[0], tensors["places"][0], tensors["base"][0])
    position, sigma = settle(last.position[0], sigma, certainty, curve)
    there = warp(tensors["secondary"][:, 1:], to_secondary(position[None], tensors["linear"], tensors["origin"]))
    both = F.avg_pool2d(
        torch.cat([tensors["reference"][:, 1:], there]), SUPPORT, 1, SUPPORT // 2, count_include_pad=False
    )
    return position, sigma, certainty, curve.direction, (both > 0.5).all(0)[0]


def _as_match(position, sigma, certainty, direction, known, frame: Frame, reference: View, secondary: View) -> Match:
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
    return Match(place, certainty, axes.astype(np.float32))


def _products(vector: np.ndarray) -> np.ndarray:
    """Line^2, line * sample and sample^2 of vectors (..., 2)."""
    return np.stack([vector[..., 0] ** 2, vector[..., 0] * vector[..., 1], vector[..., 1] ** 2], -1)


def _nothing(reference: View) -> Match:
    shape = reference.amplitude.shape
    return Match(np.full((*shape, 2), np.nan), np.zeros(shape, np.float32), np.full((*shape, 3), np.nan, np.float32))
