"""Any raster GDAL reads, with a geometry that comes from elsewhere, as a product to import."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EngineError
from ...image.gdal_raster import RasterFailure, open_raster, raster_failures
from ...sensor.model import SensorModel


@dataclasses.dataclass(frozen=True)
class PlainRaster:
    """First band of a raster; see `product.Reader`.

    Parameters
    ----------
    path : Path
    model : SensorModel
        Of the size that `raster_size` gives.
    info : dict
    columns_are_lines : bool
        The raster has its azimuth lines as columns.
    """

    path: Path
    model: SensorModel
    info: dict[str, Any]
    columns_are_lines: bool = False

    def read(self, line: int, sample: int, lines: int, samples: int) -> np.ndarray:
        """A window inside the image; see `product.Reader.read`."""
        place = (line, sample, lines, samples) if self.columns_are_lines else (sample, line, samples, lines)
        try:
            with raster_failures():
                dataset = open_raster(self.path)  # named, because a band does not keep its data set alive
                band = dataset.GetRasterBand(1)
                values = band.ReadAsArray(*place)
                nodata = band.GetNoDataValue()
        except RasterFailure as error:
            raise EngineError(
                "The image {path} could not be read ({reason}); copy or write it again.", path=self.path, reason=error
            ) from error
        kind = np.complex64 if np.iscomplexobj(values) else np.float32
        # The no-data value of 64-bit rasters is often beyond what 32 bits hold.
        with np.errstate(over="ignore"):
            samples_read = values.astype(kind)
        if nodata is not None and not math.isnan(nodata):
            samples_read[values == nodata] = np.nan
        return samples_read.T if self.columns_are_lines else samples_read


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
