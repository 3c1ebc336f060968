"""The refiners from what they found, in a frame turned by 180 degrees: their biases change sign there.

Where the images say little, refiners lean: by a fraction of a pixel in a fixed direction of the pixel grid, and towards
rising heights, because what they were trained on has crowns and roofs above the ground. Both are systematic, so no
averaging over neighbours removes them: 0.2 pixels, which are metres where the rays intersect at a few degrees. Half a
turn of the frame reverses the first; the direction of rising heights, stated reversed, the second. The mean of both
estimates has neither.
"""

from __future__ import annotations

import torch

from .network import CompactNet, Estimate

USED = ("reference", "secondary", "linear", "origin", "base", "along")
"""Tensors of `Inputs` that the refiners take."""


def refined_both_ways(net: CompactNet, first: Estimate, tensors: dict[str, torch.Tensor]) -> Estimate:
    """The mean of an estimate and of what the refiners say from there in the turned frame.

    Parameters
    ----------
    net : CompactNet
    first : Estimate
        Of the last refiner.
    tensors : dict of tensor
        Of `Inputs` by name, with a batch axis.
    """
    turned, corner = half_turn({name: tensors[name] for name in USED})
    second = net.refined(_turned(first.position, corner), **turned)[-1]
    return Estimate(
        0.5 * (first.position + _turned(second.position, corner)),
        first.before,
        0.5 * (first.log_scale + second.log_scale.flip(-2, -1)),
        0.5 * (first.logit + second.logit.flip(-2, -1)),
    )


def half_turn(tensors: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """The tensors of `USED` in the frame turned by half a turn, and the sum of a place and its turned one.

    ``along`` keeps its numbers: in the turned frame it points to falling heights.
    """
    corner = _last_pixel(tensors["reference"])
    # secondary = linear @ frame + origin, with corner - frame for frame and its own last pixel - secondary.
    origin = _last_pixel(tensors["secondary"]) - tensors["linear"] @ corner - tensors["origin"]
    turned = {name: tensors[name].flip(-2, -1) for name in ("reference", "secondary")}
    base = _turned(tensors["base"], corner)
    return {**tensors, **turned, "origin": origin, "base": base}, corner


def _last_pixel(image: torch.Tensor) -> torch.Tensor:
    """(line, sample) of the last pixel of images (B, C, H, W): (2,)."""
    return image.new_tensor([image.shape[-2] - 1.0, image.shape[-1] - 1.0])


def _turned(position: torch.Tensor, corner: torch.Tensor) -> torch.Tensor:
    """Positions (B, 2, H, W) of the pixels of a frame, in the turned one, or back."""
    return (corner[:, None, None] - position).flip(-2, -1)
