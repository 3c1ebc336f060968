"""Spikes go, and walls, roofs and trees stay."""

import dataclasses

import numpy as np
import pytest

from sar_radargrammetry.engine.points.outliers import bright, certain, outliers, without_outliers
from sar_radargrammetry.engine.points.triangulation import GroundPoints
from sar_radargrammetry.engine.reasons import Reason

SIGMA = 0.8


def ground(lines=60, samples=80, seed=1):
    """A slope with the noise that its sigma says."""
    row, column = np.mgrid[:lines, :samples].astype(float)
    height = 500.0 + 0.4 * column - 0.2 * row
    return height + SIGMA * np.random.default_rng(seed).standard_normal(height.shape)


def found(height):
    return outliers(height, np.where(np.isfinite(height), SIGMA, np.nan))


def points_of(height):
    sigma = np.where(np.isfinite(height), SIGMA, np.nan)
    reason = np.where(np.isfinite(height), Reason.MEASURED, Reason.LEFT_RIGHT).astype(np.uint8)
    certainty = np.where(np.isfinite(height), 0.9, np.nan)
    return GroundPoints(height, height, height, sigma, sigma, sigma, 0, certainty, reason)


def test_noise_is_no_outlier():
    assert not found(ground()).any()


@pytest.mark.parametrize("step", [25.0, -25.0])
@pytest.mark.parametrize("side", [1, 2, 3])
def test_spikes_and_pits_go_and_their_surroundings_stay(step, side):
    height = ground()
    spike = np.zeros(height.shape, bool)
    spike[30 : 30 + side, 40 : 40 + side] = True
    height[spike] += step
    assert np.array_equal(found(height), spike)


@pytest.mark.parametrize(
    "object_",
    {
        "wall": (slice(None), slice(40, None)),
        "roof": (slice(20, 40), slice(30, 60)),
        "hut": (slice(20, 27), slice(30, 37)),
        "tree": (slice(20, 25), slice(30, 35)),
        "ditch": (slice(20, 24), slice(None)),
    }.items(),
    ids=lambda item: item[0],
)
def test_real_steps_stay(object_):
    height = ground()
    height[object_[1]] += 30.0
    assert not found(height).any()


def test_a_cliff_face_seen_by_a_few_pixels_stays():
    """A sample of slant range may hold many metres of a slope that faces the radar."""
    height = ground()
    height += np.clip(12.0 * (np.arange(80) - 38.0), 0.0, 48.0)
    assert not found(height).any()


def test_what_few_neighbours_surround_is_kept():
    height = np.full((40, 40), np.nan)
    height[10, 10], height[10, 12], height[30, 30] = 500.0, 900.0, 100.0
    assert not found(height).any() and not found(np.full((5, 5), np.nan)).any()


def test_how_far_is_counted_in_sigmas():
    height = ground()
    height[30, 40] += 9.0
    assert found(height)[30, 40]
    assert not outliers(height, np.full(height.shape, 4.0)).any()


def test_bands_are_judged_as_the_whole(seed=3):
    height = ground(150, 40, seed)
    random = np.random.default_rng(seed)
    spikes = random.integers(0, (150, 40), (60, 2))
    height[spikes[:, 0], spikes[:, 1]] += 30.0
    height[random.random(height.shape) < 0.2] = np.nan
    bands = [(line, points_of(height[line : line + 50])) for line in range(0, 150, 50)]
    cleared = list(without_outliers(bands))
    assert [line for line, _ in cleared] == [0, 50, 100]
    whole = found(height)
    assert 30 < whole.sum() < 70
    reason = np.concatenate([points.reason for _, points in cleared])
    assert np.array_equal(reason == Reason.OUTLIER, whole)
    left = np.concatenate([points.height for _, points in cleared])
    assert np.array_equal(np.isfinite(left), np.isfinite(height) & ~whole)
    assert list(without_outliers([])) == []


def test_uncertain_and_dark_points_go_with_their_reason():
    points = points_of(np.where(np.eye(6), np.nan, 5.0))
    certainty = points.certainty.copy()
    certainty[0, 1:3] = 0.1
    points = certain(dataclasses.replace(points, certainty=certainty), 0.3)
    assert (points.reason == Reason.UNCERTAIN).sum() == 2 and np.isnan(points.height[0, 1:3]).all()
    dark = np.zeros((6, 6), bool)
    dark[0], dark[1, 1] = True, True
    points = bright(points, dark)
    # Also where there was no point to take away, or another reason before.
    assert np.array_equal(points.reason == Reason.NO_SIGNAL, dark)
    assert np.array_equal(np.isfinite(points.height), points.reason == Reason.MEASURED)


def test_what_no_patch_covers_stays_outside_however_dark():
    points = dataclasses.replace(points_of(np.full((2, 2), np.nan)), reason=np.full((2, 2), Reason.OUTSIDE, np.uint8))
    assert (bright(points, np.ones((2, 2), bool)).reason == Reason.OUTSIDE).all()
