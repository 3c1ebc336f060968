"""Voids that nobody declared, in every raster of heights; and ground that looks like a void and is none."""

import dataclasses

import numpy as np
import pytest
from evaluation_files import GRID, compared, surface_on, write_rasters
from osgeo import gdal
from scipy import ndimage
from test_dem import UTM, refusal, write

from sar_radargrammetry.engine.evaluation.compare import compare
from sar_radargrammetry.engine.fusion.stack import open_stack
from sar_radargrammetry.engine.message import Message
from sar_radargrammetry.engine.terrain.dem import open_dem
from sar_radargrammetry.engine.terrain.undeclared import undeclared_voids

PLACE = (500000.0, 10.0, 0.0, 5000000.0, 0.0, -10.0)
ROW, COLUMN = np.mgrid[:120, :150]
HOLE = np.hypot(ROW - 60, COLUMN - 70) < 15


def terrain(low=200.0, relief=600.0):
    """Heights (120, 150) of hills that fill a range."""
    random = np.random.default_rng(4).normal(size=ROW.shape)
    hills = ndimage.gaussian_filter(random, 12) + 0.05 * ndimage.gaussian_filter(random, 2)
    return low + relief * (hills - hills.min()) / np.ptp(hills)


def holed(value, ground=None):
    heights = terrain() if ground is None else ground
    return np.where(HOLE, value, heights)


def dem_of(path, heights, kind=gdal.GDT_Float32, scale=None, nodata=None):
    write(path, heights, PLACE, UTM, kind=kind, nodata=nodata)
    if scale:
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.GetRasterBand(1).SetScale(scale)
        dataset = None
    return open_dem(path)


@pytest.mark.parametrize(
    "value", [-9999, 9999, -32768, -32767, -3276.8, -327.68, 65535, 1e20, -3.4e38, -99999, -1234.5, 5000, -99]
)
def test_a_number_far_from_all_heights_is_a_void_and_said(tmp_path, value):
    dem = dem_of(tmp_path / "dem.tif", holed(value))
    np.testing.assert_array_equal(np.isnan(dem.heights), HOLE)
    low, high = dem.height_range()
    assert 199.9 < low < high < 800.1
    assert f"{np.float32(value):.8g}" in dem.warning and f"{100 * HOLE.mean():.3g} %" in dem.warning


def test_nan_needs_no_word(tmp_path):
    dem = dem_of(tmp_path / "dem.tif", holed(np.nan))
    np.testing.assert_array_equal(np.isnan(dem.heights), HOLE)
    assert dem.warning is None


def test_the_extremes_of_scaled_integers(tmp_path):
    dem = dem_of(tmp_path / "scaled.tif", holed(-32768, np.rint(10 * terrain())), gdal.GDT_Int16, scale=0.1)
    np.testing.assert_array_equal(np.isnan(dem.heights), HOLE)
    assert "-3276.8" in dem.warning
    unsigned = dem_of(tmp_path / "unsigned.tif", holed(65535, np.rint(terrain())), gdal.GDT_UInt16)
    np.testing.assert_array_equal(np.isnan(unsigned.heights), HOLE)


@pytest.mark.parametrize(
    ("ground", "value"),
    [((800.0, 5000.0), -9999), ((800.0, 5000.0), 9999), ((5000.0, 3800.0), 9999), ((4200.0, 1800.0), 0)],
)
def test_voids_of_high_mountains(tmp_path, ground, value):
    dem = dem_of(tmp_path / "dem.tif", holed(value, terrain(*ground)))
    np.testing.assert_array_equal(np.isnan(dem.heights), HOLE)


def test_few_cells_two_numbers_and_one_that_is_declared(tmp_path):
    heights = terrain()
    heights[3, 5] = -9999.0
    dem = dem_of(tmp_path / "one.tif", heights)
    assert np.isnan(dem.heights[3, 5]) and np.isnan(dem.heights).sum() == 1
    heights[40:44, 20:25] = -32768.0
    for nodata in (None, -32768.0):
        dem = dem_of(tmp_path / f"two{nodata}.tif", heights, nodata=nodata)
        assert np.isnan(dem.heights).sum() == 21
    flat = dem_of(tmp_path / "flat.tif", holed(-9999, np.full(ROW.shape, 100.0)))
    assert np.isnan(flat.heights).sum() == HOLE.sum() and flat.height_range() == (100.0, 100.0)


