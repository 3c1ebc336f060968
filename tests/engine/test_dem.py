"""Heights from a DEM: positions and interpolation by closed form, and bad DEMs in one sentence each."""

import numpy as np
import pyproj
import pytest
from osgeo import gdal, osr

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.terrain.dem import open_dem

UTM = "EPSG:32633"
TO_DEGREES = pyproj.Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)


def write(path, array, geotransform, crs, *, nodata=None, unit=None, options=(), kind=gdal.GDT_Float32):
    array = np.atleast_3d(np.asarray(array, dtype=float)).transpose(2, 0, 1)
    bands, rows, cols = array.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, bands, kind, list(options))
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        dataset.SetSpatialRef(reference)
    if geotransform:
        dataset.SetGeoTransform(geotransform)
    for index, values in enumerate(array, start=1):
        band = dataset.GetRasterBand(index)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if unit:
            band.SetUnitType(unit)
        band.WriteArray(values)
    dataset = None
    return path


def plane(rows=40, cols=60, cell=10.0, x0=500000.0, y0=5000000.0):
    """Heights 100 + 0.1 (x - x0) + 0.05 (y - y0) at cell centres, and the geotransform."""
    x = x0 + (np.arange(cols) + 0.5) * cell
    y = y0 - (np.arange(rows) + 0.5) * cell
    return 100.0 + 0.1 * (x - x0) + 0.05 * (y[:, None] - y0), (x0, cell, 0.0, y0, 0.0, -cell)


def refusal(path, **kwargs):
    with pytest.raises(EngineError) as caught:
        open_dem(path, **kwargs)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


def test_a_plane_is_reproduced_between_cell_centres(tmp_path):
    heights, transform = plane()
    dem = open_dem(write(tmp_path / "plane é.tif", heights, transform, UTM))
    rng = np.random.default_rng(3)
    x, y = rng.uniform(500005, 500595, (7, 11)), rng.uniform(4999605, 4999995, (7, 11))
    got = dem.height(*TO_DEGREES.transform(x, y))
    assert got.shape == (7, 11)
    np.testing.assert_allclose(got, 100.0 + 0.1 * (x - 500000) + 0.05 * (y - 5000000), atol=2e-5)


def test_a_cell_centre_gives_that_cell_whatever_its_neighbours(tmp_path):
    heights = np.full((4, 4), np.nan)
    heights[2, 1] = 123.0
    dem = open_dem(write(tmp_path / "one.tif", heights, (10.0, 0.25, 0.0, 50.0, 0.0, -0.25), "EPSG:4326"))
    assert dem.height(10.375, 49.375) == 123.0
    assert np.isnan(dem.height(10.38, 49.375))


def test_the_rim_goes_on_for_half_a_cell_and_then_ends(tmp_path):
    heights = np.arange(12.0).reshape(3, 4)
    dem = open_dem(write(tmp_path / "rim.tif", heights, (10.0, 1.0, 0.0, 50.0, 0.0, -1.0), "EPSG:4326"))
    np.testing.assert_allclose(dem.height([10.0, 10.01, 13.99, 14.0], 49.5), [0.0, 0.0, 3.0, 3.0])
    assert np.isnan(dem.height([9.99, 14.01, 12.0, np.nan], [49.5, 49.5, 50.01, 49.0])).all()


def test_degrees_are_sampled_in_degrees_and_longitudes_may_count_to_360(tmp_path):
    heights = np.arange(16.0).reshape(4, 4)
    dem = open_dem(write(tmp_path / "wrap.tif", heights, (180.0, 1.0, 0.0, 50.0, 0.0, -1.0), "EPSG:4326"))
    np.testing.assert_allclose(dem.height([180.5, -179.5, -177.5], 49.5), [0.0, 0.0, 2.0])


def test_only_the_window_of_the_bounds_is_read_and_heights_stay(tmp_path):
    heights, transform = plane(rows=400, cols=600)
    path = write(tmp_path / "large.tif", heights, transform, UTM)
    west, south = TO_DEGREES.transform(502000.0, 4998000.0)
    east, north = TO_DEGREES.transform(502500.0, 4998300.0)
    part, whole = open_dem(path, bounds=(west, south, east, north)), open_dem(path)
    assert part.heights.shape[0] < 50 and part.heights.shape[1] < 70
    lon, lat = np.meshgrid(np.linspace(west, east, 40), np.linspace(south, north, 40))
    np.testing.assert_allclose(part.height(lon, lat), whole.height(lon, lat), atol=1e-9)
    low, high = part.height_range()
    assert whole.height_range()[0] < low < high < whole.height_range()[1]


