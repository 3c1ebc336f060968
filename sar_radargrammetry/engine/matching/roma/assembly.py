"""RoMa's parts put together; the only file that imports romatch, see `network`.

The authors' design stands on encoders that were trained before: VGG-19 on photographs and DINOv2 on millions of images,
whose coarse features tell a place from others and know where in the image they lie. At a hundredth of their size no
network becomes such an encoder on the way. The reduced one therefore begins as the encoder of `compact`, trained on
simulated SAR images: its fine features are those of the refiners, and the coarse ones describe windows of the sweep's
features, since one cell of speckle has little information, together with waves that encode the place.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from romatch.models.encoders import VGG19, CNNandDinov2
from romatch.models.matcher import GP, ConvRefiner, CosKernel, Decoder, RegressionMatcher
from romatch.models.transformer import Block, MemEffAttention, TransformerDecoder, vit_large
from torch import nn

from ..learned.layers import SLOPE, Encoder, Residual, conv
from .design import STRIDES, RomaDesign, texture_of

SWEEP, GROUPS = (32, 64), 4
"""Channels of the sweep's features of `compact`, at strides 4 and 8, and the groups in which it correlates them."""
WINDOW = 8
"""Side [cells of 8 pixels] of the windows that coarse features describe."""
WAVES = 64
"""Wave vectors that encode the place, each by sine and cosine."""
REACH = 1.5
"""Cells of 16 pixels over which places look alike."""


class OutdoorEncoder(CNNandDinov2):
    """The authors' encoder without the weights that its constructor requires."""

    def __init__(self, dtype: torch.dtype) -> None:
        nn.Module.__init__(self)
        self.cnn = VGG19(pretrained=False, amp=True)
        # A uniform rate of zero is what the authors have; other ways to say so cannot be built without numbers.
        dinov2 = vit_large(
            img_size=518, patch_size=14, init_values=1.0, ffn_layer="mlp", block_chunks=0, drop_path_uniform=True
        )
        self.amp, self.amp_dtype = True, dtype
        self.dinov2_vitl14 = [dinov2.eval().to(dtype)]


class ReducedEncoder(nn.Module):
    """Features of all strides, of the reduced design.

    Parameters
    ----------
    features : tuple of int
        Channels by stride; all but the first and the last are those of `compact`.
    """

    def __init__(self, features: tuple[int, ...]) -> None:
        super().__init__()
        finest, fine, middle, described, _ = features
        self.finest = nn.ModuleList([conv(2, finest), Residual(finest)])
        self.encoder = Encoder(2, fine, middle)
        self.sweep_encoder = Encoder(4, *SWEEP)
        self.project = conv(SWEEP[1], described, size=1)
        self.window = nn.Conv2d(described, features[4] - 2 * WAVES, WINDOW, 2, WINDOW // 2 - 1)
        # A random projection keeps the correlation of windows.
        nn.init.normal_(self.window.weight, 0.0, (described * WINDOW**2) ** -0.5)
        self.register_buffer("waves", torch.randn(WAVES, 2) / REACH)

    def begin(self, compact: dict[str, torch.Tensor]) -> None:
        """Take the numbers of a `CompactNet` of the standard design."""
        for name, module in (
            ("encoder.", self.encoder),
            ("sweep_encoder.", self.sweep_encoder),
            ("sweep.project.", self.project),
        ):
            own = {key[len(name) :]: value for key, value in compact.items() if key.startswith(name)}
            module.load_state_dict(own)

    def forward(self, images: torch.Tensor, upsample: bool = False) -> dict[int, torch.Tensor]:
        """Features (B, channels, H / stride, W / stride) by stride; no coarse ones in the second pass, `upsample`."""
        texture = texture_of(images)
        inputs = torch.cat([texture, torch.ones_like(texture)], 1)
        first, second = self.finest
        two, four = self.encoder(inputs)
        eight = self._unit(self.project(self.sweep_encoder(inputs)[1]))
        found = {1: second(F.leaky_relu(first(inputs), SLOPE)), 2: two, 4: four, 8: eight}
        if not upsample:
            window = self.window(eight)
            found[16] = torch.cat([window, self._places(*window.shape[-2:]).expand(len(window), -1, -1, -1)], 1)
        return found

    def _unit(self, features: torch.Tensor) -> torch.Tensor:
        """Each group scaled to the same length, as the sweep correlates them; all together of variance one."""
        batch, channels, height, width = features.shape
        grouped = F.normalize(features.reshape(batch, GROUPS, -1, height, width), dim=2)
        return grouped.reshape(features.shape) * (channels / GROUPS) ** 0.5

    def _places(self, height: int, width: int) -> torch.Tensor:
        rows, columns = (torch.arange(n, device=self.waves.device, dtype=torch.float32) for n in (height, width))
        cells = torch.stack(torch.meshgrid(rows, columns, indexing="ij"))
        phase = torch.einsum("wc,chx->whx", self.waves, cells)
        return torch.cat([phase.sin(), phase.cos()])[None]


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
