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
    textures = []
    for image in (one, two):
        texture, valid = F.avg_pool2d(image, stride).split(1, 1)
        texture = texture / valid.clamp_min(0.1)
        around, share = _box(torch.cat([texture, valid], 1)).split(1, 1)
        textures.append((texture - around / share.clamp_min(0.1)) * (valid > 0.5))
    first, second = textures
    products = _box((first[:, :, None] * _shifted(second, reach)).flatten(1, 2))
    power = _box(first**2)[:, :, None] * _shifted(_box(second**2), reach)
    found = products.mul_(2.0).mul_((power + 1e-4).rsqrt_().flatten(1, 2))
    return found.contiguous(memory_format=torch.channels_last)


def _shifted(image: torch.Tensor, reach: int) -> torch.Tensor:
    """A view (B, side, side, h, w) of (B, 1, h, w) by every shift, line first; zeros outside."""
    batch, _, h, w = image.shape
    padded = F.pad(image, (reach,) * 4)
    outer, _, line, place = padded.stride()
    return padded.as_strided((batch, 2 * reach + 1, 2 * reach + 1, h, w), (outer, line, place, line, place))


def _box(image: torch.Tensor) -> torch.Tensor:
    """Mean over windows of `WINDOW`, zeros outside; a few additions a pixel, whatever the window."""
    h, w = image.shape[-2:]
    padded = F.pad(image, (WINDOW // 2,) * 4)
    return _sums(_sums(padded, -2, h), -1, w).mul_(1.0 / WINDOW**2)


def _sums(values: torch.Tensor, axis: int, count: int) -> torch.Tensor:
    """Sums of `WINDOW` values that follow one another along an axis, `count` of them."""
    # Of 1, 2, 4, 8 values, those added that make up the window: the last digits do not depend on what lies far away.
    found, done, power = None, 0, 1
    while True:
        if WINDOW & power:
            part = values.narrow(axis, done, count)
            found = part.clone() if found is None else found.add_(part)
            done += power
        if done == WINDOW:
            return found
        length = values.shape[axis] - power
        values = values.narrow(axis, 0, length) + values.narrow(axis, power, length)
        power *= 2


def blur(image: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur of (B, C, h, w), zeros outside."""
    half = math.ceil(2.5 * sigma)
    at = torch.arange(-half, half + 1, device=image.device, dtype=image.dtype)
    kernel = torch.exp(-0.5 * (at / sigma) ** 2)
    kernel = kernel / kernel.sum()
    rows, columns = (_bands(n, kernel) for n in image.shape[-2:])
    return rows @ image @ columns


def _bands(size: int, kernel: torch.Tensor) -> torch.Tensor:
    """The matrix (size, size) that a symmetric kernel is along an axis: processors multiply matrices fastest."""
    more = size - 1 - len(kernel) // 2
    return F.pad(kernel, (more, more)).unfold(0, size, 1).flip(0)