def test_pixels_and_degrees_are_inverse_of_each_other(tmp_path):
    heights, transform = plane()
    dem = open_dem(write(tmp_path / "plane.tif", heights, transform, UTM))
    col, row = dem.pixel(*dem.lonlat([3.25, 40.0], [7.5, 0.0]))
    np.testing.assert_allclose([col, row], [[3.25, 40.0], [7.5, 0.0]], atol=1e-6)


def test_many_points_in_threads_equal_few_points(tmp_path):
    heights, transform = plane()
    dem = open_dem(write(tmp_path / "plane.tif", heights, transform, UTM))
    lon, lat = dem.lonlat(np.random.default_rng(1).uniform(0, 59, 500_000), 20.0)
    many = dem.height(lon, lat)
    np.testing.assert_array_equal(many[::1000], dem.height(lon[::1000], lat[::1000]))


def test_declared_and_undeclared_nodata_are_voids(tmp_path):
    heights = np.full((5, 5), 50.0)
    heights[0, 0], heights[4, 4] = -9999.0, -32768.0
    dem = open_dem(write(tmp_path / "void.tif", heights, (10.0, 1.0, 0.0, 50.0, 0.0, -1.0), "EPSG:4326", nodata=-9999))
    assert np.isnan(dem.heights[0, 0]) and np.isnan(dem.heights[4, 4])
    assert dem.height_range() == (50.0, 50.0)


def test_scale_and_offset_of_the_band_are_applied(tmp_path):
    place = (10, 1, 0, 50, 0, -1)
    path = write(tmp_path / "scaled.tif", np.full((3, 3), 1234), place, "EPSG:4326", kind=gdal.GDT_Int16)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.1)
    dataset.GetRasterBand(1).SetOffset(5.0)
    dataset = None
    assert open_dem(path).height(11.5, 48.5) == pytest.approx(128.4, abs=1e-4)


def test_geoid_heights_are_named_and_warned_of_even_in_old_geotiff(tmp_path):
    for version in ("1.0", "1.1"):
        path = tmp_path / f"geoid{version}.tif"
        options = [f"GEOTIFF_VERSION={version}"]
        write(path, np.ones((3, 3)), (5e5, 10, 0, 5e6, 0, -10), "EPSG:32633+5773", options=options)
        dem = open_dem(path)
        assert "EGM96" in dem.vertical_datum
        assert "EGM96" in dem.datum_warning
        assert pyproj.CRS.from_wkt(dem.crs).to_epsg() == 32633
    plain = open_dem(write(tmp_path / "plain.tif", np.ones((3, 3)), (5e5, 10, 0, 5e6, 0, -10), UTM))
    assert plain.vertical_datum is None and plain.datum_warning is None


def test_a_file_that_is_no_raster_is_refused(tmp_path):
    text = tmp_path / "text.tif"
    text.write_text("not a raster")
    assert "cannot be read" in refusal(text)
    assert "cannot be read" in refusal(tmp_path / "missing.tif")


def test_a_damaged_raster_is_refused(tmp_path):
    path = write(tmp_path / "cut.tif", np.random.default_rng(0).random((300, 300)), (5e5, 1, 0, 5e6, 0, -1), UTM)
    path.write_bytes(path.read_bytes()[:200_000])
    assert "damaged" in refusal(path)


def test_a_raster_without_position_is_refused(tmp_path):
    assert "no coordinate system" in refusal(write(tmp_path / "a.tif", np.ones((3, 3)), None, UTM))
    assert "no coordinate system" in refusal(write(tmp_path / "b.tif", np.ones((3, 3)), (0.0, 1, 0, 0.5, 0, -1), None))


def test_a_picture_with_three_bands_is_refused(tmp_path):
    assert "3 bands" in refusal(write(tmp_path / "rgb.tif", np.ones((3, 3, 3)), (5e5, 10, 0, 5e6, 0, -10), UTM))


@pytest.mark.parametrize("unit", ["ft", "us-ft", "US survey foot", "feet"])
def test_heights_in_feet_are_refused_with_the_factor(tmp_path, unit):
    text = refusal(write(tmp_path / "feet.tif", np.ones((3, 3)), (5e5, 10, 0, 5e6, 0, -10), UTM, unit=unit))
    assert "feet" in text and "0.3048" in text


