"""Matches settle where both images correlate best around them, as far as their errors allow.

A network looks at windows of fixed sizes and has learned from its own training images how much to trust them. Once its
surface is known, both images lie on each other, and the correlation of wide windows can tell what is left: the sum
over hundreds of pixels of speckle and texture that no single window of the network holds. Each match is moved along the
curve of heights to the maximum of its probability, the product of two:

- the matcher's: a Gaussian with its variance along the curve;
- the images': Gaussian textures with correlation r in n independent pixels have the likelihood (1 - r^2)^(-n/2).

A wide window takes in most speckle and texture, but where the surface bends within it, none of its displacements is
right for all of it. Matches whose errors are large even so move once more, by narrower windows. Still narrower ones are
too noisy to move any match, but the mean length of their steps around a place shows how wrong the matches there are.

(The Gaussian likelihood profile of a correlation: Kendall and Stuart, "The Advanced Theory of Statistics"; matching by
it after a first surface, with a window that follows the surface: least-squares matching, Gruen 1985.)
"""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
import torch.nn.functional as F

from .interface import ImagePatch, Match
from .resampling import warp
from .spread import Axis, Left, with_sigma

CELL = 4
"""Pixels a side of the cells in which the correlation is computed: a fraction of its window."""
SPECKLE = 0.5
"""Standard deviation [px] of the Gaussian that averages power before the logarithm, against its long tail of dark
pixels."""
FARTHEST = 4
"""Pixels of the reference to either side of the match at which images are correlated."""
INDEPENDENT = 0.2
"""Independent pixels a pixel of the window: speckle is correlated, the matcher has seen the same pixels already, and
the images around are not of one surface."""
SMALLEST = 1e-9
LEAST = 1e-4
"""Curvature [1 / px^2] of a score that says nothing."""
LOCAL, LEFT_BOX = 4.0, 7
"""Standard deviation [px of the reference] of the windows that show how far settled matches are off, and side [cells]
of the box in which their steps are averaged: a step by itself is mostly noise."""
BEYOND = 0.6
"""Steps from the highest of the scores to the maximum between them, at the most."""


@dataclasses.dataclass(frozen=True)
class Windows:
    """In which pixels count together.

    Parameters
    ----------
    width : float
        Standard deviation of the Gaussian [px of the reference].
    belief : int
        Power of a match's probability of being right with which its pixel counts.
    """

    width: float
    belief: int


WIDE, NARROW = Windows(10.0, 4), Windows(6.0, 2)
"""Doubtful matches count more in narrow windows: there may be few others so near."""
STAYS, MOVES = 1.2, 2.0
"""Standard deviations [px of the reference] up to which matches stay where wide windows put them, and from which on
they move all the way to where narrow ones do. On simulated pairs those above 1.3 gain 5 to 15 % by it, and those below
1 would lose as much."""


@dataclasses.dataclass(frozen=True)
class Texture:
    """Of a view.

    Parameters
    ----------
    log, known : (lines, samples) tensor
        Logarithm of its power, averaged over `SPECKLE`, less its mean; 0 where there is none. Whether there is any.
    start : (2,) ndarray
        Line and sample of the first pixel.
    """

    log: torch.Tensor
    known: torch.Tensor
    start: np.ndarray

    @classmethod
    def of(cls, view: ImagePatch) -> Texture:
        """The texture of a view."""
        valid = np.isfinite(view.amplitude) & (view.amplitude > 0)
        known = torch.from_numpy(valid.astype(np.float32))
        power = torch.from_numpy(np.where(valid, view.amplitude, 0.0).astype(np.float32)) ** 2
        power, share = _filtered(torch.stack([power, known]), _gaussian(SPECKLE, 2))
        log = torch.log((power / share.clamp(min=0.1)).clamp(min=torch.finfo(torch.float32).tiny))
        mean = (log * known).sum() / known.sum().clamp(min=1.0)
        return cls((log - mean) * known, known, np.array([view.window.line, view.window.sample], float))


