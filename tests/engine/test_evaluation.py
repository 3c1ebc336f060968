"""Evaluation: statistics by closed form, rasters brought together, bad input in one sentence."""

import dataclasses
import json

import numpy as np
import pyproj
import pytest
from geoids import undulation, write_geoid
from osgeo import gdal
from scipy import ndimage, stats
from scipy.spatial import ConvexHull

from sar_radargrammetry.engine.elevation.geotiff import Grid, Window, write_raster
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.evaluation.calibration import SigmaTally
from sar_radargrammetry.engine.evaluation.classes import slope_of
from sar_radargrammetry.engine.evaluation.compare import compare
from sar_radargrammetry.engine.evaluation.footprint import Footprint
from sar_radargrammetry.engine.evaluation.places import worst_and_best
from sar_radargrammetry.engine.evaluation.statistics import ErrorTally
from sar_radargrammetry.engine.evaluation.tally import Tally
from sar_radargrammetry.engine.evaluation.verdict import verdict
from sar_radargrammetry.engine.job import Context, parse_parameters
from sar_radargrammetry.engine.jobs import evaluate

gdal.UseExceptions()

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=120, height=100)


def surface(x, y):
    """A tilted, wavy surface (m); smooth enough for bilinear interpolation over 2 m."""
    return 300.0 + 0.1 * (x - 5e5) - 0.2 * (y - 5e6) + 5.0 * np.sin((x - 5e5) / 80.0)


def surface_on(grid):
    x, y = grid.centres()
    return surface(x, y[:, None])


@pytest.fixture
def rasters(tmp_path):
    """An elevation raster 0.5 m too high with a void, its error raster, and a reference of the same grid."""
    heights = surface_on(GRID) + 0.5
    heights[:10, :20] = np.nan
    write_raster(tmp_path / "elevation.tif", GRID, heights)
    write_raster(tmp_path / "error.tif", GRID, np.where(np.isnan(heights), np.nan, 1.0))
    write_raster(tmp_path / "reference.tif", GRID, surface_on(GRID))
    return tmp_path


def compared(folder, **kwargs):
    return compare(folder / "elevation.tif", folder / "reference.tif", folder / "difference.tif", **kwargs)


def refusal(function, *args, **kwargs):
    with pytest.raises(EngineError) as caught:
        function(*args, **kwargs)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


# Statistics


def test_quantiles_of_a_tally_are_those_of_numpy():
    values = np.random.default_rng(0).normal(3.0, 20.0, 1001).round(3)
    tally = Tally()
    for part in np.array_split(values, 7):
        tally.add(part)
    for share in (0.0, 0.1, 0.5, 0.683, 0.9, 1.0):
        assert tally.quantile(share) == pytest.approx(np.quantile(values, share), abs=1e-9)
        assert tally.deviation_quantile(2.0, share) == pytest.approx(np.quantile(abs(values - 2.0), share), abs=1e-9)
    assert tally.std == pytest.approx(values.std())
    assert (tally.min, tally.max, tally.count) == (values.min(), values.max(), 1001)


def test_values_beyond_the_tally_keep_their_extremes_and_sums():
    tally = Tally(limit=10.0)
    tally.add(np.array([0.0, 0.0, 5000.0]))
    assert (tally.max, tally.quantile(0.5), tally.mean) == (5000.0, 0.0, pytest.approx(5000.0 / 3.0))


def test_statistics_of_a_gaussian_are_its_own():
    sigma, bias = 2.0, 0.4
    tally = ErrorTally()
    errors = np.random.default_rng(1).normal(bias, sigma, (1000, 1000))
    tally.add(errors, np.ones_like(errors, bool), np.full_like(errors, sigma))
    s = tally.statistics(1.0)
    assert s.bias == pytest.approx(bias, abs=0.01)
    assert s.nmad == pytest.approx(sigma, rel=0.01)
    assert s.std == pytest.approx(sigma, rel=0.01)
    assert s.rmse == pytest.approx(np.hypot(sigma, bias), rel=0.01)
    folded = stats.foldnorm(bias / sigma, scale=sigma)
    assert s.le90 == pytest.approx(folded.ppf(0.9), rel=0.01)
    for limit in (1, 2, 5, 10):
        assert getattr(s, f"under_{limit}m") == pytest.approx(folded.cdf(limit), abs=0.002)
    assert s.within_1_sigma == pytest.approx(folded.cdf(sigma), abs=0.002)
    assert s.within_2_sigma == pytest.approx(folded.cdf(2 * sigma), abs=0.002)
    assert (s.normalised_std, s.normalised_nmad) == (pytest.approx(1.0, rel=0.01), pytest.approx(1.0, rel=0.01))
    np.testing.assert_allclose(tally.curve(np.array([0.0, 1.0, 3.0])), folded.cdf([0.0, 1.0, 3.0]), atol=0.002)


