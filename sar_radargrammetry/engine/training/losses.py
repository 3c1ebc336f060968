"""The loss L = L_D + lambda * L_C of RoMa, for a sweep over heights and refiners with a covariance.

L_D, where the true match is known:

- classification: cross-entropy of the sweep's heights against the true height, shared between the two heights next to
  it (RoMa eq. 6 classifies anchors; ours are heights);
- regression at each refiner, where the match before it lies within its reach (RoMa's gating of finer scales), weighted
  by the inverse of the scale that the refiner itself gives the error: the
  generalised Charbonnier r(e) = c^a ((e / c)^2 + 1)^(a / 2) - c^a with a = 0.5 (RoMa eq. 9; Barron, "A general and
  adaptive robust loss function", CVPR 2019) of the error e, at the pixels of full resolution;
- scale: the negative log-likelihood |e| / b + log 2 b of a Laplace distribution along and across the curve, for errors
  below `RIGHT` (Kendall and Gal, "What uncertainties do we need", NeurIPS 2017).

L_C: binary cross-entropy of the certainty against "the error is below `RIGHT`"; where nothing can be matched the answer
is no (RoMa eq. 10).
"""

from __future__ import annotations

import dataclasses

import torch
import torch.nn.functional as F

from ..matching.compact.network import Estimate
from ..matching.learned.frame import CELL, full_size

RIGHT = 3.0
"""Pixels of error up to which a match counts as right, and the certainty is about."""
CHARBONNIER = 0.1
"""The constant c [px]: errors far below it cost quadratically."""
SCALE_WEIGHT = 0.5
CERTAINTY_WEIGHT = 0.2
"""Lambda."""
REACH = 1.5
"""Strides beyond the reach of a refiner's correlation within which its start must lie to be judged."""
SHARPEST = 0.3
"""Laplace scale [px] below which a match's regression weighs no more."""


@dataclasses.dataclass(frozen=True)
class Loss:
    """The parts of a loss, tensors without axes."""

    sweep: torch.Tensor
    regression: torch.Tensor
    scale: torch.Tensor
    certainty: torch.Tensor

    @property
    def total(self) -> torch.Tensor:
        """L_D + lambda L_C."""
        distance = self.sweep + self.regression + SCALE_WEIGHT * self.scale
        return distance + CERTAINTY_WEIGHT * self.certainty


def loss(
    logits: torch.Tensor,
    estimates: list[Estimate],
    places: torch.Tensor,
    along: torch.Tensor,
    truth: torch.Tensor,
    known: torch.Tensor,
    absent: torch.Tensor,
    stages: tuple[tuple[int, int, bool], ...],
) -> Loss:
    """The loss of a batch; arguments as in `Batch`, `Design` and from `CompactNet.forward`."""
    zero = logits.new_zeros(())
    regression, scale, certainty = zero, zero, zero
    for estimate, (stride, reach, _) in zip(estimates, stages, strict=True):
        error = estimate.position - truth
        reachable = known & ((estimate.before - truth).abs().amax(1) < (reach + REACH) * stride)
        length = error.square().sum(1)
        charbonnier = CHARBONNIER**0.5 * ((length / CHARBONNIER**2 + 1.0) ** 0.25 - 1.0)
        spread = full_size(estimate.log_scale, stride)
        # Where the network knows that it cannot know, its errors are noise that drowns what precise matches teach.
        weight = (SHARPEST / spread.detach()[:, 0].exp()).clamp(max=1.0)
        regression = regression + _mean(charbonnier, reachable, weight)
        size = length.detach().sqrt()
        right = known & (size < RIGHT)
        turned = along_and_across(error.detach(), along)
        likelihood = (turned.abs() * torch.exp(-spread) + spread).sum(1)
        scale = scale + _mean(likelihood, right)
        logit = full_size(estimate.logit[:, None], stride)[:, 0]
        asked = known | absent
        entropy = F.binary_cross_entropy_with_logits(logit, right.float(), reduction="none")
        certainty = certainty + _mean(entropy, asked)
    return Loss(_sweep_loss(logits, places, truth, known), regression, scale, certainty)


def _sweep_loss(logits: torch.Tensor, places: torch.Tensor, truth: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    share = F.avg_pool2d(known[:, None].float(), CELL)
    mean = F.avg_pool2d(truth * known[:, None], CELL) / share.clamp_min(1e-6)
    # A cell's mean match belongs to its centre only where most of it is known.
    index, distance = true_height(places, mean)
    heights = logits.shape[1]
    judged = (share[:, 0] > 0.9) & (index >= 0) & (index <= heights - 1) & (distance < 2.0 * CELL)
    low = index.clamp(0, heights - 1.001).floor()
    part = index.clamp(0, heights - 1.001) - low
    log = logits.log_softmax(1)
    picked = [log.gather(1, (low.long() + k)[:, None])[:, 0] for k in (0, 1)]
    return _mean(-(1.0 - part) * picked[0] - part * picked[1], judged)


def true_height(places: torch.Tensor, match: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Index among the heights (B, h, w), fractional, of the place nearest to a match (B, 2, h, w); the distance left.

    Places of successive heights lie on a curve that is nearly straight and evenly spaced.
    """
    count = places.shape[1]
    nearest = (places - match[:, None]).square().sum(2).argmin(1, keepdim=True)
    inner = nearest.clamp(1, count - 2)

    def at(k: torch.Tensor) -> torch.Tensor:
        return places.gather(1, k[:, :, None].expand(-1, -1, 2, -1, -1))[:, 0]

    centre = at(inner)
    step = 0.5 * (at(inner + 1) - at(inner - 1))
    part = ((match - centre) * step).sum(1) / step.square().sum(1).clamp_min(1e-6)
    left = (match - centre - part[:, None] * step).square().sum(1).sqrt()
    return inner[:, 0] + part, left


def along_and_across(error: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    """Errors (B, 2, H, W) in line and sample as errors along and across the curve of direction `along` (B, 2)."""
    first, second = along[:, 0, None, None], along[:, 1, None, None]
    return torch.stack([error[:, 0] * first + error[:, 1] * second, error[:, 1] * first - error[:, 0] * second], 1)


def _mean(values: torch.Tensor, where: torch.Tensor, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Weighted mean over a mask; 0 where it is empty."""
    weight = where * weight
    return (values * weight).sum() / weight.sum().clamp_min(1.0)
