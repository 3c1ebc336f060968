"""How RoMa is trained: the authors' recipe on the samples of this plugin, whose geometry frames both views.

After the authors' training script (``experiments/train_roma_outdoor.py``): AdamW, weight decay 0.01, learning rates of
1e-4 for the decoder and 5e-6 for the encoder at batches of 8, in proportion to the batch; gradients clipped at a norm
of 0.01; DINOv2 frozen and the batch normalisation of VGG with it. Trained is the first pass, at the design's coarse
size; the second one, which refines, uses the same refiners. On a GPU the parts that the authors compute with 16 bits
are in bfloat16 while training, which needs no scaling of the loss. A network trained anew has the encoder of the
bundled `compact` to begin with, see `matching.roma.reduced_encoder`, and learns all of it at the decoder's rate.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from ...matching.compact.matcher import BUNDLED, read_weights
from ...matching.learned.weights_file import Calibration, write_weights
from ...matching.roma.matcher import Views, common_views, one_pass, padded, pictures, second_pass
from ...matching.roma.network import DINOV2, RomaDesign, build, state_of
from ...matching.roma.weights import RomaWeights
from ...memory import check_free
from ..crops import Batch
from ..losses import along_and_across
from ..measures import Answers
from .losses import RomaLoss, Truth, roma_loss

RATE = 1e-4
"""The decoder's highest learning rate, at batches of `RATE_BATCH`."""
RATE_BATCH = 8
ENCODER_SHARE = 0.05
"""Of the decoder's learning rate, for an encoder that has learned before."""
SIDES = {"outdoor": 384, "reduced": 160}
"""Sides [px] of crops: with what the heights add, the views are nearly as large as the first pass takes them."""
HEIGHTS = {"outdoor": 16, "reduced": 10}
"""Of a crop's sweep: how far the matches of its views may lie apart."""
NEEDED = {"outdoor": 12e9, "reduced": 2.5e9}
"""Bytes that training takes on a processor at the most."""


@dataclasses.dataclass(frozen=True)
class RomaRecipe:
    """How RoMa is trained; see `training.recipe.Recipe`.

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

    def words(self) -> dict:
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
            net.encoder.begin(read_weights(BUNDLED).state)
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
    def answers(self, net: torch.nn.Module, batches: list[Batch], device: str, every: int = 7) -> Answers:
        """What matching says at each `every`-th pixel with a true match; `start` is the coarse match."""
        parts: list[list[np.ndarray]] = [[], [], [], [], []]
        net.eval()
        # One by one, as the matcher sees them: a crop's margin is its own.
        for crop in (batch.part(n, n + 1).to(device) for batch in batches for n in range(len(batch.truth))):
            views = common_views(crop.inputs)
            coarse = one_pass(net, *pictures(views.first, views.second, self.design.coarse))
            position, logit, _ = second_pass(net, self.design, views.first, views.second, coarse)
            first = pixels_of(coarse[16]["flow"], *views.size)
            error, start = (views.to_frame(views.taken(found)) - crop.truth for found in (position, first))
            turned = along_and_across(error, crop.inputs["along"]).permute(0, 2, 3, 1)
            for values, out in (
                (error.square().sum(1).sqrt(), parts[0]),
                (start.square().sum(1).sqrt(), parts[1]),
                (turned, parts[2]),
                # RoMa does not say how far it errs.
                (torch.zeros_like(turned), parts[3]),
                (views.taken(logit), parts[4]),
            ):
                out.append(values[crop.known][::every].float().cpu().numpy())
        return Answers(*(np.concatenate(part) for part in parts))

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


def rate(batch: int) -> float:
    """The highest learning rate at a batch: the authors', in proportion."""
    return RATE * batch / RATE_BATCH


def check_training_memory(design: RomaDesign, device: str) -> None:
    """Refuse to fill more memory than there is: the system would end the process, or swap for hours.

    Raises
    ------
    EngineError
    """
    check_free(NEEDED[design.kind], device, "Training the matcher roma", "train the matcher compact")


def truth_of(batch: Batch, views: Views) -> Truth:
    """What RoMa should say of the views of a batch."""
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
