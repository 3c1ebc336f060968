"""RoMa, as the other steps call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from ...errors import EngineError
from ..consistency import OF_NETWORKS
from ..framed import Answer, framed_matcher
from ..interface import Matcher
from ..matchers import ReadyMatcher, make_matcher
from .duration import seconds_a_patch
from .memory import check_memory
from .passes import allowed, both_passes, common_views
from .weights import UNCALIBRATED, RomaWeights, read_weights

ROUGH = "compact"
"""What measures the surface that this matcher starts from."""


def make(weights: str | Path | None, device: str, warn: Callable[[str], None]) -> ReadyMatcher:
    """The matcher of a weights file; see `matchers.make_matcher`."""
    if weights is None:
        raise EngineError(
            "The matcher roma needs weights, which do not come with the plugin; get them with downloadweights "
            "(1.7 GB, from RoMa's authors) and name the file that it writes as the weights."
        )
    given = read_weights(weights)
    if given.calibration == UNCALIBRATED:
        warn(
            "These weights of roma were not calibrated on SAR images: their certainties are RoMa's own, and every "
            "match is taken to err by 1.15 px; fine-tuning calibrates them."
        )
    rough = make_matcher(ROUGH, None, device).match
    seconds = seconds_a_patch(given.design, device)
    return ReadyMatcher(roma_matcher(given, device), OF_NETWORKS, rough, given.digest(), seconds)


def roma_matcher(weights: RomaWeights, device: str) -> Matcher:
    """The matcher of a set of weights; see `engine.matching.interface`.

    Raises
    ------
    EngineError
        The package romatch is missing, or there is not enough memory for it.
    """
    check_memory(weights.design, device)
    try:
        net = weights.network(device)
    except torch.cuda.OutOfMemoryError as error:
        raise EngineError("The GPU's memory is too small for the matcher roma; choose the device cpu.") from error

    def answer(tensors: dict[str, torch.Tensor], _: tuple[int, int]) -> Answer:
        views = common_views(tensors)
        position, logit, inside = (
            views.taken(values) for values in both_passes(net, weights.design, views.first, views.second)
        )
        position = views.to_frame(position)[0]
        possible = inside[0] & allowed(position, *(tensors[name][0] for name in ("places", "allowed", "base")))
        # RoMa does not say how far it errs: the calibration does, the same for all.
        return Answer(position, torch.ones_like(position), logit[0], possible)

    return framed_matcher(answer, weights.calibration, device)
