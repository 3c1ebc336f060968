"""Rasters of a known surface, their errors and a reference, for the tests of the evaluation."""

import numpy as np
import pytest

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.evaluation.compare import compare

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=120, height=100)


def surface(x, y):
    """A tilted, wavy surface (m); smooth enough for bilinear interpolation over 2 m."""
    return 300.0 + 0.1 * (x - 5e5) - 0.2 * (y - 5e6) + 5.0 * np.sin((x - 5e5) / 80.0)


def surface_on(grid):
    x, y = grid.centres()
    return surface(x, y[:, None])


def write_rasters(folder):
    """An elevation raster 0.5 m too high with a void, its error raster, and a reference of the same grid."""
    heights = surface_on(GRID) + 0.5
    heights[:10, :20] = np.nan
    write_raster(folder / "elevation.tif", GRID, heights)
    write_raster(folder / "error.tif", GRID, np.where(np.isnan(heights), np.nan, 1.0))
    write_raster(folder / "reference.tif", GRID, surface_on(GRID))
    return folder


def compared(folder, **kwargs):
    return compare(folder / "elevation.tif", folder / "reference.tif", folder / "difference.tif", **kwargs)


def refusal(function, *args, **kwargs):
    with pytest.raises(EngineError) as caught:
        function(*args, **kwargs)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


def table(result, name):
    return next(t for t in result.classes if t.name == name)
