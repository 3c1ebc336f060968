"""Recognise a SAR product by its content and read it, whatever its format, through one interface.

A further format is one more file with an ``open`` function, and one more entry in `FORMATS`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..errors import EngineError
from ..sensor.model import SensorModel
from ..sensor.sidecar import sidecar_path
from .channel import DEFAULT, Channel
from .sicd.nitf import MAGIC, xml_documents

READABLE = (
    "a SICD (NITF), NISAR-like RSLC (HDF5), UAVSAR (.ann), Sentinel-1 GRD, Capella GEC or vendor's SLC product, or an "
    "image with its .sargeom.json beside it"
)

HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"


class Reader(Protocol):
    """An image product that gives windows of its pixels; only the window is ever held in memory."""

    @property
    def path(self) -> Path:
        """The file, for messages and provenance."""

    @property
    def model(self) -> SensorModel:
        """Geometry and size of the whole image; pixel (0, 0) is the centre of the first pixel."""

    @property
    def info(self) -> dict[str, Any]:
        """What is known about the product, see `sensor.sidecar.write_sidecar`."""

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window that lies inside the image: (lines, samples) complex64, or float32 amplitude.

        Rows are azimuth lines, columns slant-range samples, whatever the order on disk. NaN is no data.

        Raises
        ------
        EngineError
            When the file is damaged.
        """


@dataclasses.dataclass(frozen=True)
class Format:
    """A product format.

    Parameters
    ----------
    name : str
        As a user knows it.
    recognises : callable
        Takes the path and the file's first 16 bytes; true when the content is of this format. May raise EngineError
        for content that is of this family but cannot be used.
    open : callable
        Takes the path, gives a `Reader`, or raises EngineError.
    has_channels : bool
        Whether products hold several images; `open` then takes a `Channel` after the path.
    """

    name: str
    recognises: Callable[[Path, bytes], bool]
    open: Callable[..., Reader]
    has_channels: bool = False


def open_product(path: str | Path, channel: Channel = DEFAULT) -> Reader:
    """Open a product of any format of `FORMATS`.

    Parameters
    ----------
    path : path
    channel : Channel
        Which image to take where the product holds several.

    Raises
    ------
    EngineError
        One sentence: no such file, a folder, empty, damaged, or not a SAR product this release reads; or a channel of a
        product that holds one image only.
    """
    path = Path(path)
    if path.is_dir():
        raise EngineError("{path} is a folder; choose the image file of the product inside it.", path=path)
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except FileNotFoundError as error:
        raise EngineError("{path} does not exist; choose an existing SAR product.", path=path) from error
    except OSError as error:
        raise EngineError(
            "{path} could not be read ({reason}); check its permissions.", path=path, reason=error.strerror or error
        ) from error
    if not head:
        raise EngineError("{path} is empty; copy or download the product again.", path=path)
    for candidate in FORMATS:
        if candidate.recognises(path, head):
            if candidate.has_channels:
                return candidate.open(path, channel)
            if channel != DEFAULT:
                raise EngineError(
                    "{path} holds a single image ({name}); choose no other.", path=path, name=candidate.name
                )
            return candidate.open(path)
    raise EngineError("{path} is not a SAR image with known geometry; choose {readable}.", path=path, readable=READABLE)


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
        raise EngineError(
            "{path} is a NITF file without SICD metadata; choose {readable}.", path=path, readable=READABLE
        )
    return True


def _open_sicd(path: Path) -> Reader:
    from .sicd.reader import SicdImage

    return SicdImage.open(path)


def _is_rslc(path: Path, head: bytes) -> bool:
    if not head.startswith(HDF5_MAGIC):
        return False
    from .nisar.reader import is_rslc

    return is_rslc(path)


def _open_rslc(path: Path, channel: Channel) -> Reader:
    from .nisar.reader import RslcImage

    return RslcImage.open(path, channel)


def _is_uavsar(path: Path, head: bytes) -> bool:
    from .uavsar.annotation import is_annotation

    # Raw images say nothing about themselves: the annotation beside them does, and must be there.
    return is_annotation(path) or (path.suffix.lower() == ".slc" and not sidecar_path(path).is_file())


def _open_uavsar(path: Path, channel: Channel) -> Reader:
    from .uavsar.reader import UavsarImage

    return UavsarImage.open(path, channel)


def _is_vendor_slc(path: Path, head: bytes) -> bool:
    from .vendor_slc.formats import vendor_of

    return vendor_of(path) is not None


def _open_vendor_slc(path: Path, channel: Channel) -> Reader:
    from .vendor_slc.reader import VendorSlc

    return VendorSlc.open(path, channel)


def _is_fsar(path: Path, head: bytes) -> bool:
    return head.startswith(b"RAT2")


def _open_fsar(path: Path) -> Reader:
    from .fsar.reader import FsarImage

    return FsarImage.open(path)


def _is_sentinel1(path: Path, head: bytes) -> bool:
    from .sentinel1.reader import is_sentinel1

    # An imported image keeps the product's name now and then; its own geometry then counts.
    return is_sentinel1(path) and not sidecar_path(path).is_file()


def _open_sentinel1(path: Path) -> Reader:
    from .sentinel1.reader import open_sentinel1

    return open_sentinel1(path)


def _is_capella_gec(path: Path, head: bytes) -> bool:
    from .capella_gec.reader import is_capella_gec

    return is_capella_gec(path, head)


def _open_capella_gec(path: Path) -> Reader:
    from .capella_gec.reader import open_capella_gec

    return open_capella_gec(path)


def _is_slant_image(path: Path, head: bytes) -> bool:
    return sidecar_path(path).is_file()


def _open_slant_image(path: Path) -> Reader:
    from ..image.slant_image import SlantImage

    return SlantImage.open(path)


# The sidecar comes last: it may lie beside a product of the same name, whose own format then decides.
FORMATS = (
    Format("SICD", _is_sicd, _open_sicd),
    Format("NISAR RSLC", _is_rslc, _open_rslc, has_channels=True),
    Format("UAVSAR SLC", _is_uavsar, _open_uavsar, has_channels=True),
    Format("vendor's SLC", _is_vendor_slc, _open_vendor_slc, has_channels=True),
    Format("F-SAR", _is_fsar, _open_fsar),
    Format("Capella GEC", _is_capella_gec, _open_capella_gec),
    Format("Sentinel-1 GRD", _is_sentinel1, _open_sentinel1),
    Format("slant image", _is_slant_image, _open_slant_image),
)
