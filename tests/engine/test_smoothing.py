"""Optional smoothing: noise goes, edges and voids stay, and errors are not talked down."""

import numpy as np
import pytest
from pairs import metadata, pixels, run

from sar_radargrammetry.engine.elevation.filters import smoothed
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.parameters.elevation import Voids

SIDE = 60


def noisy(heights, sigma, seed=1):
    return heights + sigma * np.random.default_rng(seed).normal(size=heights.shape), np.full(heights.shape, sigma)


def test_independent_noise_on_a_slope_shrinks_and_the_slope_stays():
    slope = 300.0 + 0.3 * np.arange(SIDE)[:, None] + 0.1 * np.arange(SIDE)
    heights, errors = noisy(slope, 0.5)
    inner = (slice(6, -6),) * 2
    off = (smoothed(heights, errors, 2.0)[0] - slope)[inner]
    assert off.std() < 0.65 * (heights - slope)[inner].std()
    assert abs(off.mean()) < 0.02


def test_a_wall_stays_where_it_is():
    wall = np.where(np.arange(SIDE) < SIDE // 2, 100.0, 112.0) + np.zeros((SIDE, 1))
    heights, errors = noisy(wall, 0.5)
    off = smoothed(heights, errors, 3.0)[0] - wall
    # The columns on both sides of it are as good as the others.
    beside = off[:, SIDE // 2 - 1 : SIDE // 2 + 1]
    assert abs(beside.mean(axis=0)).max() < 0.1 and beside.std() < 0.5


def test_cells_that_are_known_better_count_more():
    heights, errors = np.full((21, 21), 50.0), np.full((21, 21), 0.1)
    heights[10, 10], errors[10, 10] = 53.0, 3.0
    changed, left = smoothed(heights, errors, 1.0)
    assert abs(changed[10, 10] - 50.0) < 0.1
    assert changed[10, 12] == pytest.approx(50.0, abs=0.01)
    assert left[10, 10] < 0.3


def test_voids_stay_and_lend_nothing():
    heights, errors = noisy(np.full((SIDE, SIDE), 80.0), 0.4)
    void = np.zeros(heights.shape, bool)
    void[20:30, 10:40] = void[0, 0] = True
    heights[void], errors[void] = np.nan, np.nan
    changed, left = smoothed(heights, errors, 2.0)
    assert np.array_equal(np.isnan(changed), void) and np.array_equal(np.isnan(left), void)
    assert np.abs(changed[~void] - 80.0).max() < 2.0


def test_equal_errors_stay_what_they_are():
    """Neighbours err together: their mean is not better by the root of their number."""
    heights, errors = noisy(np.full((SIDE, SIDE), 80.0), 0.4)
    assert smoothed(heights, errors, 2.0)[1] == pytest.approx(0.4, rel=1e-5)


def test_common_errors_keep_their_coverage():
    """Noise whose correlation reaches farther than the smoothing: the predicted sigma still holds."""
    from scipy import ndimage

    field = ndimage.gaussian_filter(np.random.default_rng(3).normal(size=(200, 200)), 8.0)
    field *= 0.6 / field.std()
    changed, left = smoothed(field + 100.0, np.full(field.shape, 0.6), 2.0)
    assert (np.abs(changed - 100.0) <= left).mean() == pytest.approx(0.683, abs=0.05)


def test_the_job_smooths_on_request_and_says_so(chain, tmp_path):
    names = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error", "certainty", "outlier")}
    run("triangulate", correspondence=str(chain.correspondence), smooth=1.5, **names)
    before, after = pixels(chain.elevation), pixels(names["elevation"])
    assert np.array_equal(np.isnan(before), np.isnan(after))
    rough, smooth = (np.nanstd(np.diff(values, axis=1)) for values in (before, after))
    assert smooth < 0.99 * rough
    assert abs(np.nanmedian(after - before)) < 0.05
    assert metadata(names["elevation"])["smoothing"]["cells"] == 1.5
    assert "smoothing" not in metadata(chain.elevation)
    certainty = pixels(names["certainty"])
    assert np.array_equal(np.isnan(certainty), np.isnan(after))
    assert np.nanmin(certainty) >= Voids().min_certainty - 0.01 and np.nanmax(certainty) <= 1.0
    # What is not right is wrong.
    assert np.array_equal(pixels(names["outlier"]), 1.0 - certainty, equal_nan=True)


@pytest.mark.parametrize("wrong", [-1.0, 6.0])
def test_a_strength_that_is_none_is_refused(chain, tmp_path, wrong):
    names = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error")}
    with pytest.raises(EngineError, match=r"smooth is .* between 0 and 5"):
        run("triangulate", correspondence=str(chain.correspondence), smooth=wrong, **names)
