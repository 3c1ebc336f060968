"""Both directions of a match: they must agree to count, and together they err less than either."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy import ndimage

from ..reasons import Reason
from .interface import Match, View
from .pyramid import sample

TOLERANCE = 1.5
"""Pixels of the reference by which the way there and back may miss."""
COMMON = 0.5
"""Correlation of the errors of the two directions, which see the same speckle."""
NEIGHBOURHOOD = 97
"""Side [pixels] of the box around a match in which others must agree as well: three correlation windows."""
SPECK = 500
"""Pixels that hang together below which a group of matches is chance: half a correlation window."""
LEAST_SUPPORT = 0.25
"""Share of that box's pixels that must pass the round trip. On terrain more than half do; on noise, water and in
shadow one in twenty, in blobs the size of a correlation window."""


def round_trip(forward: Match, backward: Match, reference: View, secondary: View) -> np.ndarray:
    """From each reference pixel to where its match's own match lies: (lines, samples, 2) float64 [px].

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
    returned = _at_matches(np.moveaxis(backward.position, -1, 0), forward, secondary)
    rows = reference.window.line + np.arange(reference.window.lines)
    columns = reference.window.sample + np.arange(reference.window.samples)
    return np.stack([returned[0] - rows[:, None], returned[1] - columns[None, :]], -1)


def round_trip_error(forward: Match, backward: Match, reference: View, secondary: View) -> np.ndarray:
    """Length of the `round_trip` [px]: (lines, samples) float32."""
    return np.hypot(*np.moveaxis(round_trip(forward, backward, reference, secondary), -1, 0)).astype(np.float32)


def joined(forward: Match, backward: Match, trip: np.ndarray, secondary: View, linear: np.ndarray) -> Match:
    """The forward match moved to where both directions together put it.

    The way back ends where it does because both matches err: e_f + e_b is the trip. Each gets the share of it that its
    variance has in both, so that the match moves by -J w trip with J the secondary's pixels a pixel of the reference.

    Parameters
    ----------
    forward, backward : Match
    trip : (lines, samples, 2) ndarray
        See `round_trip`. Where it is longer than `TOLERANCE`, or NaN, the match stays as it is.
    secondary : View
        That `backward` is of.
    linear : (2, 2) ndarray
        J.
    """
    inverse = np.linalg.inv(linear)
    one = _variance(forward.covariance @ _turned(inverse).T)
    two = _at_matches(_variance(backward.covariance)[None], forward, secondary)[0]
    short = (np.hypot(trip[..., 0], trip[..., 1]) <= TOLERANCE) & (one + two > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(short, one / (one + two), 0.0)
        # Of w e_f + (1 - w) e_b, in units of the variance of e_f.
        ratio = np.where(short, np.sqrt(two / one), 1.0)
        left = (1 - share) ** 2 + (share * ratio) ** 2 + 2 * COMMON * share * (1 - share) * ratio
    moved = forward.position - share[..., None] * np.where(short[..., None], trip, 0.0) @ linear.T
    covariance = forward.covariance * left[..., None].astype(np.float32)
    return dataclasses.replace(forward, position=moved, covariance=covariance)


def _variance(covariance: np.ndarray) -> np.ndarray:
    """Sum of the variances of line and sample."""
    return covariance[..., 0] + covariance[..., 2]


def _turned(map_: np.ndarray) -> np.ndarray:
    """What takes (line variance, covariance, sample variance) through a linear map: (3, 3)."""
    (a, b), (c, d) = map_
    return np.array([[a * a, 2 * a * b, b * b], [a * c, a * d + b * c, b * d], [c * c, 2 * c * d, d * d]])


def _at_matches(values: np.ndarray, forward: Match, secondary: View) -> np.ndarray:
    """Values (c, lines, samples) of the secondary's pixels at the matches of the reference's: NaN where any is."""
    inside = forward.position - np.array([secondary.window.line, secondary.window.sample], float)
    known = np.isfinite(inside).all(-1)
    place = torch.from_numpy(np.where(known[..., None], inside, -10.0))
    tensor = torch.from_numpy(values.astype(float))
    # NaN must not leak into neighbours that grid_sample weighs with zero: it samples a filled copy and a mask.
    have = torch.isfinite(tensor[0])
    found = sample(torch.where(have, tensor, torch.zeros_like(tensor)), place).numpy()
    whole = sample(have.double()[None], place)[0].numpy() > 0.999
    return np.where(known & whole, found, np.nan)


def checked(forward: Match, error: np.ndarray, tolerance: float = TOLERANCE) -> Match:
    """The match without lone pixels and those whose round trip misses by more than `tolerance` [px] or does not end."""
    keep = with_support(error <= tolerance)
    return dataclasses.replace(
        forward,
        position=np.where(keep[..., None], forward.position, np.nan),
        certainty=np.where(keep, forward.certainty, 0.0).astype(np.float32),
        covariance=np.where(keep[..., None], forward.covariance, np.nan),
    )


def verdicts(forward: Match, error: np.ndarray, kept: Match, tolerance: float = TOLERANCE) -> np.ndarray:
    """Why pixels have no match: (lines, samples) uint8 of `Reason`, MEASURED where they have one.

    Parameters
    ----------
    forward : Match
        As the matcher gave it.
    error : (lines, samples) ndarray
        Length of the round trip [px].
    kept : Match
        What `checked` left.
    """
    why = np.full(error.shape, Reason.ISOLATED, np.uint8)
    with np.errstate(invalid="ignore"):
        why[~(error <= tolerance)] = Reason.LEFT_RIGHT
    why[~np.isfinite(forward.position).all(-1)] = Reason.UNMATCHED
    why[np.isfinite(kept.position).all(-1)] = Reason.MEASURED
    return why


def with_support(keep: np.ndarray) -> np.ndarray:
    """A (lines, samples) mask of consistent matches without those that stand nearly alone, and without specks."""
    share = ndimage.uniform_filter(keep.astype(np.float32), NEIGHBOURHOOD, mode="constant")
    inside = ndimage.uniform_filter(np.ones(keep.shape, np.float32), NEIGHBOURHOOD, mode="constant")
    labels, _ = ndimage.label(keep & (share >= LEAST_SUPPORT * inside))
    sizes = np.bincount(labels.reshape(-1))
    sizes[0] = 0
    # A patch smaller than a speck is judged by its own size.
    return (sizes >= min(SPECK, keep.size // 4))[labels]
