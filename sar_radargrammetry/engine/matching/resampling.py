"""Images at places between their pixels, and without aliasing where they show the ground finer than another does."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
import torch.nn.functional as F

from .interface import ImagePatch

WIDTH = 0.3
"""Variance of the low-pass [frame pixels^2]: that of a Gaussian as wide at half its height as a square pixel and its
two neighbours' halves together, which a multilook of the same number of samples has."""


def warp(image: torch.Tensor, position: torch.Tensor, padding: str = "zeros") -> torch.Tensor:
    """Values of (B, C, H, W) images at pixels (B, 2, h, w) = (row, column), bilinear; 0 outside, or as ``border``."""
    height, width = image.shape[-2:]
    scale = position.new_tensor([2.0 / max(height - 1, 1), 2.0 / max(width - 1, 1)])
    grid = position.permute(0, 2, 3, 1) * scale - 1.0
    return F.grid_sample(image, grid.flip(-1), mode="bilinear", padding_mode=padding, align_corners=True)


def band_limited(view: ImagePatch, linear: np.ndarray) -> ImagePatch:
    """The view without what an image of another scale cannot hold.

    Where a pixel of the reference spans several pixels of the secondary, their mean power is what the reference shows;
    single ones would alias, and keep the speckle of one look. A Gaussian in the secondary's pixels of covariance
    `WIDTH` (J J^T - 1), without the axes along which the secondary is the coarser one.

    Parameters
    ----------
    view : ImagePatch
        Of the secondary.
    linear : (2, 2) ndarray
        J: secondary pixels a pixel of the reference, see `HeightPrior.affine`.

    Returns
    -------
    ImagePatch
        Amplitude: root of the mean power; NaN where it was.
    """
    variance, axes = np.linalg.eigh(linear @ linear.T)
    variance = WIDTH * np.maximum(variance - 1.0, 0.0)
    if variance.max() < 0.03:
        return view
    covariance = (axes * variance) @ axes.T
    known = np.isfinite(view.amplitude)
    power = np.where(known, view.amplitude, 0.0).astype(np.float32) ** 2
    shape = [n + int(4.0 * np.sqrt(v)) for n, v in zip(power.shape, np.diag(covariance), strict=True)]
    line = 2.0 * np.pi * np.fft.fftfreq(shape[0])[:, None]
    across = 2.0 * np.pi * np.fft.rfftfreq(shape[1])
    form = covariance[0, 0] * line**2 + 2.0 * covariance[0, 1] * line * across + covariance[1, 1] * across**2
    gain = torch.from_numpy(np.exp(-0.5 * form).astype(np.float32))

    def filtered(values: np.ndarray) -> np.ndarray:
        # Copied to where torch aligns it: the last digits of MKL's transforms may depend on that.
        spectrum = torch.fft.rfft2(torch.tensor(values, dtype=torch.float32), s=shape)
        return torch.fft.irfft2(spectrum * gain, s=shape)[: values.shape[0], : values.shape[1]].numpy()

    mean = np.maximum(filtered(power), 0.0) / np.maximum(filtered(known), 0.1)
    amplitude = np.where(known, np.sqrt(mean), np.nan).astype(np.float32)
    # A signal of zero, as in shadow, stays one: rounding of the transform is none.
    amplitude[view.amplitude == 0] = 0.0
    return dataclasses.replace(view, amplitude=amplitude)


def at_positions(view: ImagePatch, position: np.ndarray) -> np.ndarray:
    """Amplitude (h, w) float32 of a view at positions (h, w, 2) of its image, bilinear; NaN where it has none."""
    inside = position - np.array([view.window.line, view.window.sample], float)
    place = torch.from_numpy(np.nan_to_num(inside, nan=-10.0)).float()
    known = np.isfinite(view.amplitude)
    stack = np.stack([np.where(known, view.amplitude, 0.0), known]).astype(np.float32)
    value, share = warp(torch.from_numpy(stack)[None], place.permute(2, 0, 1)[None])[0].numpy()
    return np.where(share > 0.99, value, np.nan).astype(np.float32)
