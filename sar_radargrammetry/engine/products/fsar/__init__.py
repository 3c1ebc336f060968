"""F-SAR images of DLR (RAT)."""

from __future__ import annotations

from ..product import Product, Row

FSAR = Product(
    name="F-SAR",
    listed="DLR F-SAR (.rat)",
    recognises=lambda path, head: head.startswith(b"RAT2"),
    opener=".fsar.reader:FsarImage.open",
    rows=(
        Row(
            "DLR F-SAR",
            "the `.rat`, with a `.sargeom.json` written by hand",
            "written files, pixels only",
        ),
    ),
)
