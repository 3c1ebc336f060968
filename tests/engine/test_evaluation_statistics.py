"""Statistics of an evaluation by closed form."""

import numpy as np
import pytest
from evaluation_files import GRID
from scipy import stats
from scipy.spatial import ConvexHull

from sar_radargrammetry.engine.elevation.grid import CellWindow
from sar_radargrammetry.engine.evaluation.calibration import MIN_GROUP, SigmaTally
from sar_radargrammetry.engine.evaluation.footprint import Footprint
from sar_radargrammetry.engine.evaluation.places import worst_and_best
from sar_radargrammetry.engine.evaluation.statistics import ErrorTally
from sar_radargrammetry.engine.evaluation.tally import Tally


def test_quantiles_of_a_tally_are_those_of_numpy():
    values = np.random.default_rng(0).normal(3.0, 20.0, 1001).round(3)
    tally = Tally()
    for part in np.array_split(values, 7):
        tally.add(part)
    for share in (0.0, 0.1, 0.5, 0.683, 0.9, 1.0):
        assert tally.quantile(share) == pytest.approx(np.quantile(values, share), abs=1e-9)
        assert tally.deviation_quantile(2.0, share) == pytest.approx(np.quantile(abs(values - 2.0), share), abs=1e-9)
    assert tally.std == pytest.approx(values.std())
    assert (tally.min, tally.max, tally.count) == (values.min(), values.max(), 1001)


def test_values_beyond_the_tally_keep_their_extremes_and_sums():
    tally = Tally(limit=10.0)
    tally.add(np.array([0.0, 0.0, 5000.0]))
    assert (tally.max, tally.quantile(0.5), tally.mean) == (5000.0, 0.0, pytest.approx(5000.0 / 3.0))


def test_statistics_of_a_gaussian_are_its_own():
    sigma, bias = 2.0, 0.4
    tally = ErrorTally()
    errors = np.random.default_rng(1).normal(bias, sigma, (1000, 1000))
    tally.add(errors, np.ones_like(errors, bool), np.full_like(errors, sigma))
    s = tally.statistics(1.0)
    assert s.bias == pytest.approx(bias, abs=0.01)
    assert s.nmad == pytest.approx(sigma, rel=0.01)
    assert s.std == pytest.approx(sigma, rel=0.01)
    assert s.rmse == pytest.approx(np.hypot(sigma, bias), rel=0.01)
    folded = stats.foldnorm(bias / sigma, scale=sigma)
    assert s.le90 == pytest.approx(folded.ppf(0.9), rel=0.01)
    for limit in (1, 2, 5, 10):
        assert getattr(s, f"under_{limit}m") == pytest.approx(folded.cdf(limit), abs=0.002)
    assert s.within_1_sigma == pytest.approx(folded.cdf(sigma), abs=0.002)
    assert s.within_2_sigma == pytest.approx(folded.cdf(2 * sigma), abs=0.002)
    assert (s.normalised_std, s.normalised_nmad) == (pytest.approx(1.0, rel=0.01), pytest.approx(1.0, rel=0.01))
    np.testing.assert_allclose(tally.curve(np.array([0.0, 1.0, 3.0])), folded.cdf([0.0, 1.0, 3.0]), atol=0.002)


def test_le90_without_bias_is_1_645_sigma():
    tally = ErrorTally()
    tally.add(stats.norm.ppf((np.arange(100_000) + 0.5) / 100_000), np.ones(100_000, bool))
    assert tally.statistics(1.0).le90 == pytest.approx(1.6449, abs=0.002)


def test_nmad_ignores_blunders_that_the_standard_deviation_does_not():
    tally = ErrorTally()
    errors = stats.norm.ppf((np.arange(10_000) + 0.5) / 10_000)
    errors[:300] = 500.0
    tally.add(errors, np.ones_like(errors, bool))
    assert tally.statistics(1.0).nmad == pytest.approx(1.0, abs=0.07)
    assert tally.statistics(1.0).std > 80.0