def settled(match: Match, reference: ImagePatch, secondary: ImagePatch, axis: Axis, left: Left) -> Match:
    """The match, moved along the curve of heights, with the standard deviation along it that is left.

    Parameters
    ----------
    match : Match
        Of both directions, with the probability of being right as certainty and the variance along the curve that its
        surroundings give it, see `spread.widened`.
    reference, secondary : ImagePatch
        The latter without what the reference cannot hold, see `resampling.band_limited`.
    axis : Axis
        The curve.
    left : Left
        Of the matcher.

    Returns
    -------
    Match
        The same certainty; where it is 0, or the position NaN, the position and covariance are the same too.
    """
    known = np.isfinite(match.position).all(-1) & (match.certainty > 0)
    if not known.any():
        return match
    before = np.sqrt(np.maximum(axis.variance(match.covariance, axis.linear), SMALLEST))
    views = Texture.of(reference), Texture.of(secondary)
    step, together = steps(match, before, known, *views, axis)
    wide = moved(match, step, axis)
    sigma = left.sigma(before, together, residual(wide, known, *views, axis))
    share = np.where(known, np.clip((sigma - STAYS) / (MOVES - STAYS), 0.0, 1.0), 0.0)
    if share.any():
        further = share * steps(wide, sigma, known, *views, axis, NARROW)[0]
        # As far as wide and narrow windows differ, one of the two is wrong.
        step, sigma = step + further, np.hypot(sigma, further)
    covariance = with_sigma(match, axis, sigma).covariance
    return dataclasses.replace(
        match,
        position=np.where(known[..., None], moved(match, step, axis).position, match.position),
        covariance=np.where(known[..., None], covariance, match.covariance),
    )


def moved(match: Match, step: np.ndarray, axis: Axis) -> Match:
    """The match at positions moved by steps along the curve [px of the reference]."""
    return dataclasses.replace(match, position=match.position + step[..., None] * (axis.linear @ axis.direction))


