"""Cells of a map in images: local incidence, layover and shadow in closed form, mean power over areas."""

import functools

import numpy as np
import pytest
import scenes
from slant_models import slant_model

from sar_radargrammetry.engine.elevation.grid import CellWindow, Grid
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.mapcells.area_mean import mean_power
from sar_radargrammetry.engine.mapcells.codes import Shown
from sar_radargrammetry.engine.mapcells.ground import Ground, averaged_to, grid_beneath
from sar_radargrammetry.engine.mapcells.view import ImageView
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground_on_dem
from sar_radargrammetry.engine.visibility.surface import Surface

LEVEL = scenes.PLACE[2]
HEADING = np.radians(65.0)
AWAY = np.array([np.cos(HEADING), -np.sin(HEADING)])
"""East and north of the direction in which the antenna looks on the ground."""


def seen(shape, incidence, half=100.0):
    """Local incidence, codes, and distance [m] from the scene's middle along the look direction, of cells of 1 m on
    ground whose height over the level is `shape` of that distance."""
    dem = scenes.dem(lambda x, y: LEVEL + shape(AWAY[0] * x + AWAY[1] * y), half=half, step=1.0)
    model = scenes.model(incidence, size=1024, spacing=0.5)
    grid = grid_beneath(dem, (), scenes.MAP, 1.0)
    ground, states = Ground(grid, dem), functools.partial(np.zeros, dtype=np.uint8)
    view = ImageView.of(ground, model, Surface(dem, 1), states, lambda share: None)
    window = CellWindow(0, 0, grid.height, grid.width)
    cells = view.cells(window, ground.corners(window))
    # Without the rim, where cells reach beyond the elevation.
    x, y = grid.centres()
    inner = (slice(2, -2), slice(2, -2))
    return cells.incidence[inner], cells.shown[inner], (AWAY[0] * x + AWAY[1] * y[:, None])[inner]


def test_the_incidence_of_flat_ground_is_the_look_angle_and_grows_with_the_distance():
    incidence, shown, away = seen(lambda r: 0.0 * r, 40.0)
    # Of a flight 6 km up; the Earth's curvature changes it by 0.01 degrees over 100 m.
    expected = np.degrees(np.arctan(np.tan(np.radians(40.0)) + away / 6000.0))
    assert np.abs(incidence - expected).max() < 0.03
    assert (shown == Shown.VISIBLE).all()


@pytest.mark.parametrize(
    ("slope", "code"),
    [
        (-60.0, Shown.SHADOW),
        (-45.0, Shown.VISIBLE),
        (15.0, Shown.VISIBLE),
        (35.0, Shown.FORESHORTENED),
        (50.0, Shown.LAYOVER),
    ],
)
def test_slopes_steeper_than_the_look_are_layover_or_shadow(slope, code):
    """Incidence 38 degrees: ground of 50 degrees is turned over, ground that falls by more than 52 is dark."""
    # Back slopes begin at the top of a plateau, fore slopes at the bottom of a plain.
    tangent = np.tan(np.radians(slope))
    incidence, shown, away = seen(lambda r: np.clip(tangent * r, -60.0 * (slope < 0), 60.0 * (slope > 0)), 38.0)
    end = 60.0 / abs(tangent)
    inner = (away > 3.0) & (away < min(0.5 * end, 60.0))
    assert np.mean(shown[inner] == code) > 0.97
    assert np.abs(incidence[inner] - abs(38.0 - slope)).max() < 1.0


@pytest.mark.parametrize("incidence", [35.0, 55.0])
def test_behind_a_wall_lies_shadow_of_its_height_times_the_tangent(incidence):
    height = 20.0
    length = height * np.tan(np.radians(incidence))
    _, shown, away = seen(lambda r: np.where((r > -3.0) & (r <= 0.0), height, 0.0), incidence)
    dark = shown == Shown.SHADOW
    # The wall's edge is a slope one cell wide; beyond the elevation's edge it ends.
    assert np.mean(dark[(away > 1.0) & (away < length - 1.0)]) > 0.94
    assert not dark[(away > length + 1.0) | (away < -4.0)].any()


