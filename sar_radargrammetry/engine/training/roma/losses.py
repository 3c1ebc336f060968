"""RoMa's loss L = L_D + lambda * L_C, with the true matches of training samples in place of depth and pose.

After Edstedt, Sun, Bökman, Wadenbäck, Felsberg, "RoMa: Robust Dense Feature Matching" (CVPR 2024), section 3.4, and
``romatch.losses.RobustLosses`` of their package, which takes its truth from depth maps and reports to a service. With
x the pixels of a scale and w(x) their true match, in coordinates -1..1 from edge to edge of the second image:

L_D, where the true match is known,

- coarse (stride 16 or 14): the match is a class, one of n x n anchors, and the loss the cross-entropy of the true one,
  the nearest to w(x) (their eq. 6);
- at each refiner, of stride s = 16, 8, 4, 2, 1, the generalised Charbonnier of its error e(x) = |W(x) - w(x)|,
  r(e) = (c s)^a ((e / (c s))^2 + 1)^(a / 2) with a = 0.5 and c = 1e-4 (their eq. 9; Barron, "A general and adaptive
  robust loss function", CVPR 2019), from stride 8 on only where the scale before errs by less than `NEAR` strides.

L_C, where it is known whether the second image shows the place: the binary cross-entropy of the certainty of each
scale against "it shows it, and the scale before was near". Where nothing is known (layover, voids of the surface model)
nothing is asked: there RoMa, which has no such places, asks for a no. lambda = 0.01.
"""

from __future__ import annotations

import dataclasses

import torch
import torch.nn.functional as F

CERTAINTY_WEIGHT = 0.01
"""Lambda."""
EXPONENT = 0.5
"""The constant a."""
SCALE = 1e-4
"""The constant c [of half an image's side]."""
NEAR = {8: 8.0, 4: 8.0, 2: 4.0, 1: 4.0}
"""By stride: pixels of that stride within which the scale before must lie for a match to be judged."""


@dataclasses.dataclass(frozen=True)
class RomaLoss:
    """The parts of a loss, tensors without axes, each summed over the scales."""

    coarse: torch.Tensor
    regression: torch.Tensor
    certainty: torch.Tensor

    @property
    def total(self) -> torch.Tensor:
        """L_D + lambda L_C."""
        return self.coarse + self.regression + CERTAINTY_WEIGHT * self.certainty


@dataclasses.dataclass(frozen=True)
class Truth:
    """What the network should say of a pair of views of h x w pixels.

    Parameters
    ----------
    match : (B, 2, h, w) float32 tensor
        x and y in the second view, -1..1 from edge to edge; 0 where it is not known.
    known : (B, h, w) bool tensor
        The second view shows the place.
    asked : (B, h, w) bool tensor
        It is known whether it does.
    """

    match: torch.Tensor
    known: torch.Tensor
    asked: torch.Tensor

    def at(self, height: int, width: int) -> Truth:
        """The same at the centres of height x width cells."""
        count = len(self.match)
        axes = [(torch.arange(n, device=self.match.device) + 0.5) * (2.0 / n) - 1.0 for n in (width, height)]
        x, y = torch.meshgrid(*axes, indexing="xy")
        grid = torch.stack([x, y], -1)[None].expand(count, -1, -1, -1)

        def taken(values: torch.Tensor, mode: str = "bilinear") -> torch.Tensor:
            return F.grid_sample(values, grid, mode=mode, align_corners=False, padding_mode="border")

        # A mean over places of which one is not known is no match.
        known = taken(self.known[:, None].float())[:, 0] > 0.999
        asked = taken(self.asked[:, None].float(), "nearest")[:, 0] > 0.5
        return Truth(taken(self.match), known, asked | known)


def roma_loss(answers: dict[int, dict[str, torch.Tensor]], truth: Truth) -> RomaLoss:
    """The loss of a batch.

    Parameters
    ----------
    answers : dict
        What the network says in training by stride, coarse first: ``flow`` (B, 2, h, w) and ``certainty``
        (B, 1, h, w); the coarsest also ``gm_cls`` (B, n * n, h, w), anchors row by row, and ``gm_certainty``.
    truth : Truth
    """
    zero = truth.match.new_zeros(())
    coarse, regression, certainty = zero, zero, zero
    before = None
    finest = answers[1]["flow"].shape[-1]
    for stride, said in answers.items():
        flow = said["flow"].float()
        here = truth.at(*flow.shape[-2:])
        known = here.known
        if before is not None and stride in NEAR:
            reached = F.interpolate(before[:, None], flow.shape[-2:], mode="nearest-exact")[:, 0]
            known = known & (reached < NEAR[stride] * stride * 2.0 / finest)
        if "gm_cls" in said:
            coarse = coarse + _classification(said["gm_cls"].float(), here.match, known)
            certainty = certainty + _asked(said["gm_certainty"], known, here.asked)
        error = (flow - here.match).square().sum(1)
        regression = regression + _mean(charbonnier(error, stride), known)
        certainty = certainty + _asked(said["certainty"], known, here.asked)
        before = error.detach().sqrt()
    return RomaLoss(coarse, regression, certainty)


def charbonnier(squared: torch.Tensor, stride: int) -> torch.Tensor:
    """r(e) of a stride, of squared errors."""
    scale = SCALE * stride
    return scale**EXPONENT * (squared / scale**2 + 1.0) ** (EXPONENT / 2.0)


def nearest_anchor(match: torch.Tensor, anchors: int) -> torch.Tensor:
    """Number (B, h, w), row by row, of the anchor next to a match (B, 2, h, w); anchors are centres of equal cells."""
    column, row = ((match + 1.0) * (0.5 * anchors)).floor().clamp(0, anchors - 1).long().unbind(1)
    return row * anchors + column


def _classification(logits: torch.Tensor, match: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    anchors = round(logits.shape[1] ** 0.5)
    return _mean(F.cross_entropy(logits, nearest_anchor(match, anchors), reduction="none"), known)


def _asked(logit: torch.Tensor, answer: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    entropy = F.binary_cross_entropy_with_logits(logit[:, 0].float(), answer.float(), reduction="none")
    return _mean(entropy, asked)


def _mean(values: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """Mean over a mask; 0 where it is empty."""
    return torch.where(where, values, 0.0).sum() / where.sum().clamp_min(1)