def test_a_vertical_crs_in_feet_is_refused(tmp_path):
    # EPSG:6360 is NAVD88 height in US survey feet
    text = refusal(write(tmp_path / "feet.tif", np.ones((3, 3)), (5e5, 10, 0, 5e6, 0, -10), "EPSG:26910+6360"))
    assert "feet" in text


def test_a_map_in_feet_whose_heights_have_no_unit_is_refused_and_with_metres_taken(tmp_path):
    state_plane = "EPSG:2285"  # Washington North, US survey feet
    transform = (1200000.0, 10, 0, 200000.0, 0, -10)
    assert "does not say" in refusal(write(tmp_path / "a.tif", np.ones((3, 3)), transform, state_plane))
    metres = write(tmp_path / "b.tif", np.ones((3, 3)), transform, state_plane, unit="m")
    assert open_dem(metres).height_range() == (1.0, 1.0)


def test_values_in_degrees_are_refused(tmp_path):
    text = refusal(write(tmp_path / "slope.tif", np.ones((3, 3)), (5e5, 10, 0, 5e6, 0, -10), UTM, unit="degree"))
    assert "degree" in text and "not heights" in text


def test_pictures_are_refused_and_heights_of_8_bits_with_a_unit_taken(tmp_path):
    transform, shade = (5e5, 10, 0, 5e6, 0, -10), np.arange(9.0).reshape(3, 3)
    text = refusal(write(tmp_path / "shade.tif", shade, transform, UTM, kind=gdal.GDT_Byte))
    assert "has 8-bit numbers without a unit, as pictures and hillshades have" in text
    metres = write(tmp_path / "low.tif", shade, transform, UTM, kind=gdal.GDT_Byte, unit="m")
    assert open_dem(metres).height_range() == (0.0, 8.0)


def test_one_height_everywhere_is_told(tmp_path):
    transform = (5e5, 10, 0, 5e6, 0, -10)
    zero = open_dem(write(tmp_path / "zero.tif", np.zeros((3, 3)), transform, UTM))
    assert "has the same height of 0 m at all places; check that it is the right file" in zero.warning
    assert open_dem(write(tmp_path / "dem.tif", np.eye(3), transform, UTM)).warning is None


def test_a_single_row_of_cells_is_refused(tmp_path):
    assert "2 x 2" in refusal(write(tmp_path / "row.tif", np.ones((1, 9)), (5e5, 10, 0, 5e6, 0, -10), UTM))


def test_a_dem_beside_the_scene_is_refused_with_both_extents(tmp_path):
    path = write(tmp_path / "dem.tif", np.ones((100, 100)), (10.0, 0.01, 0, 50.0, 0, -0.01), "EPSG:4326")
    text = refusal(path, bounds=(10.9, 49.5, 11.5, 49.9))
    assert "10.00000 to 11.00000" in text and "10.90000 to 11.50000" in text
    open_dem(path, bounds=(10.0, 49.0, 11.0, 50.0))
    # Both are counted alike, across the 180th meridian too.
    path = write(tmp_path / "west.tif", np.ones((100, 100)), (-180.5, 0.01, 0, 50.0, 0, -0.01), "EPSG:4326")
    text = refusal(path, bounds=(178.0, 49.5, 181.0, 49.9))
    assert "longitude 179.50000 to 180.50000" in text and "178.00000 to 181.00000" in text


def test_a_dem_of_exchanged_longitude_and_latitude_is_told(tmp_path):
    path = write(tmp_path / "dem.tif", np.ones((100, 100)), (10.0, 0.01, 0, 50.0, 0, -0.01), "EPSG:4326")
    said = refusal(path, bounds=(49.4, 10.4, 49.5, 10.5))
    assert "only with longitude and latitude exchanged; check the columns of the track" in said
    assert "10.00000 to 11.00000" in refusal(path, bounds=(49.4, 12.4, 49.5, 12.5))


def test_a_dem_without_heights_is_refused(tmp_path):
    path = write(tmp_path / "empty.tif", np.full((5, 5), -9999.0), (5e5, 10, 0, 5e6, 0, -10), UTM, nodata=-9999)
    assert "only nodata" in refusal(path)
