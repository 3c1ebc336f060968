"""The network: a sweep over heights that classifies, and refiners that look closer, coarse to fine.

RoMa's recipe (Edstedt, Sun, Bökman, Wadenbäck, Felsberg, "RoMa: Robust Dense Feature Matching", CVPR 2024: classify
coarsely, then refine by convolutions over local correlation) made small, with what the geometry of a stereo pair
adds to optical matching: each height has one place in the secondary. The coarse level therefore classifies
heights, not places, from correlations along the geometry's curve with a tolerance across it; refiners move the match
freely, because navigation errs across the curve too, and tell how far they may err along and across it.

All positions are in frame pixels, see `learned.frame`.
"""

from __future__ import annotations

import dataclasses
import itertools

import torch
import torch.nn.functional as F
from torch import nn

from ..learned.frame import CELL, full_size, to_secondary
from ..learned.layers import SLOPE, Encoder, Residual, conv, full, stacked
from ..resampling import warp
from .layers import blur, correlation, window_correlation

IMPOSSIBLE = -1e4
"""Logit of heights that a place cannot have."""


@dataclasses.dataclass(frozen=True)
class Design:
    """Sizes of the network; stored with the weights.

    Parameters
    ----------
    fine, middle : int
        Channels of the refiners' features, at strides 2 and 4.
    sweep : (int, int)
        Channels of the sweep's features, at strides 4 and 8.
    groups : int
        Correlations of groups of features in the sweep.
    across : int
        Cells by which the sweep looks to either side of the curve.
    volume : int
        Channels of the sweep's volume.
    hidden : (int, int)
        Channels of the refiners, at strides 2 and 4.
    blurs : tuple of float
        Standard deviations of the blurs that the last step chooses from [strides of the last refiner].
    stages : tuple of (stride, reach, bool)
        Refiners, in order: pixels between matches, reach of the local correlation in such steps, and whether it also
        takes what a classical matcher takes.
    """

    fine: int = 16
    middle: int = 48
    sweep: tuple[int, int] = (32, 64)
    groups: int = 4
    across: int = 1
    volume: int = 16
    hidden: tuple[int, int] = (32, 48)
    blurs: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
    stages: tuple[tuple[int, int, bool], ...] = ((4, 3, True), (2, 2, True), (2, 2, False))


@dataclasses.dataclass(frozen=True)
class Estimate:
    """What a refiner says, at its stride.

    Parameters
    ----------
    position : (B, 2, H, W) tensor
        Frame pixel of the match of each reference pixel.
    before : (B, 2, H, W) tensor
        The same before this refiner, without gradient.
    log_scale : (B, 2, h, w) tensor
        Logarithm of the Laplace scale [frame pixels] of the error along and across the curve.
    logit : (B, h, w) tensor
        Of the certainty.
    """

    position: torch.Tensor
    before: torch.Tensor
    log_scale: torch.Tensor
    logit: torch.Tensor


class VolumeConv(nn.Module):
    """A 3 x 3 x 3 convolution of volumes (B, C, K, h, w) with dilation in the plane.

    Written as a convolution in the plane over each height and its two neighbours, which CPUs do much faster.
    """

    def __init__(self, inside: int, outside: int, dilation: int = 1) -> None:
        super().__init__()
        self.plane = conv(3 * inside, outside, dilation)

    def forward(self, volume: torch.Tensor) -> torch.Tensor:
        batch, channels, heights, h, w = volume.shape
        padded = F.pad(volume, (0, 0, 0, 0, 1, 1))
        near = torch.cat([padded[:, :, k : k + heights] for k in range(3)], 1)
        flat = near.transpose(1, 2).reshape(batch * heights, 3 * channels, h, w)
        out = full(self.plane(flat.to(self.plane.weight.dtype, memory_format=torch.channels_last)))
        return out.view(batch, heights, -1, h, w).transpose(1, 2)