def test_a_few_cells_of_a_raster_that_is_not_sampled_everywhere(tmp_path):
    size = 2200  # more cells than are read to find the range of the heights
    heights = np.tile(terrain().astype(np.float32), (20, 16))[:size, :size]
    summit = np.hypot(*np.mgrid[-900 : size - 900, -1100 : size - 1100])
    heights = np.where(summit < 200, heights + 8 * (200 - summit), heights).astype(np.float32)
    heights[1000:1004, 1100:1105] = -9999.0
    path = write(tmp_path / "large.tif", heights[..., None], PLACE, UTM)
    voids = undeclared_voids(gdal.Open(str(path)), (0, 0, size, size))
    assert voids.numbers == (-9999.0,) and not voids.mixed
    assert voids.share * size**2 == pytest.approx(20)


@pytest.mark.parametrize("number", [2, 3])
def test_what_a_resampling_has_mixed_is_void_too(tmp_path, number):
    heights = ndimage.zoom(holed(-9999.0), number, order=1)
    dem = dem_of(tmp_path / "fine.tif", heights)
    clean = ndimage.zoom(terrain(), number, order=1)
    left = ~np.isnan(dem.heights)
    np.testing.assert_allclose(dem.heights[left], clean[left], atol=1e-3)
    assert 1.0 - left.mean() < 1.5 * HOLE.mean()
    assert "mixed" in dem.warning


def test_averaged_voids(tmp_path):
    coarse = holed(-9999.0).reshape(60, 2, 75, 2).mean((1, 3))
    clean = terrain().reshape(60, 2, 75, 2).mean((1, 3))
    dem = dem_of(tmp_path / "coarse.tif", coarse)
    left = ~np.isnan(dem.heights)
    np.testing.assert_allclose(dem.heights[left], clean[left], atol=1e-3)
    assert left.mean() > 0.9


def test_lake_sea_flat_ground_and_a_low_shore_stay(tmp_path):
    ground = {
        "lake": np.maximum(terrain(), 400.0),
        "sea": np.maximum(terrain() - 400.0, 0.0),
        "flat": np.zeros(ROW.shape),
        "step": np.where(HOLE, 200.0, 0.0),
        "dead_sea": np.maximum(terrain(-500.0, 900.0), -430.0),
        "tower": np.where(np.hypot(ROW - 60, COLUMN - 70) < 2.5, 828.0, terrain(0.0, 60.0)),
    }
    for name, heights in ground.items():
        dem = dem_of(tmp_path / f"{name}.tif", heights)
        assert dem.voids is None
        assert (dem.warning is None) == (name != "flat")  # one height everywhere is a reason to check the file
        np.testing.assert_array_equal(dem.heights, heights.astype(np.float32))


@pytest.mark.parametrize("kind", [gdal.GDT_Float32, gdal.GDT_Int16])
@pytest.mark.parametrize("depths", [(-10900.0, 10900.0), (-3000.0, 5000.0)])
def test_a_sea_floor_is_no_void_and_no_ground_of_a_radar(tmp_path, kind, depths):
    heights = np.rint(terrain(*depths))
    path = write(tmp_path / "bathymetry.tif", heights, PLACE, UTM, kind=kind)
    assert undeclared_voids(gdal.Open(str(path)), (0, 0, 150, 120)) is None
    assert "-500 m or above 9000 m" in refusal(path)


def test_heights_in_another_unit_are_refused(tmp_path):
    for factor in (100.0, 1000.0):
        assert "unit" in refusal(write(tmp_path / "unit.tif", factor * terrain(), PLACE, UTM))
    assert "only nodata" in refusal(write(tmp_path / "empty.tif", np.full(ROW.shape, -9999.0), PLACE, UTM))


