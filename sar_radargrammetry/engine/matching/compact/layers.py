"""What the network computes beside convolutions: correlations around the same place, of learned features and as a
classical matcher has them, and blurs."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

WINDOW = 11
"""Side of the windows of classical correlation [strides]."""
CHUNK = 4096
"""Pixels that are correlated at a time, so that what is added up stays in the processor's cache."""


class _Correlation(torch.autograd.Function):
    """Local correlation of features; several times faster on a CPU than autograd's own over slices.

    Forward, channel by channel: with lines as long as those of the padded image, a shift is an offset, and all of an
    image one long line. Backward adds in place.
    """

    @staticmethod
    def forward(ctx, one: torch.Tensor, two: torch.Tensor, reach: int) -> torch.Tensor:
        batch, channels, h, w = one.shape
        side, width, plane = 2 * reach + 1, w + 2 * reach, (h + 2 * reach) * (w + 2 * reach)
        first = one.new_zeros(batch, channels, h, width)
        first[..., :w] = one
        # The last shifts of what pads the last line end beyond the padded image.
        second = one.new_zeros(batch, channels, plane + 2 * reach)
        padded = second[..., :plane].unflatten(2, (h + 2 * reach, width))
        padded[..., reach : reach + h, reach : reach + w] = two
        ctx.save_for_backward(one, padded)
        ctx.reach = reach
        first = first.flatten(2)
        found = one.new_empty(batch, side, side, h * width)
        for start in range(0, h * width, CHUNK):
            part = found[..., start : start + CHUNK]
            for channel in range(channels):
                here = first[:, channel, None, None, start : start + CHUNK]
                at = channel * second.stride(1) + start
                there = second.as_strided(part.shape, (second.stride(0), width, 1, 1), at)
                if channel == 0:
                    torch.mul(here, there, out=part)
                else:
                    part.addcmul_(here, there)
        return found.view(batch, side**2, h, width)[..., :w]

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
    return _Correlation.apply(*(2.0 * F.normalize(x, dim=1) for x in (one, two)), reach)


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
    return products.mul_(2.0).mul_((power + 1e-4).rsqrt_().flatten(1, 2))


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
