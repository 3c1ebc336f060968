"""Error statistics by slope, by the mask, and where predicted errors hold."""

import dataclasses

import numpy as np
import pyproj
import pytest
from evaluation_files import GRID, compared, refusal, surface_on, table
from osgeo import gdal

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.evaluation.classes import slope_of
from sar_radargrammetry.engine.evaluation.coverage import coverage


def test_slope_classes_are_those_of_the_reference(tmp_path):
    x, _ = GRID.centres()
    slopes = np.where(x < GRID.x0 + 120.0, np.tan(np.radians(3.0)), np.tan(np.radians(25.0)))
    heights = np.broadcast_to(np.cumsum(slopes) * 2.0, (100, 120)).copy()
    write_raster(tmp_path / "reference.tif", GRID, heights)
    write_raster(tmp_path / "elevation.tif", GRID, heights + np.where(np.arange(120) < 60, 0.2, 3.0))
    rows = {row.label: row for row in table(compared(tmp_path), "slope").rows}
    assert rows["0\N{DEGREE SIGN} to 5\N{DEGREE SIGN}"].bias == pytest.approx(0.2, abs=0.011)
    assert rows["20\N{DEGREE SIGN} to 30\N{DEGREE SIGN}"].rmse == pytest.approx(3.0, abs=0.011)
    assert sum(row.reference_cells for row in rows.values()) == 12000


def test_slopes_do_not_see_the_rims_of_blocks():
    heights = np.random.default_rng(0).normal(size=(40, 50))
    whole = slope_of(heights, (2.0, 3.0))
    part = slope_of(heights[9:21, 19:41], (2.0, 3.0))
    np.testing.assert_allclose(part[1:-1, 1:-1], whole[10:20, 20:40])


def test_tenths_of_the_predicted_error_tell_where_it_is_honest(tmp_path):
    rng = np.random.default_rng(3)
    sigma = rng.uniform(0.5, 3.0, (100, 120))
    made = np.where(sigma > 2.0, 2.0, 1.0) * sigma * rng.standard_normal(sigma.shape)
    write_raster(tmp_path / "reference.tif", GRID, surface_on(GRID))
    write_raster(tmp_path / "elevation.tif", GRID, surface_on(GRID) + made)
    write_raster(tmp_path / "error.tif", GRID, sigma)
    rows = compared(tmp_path, error=tmp_path / "error.tif").calibration
    assert len(rows) == 10 and all(1050 < row.cells < 1350 for row in rows)
    assert rows[0].within_1_sigma == pytest.approx(0.683, abs=0.05)
    assert rows[0].within_2_sigma == pytest.approx(0.954, abs=0.03)
    assert rows[-1].within_1_sigma == pytest.approx(0.383, abs=0.05)
    assert rows[0].rmse == pytest.approx(rows[0].predicted_rms, rel=0.1)
    assert rows[-1].rmse == pytest.approx(2.0 * rows[-1].predicted_rms, rel=0.1)
    assert (rows[0].ratio, rows[-1].ratio) == (pytest.approx(1.0, rel=0.1), pytest.approx(2.0, rel=0.1))
    assert rows[-1].nmad == pytest.approx(2.0 * rows[-1].predicted, rel=0.1)


def write_mask(path, codes, names=("measured", "layover", "shadow"), kind=gdal.GDT_Byte, grid=GRID):
    raster = gdal.GetDriverByName("GTiff").Create(str(path), grid.width, grid.height, 1, kind)
    raster.SetGeoTransform(grid.geotransform)
    raster.SetProjection(pyproj.CRS(grid.crs).to_wkt("WKT1_GDAL"))
    raster.GetRasterBand(1).WriteArray(codes)
    raster.GetRasterBand(1).SetCategoryNames(list(names))
    raster = None
    return path


def test_cells_are_counted_by_the_names_of_the_mask(rasters):
    codes = np.zeros((100, 120), int)
    codes[:10, :20], codes[50:, :] = 1, 7
    mask = write_mask(rasters / "mask.tif", codes)
    rows = {row.label: row for row in table(compared(rasters, mask=mask), "mask").rows}
    assert list(rows) == ["measured", "layover", "code 7"]
    assert (rows["layover"].reference_cells, rows["layover"].measured_cells) == (200, 0)
    assert rows["layover"].completeness == 0.0 and rows["code 7"].completeness == 1.0


