"""Pixel sizes that fit a scene are taken as they are, others are refused with one sentence, whatever the map."""

import numpy as np
import pytest
import scenes
from evaluation_files import write_raster
from hypothesis import given, settings
from hypothesis import strategies as st

from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.elevation.map_grid import (
    FINEST,
    check_area,
    check_fine,
    ground_spacing,
    map_grid,
)
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.fusion.stack import common_grid
from sar_radargrammetry.engine.longitude import utm_zone_crs
from sar_radargrammetry.engine.mapcells.ground import grid_beneath
from sar_radargrammetry.engine.terrain.dem import open_dem

MODEL = scenes.model(40.0)
UTM = utm_zone_crs(*scenes.PLACE[:2])
FIRST = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=150, height=130)


def refusal(call, *given):
    try:
        call(*given)
    except EngineError as error:
        return str(error)
    return None


@settings(max_examples=40, deadline=None)
@given(power=st.floats(-6.0, 9.0), crs=st.sampled_from([None, "EPSG:3857"]))
def test_cells_from_a_part_of_a_pixel_to_half_of_the_scene_are_taken(power, crs):
    size = 10.0**power
    west, south, east, north = check_area(UTM, MODEL)
    # Web Mercator stretches the scene by less than this.
    least, most = ground_spacing(MODEL) / FINEST, 0.5 * min(east - west, north - south)
    said = refusal(map_grid, MODEL, crs, size)
    if said is None:
        assert least <= size <= 3.0 * most
    elif "far finer" in said:
        assert size < least
    else:
        assert "too coarse for an area" in said and size > most


@pytest.mark.parametrize("target", [None, "EPSG:3857", "EPSG:32632"])
def test_merged_cells_fit_the_elevations(target):
    assert "far finer than the elevation, whose cells are about" in refusal(common_grid, [FIRST], target, 0.01)
    assert "too coarse for an area whose shorter side" in refusal(common_grid, [FIRST], target, 50000.0)
    for size in (0.5, 2.0, 60.0):
        assert refusal(common_grid, [FIRST], target, size) is None


def test_merged_cells_in_degrees_fit_too():
    degrees = Grid(crs="EPSG:4326", x0=15.0, y0=46.5, pixel_size=2e-5, width=200, height=200)
    assert "far finer" in refusal(common_grid, [degrees], None, 1e-8)
    assert "too coarse for an area whose shorter side is 307 m" in refusal(common_grid, [degrees], None, 0.04)
    assert refusal(common_grid, [degrees], None, 1e-4) is None


def test_cells_of_an_elevation_on_a_map_fit_it(tmp_path):
    write_raster(tmp_path / "dem.tif", FIRST, np.full((130, 150), 500.0))
    dem = open_dem(tmp_path / "dem.tif")
    assert "too coarse for an area whose shorter side is 26" in refusal(
        grid_beneath, dem, (), utm_zone_crs(15.0, 45.0), 50000.0
    )
    grid = grid_beneath(dem, (), utm_zone_crs(15.0, 45.0), 2.0)
    assert (grid.width, grid.height) == (150, 130)
    assert "0.05 m is far finer than the elevation, whose cells are about 2 m" in refusal(check_fine, 0.05, 2.0)
    assert refusal(check_fine, 0.5, 2.0) is None
