"""Vertical datums: separations by closed form, PROJ's grids where they are, one sentence where they are not."""

import dataclasses

import numpy as np
import pyproj
import pytest
from geoids import undulation, write_geoid
from osgeo import gdal, osr

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.terrain import geoid
from sar_radargrammetry.engine.terrain.dem import Dem
from sar_radargrammetry.engine.terrain.vertical import open_map_raster, vertical_datum

BOUNDS = (14.0, 45.0, 15.0, 46.0)


def refusal(function, *args):
    with pytest.raises(EngineError) as caught:
        function(*args)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


def test_the_ellipsoid_lies_on_itself():
    for text in ("ellipsoid", "WGS 84 ellipsoid", "EPSG:4979"):
        surface = geoid.height_surface(text, BOUNDS)
        assert surface.separation(np.array([1.0, 2.0]), np.array([0.0, 90.0])).tolist() == [0.0, 0.0]
        assert surface.by == ""


def test_a_raster_of_undulations_is_interpolated(tmp_path):
    surface = geoid.height_surface(write_geoid(tmp_path / "geoid ä.tif"), BOUNDS)
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(14, 15, 50), rng.uniform(45, 46, 50)
    np.testing.assert_allclose(surface.separation(lon, lat), undulation(lon, lat), atol=1e-4)
    assert "geoid ä.tif" in surface.name and surface.code is None


def test_on_a_map_grid_it_is_what_it_is_point_by_point(tmp_path):
    surface = geoid.height_surface(write_geoid(tmp_path / "geoid.tif"), BOUNDS)
    x, y = 430000.0 + 10.0 * np.arange(70), 5040000.0 - 10.0 * np.arange(45)
    lon, lat = pyproj.Transformer.from_crs("EPSG:32633", 4326, always_xy=True).transform(*np.meshgrid(x, y))
    np.testing.assert_allclose(surface.separation_on("EPSG:32633", x, y), surface.separation(lon, lat), atol=1e-4)
    assert surface.separation_on("EPSG:32633", x[:1], y[:1]).shape == (1, 1)


def test_an_installed_grid_of_proj_is_found_where_gdal_looks(proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    surface = geoid.height_surface("EPSG:5773", BOUNDS)
    assert (surface.name, surface.code) == ("EGM96 height", "EPSG:5773")
    assert "EGM96" in surface.by and "axis order" not in surface.by
    lon, lat = np.array([14.1, 14.9]), np.array([45.2, 45.7])
    np.testing.assert_allclose(surface.separation(lon, lat), undulation(lon, lat), atol=1e-3)
    compound = geoid.height_surface("EPSG:32633+5773", BOUNDS)
    assert compound.separation(14.5, 45.5) == pytest.approx(45.0, abs=1e-3)


def test_a_grid_that_is_not_there_is_named_and_not_fetched(proj_folder, monkeypatch):
    monkeypatch.setenv("PROJ_NETWORK", "ON")
    text = refusal(geoid.height_surface, "EPSG:5773", BOUNDS)
    assert "us_nga_egm96_15.tif" in text and "projsync" in text
    assert not pyproj.network.is_network_enabled()


def test_a_raster_that_states_its_vertical_crs_is_understood(proj_folder, tmp_path):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    raster = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "a.tif"), 2, 2)
    crs = osr.SpatialReference()
    crs.SetFromUserInput("EPSG:32633+5773")
    raster.SetSpatialRef(crs)
    raster = None
    datum = vertical_datum(open_map_raster(str(tmp_path / "a.tif"), "The raster"))
    surface = geoid.stated_surface(datum, BOUNDS)
    assert surface.separation(14.5, 45.5) == pytest.approx(45.0, abs=1e-3)


def test_what_is_no_geoid_is_refused_in_one_sentence(tmp_path):
    assert "no heights of a geoid" in refusal(
        geoid.height_surface, write_geoid(tmp_path / "dem.tif", lambda lon, lat: 900.0 + lon + lat), BOUNDS
    )
    text = refusal(geoid.height_surface, write_geoid(tmp_path / "far.tif"), (70.0, 45.0, 71.0, 46.0))
    assert text.startswith("The geoid grid") and "does not cover" in text
    assert "neither" in refusal(geoid.height_surface, "sea level", BOUNDS)
    assert "no vertical part" in refusal(geoid.height_surface, "EPSG:32633", BOUNDS)
    assert "metres" in refusal(geoid.height_surface, "EPSG:6360", BOUNDS)
    assert "no transformation" in refusal(geoid.height_surface, "EPSG:5621", (-60.0, -10.0, -59.0, -9.0))


def test_a_dem_above_a_geoid_comes_to_the_ellipsoid(proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    surface = geoid.height_surface("EPSG:5773", BOUNDS)
    heights = np.random.default_rng(2).uniform(100.0, 900.0, (90, 70))
    heights[3, 4] = np.nan
    grid = (430000.0, 30.0, 0.0, 5040000.0, 0.0, -30.0)
    dem = Dem(heights=heights, geotransform=grid, crs=pyproj.CRS(32633).to_wkt(), path="a.tif")
    converted = geoid.above_ellipsoid(dem, surface)
    lon, lat = dem.lonlat(*np.meshgrid(np.arange(70.0), np.arange(90.0)))
    np.testing.assert_allclose(converted.heights - heights, undulation(lon, lat) + 0.0 * heights, atol=1e-3)
    assert converted.datum.ellipsoidal
    assert geoid.above_ellipsoid(dem, geoid.ELLIPSOID_SURFACE) is dem
    assert "no geoid height" in refusal(
        geoid.above_ellipsoid,
        dataclasses.replace(dem, geotransform=(2e5, *grid[1:])),
        geoid.height_surface("EPSG:5773", BOUNDS),
    )
