"""Bridges over holes, and holes that are filled on request."""

import numpy as np
import pytest

from sar_radargrammetry.engine.elevation.filters import GROWTH, filled
from sar_radargrammetry.engine.points.between import bridged


def plane(rows, cols):
    row, col = np.mgrid[:rows, :cols].astype(float)
    return 100.0 + 0.5 * col - 0.25 * row


@pytest.mark.parametrize("shape", [(64, 64), (37, 51), (2, 9), (1, 7)])
def test_known_values_stay_and_no_hole_is_left(shape):
    values = plane(*shape)
    hole = np.random.default_rng(1).random(shape) < 0.5
    hole.flat[0] = False
    values[hole] = np.nan
    whole = bridged(values)
    assert np.isfinite(whole).all() and np.array_equal(whole[~hole], values[~hole])
    assert whole.min() >= np.nanmin(values) - 1e-9 and whole.max() <= np.nanmax(values) + 1e-9


def test_a_hole_in_a_plane_is_bridged_about_level_with_it():
    values = plane(80, 80)
    values[30:50, 30:50] = np.nan
    assert np.abs(bridged(values) - plane(80, 80)).max() < 2.5  # of 15 m that the plane rises across the hole


def test_nothing_known_stays_nothing():
    assert np.isnan(bridged(np.full((5, 6), np.nan))).all()


class TestFilled:
    def scene(self):
        elevation, error = plane(60, 60).astype(np.float32), np.full((60, 60), 0.7, np.float32)
        void = np.zeros((60, 60), bool)
        void[10:14, 10:40] = True  # a gap 4 cells wide
        void[30:50, 20:40] = True  # a hole 20 cells wide
        void[:, 55:] = True  # the outer edge
        elevation[void], error[void] = np.nan, np.nan
        return elevation, error, void

    def test_only_narrow_holes_are_filled_and_the_outer_edge_does_not_grow(self):
        elevation, error, void = self.scene()
        heights, sigmas, holes = filled(elevation, error, 3.0, 1.0)
        expected = np.zeros(void.shape, bool)
        expected[10:14, 10:40] = True
        # The wide hole may lose its corners, from which measured cells on two sides are near.
        inner = np.ones(void.shape, bool)
        inner[30:50, 20:40] = False
        assert np.array_equal(holes[inner], expected[inner])
        assert not holes[33:47, 23:37].any() and not holes[:, 55:].any()
        assert np.array_equal(np.isfinite(heights), ~void | holes)
        assert np.array_equal(heights[~void], elevation[~void]) and np.array_equal(sigmas[~void], error[~void])
        assert np.abs(heights - plane(60, 60))[holes].max() < 1.0

    def test_the_error_grows_with_the_distance(self):
        elevation, error, _ = self.scene()
        _, sigmas, holes = filled(elevation, error, 30.0, 2.0)
        assert holes[40, 30] and (sigmas[holes] > 0.7).all()
        assert sigmas[40, 30] == pytest.approx(np.hypot(0.7, GROWTH * 20.0), rel=0.05)
        assert sigmas[40, 22] < sigmas[40, 25] < sigmas[40, 29]

    def test_nothing_to_do_changes_nothing(self):
        elevation, error, _ = self.scene()
        for heights in (plane(5, 5), np.full((5, 5), np.nan)):
            assert not filled(heights, heights, 10.0, 1.0)[2].any()
        assert not filled(elevation, error, 0.0, 1.0)[2].any()