def test_names_inside_the_mask_do_where_those_beside_it_are_lost(rasters):
    mask = write_mask(rasters / "mask.tif", np.full((100, 120), 2), names=())
    raster = gdal.Open(str(mask), gdal.GA_Update)
    raster.GetRasterBand(1).SetMetadata({"REASON_2": "radar shadow", "REASON_x": "nothing"})
    raster = None
    assert [row.label for row in table(compared(rasters, mask=mask), "mask").rows] == ["radar shadow"]


def test_a_mask_of_another_kind_is_refused(rasters):
    codes = np.zeros((100, 120))
    assert "whole numbers" in refusal(
        compared, rasters, mask=write_mask(rasters / "float.tif", codes, kind=gdal.GDT_Float32)
    )
    far = write_mask(rasters / "far.tif", codes, grid=dataclasses.replace(GRID, x0=0.0))
    assert "not on the grid" in refusal(compared, rasters, mask=far)


def test_coverage_of_honest_errors_is_that_of_a_gaussian_in_every_tenth():
    rng = np.random.default_rng(2)
    by, sigma = rng.uniform(0.0, 40.0, (300, 400)), rng.uniform(0.5, 2.0, (300, 400))
    rows = coverage(sigma * rng.standard_normal(by.shape), sigma, by)
    assert len(rows) == 10
    for number, row in enumerate(rows):
        assert (row.low, row.high) == (pytest.approx(4.0 * number, abs=0.2), pytest.approx(4.0 * number + 4.0, abs=0.2))
        assert row.cells == pytest.approx(12000, rel=0.01)
        assert row.within_1_sigma == pytest.approx(0.683, abs=0.02)
        assert row.within_2_sigma == pytest.approx(0.954, abs=0.01)
        assert row.rmse == pytest.approx(row.predicted, rel=0.03)


def test_coverage_shows_where_errors_are_too_small():
    rng = np.random.default_rng(4)
    by = rng.uniform(0.0, 1.0, 40000)
    made = np.where(by < 0.2, 2.0, 1.0) * rng.standard_normal(by.size)
    rows = coverage(made, np.ones(by.size), by)
    assert max(row.within_1_sigma for row in rows[:2]) < 0.42
    assert min(row.within_1_sigma for row in rows[2:]) > 0.65
    few = coverage(made, np.ones(by.size), by, deciles=5)
    assert len(few) == 5 and few[0].cells == rows[0].cells + rows[1].cells


def test_voids_and_absent_errors_are_not_counted():
    by, off, sigma = np.arange(6.0), np.zeros(6), np.ones(6)
    by[0] = off[1] = sigma[2] = np.nan
    sigma[3] = 0.0
    assert sum(row.cells for row in coverage(off, sigma, by)) == 2
    assert coverage(off, np.full(6, np.nan), by) == ()


def test_equal_values_stay_together():
    """Most certainties of a learned matcher are 1: they cannot be told apart."""
    by = np.where(np.arange(1000) < 900, 1.0, 0.5)
    rows = coverage(np.zeros(1000), np.ones(1000), by)
    assert [row.cells for row in rows] == [100, 900]


def test_a_comparison_has_coverage_by_slope_and_certainty(rasters):
    certainty = np.linspace(0.3, 1.0, 120) + np.zeros((100, 1))
    write_raster(rasters / "certainty.tif", GRID, certainty, unit="", vertical_datum=None, descriptions=("c",))
    write_raster(rasters / "error.tif", GRID, np.where(certainty > 0.65, 1.0, 0.2))
    tables = compared(rasters, error=rasters / "error.tif", certainty=rasters / "certainty.tif").coverage
    assert [table.name for table in tables] == ["slope", "certainty"]
    assert sum(row.cells for row in tables[0].rows) == 100 * 120 - 200
    # The elevation is 0.5 m too high everywhere.
    shares = [row.within_1_sigma for row in tables[1].rows]
    assert shares[:4] == [0.0] * 4 and shares[-4:] == [1.0] * 4


def test_errors_that_all_heights_share_are_a_warning(rasters):
    random, shared = np.full((100, 120), 1.0), np.full((100, 120), 2.0)
    names = ("standard deviation of elevation", "random part", "correlated part")
    bands = np.stack([np.hypot(random, shared), random, shared])
    write_raster(rasters / "error.tif", GRID, bands, descriptions=names, vertical_datum=None)
    result = compared(rasters, error=rasters / "error.tif")
    assert len(result.warnings) == 1 and "80 %" in result.warnings[0]
    assert result.statistics.within_1_sigma == 1.0
    bands = np.stack([np.hypot(random, 0.1 * shared), random, 0.1 * shared])
    write_raster(rasters / "error.tif", GRID, bands, descriptions=names, vertical_datum=None)
    assert compared(rasters, error=rasters / "error.tif").warnings == ()
