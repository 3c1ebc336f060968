"""Vendors' single-look complex products, by sarpy's readers."""

from __future__ import annotations

from pathlib import Path

from ..product import Product, Row


def _is_vendor_slc(path: Path, head: bytes) -> bool:
    from .formats import vendor_of

    return vendor_of(path) is not None


def _companions(path: Path) -> list[Path]:
    """The other files of a PALSAR-2 product; those of the other vendors are one file, or GDAL lists them."""
    from .formats import PALSAR_PARTS as PARTS

    return [file for file in path.parent.iterdir() if path.name.startswith(PARTS) and file.name.startswith(PARTS)]


VENDOR_SLC = Product(
    name="vendor's SLC",
    listed="a vendor's SLC product (ICEYE, Capella, TerraSAR-X, COSMO-SkyMed, Radarsat-2, RCM, PALSAR-2, GFF)",
    recognises=_is_vendor_slc,
    opener=".vendor_slc.reader:VendorSlc.open",
    places=".sicd.places:places_of_vendor",
    rows=(
        Row(
            "ICEYE, Capella SLC",
            "as delivered; of Capella spotlight images the SICD",
            "written files of known geometry, to 0.02 px. Capella products whose line times and antenna path start "
            "apart, or that are not on a range and time grid, are refused",
        ),
        Row(
            "TerraSAR-X, COSMO-SkyMed, Radarsat-2, RCM, PALSAR-2, GFF (through sarpy)",
            "as delivered; PALSAR-2 of level 1.1",
            "untested",
        ),
    ),
    has_channels=True,
    companions=_companions,
)
