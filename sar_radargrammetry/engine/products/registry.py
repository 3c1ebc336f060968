"""The kinds of products: recognise one by its content and open it, whatever its format, through one interface.

The folder of a kind says in its ``__init__.py`` what it is (`Product`) with the standard library alone; its reader is
imported when a product asks for it.
"""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable
from pathlib import Path

from ..errors import EngineError
from .capella_gec import CAPELLA_GEC
from .channel import DEFAULT, Channel
from .fsar import FSAR
from .nisar import NISAR
from .plain import PLAIN
from .product import HDF5_MAGIC, TIFF_MAGIC, Places, Product, Reader
from .sentinel1 import SENTINEL1
from .sicd import SICD
from .uavsar import UAVSAR
from .vendor_slc import VENDOR_SLC

PRODUCTS = (SICD, NISAR, UAVSAR, SENTINEL1, CAPELLA_GEC, VENDOR_SLC, FSAR, PLAIN)
"""In the order in which they are asked. The sidecar comes last: it may lie beside a product of the same name."""

ARCHIVE_MAGIC = (b"PK\3\4", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c")
"""First bytes of zip, gzip (tar.gz) and 7z files."""


def listing() -> str:
    """All kinds of products in one line of text."""
    *listed, last = (product.listed for product in PRODUCTS)
    return f"{', '.join(listed)}, or {last}"


def table() -> str:
    """All kinds of products as a table in Markdown."""
    rows = (f"| {row.product} | {row.choose} | {row.state} |\n" for product in PRODUCTS for row in product.rows)
    return "| product | choose | state |\n|---|---|---|\n" + "".join(rows)


def open_product(path: str | Path, channel: Channel = DEFAULT) -> Reader:
    """Open a product of any kind of `PRODUCTS`.

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
    product = kind_of(path)
    if not product.has_channels and channel != DEFAULT:
        raise EngineError("{path} holds a single image ({name}); choose no other.", path=path, name=product.name)
    open_image = _imported(product.opener)
    return open_image(path, channel) if product.has_channels else open_image(path)


def places_of(path: str | Path, reader: Reader) -> Places | None:
    """Places on the ground that another source states for pixels of an open product; None where none does."""
    product = kind_of(Path(path))
    return _imported(product.places)(reader) if product.places else None


def is_candidate(path: Path) -> bool:
    """Whether a file may be meant as a SAR image: a product of a known kind, or of a format that images have."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
        if head.startswith((*TIFF_MAGIC, HDF5_MAGIC, b"NITF", b"NSIF", *ARCHIVE_MAGIC)):
            return True
        return any(product.recognises(path, head) for product in PRODUCTS)
    except (EngineError, OSError):  # such as the manifest beside a product
        return False


def _imported(name: str) -> Callable:
    """What a product names as module:function."""
    module, function = name.split(":")
    return operator.attrgetter(function)(importlib.import_module(module, __package__))


def product_files(path: str | Path) -> list[Path]:
    """The files that a product is read from: the one that the user chose, and its companions in order of their names.

    Raises
    ------
    EngineError
        See `open_product`.
    """
    path = Path(path)
    companions = {file for file in kind_of(path).companions(path) if file.is_file()}
    return [path, *sorted(companions - {path})]


def kind_of(path: Path) -> Product:
    """The kind of a product, by its content.

    Raises
    ------
    EngineError
        See `open_product`.
    """
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
    for product in PRODUCTS:
        if product.recognises(path, head):
            return product
    if head.startswith(ARCHIVE_MAGIC):
        raise EngineError(
            "{path} is an archive; unpack it and choose the image file of the product inside it.", path=path
        )
    raise EngineError(
        "{path} is not a SAR image with known geometry; choose {readable}.", path=path, readable=listing()
    )