def test_cells_beyond_the_image_on_the_other_side_and_in_voids_are_outside():
    dem = scenes.dem(lambda x, y: np.where(np.hypot(x, y) < 8.0, np.nan, LEVEL), half=60.0, step=1.0)
    grid = grid_beneath(dem, (), scenes.MAP, 1.0)
    ground, window = Ground(grid, dem), CellWindow(0, 0, grid.height, grid.width)
    states = functools.partial(np.zeros, dtype=np.uint8)
    model = scenes.model(40.0, size=64, spacing=0.5)
    view = ImageView.of(ground, model, Surface(dem, 1), states, lambda share: None)
    cells = view.cells(window, ground.corners(window))
    middle = grid.height // 2
    assert cells.shown[middle, middle] == Shown.OUTSIDE and np.isnan(cells.incidence[middle, middle])
    assert cells.shown[0, 0] == Shown.OUTSIDE and np.isnan(cells.incidence[0, 0])
    assert 0.05 < np.mean(cells.shown == Shown.VISIBLE) < 0.2
    # The other side has the same ranges and times.
    mirrored = scenes.model(40.0, size=1024, spacing=0.5, side="left")
    mirrored = type(mirrored)(**{**vars(mirrored), "look_side": "right"})
    view = ImageView.of(ground, mirrored, Surface(dem, 1), states, lambda share: None)
    assert (view.cells(window, ground.corners(window)).shown == Shown.OUTSIDE).all()


def test_corners_lie_in_the_image_where_the_model_says():
    dem = scenes.dem(lambda x, y: LEVEL + 0.2 * x + 30.0 * np.sin(y / 25.0), half=150.0, step=3.0)
    model = scenes.model(45.0, size=1024, spacing=0.5, wobble=2.0, period=6.0)
    grid = grid_beneath(dem, (model,), scenes.MAP, 1.5)
    ground = Ground(grid, dem)
    view = ImageView.of(ground, model, Surface(dem, 1), functools.partial(np.zeros, dtype=np.uint8), lambda share: None)
    window = CellWindow(10, 20, 100, 120)
    corners = ground.corners(window)
    cells = view.cells(window, corners)
    exact = np.stack(model.ground_to_image(corners.xyz))
    assert np.abs(np.stack([cells.line, cells.sample]) - exact).max() < 0.05
    lon, lat, height = ecef_to_geodetic(corners.xyz)
    assert np.abs(dem.height(lon, lat) - height).max() < 1e-3


