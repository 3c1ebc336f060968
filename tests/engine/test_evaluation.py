"""Evaluation: two rasters brought together cell by cell."""

import dataclasses

import numpy as np
import pytest
from evaluation_files import GRID, compared, surface_on
from osgeo import gdal

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.evaluation.compare import compare


def test_a_constant_offset_is_the_bias_and_voids_are_counted(rasters):
    result = compared(rasters, error=rasters / "error.tif")
    s = result.statistics
    assert s.bias == pytest.approx(0.5, abs=1e-3)
    assert s.nmad == pytest.approx(0.0, abs=1e-3)
    assert s.completeness == pytest.approx(1.0 - 200 / 12000)
    assert s.within_1_sigma == 1.0 and s.error_given == 1.0
    assert result.warnings == ()
    dataset = gdal.Open(str(rasters / "difference.tif"))
    difference = dataset.ReadAsArray()
    assert (difference[:10, :20] == -9999.0).all()
    np.testing.assert_allclose(difference[10:], 0.5, atol=1e-4)
    assert "VERTICAL_DATUM" not in dataset.GetMetadata()


def test_a_reference_in_another_crs_and_coarser_is_interpolated(rasters):
    wide = dataclasses.replace(GRID, x0=GRID.x0 - 40.0, y0=GRID.y0 + 40.0, width=160, height=140)
    write_raster(rasters / "wide.tif", wide, surface_on(wide))
    gdal.Warp(str(rasters / "reference.tif"), str(rasters / "wide.tif"), dstSRS="EPSG:4326", resampleAlg="cubic")
    result = compared(rasters)
    assert result.resampling == "bilinear"
    assert result.statistics.bias == pytest.approx(0.5, abs=0.03)
    assert result.statistics.nmad < 0.03


def test_a_finer_reference_is_averaged_over_the_cells(rasters):
    fine = dataclasses.replace(GRID, pixel_size=0.5, width=4 * GRID.width, height=4 * GRID.height)
    checkerboard = 3.0 * (np.indices((fine.height, fine.width)).sum(axis=0) % 2)
    write_raster(rasters / "reference.tif", fine, surface_on(fine) - 1.5 + checkerboard)
    result = compared(rasters)
    assert result.resampling == "average"
    assert result.statistics.bias == pytest.approx(0.5, abs=0.01)
    assert result.statistics.rmse == pytest.approx(0.5, abs=0.01)


def test_a_reference_that_covers_a_part_counts_only_there(rasters):
    part = dataclasses.replace(GRID, x0=GRID.x0 + 200.0, y0=GRID.y0 - 100.0)
    write_raster(rasters / "reference.tif", part, surface_on(part))
    s = compared(rasters).statistics
    assert s.reference_cells == 20 * 50
    assert s.completeness == 1.0 and s.bias == pytest.approx(0.5, abs=1e-3)


def test_many_blocks_give_what_one_array_gives(tmp_path):
    grid = dataclasses.replace(GRID, width=1100, height=700)
    heights = surface_on(grid) + np.random.default_rng(0).normal(0.0, 1.0, (700, 1100))
    write_raster(tmp_path / "elevation.tif", grid, heights)
    write_raster(tmp_path / "reference.tif", grid, surface_on(grid))
    s = compared(tmp_path).statistics
    d = heights.astype(np.float32) - surface_on(grid).astype(np.float32)
    assert s.measured_cells == 770_000
    assert s.bias == pytest.approx(np.median(d), abs=1e-3)
    assert s.nmad == pytest.approx(1.4826 * np.median(abs(d - np.median(d))), abs=2e-3)
    assert s.le90 == pytest.approx(np.quantile(abs(d), 0.9), abs=1e-3)
    assert s.rmse == pytest.approx(np.sqrt((d.astype(float) ** 2).mean()), rel=1e-5)


def test_a_reference_in_feet_is_told_by_its_relief(rasters):
    assert not any("probably in" in str(warning) for warning in compared(rasters).warnings)
    write_raster(rasters / "reference.tif", GRID, surface_on(GRID) / 0.3048)
    assert any(
        "probably in feet" in str(warning) and "3.28 times" in str(warning) for warning in compared(rasters).warnings
    )


def test_undeclared_voids_of_the_reference_do_not_leak_into_their_neighbours(rasters):
    reference = surface_on(GRID)
    reference[50:60, 50:60] = -32768.0
    dataset = gdal.GetDriverByName("GTiff").Create(str(rasters / "raw.tif"), 120, 100, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform(dataclasses.replace(GRID, x0=GRID.x0 + 0.7).geotransform)
    dataset.SetProjection(gdal.Open(str(rasters / "elevation.tif")).GetProjection())
    dataset.WriteArray(reference)
    dataset = None
    s = compare(rasters / "elevation.tif", rasters / "raw.tif", None, reference_vertical="same").statistics
    assert s.max < 2.0 and s.min > -2.0
