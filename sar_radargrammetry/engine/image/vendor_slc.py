"""Single-look complex products of vendors, through sarpy: it describes each of them as a SICD.

Which product a file is, is told by its content here, and only the one reader of sarpy that is meant for it is asked:
its own search tries a dozen readers in turn on whatever it is given, and runs through folders.

ICEYE and Capella were tested on files written by the tests, with known geometry; the other readers (TerraSAR-X,
COSMO-SkyMed, Radarsat-2 and RCM, PALSAR-2, GFF) have not been run on any product. What sarpy makes of a product goes
through the checks of `sicd_geometry` all the same: the scene centre must lie on its own pixel, and pixels and ground
points must come back to each other. That refuses Capella products whose first line is later than the start of their
collect: sarpy 2.1.1 counts the times of their lines from the former and the antenna's path from the latter.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from sarpy.io.complex.sicd_elements.blocks import Poly2DType
from sarpy.io.complex.sicd_elements.SICD import SICDType

from ..errors import EngineError
from ..sensor.model import SensorModel
from .channel import DEFAULT, Channel
from .gdal_raster import RasterFailure, open_raster
from .sicd import sicd_info
from .sicd_geometry import lines_are_columns, sicd_model

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
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


@dataclasses.dataclass(frozen=True, eq=False)
class VendorSlc:
    """One image of a vendor's product; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
    info : dict
    source : sarpy SICDTypeReader
        Of the open product.
    index : int
        Of the image in the product.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    source: Any
    index: int

    @classmethod
    def open(cls, path: str | Path, channel: Channel = DEFAULT) -> VendorSlc:
        """Open the image of a polarisation, by default the first co-polarised one.

        Raises
        ------
        EngineError
            No such polarisation, several images of it (scenes in bursts or sub-swaths), an incomplete or damaged
            product, or a geometry that contradicts itself.
        """
        path = Path(path)
        vendor = vendor_of(path)
        if vendor is None:
            raise EngineError(f"{path} is no single-look complex product of a known vendor; choose another file.")
        if channel.frequency is not None:
            raise EngineError(f"{path} holds one frequency band; leave the choice of frequency empty.")
        try:
            source = _reader(vendor, path)
            sicds = source.get_sicds_as_tuple()
            index = _choose(path, vendor, sicds, channel)
            model = _model(path, vendor, sicds[index])
            info = sicd_info(sicds[index])
        except EngineError:
            raise
        # sarpy's readers fail with whatever their parsers stumble over.
        except Exception as error:
            raise _damaged(path, vendor.name, error) from error
        return cls(path, model, info, source, index)

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image as (lines, samples) complex64; see `product.Reader.read`."""
        crosswise = lines_are_columns(self.model)
        across, along = slice(sample, sample + samples), slice(line, line + lines)
        window = (across, along) if crosswise else (along, across)
        try:
            values = self.source.read(*window, index=self.index, squeeze=False)
        except Exception as error:
            raise _damaged(self.path, "its samples", error) from error
        values = values.reshape(samples, lines).T if crosswise else values.reshape(lines, samples)
        return values.astype(np.complex64, copy=False)


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


def _reader(vendor: Vendor, path: Path) -> Any:
    module, name = vendor.reader.rsplit(".", 1)
    logging.getLogger("sarpy").setLevel(logging.ERROR)
    with warnings.catch_warnings(), _no_quality_estimate():
        warnings.simplefilter("ignore")
        return getattr(importlib.import_module(module), name)(str(path))


@contextlib.contextmanager
def _no_quality_estimate() -> Iterator[None]:
    """Keeps sarpy from estimating an image quality nobody asked for: for it the readers load all of matplotlib, which
    fails where the system has another matplotlib beside the engine's own."""
    estimate = SICDType.populate_rniirs
    SICDType.populate_rniirs = lambda self, **_: None
    try:
        yield
    finally:
        SICDType.populate_rniirs = estimate


def _choose(path: Path, vendor: Vendor, sicds: tuple, channel: Channel) -> int:
    """Index of the image of the polarisation asked for."""
    polarisations = [str(sicd.get_processed_polarization()).replace(":", "") for sicd in sicds]
    present = sorted(set(polarisations), key=lambda p: (p[:1] != p[1:], p))
    wanted = channel.polarisation or present[0]
    matching = [index for index, found in enumerate(polarisations) if found == wanted]
    if not matching:
        raise EngineError(f"{path} has no {wanted} image; it has {', '.join(present)}.")
    if len(matching) > 1:
        raise EngineError(
            f"{path} ({vendor.name}) holds {len(matching)} {wanted} images, bursts or sub-swaths of a scene, which are "
            "not supported; choose a strip-map or spotlight product."
        )
    return matching[0]


def _model(path: Path, vendor: Vendor, sicd: Any) -> SensorModel:
    if sicd.Grid.Type == "RGZERO":
        # Vendors state when and how far each pixel was at closest approach. When it was in the middle of the beam, and
        # the Doppler rate that leads from there to closest approach, are sarpy's estimates, rough ones for Capella
        # (8 % of the distance to the scene centre in one checked case): project from closest approach itself.
        sicd.Grid.TimeCOAPoly = Poly2DType(Coefs=[list(sicd.RMA.INCA.TimeCAPoly.Coefs)])
    try:
        return sicd_model(sicd, path)
    except EngineError as error:
        # The metadata are sarpy's translation: what is wrong with them need not be wrong with the product.
        reason = str(error).rstrip(".")
        raise EngineError(
            f"The {vendor.name} product as sarpy describes it cannot be used: {reason}; if the vendor offers it as "
            "SICD, choose that."
        ) from error


def _damaged(path: Path, what: str, error: Exception) -> EngineError:
    reason = " ".join(str(error).split())[:200]
    return EngineError(
        f"{path} could not be read ({what}; {type(error).__name__}: {reason}); check that all files of the product are "
        "there, or download it again."
    )


def _hdf5_has(*names: str) -> Callable[[Path, bytes], bool]:
    def recognises(path: Path, head: bytes) -> bool:
        if not head.startswith(b"\x89HDF\r\n\x1a\n"):
            return False
        try:
            with h5py.File(path, "r") as file:
                return all(name in file or name in file.attrs for name in names)
        except Exception:  # damaged: another format's business to say so
            return False

    return recognises


def _xml_has(*words: bytes) -> Callable[[Path, bytes], bool]:
    def recognises(path: Path, head: bytes) -> bool:
        if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return False
        with path.open("rb") as file:
            text = file.read(_XML_HEAD)
        return all(word in text for word in words)

    return recognises


def _is_palsar(path: Path, head: bytes) -> bool:
    # Every record of a CEOS file begins with its number, here 1, and its four type codes.
    return path.name.startswith(("IMG-", "VOL-", "LED-", "TRL-")) and head.startswith(b"\0\0\0\x01")


def _is_capella(path: Path, head: bytes) -> bool:
    if not head.startswith(_TIFF):
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
        raise EngineError(f"{path} has a damaged ImageDescription; download the Capella product again.") from error
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
