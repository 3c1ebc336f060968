"""The matchers by name, and the device they run on."""

from __future__ import annotations

from pathlib import Path

import torch

from ..errors import EngineError
from . import poc
from .compact.matcher import compact_matcher
from .compact.weights import BUNDLED, read_weights
from .interface import Matcher

MATCHERS = ("compact", "poc")
"""The best first: it is the default."""
LEARNED = ("compact",)
DEVICES = ("auto", "cpu", "cuda")


def make_matcher(name: str, weights: str | Path | None, device: str) -> tuple[Matcher, str | None]:
    """The matcher of a name, ready for a device, and the digest of its weights.

    Parameters
    ----------
    name : str
        One of `MATCHERS`.
    weights : path, optional
        Of a learned matcher; by default those that come with the plugin.
    device : {"cpu", "cuda"}

    Raises
    ------
    EngineError
        Weights for a matcher that takes none, or weights that cannot be used.
    """
    if name == "poc":
        if weights is not None:
            raise EngineError("The matcher poc takes no weights; leave them empty.")
        return poc.match, None
    read = read_weights(weights or BUNDLED)
    return compact_matcher(read, device), read.digest()


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
