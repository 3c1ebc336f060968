"""SICD products (NITF): complex images with a standard geometry."""

from __future__ import annotations

from pathlib import Path

from ...errors import EngineError
from ..product import Product, Row
from .nitf import MAGIC, xml_documents


def _is_sicd(path: Path, head: bytes) -> bool:
    if not head.startswith(MAGIC):
        return False
    documents = xml_documents(path)
    if "SIDD" in documents:
        raise EngineError(
            "{path} is a SIDD, a derived image that is no longer in slant range; choose the SICD it was made from.",
            path=path,
        )
    if "SICD" not in documents:
        raise EngineError("{path} is a NITF file without SICD metadata; choose a SICD product.", path=path)
    return True


SICD = Product(
    name="SICD",
    listed="SICD (NITF)",
    recognises=_is_sicd,
    opener=".sicd.reader:SicdImage.open",
    places=".sicd.places:places_of_sicd",
    rows=(
        Row(
            "SICD (NITF): strip map, spotlight, any grid (RGZERO, RGAZIM, PLANE, XRGYCR, XCTYAT), any pixel type",
            "the `.nitf`",
            "written files of every grid and pixel type, against sarpy's projection to 2e-8 px; a simulated airborne "
            "pair of another renderer to 2e-4 px. Versions 0.5 to 1.4 by their namespaces only; others are read with a "
            "warning, and their version is named. Bistatic products are refused",
        ),
    ),
)
