"""Multilooked copies of a patch, for coarse-to-fine matching."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
import torch.nn.functional as F


@dataclasses.dataclass(frozen=True)
class Level:
    """One level of a pyramid.

    Parameters
    ----------
    texture : (h, w) float32 tensor
        Log amplitude minus its mean over the patch; 0 where there is no data.
    valid : (h, w) float32 tensor
        Share of the pixel's full-resolution pixels that hold data.
    """

    texture: torch.Tensor
    valid: torch.Tensor


def build_pyramid(amplitude: np.ndarray, levels: int, device: str) -> list[Level]:
    """Levels 0 (full resolution) .. `levels` - 1 of an amplitude patch (NaN: no data), each half as fine.

    Power is averaged, as multilooking does, which halves speckle a level; the logarithm then makes what is left of it
    additive and keeps bright scatterers from dominating.
    """
    pixels = torch.from_numpy(np.ascontiguousarray(amplitude, dtype=np.float32)).to(device)
    valid = (torch.isfinite(pixels) & (pixels > 0)).float()
    power = torch.where(valid > 0, pixels, torch.zeros_like(pixels)) ** 2
    pyramid = []
    for _ in range(levels):
        has_data = valid > 0.5
        mean_power = power / valid.clamp_min(1e-6)
        log = 0.5 * torch.log(mean_power.clamp_min(1e-30))
        mean = log[has_data].mean() if bool(has_data.any()) else log.new_zeros(())
        pyramid.append(Level(torch.where(has_data, log - mean, torch.zeros_like(log)), valid))
        if min(power.shape) < 2:
            break
        power, valid = _halved(power), _halved(valid)
    return pyramid


def _halved(image: torch.Tensor) -> torch.Tensor:
    return F.avg_pool2d(image[None, None], 2, ceil_mode=False)[0, 0]


def sample(image: torch.Tensor, position: torch.Tensor, mode: str = "bilinear", padding: str = "zeros") -> torch.Tensor:
    """Values of `image` (c, h, w) at pixel `position` (..., 2) = (row, column): (c, ...)."""
    height, width = image.shape[-2:]
    scale = position.new_tensor([2.0 / max(height - 1, 1), 2.0 / max(width - 1, 1)])
    grid = (position * scale - 1.0).flip(-1).reshape(1, 1, -1, 2)
    values = F.grid_sample(image[None], grid, mode=mode, padding_mode=padding, align_corners=True)
    return values.reshape(image.shape[0], *position.shape[:-1])
