"""How well a network matches on the validation crops of a training set, and the calibration fitted to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize
from scipy.special import expit

from ..matching.learned.weights_file import Calibration
from .crops import Batch, make_batch

RIGHT = 3.0
"""Pixels of error up to which a match counts as right, and the certainty is about."""
LIMITS = (1, 3, 5, 10)
"""Pixels of error of the percentages of correct keypoints (PCK)."""
VALIDATION_SEED = 77
EVERY = 7
ONE_SIGMA = 0.6827


@dataclasses.dataclass(frozen=True)
class Answers:
    """What a network said at validation pixels with a true match, flat arrays.

    Parameters
    ----------
    error : (n,) ndarray
        Frame pixels.
    start : (n,) ndarray
        Error before the refiners.
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

    @classmethod
    def of(cls, said: Callable[[Batch], tuple[torch.Tensor, ...]], batches: Iterable[Batch]) -> Answers:
        """Those at each `EVERY`-th pixel with a true match.

        Parameters
        ----------
        said : callable
            Gives position and start (B, 2, H, W) [frame pixels], log scale (B, 2, H, W) and logit (B, H, W).
        batches : iterable of Batch
        """
        rows = []
        for batch in batches:
            position, start, log_scale, logit = said(batch)
            error = position - batch.truth
            turned = along_and_across(error, batch.inputs["along"])
            lengths = (vector.square().sum(1).sqrt() for vector in (error, start - batch.truth))
            maps = (*lengths, turned.permute(0, 2, 3, 1), log_scale.permute(0, 2, 3, 1), logit)
            rows.append([values[batch.known][::EVERY].float().cpu().numpy() for values in maps])
        return cls(*(np.concatenate(part) for part in zip(*rows, strict=True)))

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


def along_and_across(error: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
    """Errors (B, 2, H, W) in line and sample as errors along and across the curve of direction `along` (B, 2)."""
    first, second = along[:, 0, None, None], along[:, 1, None, None]
    return torch.stack([error[:, 0] * first + error[:, 1] * second, error[:, 1] * first - error[:, 0] * second], 1)


def calibrate(found: Answers) -> Calibration:
    """The calibration that makes validation data right on average.

    Along and across the curve, 68 % of right matches err by less than their standard deviation. The certainty is a
    logistic regression of "right" on the network's logit (Platt, "Probabilistic outputs for support vector machines",
    1999) over pixels with a true match.
    """
    right = found.error < RIGHT
    in_scales = np.abs(found.turned[right]) / np.exp(found.log_scale[right])
    along, across = np.quantile(in_scales, ONE_SIGMA, axis=0)

    def cost(parameters: np.ndarray) -> float:
        score = parameters[0] * found.logit + parameters[1]
        return float(np.logaddexp(0.0, np.where(right, -score, score)).mean())

    fit = minimize(cost, np.array([1.0, 0.0]), method="Nelder-Mead")
    return Calibration(float(along), float(across), float(fit.x[0]), float(fit.x[1]))


def reliability(found: Answers, calibration: Calibration, bins: int = 10) -> list[dict]:
    """Rows of equally many pixels by certainty: mean certainty said, share that is right, pixels."""
    certainty = expit(calibration.slope * found.logit + calibration.offset)
    right = found.error < RIGHT
    order = np.argsort(certainty, kind="stable")
    return [
        {"said": float(certainty[part].mean()), "right": float(right[part].mean()), "pixels": int(part.size)}
        for part in np.array_split(order, bins)
        if part.size
    ]