class Sweep(nn.Module):
    """Scores of heights: correlation along the curve, with a tolerance across it, judged by convolutions."""

    def __init__(self, channels: int, groups: int, across: int, volume: int) -> None:
        super().__init__()
        self.groups, self.across = groups, across
        self.project = conv(channels, 32, size=1)
        self.layers = nn.ModuleList(
            [
                VolumeConv(groups * (2 * across + 1), volume),
                VolumeConv(volume, volume, 2),
                VolumeConv(volume, volume, 4),
            ]
        )
        self.score = VolumeConv(volume, 1)
        nn.init.zeros_(self.score.plane.weight)
        self.sharpness = nn.Parameter(torch.tensor(5.0))

    def forward(self, one: torch.Tensor, two: torch.Tensor, places: torch.Tensor, along: torch.Tensor) -> torch.Tensor:
        """Logits (B, K, h, w) of heights from features (B, C, h, w) and (B, C, h', w') and places (B, K, 2, h, w)
        in cells of the second; `along` (B, 2)."""
        batch, heights, _, h, w = places.shape
        one, two = (self._unit(full(self.project(x.to(self.project.weight.dtype)))) for x in (one, two))
        across = torch.stack([-along[:, 1], along[:, 0]], 1)[:, None, :, None, None]
        one = one.view(batch, self.groups, -1, 1, h, w)
        found = []
        for offset in range(-self.across, self.across + 1):
            at = (places + offset * across).permute(0, 2, 1, 3, 4).reshape(batch, 2, heights * h, w)
            there = warp(two, at).view(batch, self.groups, -1, heights, h, w)
            found.append((one * there).sum(2))
        volume = torch.cat(found, 1)
        raw = torch.stack([f.mean(1) for f in found]).amax(0)
        for index, layer in enumerate(self.layers):
            out = F.leaky_relu(layer(volume), SLOPE, inplace=True)
            volume = out if index == 0 else volume + out
        return self.score(volume)[:, 0] + self.sharpness * raw

    def _unit(self, x: torch.Tensor) -> torch.Tensor:
        """Each group of features scaled to length one."""
        batch, channels, h, w = x.shape
        grouped = x.reshape(batch, self.groups, -1, h, w)
        return F.normalize(grouped, dim=2).reshape(batch, channels, h, w)


