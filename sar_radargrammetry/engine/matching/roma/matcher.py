"""RoMa, as the other steps call it."""

from __future__ import annotations

import torch

from ...errors import EngineError
from ..framed import Answer, framed_matcher
from ..interface import Matcher
from .memory import check_memory
from .passes import allowed, both_passes, common_views
from .weights import RomaWeights


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