def test_voids_lower_completeness_and_the_shares_of_reference_only():
    errors = np.full((10, 10), 0.25)
    errors[:2] = np.nan
    known = np.ones((10, 10), bool)
    known[9] = False
    errors[9] = np.nan
    tally = ErrorTally()
    tally.add(errors, known)
    s = tally.statistics(1.0)
    assert (s.reference_cells, s.measured_cells) == (90, 70)
    assert s.completeness == pytest.approx(7 / 9)
    assert (s.under_1m, s.under_1m_of_reference) == (1.0, pytest.approx(7 / 9))
    assert s.within_1_sigma is None and s.normalised_std is None


def test_thresholds_are_exclusive():
    tally = ErrorTally()
    tally.add(np.array([1.0, -1.0, np.nextafter(1.0, 0.0), 0.0]), np.ones(4, bool))
    assert tally.statistics(1.0).under_1m == 0.5


def test_an_honest_prediction_lies_on_the_diagonal_and_a_doubled_one_at_a_half():
    rng = np.random.default_rng(2)
    sigma = rng.uniform(0.5, 4.0, 200_000)
    errors = rng.standard_normal(sigma.size) * sigma
    for factor in (1.0, 2.0):
        tally = SigmaTally()
        tally.add(errors, factor * sigma)
        result = tally.calibration()
        assert len(result) == 10 and sum(row.cells for row in result) == sigma.size
        np.testing.assert_allclose([row.observed / row.predicted for row in result], 1.0 / factor, rtol=0.05)
        np.testing.assert_allclose([row.ratio for row in result], 1.0 / factor, rtol=0.05)


def test_one_predicted_error_for_all_cells_is_one_group():
    tally = SigmaTally()
    tally.add(np.random.default_rng(0).standard_normal(10_000), np.ones(10_000))
    result = tally.calibration()
    assert [row.cells for row in result] == [10_000]
    assert result[0].observed == pytest.approx(1.0, rel=0.04)
    # One value ranks nothing: as chance.
    assert np.isnan(tally.ranking().correlation) and tally.ranking().ause == pytest.approx(1.0)


def test_few_cells_are_few_groups():
    tally = SigmaTally()
    tally.add(np.ones(3 * MIN_GROUP), np.linspace(1.0, 9.0, 3 * MIN_GROUP))
    assert len(tally.calibration()) == 3


def test_sigmas_that_are_none_are_left_out():
    tally = SigmaTally()
    tally.add(np.array([1.0, 1.0, 1.0]), np.array([0.0, np.nan, 2.0]))
    assert tally.count == 1 and tally.within(1) == 1.0


def test_the_footprint_is_the_convex_hull_of_the_measured_cells():
    rng = np.random.default_rng(4)
    measured = np.zeros((GRID.height, GRID.width), bool)
    row, col = rng.integers(5, 60, 60), rng.integers(10, 100, 60)
    measured[row, col] = True
    reference = rng.random(measured.shape) < 0.7
    footprint = Footprint(GRID)
    for window in GRID.blocks(32):
        footprint.add(window, measured[window.slices], reference[window.slices])
    hull = ConvexHull(np.stack([col, row], axis=1))
    y, x = np.nonzero(reference)
    inside = (hull.equations[:, :2] @ np.stack([x, y]) + hull.equations[:, 2:] <= 1e-9).all(axis=0)
    assert footprint.reference_cells() == inside.sum()


def test_a_footprint_of_nothing_or_of_one_cell_is_counted_too():
    footprint, everywhere = Footprint(GRID), np.ones((8, 8), bool)
    assert footprint.reference_cells() == 0
    one = np.zeros((8, 8), bool)
    one[3, 4] = True
    footprint.add(CellWindow(0, 0, 8, 8), one, everywhere)
    assert footprint.reference_cells() == 1


def test_the_worst_and_the_best_places_are_found():
    difference = np.full((120, 120), 0.5)
    difference[40:60, 80:100] = 9.0
    difference[0:20, 0:20] = 0.1
    difference[100:120, 0:20] = np.nan
    worst, best = worst_and_best(difference)
    assert worst[0].window(1200, 1200) == (800, 400, 200, 200)
    assert best.window(1200, 1200) == (0, 0, 200, 200)
    assert worst[0].typical_error == pytest.approx(9.0)
    assert worst_and_best(np.full((5, 5), np.nan)) == ([], None)
