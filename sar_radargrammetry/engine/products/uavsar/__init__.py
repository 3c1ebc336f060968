"""UAVSAR single-look complex images with their annotation."""

from __future__ import annotations

from pathlib import Path

from ..product import Product, Row, has_sidecar


def is_annotation(path: Path) -> bool:
    """Whether a file is a UAVSAR annotation, by its content."""
    try:
        with path.open("rb") as file:
            head = file.read(1 << 20)
    except OSError:
        return False
    return b"\0" not in head and b"Peg Latitude" in head and b"=" in head


def _is_uavsar(path: Path, head: bytes) -> bool:
    # Raw images say nothing about themselves: the annotation beside them does, and must be there.
    return is_annotation(path) or (path.suffix.lower() == ".slc" and not has_sidecar(path))


def _companions(path: Path) -> list[Path]:
    """Annotations, images and Doppler files of the folder: an annotation names its own."""
    return [file for file in path.parent.iterdir() if file.suffix.lower() in (".ann", ".slc", ".dop")]


UAVSAR = Product(
    name="UAVSAR SLC",
    listed="UAVSAR (.ann)",
    recognises=_is_uavsar,
    opener=".uavsar.reader:UavsarImage.open",
    rows=(
        Row(
            "UAVSAR SLC stacks and PolSAR",
            "the `.ann`",
            "written files, against PROJ's `sch` coordinates to 1e-3 px",
        ),
    ),
    has_channels=True,
    companions=_companions,
)
