"""Probabilities that matches are right, by the share that is right around them."""

from __future__ import annotations

import numpy as np

USUAL = 0.7
"""Share of right matches where the secondary shows all places that they may have, on simulated terrain."""


def amid(probability: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Probability that a match is right amid others, a share `around` (0..1) of which is right.

    A judge was fitted where `USUAL` of the matches are right. Bayes' rule multiplies its odds by those of the share
    over those of `USUAL`.
    """
    return 1.0 / (1.0 + np.exp(-(logit(probability) + logit(around) - logit(np.array(USUAL)))))


def logit(certainty: np.ndarray) -> np.ndarray:
    """Logarithm of the odds of a probability, bounded at both ends."""
    inside = np.clip(certainty, 1e-3, 1.0 - 1e-3)
    return np.log(inside / (1.0 - inside))