def steps(
    match: Match,
    sigma: np.ndarray,
    known: np.ndarray,
    reference: Texture,
    secondary: Texture,
    axis: Axis,
    windows: Windows = WIDE,
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels of the reference by which matches of standard deviations `sigma` along the curve move along it, and the
    standard deviations of the product's maximum [px]: (lines, samples) float64 each; 0 and the largest where nothing
    is `known`. See `settled`."""
    weight = np.where(known, match.certainty, 0.0).astype(np.float32) ** windows.belief
    score = _score(match, reference, secondary, axis, weight, windows.width)
    planes = torch.from_numpy(np.stack([np.where(known, 1.0 / sigma**2, 0.0), known]).astype(np.float32))
    belief, share = _pooled(planes)
    belief = belief / share.clamp(min=SMALLEST)
    shift = torch.arange(-FARTHEST, FARTHEST + 1, dtype=torch.float32)[:, None, None]
    step, precision = _at_pixels(_highest(score - 0.5 * belief * shift**2), share, known)
    return step, 1.0 / np.sqrt(np.maximum(precision, LEAST))


def residual(match: Match, known: np.ndarray, reference: Texture, secondary: Texture, axis: Axis) -> np.ndarray:
    """Mean length of the steps along the curve around each match [px of the reference] by which narrow windows would
    move settled matches: (lines, samples) float64, 0 where nothing is `known`. See `settled`."""
    weight = np.where(known, match.certainty, 0.0).astype(np.float32) ** NARROW.belief
    length = _highest(_score(match, reference, secondary, axis, weight, LOCAL))[0].abs()
    share = _pooled(torch.from_numpy(known.astype(np.float32))[None])[0]
    around = F.avg_pool2d(torch.stack((length * share, share))[None], LEFT_BOX, 1, LEFT_BOX // 2)[0]
    return _at_pixels((around[0] / around[1].clamp(min=SMALLEST),), share, known)[0]


def _at_pixels(cells: tuple[torch.Tensor, ...], share: torch.Tensor, known: np.ndarray) -> list[np.ndarray]:
    """Values of cells (rows, cols), of whose pixels a share is known, at pixels: (lines, samples) float64 each; 0 where
    nothing is known."""
    # Cells without a match have no weight between the others.
    weighted = torch.stack([*cells, torch.ones_like(share)]) * share
    full = F.interpolate(weighted[None], scale_factor=CELL, mode="bilinear", align_corners=False)[0]
    *values, share = full[:, : known.shape[0], : known.shape[1]].double().numpy()
    return [np.divide(value, share, out=np.zeros_like(share), where=known) for value in values]


def _score(
    match: Match, reference: Texture, secondary: Texture, axis: Axis, weight: np.ndarray, width: float
) -> torch.Tensor:
    """Logarithm of the likelihood of each shift (2 FARTHEST + 1, rows, cols) in cells: that of one independent pixel,
    times the number of those in each window that are worth as much as the ones of unequal weights (Kish 1965)."""
    place = torch.from_numpy(np.nan_to_num(match.position - secondary.start, nan=-10.0)).float().permute(2, 0, 1)[None]
    step = torch.from_numpy(axis.linear @ axis.direction).float()[None, :, None, None]
    one = reference.log
    # Pixels count that both images show: the secondary at the match and at the ends.
    both = reference.known * torch.from_numpy(weight)
    for shift in (-FARTHEST, 0, FARTHEST):
        both = both * (warp(secondary.known[None, None], place + shift * step)[0, 0] > 0.99)
    first = both * one
    n, a, aa, squares = _windowed(torch.stack((both, first, first * one, both**2)), width)
    n = n.clamp(min=SMALLEST)
    power = aa / n - (a / n) ** 2
    found = []
    for shift in range(-FARTHEST, FARTHEST + 1):
        value = warp(secondary.log[None, None], place + shift * step)[0, 0]
        second = both * value
        b, bb, ab = _windowed(torch.stack((second, second * value, first * value)), width)
        spread = (power * (bb / n - (b / n) ** 2)).clamp(min=SMALLEST)
        correlation = ((ab / n - a * b / n**2) / spread.sqrt()).clamp(0.0, 0.99)
        found.append(-0.5 * torch.log1p(-(correlation**2)))
    # Of a secondary that is coarser than the reference, fewer pixels are independent.
    scale = float(np.prod(np.minimum(np.linalg.svd(axis.linear, compute_uv=False), 1.0)))
    return INDEPENDENT * scale * n**2 / squares.clamp(min=SMALLEST) * torch.stack(found)


def _windowed(values: torch.Tensor, width: float) -> torch.Tensor:
    """Sums of (C, H, W) values over the Gaussian window around each cell: (C, rows, cols)."""
    sigma = width / CELL
    return _filtered(CELL**2 * _pooled(values), _gaussian(sigma, round(3.0 * sigma))) * (4.0 * np.pi * sigma**2)


def _pooled(values: torch.Tensor) -> torch.Tensor:
    """Means of cells (C, rows, cols); what is missing of the last ones is 0."""
    missing = [-n % CELL for n in values.shape[-2:]]
    return F.avg_pool2d(F.pad(values, (0, missing[1], 0, missing[0])), CELL)


def _gaussian(sigma: float, radius: int) -> torch.Tensor:
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, dtype=torch.float32) / sigma) ** 2)
    return kernel / kernel.sum()


def _filtered(values: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """(C, H, W) values filtered along both axes; outside are zeros."""
    # Sums of shifted planes: convolutions of single channels take processors many times as long.
    radius, (lines, samples) = len(kernel) // 2, values.shape[-2:]
    padded = F.pad(values, (radius, radius, radius, radius))
    for axis, size in ((-2, lines), (-1, samples)):
        found = kernel[0] * padded.narrow(axis, 0, size)
        for place in range(1, len(kernel)):
            found.add_(padded.narrow(axis, place, size), alpha=float(kernel[place]))
        padded = found
    return padded


def _highest(score: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Where scores (2 FARTHEST + 1, ...) are highest [px], by a parabola through the highest and its neighbours, and
    the curvature there [1 / px^2]."""
    best = score.argmax(0).clamp(1, len(score) - 2)
    low, top, high = (score.gather(0, (best + side)[None])[0] for side in (-1, 0, 1))
    curvature = (2.0 * top - low - high).clamp(min=LEAST)
    return best - FARTHEST + (0.5 * (high - low) / curvature).clamp(-BEYOND, BEYOND), curvature
