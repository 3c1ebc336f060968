"""How RoMa is trained: the authors' recipe on the samples of this plugin, whose geometry frames both views.

After the authors' training script (``experiments/train_roma_outdoor.py``): AdamW, weight decay 0.01, learning rates of
1e-4 for the decoder and 5e-6 for the encoder at batches of 8, in proportion to the batch; gradients clipped at a norm
of 0.01; DINOv2 frozen and the batch normalisation of VGG with it. Trained is the first pass, at the design's coarse
size; the second one, which refines, uses the same refiners. On a GPU the parts that the authors compute with 16 bits
are in bfloat16 while training, which needs no scaling of the loss. A network trained anew has the encoder of the
bundled `compact` to begin with, see `matching.roma.assembly`, and learns all of it at the decoder's rate.

The loss is L = L_D + lambda * L_C, with the true matches of training samples in place of depth and pose.
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
from pathlib import Path

import torch
import torch.nn.functional as F

from ..errors import EngineError
from ..matching.compact.matcher import BUNDLED
from ..matching.compact.matcher import read_weights as read_compact_weights
from ..matching.learned.weights_file import Calibration, write_weights
from ..matching.registry import matcher_entry
from ..matching.roma.design import REDUCED, RomaDesign
from ..matching.roma.matcher import CommonViews, common_views, one_pass, padded, pictures, second_pass
from ..matching.roma.network import DINOV2, build, state_of
from ..matching.roma.weights import RomaWeights, read_weights
from ..memory import check_free
from ..message import Message
from .crops import Batch
from .measures import Answers
from .recipe import Recipe

ENCODER_SHARE = 0.05
"""Of the decoder's learning rate, for an encoder that has learned before."""
SIDES = {"outdoor": 384, "reduced": matcher_entry(RomaWeights.MATCHER).training.side}
"""Sides [px] of crops: with what the heights add, the views are nearly as large as the first pass takes them."""
HEIGHTS = {"outdoor": 16, "reduced": 10}
"""Of a crop's sweep: how far the matches of its views may lie apart."""
NEEDED = {"outdoor": 12e9, "reduced": 2.5e9}
"""Bytes that training takes on a processor at the most."""
CERTAINTY_WEIGHT = 0.01
"""Lambda."""
EXPONENT = 0.5
"""The constant a."""
SCALE = 1e-4
"""The constant c [of half an image's side]."""
NEAR = {8: 8.0, 4: 8.0, 2: 4.0, 1: 4.0}
"""By stride: pixels of that stride within which the scale before must lie for a match to be judged."""


def fresh() -> Recipe:
    """How it is trained from scratch, in its reduced design."""
    return RomaRecipe(REDUCED)


def further(weights: str | Path | None, freeze_encoder: bool) -> Recipe:
    """How it is trained from given weights.

    Raises
    ------
    EngineError
        There are none.
    """
    if weights is None:
        raise EngineError(
            "The matcher roma needs weights to begin with, which do not come with the plugin; name a file that "
            "downloadweights, trainmatcher or finetune wrote."
        )
    begin = read_weights(weights)
    return RomaRecipe(begin.design, begin, freeze_encoder)