def test_le90_without_bias_is_1_645_sigma():
    tally = ErrorTally()
    tally.add(stats.norm.ppf((np.arange(100_000) + 0.5) / 100_000), np.ones(100_000, bool))
    assert tally.statistics(1.0).le90 == pytest.approx(1.6449, abs=0.002)


def test_nmad_ignores_blunders_that_the_standard_deviation_does_not():
    tally = ErrorTally()
    errors = stats.norm.ppf((np.arange(10_000) + 0.5) / 10_000)
    errors[:300] = 500.0
    tally.add(errors, np.ones_like(errors, bool))
    assert tally.statistics(1.0).nmad == pytest.approx(1.0, abs=0.07)
    assert tally.statistics(1.0).std > 80.0


def test_voids_lower_completeness_and_the_shares_of_reference_only():
    errors = np.full((10, 10), 0.25)
    errors[:2] = np.nan
    known = np.ones((10, 10), bool)
    known[9] = False
    errors[9] = np.nan
    tally = ErrorTally()
    tally.add(errors, known)
    s = tally.statistics(1.0)
    assert (s.reference_cells, s.measured_cells) == (90, 70)
    assert s.completeness == pytest.approx(7 / 9)
    assert (s.under_1m, s.under_1m_of_reference) == (1.0, pytest.approx(7 / 9))
    assert s.within_1_sigma is None and s.normalised_std is None


def test_thresholds_are_exclusive():
    tally = ErrorTally()
    tally.add(np.array([1.0, -1.0, np.nextafter(1.0, 0.0), 0.0]), np.ones(4, bool))
    assert tally.statistics(1.0).under_1m == 0.5


def test_an_honest_prediction_lies_on_the_diagonal_and_a_doubled_one_at_a_half():
    rng = np.random.default_rng(2)
    sigma = rng.uniform(0.5, 4.0, 200_000)
    errors = rng.standard_normal(sigma.size) * sigma
    for factor in (1.0, 2.0):
        tally = SigmaTally()
        tally.add(errors, factor * sigma)
        result = tally.calibration()
        assert result.predicted.size == 10 and result.cells.sum() == sigma.size
        np.testing.assert_allclose(result.observed / result.predicted, 1.0 / factor, rtol=0.05)


def test_one_predicted_error_for_all_cells_is_one_group():
    tally = SigmaTally()
    tally.add(np.random.default_rng(0).standard_normal(10_000), np.ones(10_000))
    result = tally.calibration()
    assert result.cells.tolist() == [10_000]
    assert result.observed[0] == pytest.approx(1.0, rel=0.04)


def test_sigmas_that_are_none_are_left_out():
    tally = SigmaTally()
    tally.add(np.array([1.0, 1.0, 1.0]), np.array([0.0, np.nan, 2.0]))
    assert tally.count == 1 and tally.within(1) == 1.0


def test_the_footprint_is_the_convex_hull_of_the_measured_cells():
    rng = np.random.default_rng(4)
    measured = np.zeros((GRID.height, GRID.width), bool)
    row, col = rng.integers(5, 60, 60), rng.integers(10, 100, 60)
    measured[row, col] = True
    reference = rng.random(measured.shape) < 0.7
    footprint = Footprint(GRID)
    for window in GRID.blocks(32):
        footprint.add(window, measured[window.slices], reference[window.slices])
    hull = ConvexHull(np.stack([col, row], axis=1))
    y, x = np.nonzero(reference)
    inside = (hull.equations[:, :2] @ np.stack([x, y]) + hull.equations[:, 2:] <= 1e-9).all(axis=0)
    assert footprint.reference_cells() == inside.sum()


