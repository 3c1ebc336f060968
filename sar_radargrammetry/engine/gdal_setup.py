"""GDAL raises exceptions in the engine, everywhere and from the start, and takes little memory.

Both belong to the whole process. The engine's process sets them before a job runs; a program that uses the engine
as a library calls `prepare_gdal` once. QGIS itself keeps its own: nothing of this runs there.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

BLOCK_CACHE = 64 << 20
"""Bytes of GDAL's block cache. Steps read and write most blocks once, so that more is not faster. GDAL's own default is
5 % of the computer's memory."""


def prepare_gdal() -> None:
    """Let GDAL, OGR and OSR raise RuntimeError instead of returning None, and limit the block cache.

    A limit that the user gave (GDAL_CACHEMAX) is kept.
    """
    # Imported here: the engine says in one sentence when the interpreter has no GDAL.
    from osgeo import gdal, ogr, osr

    for library in (gdal, ogr, osr):
        library.UseExceptions()
    if gdal.GetConfigOption("GDAL_CACHEMAX") is None:
        gdal.SetCacheMax(BLOCK_CACHE)


@contextlib.contextmanager
def closing() -> Iterator[None]:
    """For the end of a dataset's life: what GDAL cannot write while it closes a file raises RuntimeError here.

    An exception of a destructor goes nowhere: Python prints its traceback and goes on.
    """
    failures: list[BaseException] = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: failures.append(unraisable.exc_value)
    try:
        yield
    finally:
        sys.unraisablehook = before
    if failures:
        raise RuntimeError(str(failures[0]))
