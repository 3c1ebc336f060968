"""The matchers by name, and the device they run on."""

from __future__ import annotations

import torch

from ..errors import EngineError
from . import poc
from .interface import Matcher

MATCHERS: dict[str, Matcher] = {"poc": poc.match}
DEVICES = ("auto", "cpu", "cuda")


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
