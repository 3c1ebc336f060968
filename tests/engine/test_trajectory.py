"""Trajectories: exact where interpolation can be exact, consistent in their derivatives, picky about input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor.trajectory import Trajectory

EARTH = 3.986004418e14
"""Gravitational constant times the Earth's mass [m^3/s^2]."""


def circular_orbit(time, radius=7.07e6):
    """Position, velocity, acceleration (n, 3) of a polar circular orbit."""
    rate = np.sqrt(EARTH / radius**3)
    zero = np.zeros_like(time)
    cos, sin = np.cos(rate * time), np.sin(rate * time)
    position = radius * np.stack([cos, zero, sin], axis=-1)
    velocity = radius * rate * np.stack([-sin, zero, cos], axis=-1)
    return position, velocity, -(rate**2) * position


def polynomial(coefficients, time):
    """Value and first two derivatives (n, 3) of a polynomial (d + 1, 3), lowest power first."""
    p = np.polynomial.polynomial
    return [p.polyval(time, p.polyder(coefficients, m)).T if m else p.polyval(time, coefficients).T for m in range(3)]


@pytest.mark.parametrize("states", [4, 5, 12])
def test_state_vectors_on_a_polynomial_of_degree_seven_give_it_back(states):
    rng = np.random.default_rng(states)
    coefficients = rng.normal(size=(8, 3)) / 3.0 ** np.arange(8)[:, None]
    # Uneven steps, as a navigation system may give.
    time = np.cumsum(rng.uniform(0.5, 1.0, states)) * 4.0 / states
    position, velocity, _ = polynomial(coefficients, time)
    path = Trajectory.from_state_vectors(time, position, velocity)
    between = np.linspace(time[0], time[-1], 101)
    for found, expected in zip(path.at(between), polynomial(coefficients, between), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-8)


@pytest.mark.parametrize("states, degree", [(2, 3), (3, 5)])
def test_few_state_vectors_are_exact_to_the_degree_they_determine(states, degree):
    coefficients = np.random.default_rng(1).normal(size=(degree + 1, 3))
    time = np.linspace(1.0, 2.0, states)
    position, velocity, _ = polynomial(coefficients, time)
    path = Trajectory.from_state_vectors(time, position, velocity)
    np.testing.assert_allclose(path.at(1.23)[0], polynomial(coefficients, np.array([1.23]))[0][0], atol=1e-10)


def test_orbit_with_ten_seconds_between_states_is_true_to_a_micrometre():
    time = np.arange(0.0, 200.1, 10.0)
    path = Trajectory.from_state_vectors(time, *circular_orbit(time)[:2])
    between = np.linspace(0.0, 200.0, 2001)
    position, velocity, acceleration = (f - e for f, e in zip(path.at(between), circular_orbit(between), strict=True))
    assert np.abs(position).max() < 1e-6
    assert np.abs(velocity).max() < 1e-6
    assert np.abs(acceleration).max() < 1e-6


@pytest.mark.parametrize("gap", [0.1, 1e-3, 1e-12])
def test_two_states_close_together_do_no_harm(gap):
    time = np.array([0.0, 0.5, 1.0, 1.0 + gap, 1.5, 2.0, 2.5])

    def flight(t):
        position = np.stack([4e6 + 100.0 * t, 3.0 * np.sin(t), 4e6 + np.cos(2 * t)], axis=-1)
        return position, np.stack([100.0 + 0 * t, 3.0 * np.cos(t), -2.0 * np.sin(2 * t)], axis=-1)

    between = np.linspace(0.0, 2.5, 1001)
    path = Trajectory.from_state_vectors(time, *flight(time))
    # What a cubic through the two ends of half a second leaves of a swing with a period of 3 s.
    np.testing.assert_allclose(path.at(between)[0], flight(between)[0], rtol=0, atol=3e-3)


def test_state_vectors_are_met_and_kept():
    time = np.array([0.0, 1.0, 2.5, 3.0, 7.0])
    position, velocity, _ = circular_orbit(time)
    path = Trajectory.from_state_vectors(time, position, velocity)
    np.testing.assert_allclose(path.at(time)[0], position, rtol=0, atol=3e-9)
    np.testing.assert_allclose(path.at(time)[1], velocity, rtol=0, atol=1e-8)
    np.testing.assert_array_equal(path.state_vectors.position, position)
    assert (path.start, path.end) == (0.0, 7.0)


