"""Any raster GDAL reads, with a geometry that comes from elsewhere, as a product to import."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EngineError
from ...image.gdal_raster import RasterFailure, open_raster
from ...image.pixel_values import PLAIN, PixelValues, pixel_values
from ...sensor.model import SensorModel


@dataclasses.dataclass(frozen=True)
class PlainRaster:
    """Amplitude or complex numbers of a raster; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
        Of the size that `raster_size` gives.
    info : dict
    columns_are_lines : bool
        The raster has its azimuth lines as columns.
    values : PixelValues
        How the amplitude follows from the raster.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    columns_are_lines: bool = False
    values: PixelValues = PLAIN

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image; see `product.Reader.read`."""
        place = (line, sample, lines, samples) if self.columns_are_lines else (sample, line, samples, lines)
        try:
            values = self.values.read(open_raster(self.path), place)
        except RasterFailure as error:
            raise _unread(self.path, error) from error
        return values.T if self.columns_are_lines else values


def plain_raster(path: Path, model: SensorModel, info: dict[str, Any], columns_are_lines: bool = False) -> PlainRaster:
    """A raster with its geometry; parameters of `PlainRaster`.

    Raises
    ------
    EngineError
        Damaged, or no amplitude (see `pixel_values`).
    """
    try:
        return PlainRaster(path, model, info, columns_are_lines, pixel_values(path))
    except RasterFailure as error:
        raise _unread(path, error) from error


def _unread(path: Path, reason: RasterFailure) -> EngineError:
    return EngineError(
        "The image {path} could not be read ({reason}); copy or write it again.", path=path, reason=reason
    )


def raster_size(path: Path, columns_are_lines: bool) -> tuple[int, int]:
    """Azimuth lines and range samples of a raster.

    Raises
    ------
    EngineError
        No such file, or not a raster that GDAL reads.
    """
    if not path.is_file():
        raise EngineError(
            "The image {path} does not exist or is not a file; choose the raster of a processor.", path=path
        )
    try:
        dataset = open_raster(path)
    except RasterFailure as error:
        raise EngineError(
            "The image {path} is not a raster that can be read ({reason}).", path=path, reason=error
        ) from error
    if dataset.RasterCount < 1:
        raise EngineError("The image {path} has no band of pixels; choose one of the images inside it.", path=path)
    size = dataset.RasterYSize, dataset.RasterXSize
    return size[::-1] if columns_are_lines else size
