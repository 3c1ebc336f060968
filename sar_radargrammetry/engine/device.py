"""Where the engine computes: the names there are, and the one that is meant. Standard library only at import."""

from __future__ import annotations

from .errors import EngineError

CPU = "cpu"
DEVICES = ("auto", CPU, "cuda")
"""The first is the default."""


def choose_device(name: str) -> str:
    """``cpu`` or ``cuda``: what was asked for, or with ``auto`` the GPU where PyTorch finds one.

    Raises
    ------
    EngineError
        The name is unknown, or CUDA was asked for and is not there.
    """
    import torch

    if name not in DEVICES:
        raise EngineError(
            "There is no device {name}; known are {devices}.", name=repr(name), devices=", ".join(DEVICES)
        )
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else CPU
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError(
            "PyTorch finds no CUDA device here; choose the device auto or cpu, or install driver and CUDA build."
        )
    return name
