"""How the matcher compact is trained, with the loss L = L_D + lambda * L_C of RoMa for its sweep and refiners.

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
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from ..matching.compact.matcher import BUNDLED, Weights, read_weights
from ..matching.compact.network import CompactNet, Design, Estimate
from ..matching.learned.frame import CELL, full_size
from ..matching.learned.weights_file import Calibration, write_weights
from ..matching.registry import matcher_entry
from .crops import Batch
from .measures import RIGHT, Answers, along_and_across
from .recipe import Recipe

CHARBONNIER = 0.1
"""The constant c [px]: errors far below it cost quadratically."""
SCALE_WEIGHT = 0.5
CERTAINTY_WEIGHT = 0.2
"""Lambda."""
REACH = 1.5
"""Strides beyond the reach of a refiner's correlation within which its start must lie to be judged."""
SHARPEST = 0.3
"""Laplace scale [px] below which a match's regression weighs no more."""


def fresh() -> Recipe:
    """How it is trained from scratch."""
    return CompactRecipe(Design())


def further(weights: str | Path | None, freeze_encoder: bool) -> Recipe:
    """How it is trained from given weights, or from the bundled ones."""
    begin = read_weights(weights or BUNDLED)
    return CompactRecipe(begin.design, begin)


@dataclasses.dataclass(frozen=True)
class CompactRecipe:
    """How the matcher compact is trained; see `Recipe`."""

    design: Design
    begin: Weights | None = None
    clip: float = 2.0
    validation: int = 12
    side: int = matcher_entry(Weights.MATCHER).training.side
    heights: int = 16

    def settings(self) -> dict:
        return dataclasses.asdict(self.design)

    def build(self, device: str) -> CompactNet:
        net = CompactNet(self.design)
        if self.begin is not None:
            net.load_state_dict(self.begin.state)
        return net.to(device)

    def groups(self, net: CompactNet) -> list[tuple[list[torch.nn.Parameter], float]]:
        return [(list(net.parameters()), 1.0)]

    def pieces(self, batch: int, device: str) -> int:
        return 1

    def loss(self, net: CompactNet, batch: Batch, device: str) -> Any:
        return compact_loss(net, batch, device)

    def answers(self, net: CompactNet, batches: list[Batch], device: str) -> Answers:
        return answers(net, batches, device)

    def write(self, path: Path, net: CompactNet, calibration: Calibration, about: dict) -> None:
        state = {name: tensor.cpu() for name, tensor in net.state_dict().items()}
        write_weights(path, Weights(state, self.design, calibration, about))


def compact_loss(net: CompactNet, batch: Batch, device: str) -> Loss:
    """The loss of the matcher compact."""
    with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
        logits, estimates = net(**batch.inputs)
    return loss(
        logits.float(),
        estimates,
        batch.inputs["places"],
        batch.inputs["along"],
        batch.truth,
        batch.known,
        batch.absent,
        net.judged,
    )


@torch.no_grad()
def answers(net: CompactNet, batches: list[Batch], device: str) -> Answers:
    """Answers of the last refiner; the start is the sweep's."""

    def said(batch: Batch) -> tuple[torch.Tensor, ...]:
        _, estimates = net(**batch.inputs)
        last, stride = estimates[-1], net.design.stages[-1][0]
        scale, logit = full_size(last.log_scale, stride), full_size(last.logit[:, None], stride)[:, 0]
        return last.position, estimates[0].before, scale, logit

    was_training = net.training
    net.eval()
    found = Answers.of(said, (batch.to(device) for batch in batches))
    net.train(was_training)
    return found


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
        # Where the predicted error is large, the loss is mostly noise and would hide what precise matches contribute.
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


def _mean(values: torch.Tensor, where: torch.Tensor, weight: torch.Tensor | float = 1.0) -> torch.Tensor:
    """Weighted mean over a mask; 0 where it is empty."""
    weight = where * weight
    return (values * weight).sum() / weight.sum().clamp_min(1.0)
