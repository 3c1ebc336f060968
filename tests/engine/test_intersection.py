"""Two circles meet: heights by closed form and Monte Carlo, true sigma, and nothing where nothing meets."""

import dataclasses

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.range_doppler import ProjectionSet
from sar_radargrammetry.engine.stereo.intersection import Noise, height_sigma, intersect

SIGMA = 0.25
"""Half a pixel of half a metre [m]."""

CASES = {
    # reference incidence, secondary incidence, secondary's flight, sigma of height [m] by Monte Carlo (design)
    "35/50": (35.0, 50.0, {}, 0.552),
    "50/35": (50.0, 35.0, {}, 0.743),
    "30/35": (30.0, 35.0, {}, 1.440),
    "40/40 opposite sides": (40.0, 40.0, {"side": "left"}, 0.163),
    "35/50 crossed by 20 degrees": (35.0, 50.0, {"heading": 85.0}, 0.402),
}


def matched(reference, secondary, *, step=64, height=None):
    """Pixel pairs of ground points on a grid of the reference: projection sets and the points (n, 3)."""
    line, sample = scenes.grid(reference, step)
    height = scenes.PLACE[2] + 30.0 * np.sin(line / 90.0) + 20.0 * np.cos(sample / 70.0) if height is None else height
    ground = image_to_ground(reference, line, sample, height)
    match = secondary.ground_to_image(ground)
    keep = np.isfinite(match[0])
    first = reference.projection_set(line[keep], sample[keep])
    return first, secondary.projection_set(match[0][keep], match[1][keep]), ground[keep]


def pointing(reference):
    return scenes.place() - reference.trajectory.at(0.0)[0]


def moved(pixels, range_=0.0, doppler=0.0):
    """Pixels whose range and Doppler equations [m] are off by so much."""
    longer = pixels.range_ + range_
    speed = np.linalg.norm(pixels.varp, axis=-1)
    rate = -(pixels.doppler_offset() + doppler) * speed / longer
    return dataclasses.replace(pixels, range_=longer, range_rate=rate)


def one_point(first, second, flight, n):
    """n copies of the match at the middle of the scene."""
    reference, secondary = scenes.model(first), scenes.model(second, **flight)

    def copies(image):
        return image.projection_set(*(np.full(n, value) for value in image.ground_to_image(scenes.place())))

    return copies(reference), copies(secondary), pointing(reference)


def heights_of(found):
    return ecef_to_geodetic(found.xyz)[2] - scenes.PLACE[2]


@pytest.mark.parametrize("first, second, flight, expected", CASES.values(), ids=CASES.keys())
def test_predicted_sigma_is_that_of_the_design(first, second, flight, expected):
    found = intersect(*one_point(first, second, flight, 1), Noise(SIGMA, SIGMA))
    # The design's figures are Monte Carlo themselves, good to their last digit or two.
    assert height_sigma(found, scenes.up())[0] == pytest.approx(expected, rel=0.006)


@pytest.mark.parametrize("name", ["35/50", "50/35", "30/35", "40/40 opposite sides"])
def test_on_parallel_tracks_predicted_sigma_is_the_closed_form(name):
    first, second, flight, _ = CASES[name]
    apart = np.radians(first + second if flight else second - first)
    closed_form = SIGMA * np.sin(np.radians(first)) / abs(np.sin(apart))
    found = intersect(*one_point(first, second, flight, 1), Noise(SIGMA, SIGMA, 0.0, 1e-4))
    assert height_sigma(found, scenes.up())[0] == pytest.approx(closed_form, rel=1e-4)


@pytest.mark.parametrize("first, second, flight, expected", CASES.values(), ids=CASES.keys())
def test_monte_carlo_scatters_as_predicted(first, second, flight, expected):
    n = 20000  # the standard deviation is then good to half a per cent
    rng = np.random.default_rng(7)
    reference, secondary, ahead = one_point(first, second, flight, n)
    noisy = moved(secondary, rng.normal(0.0, SIGMA, n), rng.normal(0.0, SIGMA, n))
    found = intersect(reference, noisy, ahead, Noise(SIGMA, SIGMA))
    heights = heights_of(found)
    assert heights.std() == pytest.approx(expected, rel=0.02)
    assert heights.mean() == pytest.approx(0.0, abs=0.02)
    assert heights.std() == pytest.approx(np.median(height_sigma(found, scenes.up())), rel=0.02)
    # One degree of freedom: the squared residual is chi-square with mean 1 and variance 2.
    assert (found.residual**2).mean() == pytest.approx(1.0, abs=0.04)
    assert (found.residual**2).var() == pytest.approx(2.0, rel=0.1)


