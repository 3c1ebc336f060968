"""Errors of points' heights become those of the surface at the cells."""

import numpy as np
import pyproj
import pytest
from slant_models import slant_model

from sar_radargrammetry.engine.elevation.cells import Cells
from sar_radargrammetry.engine.elevation.grid import CellWindow, Grid
from sar_radargrammetry.engine.elevation.slopes import Displacement
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.refinement.scene_polynomial import on_map
from sar_radargrammetry.engine.sensor.ground import image_to_ground

CRS = pyproj.CRS("EPSG:32654")
MODEL = slant_model(lines=300, samples=300)
LINE, SAMPLE = (np.array([150.0]), np.array([140.0]))
HEIGHT = 120.0
MIDDLE = on_map(image_to_ground(MODEL, LINE, SAMPLE, np.array([HEIGHT])), CRS)[:2, 0]


def towards_the_sensor():
    """Unit vector on the map."""
    higher = on_map(image_to_ground(MODEL, LINE, SAMPLE, np.array([HEIGHT + 10.0])), CRS)[:2, 0]
    return (higher - MIDDLE) / np.hypot(*(higher - MIDDLE))


def plane(rise):
    """Heights at map coordinates: so many metres a metre up towards the sensor, through the middle."""
    east, north = rise * towards_the_sensor()
    return lambda x, y: HEIGHT + east * (x - MIDDLE[0]) + north * (y - MIDDLE[1])


def on_surface(surface):
    """Height of the surface in the pixel."""
    height = np.array([HEIGHT])
    for _ in range(200):
        x, y, _up = on_map(image_to_ground(MODEL, LINE, SAMPLE, height), CRS)
        height = 0.5 * (height + surface(x, y))
    return height


def cells_of(folder, surface, error, grid):
    cells = Cells(folder, grid)
    x, y = grid.centres()
    cells.elevation[:] = surface(x[None, :], y[:, None])
    cells.error[:] = error
    return cells


def grid_around(size):
    return Grid.covering(CRS.to_wkt(), (*(MIDDLE - size / 2), *(MIDDLE + size / 2)), 1.0)


@pytest.mark.parametrize("rise", [0.0, -0.6, -0.3, 0.4, 1.0])
def test_the_error_of_a_cell_is_what_a_wrong_height_of_its_pixel_changes(tmp_path, rise):
    surface, wrong = plane(rise), 0.05
    x, y, up = on_map(image_to_ground(MODEL, LINE, SAMPLE, on_surface(surface) + wrong), CRS)
    off = abs(up - surface(x, y))[0]  # of a raster that has the wrong height where the wrong point lies
    grid = grid_around(80.0)
    cells = cells_of(tmp_path, surface, wrong, grid)
    cells.follow_slopes(Displacement.of(MODEL, (HEIGHT - 50.0, HEIGHT + 50.0), CRS), Context())
    column, row = (round(float(v)) for v in grid.cell(*MIDDLE))
    assert cells.error[row, column] == pytest.approx(off, rel=0.02, abs=0.01 * wrong)
    if rise == 0.0:
        assert cells.error[row, column] == pytest.approx(wrong, rel=0.01)
    else:
        assert (cells.error[row, column] > wrong) == (rise < 0), "less where the ground faces the radar"


def test_where_the_surface_bends_its_slope_is_doubted():
    grid, displacement = grid_around(80.0), Displacement.of(MODEL, (HEIGHT - 50.0, HEIGHT + 50.0), CRS)
    x, y = grid.centres()
    window = CellWindow(0, 0, grid.height, grid.width)
    error = np.full((grid.height, grid.width), 0.1)
    facing = plane(0.7)(x[None, :], y[:, None])
    bent = facing + 0.02 * (x[None, :] - MIDDLE[0]) ** 2
    middle = tuple(round(float(v)) for v in grid.cell(*MIDDLE))[::-1]
    straight, doubted = (displacement.factor(grid, window, z, error)[middle] for z in (facing, bent))
    assert doubted > 1.5 * straight


def test_tiles_and_voids_change_nothing(tmp_path):
    grid, displacement = grid_around(700.0), Displacement.of(MODEL, (HEIGHT - 50.0, HEIGHT + 50.0), CRS)
    cells = cells_of(tmp_path, plane(0.3), 0.5, grid)
    rough = np.random.default_rng(4).normal(size=cells.elevation.shape)
    cells.elevation[:] += rough
    cells.elevation[100:140, 60:90] = np.nan
    heights = cells.elevation.copy()
    whole = 0.5 * displacement.factor(grid, CellWindow(0, 0, grid.height, grid.width), heights, np.array(cells.error))
    cells.follow_slopes(displacement, Context())
    assert np.array_equal(np.isfinite(cells.error), np.isfinite(heights))
    assert np.allclose(cells.error, whole, rtol=1e-3, equal_nan=True)
    assert np.array_equal(cells.elevation, heights, equal_nan=True)
