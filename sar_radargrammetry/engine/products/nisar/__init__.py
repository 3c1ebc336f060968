"""NISAR-like RSLC products (HDF5)."""

from __future__ import annotations

from pathlib import Path

from ..product import HDF5_MAGIC, Product, Row


def _is_rslc(path: Path, head: bytes) -> bool:
    if not head.startswith(HDF5_MAGIC):
        return False
    from .reader import is_rslc  # the content of an HDF5 file is read by its library only

    return is_rslc(path)


NISAR = Product(
    name="NISAR RSLC",
    listed="NISAR RSLC (HDF5)",
    recognises=_is_rslc,
    opener=".nisar.reader:RslcImage.open",
    places=".nisar.places:places_of_grid",
    rows=(
        Row(
            "NISAR RSLC, also UAVSAR's (HDF5)",
            "the `.h5`",
            "real data (UAVSAR, left-looking): below 1e-6 px and 1 mm against ISCE2. Right-looking, frequency B, half "
            "floats, sub-swaths: written files",
        ),
    ),
    has_channels=True,
)
