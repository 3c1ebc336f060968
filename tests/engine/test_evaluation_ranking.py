"""Rank correlation and sparsification of predicted errors against their definitions, and the verdict on both."""

import json

import numpy as np
import pytest
from evaluation_files import GRID, compared, surface_on
from scipy import stats

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.evaluation.calibration import SigmaTally
from sar_radargrammetry.engine.evaluation.verdict import CHECK_POINTS, verdict

DEFINITE = {"realistic": "are realistic and tell", "average": "right on average, but do not tell good places from bad"}


def ranked(errors, sigma, parts=3):
    tally = SigmaTally()
    for error, predicted in zip(np.array_split(errors, parts), np.array_split(sigma, parts), strict=True):
        tally.add(error, predicted)
    return tally.ranking()


def area(absolute, order):
    """Mean, over all n, of the mean error of the first n: the definition, cell by cell."""
    return (np.cumsum(absolute[order]) / np.arange(1, absolute.size + 1)).mean()


@pytest.mark.parametrize("link", [0.0, 0.5, 1.0, -1.0])
def test_area_and_correlation_are_those_of_the_definition(link):
    rng = np.random.default_rng(5)
    sigma = np.exp(rng.normal(0.0, 0.8, 60_000))
    errors = sigma**link * rng.standard_normal(sigma.size)
    found, absolute = ranked(errors, sigma), np.abs(errors)
    best, mine = area(absolute, np.argsort(absolute)), area(absolute, np.argsort(sigma))
    assert found.ause == pytest.approx((mine - best) / (absolute.mean() - best), abs=0.01)
    assert found.correlation == pytest.approx(stats.spearmanr(absolute, sigma)[0], abs=0.003)


def test_the_curves_are_mean_errors_of_what_stays():
    rng = np.random.default_rng(6)
    sigma = rng.uniform(0.5, 5.0, 20_000)
    errors = sigma * rng.standard_normal(sigma.size)
    found, absolute = ranked(errors, sigma), np.abs(errors)
    for order, curve in ((np.argsort(sigma), found.by_prediction), (np.argsort(absolute), found.by_error)):
        expected = [absolute[order[: round(share * sigma.size)]].mean() for share in found.kept]
        np.testing.assert_allclose(curve, expected, rtol=0.02)
    assert found.by_prediction[0] == pytest.approx(absolute.mean())
    assert json.loads(json.dumps(found.as_json()))["kept"][0] == 1.0


def test_the_errors_themselves_are_a_perfect_prediction():
    errors = np.random.default_rng(7).standard_normal(5000)
    found = ranked(errors, np.abs(errors))
    assert found.ause == pytest.approx(0.0, abs=1e-3) and found.correlation == pytest.approx(1.0, abs=1e-3)
    assert np.isnan(ranked(np.ones(100), np.linspace(1.0, 2.0, 100)).ause)


def judged(folder, errors, sigma, what=None):
    write_raster(folder / "reference.tif", GRID, surface_on(GRID))
    write_raster(folder / "elevation.tif", GRID, surface_on(GRID) + errors)
    write_raster(folder / "error.tif", GRID, sigma)
    comparison = compared(folder, error=folder / "error.tif")
    return verdict(comparison) if what is None else verdict(comparison, what)


def drawn(seed=0):
    rng = np.random.default_rng(seed)
    return np.exp(rng.normal(0.0, 0.5, (100, 120))), rng.standard_normal((100, 120))


def test_realistic_errors_are_called_so_only_where_they_rank(tmp_path):
    sigma, noise = drawn()
    assert DEFINITE["realistic"] in judged(tmp_path, sigma * noise, sigma)
    # The same predictions at other places: right on the whole for errors of the mean size, wrong at each place.
    text = judged(tmp_path, noise, sigma)
    assert DEFINITE["average"] in text and "realistic" not in text, text
    assert "NMAD 1." in text and "rank correlation" in text


def test_one_prediction_everywhere_tells_nothing_apart(tmp_path):
    _, noise = drawn()
    text = judged(tmp_path, noise, np.ones((100, 120)))
    assert DEFINITE["average"] in text and "m is predicted everywhere" in text


def test_predictions_that_rank_but_exaggerate_are_not_realistic(tmp_path):
    sigma, noise = drawn()
    text = judged(tmp_path, np.sqrt(sigma) * noise, sigma)
    assert "right on average and tell good places from bad, but are too" in text and "realistic" not in text


def test_wrong_sizes_are_told_with_their_ranking(tmp_path):
    sigma, noise = drawn()
    text = judged(tmp_path, sigma * noise, 3.0 * sigma)
    assert "too large, on average by a factor of 3.0" in text and "They tell good places from bad" in text
    text = judged(tmp_path, noise, 0.3 * sigma)
    assert "too small" in text and "They do not tell good places from bad" in text


def test_predictions_that_hardly_rank_do_so_only_roughly(tmp_path):
    rng = np.random.default_rng(2)
    sigma = np.exp(rng.normal(0.0, 0.15, (100, 120)))
    text = judged(tmp_path, sigma * rng.standard_normal(sigma.shape), sigma)
    assert "tell good places from bad only roughly" in text, text


def test_few_points_do_not_test_the_ranking(tmp_path):
    few = np.full((100, 120), np.nan)
    few[50, 20:56] = stats.norm.ppf((np.arange(36) + 0.5) / 36)
    text = judged(tmp_path, few, np.ones((100, 120)), CHECK_POINTS)
    assert "too few check points to test" in text, text
