"""GDAL without its silence: what it prints or forgets becomes an exception."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from osgeo import gdal


class RasterFailure(Exception):
    """GDAL could not open, read or write; the text is GDAL's own."""


@contextlib.contextmanager
def raster_failures() -> Iterator[None]:
    """Turn every failure GDAL reports inside the block into one `RasterFailure`.

    Closing a data set returns nothing, so a disk that fills up while GDAL flushes its cache is only reported to the
    error handler; and whether other calls raise depends on a switch that belongs to the whole process.
    """
    texts: list[str] = []

    def remember(severity: int, number: int, text: str) -> None:
        if severity >= gdal.CE_Failure:
            texts.append(_one_line(text))

    gdal.PushErrorHandler(remember)
    try:
        yield
    except RuntimeError as error:
        raise RasterFailure(texts[0] if texts else _one_line(str(error))) from error
    finally:
        gdal.PopErrorHandler()
    if texts:
        raise RasterFailure(texts[0])


def _one_line(text: str) -> str:
    """What GDAL says, without the new lines and without the earlier messages that newer versions append."""
    return " ".join(text.partition("May be caused by:")[0].split()).rstrip(".")


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