def test_a_footprint_of_nothing_or_of_one_cell_is_counted_too():
    footprint, everywhere = Footprint(GRID), np.ones((8, 8), bool)
    assert footprint.reference_cells() == 0
    one = np.zeros((8, 8), bool)
    one[3, 4] = True
    footprint.add(Window(0, 0, 8, 8), one, everywhere)
    assert footprint.reference_cells() == 1


def test_the_worst_and_the_best_places_are_found():
    difference = np.full((120, 120), 0.5)
    difference[40:60, 80:100] = 9.0
    difference[0:20, 0:20] = 0.1
    difference[100:120, 0:20] = np.nan
    worst, best = worst_and_best(difference)
    assert worst[0].window(1200, 1200) == (800, 400, 200, 200)
    assert best.window(1200, 1200) == (0, 0, 200, 200)
    assert worst[0].typical_error == pytest.approx(9.0)
    assert worst_and_best(np.full((5, 5), np.nan)) == ([], None)


# Rasters


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


# Vertical datums


def test_heights_of_an_unknown_datum_are_refused_unless_told(rasters):
    write_raster(rasters / "reference.tif", GRID, surface_on(GRID), vertical_datum=None)
    text = refusal(compared, rasters)
    assert "reference.tif" in text and "REFERENCE_VERTICAL" in text
    for told in ("ellipsoid", "same"):
        result = compared(rasters, reference_vertical=told)
        assert result.statistics.bias == pytest.approx(0.5, abs=1e-3) and result.warnings == ()
    write_raster(rasters / "elevation.tif", GRID, surface_on(GRID), vertical_datum=None)
    assert "ELEVATION_VERTICAL" in refusal(compared, rasters, reference_vertical="ellipsoid")
    assert "as you said" in compared(rasters, reference_vertical="same").datum


def geoid_reference(folder, heights):
    """The reference with heights above EGM96, and stated so."""
    write_raster(folder / "reference.tif", GRID, heights)
    gdal.Translate(str(folder / "geoid.tif"), str(folder / "reference.tif"), outputSRS="EPSG:32633+5773")
    return folder / "geoid.tif"


def heights_above_the_geoid():
    x, y = np.meshgrid(*GRID.centres())
    lon, lat = pyproj.Transformer.from_crs(GRID.crs, 4326, always_xy=True).transform(x, y)
    return surface_on(GRID) - undulation(lon, lat)