def test_without_the_secondarys_doppler_crossed_tracks_lose_what_the_design_says():
    found = intersect(*one_point(35.0, 50.0, {"heading": 85.0}, 1), Noise(SIGMA, 1e3))
    assert height_sigma(found, scenes.up())[0] == pytest.approx(0.648, rel=0.1)


def test_correlated_noise_scatters_as_predicted_in_all_directions():
    n, correlation = 20000, 0.7
    rng = np.random.default_rng(3)
    reference, secondary, ahead = one_point(35.0, 50.0, {"heading": 85.0}, n)
    sigma_range, sigma_doppler = 0.3, 0.5
    noise = rng.multivariate_normal(
        [0.0, 0.0],
        [
            [sigma_range**2, correlation * sigma_range * sigma_doppler],
            [correlation * sigma_range * sigma_doppler, sigma_doppler**2],
        ],
        n,
    )
    found = intersect(reference, moved(secondary, *noise.T), ahead, Noise(sigma_range, sigma_doppler, correlation))
    assert (found.residual**2).mean() == pytest.approx(1.0, abs=0.04)
    sample = np.cov(found.xyz.T)
    predicted = np.median(found.covariance, axis=0)
    upper = np.triu_indices(3)
    np.testing.assert_allclose(sample[upper], predicted, rtol=0.05, atol=0.01 * np.trace(sample))
    uncorrelated = intersect(reference, secondary, ahead, Noise(sigma_range, sigma_doppler))
    assert abs(height_sigma(uncorrelated, scenes.up())[0] / height_sigma(found, scenes.up())[0] - 1.0) > 0.1


def test_a_range_bias_of_the_secondary_moves_heights_by_two_metres_a_metre():
    reference, secondary, ahead = one_point(35.0, 50.0, {}, 1)
    found = intersect(reference, moved(secondary, range_=1.0), ahead, Noise(SIGMA, SIGMA))
    # A longer second range on the same first one: the point slides along the reference's circle, out and up.
    assert heights_of(found)[0] == pytest.approx(np.sin(np.radians(35)) / np.sin(np.radians(15)), rel=0.01)
    assert heights_of(found)[0] == pytest.approx(2.2, abs=0.05)


def test_equal_weights_give_the_right_height_and_a_wrong_sigma():
    pair = one_point(35.0, 50.0, {}, 1)
    right = intersect(*pair, Noise(SIGMA, SIGMA))
    equal = intersect(*pair, Noise(SIGMA, SIGMA, 0.0, SIGMA))
    np.testing.assert_allclose(equal.xyz, right.xyz, rtol=0, atol=1e-6)
    assert height_sigma(right, scenes.up())[0] == pytest.approx(0.552, rel=0.006)
    assert height_sigma(equal, scenes.up())[0] == pytest.approx(0.93, abs=0.01)


FLIGHTS = {
    "parallel": ({}, {}),
    "crossed": ({}, {"heading": 90.0}),
    "opposite sides": ({}, {"side": "left"}),
    "back along the line": ({}, {"heading": 245.0, "side": "left", "reverse": True}),
    "wobbling": ({"wobble": 3.0}, {"wobble": 2.0, "period": 7.0}),
    "squinted": ({"squint": 10.0}, {"squint": -5.0}),
    "squinted, with range": ({"squint": 10.0, "rate_slope": 1e-3}, {"squint": 12.0, "rate_slope": -2e-3}),
    "left": ({"side": "left"}, {"side": "left"}),
}


@pytest.mark.parametrize("flights", FLIGHTS.values(), ids=FLIGHTS.keys())
@pytest.mark.parametrize("incidences", [(35.0, 50.0), (50.0, 35.0), (20.0, 60.0), (40.0, 42.5)])
def test_true_matches_close_within_a_micrometre(flights, incidences):
    reference, secondary = (scenes.model(i, **flight) for i, flight in zip(incidences, flights, strict=True))
    first, second, ground = matched(reference, secondary)
    assert len(ground) > 100
    found = intersect(first, second, pointing(reference), Noise(SIGMA, SIGMA))
    assert np.linalg.norm(found.xyz - ground, axis=-1).max() < 1e-6
    assert found.residual.max() < 1e-3  # a micrometre of rounding weighed by a millimetre of reference noise


def test_height_does_not_depend_on_the_height_it_has():
    reference, secondary = scenes.model(35.0), scenes.model(50.0)
    for height in (-400.0, 0.0, 3000.0, 4500.0):
        first, second, ground = matched(reference, secondary, step=256, height=height)
        found = intersect(first, second, pointing(reference))
        np.testing.assert_allclose(found.xyz, ground, rtol=0, atol=1e-6)


def test_the_mirror_image_is_on_the_other_side_of_both_antennas():
    first, second, ahead = one_point(35.0, 50.0, {}, 1)
    np.testing.assert_allclose(intersect(first, second, ahead).xyz[0], scenes.place(), rtol=0, atol=1e-6)
    mirror = intersect(first, second, scenes.up()).xyz[0]
    assert (mirror - scenes.place()) @ scenes.up() > 1000.0
    for pixels in (first, second):
        assert np.linalg.norm(mirror - pixels.arp[0]) == pytest.approx(pixels.range_[0], abs=1e-3)


