"""From the errors of points' heights to those of the surface at the cells."""

import numpy as np
import pyproj
import pytest
from slant_models import flight, slant_model

from sar_radargrammetry.engine.elevation.cells import Cells
from sar_radargrammetry.engine.elevation.grid import CellWindow, Grid
from sar_radargrammetry.engine.elevation.surface_error import SurfaceError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.odds import USUAL
from sar_radargrammetry.engine.points.surface_sigma import CHOSEN
from sar_radargrammetry.engine.refinement.scene_polynomial import on_map
from sar_radargrammetry.engine.sensor.ellipsoid import local_axes
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

CRS = pyproj.CRS("EPSG:32654")
LINE, SAMPLE = (np.array([150.0]), np.array([140.0]))
HEIGHT = 120.0
REFERENCE = slant_model(lines=300, samples=300)
TIME, POSITION, VELOCITY = flight()
UP = np.asarray(local_axes(138.7, 35.4))[2]
HIGHER = Trajectory.from_state_vectors(TIME, POSITION + 1500.0 * UP, VELOCITY)
"""A second track above the first."""
MODELS = REFERENCE, slant_model(lines=320, samples=900, trajectory=HIGHER, near_range=8350.0)
HEIGHTS = HEIGHT - 50.0, HEIGHT + 50.0
MIDDLE = on_map(image_to_ground(REFERENCE, LINE, SAMPLE, np.array([HEIGHT])), CRS)[:2, 0]


def metres_per_pixel():
    """Height that moves the match by a pixel of the reference, whose pixels are as large as the secondary's."""
    places = [
        np.array(MODELS[1].ground_to_image(image_to_ground(REFERENCE, LINE, SAMPLE + right, np.array([HEIGHT + up]))))
        for up, right in ((0.0, 0.0), (10.0, 0.0), (0.0, 1.0))
    ]
    moved, wide = places[1] - places[0], places[2] - places[0]
    return 10.0 * abs(wide[1, 0]) / np.hypot(moved[0, 0] * abs(wide[1, 0]), moved[1, 0])


def towards_the_sensor():
    """Unit vector on the map."""
    higher = on_map(image_to_ground(REFERENCE, LINE, SAMPLE, np.array([HEIGHT + 10.0])), CRS)[:2, 0]
    return (higher - MIDDLE) / np.hypot(*(higher - MIDDLE))


def plane(rise):
    """Heights at map coordinates: so many metres a metre up towards the sensor, through the middle."""
    east, north = rise * towards_the_sensor()
    return lambda x, y: HEIGHT + east * (x - MIDDLE[0]) + north * (y - MIDDLE[1])


def on_surface(surface):
    """Height of the surface in the pixel."""
    height = np.array([HEIGHT])
    for _ in range(200):
        x, y, _up = on_map(image_to_ground(REFERENCE, LINE, SAMPLE, height), CRS)
        height = 0.5 * (height + surface(x, y))
    return height


def cells_of(folder, surface, error, grid, certainty=1.0):
    cells = Cells(folder, grid)
    x, y = grid.centres()
    cells.elevation[:] = surface(x[None, :], y[:, None])
    cells.error[:], cells.certainty[:] = error, certainty
    return cells


def grid_around(size):
    return Grid.covering(CRS.to_wkt(), (*(MIDDLE - size / 2), *(MIDDLE + size / 2)), 1.0)


def middle_of(grid):
    return tuple(round(float(v)) for v in grid.cell(*MIDDLE))[::-1]


@pytest.mark.parametrize("rise", [0.0, -0.6, -0.3, 0.4, 1.0])
def test_the_error_of_a_cell_is_what_a_wrong_height_of_its_pixel_changes(tmp_path, rise):
    surface, wrong = plane(rise), 0.05
    x, y, up = on_map(image_to_ground(REFERENCE, LINE, SAMPLE, on_surface(surface) + wrong), CRS)
    off = abs(up - surface(x, y))[0]  # of a raster that has the wrong height where the wrong point lies
    grid = grid_around(80.0)
    cells = cells_of(tmp_path, surface, wrong, grid)
    cells.complete_errors(SurfaceError.of(MODELS, HEIGHTS, CRS), Context())
    blurred = CHOSEN.least * metres_per_pixel()
    found = np.sqrt(cells.error[middle_of(grid)] ** 2 - blurred**2) / CHOSEN.right
    assert found == pytest.approx(off, rel=0.05, abs=0.03 * wrong)
    if rise != 0.0:
        assert (found > wrong) == (rise < 0), "less where the ground faces the radar"


def test_what_may_be_wrong_is_added_by_its_probability_amid_its_neighbours(tmp_path):
    grid, others = grid_around(80.0), 0.2
    cells = cells_of(tmp_path, plane(0.0), 1.0, grid, certainty=others)
    row, col = middle_of(grid)
    cells.certainty[row, col] = sure = 0.6
    cells.complete_errors(SurfaceError.of(MODELS, HEIGHTS, CRS), Context())
    odds = sure / (1.0 - sure) * others / (1.0 - others) / (USUAL / (1.0 - USUAL))
    expected = CHOSEN.sigma(1.0, 1.0 / (1.0 + odds), metres_per_pixel())
    assert cells.error[row, col] == pytest.approx(expected, rel=0.02)


def test_where_the_surface_bends_its_slope_is_doubted():
    grid, surface = grid_around(80.0), SurfaceError.of(MODELS, HEIGHTS, CRS)
    x, y = grid.centres()
    window = CellWindow(0, 0, grid.height, grid.width)
    error, sure = np.full((grid.height, grid.width), 5.0), np.ones((grid.height, grid.width))
    facing = plane(0.7)(x[None, :], y[:, None])
    bent = facing + 0.03 * (x[None, :] - MIDDLE[0]) ** 2
    straight, doubted = (surface.at(grid, window, z, error, sure)[middle_of(grid)] for z in (facing, bent))
    assert doubted > 1.08 * straight


def test_tiles_and_voids_change_nothing(tmp_path):
    grid, surface = grid_around(700.0), SurfaceError.of(MODELS, HEIGHTS, CRS)
    cells = cells_of(tmp_path, plane(0.3), 0.5, grid, certainty=0.9)
    cells.elevation[:] += np.random.default_rng(4).normal(size=cells.elevation.shape)
    for array in (cells.elevation, cells.error, cells.certainty):
        array[100:140, 60:90] = np.nan
    heights = cells.elevation.copy()
    window = CellWindow(0, 0, grid.height, grid.width)
    whole = surface.at(grid, window, *(np.array(v) for v in (cells.elevation, cells.error, cells.certainty)))
    cells.complete_errors(surface, Context())
    assert np.array_equal(np.isfinite(cells.error), np.isfinite(heights))
    assert np.allclose(cells.error, whole, rtol=1e-3, equal_nan=True)
    assert np.array_equal(cells.elevation, heights, equal_nan=True)
