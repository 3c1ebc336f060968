"""The left-right check."""

import numpy as np
import pytest

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.consistency import (
    COMMON,
    TOLERANCE,
    checked,
    joined,
    round_trip,
    round_trip_error,
    verdicts,
    with_support,
)
from sar_radargrammetry.engine.matching.interface import Match, View
from sar_radargrammetry.engine.reasons import Reason

REFERENCE, SECONDARY = Window(100, 200, 40, 50), Window(90, 260, 70, 90)
SHIFT = np.array([3.25, 75.5])
"""From a reference pixel to its match."""


def view(window):
    return View(np.ones((window.lines, window.samples), np.float32), window)


def match(window, shift, stretch=1.0):
    """Positions that are shifted and stretched along samples, all certain."""
    line, sample = np.mgrid[: window.lines, : window.samples].astype(float)
    position = np.stack([line + window.line, stretch * (sample + window.sample)], -1) + shift
    ones = np.ones((window.lines, window.samples), np.float32)
    return Match(position, 0.9 * ones, np.stack([ones, 0 * ones, 2 * ones], -1))


def trip(forward, backward):
    return round_trip_error(forward, backward, view(REFERENCE), view(SECONDARY))


def test_the_way_back_of_a_shift_ends_where_it_began():
    error = trip(match(REFERENCE, SHIFT), match(SECONDARY, -SHIFT))
    assert error.shape == (40, 50) and error.dtype == np.float32
    assert error == pytest.approx(0.0, abs=1e-6)


def test_a_stretched_pair_comes_back_too():
    stretch = 1.3
    forward = match(REFERENCE, (0.0, -0.0), stretch)
    backward = match(SECONDARY, (0.0, 0.0), 1.0 / stretch)
    error = trip(forward, backward)
    assert np.nanmax(error) < 1e-6 and np.isfinite(error).all()


def test_the_error_is_the_distance_in_pixels_of_the_reference():
    error = trip(match(REFERENCE, SHIFT), match(SECONDARY, -SHIFT + (0.3, -0.4)))
    assert error == pytest.approx(0.5, abs=1e-6)


def test_wrong_matches_go_and_right_ones_stay():
    forward, backward = match(REFERENCE, SHIFT), match(SECONDARY, -SHIFT)
    wrong = np.zeros((40, 50), bool)
    wrong[10:14, 20:23] = True
    forward.position[wrong] += (0.0, 9.0)
    kept = checked(forward, trip(forward, backward))
    assert np.isnan(kept.position[wrong]).all() and np.isnan(kept.covariance[wrong]).all()
    assert (kept.certainty[wrong] == 0).all()
    assert np.array_equal(kept.position[~wrong], forward.position[~wrong])
    assert np.array_equal(kept.covariance[~wrong], forward.covariance[~wrong])
    assert (kept.certainty[~wrong] == np.float32(0.9)).all()


@pytest.mark.parametrize(("miss", "stays"), [(TOLERANCE - 0.01, True), (TOLERANCE + 0.01, False)])
def test_the_tolerance(miss, stays):
    forward = match(REFERENCE, SHIFT)
    kept = checked(forward, trip(forward, match(SECONDARY, -SHIFT + (miss, 0.0))))
    assert np.isfinite(kept.position).all() == stays


def test_a_void_reaches_only_matches_that_touch_it():
    """Bilinear sampling multiplies by zero, and zero times NaN would be NaN all around."""
    forward, backward = match(REFERENCE, (3.0, 75.0)), match(SECONDARY, (-3.0, -75.0))
    backward.position[33, 40] = np.nan
    error = trip(forward, backward)
    # Pixel (33, 40) of the secondary's window is the match of line 123 - 3 and sample 300 - 75.
    assert np.argwhere(np.isnan(error)).tolist() == [[33 + 90 - 3 - 100, 40 + 260 - 75 - 200]]
    assert np.nanmax(error) < 1e-6
    between = trip(match(REFERENCE, SHIFT), backward)
    assert np.isnan(between).sum() == 4


def test_matches_outside_the_secondary_window_or_missing_have_no_way_back():
    forward, backward = match(REFERENCE, SHIFT), match(SECONDARY, -SHIFT)
    forward.position[0], forward.position[1] = np.nan, (5000.0, 5000.0)
    error = trip(forward, backward)
    assert np.isnan(error[:2]).all() and np.isfinite(error[2:]).all()
    kept = checked(forward, error)
    assert np.isnan(kept.position[:2]).all() and (kept.certainty[:2] == 0).all()


