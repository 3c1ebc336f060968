"""Layers that networks on SAR images share: convolutions without normalisation, in channels_last."""

from __future__ import annotations

from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import nn

Net = TypeVar("Net", bound=nn.Module)

SLOPE = 0.1
"""Of the leaky rectifiers."""


def conv(inside: int, outside: int, dilation: int = 1, size: int = 3) -> nn.Conv2d:
    """A convolution that keeps the variance of what it takes: without normalisation, correlations depend on it."""
    return _begun(nn.Conv2d(inside, outside, size, 1, dilation * (size // 2), dilation))


def halving(inside: int, outside: int) -> nn.Conv2d:
    """A convolution of two by two pixels to one: the centre of what is halved stays the centre of the cell."""
    return _begun(nn.Conv2d(inside, outside, 2, 2))


def _begun(layer: nn.Conv2d) -> nn.Conv2d:
    nn.init.kaiming_normal_(layer.weight, SLOPE)
    nn.init.zeros_(layer.bias)
    return layer


def convolving_in(precision: torch.dtype, net: Net) -> Net:
    """The network, whose convolutions compute in a precision from now on, and all between them in float32."""
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            module.to(precision)
    return net


def full(x: torch.Tensor) -> torch.Tensor:
    """What a convolution of any precision gives, in float32 or better."""
    return x.to(torch.promote_types(x.dtype, torch.float32))


def stacked(parts: list[torch.Tensor], precision: torch.dtype) -> torch.Tensor:
    """Channels one after the other in a precision, in channels_last: each part is brought there, not the whole."""
    return torch.cat([part.to(precision, memory_format=torch.channels_last) for part in parts], 1)


class Residual(nn.Module):
    """Two convolutions added to what they take."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first, self.second = conv(channels, channels, dilation), conv(channels, channels, dilation)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        moved = self.second(F.leaky_relu(self.first(x), SLOPE, inplace=True))
        return F.leaky_relu(moved.add_(x), SLOPE, inplace=True)


class Encoder(nn.Module):
    """Features of an image (B, 2, H, W): packed into pixels of a stride, convolved, halved, convolved again."""

    def __init__(self, stride: int, fine: int, coarse: int) -> None:
        super().__init__()
        self.stride = stride
        self.fine = nn.ModuleList([conv(2 * stride**2, fine), Residual(fine), Residual(fine, 2)])
        self.coarse = nn.ModuleList([halving(fine, coarse), Residual(coarse), Residual(coarse, 2)])

    def forward(self, image: torch.Tensor, only_fine: bool = False) -> list[torch.Tensor]:
        """Features at the stride, and at twice the stride unless `only_fine`."""
        x = F.pixel_unshuffle(image, self.stride).to(self.fine[0].weight.dtype, memory_format=torch.channels_last)
        found = []
        for block in (self.fine,) if only_fine else (self.fine, self.coarse):
            x = F.leaky_relu(block[0](x), SLOPE, inplace=True)
            for layer in block[1:]:
                x = layer(x)
            found.append(full(x))
        return found
