"""The weights of the matcher compact, those that come with the plugin, and the matcher they make."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import torch

from ...precision import FLOAT32
from ..consistency import OF_NETWORKS
from ..interface import Matcher
from ..learned.frame import full_size
from ..learned.framed import Answer, framed_matcher
from ..learned.layers import convolving_in
from ..learned.weights_file import WeightsFile, fitting
from ..matchers import ReadyMatcher
from ..spread import NETWORK_SPREAD
from .network import CompactNet, Design

_PACKAGE = Path(__file__).resolve().parents[3]
_INSIDE = Path("resources", "weights", "compact.safetensors")
# In the assembled plugin the resources lie inside the package, in the repository beside it.
BUNDLED = _PACKAGE / _INSIDE if (_PACKAGE / _INSIDE).exists() else _PACKAGE.parent / _INSIDE

AGAIN = 1
"""Times that the refiners start again: once lowers NMAD by 7 % at intersections of 40 degrees, 1 % at 15."""

SPREAD = dataclasses.replace(NETWORK_SPREAD, usual_trip=0.26)
"""Its way back starts from the matches: both directions differ by less than if each had searched by itself."""


class Weights(WeightsFile):
    """Everything that makes the matcher; see `WeightsFile`."""

    MATCHER, DESIGN = "compact", Design

    def network(self) -> CompactNet:
        """The network, ready to match."""
        net = CompactNet(self.design)
        net.load_state_dict(self.state)
        return net.eval()


def read_weights(path: str | Path) -> Weights:
    """Read and check a weights file.

    Raises
    ------
    EngineError
        The file is missing, damaged, changed since it was written, or of another version.
    """
    weights = Weights.read(path)
    with fitting(path, Weights.MATCHER):
        weights.network()
    return weights


def make(weights: str | Path | None, device: str, warn: Callable[[str], None], precision: str) -> ReadyMatcher:
    """The matcher of a weights file, or of the bundled one; see `matchers.make_matcher`."""
    read = read_weights(weights or BUNDLED)
    match = compact_matcher(read, device, precision)
    return ReadyMatcher(match, OF_NETWORKS, SPREAD, match, read.digest(), first_try=2, precision=precision)


def compact_matcher(weights: Weights, device: str, precision: str = FLOAT32) -> Matcher:
    """The matcher of a set of weights, with convolutions of a precision; see `engine.matching.interface`."""
    net = convolving_in(getattr(torch, precision), weights.network().to(device))

    def answer(tensors: dict[str, torch.Tensor], canvas_size: tuple[int, int], measured: bool) -> Answer:
        one = net.seen(tensors["reference"])
        inputs = {name: tensors[name] for name in ("reference", "secondary", "linear", "origin", "base", "along")}
        if measured:
            # The secondary shows the same ground at the same pixels already, as it does where refiners start again.
            estimates = net.refined(tensors["base"], one, **inputs)
        else:
            _, position = net.swept(**tensors, canvas_size=canvas_size)
            # The refiners again, from what they found: the secondary is resampled by the measured surface then.
            for _ in range(1 + AGAIN):
                estimates = net.refined(position, one, **inputs)
                position = estimates[-1].position
        last, stride = estimates[-1], net.design.stages[-1][0]
        logit = full_size(last.logit[:, None], stride)[0, 0]
        scale = full_size(last.log_scale, stride)[0].exp()
        return Answer(last.position[0], scale, logit, torch.ones_like(logit, dtype=torch.bool))

    return framed_matcher(answer, weights.calibration, device)
