"""How well a network matches: errors and certainties on the validation crops of a training set."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch

from ..matching.compact.network import CompactNet
from ..matching.learned.frame import full_size
from .batches import make_batch
from .crops import Batch
from .losses import RIGHT, along_and_across

LIMITS = (1, 3, 5, 10)
"""Pixels of error of the percentages of correct keypoints (PCK)."""
VALIDATION_SEED = 77


@dataclasses.dataclass(frozen=True)
class Answers:
    """What the last refiner said at validation pixels with a true match, flat arrays.

    Parameters
    ----------
    error : (n,) ndarray
        Frame pixels.
    start : (n,) ndarray
        Error of the sweep alone.
    turned : (n, 2) ndarray
        Error along and across the curve.
    log_scale : (n, 2) ndarray
    logit : (n,) ndarray
    """

    error: np.ndarray
    start: np.ndarray
    turned: np.ndarray
    log_scale: np.ndarray
    logit: np.ndarray

    def scores(self) -> dict[str, float]:
        """Median error, PCK, and PCK at `RIGHT` of the more certain half."""
        sure = self.error[self.logit >= np.median(self.logit)]
        return {
            "median": float(np.median(self.error)),
            "sweep_median": float(np.median(self.start)),
            **{f"pck{limit}": float((self.error < limit).mean()) for limit in LIMITS},
            "sure_pck3": float((sure < RIGHT).mean()),
        }


def validation_batches(files: list[Path], count: int, size: int, side: int, heights: int) -> list[Batch]:
    """Always the same crops of a set, with navigation errors as in training."""
    return [make_batch(files, number, VALIDATION_SEED, size, side, heights, True) for number in range(count)]


@torch.no_grad()
def answers(net: CompactNet, batches: list[Batch], device: str, every: int = 7) -> Answers:
    """Answers at each `every`-th pixel with a true match."""
    parts: list[list[np.ndarray]] = [[], [], [], [], []]
    was_training = net.training
    net.eval()
    for batch in (drawn.to(device) for drawn in batches):
        _, estimates = net(**batch.inputs)
        last, stride = estimates[-1], net.design.stages[-1][0]
        error = last.position - batch.truth
        turned = along_and_across(error, batch.inputs["along"])
        scale, logit = full_size(last.log_scale, stride), full_size(last.logit[:, None], stride)[:, 0]
        start = (estimates[0].before - batch.truth).square().sum(1).sqrt()
        for values, where, out in (
            (error.square().sum(1).sqrt(), batch.known, parts[0]),
            (start, batch.known, parts[1]),
            (turned.permute(0, 2, 3, 1), batch.known, parts[2]),
            (scale.permute(0, 2, 3, 1), batch.known, parts[3]),
            (logit, batch.known, parts[4]),
        ):
            out.append(values[where][::every].float().cpu().numpy())
    net.train(was_training)
    return Answers(*(np.concatenate(part) for part in parts))
