"""Left-right check: a match counts when the match of the match comes back."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy import ndimage

from .interface import Match, View
from .pyramid import sample

TOLERANCE = 1.5
"""Pixels of the reference by which the way there and back may miss."""
NEIGHBOURHOOD = 97
"""Side [pixels] of the box around a match in which others must agree as well: three correlation windows."""
SPECK = 500
"""Pixels that hang together below which a group of matches is chance: half a correlation window."""
LEAST_SUPPORT = 0.25
"""Share of that box's pixels that must pass the round trip. On terrain more than half do; on noise, water and in
shadow one in twenty, in blobs the size of a correlation window."""


def round_trip_error(forward: Match, backward: Match, reference: View, secondary: View) -> np.ndarray:
    """Distance [px] between each reference pixel and where its match's own match lies: (lines, samples) float32.

    Parameters
    ----------
    forward : Match
        Of `reference`: positions in the secondary image.
    backward : Match
        Of `secondary`: positions in the reference image.

    Returns
    -------
    ndarray
        NaN where either match is missing.
    """
    back = torch.from_numpy(np.moveaxis(backward.position, -1, 0).copy())
    inside = forward.position - np.array([secondary.window.line, secondary.window.sample], float)
    known = np.isfinite(inside).all(-1)
    place = torch.from_numpy(np.where(known[..., None], inside, -10.0))
    # NaN must not leak into neighbours that grid_sample weighs with zero: it samples a filled copy and a mask.
    have = torch.isfinite(back[0])
    returned = sample(torch.where(have, back, torch.zeros_like(back)), place).numpy()
    whole = sample(have.double()[None], place)[0].numpy() > 0.999
    rows = reference.window.line + np.arange(reference.window.lines)
    columns = reference.window.sample + np.arange(reference.window.samples)
    error = np.hypot(returned[0] - rows[:, None], returned[1] - columns[None, :])
    return np.where(known & whole, error, np.nan).astype(np.float32)


def checked(forward: Match, error: np.ndarray, tolerance: float = TOLERANCE) -> Match:
    """The match without lone pixels and those whose round trip misses by more than `tolerance` [px] or does not end."""
    keep = with_support(error <= tolerance)
    return dataclasses.replace(
        forward,
        position=np.where(keep[..., None], forward.position, np.nan),
        certainty=np.where(keep, forward.certainty, 0.0).astype(np.float32),
        covariance=np.where(keep[..., None], forward.covariance, np.nan),
    )


def with_support(keep: np.ndarray) -> np.ndarray:
    """A (lines, samples) mask of consistent matches without those that stand nearly alone, and without specks."""
    share = ndimage.uniform_filter(keep.astype(np.float32), NEIGHBOURHOOD, mode="constant")
    inside = ndimage.uniform_filter(np.ones(keep.shape, np.float32), NEIGHBOURHOOD, mode="constant")
    labels, _ = ndimage.label(keep & (share >= LEAST_SUPPORT * inside))
    sizes = np.bincount(labels.reshape(-1))
    sizes[0] = 0
    # A patch smaller than a speck is judged by its own size.
    return (sizes >= min(SPECK, keep.size // 4))[labels]
