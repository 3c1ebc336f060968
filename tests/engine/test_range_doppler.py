"""Pixels to the ground and back, for every way an aircraft flies and an antenna looks."""

import dataclasses

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.model import resampled

FLIGHTS = {
    "straight": {},
    "left": {"side": "left"},
    "lines against the flight": {"reverse": True},
    "wobble of 3 m in 10 s": {"wobble": 3.0, "period": 10.0},
    "squint ahead": {"squint": 12.0},
    "squint behind, left": {"squint": -12.0, "side": "left"},
    "squint that changes with range": {"squint": 8.0, "rate_slope": 2e-3},
    "squint and wobble": {"squint": 6.0, "wobble": 1.5, "period": 8.0},
    "heading north": {"heading": 0.0},
    "heading south-west, left, reverse": {"heading": 220.0, "side": "left", "reverse": True},
}


def doppler_miss(image, xyz, line):
    """How far the Doppler equation at `line` is from holding [m], and its range [m]."""
    time = image.first_line_time + image.line_interval * line
    position, velocity, _ = image.trajectory.at(time)
    sight = xyz - position
    range_ = np.linalg.norm(sight, axis=-1)
    rate = np.polynomial.polynomial.polyval(range_ - image.near_range, image.range_rate)
    return (np.sum(velocity * sight, axis=-1) + range_ * rate) / np.linalg.norm(velocity, axis=-1), range_


@pytest.mark.parametrize("flight", FLIGHTS.values(), ids=FLIGHTS.keys())
@pytest.mark.parametrize("height", [-300.0, 200.0, 2500.0])
def test_pixel_to_ground_and_back_gives_the_pixel(flight, height):
    image = scenes.model(42.0, **flight)
    line, sample = scenes.grid(image)
    ground = image_to_ground(image, line, sample, height)
    back_line, back_sample = image.ground_to_image(ground)
    assert np.abs(back_line - line).max() < 1e-6
    assert np.abs(back_sample - sample).max() < 1e-6


@pytest.mark.parametrize("flight", FLIGHTS.values(), ids=FLIGHTS.keys())
def test_the_middle_of_the_image_is_the_middle_of_the_scene(flight):
    image = scenes.model(42.0, **flight)
    line, sample = image.ground_to_image(scenes.place())
    assert line == pytest.approx(0.5 * (image.lines - 1), abs=1e-6)
    assert sample == pytest.approx(0.5 * (image.samples - 1), abs=1e-6)


def rough_scene(wobble, period, squint=0.0):
    """An image of half a minute on a rough flight, and ground points in its middle five seconds."""
    smooth = scenes.model(45.0, squint=squint)
    ground = image_to_ground(smooth, *scenes.grid(smooth, step=16), scenes.PLACE[2])
    image = scenes.model(45.0, wobble=wobble, period=period, squint=squint)
    first = -15.0
    return dataclasses.replace(image, first_line_time=first, lines=round(-2 * first / image.line_interval)), ground


def plain_newton(image, xyz, steps=60):
    """Doppler misses [m] after Newton's method without the acceleration term."""
    time = np.zeros(len(xyz))
    for _ in range(steps):
        position, velocity, _ = image.trajectory.at(time)
        time = time + np.sum(velocity * (xyz - position), axis=-1) / np.sum(velocity**2, axis=-1)
    return doppler_miss(image, xyz, (time - image.first_line_time) / image.line_interval)[0]


@pytest.mark.parametrize("squint", [0.0, 10.0])
@pytest.mark.parametrize("wobble, period", [(3.0, 5.0), (6.0, 4.0), (1.0, 2.0), (0.3, 1.0)])
def test_on_a_rough_flight_the_doppler_equation_holds_at_every_pixel_found(wobble, period, squint):
    # The sideways acceleration times the range comes near the squared speed or exceeds it, so that the aircraft
    # passes a point several times; any of the passes is right, a time between them is not.
    image, ground = rough_scene(wobble, period, squint)
    line, sample = image.ground_to_image(ground)
    assert np.isfinite(line).all()
    miss, range_ = doppler_miss(image, ground, line)
    assert np.abs(miss).max() < 1e-6
    np.testing.assert_allclose(image.near_range + image.range_spacing * sample, range_, rtol=0, atol=1e-8)


def test_the_rough_flight_of_these_tests_defeats_newton_without_the_acceleration():
    assert np.abs(plain_newton(*rough_scene(3.0, 5.0))).max() > 10.0


def test_points_beyond_the_images_duration_get_no_pixel():
    image = scenes.model(42.0)
    line = np.array([-2000.0, -200.0, -50.0, 500.0, 1073.0, 1200.0, 4000.0])
    ground = image_to_ground(image, line, np.full(line.shape, 500.0), 200.0)
    found, _ = image.ground_to_image(ground)
    # A tenth of the duration on both sides is still given.
    assert np.isnan(found).tolist() == [True, True, False, False, False, True, True]
    np.testing.assert_allclose(found[2:5], line[2:5], atol=1e-6)