def test_known_datums_are_converted(rasters, proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    reference = geoid_reference(rasters, heights_above_the_geoid())
    result = compare(rasters / "elevation.tif", reference, rasters / "difference.tif")
    assert result.statistics.bias == pytest.approx(0.5, abs=2e-3)
    assert result.statistics.nmad < 2e-3
    assert "EGM96" in result.datum and "converted" in result.datum


def test_a_geoid_raster_of_the_user_overrules_what_is_stated_and_that_is_said(rasters):
    grid = write_geoid(rasters / "my geoid.tif")
    write_raster(rasters / "reference.tif", GRID, heights_above_the_geoid())
    result = compared(rasters, reference_vertical=grid)
    assert result.statistics.bias == pytest.approx(0.5, abs=2e-3)
    assert "states heights of WGS 84 ellipsoid" in result.warnings[0]


def test_a_missing_geoid_grid_is_one_sentence_and_no_file(rasters, proj_folder):
    reference = geoid_reference(rasters, surface_on(GRID))
    text = refusal(compare, rasters / "elevation.tif", reference, rasters / "difference.tif")
    assert "EGM96" in text and "not installed" in text
    assert not (rasters / "difference.tif").exists()


def test_two_rasters_above_the_same_geoid_need_no_grid(rasters, proj_folder):
    reference = geoid_reference(rasters, surface_on(GRID))
    gdal.Translate(str(rasters / "above.tif"), str(rasters / "elevation.tif"), outputSRS="EPSG:32633+5773")
    assert compare(rasters / "above.tif", reference, None).statistics.bias == pytest.approx(0.5, abs=1e-3)


# Co-registration


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


# Classes


def table(result, name):
    return next(t for t in result.classes if t.name == name)


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
    rows = table(compared(tmp_path, error=tmp_path / "error.tif"), "error").rows
    assert len(rows) == 10 and all(1100 < row.measured_cells < 1300 for row in rows)
    assert rows[0].within_1_sigma == pytest.approx(0.683, abs=0.05)
    assert rows[0].within_2_sigma == pytest.approx(0.954, abs=0.03)
    assert rows[-1].within_1_sigma == pytest.approx(0.383, abs=0.05)
    assert rows[0].rmse == pytest.approx(rows[0].predicted, rel=0.1)
    assert rows[-1].rmse == pytest.approx(2.0 * rows[-1].predicted, rel=0.1)


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


# The job


def job_parameters(folder, **changes):
    names = {"elevation": "elevation.tif", "reference_dsm": "reference.tif", "difference": "out/difference.tif"}
    given = {key: str(folder / name) for key, name in names.items()}
    given |= {k: v if isinstance(v, bool) else str(v) for k, v in changes.items()}
    (folder / "out").mkdir(exist_ok=True)
    return parse_parameters(evaluate.Parameters, given)


def test_the_job_writes_all_it_was_asked_for_and_returns_its_numbers(rasters):
    said = []
    outputs = {"report": rasters / "out" / "report ü.html", "statistics": rasters / "out" / "statistics.json"}
    parameters = job_parameters(rasters, error=rasters / "error.tif", **outputs)
    result = evaluate.run(parameters, Context(report=said.append))
    assert result["bias"] == pytest.approx(0.5, abs=1e-3) and result["under_1m"] == 1.0
    assert sorted(p.name for p in (rasters / "out").iterdir()) == ["difference.tif", "report ü.html", "statistics.json"]
    written = json.loads(outputs["statistics"].read_text(encoding="utf-8"))
    assert written["statistics"]["nmad"]["definition"].startswith("1.4826")
    assert written["statistics"]["completeness"]["value"] == pytest.approx(result["completeness"])
    assert written["provenance"]["inputs"]["elevation"]["path"] == "../elevation.tif"
    record = json.loads(gdal.Open(result["difference"]).GetMetadataItem("SAR_RADARGRAMMETRY"))
    assert record["job"] == "evaluate" and record["versions"]["GDAL"]
    page = outputs["report"].read_text(encoding="utf-8")
    assert "NMAD" in page and page.count("data:image/png") == 7
    assert "0.50 m too high" in page and "0.50 m too high" in result["verdict"]
    assert 'src="http' not in page and "<script" not in page
    percents = [m["percent"] for m in said if m["type"] == "progress"]
    assert percents == sorted(percents) and percents[-1] == 100.0


def test_check_points_beside_a_reference_or_alone(rasters):
    points = rasters / "points.csv"
    x, y = np.meshgrid(*(axis[20::9] for axis in GRID.centres()))
    rows = (f"{a},{b},{surface(a, b)}" for a, b in zip(x.ravel(), y.ravel(), strict=True))
    points.write_text("\n".join(["x,y,height", *rows]))
    given = {"check_points": points, "check_points_crs": "EPSG:32633", "reference_vertical": "ellipsoid"}
    outputs = {name: rasters / "out" / file for name, file in (("report", "r.html"), ("statistics", "s.json"))}
    both = evaluate.run(job_parameters(rasters, **given, **outputs), Context())
    written = json.loads(outputs["statistics"].read_text(encoding="utf-8"))
    assert both["bias"] == written["statistics"]["bias"]["value"] == pytest.approx(0.5, abs=1e-3)
    assert written["check_points"]["statistics"]["reference_cells"]["value"] == x.size
    outputs["checked_points"] = rasters / "out" / "checked.gpkg"
    parameters = job_parameters(rasters, **given, **outputs)
    alone = evaluate.run(dataclasses.replace(parameters, reference_dsm=None, difference=None), Context())
    assert alone["bias"] == pytest.approx(0.5, abs=1e-2) and "check points have a height" in alone["verdict"]
    assert outputs["checked_points"].exists() and alone["difference"] is None
    assert "Check points on the elevation" in outputs["report"].read_text(encoding="utf-8")


def test_a_report_without_a_difference_raster_still_shows_the_map_and_leaves_nothing_else(rasters):
    parameters = job_parameters(rasters, report=rasters / "out" / "r.html", coregister=False)
    evaluate.run(dataclasses.replace(parameters, difference=None), Context())
    assert [path.name for path in (rasters / "out").iterdir()] == ["r.html"]
    assert "Error map" in (rasters / "out" / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference_dsm": None}, "nothing to compare with"),
        ({"reference_dsm": None, "check_points": "p.csv", "coregister": True}, "Co-registration needs"),
        ({"reference_dsm": None, "check_points": "p.csv"}, "difference raster needs"),
        ({"checked_points": "p.gpkg"}, "needs check points"),
    ],
)
def test_what_does_not_go_together_is_refused(rasters, changes, said):
    assert said in refusal(evaluate.run, dataclasses.replace(job_parameters(rasters), **changes), Context())


