"""RoMa's network from the authors' own classes, at their size or reduced.

RoMa (Edstedt, Sun, Bökman, Wadenbäck, Felsberg, "RoMa: Robust Dense Feature Matching", CVPR 2024) by the package
romatch of its authors, which the user installs: an encoder (VGG-19 for fine features, a frozen DINOv2 for coarse
ones), a Gaussian process and a transformer that classify the coarse match over a grid of anchors, and convolutional
refiners at strides 16, 8, 4, 2, 1. The reduced design has a small encoder and fewer channels in the same classes, so
that all of this runs in tests and trains on a processor without a GPU.

Nothing is downloaded here, and romatch is imported only when a network is built.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from ...errors import EngineError
from .stand_ins import stand_ins

PACKAGES = ("romatch==0.1.2", "einops==0.8.1", "loguru==0.7.3")
"""What the matcher needs beside the engine's own packages."""
DINOV2 = "dinov2."
"""What the names of DINOv2's numbers begin with in a `state`."""
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of red, green and blue of ImageNet, which the encoder was trained on."""
CONTRAST = 4.65
"""Standard deviations of log amplitude from black to white: from the 1st to the 99th percentile of a normal one."""


@dataclasses.dataclass(frozen=True)
class RomaDesign:
    """Sizes of the network; stored with the weights. Tuples over strides are in the order `STRIDES`.

    Parameters
    ----------
    kind : {"outdoor", "reduced"}
        Which encoder: VGG-19 and DINOv2 ViT-L/14, or a small one of convolutions.
    features : tuple of int
        Channels of the encoder.
    projected : tuple of int
        Channels that the decoder sees of them.
    embedded : tuple of int
        Channels of the refiners' displacement.
    reach : tuple of int
        Reach of the refiners' local correlation [pixels of the stride]; 0 for none.
    hidden_blocks : int
        Of each refiner.
    gaussian : int
        Channels of the Gaussian process.
    blocks, heads : int
        Of the transformer.
    anchors : int
        Of the coarse match, a side of the image.
    coarse, fine : int
        Sides [pixels] of the images of the first pass through the network, in which it is trained, and of the second,
        which refines it.
    """

    kind: str
    features: tuple[int, ...]
    projected: tuple[int, ...]
    embedded: tuple[int, ...]
    reach: tuple[int, ...]
    hidden_blocks: int
    gaussian: int
    blocks: int
    heads: int
    anchors: int
    coarse: int
    fine: int

    @property
    def cell(self) -> int:
        """Pixels a side of a coarse feature; sides of images of the first pass are multiples of it."""
        return 14 if self.kind == "outdoor" else 16


STRIDES = (1, 2, 4, 8, 16)
"""DINOv2's features are called those of stride 16 and have 14."""
OUTDOOR = RomaDesign(
    kind="outdoor",
    features=(64, 128, 256, 512, 1024),
    projected=(9, 64, 256, 512, 512),
    embedded=(6, 16, 32, 64, 128),
    reach=(0, 0, 2, 3, 7),
    hidden_blocks=8,
    gaussian=512,
    blocks=5,
    heads=8,
    anchors=64,
    coarse=560,
    fine=864,
)
"""As the authors publish it: 111 million numbers, and DINOv2's 304 million."""
REDUCED = RomaDesign(
    kind="reduced",
    features=(16, 16, 48, 32, 320),
    projected=(9, 16, 48, 32, 320),
    embedded=(6, 8, 16, 16, 32),
    reach=(0, 2, 2, 3, 3),
    hidden_blocks=3,
    gaussian=64,
    blocks=2,
    heads=4,
    anchors=32,
    coarse=256,
    fine=512,
)


def build(design: RomaDesign, device: str = "cpu", state: dict[str, torch.Tensor] | None = None) -> torch.nn.Module:
    """The network, a ``romatch.models.matcher.RegressionMatcher``, ready to match.

    Parameters
    ----------
    design : RomaDesign
    device : {"cpu", "cuda", "meta"}
        On a GPU DINOv2 computes with 16 bits, as the authors have it. ``meta`` gives names and shapes without numbers.
    state : dict of str to tensor, optional
        As `state_of` gives it; its tensors become the network's own where they are on the device. By default random
        numbers.

    Raises
    ------
    EngineError
        The package romatch is missing.
    """
    assembly = _assembly()
    with torch.device("meta" if state is not None else device):
        net = assembly.assemble(design, torch.float32 if device in ("cpu", "meta") else torch.float16)
    if state is not None:
        for name, module in _parts(net):
            own = {key[len(name) :]: tensor for key, tensor in state.items() if _of(key) == name}
            dtype = next(module.parameters()).dtype
            module.load_state_dict(
                {key: tensor.to(device, dtype if tensor.is_floating_point() else None) for key, tensor in own.items()},
                assign=True,
            )
    return net.eval()


def state_of(net: torch.nn.Module) -> dict[str, torch.Tensor]:
    """All numbers by name: those that romatch has in its state, and DINOv2's, which it hides, with `DINOV2` before."""
    return {name + key: tensor for name, module in _parts(net) for key, tensor in module.state_dict().items()}


def shapes(design: RomaDesign) -> dict[str, tuple[int, ...]]:
    """The shape of every number that a design has, by its name in a `state`."""
    return {name: tuple(tensor.shape) for name, tensor in state_of(build(design, "meta")).items()}


def images(texture: torch.Tensor) -> torch.Tensor:
    """Grey images (B, 3, H, W) as the encoder knows them, of textures and validities (B, 2, H, W); voids are grey."""
    grey = (0.5 + texture[:, :1] / CONTRAST).clamp(0.0, 1.0)
    mean, deviation = (grey.new_tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
    return (grey - mean) / deviation


def texture_of(images: torch.Tensor) -> torch.Tensor:
    """The texture (B, 1, H, W) that `images` made grey images of, but for what it cut off."""
    return (images[:, :1] * DEVIATION[0] + (MEAN[0] - 0.5)) * CONTRAST


def _parts(net: torch.nn.Module) -> list[tuple[str, torch.nn.Module]]:
    hidden = getattr(net.encoder, "dinov2_vitl14", [])
    return [("", net), *((DINOV2, module) for module in hidden)]


def _of(key: str) -> str:
    return DINOV2 if key.startswith(DINOV2) else ""


def _assembly():
    try:
        with stand_ins():
            from . import assembly
    except ModuleNotFoundError as error:
        missing = (error.name or "romatch").partition(".")[0]
        raise EngineError(
            "The matcher roma needs the Python package {missing}; install it with: python3 -m pip install --no-deps "
            '--target "{folder}" {packages}',
            missing=missing,
            folder=Path(torch.__file__).parents[1],
            packages=" ".join(PACKAGES),
        ) from error
    return assembly
