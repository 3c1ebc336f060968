"""The network's last step: over how wide a neighbourhood a match is averaged."""

from __future__ import annotations

import itertools
import math

import torch
import torch.nn.functional as F
from torch import nn

from .layers import SLOPE, Residual, conv, stacked


class Smoother(nn.Module):
    """Chooses for each place over how wide a neighbourhood the match is averaged.

    Single matches err with the speckle around them, and neighbours farther than a correlation window err
    independently: on smooth ground a wide average is best, at a wall a narrow one. The choice is learned.
    """

    def __init__(self, hidden: int, blurs: tuple[float, ...]) -> None:
        super().__init__()
        self.blurs = blurs
        count = len(blurs) + 1
        self.enter = conv(hidden + 2 * (count - 1) + 2, hidden, size=1)
        self.layers = nn.ModuleList([Residual(hidden), Residual(hidden, 4)])
        self.leave = conv(hidden, 2 * count + 3, size=1)
        nn.init.zeros_(self.leave.weight)

    def forward(
        self, offset: torch.Tensor, log_scale: torch.Tensor, hidden: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Offset (B, 2, h, w), log scales (B, 2, h, w) and logit (B, h, w) from those of the last refiner."""
        weight = torch.exp(-2.0 * log_scale[:, :1])
        levels = [offset]
        for sigma in self.blurs:
            sums = blur(torch.cat([offset * weight, weight], 1), sigma)
            levels.append(sums[:, :2] / sums[:, 2:].clamp_min(1e-9))
        steps = [finer - wider for finer, wider in itertools.pairwise(levels)]
        x = F.leaky_relu(self.enter(stacked([hidden, log_scale, *steps])), SLOPE, inplace=True)
        for layer in self.layers:
            x = layer(x)
        out = self.leave(x)
        count = len(levels)
        share = out[:, 3:].unflatten(1, (count, 2)).softmax(1)
        chosen = (share * torch.stack(levels, 1)).sum(1)
        return chosen, log_scale + out[:, :2], out[:, 2]


def blur(image: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur of (B, C, h, w), zeros outside."""
    half = math.ceil(2.5 * sigma)
    at = torch.arange(-half, half + 1, device=image.device, dtype=image.dtype)
    kernel = torch.exp(-0.5 * (at / sigma) ** 2)
    kernel = kernel / kernel.sum()
    batch, channels, h, w = image.shape
    flat = image.reshape(batch * channels, 1, h, w)
    flat = F.conv2d(flat, kernel.view(1, 1, -1, 1), padding=(half, 0))
    return F.conv2d(flat, kernel.view(1, 1, 1, -1), padding=(0, half)).view(batch, channels, h, w)
