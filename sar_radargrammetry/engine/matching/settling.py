"""Matches settle where both images correlate best around them, as far as their errors allow.

A network looks at windows of fixed sizes and has learned from its own training images how much to trust them. Once its
surface is known, both images lie on each other, and the correlation of wide windows can tell what is left: the sum
over hundreds of pixels of speckle and texture that no single window of the network holds. Each match is moved along the
curve of heights to the maximum of its probability, the product of two:

- the matcher's: a Gaussian with its variance along the curve;
- the images': Gaussian textures with correlation r in n independent pixels have the likelihood (1 - r^2)^(-n/2).

A wide window takes in most speckle and texture, but where the surface bends within it, none of its displacements is
right for all of it. Matches whose errors are large even so move once more, by narrower windows.

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
    step, together = steps(match, known, reference, secondary, axis)
    sigma = left.sigma(before, together)
    match = _moved(match, known, step, sigma, axis)
    share = np.where(known, np.clip((sigma - STAYS) / (MOVES - STAYS), 0.0, 1.0), 0.0)
    if not share.any():
        return match
    step = share * steps(match, known, reference, secondary, axis, NARROW)[0]
    # As far as wide and narrow windows differ, one of the two is wrong.
    return _moved(match, known, step, np.hypot(sigma, step), axis)


def _moved(match: Match, known: np.ndarray, step: np.ndarray, sigma: np.ndarray, axis: Axis) -> Match:
    """The match where it is known moved by steps along the curve, with standard deviations along it [px of the
    reference]."""
    position = match.position + step[..., None] * (axis.linear @ axis.direction)
    covariance = with_sigma(match, axis, sigma).covariance
    return dataclasses.replace(
        match,
        position=np.where(known[..., None], position, match.position),
        covariance=np.where(known[..., None], covariance, match.covariance),
    )


def steps(
    match: Match,
    known: np.ndarray,
    reference: ImagePatch,
    secondary: ImagePatch,
    axis: Axis,
    windows: Windows = WIDE,
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels of the reference by which matches move along the curve, and the standard deviations of the product's
    maximum [px]: (lines, samples) float64 each; 0 and the largest where nothing is `known`. See `settled`."""
    variance = np.maximum(axis.variance(match.covariance, axis.linear), SMALLEST)
    weight = np.where(known, match.certainty, 0.0).astype(np.float32) ** windows.belief
    likelihood, count = _likelihood(match, reference, secondary, axis, weight, windows.width)
    # Of a secondary that is coarser than the reference, fewer pixels are independent.
    scale = float(np.prod(np.minimum(np.linalg.svd(axis.linear, compute_uv=False), 1.0)))
    planes = torch.from_numpy(np.stack([np.where(known, 1.0 / variance, 0.0), known]).astype(np.float32))
    belief, share = _pooled(planes)
    belief = belief / share.clamp(min=SMALLEST)
    shift = torch.arange(-FARTHEST, FARTHEST + 1, dtype=torch.float32)[:, None, None]
    moved = _highest(INDEPENDENT * scale * count * likelihood - 0.5 * belief * shift**2)
    # Cells without a match have no weight between the others.
    cells = torch.stack([*moved, torch.ones_like(share)]) * share
    full = F.interpolate(cells[None], scale_factor=CELL, mode="bilinear", align_corners=False)[0]
    *both, share = full[:, : known.shape[0], : known.shape[1]].double().numpy()
    step, precision = (np.divide(values, share, out=np.zeros_like(share), where=known) for values in both)
    return step, 1.0 / np.sqrt(np.maximum(precision, LEAST))


def _likelihood(
    match: Match, reference: ImagePatch, secondary: ImagePatch, axis: Axis, weight: np.ndarray, width: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logarithm of the likelihood of each shift for one independent pixel (2 FARTHEST + 1, rows, cols) in cells, and
    the number of pixels in each window that are worth as much as those of unequal weights (rows, cols; Kish 1965)."""
    one, here = _texture(reference)
    two, there = _texture(secondary)
    start = np.array([secondary.window.line, secondary.window.sample], float)
    place = torch.from_numpy(np.nan_to_num(match.position - start, nan=-10.0)).float().permute(2, 0, 1)[None]
    step = torch.from_numpy(axis.linear @ axis.direction).float()[None, :, None, None]
    stack = torch.stack([two * there, there])[None]
    mask = here * torch.from_numpy(weight)
    found = []
    for shift in range(-FARTHEST, FARTHEST + 1):
        value, share = warp(stack, place + shift * step)[0]
        both = mask * (share > 0.99)
        products = (both, both * one, both * value, both * one**2, both * value**2, both * one * value, both**2)
        n, a, b, aa, bb, ab, squares = _windowed(torch.stack(products), width)
        n = n.clamp(min=SMALLEST)
        spread = ((aa / n - (a / n) ** 2) * (bb / n - (b / n) ** 2)).clamp(min=SMALLEST)
        correlation = ((ab / n - a * b / n**2) / spread.sqrt()).clamp(0.0, 0.99)
        found.append(-0.5 * torch.log1p(-(correlation**2)))
        if shift == 0:
            count = n**2 / squares.clamp(min=SMALLEST)
    return torch.stack(found), count


def _texture(view: ImagePatch) -> tuple[torch.Tensor, torch.Tensor]:
    """Logarithm of the power of a view, averaged over `SPECKLE`, less its mean; and where there is any."""
    valid = np.isfinite(view.amplitude) & (view.amplitude > 0)
    known = torch.from_numpy(valid.astype(np.float32))
    power = torch.from_numpy(np.where(valid, view.amplitude, 0.0).astype(np.float32)) ** 2
    kernel = _gaussian(SPECKLE, 2)
    power, share = _filtered(torch.stack([power, known]), kernel)
    log = torch.log((power / share.clamp(min=0.1)).clamp(min=torch.finfo(torch.float32).tiny))
    mean = (log * known).sum() / known.sum().clamp(min=1.0)
    return (log - mean) * known, known


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
    radius = len(kernel) // 2
    down = F.conv2d(values[:, None], kernel[None, None, :, None], padding=(radius, 0))
    return F.conv2d(down, kernel[None, None, None, :], padding=(0, radius))[:, 0]


def _highest(score: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Where scores (2 FARTHEST + 1, ...) are highest [px], by a parabola through the highest and its neighbours, and
    the curvature there [1 / px^2]."""
    best = score.argmax(0).clamp(1, len(score) - 2)
    low, top, high = (score.gather(0, (best + side)[None])[0] for side in (-1, 0, 1))
    curvature = (2.0 * top - low - high).clamp(min=LEAST)
    return best - FARTHEST + (0.5 * (high - low) / curvature).clamp(-BEYOND, BEYOND), curvature
