"""Correlation of errors: variogram, model and errors of means against fields whose correlation is known."""

import numpy as np
import pytest
from evaluation_files import refusal
from scipy import fft

from sar_radargrammetry.engine.correlation.means import variance_of_sum
from sar_radargrammetry.engine.correlation.model import Correlation, fitted, read_correlation
from sar_radargrammetry.engine.correlation.variogram import VariogramSample

CELL = (2.0, 3.0)
TRUE = Correlation(short_share=0.6, short_range=20.0, long_share=0.3, long_range=150.0, variance=1.0, source="stated")


def field(shape, correlation, seed, cell=CELL, count=1):
    """Gaussian fields (count, rows, cols) of unit variance with a correlation, by their spectrum."""
    size = [2 * n for n in shape]
    down, right = (np.minimum(np.arange(n), n - np.arange(n)) for n in size)
    rho = correlation.at(np.hypot(down[:, None] * cell[1], right * cell[0]))
    amplitude = np.sqrt(np.maximum(fft.fft2(rho).real, 0.0))
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(-(-count // 2)):
        noise = rng.standard_normal((2, *size))
        one = fft.fft2(amplitude * (noise[0] + 1j * noise[1])) / np.sqrt(np.prod(size))
        made += [one.real, one.imag]
    return np.stack(made)[:count, : shape[0], : shape[1]]


def sampled(values, block=150):
    sample = VariogramSample(*values.shape)
    for row in range(0, values.shape[0], block):
        for col in range(0, values.shape[1], block):
            sample.add(row, col, values[row : row + block, col : col + block])
    return sample


@pytest.fixture(scope="module")
def known():
    """A field of 500 x 640 cells, thinned and windowed by the sample, with voids and outliers."""
    values = field((500, 640), TRUE, 1)[0]
    rng = np.random.default_rng(2)
    values[rng.random(values.shape) < 0.1] = np.nan
    values[rng.random(values.shape) < 0.01] = 80.0
    return values


def test_the_variogram_is_that_of_the_field(known):
    found = sampled(known).variogram(CELL)
    assert found.distance[0] == pytest.approx(2.0) and found.distance[-1] > 300.0
    np.testing.assert_allclose(found.gamma, 1.0 - TRUE.at(found.distance), atol=0.12)


def test_the_sample_does_not_depend_on_the_blocks(known):
    one, two = sampled(known, 1000).variogram(CELL), sampled(known, 77).variogram(CELL)
    np.testing.assert_array_equal(one.gamma, two.gamma)


def test_a_model_is_found_again(known):
    found = fitted(sampled(known).variogram(CELL), "residuals")
    assert found.variance == pytest.approx(1.0, rel=0.12)
    assert found.length == pytest.approx(TRUE.length, rel=0.2)
    distance = np.array([2.0, 5.0, 10.0, 30.0, 80.0, 300.0])
    np.testing.assert_allclose(found.at(distance), TRUE.at(distance), atol=0.1)


def test_a_plane_is_no_correlation(known):
    row, col = np.indices(known.shape)
    tilted = sampled(known + 0.01 * row - 0.02 * col)
    tilted.detrend()
    plain = sampled(known)
    plain.detrend()
    found, expected = tilted.variogram(CELL), plain.variogram(CELL)
    np.testing.assert_allclose(found.gamma, expected.gamma, atol=0.01)


def test_independent_errors_have_no_length():
    found = fitted(sampled(np.random.default_rng(3).standard_normal((300, 300))).variogram(CELL), "residuals")
    assert found.length < 3.0 and found.of_square(50, CELL) < 0.002
    assert fitted(sampled(np.zeros((50, 50))).variogram(CELL), "residuals") is None
    assert fitted(sampled(np.full((50, 50), np.nan)).variogram(CELL), "residuals") is None


@pytest.mark.parametrize("cells", [1, 7, 40])
def test_errors_of_means_of_squares_by_monte_carlo(cells):
    drawn = field((cells, cells), TRUE, 4, count=1000)
    assert TRUE.of_square(cells, CELL) == pytest.approx(drawn.mean(axis=(1, 2)).var(), rel=0.12)


def test_errors_of_sums_over_any_shape_by_monte_carlo():
    row, col = np.indices((40, 60))
    sigma = np.where((row - 20) ** 2 + 0.3 * (col - 30) ** 2 < 250, 0.5 + col / 60.0, 0.0)
    drawn = field(sigma.shape, TRUE, 5, count=800)
    assert variance_of_sum(sigma, CELL, TRUE) == pytest.approx((drawn * sigma).sum(axis=(1, 2)).var(), rel=0.12)


def test_sums_of_squares_agree_with_the_closed_form_and_with_blocks():
    sigma = np.ones((60, 60))
    exact = variance_of_sum(sigma, CELL, TRUE)
    assert exact / 60.0**4 == pytest.approx(TRUE.of_square(60, CELL), rel=1e-9)
    blocks = sigma.reshape(15, 4, 15, 4).sum(axis=(1, 3))
    assert variance_of_sum(blocks, CELL, TRUE, 4) == pytest.approx(exact, rel=0.02)


def test_a_length_is_the_side_of_one_independent_error():
    stated = Correlation.of_length(30.0)
    assert stated.length == pytest.approx(30.0)
    # Over a large area the number of independent errors is area / length^2.
    cells = 400
    assert stated.of_square(cells, (5.0, 5.0)) == pytest.approx(30.0**2 / (cells * 5.0) ** 2, rel=0.05)


def test_metadata_give_the_model_back_or_are_refused():
    assert read_correlation(TRUE.document(), "a.tif") == TRUE
    assert "is damaged" in refusal(read_correlation, {**TRUE.document(), "long_share": "x"}, "a.tif")
    assert "is damaged" in refusal(read_correlation, {**TRUE.document(), "long_share": 0.8}, "a.tif")
