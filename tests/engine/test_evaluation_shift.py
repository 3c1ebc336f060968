"""Co-registration: a known shift is found within its uncertainty."""

import dataclasses

import numpy as np
import pytest
from evaluation_files import GRID, compared, refusal
from osgeo import gdal
from scipy import ndimage

from sar_radargrammetry.engine.elevation.geotiff import write_raster


def rough(x, y):
    """Ground with slopes in all directions (m)."""
    x, y = x - 5e5, y - 5e6
    return 300.0 + 40.0 * np.sin(x / 30.0) * np.cos(y / 37.0) + 9.0 * np.sin(x / 12.0 + y / 16.0)


@pytest.mark.parametrize(("east", "north", "up"), [(3.3, -5.1, 1.7), (-0.4, 0.7, -2.0), (0.0, 0.0, 0.0)])
def test_a_known_shift_is_found_within_its_uncertainty_and_removed(tmp_path, east, north, up):
    x, y = GRID.centres()
    wide = dataclasses.replace(GRID, x0=GRID.x0 - 40.0, y0=GRID.y0 + 40.0, width=160, height=140)
    write_raster(tmp_path / "reference.tif", wide, rough(wide.centres()[0], wide.centres()[1][:, None]))
    rng = np.random.default_rng(5)
    noise = ndimage.gaussian_filter(rng.normal(size=(100, 120)), 2.0)
    heights = rough(x - east, (y - north)[:, None]) + up + noise * (0.5 / noise.std())
    blunders = rng.random(heights.shape) < 0.05
    heights[blunders] += rng.normal(0.0, 60.0, blunders.sum())
    heights[40:60, 30:50] = np.nan
    write_raster(tmp_path / "elevation.tif", GRID, heights)
    result = compared(tmp_path, coregister=True)
    s = result.shift
    for found, true, sigma in ((s.east, east, s.east_sigma), (s.north, north, s.north_sigma), (s.up, up, s.up_sigma)):
        assert 0.005 < sigma < 0.2
        assert abs(found - true) < 3.5 * sigma
    assert s.nmad_after <= s.nmad_before * 1.001 and s.nmad_after == pytest.approx(0.5, rel=0.25)
    assert abs(result.statistics.bias) < 0.05
    assert result.statistics.nmad == pytest.approx(0.5, rel=0.25)


def test_a_shift_is_that_on_the_ground_whatever_the_crs_of_the_reference(tmp_path):
    x, y = GRID.centres()
    wide = dataclasses.replace(GRID, x0=GRID.x0 - 40.0, y0=GRID.y0 + 40.0, width=160, height=140)
    write_raster(tmp_path / "wide.tif", wide, rough(wide.centres()[0], wide.centres()[1][:, None]))
    gdal.Warp(str(tmp_path / "reference.tif"), str(tmp_path / "wide.tif"), dstSRS="EPSG:4326", resampleAlg="cubic")
    write_raster(tmp_path / "elevation.tif", GRID, rough(x - 2.5, (y + 1.5)[:, None]))
    s = compared(tmp_path, coregister=True).shift
    assert (s.east, s.north, s.up) == pytest.approx((2.5, -1.5, 0.0), abs=0.1)


def test_without_being_asked_nothing_is_shifted(rasters):
    assert compared(rasters).shift is None


def test_flat_ground_has_no_horizontal_shift(rasters):
    for name in ("elevation", "reference"):
        write_raster(rasters / f"{name}.tif", GRID, np.full((100, 120), 7.0))
    assert "too flat" in refusal(compared, rasters, coregister=True)
    few = np.full((100, 120), np.nan)
    few[5:10, 5:10] = 1.0
    write_raster(rasters / "elevation.tif", GRID, few)
    assert "too few" in refusal(compared, rasters, coregister=True)
