"""RoMa's parts put together; the only file that imports romatch, see `network`."""

from __future__ import annotations

import torch
from romatch.models.encoders import VGG19, CNNandDinov2
from romatch.models.matcher import GP, ConvRefiner, CosKernel, Decoder, RegressionMatcher
from romatch.models.transformer import Block, MemEffAttention, TransformerDecoder, vit_large
from torch import nn

from .design import STRIDES, RomaDesign
from .reduced_encoder import ReducedEncoder


class OutdoorEncoder(CNNandDinov2):
    """The authors' encoder without the weights that its constructor wants."""

    def __init__(self, dtype: torch.dtype) -> None:
        nn.Module.__init__(self)
        self.cnn = VGG19(pretrained=False, amp=True)
        # A uniform rate of zero is what the authors have; other ways to say so cannot be built without numbers.
        dinov2 = vit_large(
            img_size=518, patch_size=14, init_values=1.0, ffn_layer="mlp", block_chunks=0, drop_path_uniform=True
        )
        self.amp, self.amp_dtype = True, dtype
        self.dinov2_vitl14 = [dinov2.eval().to(dtype)]


def assemble(design: RomaDesign, dtype: torch.dtype) -> RegressionMatcher:
    """RoMa of a design, as ``romatch.models.model_zoo.roma_models.roma_model`` puts it together.

    Parameters
    ----------
    design : RomaDesign
    dtype : torch.dtype
        Of DINOv2.
    """
    encoder = OutdoorEncoder(dtype) if design.kind == "outdoor" else ReducedEncoder(design.features)
    width = design.gaussian + design.projected[-1]
    blocks = [Block(width, design.heads, attn_class=MemEffAttention) for _ in range(design.blocks)]
    classifier = TransformerDecoder(
        nn.Sequential(*blocks), width, design.anchors**2 + 1, is_classifier=True, amp=True, pos_enc=False
    )
    gaussian = GP(CosKernel, T=0.2, learn_temperature=False, only_attention=False, gp_dim=design.gaussian, no_cov=True)
    projections = {
        str(stride): nn.Sequential(nn.Conv2d(features, projected, 1, 1), nn.BatchNorm2d(projected))
        for stride, features, projected in zip(STRIDES, design.features, design.projected, strict=True)
    }
    if design.kind == "reduced":
        for stride, features, projected in zip(STRIDES, design.features, design.projected, strict=True):
            if features == projected:
                _unchanged(projections[str(stride)][0])
    refiners = {
        str(stride): _refiner(design.projected[i], design.embedded[i], design.reach[i], design.hidden_blocks)
        for i, stride in enumerate(STRIDES)
    }
    decoder = Decoder(
        classifier,
        nn.ModuleDict({"16": gaussian}),
        nn.ModuleDict(projections),
        nn.ModuleDict(refiners),
        detach=True,
        scales=[str(stride) for stride in reversed(STRIDES)],
    )
    return RegressionMatcher(
        encoder,
        decoder,
        h=design.coarse,
        w=design.coarse,
        upsample_preds=True,
        upsample_res=(design.fine, design.fine),
        symmetric=True,
        attenuate_cert=True,
    )


def _unchanged(layer: nn.Conv2d) -> None:
    """Begin with a projection that keeps what it takes."""
    nn.init.dirac_(layer.weight)
    nn.init.zeros_(layer.bias)


def _refiner(projected: int, embedded: int, reach: int, blocks: int) -> ConvRefiner:
    channels = 2 * projected + embedded + ((2 * reach + 1) ** 2 if reach else 0)
    return ConvRefiner(
        channels,
        channels,
        2 + 1,
        kernel_size=5,
        dw=True,
        hidden_blocks=blocks,
        displacement_emb="linear",
        displacement_emb_dim=embedded,
        local_corr_radius=reach or None,
        corr_in_other=True,
        amp=True,
        disable_local_corr_grad=True,
        bn_momentum=0.01,
        # The authors' compiled correlation is a package of its own, for CUDA.
        use_custom_corr=False,
    )