class Refiner(nn.Module):
    """Moves a match by what local correlation around it shows."""

    def __init__(self, channels: int, hidden: int, below: int, reach: int, classical: bool) -> None:
        super().__init__()
        self.reach, self.classical = reach, classical
        shifts = (2 * reach + 1) ** 2
        self.enter = conv((1 + classical) * shifts + channels + below + 2, hidden, size=1)
        self.layers = nn.ModuleList([Residual(hidden, dilation) for dilation in (1, 2, 4)])
        self.leave = conv(hidden, shifts + 5, size=1)
        nn.init.zeros_(self.leave.weight)
        self.sharpness = nn.Parameter(torch.tensor([1.0, 4.0]))
        shift = torch.arange(-reach, reach + 1, dtype=torch.float32)
        grid = torch.stack(torch.meshgrid(shift, shift, indexing="ij")).flatten(1)
        self.register_buffer("shifts", grid, persistent=False)

    def forward(
        self,
        one: torch.Tensor,
        two: torch.Tensor,
        classic: torch.Tensor | None,
        along: torch.Tensor,
        below: torch.Tensor | None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Five channels (step in line and sample [strides], log scales, logit) and the hidden state.

        The step is the mean over the shifts, weighted by correlation and what the convolutions make of it, and a
        remainder. `classic` is `window_correlation` of the two images; the rest as in `CompactNet.forward`.
        """
        direction = along[:, :, None, None].expand(-1, -1, *one.shape[-2:])
        learned = correlation(one, two, self.reach)
        parts = [part for part in (learned, classic, one, direction, below) if part is not None]
        x = F.leaky_relu(self.enter(stacked(parts, self.enter.weight.dtype)), SLOPE, inplace=True)
        for layer in self.layers:
            x = layer(x)
        # Plane by plane, as correlations are.
        out = full(self.leave(x)).contiguous()
        score = self.sharpness[0] * learned + out[:, 5:]
        if classic is not None:
            score = score + self.sharpness[1] * classic
        mean = torch.einsum("bkhw,ck->bchw", score.softmax(1), self.shifts)
        return torch.cat([mean + out[:, :2], out[:, 2:5]], 1), x


class Smoother(nn.Module):
    """Chooses for each place over how wide a neighbourhood the match is averaged.

    Single matches err with the speckle around them, and neighbours farther than a correlation window err
    independently: on smooth ground a wide average is best, at a wall a narrow one. The choice is learned.
    """

    def __init__(self, hidden: int, blurs: tuple[float, ...]) -> None:
        super().__init__()
        self.blurs = blurs
        count = len(blurs) + 1
        self.enter = conv(hidden + 2 * (count - 1) + 2, hidden, size=1)
        self.layers = nn.ModuleList([Residual(hidden), Residual(hidden, 4)])
        self.leave = conv(hidden, 2 * count + 3, size=1)
        nn.init.zeros_(self.leave.weight)

    def forward(
        self, offset: torch.Tensor, log_scale: torch.Tensor, hidden: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Offset (B, 2, h, w), log scales (B, 2, h, w) and logit (B, h, w) from those of the last refiner."""
        weight = torch.exp(-2.0 * log_scale[:, :1])
        levels = [offset]
        for sigma in self.blurs:
            sums = blur(torch.cat([offset * weight, weight], 1), sigma)
            levels.append(sums[:, :2] / sums[:, 2:].clamp_min(1e-9))
        steps = [finer - wider for finer, wider in itertools.pairwise(levels)]
        x = F.leaky_relu(self.enter(stacked([hidden, log_scale, *steps], self.enter.weight.dtype)), SLOPE, inplace=True)
        for layer in self.layers:
            x = layer(x)
        out = full(self.leave(x))
        count = len(levels)
        share = out[:, 3:].unflatten(1, (count, 2)).softmax(1)
        chosen = (share * torch.stack(levels, 1)).sum(1)
        return chosen, log_scale + out[:, :2], out[:, 2]


class CompactNet(nn.Module):
    """See the module's head."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.design = design
        by_stride = {2: design.fine, 4: design.middle}
        self.encoder = Encoder(2, design.fine, design.middle)
        self.sweep_encoder = Encoder(4, *design.sweep)
        self.sweep = Sweep(design.sweep[1], design.groups, design.across, design.volume)
        hidden = dict(zip((2, 4), design.hidden, strict=True))
        refiners, below = [], 0
        for stride, reach, classical in design.stages:
            refiners.append(Refiner(by_stride[stride], hidden[stride], below, reach, classical))
            below = hidden[stride]
        self.refiners = nn.ModuleList(refiners)
        self.smoother = Smoother(below, design.blurs)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                module.to(memory_format=torch.channels_last)

    def forward(
        self,
        reference: torch.Tensor,
        secondary: torch.Tensor,
        linear: torch.Tensor,
        origin: torch.Tensor,
        canvas: torch.Tensor,
        canvas_size: tuple[int, int],
        base: torch.Tensor,
        places: torch.Tensor,
        allowed: torch.Tensor,
        along: torch.Tensor,
    ) -> tuple[torch.Tensor, list[Estimate]]:
        """Logits of heights (B, K, h, w) and the refiners' estimates; arguments as in `Inputs`, with a batch axis."""
        logits, position = self.swept(
            reference, secondary, linear, origin, canvas, canvas_size, base, places, allowed, along
        )
        return logits, self.refined(position, self.seen(reference), reference, secondary, linear, origin, base, along)

    def swept(
        self, reference, secondary, linear, origin, canvas, canvas_size, base, places, allowed, along
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of heights (B, K, h, w), and the position (B, 2, H, W) from which the refiners start; arguments as in
        `forward`."""
        logits = self._swept(reference, secondary, linear, origin, canvas, canvas_size, places, along)
        logits = logits.masked_fill(~allowed, IMPOSSIBLE)
        return logits, start(logits.detach(), places, base)

    def seen(self, reference: torch.Tensor) -> dict[int, torch.Tensor]:
        """The reference's features by their stride, the same whatever a refiner starts from."""
        return dict(zip((2, 4), self.encoder(reference), strict=True))

    def refined(
        self,
        position: torch.Tensor,
        one: dict[int, torch.Tensor],
        reference: torch.Tensor,
        secondary: torch.Tensor,
        linear: torch.Tensor,
        origin: torch.Tensor,
        base: torch.Tensor,
        along: torch.Tensor,
    ) -> list[Estimate]:
        """The refiners' estimates from positions (B, 2, H, W) [frame pixels]; `one` is what is `seen` of the reference,
        the other arguments as in `Inputs`."""
        estimates, below, stride = [], None, CELL
        for (finer, reach, classical), refiner in zip(self.design.stages, self.refiners, strict=True):
            warped = warp(secondary, to_secondary(position, linear, origin))
            two = self.encoder(warped, only_fine=finer == 2)[-1]
            if below is not None and finer != stride:
                below = full_size(below, stride // finer)
            classic = window_correlation(reference, warped, finer, reach) if classical else None
            out, below = refiner(one[finer], two, classic, along, below)
            stride = finer
            step = full_size(stride * out[:, :2], stride)
            moved = position + step
            estimates.append(Estimate(moved, position, out[:, 2:4], out[:, 4]))
            position = moved.detach()
        estimates.append(self._smoothed(estimates[-1], below, base, stride))
        return estimates

    @property
    def judged(self) -> tuple[tuple[int, int, bool], ...]:
        """The stages of the estimates, of which the last is smoothed."""
        return (*self.design.stages, self.design.stages[-1])

    def _smoothed(self, last: Estimate, hidden: torch.Tensor, base: torch.Tensor, stride: int) -> Estimate:
        before = last.position.detach()
        offset = F.avg_pool2d(before - base, stride)
        offset, log_scale, logit = self.smoother(offset, last.log_scale.detach(), hidden)
        offset = full_size(offset, stride)
        return Estimate(base + offset, before, log_scale, last.logit.detach() + logit)

    def _swept(self, reference, secondary, linear, origin, canvas, canvas_size, places, along) -> torch.Tensor:
        rows = torch.arange(canvas_size[0], device=places.device, dtype=places.dtype)
        columns = torch.arange(canvas_size[1], device=places.device, dtype=places.dtype)
        grid = torch.stack(torch.meshgrid(rows, columns, indexing="ij"))[None] + canvas[:, :, None, None]
        resampled = warp(secondary, to_secondary(grid, linear, origin))
        one, two = (self.sweep_encoder(image)[-1] for image in (reference, resampled))
        in_cells = (places - canvas[:, None, :, None, None] - 0.5 * (CELL - 1)) / CELL
        return self.sweep(one, two, in_cells, along)


def start(logits: torch.Tensor, places: torch.Tensor, base: torch.Tensor) -> torch.Tensor:
    """Position (B, 2, H, W) from heights' logits (B, K, h, w): the mean over the best height and its neighbours.

    The cells' offsets from the middle height are interpolated and added to the pixels' places at the middle height.
    """
    heights = logits.shape[1]
    best = logits.argmax(1, keepdim=True).clamp(1, heights - 2)
    near = torch.cat([best - 1, best, best + 1], 1)
    weight = logits.gather(1, near).softmax(1)
    index = (weight * near).sum(1, keepdim=True)
    low = index.floor().clamp(0, heights - 2).long()
    part = index - low

    def at(k: torch.Tensor) -> torch.Tensor:
        return places.gather(1, k[:, :, None].expand(-1, -1, 2, -1, -1))[:, 0]

    middle = 0.5 * (heights - 1)
    centre = 0.5 * (places[:, int(middle)] + places[:, int(middle + 0.5)])
    offset = at(low) * (1.0 - part) + at(low + 1) * part - centre
    return base + full_size(offset, CELL)
