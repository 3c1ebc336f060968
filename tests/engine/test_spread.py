"""Standard deviations of right matches: relief, round trips, and the curve's direction, in closed form."""

import dataclasses

import numpy as np
import pytest
from test_exchange import match_at
from test_poc import prior_of

from sar_radargrammetry.engine.matching.spread import (
    MAX_SCALE,
    MIN_RELIEF,
    MIN_SCALE,
    MIN_SLOPE,
    NETWORK_SPREAD,
    SCATTER,
    USUAL_TRIP,
    Axis,
    Spread,
    features,
    widened,
)

SIZE = 160
SAME = Spread(0.0, 1.0, 0.0, 0.0)
OWN = 0.5
"""Standard deviation of `match_at`, line and sample [px]."""
USUAL = USUAL_TRIP * np.hypot(OWN, OWN)
RATE = 0.24
"""Samples a metre of height: 24 to both sides between heights of -100 and 100 m."""
INNER = (slice(60, 100), slice(60, 100))


def prior():
    return prior_of(reach=100.0 * RATE, size=SIZE)


def of(parallax=0.0, trip=USUAL, certainty=0.9):
    """Features of matches whose parallax (lines, samples) [px] is given, and of their round trips along samples."""
    shape = (SIZE, SIZE)
    place = prior().at_pixels(0.0)
    place[..., 1] += parallax
    match = match_at(place, certainty)
    trips = np.zeros((*shape, 2))
    trips[..., 1] = trip
    return match, features(match, match, match, trips, prior())


def columns():
    return np.broadcast_to(np.arange(SIZE, dtype=float), (SIZE, SIZE))


def test_level_ground_with_usual_trips_keeps_what_the_matcher_predicts():
    _, found = of()
    assert found[0] == pytest.approx(1.0) and found[1] == pytest.approx(np.log(OWN), abs=1e-4)
    assert found[2][INNER] == pytest.approx(np.log(MIN_RELIEF), abs=1e-3)
    assert found[3][INNER] == pytest.approx(np.log(MIN_SLOPE), abs=1e-3)
    assert found[4][INNER] == pytest.approx(SCATTER * 0.05 / 1.05, abs=1e-3)
    assert SAME.sigma(found)[INNER] == pytest.approx(OWN, rel=0.02)


def test_a_least_error_is_kept_whatever_the_scene_shows():
    _, found = of(trip=0.0)
    assert SAME.sigma(found)[INNER] == pytest.approx(OWN * MIN_SCALE, rel=1e-3)
    assert Spread(0.0, 1.0, 0.0, 0.0, 0.9).sigma(found)[INNER] == pytest.approx(0.9 * OWN, rel=1e-3)


def test_short_round_trips_of_networks_do_not_shrink_the_error():
    widened_only = dataclasses.replace(SAME, least_scale=NETWORK_SPREAD.least_scale)
    assert widened_only.sigma(of(trip=0.0)[1])[INNER] == pytest.approx(OWN, rel=1e-3)
    long = of(trip=3.0 * USUAL)[1]
    assert (widened_only.sigma(long) == SAME.sigma(long)).all() and widened_only.sigma(long)[INNER].min() > 1.5 * OWN


def test_a_plane_has_a_slope_and_no_relief():
    _, found = of(0.05 * columns())
    assert found[3][INNER] == pytest.approx(np.log(0.05 + MIN_SLOPE), abs=0.01)
    assert found[2][INNER] == pytest.approx(np.log(MIN_RELIEF), abs=0.02)


def test_a_bend_has_relief_that_grows_with_it():
    ripple = np.sin(2.0 * np.pi * columns() / 36.0)
    one, two = (of(height * ripple)[1][2][INNER] for height in (1.0, 2.0))
    # A whole wave lies in the box: root mean square of a sine, less the plane through it.
    assert np.exp(one) - MIN_RELIEF == pytest.approx(np.sqrt(0.5), rel=0.5)
    assert np.exp(two) - MIN_RELIEF == pytest.approx(2.0 * (np.exp(one) - MIN_RELIEF), rel=0.02)


@pytest.mark.parametrize("times", [0.6, 1.25, 2.5])
def test_trips_that_are_unusually_short_or_long_scale_the_error_as_far_as_they_are_unusual(times):
    _, found = of(trip=times * USUAL_TRIP * np.hypot(OWN, OWN))
    beyond = np.sign(np.log(times)) * max(abs(np.log(times)) - SCATTER, 0.0)
    # A twentieth of the weight is with what is unknown.
    assert found[4][INNER] == pytest.approx((beyond + 0.05 * SCATTER) / 1.05, abs=0.01)


