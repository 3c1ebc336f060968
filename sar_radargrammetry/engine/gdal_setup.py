"""GDAL raises exceptions in the engine, everywhere and from the start.

The switch belongs to the whole process. The engine's process sets it before a job runs; a program that uses the engine
as a library calls `raise_exceptions` once. QGIS itself keeps its own: nothing of this runs there.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


def raise_exceptions() -> None:
    """Let GDAL, OGR and OSR raise RuntimeError instead of returning None."""
    # Imported here: the engine says in one sentence when the interpreter has no GDAL.
    from osgeo import gdal, ogr, osr

    for library in (gdal, ogr, osr):
        library.UseExceptions()


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
