"""Elevation, error and reason in the geometry of the reference image."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..files.atomic import atomic_output, unwritten
from ..files.intermediate import scratch_array
from ..image.gdal_raster import RasterFailure, raster_failures
from ..image.slant_image import TILE
from ..job import Context
from ..record import write_record
from .triangulation import GroundPoints

BANDS = ("elevation", "standard deviation of elevation", "reason")
"""Metres above the ellipsoid, metres, and codes of `Reason`."""


class SlantLayers:
    """Heights of all pixels on disk, until their reasons are known.

    Parameters
    ----------
    folder : Path
    lines, samples : int
    """

    def __init__(self, folder: Path, lines: int, samples: int) -> None:
        self._values = scratch_array(folder / "slant.layers", np.float32, (lines, 2, samples))

    def add(self, line: int, points: GroundPoints) -> None:
        """Keep a band of lines."""
        self._values[line : line + len(points.height), 0] = points.height
        self._values[line : line + len(points.height), 1] = points.sigma

    def write(self, path: str | Path, reasons: np.ndarray, about: dict, context: Context) -> None:
        """Write the GeoTIFF, without a CRS: rows are lines and columns samples of the reference.

        Raises
        ------
        EngineError
            The disk is full.
        """
        lines, _, samples = self._values.shape
        options = ["TILED=YES", f"BLOCKXSIZE={TILE}", f"BLOCKYSIZE={TILE}", "COMPRESS=DEFLATE", "ZLEVEL=1"]
        options += ["PREDICTOR=3", "INTERLEAVE=BAND", "BIGTIFF=IF_SAFER"]
        with atomic_output(path) as temporary:
            try:
                with raster_failures():
                    driver = gdal.GetDriverByName("GTiff")
                    dataset = driver.Create(str(temporary), samples, lines, len(BANDS), gdal.GDT_Float32, options)
                    write_record(dataset, about)
                    for number, name in enumerate(BANDS, 1):
                        dataset.GetRasterBand(number).SetDescription(name)
                        dataset.GetRasterBand(number).SetNoDataValue(math.nan)
                    for line in range(0, lines, TILE):
                        context.progress(line / lines)
                        part = slice(line, min(line + TILE, lines))
                        values = np.moveaxis(self._values[part], 1, 0)
                        dataset.WriteArray(np.concatenate([values, reasons[part][None].astype(np.float32)]), 0, line)
                    dataset = None
            except RasterFailure as error:
                raise unwritten(path, error) from error
