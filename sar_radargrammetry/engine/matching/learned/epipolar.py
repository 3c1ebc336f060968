"""The part of a match that the geometry gives: how far it lies off the curve of heights.

A match lies on the curve that the prior draws for its pixel, but for errors of navigation, which vary slowly along the
track and with range. What single matches lie off the curve beyond that is therefore noise, and the smooth part can be
measured from thousands of them.
"""

from __future__ import annotations

import dataclasses
import math

import torch
import torch.nn.functional as F

from .frame import CELL, full_size

MIN_DEVIATION = 0.1
"""Pixels: standard deviation that true offsets are allowed around the smooth part; what the tracks' short waves and the
prior's interpolation amount to."""
ROUNDS = 4
THIN = 2
"""Every which line and sample the smooth part is fitted to: errors of neighbours are alike."""
ENOUGH = 50
"""Certain pixels among them that the smooth part needs."""


@dataclasses.dataclass(frozen=True)
class Curve:
    """The curve of heights near a match, all (2, H, W) or (H, W).

    Parameters
    ----------
    point : tensor
        A place on the curve abreast of the match [frame pixels].
    direction : tensor
        Unit vector along the curve there.
    """

    point: torch.Tensor
    direction: torch.Tensor


def curve_at(position: torch.Tensor, places: torch.Tensor, base: torch.Tensor) -> Curve:
    """The curve next to each pixel's match.

    Parameters
    ----------
    position : (2, H, W) tensor
        Frame pixels.
    places : (K, 2, H / CELL, W / CELL) tensor
    base : (2, H, W) tensor
        See `Inputs`.
    """
    heights = len(places)
    middle = 0.5 * (heights - 1)
    centre = 0.5 * (places[int(middle)] + places[int(middle + 0.5)])
    offset = F.avg_pool2d((position - base)[None], CELL)[0]
    rate = places[1:] - places[:-1]
    # The index of the height abreast: two steps of Newton's along an almost straight, almost even curve.
    index = torch.full_like(centre[0], middle)
    for _ in range(3):
        low = index.floor().clamp(0, heights - 2).long()
        step = _pick(rate, low)
        here = _pick(places, low) + (index - low) * step - centre
        index = (index + ((offset - here) * step).sum(0) / step.square().sum(0).clamp_min(1e-6)).clamp(0, heights - 1)
    low = index.floor().clamp(0, heights - 2).long()
    step = _pick(rate, low)
    here = _pick(places, low) + (index - low) * step - centre
    fine = full_size(torch.cat([here, step])[None], CELL)[0]
    return Curve(base + fine[:2], fine[2:] / torch.hypot(fine[2], fine[3]).clamp_min(1e-6))


def without_epipolar_noise(
    position: torch.Tensor, sigma: torch.Tensor, certainty: torch.Tensor, curve: Curve
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """Positions and standard deviations after what matches have in common across the curve is taken into account.

    The smooth part is a plane over the patch, fitted to the certain matches by iterated weights (Cauchy's). Around it
    true offsets are Gaussian with a standard deviation that is what the certain matches show beyond their own errors,
    `MIN_DEVIATION` at the least; each match's own measurement and this prior are combined by their variances.

    Parameters
    ----------
    position : (2, H, W) tensor
    sigma : (2, H, W) tensor
        Standard deviation along and across the curve [px].
    certainty : (H, W) tensor
    curve : Curve

    Returns
    -------
    position : (2, H, W) tensor
    sigma : (2, H, W) tensor
        Of the distance to the curve, with its smooth part. Unchanged where fewer than `ENOUGH` pixels are certain.
    deviation : float
        Of certain matches around the smooth part, in units of what is predicted: an observed error. NaN where they are
        too few.
    """
    normal = torch.stack([-curve.direction[1], curve.direction[0]])
    measured = ((position - curve.point) * normal).sum(0)
    thin = slice(None, None, THIN), slice(None, None, THIN)
    sure = (certainty[thin] > 0.8) & torch.isfinite(measured[thin])
    if int(sure.sum()) < ENOUGH:
        return position, sigma, math.nan
    h, w = measured.shape
    rows = torch.linspace(-1.0, 1.0, h, device=measured.device)[:, None].expand(h, w)
    columns = torch.linspace(-1.0, 1.0, w, device=measured.device).expand(h, w)
    design = torch.stack([torch.ones_like(rows), rows, columns], -1)
    chosen, target, noise = (x[thin][sure].double() for x in (design, measured, sigma[1]))
    weight = noise**-2
    for _ in range(ROUNDS):
        normal_matrix = chosen.T @ (chosen * weight[:, None]) + 1e-9 * torch.eye(3, device=chosen.device)
        solution = torch.linalg.solve(normal_matrix, chosen.T @ (target * weight))
        left = target - chosen @ solution
        spread = 1.4826 * _middle(left.abs())
        weight = noise**-2 / (1.0 + (left / (2.0 * spread + 1e-6)) ** 2)
    own = float((spread**2 - noise.median() ** 2).clamp_min(MIN_DEVIATION**2))
    smooth = design @ solution.to(measured.dtype)
    trust = own / (own + sigma[1] ** 2)
    moved = position + normal * ((1.0 - trust) * (smooth - measured))
    # What is common to all is no noise, but the geometry does not know of it: intersections must allow for it.
    return moved, torch.stack([sigma[0], (sigma[1] ** 2 * trust + smooth**2).sqrt()]), float(spread / noise.median())


def _middle(values: torch.Tensor) -> torch.Tensor:
    """Mean of the middle tenth of values (N,): a median that one value more or less does not move by a whole step. The
    last digit decides which matches are certain enough to count."""
    ordered = values.sort().values
    return ordered[int(0.45 * len(values)) : int(0.55 * len(values)) + 1].mean()


def _pick(values: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """values[index] of (K, 2, h, w) by (h, w): (2, h, w)."""
    return values.gather(0, index[None, None].expand(1, 2, -1, -1))[0]