def undeclared(path, values):
    """A raster on the grid of the evaluation with its voids as a number."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), GRID.width, GRID.height, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform(GRID.geotransform)
    dataset.SetProjection(gdal.Open(str(path.with_name("elevation.tif"))).GetProjection())
    dataset.WriteArray(values)
    dataset = None
    return path


def test_evaluation_is_that_of_declared_voids(tmp_path):
    write_rasters(tmp_path)
    wanted = compared(tmp_path, error=tmp_path / "error.tif")
    for name in ("elevation", "error"):
        stored = gdal.Open(str(tmp_path / f"{name}.tif")).ReadAsArray()
        undeclared(tmp_path / f"bare_{name}.tif", stored)
    found = compare(
        tmp_path / "bare_elevation.tif",
        tmp_path / "reference.tif",
        tmp_path / "other.tif",
        error=tmp_path / "bare_error.tif",
        elevation_vertical="ellipsoid",
    )
    np.testing.assert_equal(dataclasses.asdict(found.statistics), dataclasses.asdict(wanted.statistics))
    assert sum("-9999" in warning for warning in found.warnings) == 2
    ours, theirs = (gdal.Open(str(tmp_path / f"{name}.tif")).ReadAsArray() for name in ("other", "difference"))
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("value", [-9999.0, 9999.0, np.nan])
def test_voids_of_a_reference_do_not_mix_with_its_heights(tmp_path, value):
    write_rasters(tmp_path)
    reference = surface_on(GRID)
    reference[50:60, 50:60] = value
    path = undeclared(tmp_path / "bare.tif", reference)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.SetGeoTransform(dataclasses.replace(GRID, x0=GRID.x0 + 0.7).geotransform)
    dataset = None
    found = compare(tmp_path / "elevation.tif", path, None, reference_vertical="same").statistics
    assert found.min > -2.0 and found.max < 2.0
    assert found.measured_cells > 120 * 100 - 200 - 13 * 12 - 250


def test_a_stack_to_merge(tmp_path):
    write_rasters(tmp_path)
    stored = gdal.Open(str(tmp_path / "elevation.tif")).ReadAsArray()
    bare = undeclared(tmp_path / "bare.tif", stored)
    dataset = gdal.Open(str(bare), gdal.GA_Update)
    dataset.SetMetadataItem(
        "VERTICAL_DATUM", gdal.Open(str(tmp_path / "elevation.tif")).GetMetadataItem("VERTICAL_DATUM")
    )
    dataset = None
    names = [str(tmp_path / "elevation.tif"), str(bare)]
    stack = open_stack(names, [str(tmp_path / "error.tif")] * 2)
    heights, _, _ = stack.read(next(iter(stack.grid.blocks(512))))
    np.testing.assert_array_equal(heights[0], heights[1])
    assert [isinstance(warning, Message) and "-9999" in warning for warning in stack.warnings] == [True]


@pytest.mark.parametrize(("value", "ground"), [(-1, (200.0, 600.0)), (1000, (200.0, 600.0)), (1000, (300.0, 2000.0))])
def test_an_area_of_one_number_behind_a_cliff_is_void(tmp_path, value, ground):
    for kind, heights in ((gdal.GDT_Float32, terrain(*ground)), (gdal.GDT_Int16, np.rint(terrain(*ground)))):
        dem = dem_of(tmp_path / f"{kind}.tif", holed(value, heights), kind)
        void = np.isnan(dem.heights)
        assert void[HOLE].all() and (void & ~HOLE).sum() <= (0 if kind == gdal.GDT_Float32 else 20)
        assert f"{value:g}" in dem.warning
        known = heights[~HOLE]
        assert dem.height_range() == pytest.approx((known.min(), known.max()), abs=1e-3)


def test_a_resampled_area_of_one_number(tmp_path):
    dem = dem_of(tmp_path / "fine.tif", ndimage.zoom(holed(-1.0), 2, order=1))
    assert dem.height_range()[0] > 195.0 and "-1" in dem.warning


def test_lakes_roofs_cliffs_at_the_sea_and_terraces_are_ground(tmp_path):
    hills = terrain(300.0, 1500.0)
    lake = np.where(hills < np.percentile(hills, 30), np.percentile(hills, 30), hills)
    gorge = np.where(HOLE, 100.0, 100.0 + 40.0 * np.maximum(np.hypot(ROW - 60, COLUMN - 70) - 15.0, 0.0) + hills / 1e3)
    roof = terrain(20.0, 30.0)
    roof[20:30, 20:24] = 290.0
    shore = np.maximum(COLUMN - 75 - 3.0 * np.sin(ROW / 9.0), 0.0)
    coast = np.where(shore > 0, np.minimum(18.0 * shore, 90.0) + hills / 100.0, 0.0)
    terraces = np.where(COLUMN < 75, 100.0, np.where(ROW < 60, 300.0, 520.0))
    for number, heights in enumerate((lake, gorge, roof, coast, terraces)):
        dem = dem_of(tmp_path / f"{number}.tif", heights)
        assert not np.isnan(dem.heights).any() and dem.warning is None