def test_ranges_too_short_to_meet_give_nothing():
    first, second, ahead = one_point(35.0, 50.0, {}, 5)
    baseline = np.linalg.norm(second.arp[0] - first.arp[0])
    too_long = first.range_[0] + 1.2 * baseline - second.range_[0]
    too_short = first.range_[0] - 1.2 * baseline - second.range_[0]
    found = intersect(first, moved(second, np.array([0.0, too_long, 0.0, too_short, 0.0])), ahead)
    assert np.isnan(found.xyz[:, 0]).tolist() == [False, True, False, True, False]
    assert np.isnan(found.covariance[1]).all() and np.isnan(found.residual[1])
    np.testing.assert_allclose(found.xyz[::2], np.broadcast_to(scenes.place(), (3, 3)), rtol=0, atol=1e-6)


def test_one_track_gives_nothing():
    first, _, ahead = one_point(35.0, 50.0, {}, 4)
    assert np.isnan(intersect(first, first, ahead).xyz).all()
    squinted = scenes.model(35.0, squint=15.0)
    pixels = squinted.projection_set(*(np.full(4, v) for v in squinted.ground_to_image(scenes.place())))
    assert np.isnan(intersect(first, pixels, ahead).xyz).all()


def test_pixels_that_are_not_numbers_give_nothing_and_spoil_nothing_else():
    first, second, ahead = one_point(35.0, 50.0, {}, 3)
    found = intersect(first, moved(second, np.array([0.0, np.nan, 0.0])), ahead)
    assert np.isnan(found.xyz[:, 0]).tolist() == [False, True, False]
    np.testing.assert_allclose(found.xyz[[0, 2]], [scenes.place()] * 2, rtol=0, atol=1e-6)


def test_fields_of_length_one_are_common_to_all():
    reference, secondary = scenes.model(35.0), scenes.model(50.0)
    n = 9000  # more than one piece of work
    sample = np.linspace(100.0, 900.0, n)
    line = np.full(n, 500.0)
    ground = image_to_ground(reference, line, sample, scenes.PLACE[2])
    second = secondary.projection_set(*secondary.ground_to_image(ground))
    full = reference.projection_set(line, sample)
    common = reference.projection_set(np.array([500.0]), sample)
    assert common.arp.shape == (1, 3) and common.range_.shape == (n,)
    ahead, noise = pointing(reference), Noise(np.linspace(0.2, 0.4, n), 0.3, 0.1)
    expected, found = intersect(full, second, ahead, noise), intersect(common, second, ahead, noise)
    np.testing.assert_array_equal(found.xyz, expected.xyz)
    np.testing.assert_array_equal(found.covariance, expected.covariance)
    # Also the other way round: one pixel of the reference against many of the secondary.
    one = reference.projection_set(np.array([500.0]), np.array([100.0]))
    assert intersect(one, second, ahead, noise).xyz.shape == (n, 3)


def test_results_do_not_depend_on_how_the_work_is_cut(monkeypatch):
    reference, secondary = scenes.model(35.0, wobble=2.0), scenes.model(50.0, squint=4.0)
    first, second, _ = matched(reference, secondary, step=7)
    rng = np.random.default_rng(0)
    n = len(first.time)
    assert n > 16000
    noise = Noise(np.full(n, SIGMA), rng.uniform(0.1, 0.4, n), rng.uniform(-0.5, 0.5, n))
    second = moved(second, rng.normal(0.0, SIGMA, n), rng.normal(0.0, SIGMA, n))
    whole = intersect(first, second, pointing(reference), noise)
    some = slice(12345, 12352)

    def part(pixels):
        return ProjectionSet(*(getattr(pixels, f.name)[some] for f in dataclasses.fields(pixels)))

    alone = intersect(
        part(first),
        part(second),
        pointing(reference),
        Noise(*(v[some] for v in (noise.secondary_range, noise.secondary_doppler, noise.secondary_correlation))),
    )
    np.testing.assert_allclose(alone.xyz, whole.xyz[some], rtol=0, atol=1e-8)
    np.testing.assert_allclose(alone.covariance, whole.covariance[some], rtol=1e-6)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    np.testing.assert_array_equal(intersect(first, second, pointing(reference), noise).xyz, whole.xyz)


def test_no_pixels_give_no_points():
    first, second, ahead = one_point(35.0, 50.0, {}, 0)
    found = intersect(first, second, ahead)
    assert found.xyz.shape == (0, 3) and found.covariance.shape == (0, 6) and found.residual.shape == (0,)