def test_the_scale_is_limited():
    assert found_scale(0.0) == pytest.approx(np.log(MIN_SCALE), abs=1e-5)
    assert found_scale(50.0) == pytest.approx(np.log(MAX_SCALE), abs=1e-5)


def found_scale(trip):
    return float(of(trip=trip)[1][4][INNER].mean())


def test_without_round_trips_the_error_is_wider():
    _, found = of(trip=np.nan)
    assert found[4][INNER] == pytest.approx(SCATTER, abs=1e-3)


def test_matches_that_are_likely_wrong_say_nothing_of_the_scale():
    assert of(trip=0.0, certainty=0.3)[1][4][INNER] == pytest.approx(SCATTER, abs=1e-3)


@pytest.mark.parametrize(
    ("deviation", "factor"), [(np.nan, 1.0), (1.05, 1.0), (2.0, 1.38), (50.0, 2.0**0.5), (0.7, 0.816)]
)
def test_deviations_across_the_curve_scale_the_error_by_their_root(deviation, factor):
    match, usual = of()
    seen = dataclasses.replace(match, deviation=deviation)
    trips = np.zeros((SIZE, SIZE, 2))
    trips[..., 1] = USUAL
    found = features(match, seen, match, trips, prior())
    assert (found[4] - usual[4])[INNER] == pytest.approx(np.log(factor), abs=5e-3)


def test_the_error_changes_along_the_curve_only():
    match, found = of()
    wider = widened(match, prior(), found, Spread(np.log(3.0), 1.0, 0.0, 0.0))
    assert wider.covariance[..., 0] == pytest.approx(match.covariance[..., 0])
    assert np.abs(wider.covariance[..., 1]).max() < 1e-6
    assert np.sqrt(wider.covariance[INNER][..., 2]) == pytest.approx(3.0 * OWN, rel=0.02)
    assert np.array_equal(wider.position, match.position)


def test_along_a_slanted_curve_the_covariance_stays_positive_and_its_other_axis_as_it_is():
    one = prior()
    one.coefficients[1] = [12.0, 12.0]
    place = one.at_pixels(0.0)
    match = match_at(place)
    trips = np.full((SIZE, SIZE, 2), USUAL_TRIP * OWN)
    wider = widened(match, one, features(match, match, match, trips, one), Spread(np.log(2.0), 1.0, 0.0, 0.0))
    line, both, sample = np.moveaxis(wider.covariance[INNER].astype(float), -1, 0)
    values = np.linalg.eigvalsh(np.stack([np.stack([line, both], -1), np.stack([both, sample], -1)], -2))
    assert np.sqrt(values[..., 0]) == pytest.approx(OWN, rel=1e-3)
    assert np.sqrt(values[..., 1]) == pytest.approx(2.0 * OWN, rel=0.02)


@pytest.mark.parametrize("factor", [0.2, 3.0])
def test_a_narrow_covariance_askew_to_the_patchs_axis_stays_positive(factor):
    one = prior()
    match = match_at(one.at_pixels(0.0))
    # Twenty times longer than wide, ten degrees off the samples' direction.
    turn = np.array([[np.cos(0.17), -np.sin(0.17)], [np.sin(0.17), np.cos(0.17)]])
    narrow = turn @ np.diag([0.05**2, 1.0]) @ turn.T
    match.covariance[:] = narrow[0, 0], narrow[0, 1], narrow[1, 1]
    trips = np.full((SIZE, SIZE, 2), USUAL_TRIP)
    wider = widened(match, one, features(match, match, match, trips, one), Spread(np.log(factor), 1.0, 0.0, 0.0))
    line, both, sample = np.moveaxis(wider.covariance[INNER].astype(float), -1, 0)
    assert (line * sample - both**2 > 0).all()
    assert np.sqrt(sample) == pytest.approx(factor * np.sqrt(narrow[1, 1]), rel=0.03)


def test_the_axis_counts_in_pixels_of_the_reference():
    axis = Axis.of(prior())
    assert axis.direction == pytest.approx([0.0, 1.0]) and axis.rate == pytest.approx(RATE)
    # Twice as many pixels of the secondary: four times the variance there is the same here.
    assert axis.variance(np.array([1.0, 0.0, 4.0]), np.diag([2.0, 2.0])) == pytest.approx(1.0)


@pytest.mark.parametrize("size", [33, 34, 35, 36])
def test_any_window_has_features_for_every_pixel(size):
    window = prior_of(reach=24.0, size=size)
    match = match_at(window.at_pixels(0.0))
    found = features(match, match, match, np.zeros((size, size, 2)), window)
    assert found.shape == (5, size, size) and np.isfinite(NETWORK_SPREAD.sigma(found)).all()
