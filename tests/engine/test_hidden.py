"""Places in shadow, in layover and on steep foreslopes of made-up ground, in closed form."""

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.visibility.hidden import CLEAR, LAYOVER, SHADOW, STEEP, hidden
from sar_radargrammetry.engine.visibility.mask import project_surface
from sar_radargrammetry.engine.visibility.surface import make_surface

LEVEL = scenes.PLACE[2]
HEADING = np.radians(65.0)
AWAY = np.array([np.cos(HEADING), -np.sin(HEADING)])
"""East and north of the direction in which the antenna looks on the ground."""


def states(shape, incidence, ground_range):
    """States of places at distances [m] from the scene's middle along the look direction, on ground whose height over
    the level is `shape` of that distance."""
    dem = scenes.dem(lambda x, y: LEVEL + shape(AWAY[0] * x + AWAY[1] * y), half=150.0, step=1.0)
    model = scenes.model(incidence, size=512, spacing=0.75)
    surface = make_surface(dem, (model,))
    x0, dx, _, y0, _, dy = surface.dem.geotransform
    col, row = (AWAY[0] * ground_range - x0) / dx - 0.5, (AWAY[1] * ground_range - y0) / dy - 0.5
    return hidden(project_surface(surface, model), row, col)


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
