"""RoMa, as the other steps call it: its input from a pair, and the results of its two passes in the frame.

RoMa takes two photographs of equal size. Here they are the reference's texture and the secondary's, resampled where the
surface lies from which the search starts: nearly the same image, moved by what the surface does not know.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F

from ...errors import GPU_MEMORY, EngineError
from ...memory import check_free
from ...message import Message
from ..consistency import OF_NETWORKS
from ..interface import Matcher
from ..learned.frame import CANVAS_MARGIN, full_size, to_secondary
from ..learned.framed import Answer, framed_matcher
from ..matchers import ReadyMatcher, make_matcher
from ..resampling import warp
from ..spread import NETWORK_SPREAD
from .design import RomaDesign, images
from .weights import UNCALIBRATED, RomaWeights, read_weights

ROUGH = "compact"
"""What measures the surface that this matcher starts from."""
ATTENUATION = 0.5
"""Share of a coarse certainty below even that is taken from the fine one, as the authors have it."""
MAX_VIEW_MARGIN = 64
"""Pixels around the reference that views show at the most."""
ROUNDS, LEFT = 10, 0.1
"""Steps in which the surface is inverted, and the frame pixels that may be left then."""
NEEDED = {"outdoor": 6.0e9, "reduced": 0.5e9}
"""Bytes that matching takes on a processor at the most; measured."""
WORK = {"outdoor": 4.69e12, "reduced": 3.95e10}
"""Floating-point operations of one match, both passes; counted by PyTorch's `FlopCounterMode`."""
PACE = {"outdoor": 0.37, "reduced": 0.12}
"""Operations a second of the network by those of the sample convolution; measured on two cores."""
SIDE, CHANNELS, TIMES = 256, 64, 16


def make(weights: str | Path | None, device: str, warn: Callable[[str], None], precision: str) -> ReadyMatcher:
    """The matcher of a weights file; see `matchers.make_matcher`."""
    if weights is None:
        raise EngineError(
            "The matcher roma needs weights, which do not come with the plugin; get them with downloadweights "
            "(1.7 GB, from RoMa's authors) and name the file that it writes as the weights."
        )
    given = read_weights(weights)
    if given.calibration == UNCALIBRATED:
        warn(
            "These weights of roma were not calibrated on SAR images: their certainties are RoMa's own, and every "
            "match is assumed to have an error of 1.15 px; fine-tuning calibrates them."
        )
    rough = make_matcher(ROUGH, None, device, precision=precision)
    seconds = seconds_a_patch(given.design, device)
    memory = NEEDED[given.design.kind]
    return ReadyMatcher(
        roma_matcher(given, device),
        OF_NETWORKS,
        NETWORK_SPREAD,
        rough.match,
        given.digest(),
        seconds,
        memory,
        precision=rough.precision,
    )


def roma_matcher(weights: RomaWeights, device: str) -> Matcher:
    """The matcher of a set of weights; see `engine.matching.interface`.

    Raises
    ------
    EngineError
        The package romatch is missing, or there is not enough memory for it.
    """
    check_memory(weights.design, device)
    try:
        net = weights.network(device)
    except torch.cuda.OutOfMemoryError as error:
        raise EngineError(
            "The GPU's memory is too small for the matcher roma; choose the device cpu.", code=GPU_MEMORY
        ) from error

    def answer(tensors: dict[str, torch.Tensor], *_: object) -> Answer:
        views = common_views(tensors)
        position, logit, inside = (
            views.taken(values) for values in both_passes(net, weights.design, views.first, views.second)
        )
        position = views.to_frame(position)[0]
        possible = inside[0] & allowed(position, *(tensors[name][0] for name in ("places", "allowed", "base")))
        # RoMa does not say how far it errs: the calibration does, the same for all.
        return Answer(position, torch.ones_like(position), logit[0], possible)

    return framed_matcher(answer, weights.calibration, device)


def check_memory(design: RomaDesign, device: str) -> None:
    """Refuse to fill more memory than there is: the system would end the process, or swap for hours.

    Raises
    ------
    EngineError
    """
    check_free(NEEDED[design.kind], device, Message("The matcher roma"), Message("choose the matcher compact"))


def seconds_a_patch(design: RomaDesign, device: str) -> float | None:
    """Expected time of a patch, there and back; None on a GPU, of which none was measured."""
    if device != "cpu":
        return None
    return 2.0 * WORK[design.kind] / (PACE[design.kind] * sample_speed())


