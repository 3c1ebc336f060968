"""Points between neighbouring points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sar_radargrammetry.engine.points.densifying import LONGEST, densified


def band(spacing, lines=4, samples=6):
    """A tilted plane seen at points `spacing` metres apart along samples and 0.8 m along lines."""
    row, column = np.mgrid[:lines, :samples].astype(float)
    x, y = spacing * column, 0.8 * row
    return x, y, 10.0 + 0.5 * x - 0.25 * y, 1.0 + 0.01 * column


def test_dense_points_stay_as_they_are():
    values = band(0.9)
    assert np.array_equal(densified(*values, cell=1.0), np.stack([v.ravel() for v in values]))


@given(st.floats(1.05, LONGEST - 0.1))
def test_gaps_are_filled_evenly_and_on_the_plane(spacing):
    values = band(spacing)
    points = densified(*values, cell=1.0)
    pieces = int(np.ceil(spacing))
    assert points.shape == (4, 4 * (5 * pieces + 1))
    x, y, height, sigma = points
    assert height == pytest.approx(10.0 + 0.5 * x - 0.25 * y, abs=1e-9)
    assert sigma == pytest.approx(1.0 + 0.01 * x / spacing, abs=1e-9)
    first_row = np.sort(x[y == 0.0])
    assert np.diff(first_row) == pytest.approx(spacing / pieces) and np.diff(first_row).max() <= 1.0
    assert len(np.unique(points.T.round(6), axis=0)) == points.shape[1], "no point twice"


def test_lines_that_lie_far_apart_are_joined_too():
    x, y, height, sigma = band(0.5)
    points = densified(x, 3.0 * y, height, sigma, cell=1.0)
    assert points.shape[1] == 24 + 3 * 6 * 2
    assert np.diff(np.sort(points[1][points[0] == 0.0])).max() == pytest.approx(0.8)


def test_voids_are_not_bridged():
    x, y, height, sigma = band(2.0)
    for values in (x, y, height, sigma):
        values[:, 3] = np.nan
    points = densified(x, y, height, sigma, cell=1.0)
    assert np.isfinite(points).all()
    assert not ((points[0] > 4.0) & (points[0] < 8.0)).any()


def test_cliffs_are_not_bridged():
    """Two neighbours farther apart than `LONGEST` cells are two surfaces."""
    values = band(LONGEST + 0.5)
    assert densified(*values, cell=1.0).shape[1] == 24
    assert densified(*values, cell=2.0).shape[1] > 24


def test_nothing_gives_nothing():
    empty = np.full((3, 4), np.nan)
    assert densified(empty, empty, empty, empty, cell=1.0).shape == (4, 0)
    assert densified(*band(1.5, lines=1, samples=1), cell=1.0).shape == (4, 1)
