"""What the network computes beside convolutions: correlations around the same place, of learned features and as a
classical matcher has them, and blurs."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

WINDOW = 11
"""Side of the windows of classical correlation [strides]."""
BLOCK = 8
"""Pixels of a line that are correlated by one product of matrices."""


class _Correlation(torch.autograd.Function):
    """Local correlation of features in channels_last; several times faster on a CPU than autograd's own over slices.

    Forward as products of short rows of matrices, of which a band is kept; backward adds in place.
    """

    @staticmethod
    def forward(ctx, one: torch.Tensor, two: torch.Tensor, reach: int) -> torch.Tensor:
        batch, channels, h, w = one.shape
        side, more = 2 * reach + 1, -w % BLOCK
        padded = F.pad(two, (reach, reach + more, reach, reach))
        ctx.save_for_backward(one, padded)
        ctx.reach = reach
        rows = F.pad(one, (0, more)).permute(0, 2, 3, 1).reshape(batch, h, -1, BLOCK, channels)
        out = one.new_empty(batch, h, w + more, side, side)
        for i in range(side):
            near = padded[:, :, i : i + h].permute(0, 2, 3, 1).unfold(2, BLOCK + 2 * reach, BLOCK)
            products = torch.matmul(rows, near)
            *outer, line, place = products.stride()
            band = products.as_strided((*rows.shape[:4], side), (*outer, line + place, place))
            out[:, :, :, i] = band.reshape(batch, h, -1, side)
        return out[:, :, :w].flatten(3).permute(0, 3, 1, 2)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, None]:
        one, padded = ctx.saved_tensors
        reach, (h, w) = ctx.reach, one.shape[-2:]
        side = 2 * reach + 1
        by_one, by_padded = torch.zeros_like(one), torch.zeros_like(padded)
        for i in range(side):
            for j in range(side):
                part = gradient[:, i * side + j, None]
                by_one.addcmul_(padded[:, :, i : i + h, j : j + w], part)
                by_padded[:, :, i : i + h, j : j + w].addcmul_(one, part)
        return by_one, by_padded[:, :, reach : reach + h, reach : reach + w], None


def correlation(one: torch.Tensor, two: torch.Tensor, reach: int) -> torch.Tensor:
    """Products of features (B, C, h, w) with those around the same place: (B, (2 reach + 1)^2, h, w)."""
    packed = (2.0 * F.normalize(x, dim=1).contiguous(memory_format=torch.channels_last) for x in (one, two))
    return _Correlation.apply(*packed, reach)


@torch.no_grad()
def window_correlation(one: torch.Tensor, two: torch.Tensor, stride: int, reach: int) -> torch.Tensor:
    """The input of a classical matcher: normalised cross-correlation of textures in windows around the same place.

    Parameters
    ----------
    one, two : (B, 2, H, W) tensor
        Texture and validity.
    stride, reach : int

    Returns
    -------
    (B, (2 reach + 1)^2, H / stride, W / stride) tensor
        In windows of `WINDOW` strides, for each shift; 0 where nothing is known. Needs no learning and passes no
        gradient: the network starts from it.
    """
    side = 2 * reach + 1
    textures = []
    for image in (one, two):
        valid = F.avg_pool2d(image[:, 1:], stride)
        texture = F.avg_pool2d(image[:, :1], stride) / valid.clamp_min(0.1)
        textures.append((texture - _box(texture) / _box(valid).clamp_min(0.1)) * (valid > 0.5))
    first, second = textures
    h, w = first.shape[-2:]
    power = [F.pad(_box(second**2), (reach,) * 4), F.pad(second, (reach,) * 4)]
    shifts = [(i, j) for i in range(side) for j in range(side)]
    around, there = (torch.cat([p[:, :, i : i + h, j : j + w] for i, j in shifts], 1) for p in power)
    found = 2.0 * _box(first * there) / (_box(first**2) * around + 1e-4).sqrt()
    return found.contiguous(memory_format=torch.channels_last)


def _box(image: torch.Tensor) -> torch.Tensor:
    """Mean over windows of `WINDOW`, zeros outside; as two products with band matrices, which processors do fastest."""
    rows, columns = (_band(n, image) for n in image.shape[-2:])
    return rows @ image @ columns


def _band(size: int, like: torch.Tensor) -> torch.Tensor:
    at = torch.arange(size, device=like.device)
    return ((at[:, None] - at).abs() <= WINDOW // 2).to(like.dtype) / WINDOW


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
