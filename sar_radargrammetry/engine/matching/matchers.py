"""The matchers by name, and the device they run on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch

from ..errors import EngineError
from . import poc
from .compact.matcher import compact_matcher
from .compact.weights import BUNDLED, read_weights
from .consistency import OF_NETWORKS, OF_PHASES, Judge
from .interface import Matcher
from .roma.duration import seconds_a_patch
from .roma.matcher import roma_matcher
from .roma.weights import UNCALIBRATED
from .roma.weights import read_weights as read_roma_weights

MATCHERS = ("compact", "poc", "roma")
"""The first is the default."""
LEARNED = ("compact", "roma")
COMPLETE = ("compact", "poc")
"""Those that need nothing which does not come with the plugin."""
DEVICES = ("auto", "cpu", "cuda")


class ReadyMatcher(NamedTuple):
    """A matcher and what is known of it.

    Parameters
    ----------
    match : Matcher
    judge : Judge
        How likely its matches are right.
    rough : Matcher
        What measures the surface that it starts from: itself, unless it takes long.
    digest : str or None
        Of its weights.
    seconds : float or None
        Time that a patch is expected to take there and back, of matchers that take long.
    """

    match: Matcher
    judge: Judge
    rough: Matcher
    digest: str | None = None
    seconds: float | None = None


def make_matcher(
    name: str, weights: str | Path | None, device: str, warn: Callable[[str], None] = lambda text: None
) -> ReadyMatcher:
    """The matcher of a name, ready for a device.

    Parameters
    ----------
    name : str
        One of `MATCHERS`.
    weights : path, optional
        Of a learned matcher; by default those that come with the plugin, which has none of roma.
    device : {"cpu", "cuda"}
    warn : callable, optional
        Takes what the user should know about the weights.

    Raises
    ------
    EngineError
        Weights for a matcher that takes none, none for one that needs them, or weights that cannot be used.
    """
    if name == "poc":
        if weights is not None:
            raise EngineError("The matcher poc takes no weights; leave them empty.")
        return ReadyMatcher(poc.match, OF_PHASES, poc.match)
    if name == "roma":
        if weights is None:
            raise EngineError(
                "The matcher roma needs weights, which do not come with the plugin; get them with downloadweights "
                "(1.7 GB, from RoMa's authors) and name the file that it writes as the weights."
            )
        given = read_roma_weights(weights)
        if given.calibration == UNCALIBRATED:
            warn(
                "These weights of roma were not calibrated on SAR images: their certainties are RoMa's own, and every "
                "match is taken to err by 1.15 px; fine-tuning calibrates them."
            )
        rough = compact_matcher(read_weights(BUNDLED), device)
        seconds = seconds_a_patch(given.design, device)
        return ReadyMatcher(roma_matcher(given, device), OF_NETWORKS, rough, given.digest(), seconds)
    read = read_weights(weights or BUNDLED)
    match = compact_matcher(read, device)
    return ReadyMatcher(match, OF_NETWORKS, match, read.digest())


def choose_device(name: str) -> str:
    """``cpu`` or ``cuda``: what was asked for, or with ``auto`` the GPU where PyTorch sees one.

    Raises
    ------
    EngineError
        CUDA was asked for and is not there.
    """
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError("PyTorch sees no CUDA device here; choose the device auto or cpu.")
    return name
