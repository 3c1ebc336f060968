"""The tracks of many images refined together: offsets of single flights come back, and chained pairs share an image."""

import dataclasses

import numpy as np
import pytest
from block_cases import block, relief
from scenes import dem

from sar_radargrammetry.engine.block.cells import Cells, Meeting, height_group, meetings
from sar_radargrammetry.engine.block.network import flight_offsets
from sar_radargrammetry.engine.refinement.adjustment import HeightReference, adjust
from sar_radargrammetry.engine.refinement.observations import Group
from sar_radargrammetry.engine.refinement.solution import solve, spread


@pytest.fixture(scope="module")
def four():
    """Opposite headings, two images each; the track of the last one lies off by a metre."""
    made = block(seed=1, offsets={(3, "right of track"): 1.0})
    return made, made.adjusted()


def offsets_of(adjustment, errors=None, datum=False):
    """Range and along-track offsets (images, 2) [m] as found, or of known errors."""
    if errors is not None:
        values = np.concatenate([*errors, [0.0]])
        adjustment = dataclasses.replace(adjustment, solution=dataclasses.replace(adjustment.solution, values=values))
    return np.array([[one.range, one.along] for one in flight_offsets(adjustment, datum=datum)])


def test_a_flight_that_is_off_is_found_to_a_decimetre(four):
    made, adjustment = four
    found, true = offsets_of(adjustment), offsets_of(adjustment, made.errors)
    assert np.abs(true).max() > 0.3
    assert np.abs(found - true).max() < 0.1
    sigma = np.array([[one.range_sigma, one.along_sigma] for one in flight_offsets(adjustment, datum=False)])
    assert sigma.max() < 0.15 and (np.abs(found - true) < 4.0 * sigma).all()


def test_pairs_agree_afterwards_and_the_block_stays_where_it_is(four):
    _, adjustment = four
    assert adjustment.cells > 100
    assert np.abs(adjustment.heights_before).min() > 0.5 and np.abs(adjustment.heights_after).max() < 0.1
    assert all(spread(found.across) == pytest.approx(1.0, abs=0.1) for found in adjustment.after)
    # Nobody says where the block lies: what all flights share is their mean.
    assert np.abs(offsets_of(adjustment).sum(axis=0)[1]) < 0.2


def test_a_dem_says_where_the_block_lies():
    made = block(seed=2, offsets={(3, "right of track"): 1.0, (1, "range"): -0.6}, ties=1800, points=1500)
    ground = dem(relief, half=1200.0, step=5.0)
    adjustment = made.adjusted(heights=HeightReference(dem=ground, sigma=0.5, bias=0.01))
    found, true = offsets_of(adjustment, datum=True), offsets_of(adjustment, made.errors, datum=True)
    # The whole offset as the image shows it: a metre to the right at 50 degrees is 0.77 m of range.
    assert true[3, 0] == pytest.approx(np.sin(np.radians(50.0)), abs=0.03)
    assert np.abs(found - true).max() < 0.1
    assert abs(adjustment.dem_before) > 0.3 and abs(adjustment.dem_after) < 0.05


def test_a_dem_in_feet_moves_nothing_and_is_told():
    made = block(seed=2, offsets={}, ties=300, points=300)
    feet = dem(lambda x, y: relief(x, y) / 0.3048, half=1200.0, step=5.0)
    adjustment = made.adjusted(heights=HeightReference(dem=feet, sigma=0.5, bias=0.01))
    assert adjustment.dem_before is None and adjustment.dem_after is None
    (warning,) = adjustment.warnings
    assert "probably in feet" in str(warning) and "not used for the refinement" in str(warning)


def test_one_pair_gives_what_the_refinement_of_a_pair_gives():
    """Closed form: without other pairs and a DEM the network is the adjustment of the pair."""
    made = block(seed=3, offsets={(1, "along track"): 0.8}, pairs=((0, 1),), points=400)
    adjustment = made.adjusted()
    link = made.links[0]
    models = tuple(view.model for view in (link.ties.reference, link.ties.secondary))
    alone = adjust(models, made.unknowns[:2], link.ties.ties, link.ties.pointing)
    size = len(alone.solution.values) - 1
    assert np.allclose(adjustment.solution.values[:size], alone.solution.values[:size], atol=1e-6)
    assert np.allclose(adjustment.covariance(link), alone.solution.covariance[:size, :size], rtol=1e-5)
    assert np.isnan(adjustment.heights_after).all() and adjustment.cells == 0


