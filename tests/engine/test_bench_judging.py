"""The fit of the judge of both directions finds known coefficients, and its measures are what they say."""

import dataclasses
import math

import numpy as np
import pytest
from scipy import ndimage

from benchmarks import judging, judging_fit, simulated
from sar_radargrammetry.engine.image.window import tiles
from sar_radargrammetry.engine.matching.consistency import Judge
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.simulation.pair import PairSettings


def drawn(count, seed=1):
    """Certainties and round trips of made-up matches."""
    rng = np.random.default_rng(seed)
    forward, back = rng.uniform(0.01, 0.99, (2, count))
    return forward, back, rng.exponential(1.0, count)


class TestFit:
    def test_features_are_what_the_judge_weighs(self):
        forward, back, trip = drawn(100)
        trip[::7] = np.nan
        forward[::5], back[::9] = 1.0, 0.0
        judge = Judge(0.7, 0.2, -0.5, -1.3)
        score = judging_fit.features(forward, back, trip) @ np.array(dataclasses.astuple(judge))
        np.testing.assert_allclose(judge.probability(forward, back, trip), 1.0 / (1.0 + np.exp(-score)), rtol=1e-5)

    def test_known_coefficients_are_found(self):
        known = np.array([0.8, 0.3, -0.6, -1.0])
        design = judging_fit.features(*drawn(200_000))
        probability = 1.0 / (1.0 + np.exp(-design @ known))
        right = np.random.default_rng(2).uniform(size=len(design)) < probability
        found = judging_fit.fitted(design, right)
        np.testing.assert_allclose(found.weights, known, atol=0.03)
        assert found.loss == pytest.approx(np.mean(-np.log(np.where(right, probability, 1 - probability))), abs=1e-3)
        judge = judging_fit.judge_of(found)
        assert (judge.forward, judge.offset) == pytest.approx((0.8, -1.0), abs=0.03)

    def test_finite_where_a_feature_decides(self):
        design = judging_fit.features(*drawn(500))
        assert np.isfinite(judging_fit.fitted(design, design[:, 0] > 0).weights).all()

    def test_nothing_to_fit(self):
        design = judging_fit.features(*drawn(10))
        with pytest.raises(ValueError, match="nothing to fit"):
            judging_fit.fitted(design, np.ones(10, bool))


class TestMeasures:
    def test_ordering(self):
        right = np.array([False, False, True, True])
        assert judging_fit.ordering(np.array([1.0, 2.0, 3.0, 4.0]), right) == 1.0
        assert judging_fit.ordering(np.array([1.0, 3.0, 2.0, 4.0]), right) == 0.75
        assert judging_fit.ordering(np.ones(4), right) == 0.5
        assert math.isnan(judging_fit.ordering(np.ones(4), np.ones(4, bool)))

    def test_reliability_by_equal_groups(self):
        probability = np.repeat([0.9, 0.1], 10)
        right = np.repeat([True, False], 10)
        right[0] = False
        assert judging_fit.reliability(probability, right, 2) == [
            (pytest.approx(0.1), 0.0, 10),
            (pytest.approx(0.9), 0.9, 10),
        ]

    def test_left_at_a_share_of_wrong_ones(self):
        score = np.array([9.0, 8.0, 7.0, 6.0, 5.0, 4.0])
        right = np.array([True, True, False, True, True, False])
        assert judging_fit.left_at(0.0, score, right) == 2
        assert judging_fit.left_at(0.2, score, right) == 4
        assert judging_fit.left_at(0.0, np.zeros(6), right) == 0
        assert judging_fit.left_at(0.4, np.zeros(6), right) == 4
        assert judging_fit.left_at(0.1, score[:0], right[:0]) == 0

    def test_curve_counts_all_that_could_match(self):
        count = 1000
        forward, back, _ = drawn(count)
        right = np.arange(count) % 4 != 0
        pixels = judging.Judged(forward, back, np.where(right, 0.0, 5.0), right, np.ones(count, bool), np.zeros(count))
        none = dataclasses.replace(pixels, forward=np.zeros(count))
        found = judging.curve(judging.together([pixels, none]), right.astype(float))
        assert [limit for limit, *_ in found] == list(judging.WRONG_LIMITS)
        # The strict round trip and this judge know the right ones; half of the pixels have no match.
        assert all(strict == judge == 750 / 2000 for _, _, strict, judge in found)
        assert all(one <= 750 / 2000 for _, one, _, _ in found)


class TestPixels:
    def test_each_counts_once(self):
        taken, counted = np.zeros((900, 700), bool), np.zeros((900, 700), int)
        for window in tiles(900, 700, judging.TILE, judging.OVERLAP):
            part = slice(window.line, window.line + window.lines), slice(window.sample, window.sample + window.samples)
            counted[part] += judging._own(window, taken)
        assert (counted[:: judging.EVERY[0], :: judging.EVERY[1]] == 1).all()
        assert counted.sum() == counted[:: judging.EVERY[0], :: judging.EVERY[1]].size

    def test_of_a_small_pair(self, tmp_path):
        settings = PairSettings(terrain="hills", seed=21, size=120.0)
        pair = simulated.simulated_pair(settings, tmp_path / "pair")
        written = (tmp_path / "pair" / "reference.tif").stat().st_mtime_ns
        again = simulated.simulated_pair(settings, tmp_path / "pair")
        assert (tmp_path / "pair" / "reference.tif").stat().st_mtime_ns == written
        np.testing.assert_array_equal(again.seen, pair.seen)
        ready = make_matcher("poc", None, "cpu")
        pixels = judging.judged_pair(pair, ready, 0)
        # Ground, and what is so far from it that it can only be noise.
        ground = np.isfinite(pair.place[..., 0])
        asked = ground | (ndimage.distance_transform_edt(~ground) > judging.NOISE)
        assert len(pixels.right) == asked[:: judging.EVERY[0], :: judging.EVERY[1]].sum()
        assert pixels.right[pixels.can].mean() > 0.3
        assert not pixels.right[~pixels.can].any()
        assert pixels.trip[pixels.right].mean() < np.nanmean(pixels.trip[~pixels.right])
        matched = pixels[pixels.forward > 0]
        fit = judging_fit.fitted(matched.features, matched.right)
        lines = list(judging.report("poc", pixels, fit, ready.judge, ["hills"]))
        assert lines[0].startswith("poc: Judge(")

        other = simulated.simulated_pair(dataclasses.replace(settings, seed=22, size=60.0), tmp_path / "pair")
        assert other.seen.shape != pair.seen.shape