@dataclasses.dataclass(frozen=True)
class RomaRecipe:
    """How RoMa is trained; see `recipe.Recipe`.

    Parameters
    ----------
    design : RomaDesign
    begin : RomaWeights, optional
        To train further; by default random numbers.
    freeze_encoder : bool
        Train the decoder only.
    clip, validation
    """

    design: RomaDesign
    begin: RomaWeights | None = None
    freeze_encoder: bool = False
    clip: float = 0.01
    validation: int = 4

    @property
    def side(self) -> int:
        return SIDES[self.design.kind]

    @property
    def heights(self) -> int:
        return HEIGHTS[self.design.kind]

    def settings(self) -> dict:
        return {**dataclasses.asdict(self.design), "freeze_encoder": self.freeze_encoder}

    def build(self, device: str) -> torch.nn.Module:
        check_training_memory(self.design, device)
        state = None
        if self.begin is not None:
            # Numbers that are trained must not be those of the weights that it began with.
            kept = self.begin.state.items()
            state = {name: value if name.startswith(DINOV2) else value.clone() for name, value in kept}
        net = build(self.design, device, state)
        if self.begin is None and self.design.kind == "reduced":
            net.encoder.begin(read_compact_weights(BUNDLED).state)
        for module in net.modules():
            # DINOv2 is no module of its network, and its encoder has the type of its numbers.
            if hasattr(module, "amp_dtype") and not hasattr(module, "dinov2_vitl14"):
                module.amp_dtype = torch.bfloat16
        # A fifth faster on a processor.
        net = net.to(memory_format=torch.channels_last)
        if self.freeze_encoder:
            net.encoder.requires_grad_(False)
        elif self.begin is not None:
            for module in _normalisations(net):
                module.requires_grad_(False)
        return net

    def groups(self, net: torch.nn.Module) -> list[tuple[list[torch.nn.Parameter], float]]:
        decoder = (list(net.decoder.parameters()), 1.0)
        encoder = [parameter for parameter in net.encoder.parameters() if parameter.requires_grad]
        return [decoder, (encoder, 1.0 if self.begin is None else ENCODER_SHARE)] if encoder else [decoder]

    def pieces(self, batch: int, device: str) -> int:
        # One crop of the full size takes 10 GB on a processor.
        return batch if self.design.kind == "outdoor" and device == "cpu" else 1

    def loss(self, net: torch.nn.Module, batch: Batch, device: str) -> RomaLoss:
        self._set_training(net)
        side = self.design.coarse
        views = common_views(batch.inputs)
        answers = one_pass(net, *pictures(views.first, views.second, side))
        return roma_loss(answers, truth_of(batch, views).at(side, side))

    @torch.no_grad()
    def answers(self, net: torch.nn.Module, batches: list[Batch], device: str) -> Answers:
        """What matching says; the start is the coarse match."""

        def said(crop: Batch) -> tuple[torch.Tensor, ...]:
            views = common_views(crop.inputs)
            coarse = one_pass(net, *pictures(views.first, views.second, self.design.coarse))
            position, logit, _ = second_pass(net, self.design, views.first, views.second, coarse)
            first = pixels_of(coarse[16]["flow"], *views.size)
            position, start = (views.to_frame(views.taken(found)) for found in (position, first))
            # RoMa does not say how far it errs.
            return position, start, torch.zeros_like(position), views.taken(logit)

        net.eval()
        # One by one, as the matcher takes them: a crop's margin is its own.
        crops = (batch.part(n, n + 1).to(device) for batch in batches for n in range(len(batch.truth)))
        return Answers.of(said, crops)

    def write(self, path: Path, net: torch.nn.Module, calibration: Calibration, about: dict) -> None:
        state = {name: tensor.detach().cpu() for name, tensor in state_of(net).items()}
        if self.begin is not None:
            # Not as the device has rounded it.
            state |= {name: tensor for name, tensor in self.begin.state.items() if name.startswith(DINOV2)}
        write_weights(path, RomaWeights(state, self.design, calibration, about))

    def _set_training(self, net: torch.nn.Module) -> None:
        net.train()
        if self.begin is not None or self.freeze_encoder:
            for module in _normalisations(net):
                module.eval()


def check_training_memory(design: RomaDesign, device: str) -> None:
    """Refuse to fill more memory than there is: the system would end the process, or swap for hours.

    Raises
    ------
    EngineError
    """
    check_free(NEEDED[design.kind], device, Message("Training the matcher roma"), Message("train the matcher compact"))


def truth_of(batch: Batch, views: CommonViews) -> Truth:
    """The right answer of RoMa for the views of a batch."""
    position, found = views.from_frame(batch.truth)
    sides = position.new_tensor(views.size)[:, None, None]
    match = ((position + 0.5) * (2.0 / sides) - 1.0).flip(1)
    known = batch.known & found & (match.abs() < 1.0).all(1)
    asked = known | batch.absent
    return Truth(*(padded(values, views.margin) for values in (match * known[:, None], known, asked)))


def pixels_of(flow: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Matches (B, 2, h, w), x and y from -1 to 1, as rows and columns (B, 2, height, width) of the second view.

    Displacements are what is interpolated: at the edges they err less than places.
    """
    moved = F.interpolate(flow.float() - _identity(*flow.shape[-2:], flow), (height, width), mode="bilinear")
    match = (moved + _identity(height, width, flow)).flip(1)
    return (match + 1.0) * match.new_tensor([height / 2.0, width / 2.0])[:, None, None] - 0.5


def _identity(height: int, width: int, like: torch.Tensor) -> torch.Tensor:
    """x and y of pixel centres, -1..1 from edge to edge: (1, 2, height, width)."""
    x, y = ((torch.arange(n, device=like.device) + 0.5) * (2.0 / n) - 1.0 for n in (width, height))
    return torch.stack(torch.meshgrid(x, y, indexing="xy"))[None]


def _normalisations(net: torch.nn.Module) -> list[torch.nn.Module]:
    """The encoder's batch normalisations."""
    return [module for module in net.encoder.modules() if isinstance(module, torch.nn.BatchNorm2d)]


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
    """The right answer of the network for a pair of views of h x w pixels.

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
