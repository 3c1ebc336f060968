"""How long RoMa will take, before it is run: its work by the speed at which this machine convolves."""

from __future__ import annotations

import time

import torch

from .design import RomaDesign

WORK = {"outdoor": 4.69e12, "reduced": 3.95e10}
"""Floating-point operations of one match, both passes; counted by PyTorch's `FlopCounterMode`."""
PACE = {"outdoor": 0.37, "reduced": 0.12}
"""Operations a second of the network by those of the sample convolution; measured on two cores."""
SIDE, CHANNELS, TIMES = 256, 64, 16


def seconds_a_patch(design: RomaDesign, device: str) -> float | None:
    """Expected time of a patch, there and back; None on a GPU, of which none was measured."""
    if device != "cpu":
        return None
    return 2.0 * WORK[design.kind] / (PACE[design.kind] * sample_speed())


@torch.inference_mode()
def sample_speed() -> float:
    """Floating-point operations a second of a 3 x 3 convolution, at its best of a few."""
    image, kernel = torch.zeros(1, CHANNELS, SIDE, SIDE), torch.zeros(CHANNELS, CHANNELS, 3, 3)
    best = float("inf")
    for _ in range(TIMES):
        start = time.perf_counter()
        torch.nn.functional.conv2d(image, kernel, padding=1)
        best = min(best, time.perf_counter() - start)
    return 2.0 * 9.0 * CHANNELS**2 * SIDE**2 / best
