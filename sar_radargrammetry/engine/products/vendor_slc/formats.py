"""Which vendor's single-look complex product a file is, by its content, without loading any reader."""

from __future__ import annotations

import dataclasses
import glob
import json
import re
from collections.abc import Callable
from pathlib import Path

from ...errors import EngineError
from ...image.gdal_raster import RasterFailure, open_raster
from ..product import HDF5_MAGIC, TIFF_MAGIC, has_sidecar

_XML_HEAD = 1 << 16


@dataclasses.dataclass(frozen=True)
class Vendor:
    """A family of products.

    Parameters
    ----------
    name : str
        As users call it.
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


_PALSAR_LEVEL = re.compile(r"-[A-Z]{3}[LR](\d\.\d)")
PALSAR_PARTS = ("IMG-", "VOL-", "LED-", "TRL-")
"""How the names of the files of a PALSAR-2 product begin."""


def _is_palsar(path: Path, head: bytes) -> bool:
    # Every record of a CEOS file begins with its number, here 1, and its four type codes.
    ceos, level = head.startswith(b"\0\0\0\x01"), _PALSAR_LEVEL.search(path.name)
    higher = level is not None and level[1] != "1.1"
    # Higher levels come as GeoTIFF, too. An imported image keeps the product's name now and then.
    geotiff = higher and head.startswith(TIFF_MAGIC) and not has_sidecar(path)
    if not (path.name.startswith(PALSAR_PARTS) and (ceos or geotiff)):
        return False
    scene = path.name.split("-", 2 if path.name.startswith("IMG-") else 1)[-1]
    images = [path] if path.name.startswith("IMG-") else path.parent.glob(f"IMG-*-{glob.escape(scene)}")
    if higher or any(map(_is_detected, images)):
        raise EngineError(
            "{path} belongs to a PALSAR-2 product of level {level}, a detected image on the ground; choose level 1.1 "
            "of the same scene.",
            path=path,
            level=level[1] if level else "1.5",
        )
    return True


def _is_detected(image: Path) -> bool:
    """Whether the descriptor of a CEOS image says so: file identification (byte 56, B is signal data) or sample type.

    Source: JAXA, ALOS-2/PALSAR-2 Level 1.1/1.5/2.1/3.1 CEOS SAR Product Format Description.
    """
    try:
        with image.open("rb") as file:
            head = file.read(428)
    except OSError:
        return False
    return head[55:56] in (b"C", b"D") or head[400:428].startswith((b"UNSIGNED", b"INTEGER"))


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
        collect = json.loads(text)["collect"]
        geometry = collect["image"]["image_geometry"].get("type", "slant_plane")
        complex_samples = str(collect["image"]["data_type"]).startswith("C")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(
            "{path} has a damaged ImageDescription; download the Capella product again.", path=path
        ) from error
    if complex_samples and geometry not in ("slant_plane", "geotransform"):
        raise EngineError(
            "{path} is a Capella SLC on a grid ({geometry}) that is read from the SICD only; choose the SICD of the "
            "same image.",
            path=path,
            geometry=geometry,
        )
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