def test_velocities_left_out_come_from_the_positions():
    time = np.arange(0.0, 20.1, 0.5)
    path = Trajectory.from_state_vectors(time, circular_orbit(time)[0])
    between = np.linspace(2.0, 18.0, 50)
    np.testing.assert_allclose(path.at(between)[0], circular_orbit(between)[0], rtol=0, atol=1e-5)
    np.testing.assert_allclose(path.at(between)[1], circular_orbit(between)[1], rtol=0, atol=1e-3)


def weaving_flight():
    time = np.arange(0.0, 20.01, 0.1)
    position = np.stack([100.0 * time, 3.0 * np.sin(time), 4e6 + np.cos(2 * time)], axis=-1)
    velocity = np.stack([100.0 + 0 * time, 3.0 * np.cos(time), -2.0 * np.sin(2 * time)], axis=-1)
    return Trajectory.from_state_vectors(time, position, velocity)


@pytest.mark.parametrize("path", [weaving_flight(), Trajectory.from_polynomial(np.eye(3), 1.0, 9.0)])
def test_velocity_and_acceleration_are_the_derivatives_of_position(path):
    # Steps of 2 ms, kept off the pieces' borders, where the acceleration may jump.
    time, step = np.linspace(path.start + 0.35, path.end - 0.35, 40) + 0.0123, 1e-3
    before, after = path.at(time - step), path.at(time + step)
    np.testing.assert_allclose(path.at(time)[1], (after[0] - before[0]) / (2 * step), rtol=0, atol=2e-6)
    np.testing.assert_allclose(path.at(time)[2], (after[1] - before[1]) / (2 * step), rtol=0, atol=2e-5)


def test_position_and_velocity_are_continuous_across_pieces():
    path = weaving_flight()
    border = path.breaks[1:-1]
    before, after = path.at(border - 1e-9), path.at(border + 1e-9)
    np.testing.assert_allclose(after[0] - before[0], 2e-9 * before[1], rtol=0, atol=2e-9)
    np.testing.assert_allclose(after[1], before[1], rtol=0, atol=1e-6)


@given(st.lists(st.tuples(*[st.floats(-10, 10)] * 3), min_size=1, max_size=6), st.floats(-50, 50), st.floats(0.0, 1.0))
def test_polynomial_counts_time_absolutely_whatever_its_start(coefficients, start, share):
    coefficients = np.array(coefficients)
    path = Trajectory.from_polynomial(coefficients, start, start + 10.0)
    time = start + 10.0 * share
    scale = np.abs(coefficients).max() * 60.0 ** (len(coefficients) - 1) + 1.0
    for found, expected in zip(path.at(time), polynomial(coefficients, np.array([time])), strict=True):
        np.testing.assert_allclose(found, np.broadcast_to(expected, (1, 3))[0], rtol=0, atol=1e-12 * scale)


def test_beyond_its_ends_the_path_goes_on_straight():
    path = weaving_flight()
    for end, time in ((path.start, path.start - 3.0), (path.end, path.end + 3.0)):
        position, velocity, _ = path.at(end)
        there, same, acceleration = path.at(time)
        np.testing.assert_allclose(there, position + (time - end) * velocity, atol=1e-9)
        np.testing.assert_allclose(same, velocity, atol=1e-12)
        assert not acceleration.any()


@pytest.mark.parametrize("shape", [(), (4,), (4, 1), (2, 3)])
def test_states_have_the_shape_of_time(shape):
    for array in weaving_flight().at(np.full(shape, 1.5)):
        assert array.shape == (*shape, 3)


THREE = np.arange(9.0).reshape(3, 3)


@pytest.mark.parametrize(
    "time, position, velocity, about",
    [
        ([0.0], THREE[:1], None, "at least two"),
        ([0.0, 1.0, 2.0], THREE[:, :2], None, "at least two"),
        ([0.0, 1.0, 1.0], THREE, None, "do not increase"),
        ([0.0, 2.0, 1.0], THREE, None, "do not increase"),
        ([0.0, 1.0, np.nan], THREE, None, "not finite"),
        ([0.0, 1.0, 2.0], np.where(THREE == 4, np.inf, THREE), None, "not finite"),
        ([0.0, 1.0, 2.0], THREE, THREE[:2], "velocities"),
        ([0.0, 1.0, 2.0], THREE, np.where(THREE == 4, np.nan, THREE), "velocities"),
    ],
)
def test_bad_state_vectors_are_refused_in_one_sentence(time, position, velocity, about):
    with pytest.raises(EngineError, match=about) as refused:
        Trajectory.from_state_vectors(time, position, velocity)
    text = str(refused.value)
    assert text.endswith(".") and text.count(". ") == 0
