"""Places in shadow, in layover and on steep foreslopes of made-up ground, in closed form."""

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.sensor.closest_approach import closest_approach
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.sensor.map_projected import fitted_model
from sar_radargrammetry.engine.sensor.nodes import Nodes
from sar_radargrammetry.engine.visibility.hidden import CLEAR, LAYOVER, SHADOW, STEEP, Hidden
from sar_radargrammetry.engine.visibility.mask import covers, lit_covers, project_surface
from sar_radargrammetry.engine.visibility.profiles import Profiles
from sar_radargrammetry.engine.visibility.shadow import lit
from sar_radargrammetry.engine.visibility.surface import Surface

LEVEL = scenes.PLACE[2]
HEADING = np.radians(65.0)
AWAY = np.array([np.cos(HEADING), -np.sin(HEADING)])
"""East and north of the direction in which the antenna looks on the ground."""


def states(shape, incidence, ground_range):
    """States of places at distances [m] from the scene's middle along the look direction, on ground whose height over
    the level is `shape` of that distance."""
    dem = scenes.dem(lambda x, y: LEVEL + shape(AWAY[0] * x + AWAY[1] * y), half=150.0, step=1.0)
    model = scenes.model(incidence, size=512, spacing=0.75)
    x0, dx, _, y0, _, dy = dem.geotransform
    col, row = (AWAY[0] * ground_range - x0) / dx - 0.5, (AWAY[1] * ground_range - y0) / dy - 0.5
    return Hidden.of(Surface(dem, 1), model).at(row, col)[0]


@pytest.mark.parametrize("incidence", [40.0, 55.0])
def test_the_shadow_of_a_wall_is_as_long_as_its_height_times_the_tangent(incidence):
    height = 25.0
    length = height * np.tan(np.radians(incidence))
    distance = np.linspace(4.0, 1.4 * length, 60)
    state = states(lambda r: np.where((r > -3) & (r < 1), height, 0.0), incidence, distance)
    # The ray from a little lower reaches a tenth farther.
    assert (state[distance < 0.95 * length] == SHADOW).all()
    assert (state[distance > 1.25 * length] == CLEAR).all()


def test_a_shadow_bridged_along_its_last_ray_is_still_one():
    """As holes are: nothing was measured between the ridge and where the shadow ends."""
    height, incidence = 25.0, 50.0
    length = height * np.tan(np.radians(incidence))

    def bridge(r):
        return np.where(r < 0, np.clip(height + 0.3 * r, 0, None), np.clip(height * (1 - r / length), 0, None))

    distance = np.linspace(4.0, 0.9 * length, 30)
    assert (states(bridge, incidence, distance) == SHADOW).all()


def test_ground_before_a_wall_is_laid_over():
    """The top of a wall has the range of ground H / tan(incidence) nearer."""
    height, incidence = 25.0, 35.0
    reach = height / np.tan(np.radians(incidence))
    distance = -np.linspace(3.0, 1.6 * reach, 50)
    state = states(lambda r: np.where((r > 0) & (r < 30), height, 0.0), incidence, distance)
    assert (state[-distance < 0.9 * reach] == LAYOVER).all()
    assert (state[-distance > 1.15 * reach] == CLEAR).all()


@pytest.mark.parametrize(
    ("slope", "state"), [(-30.0, CLEAR), (0.0, CLEAR), (15.0, CLEAR), (32.0, STEEP), (45.0, LAYOVER)]
)
def test_slopes_that_face_the_radar(slope, state):
    """Incidence 35 degrees: ground of 32 degrees is met at 3, ground of 45 degrees is turned over."""
    found = states(lambda r: np.clip(np.tan(np.radians(slope)) * r, -40.0, 40.0), 35.0, np.linspace(-8.0, 8.0, 9))
    assert (found == state).all()


def test_places_outside_of_the_image_or_the_surface_are_clear():
    assert (states(lambda r: 0.0 * r, 35.0, np.array([-5000.0, 149.0, 5000.0])) == CLEAR).all()
    assert states(lambda r: 0.0 * r, 35.0, np.zeros(0)).shape == (0,)


def rough(x, y):
    """Ridges and pits as wide as a few cells, in no order."""
    return LEVEL + 14.0 * np.sin(x / 9.0) * np.cos(y / 11.0) + 6.0 * np.sin(0.31 * x + 0.17 * y) * np.sin(0.23 * y)


