"""The parts of the error of a cell: computed again from its matches, they are what the raster has."""

import numpy as np
import pytest
from osgeo import gdal, osr

from sar_radargrammetry.engine.inspection.cell import cell_error
from sar_radargrammetry.engine.inspection.opening import open_matches
from sar_radargrammetry.engine.inspection.places import pixel_at


@pytest.fixture(scope="module")
def cells(chain):
    """Matches, and a few measured cells: pixel of the reference, x and y."""
    raster, opened = gdal.Open(str(chain.elevation)), open_matches(chain.correspondence)
    heights, (x0, width, _, y0, _, step) = raster.ReadAsArray(), raster.GetGeoTransform()
    degrees, crs = osr.SpatialReference(), raster.GetSpatialRef()
    degrees.ImportFromEPSG(4326)
    for one in (degrees, crs):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    back = osr.CoordinateTransformation(crs, degrees)
    rows, columns = np.nonzero(heights != raster.GetRasterBand(1).GetNoDataValue())
    found = []
    for chosen in np.random.default_rng(3).integers(0, len(rows), 12):
        row, column = int(rows[chosen]), int(columns[chosen])
        x, y = x0 + (column + 0.5) * width, y0 + (row + 0.5) * step
        longitude, latitude, _ = back.TransformPoint(x, y)
        found.append((pixel_at(opened, longitude, latitude, float(heights[row, column]), True), x, y))
    return opened, found


def test_the_parts_add_up_to_the_raster(chain, cells):
    opened, places = cells
    parts = [cell_error(opened, pixel, chain.elevation, chain.error, x, y) for pixel, x, y in places]
    for part in parts:
        assert part.agrees and part.total == pytest.approx(part.raster, abs=0.004)
        squares = (part.matches * part.slope) ** 2 + part.wrong**2 + part.blur**2
        assert part.total**2 == pytest.approx(squares) and part.navigation is None and part.count >= 1
    assert np.ptp([part.slope for part in parts]) > 0.3, "flat ground would show nothing"


def test_the_navigation_is_a_part_and_clips_are_as_good_as_the_whole(chain, cells, tmp_path):
    opened, ((pixel, x, y), *_) = cells
    raster = gdal.Open(str(chain.error))
    random = raster.ReadAsArray()
    target = gdal.GetDriverByName("MEM").Create("", raster.RasterXSize, raster.RasterYSize, 3, gdal.GDT_Float32)
    target.SetSpatialRef(raster.GetSpatialRef())
    target.SetGeoTransform(raster.GetGeoTransform())
    void = random == raster.GetRasterBand(1).GetNoDataValue()
    for number, values in enumerate((np.hypot(random, 2.0), random, np.full_like(random, 2.0)), 1):
        target.GetRasterBand(number).SetNoDataValue(-9999.0)
        target.GetRasterBand(number).WriteArray(np.where(void, -9999.0, values))
    error, width = str(tmp_path / "error.tif"), raster.GetGeoTransform()[1]
    reach = 40.0 * width
    gdal.Translate(error, target, projWin=[x - reach, y + reach, x + reach, y - reach])
    found = cell_error(opened, pixel, chain.elevation, error, x, y)
    assert found.navigation == pytest.approx(2.0) and found.agrees and found.raster > 2.0


def test_another_raster_is_told_from_that_of_the_matches(chain, cells, tmp_path):
    opened, ((pixel, x, y), *_) = cells
    other = str(tmp_path / "error.tif")
    raster = gdal.GetDriverByName("GTiff").CreateCopy(other, gdal.Open(str(chain.error)))
    values = raster.ReadAsArray()
    raster.WriteArray(np.where(values == raster.GetRasterBand(1).GetNoDataValue(), values, 1.1 * values))
    raster = None
    assert not cell_error(opened, pixel, chain.elevation, other, x, y).agrees
    assert cell_error(opened, pixel, chain.elevation, chain.error, x + 1e6, y) is None
    assert cell_error(opened, pixel, tmp_path / "missing.tif", chain.error, x, y) is None