def test_points_beyond_the_trajectory_get_no_pixel_that_looks_like_data():
    path = scenes.track(42.0)
    image = dataclasses.replace(scenes.model(42.0), trajectory=path)
    far = scenes.place() + 1e6 * path.at(0.0)[1] / scenes.SPEED
    assert np.isnan(image.ground_to_image(far)[0])
    assert np.isnan(image.ground_to_image(-scenes.place())[0]) or not (
        0 <= image.ground_to_image(-scenes.place())[1] < image.samples
    )


def test_points_that_are_not_numbers_get_none():
    image = scenes.model(42.0)
    line, sample = image.ground_to_image(np.array([[np.nan] * 3, scenes.place()]))
    assert np.isnan(line[0]) and np.isnan(sample[0])
    assert line[1] == pytest.approx(511.5, abs=1e-6)


@pytest.mark.parametrize("shape", [(), (5,), (3, 4)])
def test_pixels_have_the_shape_of_the_points(shape):
    points = np.broadcast_to(scenes.place(), (*shape, 3))
    line, sample = scenes.model(42.0).ground_to_image(points)
    assert line.shape == shape and sample.shape == shape


def test_many_points_give_what_they_give_one_by_one():
    image = scenes.model(42.0, wobble=3.0, squint=5.0)
    line, sample = scenes.grid(image, step=8)
    assert line.size > 16000  # more than one piece of work
    ground = image_to_ground(image, line, sample, 100.0)
    together = np.stack(image.ground_to_image(ground))
    some = slice(None, None, 1001)
    alone = np.stack([np.stack(image.ground_to_image(xyz)) for xyz in ground[some]], axis=-1)
    np.testing.assert_allclose(alone, together[:, some], rtol=0, atol=1e-8)


def test_a_column_of_lines_against_a_row_of_samples():
    image = scenes.model(42.0, squint=5.0, rate_slope=1e-3)
    line, sample = np.arange(4.0)[:, None], np.arange(3.0)
    outer = image.projection_set(line, sample)
    assert outer.arp.shape == (4, 1, 3)
    full = image.projection_set(*np.broadcast_arrays(line, sample))
    np.testing.assert_array_equal(np.broadcast_to(outer.arp, (4, 3, 3)), full.arp)
    np.testing.assert_array_equal(np.broadcast_to(outer.doppler_offset(), (4, 3)), full.doppler_offset())


@pytest.mark.parametrize("flight", [{"squint": 8.0, "rate_slope": 2e-3}, {"wobble": 3.0, "reverse": True}])
@pytest.mark.parametrize("looks", [(1, 1), (2, 3), (4, 1)])
def test_a_window_and_its_looks_mean_the_same_as_the_pixels_they_come_from(flight, looks):
    image = dataclasses.replace(scenes.model(42.0, **flight))
    azimuth, range_ = looks
    part = resampled(image, 100, 37, 500, 301, looks_azimuth=azimuth, looks_range=range_)
    assert (part.lines, part.samples) == (500 // azimuth, 301 // range_)
    line, sample = np.array([0.0, 3.25, 100.0]), np.array([0.0, 50.5, 99.0])
    # The centre of a multilooked pixel is the middle of the centres of its looks.
    theirs = part.projection_set(line, sample)
    ours = image.projection_set(100 + azimuth * line + (azimuth - 1) / 2, 37 + range_ * sample + (range_ - 1) / 2)
    for field in dataclasses.fields(ours):
        value = getattr(ours, field.name)
        np.testing.assert_allclose(getattr(theirs, field.name), value, rtol=0, atol=1e-7, err_msg=field.name)


def test_a_cubic_range_rate_keeps_its_meaning_in_a_window():
    image = dataclasses.replace(scenes.model(42.0), range_rate=(3.0, -1e-3, 2e-6, 5e-10))
    part = resampled(image, first_sample=400)
    np.testing.assert_allclose(
        part.projection_set(0.0, np.arange(100.0)).range_rate,
        image.projection_set(0.0, np.arange(400.0, 500.0)).range_rate,
        rtol=1e-12,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"lines": 0},
        {"samples": 0},
        {"look_side": "up"},
        {"near_range": 0.0},
        {"near_range": np.nan},
        {"range_spacing": -0.5},
        {"line_interval": 0.0},
        {"line_interval": np.nan},
    ],
)
def test_models_that_cannot_be_are_refused_in_one_sentence(change):
    with pytest.raises(EngineError) as refused:
        dataclasses.replace(scenes.model(42.0), **change)
    assert str(refused.value).endswith(".")
