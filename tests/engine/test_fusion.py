"""Heights of several pairs become one: closed forms, Monte Carlo, disagreement, levels."""

import numpy as np
import pytest
from scipy import stats

from sar_radargrammetry.engine.fusion.fuse import fused
from sar_radargrammetry.engine.fusion.offsets import PairOffset, levels


def cell(*values):
    """(n, 1, 1) stack of one cell."""
    return np.array(values, dtype=float).reshape(-1, 1, 1)


def one(result):
    return tuple(getattr(result, name).item() for name in ("height", "sigma", "count", "used", "contested"))


# Cells


def test_agreeing_heights_are_averaged_by_their_weights():
    height, sigma, count, used, contested = one(fused(cell(800.0, 801.5), cell(1.0, 2.0)))
    assert height == pytest.approx((800.0 + 801.5 / 4.0) / 1.25, abs=1e-9)
    assert sigma == pytest.approx(1.0 / np.sqrt(1.25), abs=1e-12)
    assert (count, used, contested) == (2, 0b11, False)


def test_voids_are_filled_by_whoever_has_a_height():
    result = fused(cell(np.nan, 5.0, 6.0), cell(1.0, 2.0, np.nan))
    assert one(result) == (5.0, pytest.approx(2.0), 1, 0b010, False)
    empty = fused(cell(np.nan, 3.0), cell(1.0, 0.0))
    assert np.isnan(empty.height).all() and np.isnan(empty.sigma).all() and empty.count.item() == 0


def test_the_majority_outvotes_a_height_that_the_sigmas_do_not_allow():
    height, sigma, count, used, contested = one(fused(cell(100.0, 130.0, 100.5), cell(1.0, 0.5, 1.0)))
    assert (height, sigma) == (pytest.approx(100.25), pytest.approx(np.sqrt(0.5)))
    assert (count, used, contested) == (2, 0b101, False)


def test_of_two_that_disagree_the_surer_stays_and_its_sigma_tells_of_it():
    height, sigma, count, used, contested = one(fused(cell(100.0, 112.0), cell(2.0, 1.0)))
    assert (height, count, used, contested) == (112.0, 1, 0b10, True)
    assert sigma == pytest.approx(np.sqrt(0.5 * (4.0 + 1.0 + 144.0)))


def test_the_sigma_of_a_contested_cell_is_the_error_of_the_guess():
    """Blunders of one of two, chosen at random: the root mean squared error is the sigma."""
    rng = np.random.default_rng(1)
    heights = rng.normal(0.0, 1.0, (2, 200, 200)) * np.array([1.0, 1.5])[:, None, None]
    wrong = rng.random((200, 200)) < 0.5
    heights[0] += np.where(wrong, 40.0, 0.0)
    heights[1] += np.where(wrong, 0.0, 40.0)
    result = fused(heights, np.broadcast_to(np.array([1.0, 1.5])[:, None, None], heights.shape))
    assert result.contested.all()
    assert np.sqrt(np.mean(result.height**2)) == pytest.approx(np.sqrt(np.mean(result.sigma**2)), rel=0.02)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_sigma_is_the_scatter_of_the_fused_height(correlation):
    rng = np.random.default_rng(2)
    sigmas = np.broadcast_to(np.array([0.5, 1.0, 3.0])[:, None, None], (3, 250, 250))
    common = np.sqrt(correlation) * rng.standard_normal((250, 250))
    errors = sigmas * (common + np.sqrt(1.0 - correlation) * rng.standard_normal(sigmas.shape))
    result = fused(700.0 + errors, sigmas, correlation=correlation)
    normalised = (result.height - 700.0) / result.sigma
    everything = result.count == 3
    assert everything.mean() == pytest.approx(0.99, abs=0.004)
    assert normalised[everything].std() == pytest.approx(1.0, rel=0.02)
    assert np.mean(np.abs(normalised) < 1.0) == pytest.approx(0.683, abs=0.01)


@pytest.mark.parametrize("in_common", [False, True])
def test_navigation_errors_of_each_pair_go_into_the_fused_error(in_common):
    """Over many flights: every draw is one pair of flights, whose error all cells share."""
    rng = np.random.default_rng(7)
    random, own = (np.array(v)[:, None, None] for v in ((0.6, 1.0, 0.8), (0.9,) * 3 if in_common else (1.5, 0.3, 0.9)))
    shape = (3, 300, 300)
    ground = np.sqrt(0.4) * rng.standard_normal(shape[1:])
    matching = random * (ground + np.sqrt(0.6) * rng.standard_normal(shape))
    flights = own * rng.standard_normal(shape[1:] if in_common else shape)
    given = np.broadcast_to(random, shape), np.broadcast_to(own, shape)
    result = fused(500.0 + matching + flights, *given, correlation=0.4, in_common=in_common)
    whole = result.count == 3
    assert whole.mean() > 0.97
    off = result.height[whole] - 500.0
    assert off.std() == pytest.approx(np.sqrt(np.mean(result.sigma[whole] ** 2)), rel=0.03)
    assert (result.shared[whole] < result.sigma[whole]).all()


