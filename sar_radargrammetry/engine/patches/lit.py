"""Which part of a patch shows ground."""

from __future__ import annotations

from ..image.signal import LitGround
from ..image.slant_image import SlantImage
from ..image.window import Window
from .package import PatchPlan


def lit_parts(reference: SlantImage, plan: PatchPlan) -> dict[int, Window]:
    """By the numbers of the patches, the parts of them outside of which the reference shows noise only; without patches
    that show nothing else."""
    ground = LitGround.of(reference)
    parts = {patch.number: ground.part(patch.reference) for patch in plan.patches}
    return {number: part for number, part in parts.items() if part is not None}
