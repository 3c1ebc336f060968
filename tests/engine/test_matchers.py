"""Every matcher that is complete on a simulated pair: speckle that differs between the views, decorrelation, slopes."""

import numpy as np
import pytest
from pairs import pixels, run

from sar_radargrammetry.engine.matching.registry import COMPLETE

MEDIAN = {"compact": 0.9, "poc": 1.25}
"""Median error [px] that each stays below."""
BIAS = {"compact": 0.2, "poc": 0.25}
"""Median error [px] along either axis; a tenth of a pixel moves all heights. It differs from scene to scene."""
RATIO = {"compact": (0.4, 1.4), "poc": (0.6, 1.4)}
"""Errors in predicted standard deviations; what compact predicts across the curve is cautious by design."""


@pytest.fixture(scope="module", params=COMPLETE)
def matcher(request):
    return request.param


@pytest.fixture(scope="module")
def matched(pair, chain, matcher, tmp_path_factory):
    """Error vectors [px] (n, 2), bands (6, n) of matched pixels with a truth; the share of such pixels that match."""
    output = tmp_path_factory.mktemp("matched") / "correspondence.tif"
    run("matchpatches", patches=str(chain.patches), matcher=matcher, output=str(output))
    bands, truth = pixels(output), pair.truth
    row, column = np.mgrid[: bands.shape[1], : bands.shape[2]]
    vectors = np.stack([bands[0] + row - truth.line, bands[1] + column - truth.sample], -1)
    seen = truth.seen2 & np.isfinite(truth.line)
    known = seen & np.isfinite(bands[0])
    return vectors[known], bands[:, known], known.sum() / seen.sum()


def test_a_simulated_pair_is_matched(matched, matcher):
    vectors, _, share = matched
    error = np.linalg.norm(vectors, axis=-1)
    assert np.median(error) < MEDIAN[matcher]
    assert np.mean(error < 3.0) > 0.9
    assert share > 0.92
    assert np.abs(np.median(vectors, axis=0)).max() < BIAS[matcher]


def test_certainty_ranks_errors_and_says_how_often_a_match_is_right(matched):
    vectors, bands, _ = matched
    error, certainty = np.linalg.norm(vectors, axis=-1), bands[2]
    assert certainty.min() >= 0.0 and certainty.max() <= 1.0
    order = np.argsort(-certainty)
    surer, less_sure = np.array_split(error[order], 2)
    assert np.median(surer) < np.median(less_sure)
    assert np.mean(certainty) == pytest.approx(np.mean(error < 3.0), abs=0.2)


def test_covariance_predicts_the_errors_of_right_matches(matched, matcher):
    vectors, bands, _ = matched
    right = np.linalg.norm(vectors, axis=-1) < 3.0
    least, most = RATIO[matcher]
    for axis, variance in ((0, bands[3]), (1, bands[5])):
        scaled = vectors[right, axis] / np.sqrt(variance[right])
        assert least < np.sqrt(np.mean(scaled**2)) < most
    assert (bands[4] ** 2 <= bands[3] * bands[5] * (1.0 + 1e-5)).all()
