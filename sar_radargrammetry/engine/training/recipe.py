"""What a training must know of a kind of matcher; everything else is the same for all of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Protocol

import torch

from ..matching.compact.matcher import Weights
from ..matching.compact.network import CompactNet, Design
from ..matching.learned.weights_file import Calibration, WeightsFile, write_weights
from .crops import Batch
from .measures import Answers, answers
from .step import compact_loss


class Recipe(Protocol):
    """How one kind of network is trained.

    Attributes
    ----------
    design : dataclass
        Of the network.
    begin : WeightsFile or None
        Weights to train further; None to train anew.
    clip : float
        Largest norm of a step's gradient.
    validation : int
        Validation batches: fewer where answers take long.
    side, heights : int
        Of crops: side [px], and of the sweep.
    """

    design: Any
    begin: WeightsFile | None
    clip: float
    validation: int
    side: int
    heights: int

    def words(self) -> dict:
        """What makes it another training when it changes, beside schedule, set and first weights; JSON values."""

    def build(self, device: str) -> torch.nn.Module:
        """The network with its first weights."""

    def groups(self, net: torch.nn.Module) -> list[tuple[list[torch.nn.Parameter], float]]:
        """The parameters that are trained, each group with its share of the learning rate."""

    def pieces(self, batch: int, device: str) -> int:
        """In how many pieces a batch is taken as long as the memory does not ask for more."""

    def loss(self, net: torch.nn.Module, batch: Batch, device: str) -> Any:
        """The loss of a batch: a dataclass of tensors that has a ``total`` too."""

    def answers(self, net: torch.nn.Module, batches: list[Batch], device: str) -> Answers:
        """What the network says at validation pixels."""

    def write(self, path: Path, net: torch.nn.Module, calibration: Calibration, about: dict) -> None:
        """Write the weights file."""


@dataclasses.dataclass(frozen=True)
class CompactRecipe:
    """How the matcher compact is trained; see `Recipe`."""

    design: Design
    begin: Weights | None = None
    clip: float = 2.0
    validation: int = 12
    side: int = 160
    heights: int = 16

    def words(self) -> dict:
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
