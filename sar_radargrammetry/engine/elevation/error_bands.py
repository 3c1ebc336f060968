"""Which bands an error raster has."""

from __future__ import annotations

from osgeo import gdal

TOTAL, RANDOM, CORRELATED = "standard deviation of elevation", "random part", "correlated part"
"""The root of the sum of squares of the parts, and the parts, where both are known: see `error_parts`."""


def has_parts(dataset: gdal.Dataset) -> bool:
    """Whether an error raster holds the two parts as bands 2 and 3."""
    names = [dataset.GetRasterBand(n).GetDescription() for n in range(1, dataset.RasterCount + 1)]
    return names[1:] == [RANDOM, CORRELATED]
