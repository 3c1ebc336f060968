"""Multilooking: power is averaged, no data stays out, zeros at the border are no data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sar_radargrammetry.engine.image.multilook import inside_border, multilook

nan = np.nan


def test_amplitude_is_the_root_of_mean_power():
    block = np.array([[3 + 4j, 1j, 7], [0.6, -0.8j, 7]], dtype=np.complex64)
    expected = np.sqrt((25 + 1 + 0.36 + 0.64) / 4)
    np.testing.assert_allclose(multilook(block, 2, 2), [[expected]], rtol=1e-6)


def test_amplitudes_average_like_samples():
    random = np.random.default_rng(1)
    samples = (random.standard_normal((12, 15)) + 1j * random.standard_normal((12, 15))).astype(np.complex64)
    np.testing.assert_allclose(multilook(np.abs(samples), 3, 5), multilook(samples, 3, 5), rtol=1e-5)


def test_single_look_keeps_amplitudes_exactly():
    block = np.arange(1, 256, dtype=np.float32).reshape(5, 51)
    np.testing.assert_array_equal(multilook(block), block)
    assert multilook(block).dtype == np.float32


def test_speckle_of_n_looks():
    """Fully developed speckle averaged over N looks: the power's deviation is 1 / sqrt(N) of its mean."""
    random = np.random.default_rng(2)
    samples = random.standard_normal((800, 800)) + 1j * random.standard_normal((800, 800))
    power = multilook(samples.astype(np.complex64), 4, 2).astype(float) ** 2
    assert power.mean() == pytest.approx(2.0, rel=0.01)
    assert power.std() / power.mean() == pytest.approx(1 / np.sqrt(8), rel=0.02)


@given(
    lines=st.integers(1, 23),
    samples=st.integers(1, 23),
    looks_azimuth=st.integers(1, 5),
    looks_range=st.integers(1, 5),
    seed=st.integers(0, 1000),
)
def test_same_as_pixel_by_pixel(lines, samples, looks_azimuth, looks_range, seed):
    random = np.random.default_rng(seed)
    block = random.uniform(1, 9, (lines, samples)).astype(np.float32)
    block[random.random(block.shape) < 0.4] = nan
    result = multilook(block, looks_azimuth, looks_range)
    assert result.shape == (lines // looks_azimuth, samples // looks_range)
    for (i, j), value in np.ndenumerate(result):
        looks = block[i * looks_azimuth :, j * looks_range :][:looks_azimuth, :looks_range]
        if 2 * np.isfinite(looks).sum() >= looks.size:
            assert value == pytest.approx(np.sqrt(np.nanmean(looks.astype(float) ** 2)), rel=1e-5)
        else:
            assert np.isnan(value)


def test_half_of_the_looks_are_needed():
    block = np.array([[2, nan, 2, nan], [2, nan, nan, nan]], dtype=np.float32)
    np.testing.assert_array_equal(multilook(block, 2, 2), [[2.0, nan]])


def test_infinite_samples_are_no_data():
    block = np.array([[np.inf, 1, 1e30 + 0j, 2]], dtype=np.complex64)
    np.testing.assert_array_equal(multilook(block), [[nan, 1, nan, 2]])


def test_zeros_between_samples_are_dark_and_those_outside_border():
    power = np.array([[0, 0, 1, 0, 1, 0], [0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 1], [nan, 0, 1, nan, 0, 2]])
    expected = np.array([[0, 0, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0, 1, 0, 1, 1]], bool)
    np.testing.assert_array_equal(inside_border(power), expected)


def test_border_beyond_the_last_full_pixel_still_counts():
    """The zero of sample 1 has an echo after it, in a sample that is left out as it fills no pixel."""
    np.testing.assert_allclose(multilook(np.array([[2, 0, 2]], np.float32), 1, 2), [[np.sqrt(2)]])
