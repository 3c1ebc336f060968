"""Heights are compared when they are counted from one surface, or a way between the two is known."""

import numpy as np
import pyproj
import pytest
from evaluation_files import GRID, compared, refusal, surface_on
from geoids import undulation, write_geoid
from osgeo import gdal

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.evaluation.compare import compare


def test_heights_of_an_unknown_datum_are_refused_unless_told(rasters):
    write_raster(rasters / "reference.tif", GRID, surface_on(GRID), vertical_datum=None)
    text = refusal(compared, rasters)
    assert "reference.tif" in text and "REFERENCE_VERTICAL" in text
    for told in ("ellipsoid", "same"):
        result = compared(rasters, reference_vertical=told)
        assert result.statistics.bias == pytest.approx(0.5, abs=1e-3) and result.warnings == ()
    write_raster(rasters / "elevation.tif", GRID, surface_on(GRID), vertical_datum=None)
    assert "ELEVATION_VERTICAL" in refusal(compared, rasters, reference_vertical="ellipsoid")
    assert "as you stated" in compared(rasters, reference_vertical="same").datum


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
