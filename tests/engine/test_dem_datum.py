"""Elevation models that count their heights from a geoid, where the search and the training take them."""

import numpy as np
import pytest
from geoids import undulation, write_geoid
from osgeo import gdal, osr
from pairs import metadata, pixels, run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.patches.package import read_plan
from sar_radargrammetry.engine.pipeline.reference_surface import open_reference_dsm
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.terrain.dem import open_dem
from sar_radargrammetry.engine.terrain.geoid import open_ground
from sar_radargrammetry.engine.terrain.vertical import compound

PLACE = 14.5, 45.5
GRID = "us_nga_egm96_15.tif"


def write_dem(path, heights, vertical=None, place=PLACE, step=1e-3):
    """A DEM of longitude and latitude around a place; `heights` of them both, lowered by the test's geoid if asked."""
    cells = np.arange(-60, 61) * step
    lon, lat = place[0] + cells[None, :], place[1] - cells[:, None]
    values = heights(lon, lat) + 0.0 * (lon + lat)
    if vertical:
        values = values - undulation(lon, lat)
    raster = gdal.GetDriverByName("GTiff").Create(str(path), *values.shape[::-1], 1, gdal.GDT_Float32)
    crs = osr.SpatialReference()
    crs.ImportFromWkt(compound("EPSG:4326", vertical)) if vertical else crs.ImportFromEPSG(4326)
    raster.SetSpatialRef(crs)
    raster.SetGeoTransform((lon[0, 0] - step / 2, step, 0.0, lat[0, 0] + step / 2, 0.0, -step))
    raster.GetRasterBand(1).WriteArray(values)
    return str(path)


def slope(lon, lat):
    return 400.0 + 300.0 * (lon - PLACE[0]) - 200.0 * (lat - PLACE[1])


@pytest.mark.parametrize("bounds", [None, (14.47, 45.48, 14.53, 45.52)])
def test_heights_above_a_geoid_become_heights_above_the_ellipsoid(tmp_path, proj_folder, bounds):
    write_geoid(proj_folder / GRID)
    above = open_dem(write_dem(tmp_path / "ellipsoid.tif", slope))
    dem, counted = open_ground(write_dem(tmp_path / "geoid.tif", slope, "EPSG:5773"), bounds=bounds)
    assert "EGM96" in str(counted) and "converted" in str(counted)
    lon, lat = np.meshgrid(np.linspace(14.48, 14.52, 7), np.linspace(45.49, 45.51, 7))
    assert np.abs(dem.height(lon, lat) - above.height(lon, lat)).max() < 1e-3
    assert dem.datum.ellipsoidal


def test_one_that_states_nothing_is_taken_as_it_is_and_that_is_said(tmp_path):
    path = write_dem(tmp_path / "plain.tif", slope)
    dem, counted = open_ground(path)
    assert np.array_equal(dem.heights, open_dem(path).heights)
    assert (
        str(counted)
        == "The DEM does not state its vertical datum; its heights are taken as above the WGS-84 ellipsoid."
    )


def test_a_datum_that_the_user_states_goes_before_that_of_the_file(tmp_path):
    geoid = write_geoid(tmp_path / "geoid.tif")
    above = open_dem(write_dem(tmp_path / "ellipsoid.tif", slope))
    path = write_dem(tmp_path / "plain.tif", lambda lon, lat: slope(lon, lat) - undulation(lon, lat))
    dem, counted = open_ground(path, vertical=geoid)
    assert np.abs(dem.heights - above.heights).max() < 1e-3 and dem.datum.ellipsoidal
    assert "converted" in str(counted) and geoid in str(counted)
    dem, _ = open_ground(path, vertical="ellipsoid")
    assert np.array_equal(dem.heights, open_dem(path).heights) and dem.datum.ellipsoidal


