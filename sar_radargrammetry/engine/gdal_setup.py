"""GDAL raises exceptions in the engine, everywhere and from the start.

The switch belongs to the whole process. The engine's process sets it before a job runs; whoever uses the engine as a
library calls `raise_exceptions` once. QGIS itself keeps its own: nothing of this runs there.
"""

from __future__ import annotations


def raise_exceptions() -> None:
    """Let GDAL, OGR and OSR raise RuntimeError instead of returning None."""
    # Imported here: the engine says in one sentence when the interpreter has no GDAL.
    from osgeo import gdal, ogr, osr

    for library in (gdal, ogr, osr):
        library.UseExceptions()
