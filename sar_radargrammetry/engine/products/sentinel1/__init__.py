"""Sentinel-1 GRD images, as delivered or warped onto a map."""

from __future__ import annotations

import re
from pathlib import Path

from ...errors import EngineError
from ..product import Product, Row, has_sidecar

SUFFIXES = (".tiff", ".tif")
NAME = re.compile(r"s1[a-d]-\w+-grd[a-z]?-", re.IGNORECASE)
"""How names of images begin."""


def is_annotation(path: Path) -> bool:
    """Whether a file looks like the annotation of a Sentinel-1 image."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<adsHeader" in head and b"<product" in head


def annotation_places(path: Path) -> list[Path]:
    """Where the annotation of an image may lie, the product's own place first."""
    name = path.with_suffix(".xml").name
    beside = path.with_name(name)
    return [path.parent.parent / "annotation" / name, beside] if path.parent.name == "measurement" else [beside]


def _is_sentinel1(path: Path, head: bytes) -> bool:
    """Whether a file is an image with a Sentinel-1 annotation, named like one, or an annotation itself."""
    if path.suffix.lower() == ".safe" and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise EngineError(
            "{path} is the manifest of a product; choose the folder measurement beside it, and there the .tiff of one "
            "polarisation.",
            path=path,
        )
    # An imported image keeps the product's name now and then; its own geometry then counts.
    if has_sidecar(path):
        return False
    if path.suffix.lower() not in SUFFIXES:
        return path.suffix.lower() == ".xml" and is_annotation(path)
    return bool(NAME.match(path.name)) or any(is_annotation(place) for place in annotation_places(path))


def _companions(path: Path) -> list[Path]:
    """The annotation of an image, or the images of an annotation."""
    if path.suffix.lower() != ".xml":
        return annotation_places(path)
    folders = (path.parent, path.parent.parent / "measurement")
    return [folder / f"{path.stem}{suffix}" for folder in folders for suffix in SUFFIXES]


SENTINEL1 = Product(
    name="Sentinel-1 GRD",
    listed="Sentinel-1 GRD",
    recognises=_is_sentinel1,
    opener=".sentinel1.reader:open_sentinel1",
    places=".sentinel1.places:places_of_grid",
    companions=_companions,
    rows=(
        Row(
            "Sentinel-1 GRD, in ground range or warped to a map by its geolocation grid",
            "the measurement `.tif(f)` with its annotation",
            "in ground range: real data (a whole IW image); ranges equal the product's polynomials, interpolated as "
            "its schema states, to 1e-9 m, places of the geolocation grid the orbit's to 0.02 mm in range and 0.03 ms "
            "in time. Warped: real data, a stereo pair ([Accuracy](accuracy.md#a-real-pair)); bends of the ranges "
            "there, and parts: written files",
        ),
    ),
)
