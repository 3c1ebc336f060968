"""From what a network says about its errors to what they are: fitted once, on validation data, after training."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from ..matching.learned.weights_file import Calibration
from .losses import RIGHT
from .measures import Answers

ONE_SIGMA = 0.6827


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
