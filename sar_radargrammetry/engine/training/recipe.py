"""What a training must know of a kind of matcher; everything else is the same for all of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import torch

from ..errors import EngineError
from ..matching.learned.weights_file import Calibration, WeightsFile
from ..matching.registry import TRAINABLE, matcher_entry
from .crops import Batch
from .measures import Answers

LossOf = Callable[[torch.nn.Module, Batch, str], Any]
"""Takes a network, a batch on its device and the device; gives a dataclass of tensors that has a ``total`` too."""


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

    def settings(self) -> dict:
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


def fresh_recipe(matcher: str) -> Recipe:
    """How a matcher is trained from scratch.

    Raises
    ------
    EngineError
        There is no such matcher, or it cannot be trained.
    """
    return _module(matcher).fresh()


def further_recipe(matcher: str, weights: str | Path | None, freeze_encoder: bool = False) -> Recipe:
    """How a matcher is trained from given weights, or from those that come with the plugin.

    Raises
    ------
    EngineError
        There is no such matcher, it cannot be trained like this, or the weights cannot be used.
    """
    return _module(matcher).further(weights, freeze_encoder)


def _module(matcher: str) -> Any:
    training = matcher_entry(matcher).training
    if training is None:
        raise EngineError(
            "The matcher {matcher} has nothing to train; choose one of {trainable}.",
            matcher=matcher,
            trainable=", ".join(TRAINABLE),
        )
    return importlib.import_module(f".{training.module}", __package__)
