"""What holds for any flight, any look and any pair, on examples that hypothesis makes up."""

import dataclasses

import numpy as np
import scenes
from hypothesis import assume, given
from hypothesis import strategies as st

from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.model import resampled
from sar_radargrammetry.engine.stereo.intersection import Noise, height_sigma, intersect
from sar_radargrammetry.engine.stereo.pair import examine_pair

incidences = st.floats(15.0, 70.0)
steep = st.floats(15.0, 45.0)
apart = st.floats(4.0, 30.0)
heights = st.floats(-400.0, 4000.0)
sides = st.sampled_from(["left", "right"])
flights = st.fixed_dictionaries(
    {
        "heading": st.floats(0.0, 360.0),
        "altitude": st.floats(5000.0, 12000.0),
        "side": sides,
        "squint": st.one_of(st.just(0.0), st.floats(-15.0, 15.0)),
        "rate_slope": st.one_of(st.just(0.0), st.floats(-2e-3, 2e-3)),
        "reverse": st.booleans(),
        # The sideways acceleration times the range stays below the squared speed: one pass of every point.
        "wobble": st.one_of(st.just(0.0), st.floats(0.1, 1.2)),
    }
)
pixels = st.lists(st.tuples(st.floats(-20.0, 1040.0), st.floats(0.0, 1023.0)), min_size=1, max_size=20)


@given(incidences, flights, heights, pixels)
def test_every_pixel_comes_back_from_the_ground(incidence, flight, height, places):
    image = scenes.model(incidence, **flight)
    line, sample = np.array(places).T
    ground = image_to_ground(image, line, sample, height)
    reached = np.isfinite(ground[:, 0])
    assume(reached.any())
    back = np.stack(image.ground_to_image(ground))[:, reached]
    assert np.abs(back - np.stack([line, sample])[:, reached]).max() < 1e-6


@given(incidences, flights, st.integers(1, 4), st.integers(1, 4), st.integers(0, 500), st.integers(0, 500))
def test_a_window_sees_the_ground_at_the_middle_of_its_looks(incidence, flight, azimuth, range_, line, sample):
    image = scenes.model(incidence, **flight)
    part = resampled(image, line, sample, 400, 400, looks_azimuth=azimuth, looks_range=range_)
    middle = image_to_ground(part, 7.0, 5.0, scenes.PLACE[2])
    assume(np.isfinite(middle[0]))
    found = image.ground_to_image(middle)
    assert abs(found[0] - (line + 7 * azimuth + (azimuth - 1) / 2)) < 1e-6
    assert abs(found[1] - (sample + 5 * range_ + (range_ - 1) / 2)) < 1e-6


@given(steep, apart, flights, flights, heights, pixels)
def test_a_true_match_gives_its_point(incidence, apart, one, two, height, places):
    reference = scenes.model(incidence, **one)
    two = two | {"heading": one["heading"] + 20.0, "side": one["side"]}
    secondary = scenes.model(incidence + apart, **two)
    line, sample = np.array(places).T
    ground = image_to_ground(reference, line, sample, height)
    match = secondary.ground_to_image(ground)
    seen = np.isfinite(match[0])
    assume(seen.any())
    first = reference.projection_set(line[seen], sample[seen])
    second = secondary.projection_set(match[0][seen], match[1][seen])
    found = intersect(first, second, scenes.place() - reference.trajectory.at(0.0)[0], Noise(0.25, 0.25))
    resolved = height_sigma(found, scenes.up()) < 50.0
    assert np.linalg.norm(found.xyz - ground[seen], axis=-1)[resolved].max(initial=0.0) < 1e-6


@given(steep, apart, st.floats(0.2, 5.0), st.floats(1.5, 4.0))
def test_sigma_is_proportional_to_the_noise_of_the_match(incidence, apart, sigma, factor):
    images = scenes.model(incidence), scenes.model(incidence + apart)
    sets = [image.projection_set(*image.ground_to_image(scenes.place()[None])) for image in images]
    ahead = scenes.place() - images[0].trajectory.at(0.0)[0]
    fine, coarse = (height_sigma(intersect(*sets, ahead, Noise(s, s)), scenes.up())[0] for s in (sigma, factor * sigma))
    assert np.isclose(coarse / fine, factor, rtol=1e-3)


@given(incidences, incidences, flights)
def test_angles_of_a_pair_do_not_care_which_image_is_the_reference(first, second, flight):
    one = scenes.model(first, **flight)
    other = scenes.model(second, **flight)
    heights = {"min_height": scenes.PLACE[2] - 1.0, "max_height": scenes.PLACE[2] + 1.0}
    forth, back = examine_pair(one, other, **heights), examine_pair(other, one, **heights)
    # The centres of the two overlaps differ by some pixels.
    assert np.isclose(forth.intersection_angle, back.intersection_angle, atol=0.5)
    assert np.isclose(forth.heading_difference, back.heading_difference, atol=0.1)
    assert forth.opposite_sides == back.opposite_sides
    assert 0.0 <= forth.overlap <= 1.0


@given(st.floats(20.0, 60.0), sides, st.floats(-0.4, 0.4))
def test_a_shift_along_the_track_shifts_lines_and_nothing_else(incidence, side, seconds):
    image = scenes.model(incidence, side=side)
    later = dataclasses.replace(image, first_line_time=image.first_line_time + seconds)
    line, sample = image.ground_to_image(scenes.place())
    shifted = later.ground_to_image(scenes.place())
    assert np.isclose(shifted[0], line - seconds / image.line_interval, rtol=0, atol=1e-6)
    assert np.isclose(shifted[1], sample, rtol=0, atol=1e-8)