def test_patches_keep_the_datum_and_their_geoid_when_all_move_together(pair, tmp_path):
    lon, lat = centre(pair)
    (tmp_path / "a").mkdir()
    write_geoid(tmp_path / "a" / "geoid.tif", west=lon - 1.5, north=lat + 1.5)
    dem = write_dem(tmp_path / "a" / "dem.tif", lambda x, y: 900.0 - undulation(x, y), place=(lon, lat))
    patches = tmp_path / "a" / "patches.gpkg"
    given = {"dem": dem, "dem_vertical": str(tmp_path / "a" / "geoid.tif"), "output": str(patches)}
    run("createpatches", **pair.images, **given, patch_size=256)
    (tmp_path / "a").rename(tmp_path / "b")
    plan = read_plan(tmp_path / "b" / "patches.gpkg")
    assert plan.dem_vertical == str(tmp_path / "b" / "geoid.tif")
    assert (plan.min_height, plan.max_height) == pytest.approx((850.0, 950.0), abs=0.1)


def test_a_geoid_that_is_not_here_is_named_and_nothing_is_left(pair, tmp_path, proj_folder):
    lon, lat = centre(pair)
    path = write_dem(tmp_path / "geoid.tif", lambda x, y: 900.0, "EPSG:5773", place=(lon, lat))
    output = tmp_path / "patches.gpkg"
    with pytest.raises(EngineError, match=rf"states heights of EGM96 height.* {GRID}, which is not installed") as said:
        run("createpatches", **pair.images, dem=path, output=str(output))
    assert "gdalwarp" in str(said.value) and not output.exists()


def test_the_search_is_the_same_from_either_surface(pair, tmp_path, proj_folder):
    """45 m of undulation is nearly all that the search adds to a DEM on either side."""
    lon, lat = centre(pair)
    write_geoid(proj_folder / GRID, west=lon - 1.5, north=lat + 1.5)
    height, plans, made = sum(pair.heights) / 2 + 12.0, [], []
    for name, vertical in (("ellipsoid", None), ("geoid", "EPSG:5773")):
        folder = tmp_path / name
        folder.mkdir()
        dem = write_dem(folder / "dem.tif", lambda x, y: height, vertical, place=(lon, lat))
        run("createpatches", **pair.images, dem=dem, output=str(folder / "patches.gpkg"), patch_size=256)
        plans.append(read_plan(folder / "patches.gpkg"))
        run("matchpatches", patches=str(folder / "patches.gpkg"), matcher="poc", output=str(folder / "c.tif"))
        # Where there is ground that both images see: elsewhere chance decides, at the last bit of a height.
        made.append(pixels(folder / "c.tif")[:2, pair.truth.seen2])
    one, two = plans
    assert (two.min_height, two.max_height) == pytest.approx((one.min_height, one.max_height), abs=0.01)
    assert [patch.secondary for patch in one.patches] == [patch.secondary for patch in two.patches]
    shares = [np.isfinite(displacement[0]).mean() for displacement in made]
    assert shares[0] > 0.8 and shares[1] == pytest.approx(shares[0], abs=0.002)
    # The two DEMs differ in the last bits of single precision, and matching enlarges small differences: if a DEM is
    # moved by 1 mm, a hundredth of the matches move by 0.03 px and more, and whether a patch is searched again may hang
    # on one of them.
    assert np.nanpercentile(np.abs(made[0] - made[1]), 75) < 0.05
    assert metadata(tmp_path / "geoid" / "c.tif")["matcher"] == "poc"


def test_the_surface_that_is_learned_from_is_converted_too(pair, tmp_path, proj_folder):
    lon, lat = centre(pair)
    write_geoid(proj_folder / GRID, west=lon - 1.5, north=lat + 1.5)
    path = write_dem(tmp_path / "dsm.tif", lambda x, y: 900.0, "EPSG:5773", place=(lon, lat))
    said = []
    dem = open_reference_dsm(path, (pair.reference, pair.secondary), Context(report=said.append))
    assert dem.height_range() == pytest.approx((900.0, 900.0), abs=1e-2)
    assert any("EGM96" in message["text"] and "converted" in message["text"] for message in said)


def centre(pair):
    """Longitude and latitude of the scene, away from which the test's geoid is a plane all the same."""
    model = pair.reference.model
    ground = image_to_ground(model, model.lines / 2, model.samples / 2, sum(pair.heights) / 2)
    lon, lat, _ = ecef_to_geodetic(ground)
    return float(lon), float(lat)
