"""In which precision networks compute their convolutions. Standard library only at import."""

from __future__ import annotations

from .device import CPU

FLOAT32, BFLOAT16 = "float32", "bfloat16"
HASTENED = ("amx_bf16", "avx512_bf16")
"""Instructions, any of which make a processor multiply matrices of bfloat16 several times as fast as of float32. Others
would only lose by it."""


def choose_precision(device: str) -> str:
    """The precision of a device: bfloat16 on processors that have instructions for it, otherwise float32.

    Convolutions of bfloat16 add up in float32. Matches that settle lose nothing by it (docs/scale.md).
    """
    import torch

    if device != CPU:
        return FLOAT32
    able = torch.cpu.get_capabilities()
    return BFLOAT16 if any(able.get(name) for name in HASTENED) else FLOAT32
