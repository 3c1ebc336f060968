"""Calibration finds again what answers were made with."""

import numpy as np
import pytest

from sar_radargrammetry.engine.training.measures import RIGHT, Answers, calibrate, reliability

SLOPE, OFFSET = 0.7, -0.4
FACTOR = -np.log(1.0 - 0.6827)
"""Laplace scales within which 68.27 % lie: 1.148."""


def made_answers(count=60000, overconfident=1.0):
    """Small Laplace errors of the scale said where the match is right, by chance of a known logistic; far ones else."""
    random = np.random.default_rng(5)
    logit = random.normal(0.5, 2.0, count)
    right = random.uniform(size=count) < 1.0 / (1.0 + np.exp(-(SLOPE * logit + OFFSET)))
    log_scale = random.normal(-2.5, 0.3, (count, 2))
    turned = random.laplace(size=(count, 2)) * np.exp(log_scale) * overconfident
    turned[~right] += 50.0
    error = np.hypot(*turned.T)
    return Answers(error, 3.0 * error, turned, log_scale, logit)


def test_laplace_errors_need_the_factor_that_is_known():
    found = calibrate(made_answers())
    assert found.along == pytest.approx(FACTOR, rel=0.02) and found.across == pytest.approx(FACTOR, rel=0.02)
    assert abs(FACTOR - 1.148) < 1e-3


def test_a_network_that_says_half_its_error_gets_twice_the_factor():
    assert calibrate(made_answers(overconfident=2.0)).along == pytest.approx(2.0 * FACTOR, rel=0.02)


def test_the_logistic_is_found():
    found = calibrate(made_answers())
    assert found.slope == pytest.approx(SLOPE, abs=0.03) and found.offset == pytest.approx(OFFSET, abs=0.04)


def test_after_calibration_the_certainty_is_reliable():
    answers = made_answers()
    rows = reliability(answers, calibrate(answers))
    assert len(rows) == 10 and sum(row["pixels"] for row in rows) == answers.error.size
    assert all(abs(row["said"] - row["right"]) < 0.03 for row in rows)
    assert [row["said"] for row in rows] == sorted(row["said"] for row in rows)


def test_scores_are_shares_and_medians():
    error = np.array([0.5, 2.0, 4.0, 20.0])
    pairs = np.zeros((4, 2))
    scores = Answers(error, 2 * error, pairs, pairs, np.array([3.0, 2.0, -1.0, -2.0])).scores()
    assert scores["median"] == 3.0 and scores["sweep_median"] == 6.0
    assert [scores[f"pck{limit}"] for limit in (1, 3, 5, 10)] == [0.25, 0.5, 0.75, 0.75]
    assert scores["sure_pck3"] == 1.0 and RIGHT == 3.0
