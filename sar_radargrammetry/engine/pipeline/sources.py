"""The files that a result depends on, and what changes when one of them does: the stamps of what runs keep."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from ..files.names import is_inside, outer_file
from ..image.gdal_raster import RasterFailure, open_raster
from ..products.product import Reader
from ..products.registry import product_files
from ..sensor.sidecar import sidecar_path, sidecar_text

TEXTS = (".json", ".vrt", ".xml", ".ann")
"""Endings of small files that are compared by content: a larger run writes them anew, with the same content."""
STATISTICS = re.compile(rb"<Histograms>.*?</Histograms>|<MDI key=\"STATISTICS_[^>]*>[^<]*</MDI>", re.DOTALL)
"""What a program leaves in GDAL's ``.aux.xml`` beside a raster when it draws it."""


def sources(*paths: str | Path | None) -> list[Path]:
    """All files that are read with some rasters: images, surface models and DEMs.

    Parameters
    ----------
    *paths : path or None
        Rasters; None for one that is not given. Of a raster inside another file (``NETCDF:"a.nc":Band1``) that file
        counts; the name of one on a server (``/vsicurl/...``) counts as it is.

    Returns
    -------
    list of Path
        Of each raster in turn: the file, the geometry beside it (``.sargeom.json``), what GDAL reads with it (world
        file, ``.aux.xml``, ``.msk``), and the same of every source of a virtual raster. Overviews are left out.
    """
    found: dict[Path, None] = {}
    waiting = [_file_of(path) for path in paths if path is not None]
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found[path] = None
        sidecar = sidecar_path(path)
        if sidecar.is_file():
            found[sidecar] = None
        waiting[:0] = [file for file in _read_with(path) if file not in found]
    return list(found)


def product_sources(reader: Reader) -> list:
    """The fingerprint of an image of any format: its files, and the geometry that was read from them."""
    geometry = hashlib.sha256(sidecar_text(reader.model, reader.info).encode()).hexdigest()
    return [*fingerprints(sources(*product_files(reader.path))), geometry]


def fingerprints(files: list[Path]) -> list[list]:
    """What changes when one of the files does: name and content of small ones, else name, size and time.

    Folders do not count: what was moved together stays the same. A file that is gone has its name alone.
    """
    return [_fingerprint(file) for file in files]


def _file_of(name: str | Path) -> Path:
    return (outer_file(name) if is_inside(name) else None) or Path(name)


def _read_with(path: Path) -> list[Path]:
    """What GDAL reads besides a raster; nothing where it is not GDAL that reads it."""
    try:
        dataset = open_raster(path)
    except RasterFailure:
        return []
    files = [_file_of(file) for file in dataset.GetFileList() or []]
    return [file for file in files if file != path and file.suffix.lower() != ".ovr" and _content(file) != b""]


def _fingerprint(path: Path) -> list:
    if not path.is_file():
        return [path.name]
    content = _content(path)
    if content is not None:
        return [path.name, hashlib.sha256(content).hexdigest()]
    status = path.stat()
    return [path.name, status.st_size, status.st_mtime_ns]


def _content(path: Path) -> bytes | None:
    """What a small file says, without the statistics of an ``.aux.xml``; None of one that is compared otherwise."""
    if path.suffix.lower() not in TEXTS or not path.is_file():
        return None
    content = path.read_bytes()
    if not path.name.endswith(".aux.xml"):
        return content
    content = STATISTICS.sub(b"", content)
    return content if re.sub(rb"<[^>]*>", b"", content).strip() else b""
