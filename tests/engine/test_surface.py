"""The surface that a search starts from: bilinear between nodes, a DEM as the image sees it, wide where none is."""

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.stereo.surface import Surface, dem_surface, level_surface

STEP = 16
LOW, HIGH = scenes.PLACE[2] - 150.0, scenes.PLACE[2] + 850.0


def plane(line, sample):
    return 200.0 + 0.5 * line - 0.25 * sample


def surface_of(function, shape=(20, 30), step=STEP):
    line, sample = (np.arange(n) * step + 0.5 * (step - 1) for n in shape)
    values = function(line[:, None], sample).astype(np.float32)
    return Surface(step, values, np.float32(0.1) * values)


class TestInterpolation:
    def test_node_zero_stands_in_the_middle_of_the_first_cell(self):
        surface = Surface(4, np.float32([[1.0, 5.0], [2.0, 9.0]]), np.ones((2, 2), np.float32))
        line, sample = np.array([1.5, 5.5, 3.5, 1.5]), np.array([1.5, 5.5, 3.5, 2.5])
        assert surface.heights(line, sample) == pytest.approx([1.0, 9.0, 17.0 / 4.0, 2.0])

    def test_a_plane_stays_one(self):
        surface = surface_of(plane)
        line, sample = np.random.default_rng(1).uniform(8.0, 300.0, (2, 50))
        assert np.abs(surface.heights(line, sample) - plane(line, sample)).max() < 1e-4
        assert np.abs(surface.reaches(line, sample) - 0.1 * plane(line, sample)).max() < 1e-4

    def test_lines_and_samples_broadcast(self):
        found = surface_of(plane).heights(np.arange(10.0, 40.0)[:, None], np.arange(20.0, 60.0))
        assert found.shape == (30, 40) and found.dtype == np.float64
        assert np.abs(found - plane(np.arange(10.0, 40.0)[:, None], np.arange(20.0, 60.0))).max() < 1e-4

    def test_beyond_the_rim_it_keeps_the_rims_heights(self):
        surface = surface_of(plane)
        last = 0.5 * (STEP - 1) + 19 * STEP
        found = surface.heights(np.array([last + 500.0, 50.0]), np.array([100.0, -30.0]))
        assert found == pytest.approx([plane(last, 100.0), plane(50.0, 0.5 * (STEP - 1))])


def test_the_level_surface_spans_the_range():
    model = scenes.model(35.0, size=300)
    surface = level_surface(model, 32, LOW, HIGH)
    assert surface.height.shape == (9, 9) and (surface.height == 0.5 * (LOW + HIGH)).all()
    assert (surface.height - surface.reach == LOW).all() and (surface.height + surface.reach == HIGH).all()
    assert level_surface(model, 1000, LOW, HIGH).height.shape == (1, 1)


class TestDem:
    model = scenes.model(35.0)

    def test_gives_the_height_that_each_pixel_sees(self):
        """Closed form: a pixel's point at the surface's height lies on the DEM."""
        heights = lambda x, y: scenes.PLACE[2] + 50.0 + 0.05 * x - 0.03 * y  # noqa: E731
        surface = dem_surface(self.model, scenes.dem(heights), STEP, LOW, HIGH, 25.0)
        assert surface.height.shape == (64, 64) and (surface.reach == 25.0).all()
        line, sample = np.random.default_rng(1).uniform(20.0, 1000.0, (2, 100))
        x, y, height = scenes.on_map(image_to_ground(self.model, line, sample, surface.heights(line, sample)))
        assert np.abs(height - heights(x, y)).max() < 0.02

    def test_voids_take_the_nearest_heights_and_reach_over_the_whole_range(self):
        half = lambda x, y: np.where(x > 0, scenes.PLACE[2] + 0.05 * y, np.nan)  # noqa: E731
        surface = dem_surface(self.model, scenes.dem(half), STEP, LOW, HIGH, 25.0)
        known = surface.reach == 25.0
        assert 0.3 < known.mean() < 0.7 and np.isfinite(surface.height).all()
        # What is not known is searched whatever the nearest heights are.
        assert (surface.height - surface.reach)[~known].max() <= LOW
        assert (surface.height + surface.reach)[~known].min() >= HIGH
        # Beside the void its heights are those of the other side, give or take the slope.
        beside = np.argwhere(np.diff(known.astype(int), axis=1) != 0)
        jumps = [abs(float(surface.height[row, column + 1] - surface.height[row, column])) for row, column in beside]
        assert len(beside) > 10 and max(jumps) < 2.0

    @pytest.mark.parametrize(("height", "limit"), [(HIGH + 50.0, HIGH), (LOW - 20.0, LOW)])
    def test_heights_outside_the_limits_are_taken_to_them(self, height, limit):
        surface = dem_surface(self.model, scenes.dem(lambda x, y: height + 0.0 * (x + y)), STEP, LOW, HIGH, 25.0)
        assert (surface.height == np.float32(limit)).all()

    def test_a_dem_of_other_ground_is_the_level_surface(self):
        elsewhere = scenes.dem(lambda x, y: np.where(x > 1400.0, scenes.PLACE[2], np.nan) + 0.0 * y)
        surface = dem_surface(self.model, elsewhere, STEP, LOW, HIGH, 25.0)
        level = level_surface(self.model, STEP, LOW, HIGH)
        assert np.array_equal(surface.height, level.height) and np.array_equal(surface.reach, level.reach)