@torch.inference_mode()
def sample_speed() -> float:
    """Floating-point operations a second of a 3 x 3 convolution, at its best of a few."""
    image, kernel = torch.zeros(1, CHANNELS, SIDE, SIDE), torch.zeros(CHANNELS, CHANNELS, 3, 3)
    best = float("inf")
    for _ in range(TIMES):
        start = time.perf_counter()
        torch.nn.functional.conv2d(image, kernel, padding=1)
        best = min(best, time.perf_counter() - start)
    return 2.0 * 9.0 * CHANNELS**2 * SIDE**2 / best


@dataclasses.dataclass(frozen=True)
class CommonViews:
    """The reference and the secondary as pictures of one size that show the same ground where the surface is right.

    Parameters
    ----------
    first, second : (B, 2, h, w) tensor
        Textures and validities of the reference and of the secondary.
    base : (B, 2, H, W) tensor
        Frame pixel of each pixel of the reference on the surface, see `Inputs`.
    margin : int
        Pixels that the views show around the reference, for matches beyond its edges: h is H + 2 margins.
    """

    first: torch.Tensor
    second: torch.Tensor
    base: torch.Tensor
    margin: int

    @property
    def size(self) -> tuple[int, int]:
        """Pixels (h, w)."""
        return self.first.shape[-2], self.first.shape[-1]

    def taken(self, values: torch.Tensor) -> torch.Tensor:
        """Values (B, ..., H, W) of the reference's pixels, of values (B, ..., h, w) of the views' pixels."""
        lines, samples = self.base.shape[-2:]
        return values[..., self.margin : self.margin + lines, self.margin : self.margin + samples]

    def to_frame(self, position: torch.Tensor) -> torch.Tensor:
        """Frame pixels of pixels of `second`, (B, 2, H, W) both."""
        return on_surface(position - self.margin, self.base)

    def from_frame(self, place: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Pixels of `second` of frame pixels, (B, 2, H, W) both, and whether they were found: (B, H, W) bool.

        The nearer they are to the reference's own pixels, the surer; where the surface is too steep none may be found.
        """
        position = _pixels(*place.shape[-2:], place).expand_as(place)
        for _ in range(ROUNDS):
            position = position + place - on_surface(position, self.base)
        left = (place - on_surface(position, self.base)).abs().amax(1)
        return position + self.margin, left < LEFT


def common_views(tensors: dict[str, torch.Tensor]) -> CommonViews:
    """The views of a pair, with a margin of half the band that is searched.

    Parameters
    ----------
    tensors : dict of str to tensor
        Of `Inputs`, with a batch axis.
    """
    reference, base, places = tensors["reference"], tensors["base"], tensors["places"]
    band = float((places[:, -1] - places[:, 0]).norm(dim=1).amax())
    margin = min(math.ceil(0.5 * band), MAX_VIEW_MARGIN)
    first = padded(reference, margin)
    place = on_surface(_pixels(*first.shape[-2:], base).expand(len(base), -1, -1, -1) - margin, base)
    second = warp(tensors["secondary"], to_secondary(place, tensors["linear"], tensors["origin"]))
    return CommonViews(first, second, base, margin)


def padded(values: torch.Tensor, margin: int) -> torch.Tensor:
    """Values (B, ..., H, W) with zeros around them."""
    return F.pad(values, (margin,) * 4)


def on_surface(position: torch.Tensor, base: torch.Tensor) -> torch.Tensor:
    """Frame pixels on the surface at pixels of the reference.

    Bilinear; beyond the edges the displacement is that of the edge.

    Parameters
    ----------
    position : (B, 2, h, w) tensor
    base : (B, 2, H, W) tensor

    Returns
    -------
    (B, 2, h, w) tensor
    """
    lines, samples = base.shape[-2:]
    moved = base - _pixels(lines, samples, base)
    return position + warp(moved, position, "border")


def both_passes(
    net: torch.nn.Module, design: RomaDesign, first: torch.Tensor, second: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Match two textures (B, 2, h, w), coarse at the design's one size and refined at its other.

    Returns
    -------
    position : (B, 2, h, w) tensor
        Pixel (row, column) of `second` of each pixel of `first`.
    logit : (B, h, w) tensor
        Of the certainty.
    inside : (B, h, w) bool tensor
        Whether the position lies in `second`.
    """
    return second_pass(net, design, first, second, one_pass(net, *pictures(first, second, design.coarse)))


def second_pass(
    net: torch.nn.Module,
    design: RomaDesign,
    first: torch.Tensor,
    second: torch.Tensor,
    coarse: dict[int, dict[str, torch.Tensor]],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What `both_passes` gives, of the first pass's answer `coarse`."""
    height, width = first.shape[-2:]
    fine = one_pass(net, *pictures(first, second, design.fine), design.fine / design.coarse, coarse[1])[1]
    side = (design.fine, design.fine)
    doubt = F.interpolate(coarse[16]["certainty"], side, mode="bilinear", align_corners=False)
    logit = fine["certainty"] - ATTENUATION * doubt.clamp_max(0.0)
    # Where half a coarse pixel from the edges must be guessed, a displacement errs less than a place.
    moved = fine["flow"].float() - _normalised(design.fine, fine["flow"])
    values = torch.cat([moved, logit.float()], 1)
    values = F.interpolate(values, (height, width), mode="bilinear", align_corners=False)
    scale = values.new_tensor([height / 2.0, width / 2.0])[:, None, None]
    position = _pixels(height, width, values) + values[:, :2].flip(1) * scale
    edge = values.new_tensor([height - 0.5, width - 0.5])[:, None, None]
    inside = ((position >= -0.5) & (position <= edge)).all(1)
    return position, values[:, 2], inside


def allowed(position: torch.Tensor, places: torch.Tensor, heights: torch.Tensor, base: torch.Tensor) -> torch.Tensor:
    """Whether a match lies within `CANVAS_MARGIN` of the line between the lowest and the highest height of its cell.

    Parameters
    ----------
    position : (2, H, W) tensor
        Frame pixels.
    places : (K, 2, H / CELL, W / CELL) tensor
    heights : (K, H / CELL, W / CELL) bool tensor
        See `Inputs.allowed`.
    base : (2, H, W) tensor
        See `Inputs`.

    Returns
    -------
    (H, W) bool tensor
    """
    cell = base.shape[-1] // places.shape[-1]
    lowest = heights.int().argmax(0)
    highest = len(heights) - 1 - heights.flip(0).int().argmax(0)
    ends = [places.gather(0, index.expand(1, 2, *index.shape))[0] for index in (lowest, highest)]
    # What lies between cells and at the edges follows the base.
    low, high = (base + full_size(end - F.avg_pool2d(base[None], cell), cell)[0] for end in ends)
    line = high - low
    length = torch.hypot(*line).clamp_min(1e-6)
    along = ((position - low) * line).sum(0) / length
    across = ((position[0] - low[0]) * line[1] - (position[1] - low[1]) * line[0]) / length
    return (along >= -CANVAS_MARGIN) & (along <= length + CANVAS_MARGIN) & (across.abs() <= CANVAS_MARGIN)


def pictures(first: torch.Tensor, second: torch.Tensor, side: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Two textures (B, 2, h, w) as the `images` of side x side pixels that the network takes."""
    one, two = (
        F.interpolate(images(view), (side, side), mode="bicubic", antialias=True, align_corners=False)
        for view in (first, second)
    )
    return one, two


def one_pass(
    net: torch.nn.Module,
    first: torch.Tensor,
    second: torch.Tensor,
    scale: float = 1.0,
    before: dict[str, torch.Tensor] | None = None,
) -> dict[int, dict[str, torch.Tensor]]:
    """What the network answers to `pictures`, by stride, coarse first.

    Parameters
    ----------
    net : Module
    first, second : tensor
    scale : float
        Of their side to the one that the network was trained at.
    before : dict, optional
        ``flow`` and ``certainty`` of a coarser pass, to be refined.
    """
    batch = {"im_A": first, "im_B": second}
    if before is not None:
        batch["corresps"] = before
    return net(batch, upsample=before is not None, scale_factor=scale)


def _pixels(height: int, width: int, like: torch.Tensor) -> torch.Tensor:
    """Row and column of each pixel: (1, 2, height, width)."""
    rows, columns = (torch.arange(n, device=like.device, dtype=like.dtype) for n in (height, width))
    return torch.stack(torch.meshgrid(rows, columns, indexing="ij"))[None]


def _normalised(side: int, like: torch.Tensor) -> torch.Tensor:
    """RoMa's coordinates (x, y) of side x side pixel centres, -1..1 from edge to edge: (1, 2, side, side)."""
    return ((_pixels(side, side, like).float() + 0.5) * (2.0 / side) - 1.0).flip(1)
