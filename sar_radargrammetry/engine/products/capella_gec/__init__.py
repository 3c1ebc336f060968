"""Capella's geocoded images (GEC)."""

from __future__ import annotations

from pathlib import Path

from ..product import TIFF_MAGIC, Product, Row


def _is_capella_gec(path: Path, head: bytes) -> bool:
    if not head.startswith(TIFF_MAGIC):
        return False
    from .description import is_on_a_map

    return is_on_a_map(path)


CAPELLA_GEC = Product(
    name="Capella GEC",
    listed="Capella GEC",
    recognises=_is_capella_gec,
    opener=".capella_gec.reader:open_capella_gec",
    rows=(
        Row(
            "Capella GEC (geocoded to the ellipsoid)",
            "the `.tif` with its metadata",
            "written files, against the ellipsoid that the product names (`terrain_models.reprojection`) to 1e-3 px. "
            "Terrain surfaces are refused. Umbra's carry no flight track and are not read",
        ),
    ),
)
