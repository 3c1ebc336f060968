"""The encoder of RoMa's reduced design: what the matcher compact sees, and where.

RoMa stands on encoders that were trained before: VGG-19 on photographs and DINOv2 on millions of images, whose coarse
features tell a place from others and know where in the image they lie. At a hundredth of their size no network becomes
such an encoder on the way. The reduced one therefore begins as the encoder of `compact`, trained on simulated SAR
images: its fine features are those of the refiners, and the coarse ones describe windows of the sweep's features, since
one cell of speckle tells little, together with waves that tell the place.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ..compact.layers import SLOPE, Residual, conv
from ..compact.network import Design, Encoder
from .passes import texture_of

WINDOW = 8
"""Side [cells of 8 pixels] of the windows that coarse features describe."""
WAVES = 64
"""Wave vectors that tell the place, each by sine and cosine."""
REACH = 1.5
"""Cells of 16 pixels over which places look alike."""


class ReducedEncoder(nn.Module):
    """Features of all strides.

    Parameters
    ----------
    features : tuple of int
        Channels by stride; all but the first and the last are those of `compact`.
    """

    def __init__(self, features: tuple[int, ...]) -> None:
        super().__init__()
        design, finest = Design(), features[0]
        self.finest = nn.ModuleList([conv(2, finest), Residual(finest)])
        self.encoder = Encoder(2, design.fine, design.middle)
        self.sweep_encoder = Encoder(4, *design.sweep)
        self.groups, described = design.groups, features[3]
        self.project = conv(design.sweep[1], described, size=1)
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
        seen = torch.cat([texture, torch.ones_like(texture)], 1)
        first, second = self.finest
        two, four = self.encoder(seen)
        eight = self._unit(self.project(self.sweep_encoder(seen)[1]))
        found = {1: second(F.leaky_relu(first(seen), SLOPE)), 2: two, 4: four, 8: eight}
        if not upsample:
            window = self.window(eight)
            found[16] = torch.cat([window, self._places(*window.shape[-2:]).expand(len(window), -1, -1, -1)], 1)
        return found

    def _unit(self, features: torch.Tensor) -> torch.Tensor:
        """Each group scaled to the same length, as the sweep correlates them; all together of variance one."""
        batch, channels, height, width = features.shape
        grouped = F.normalize(features.reshape(batch, self.groups, -1, height, width), dim=2)
        return grouped.reshape(features.shape) * (channels / self.groups) ** 0.5

    def _places(self, height: int, width: int) -> torch.Tensor:
        rows, columns = (torch.arange(n, device=self.waves.device, dtype=torch.float32) for n in (height, width))
        cells = torch.stack(torch.meshgrid(rows, columns, indexing="ij"))
        phase = torch.einsum("wc,chx->whx", self.waves, cells)
        return torch.cat([phase.sin(), phase.cos()])[None]
