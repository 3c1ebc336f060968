"""Sizes of RoMa's network, and the images that its encoder takes."""

from __future__ import annotations

import dataclasses

import torch

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
        Channels of them that the decoder takes.
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


def images(texture: torch.Tensor) -> torch.Tensor:
    """Grey images (B, 3, H, W) as the encoder takes them, of textures and validities (B, 2, H, W); voids are grey."""
    grey = (0.5 + texture[:, :1] / CONTRAST).clamp(0.0, 1.0)
    mean, deviation = (grey.new_tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
    return (grey - mean) / deviation


def texture_of(images: torch.Tensor) -> torch.Tensor:
    """The texture (B, 1, H, W) of which `images` made grey images, except for what it clipped."""
    return (images[:, :1] * DEVIATION[0] + (MEAN[0] - 0.5)) * CONTRAST