@pytest.mark.parametrize(("incidence", "heading"), [(35.0, 65.0), (50.0, 40.0)])
def test_what_lies_on_the_ground_is_found_where_it_lies(tmp_path, incidence, heading):
    """An image painted with a pattern of the map gives that pattern back, to hundredths of a pixel."""
    dem = scenes.dem(lambda x, y: LEVEL + 12.0 * np.sin(x / 40.0) * np.cos(y / 50.0), half=80.0, step=2.0)
    model = scenes.model(incidence, size=120, spacing=0.75, heading=heading, wobble=1.0)

    def pattern(x, y):
        return 2.0 + np.sin(x / 6.0) * np.cos(y / 7.0)

    line, sample = np.mgrid[:120, :120].astype(float)
    x, y, _ = scenes.on_map(image_to_ground_on_dem(model, line, sample, dem, levels=9))
    write_slant_image(tmp_path / "painted.tif", np.sqrt(pattern(x, y)).astype(np.float32), model, {})
    grid = grid_beneath(dem, (model,), scenes.MAP, 1.5)
    ground, states = Ground(grid, dem), functools.partial(np.zeros, dtype=np.uint8)
    view = ImageView.of(ground, model, Surface(dem, 1), states, lambda share: None)
    window = CellWindow(grid.height // 2 - 12, grid.width // 2 - 12, 24, 24)
    cells = view.cells(window, ground.corners(window))
    found = mean_power(SlantImage.open(tmp_path / "painted.tif"), cells.line, cells.sample)
    x, y = grid.centres(window)
    expected = pattern(x, y[:, None])
    step = np.stack(np.gradient(expected, 1.5))
    off = np.linalg.lstsq(step.reshape(2, -1).T, (found - expected).ravel(), rcond=None)[0]
    assert np.hypot(*off) < 0.02
    assert np.abs(found - expected).max() < 0.05


@pytest.fixture
def image(tmp_path):
    """Amplitude whose square is a plane over line and sample: its means are those of the places' middles."""
    model = slant_model(lines=90, samples=70)
    line, sample = np.mgrid[:90, :70]
    write_slant_image(tmp_path / "image.tif", np.sqrt(100.0 + line + 2.0 * sample).astype(np.float32), model, {})
    return SlantImage.open(tmp_path / "image.tif")


@pytest.mark.parametrize("size", [0.7, 4.3])
def test_the_mean_over_a_turned_cell_is_exact_for_a_plane(image, size):
    row, col = np.mgrid[:8.0, :8.0]
    line, sample = 30.0 + size * (0.8 * row + 0.5 * col), 20.0 + size * (0.9 * col - 0.4 * row) * 0.8
    middle = [0.25 * (v[1:, 1:] + v[:-1, 1:] + v[1:, :-1] + v[:-1, :-1]) for v in (line, sample)]
    assert mean_power(image, line, sample) == pytest.approx(100.0 + middle[0] + 2.0 * middle[1], abs=1e-3)


def test_the_mean_counts_every_pixel_of_a_large_cell(tmp_path):
    """Speckle of many pixels: the mean over 15 x 15 of them scatters by a fifteenth."""
    model, generator = slant_model(lines=300, samples=300), np.random.default_rng(4)
    power = generator.exponential(1.0, (300, 300))
    write_slant_image(tmp_path / "image.tif", np.sqrt(power).astype(np.float32), model, {})
    line, sample = np.meshgrid(np.arange(0.0, 300.0, 15.0), np.arange(0.0, 300.0, 15.0), indexing="ij")
    found = mean_power(SlantImage.open(tmp_path / "image.tif"), line[:-1], sample[:-1])
    assert found.std() == pytest.approx(1.0 / 15.0, rel=0.25)
    exact = np.stack([[power[i : i + 15, j : j + 15].mean() for j in range(0, 285, 15)] for i in range(0, 270, 15)])
    assert np.corrcoef(found.ravel(), exact.ravel())[0, 1] > 0.9


def test_cells_with_data_in_less_than_half_of_them_are_void(tmp_path):
    values = np.ones((60, 40), np.float32)
    values[:, 20:] = np.nan
    write_slant_image(tmp_path / "image.tif", values, slant_model(), {})
    line, sample = np.meshgrid(np.arange(5.0, 40.0, 8.0), np.arange(-2.5, 40.0, 5.0), indexing="ij")
    line[0, 0] = np.nan
    found = mean_power(SlantImage.open(tmp_path / "image.tif"), line, sample)
    assert np.isnan(found[0, 0]) and np.isfinite(found[1:, :4]).all() and np.isnan(found[:, 5:]).all()
    assert np.isnan(mean_power(SlantImage.open(tmp_path / "image.tif"), line + 500.0, sample)).all()


def test_finer_elevations_are_averaged_to_the_cells():
    dem = scenes.dem(lambda x, y: LEVEL + x + 5.0 * (np.round(x) % 2), half=20.0, step=1.0)
    coarse = averaged_to(dem, 4.0)
    assert coarse.heights.shape == (10, 10)
    assert coarse.heights[3, 3] == pytest.approx(dem.heights[12:16, 12:16].mean())
    dem.heights[12:15, 12:15] = np.nan
    assert np.isnan(averaged_to(dem, 4.0).heights[3, 3])
    dem.heights[12:16, 12:14] = dem.heights[12, 30]
    assert np.isfinite(averaged_to(dem, 4.0).heights[3, 3])
    assert averaged_to(dem, 1.5) is dem


def test_the_grid_of_an_elevation_on_its_own_map_has_its_cells():
    dem = scenes.dem(lambda x, y: LEVEL + 0.0 * x, half=100.0, step=1.0)
    grid = grid_beneath(dem, (), scenes.MAP, 0.5)
    assert isinstance(grid, Grid) and (grid.width, grid.height) == (402, 402)
    assert np.isfinite(Ground(grid, dem).corners(CellWindow(0, 0, 402, 402)).height).all()