def test_matches_that_stand_alone_are_chance_and_a_holed_surface_is_not():
    generator = np.random.default_rng(1)
    # Terrain on the left, where most windows agree; noise on the right, where blobs agree by chance.
    keep = np.kron(generator.random((38, 50)) < 0.75, np.ones((8, 8), bool))[:300]
    keep[:, 200:] = False
    keep[100:125, 300:325] = keep[220:240, 360:390] = True
    left = with_support(keep)
    assert not left[:, 250:].any()
    assert left[:, :180].sum() > 0.97 * keep[:, :180].sum() and not (left & ~keep).any()
    # A speck in the midst of terrain that failed goes too, however well supported.
    alone = np.ones((300, 300), bool)
    alone[100:150, 100:150] = False
    alone[120:135, 120:135] = True
    assert not with_support(alone)[110:140, 110:140].any() and with_support(alone)[:90].all()
    assert not with_support(np.zeros((50, 50), bool)).any()
    assert with_support(np.ones((20, 30), bool)).all()


def test_every_pixel_is_told_why_it_has_no_match():
    forward, backward = match(REFERENCE, SHIFT), match(SECONDARY, -SHIFT)
    forward.position[0], forward.position[1] = np.nan, (5000.0, 5000.0)
    forward.position[10:14, 20:23] += (0.0, 9.0)
    # A line of matches that agree, cut off by others that do not: a speck.
    forward.position[35] += (0.0, 9.0)
    forward.position[37] += (0.0, 9.0)
    error = trip(forward, backward)
    why = verdicts(forward, error, checked(forward, error))
    expected = np.full((40, 50), Reason.MEASURED, np.uint8)
    expected[0] = Reason.UNMATCHED
    expected[[1, 35, 37]] = expected[10:14, 20:23] = Reason.LEFT_RIGHT
    expected[36] = expected[38:] = Reason.ISOLATED
    assert np.array_equal(why, expected)


class TestJoined:
    """Both directions together."""

    def both(self, error, back, stretch=1.0):
        """Matches that err by `error` [secondary px] and, on the way back, by `back` [reference px]."""
        shift = SHIFT if stretch == 1.0 else np.zeros(2)
        forward = match(REFERENCE, shift, stretch)
        backward = match(SECONDARY, -shift, 1.0 / stretch)
        forward.position[...] += error
        backward.position[...] += back
        return forward, backward, round_trip(forward, backward, view(REFERENCE), view(SECONDARY))

    def test_equal_variances_share_the_way_back(self):
        forward, backward, way = self.both((0.0, 0.6), (0.0, 0.4))
        found = joined(forward, backward, way, view(SECONDARY), np.eye(2))
        truth = match(REFERENCE, SHIFT).position
        assert way[20, 20] == pytest.approx([0.0, 1.0], abs=1e-6)
        assert (found.position - truth)[20, 20] == pytest.approx([0.0, 0.1], abs=1e-6)
        # Half of each, with the errors' correlation.
        assert found.covariance[20, 20] == pytest.approx(forward.covariance[20, 20] * (0.5 + 0.5 * COMMON))

    def test_the_surer_direction_counts_more(self):
        forward, backward, way = self.both((0.0, 0.0), (0.0, 1.0))
        backward.covariance[...] *= 99.0
        found = joined(forward, backward, way, view(SECONDARY), np.eye(2))
        assert (found.position - forward.position)[20, 20] == pytest.approx([0.0, -0.01], abs=1e-6)

    def test_pixels_of_the_reference_become_pixels_of_the_secondary(self):
        stretch = 1.3
        forward, backward, way = self.both((0.0, 0.5 * 1.3), (0.0, 0.5), stretch)
        # In the reference both directions have the same variances.
        backward.covariance[...] = forward.covariance[20, 20] / [1.0, stretch, stretch**2]
        found = joined(forward, backward, way, view(SECONDARY), np.diag([1.0, stretch]))
        truth = match(REFERENCE, np.zeros(2), stretch).position
        assert (found.position - truth)[20, 20] == pytest.approx([0.0, 0.0], abs=1e-6)

    def test_independent_errors_shrink_as_predicted(self):
        random = np.random.default_rng(1)
        truth = match(REFERENCE, SHIFT)
        offsets = [random.standard_normal((2, 2)) * 0.2 for _ in range(400)]
        left = []
        for one, two in offsets:
            first, second = match(REFERENCE, SHIFT + one), match(SECONDARY, -SHIFT + two)
            way = round_trip(first, second, view(REFERENCE), view(SECONDARY))
            left.append((joined(first, second, way, view(SECONDARY), np.eye(2)).position - truth.position)[20, 20])
        assert np.std(left) == pytest.approx(0.2 * 0.5**0.5, rel=0.1)

    def test_directions_that_disagree_are_not_joined(self):
        forward, backward, way = self.both((0.0, 0.0), (0.0, TOLERANCE + 0.1))
        found = joined(forward, backward, way, view(SECONDARY), np.eye(2))
        assert np.array_equal(found.position, forward.position)
        assert np.array_equal(found.covariance, forward.covariance)

    def test_a_missing_way_back_changes_nothing(self):
        forward, backward, _ = self.both((0.0, 0.0), (0.0, 0.3))
        backward.position[...] = np.nan
        way = round_trip(forward, backward, view(REFERENCE), view(SECONDARY))
        found = joined(forward, backward, way, view(SECONDARY), np.eye(2))
        assert np.array_equal(found.position, forward.position)