@pytest.mark.parametrize(
    ("bias", "spread", "predicted", "said"),
    [
        (0.01, 1.0, 1.0, ("no systematic offset", "errors are honest (")),
        (0.3, 1.0, 2.0, ("0.30 m too high on the whole", "too large, by a factor of 1.9")),
        (-2.0, 1.0, 0.5, ("2.00 m too low: a systematic offset", "too small, by a factor of")),
    ],
)
def test_the_verdict_says_in_words_what_the_numbers_say(tmp_path, bias, spread, predicted, said):
    noise = stats.norm.ppf((np.arange(12000) + 0.5) / 12000)
    errors = bias + spread * np.random.default_rng(0).permutation(noise).reshape(100, 120)
    write_raster(tmp_path / "reference.tif", GRID, surface_on(GRID))
    write_raster(tmp_path / "elevation.tif", GRID, surface_on(GRID) + errors)
    write_raster(tmp_path / "error.tif", GRID, np.full((100, 120), predicted))
    text = verdict(compared(tmp_path, error=tmp_path / "error.tif"))
    assert all(part in text for part in said), text


def test_a_cancel_leaves_no_file(rasters):
    with pytest.raises(Cancelled):
        evaluate.run(job_parameters(rasters), Context(cancelled=lambda: True))
    assert not list((rasters / "out").iterdir())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"elevation": "missing.tif"}, "does not exist"),
        ({"reference_dsm": "elevation.tif"}, "same file"),
        ({"reference_dsm": "far.tif"}, "does not overlap the elevation raster"),
        ({"reference_dsm": "empty.tif"}, "has no value where"),
        ({"reference_dsm": "feet.tif"}, "feet"),
        ({"reference_dsm": "nowhere.tif"}, "no coordinate system"),
        ({"reference_dsm": "text.tif"}, "cannot be read"),
        ({"reference_dsm": "rotated.tif"}, "not north-up"),
        ({"reference_dsm": "two.tif"}, "2 bands"),
        ({"error": "elevation.tif"}, "also given as heights"),
        ({"error": "far.tif"}, "not on the grid"),
        ({"difference": "elevation.tif"}, "also an input"),
        ({"report": "reference.tif"}, "also an input"),
        ({"statistics": "nofolder/a.json"}, "does not exist"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(rasters, change, said):
    far = dataclasses.replace(GRID, x0=GRID.x0 + 5000.0)
    write_raster(rasters / "far.tif", far, surface_on(far))
    write_raster(rasters / "empty.tif", GRID, np.full((100, 120), np.nan))
    write_raster(rasters / "feet.tif", GRID, surface_on(GRID), unit="ft")
    write_raster(rasters / "two.tif", GRID, np.ones((2, 100, 120)), descriptions=("a", "b"))
    (rasters / "text.tif").write_text("no raster")
    reference = str(rasters / "reference.tif")
    gdal.GetDriverByName("GTiff").Create(str(rasters / "nowhere.tif"), 5, 5).FlushCache()
    rotated = gdal.Translate(str(rasters / "rotated.tif"), reference)
    rotated.SetGeoTransform((5e5, 2.0, 0.5, 5e6, 0.5, -2.0))
    rotated = None
    before = sorted(p.name for p in rasters.iterdir())
    changed = {key: rasters / name for key, name in change.items()}
    assert said in refusal(evaluate.run, job_parameters(rasters, **changed), Context())
    assert not list((rasters / "out").iterdir())
    assert sorted(p.name for p in rasters.iterdir() if p.name != "out") == before
