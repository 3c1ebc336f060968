"""GDAL without its silence: what it prints or forgets becomes an exception."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from osgeo import gdal

ITEM = "SAR_RADARGRAMMETRY"
"""Metadata item of rasters and layers: JSON that says how they were made."""


class RasterFailure(Exception):
    """GDAL could not open, read or write; the text is GDAL's own."""


@contextlib.contextmanager
def raster_failures() -> Iterator[None]:
    """Turn every failure GDAL reports inside the block into one `RasterFailure`.

    Closing a data set returns nothing, so a disk that fills up while GDAL flushes its cache is only told to the error
    handler; and whether other calls raise depends on a switch that belongs to the whole process.
    """
    texts: list[str] = []

    def remember(severity: int, number: int, text: str) -> None:
        if severity >= gdal.CE_Failure:
            texts.append(" ".join(text.split()))  # some messages end in a new line

    gdal.PushErrorHandler(remember)
    try:
        yield
    except RuntimeError as error:
        raise RasterFailure(texts[0] if texts else str(error)) from error
    finally:
        gdal.PopErrorHandler()
    if texts:
        raise RasterFailure(texts[0])


def open_raster(path: str | Path) -> gdal.Dataset:
    """Open a raster for reading.

    Raises
    ------
    RasterFailure
        Always instead of the None that GDAL may give.
    """
    with raster_failures():
        dataset = gdal.OpenEx(str(path), gdal.OF_RASTER | gdal.OF_READONLY)
    if dataset is None:
        raise RasterFailure("not a raster GDAL can read")
    return dataset