@pytest.mark.parametrize("squint", [0.0, 15.0])
def test_states_are_those_of_triangles_and_rays(squint):
    """Every cell's triangles drawn in the image, and every ray followed: no profile, no interpolation."""
    dem = scenes.dem(rough, half=60.0, step=1.0)
    model = scenes.model(48.0, size=240, spacing=0.75, squint=squint)
    surface = Surface(dem, 1)
    side = np.arange(12.0, 108.0)
    row, col = (values.ravel() for values in np.meshgrid(side, side, indexing="ij"))
    hidden = Hidden.of(surface, model)
    found = hidden.on_grid(side, side, surface.height(row, col).reshape(96, 96))
    state, line, sample = (values.ravel() for values in found)
    assert np.mean(hidden.at(row, col)[0] == state) > 0.999
    # Whatever the windows: the nodes are those of the whole surface.
    part = hidden.on_grid(side[30:50], side[:25], surface.height(row, col).reshape(96, 96)[30:50, :25])
    assert np.array_equal(part, [values[30:50, :25] for values in found])

    xyz = surface.ecef(row, col, surface.height(row, col))
    exact = np.stack(model.ground_to_image(xyz))
    assert np.abs(np.stack([line, sample]) - exact).max() < 0.3
    profiles = Profiles.of(surface, model)
    antenna = model.projection_set(*exact).arp - profiles.lowered * profiles.up
    shadow = ~lit(surface, row, col, xyz, antenna)
    projected = project_surface(surface, model)
    window = Window(0, 0, model.lines, model.samples)
    found = covers(projected, window)
    bright = found[lit_covers(projected, window, found)]
    overlaid = np.bincount(bright.pixel, minlength=model.lines * model.samples) > 1
    overlaid[found.folded] = True
    pixel = np.rint(exact).astype(int)
    layover = overlaid.reshape(model.lines, model.samples)[pixel[0], pixel[1]]

    # Both have the width of a cell at the edges of shadow and layover, and every cell is near one here.
    for expected, kind in ((shadow, SHADOW), (layover & ~shadow, LAYOVER)):
        assert expected.mean() > 0.04
        assert np.mean((state == kind) == expected) > 0.92
        assert np.sum(state == kind) == pytest.approx(np.sum(expected), rel=0.25)


def test_profiles_of_a_map_projected_image_run_along_its_look_direction():
    """The same ground in slant range and on a map that is turned against the track: the same states."""
    distance = np.linspace(-45.0, 45.0, 91)
    wall = scenes.dem(lambda x, y: LEVEL + 25.0 * (np.abs(AWAY[0] * x + AWAY[1] * y) < 2), half=150.0, step=1.0)
    x0, dx, _, y0, _, dy = wall.geotransform
    col, row = (AWAY[0] * distance - x0) / dx - 0.5, (AWAY[1] * distance - y0) / dy - 0.5
    slant = scenes.model(45.0, size=512, spacing=0.75)

    def on_map(line, sample):
        ground = geodetic_to_ecef(*wall.lonlat(sample, line), LEVEL)
        return closest_approach(slant.trajectory, slant.time_span(), ground)

    rows, cols = wall.heights.shape
    mapped, _ = fitted_model(on_map, slant.trajectory, rows, cols, "right", LEVEL)
    found = [Hidden.of(Surface(wall, 1), model).at(row, col)[0] for model in (slant, mapped)]
    assert np.mean(found[0] == found[1]) > 0.9 and {LAYOVER, SHADOW} <= set(found[1])


def test_values_between_nodes_keep_the_tolerance():
    """Of a function that bends in both coordinates and in height."""

    def function(u, v, height):
        return np.stack([0.3 * np.sin(u / 80.0) * v + 1e-3 * height**2, np.sqrt(600.0 - u) + np.cos(height / 60.0)])

    generator = np.random.default_rng(2)
    u, v = generator.uniform(0.0, 499.0, 60), generator.uniform(0.0, 300.0, 70)
    u[0] = 249.99
    height = generator.uniform(-100.0, 200.0, (60, 70))
    expected = function(u[:, None], v, height)
    nodes = Nodes.of(function, (0.0, 499.0), (0.0, 300.0), (-100.0, 200.0), [0.05, 0.05], 64.0)
    assert nodes.values.shape[0] * nodes.values.shape[1] < 0.1 * 500 * 300
    assert (np.abs(nodes.on_grid(u, v, height) - expected) < 0.05).all()

    def half(u, v, height):
        return np.where(u < 250.0, function(u, v, height), np.nan)

    nodes = Nodes.of(half, (0.0, 499.0), (0.0, 300.0), (-100.0, 200.0), [0.05, 0.05], 64.0)
    found = nodes.on_grid(u, v, height)
    places = (values.ravel() for values in (*np.broadcast_arrays(u[:, None], v), height))
    np.testing.assert_allclose(nodes.at(*places).reshape(found.shape), found, rtol=1e-12)
    assert np.array_equal(np.isfinite(found[0]), np.broadcast_to(u[:, None] < 250.0, height.shape))
    assert (np.abs(found - expected)[:, u < 250.0] < 0.05).all()
    inexact = np.zeros((len(nodes.u) - 1, len(nodes.v) - 1), bool)
    assert np.isnan(nodes.on_grid(u, v, height, inexact)).sum() > np.isnan(found).sum()
    assert np.isnan(nodes.on_grid(np.array([10.0]), np.array([10.0]), np.array([[np.nan]]))).all()