def test_pairs_with_a_common_image_are_chained():
    """Three flights of one heading, two pairs: the image between them has one correction for both."""
    three = {"headings": (65.0,) * 3, "incidences": (30.0, 42.0, 55.0), "pairs": ((0, 1), (1, 2))}
    made = block(seed=4, offsets={(1, "along track"): 0.9, (2, "range"): 0.5}, points=3000, **three)
    adjustment = made.adjusted()
    found, true = offsets_of(adjustment), offsets_of(adjustment, made.errors)
    # Along the track the pairs know the differences; heights of the common cells know one combination of the ranges.
    assert np.abs(found[:, 1] - true[:, 1]).max() < 0.1
    assert np.abs(adjustment.heights_after).max() < 0.1 < np.abs(adjustment.heights_before).max()


def test_groups_with_own_columns_give_what_whole_rows_give():
    """Least squares with columns left out is that with zeros in them."""
    random = np.random.default_rng(1)
    places = random.random((60, 2))
    rows = random.normal(size=(60, 3))
    whole = np.zeros((60, 5))
    whole[:, [0, 2, 4]] = rows
    value, owner = random.normal(size=60), np.arange(60)
    narrow = Group(value, rows, owner, np.array([0, 2, 4]))
    one, other = (
        solve({"a": group}, np.zeros(5), np.ones(5), places) for group in (narrow, Group(value, whole, owner))
    )
    assert np.allclose(one.values, other.values, atol=1e-12)
    assert np.allclose(one.covariance, other.covariance, atol=1e-12)


def cells(places, heights, sigma, unknowns=2):
    count = len(places)
    by_unknown = np.zeros((count, 3, unknowns))
    by_unknown[:, 2, 0] = 1.0
    return Cells(
        np.array(places),
        np.array(heights, float),
        np.zeros((count, 2)),
        np.tile(sigma**2 * np.eye(3), (count, 1, 1)),
        by_unknown,
    )


def test_differences_of_heights_are_free_of_the_height():
    """Closed form: of three heights of one cell the sum of squares is that about their weighted mean."""
    heights, sigmas = np.array([10.0, 11.5, 9.2]), np.array([0.5, 1.0, 2.0])
    pairs = [cells([(3, 4)], [h], s) for h, s in zip(heights, sigmas, strict=True)]
    columns = [np.array([2 * k, 2 * k + 1]) for k in range(3)]
    (meeting,) = meetings(pairs)
    group = height_group(meeting, pairs, columns, 7)
    mean = np.average(heights, weights=sigmas**-2)
    assert (group.value**2).sum() == pytest.approx((((heights - mean) / sigmas) ** 2).sum())
    assert (group.owner == 7).all() and group.unknowns.tolist() == list(range(6))
    # Raising all surfaces together changes nothing.
    assert np.abs(group.by_unknown[:, ::2].sum(axis=1)).max() < 1e-12
    lifted = [cells([(3, 4)], [h + 5.0], s) for h, s in zip(heights, sigmas, strict=True)]
    assert np.allclose(height_group(meeting, lifted, columns, 0).value, group.value)


def test_cells_meet_where_pairs_have_them():
    pairs = [cells([(0, 0), (0, 1), (2, 2)], [1, 2, 3], 1.0), cells([(0, 1), (5, 5)], [4, 5], 1.0)]
    pairs.append(cells([(0, 1), (2, 2)], [6, 7], 1.0))
    found = {meeting.pairs: meeting for meeting in meetings(pairs)}
    assert set(found) == {(0, 1, 2), (0, 2)}
    assert isinstance(found[0, 2], Meeting) and found[0, 2].place.tolist() == [[2, 2]]
    assert found[0, 1, 2].rows.tolist() == [[1], [0], [0]]