def test_chi_square_with_navigation_errors_is_that_of_the_covariance_matrix():
    rng = np.random.default_rng(8)
    heights, random, own = rng.normal(0.0, 2.0, 3), np.array([0.5, 1.0, 3.0]), np.array([1.0, 0.2, 0.5])
    inverse = np.linalg.inv(np.outer(random, random) * (0.4 + 0.6 * np.eye(3)) + np.diag(own**2))
    mean = inverse.sum(axis=0) @ heights / inverse.sum()
    confidence = stats.chi2.cdf((heights - mean) @ inverse @ (heights - mean), 2)
    for margin, count in ((1e-6, 3), (-1e-6, 2)):
        given = cell(*heights), cell(*random), cell(*own)
        assert fused(*given, confidence=confidence + margin, correlation=0.4).count.item() == count


def test_two_flights_that_disagree_by_their_navigation_are_no_contest():
    given = cell(100.0, 106.0), cell(1.0, 1.0)
    assert fused(*given).contested.item()
    result = fused(*given, cell(3.0, 3.0))
    assert not result.contested.item() and result.height.item() == pytest.approx(103.0)
    assert result.shared.item() == pytest.approx(3.0 / np.sqrt(2.0))


def test_the_confidence_is_the_share_of_honest_cells_that_pass():
    rng = np.random.default_rng(3)
    heights = rng.standard_normal((2, 300, 300))
    for confidence in (0.9, 0.99):
        passed = fused(heights, np.ones_like(heights), confidence=confidence).count == 2
        assert passed.mean() == pytest.approx(confidence, abs=0.004)


def test_what_is_left_out_lowers_chi_square_most():
    rng = np.random.default_rng(4)
    heights, sigmas = rng.normal(0.0, 2.0, (4, 40, 40)), rng.uniform(0.4, 1.6, (4, 40, 40))
    result = fused(heights, sigmas)

    def squares(h, s):
        w = 1.0 / s**2
        return (w * (h - (w * h).sum() / w.sum()) ** 2).sum()

    tried = 0
    for i, j in np.argwhere(result.count == 3):
        h, s = heights[:, i, j], sigmas[:, i, j]
        assert squares(h, s) > stats.chi2.ppf(0.99, 3)
        best = min(range(4), key=lambda k: squares(np.delete(h, k), np.delete(s, k)))
        assert result.used[i, j] == 0b1111 - (1 << best)
        tried += 1
    assert tried > 50


def test_chi_square_is_that_of_the_covariance_matrix():
    rng = np.random.default_rng(6)
    heights, sigmas = rng.normal(0.0, 1.0, 3), np.array([0.5, 1.0, 3.0])
    inverse = np.linalg.inv(np.outer(sigmas, sigmas) * (0.4 + 0.6 * np.eye(3)))
    mean = inverse.sum(axis=0) @ heights / inverse.sum()
    expected = (heights - mean) @ inverse @ (heights - mean)
    confidence = stats.chi2.cdf(expected, 2)
    for margin, count in ((1e-6, 3), (-1e-6, 2)):
        result = fused(cell(*heights), cell(*sigmas), confidence=confidence + margin, correlation=0.4)
        assert result.count.item() == count


def test_order_does_not_matter():
    rng = np.random.default_rng(5)
    heights, sigmas = rng.normal(0.0, 2.0, (4, 30, 30)), rng.uniform(0.4, 1.6, (4, 30, 30))
    there, back = fused(heights, sigmas), fused(heights[::-1], sigmas[::-1])
    np.testing.assert_allclose(there.height, back.height, atol=1e-9)
    np.testing.assert_allclose(there.sigma, back.sigma, atol=1e-9)


def test_levels_undo_consistent_offsets_and_share_what_does_not_close():
    def pair(a, b, offset, sigma=0.1):
        return PairOffset(first=a, second=b, cells=1, offset=offset, offset_sigma=sigma, nmad=1.0, normalised=1.0)

    np.testing.assert_allclose(levels(3, (pair(0, 1, 2.0), pair(1, 2, 1.0))), [5 / 3, -1 / 3, -4 / 3], atol=1e-9)
    open_ends = levels(3, (pair(0, 1, 1.0), pair(1, 2, 1.0), pair(0, 2, 1.4)))
    np.testing.assert_allclose(open_ends, [0.8, 0.0, -0.8], atol=1e-9)
    np.testing.assert_allclose(levels(3, (pair(0, 1, 2.0),)), [1.0, -1.0, 0.0], atol=1e-9)
