"""What a product is to the engine: how it is recognised and opened, what its reader gives, what the user is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the registry is read by QGIS, too, which has the standard library only
    import numpy as np

    from ..sensor.model import SensorModel


HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""First bytes of TIFF and BigTIFF files of either byte order."""


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


@dataclasses.dataclass(frozen=True, eq=False)
class Places:
    """Pixels whose places on the ground another source states: the product itself, or another library.

    Parameters
    ----------
    source : str
        Who states them.
    line, sample : (n,) ndarray
    ground : (n, 3) ndarray
        ECEF [m].
    """

    source: str
    line: np.ndarray
    sample: np.ndarray
    ground: np.ndarray


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of the table of products in docs/formats.md, which scripts/formats_table.py writes.

    Parameters
    ----------
    product : str
    choose : str
        Which file the user chooses.
    state : str
        On what the reader was tested.
    """

    product: str
    choose: str
    state: str


@dataclasses.dataclass(frozen=True)
class Product:
    """A kind of product.

    Parameters
    ----------
    name : str
        As users call it.
    listed : str
        Its part of the list of all kinds, such as "SICD (NITF)".
    recognises : callable
        Takes the path and the file's first 16 bytes; true when the content is of this kind. May raise EngineError for
        content that is of this family but cannot be used.
    opener : str
        Module, from the folder of products, and function: ".sicd.reader:SicdImage.open". The function takes the path,
        gives a `Reader`, or raises EngineError.
    rows : tuple of Row
    has_channels : bool
        Whether products hold several images; the opener then takes a `Channel` after the path.
    companions : callable
        Takes the path of the file that the user chose, gives the other files that the product is read from; those that
        do not exist do not count. The geometry beside an image (``.sargeom.json``) and what GDAL finds are known.
    places : str
        Module and function as of `opener`: takes the open reader, gives `Places` to compare its geometry with, or None
        where the product has none. Empty where no other source is known.
    """

    name: str
    listed: str
    recognises: Callable[[Path, bytes], bool]
    opener: str
    rows: tuple[Row, ...]
    has_channels: bool = False
    companions: Callable[[Path], Iterable[Path]] = lambda path: ()
    places: str = ""


def has_sidecar(path: Path) -> bool:
    """Whether an image has a ``.sargeom.json`` beside it, whose geometry then counts."""
    from ..sensor.sidecar import sidecar_path

    return sidecar_path(path).is_file()
