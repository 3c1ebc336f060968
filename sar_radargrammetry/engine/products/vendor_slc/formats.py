"""Which vendor's single-look complex product a file is, by its content, without loading any reader."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from ...errors import EngineError
from ...image.gdal_raster import RasterFailure, open_raster
from ..product import HDF5_MAGIC, TIFF_MAGIC

_XML_HEAD = 1 << 16


@dataclasses.dataclass(frozen=True)
class Vendor:
    """A family of products.

    Parameters
    ----------
    name : str
        As a user knows it.
    recognises : callable
        Takes the path and the file's first 16 bytes.
    reader : str
        sarpy's module and class.
    """

    name: str
    recognises: Callable[[Path, bytes], bool]
    reader: str


def vendor_of(path: Path) -> Vendor | None:
    """The vendor whose product a file is, by its content; None where it is none of them.

    Raises
    ------
    EngineError
        For a vendor's product that is no image in slant range.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return None
    return next((vendor for vendor in VENDORS if vendor.recognises(path, head)), None)


def _hdf5_has(*names: str) -> Callable[[Path, bytes], bool]:
    def recognises(path: Path, head: bytes) -> bool:
        if not head.startswith(HDF5_MAGIC):
            return False
        import h5py

        try:
            with h5py.File(path, "r") as file:
                return all(name in file or name in file.attrs for name in names)
        except Exception:  # damaged: another format's business to say so
            return False

    return recognises


def _xml_has(*markers: bytes) -> Callable[[Path, bytes], bool]:
    def recognises(path: Path, head: bytes) -> bool:
        if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return False
        with path.open("rb") as file:
            text = file.read(_XML_HEAD)
        return all(marker in text for marker in markers)

    return recognises


def _is_palsar(path: Path, head: bytes) -> bool:
    # Every record of a CEOS file begins with its number, here 1, and its four type codes.
    return path.name.startswith(("IMG-", "VOL-", "LED-", "TRL-")) and head.startswith(b"\0\0\0\x01")


def _is_capella(path: Path, head: bytes) -> bool:
    if not head.startswith(TIFF_MAGIC):
        return False
    try:
        text = open_raster(path).GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") or ""
    except RasterFailure:
        return False
    if not (text.startswith("{") and '"collect"' in text):
        return False
    try:
        image = json.loads(text)["collect"]["image"]
        geometry = image["image_geometry"].get("type", "slant_plane")
        complex_samples = str(image["data_type"]).startswith("C")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(
            "{path} has a damaged ImageDescription; download the Capella product again.", path=path
        ) from error
    return geometry == "slant_plane" and complex_samples


VENDORS = (
    Vendor("ICEYE", _hdf5_has("s_i", "s_q", "satellite_name", "product_name"), "sarpy.io.complex.iceye.ICEYEReader"),
    Vendor("COSMO-SkyMed", _hdf5_has("Mission ID", "Product Type"), "sarpy.io.complex.csk.CSKReader"),
    Vendor("Capella", _is_capella, "sarpy.io.complex.capella.CapellaReader"),
    Vendor("TerraSAR-X", _xml_has(b"<level1Product"), "sarpy.io.complex.tsx.TSXReader"),
    Vendor("Radarsat-2 or RCM", _xml_has(b"<product", b"sourceAttributes"), "sarpy.io.complex.radarsat.RadarSatReader"),
    Vendor("PALSAR-2", _is_palsar, "sarpy.io.complex.palsar2.PALSARReader"),
    Vendor("GFF", lambda path, head: head.startswith(b"GSATIMG"), "sarpy.io.complex.gff.GFFReader"),
)
