"""Both directions of a match: how likely it is right, where they together put it, and what is left of it."""

import dataclasses
import itertools

import numpy as np
import pytest

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.consistency import (
    COMMON,
    LIKELY,
    MIN_CERTAINTY,
    MIN_SUPPORT,
    NEIGHBOURHOOD,
    OF_NETWORKS,
    OF_PHASES,
    SHORT,
    SMALLEST_TRIP,
    SPECK,
    Judge,
    joined,
    kept,
    round_trip,
    verdicts,
    with_support,
    within_data,
)
from sar_radargrammetry.engine.matching.interface import ImagePatch, Match
from sar_radargrammetry.engine.reasons import Reason

REFERENCE = Window(100, 200, 40, 50)
SHIFT = np.array([3.25, 75.5])
"""From a reference pixel to its match."""


def view(window=REFERENCE):
    return ImagePatch(np.ones((window.lines, window.samples), np.float32), window)


def match(shift=(0.0, 0.0), linear=None, window=REFERENCE, certainty=0.9):
    """Positions that an affine map of the pixels gives, all as certain."""
    line, sample = np.mgrid[: window.lines, : window.samples].astype(float)
    place = np.stack([line + window.line, sample + window.sample], -1)
    position = place @ (np.eye(2) if linear is None else linear).T + shift
    ones = np.ones((window.lines, window.samples), np.float32)
    return Match(position, certainty * ones, np.stack([ones, 0 * ones, 2 * ones], -1))


class TestWithinData:
    def test_it_is_the_rule_of_bayes(self):
        """Of all places, those that the secondary shows have the right one with probability pi; counted out."""
        usual, right, wrong = 0.7, 0.9, 0.2  # a; likelihoods of what both directions say
        judged = usual * right / (usual * right + (1.0 - usual) * wrong)
        for share in (0.0, 0.25, 0.5, 1.0):
            expected = share * usual * right / (share * usual * right + (1.0 - share * usual) * wrong)
            assert within_data(np.float64(judged), share, usual) == pytest.approx(expected, abs=1e-6)

    def test_a_whole_view_changes_nothing_and_none_leaves_nothing(self):
        probability = np.linspace(0.0, 1.0, 11)
        assert within_data(probability, 1.0, 0.7) == pytest.approx(probability, abs=1e-6)
        assert (within_data(probability[:-1], 0.0, 0.7) == 0.0).all()


class TestRoundTrip:
    def test_a_way_back_to_the_pixels_themselves_is_none(self):
        trip = round_trip(match(), view())
        assert trip.shape == (40, 50, 2) and trip.dtype == np.float64
        assert np.array_equal(trip, np.zeros_like(trip))

    def test_it_is_the_way_in_pixels_of_the_reference(self):
        trip = round_trip(match((0.3, -0.4)), view())
        assert trip == pytest.approx(np.broadcast_to([0.3, -0.4], trip.shape), abs=1e-9)

    def test_a_pixel_without_a_way_back_has_none_and_its_neighbours_keep_theirs(self):
        back = match()
        back.position[7, 9] = np.nan
        assert np.argwhere(np.isnan(round_trip(back, view())).any(-1)).tolist() == [[7, 9]]


class TestJudge:
    judges = pytest.mark.parametrize("judge", [OF_NETWORKS, OF_PHASES], ids=["networks", "phases"])

    def test_is_the_logistic_regression_that_it_says(self):
        judge = Judge(0.8, 0.3, -0.5, -1.0)
        forward, back, trip = np.array([0.9, 0.4]), np.array([0.7, 0.2]), np.array([0.15, 2.0])
        score = 0.8 * np.log(forward / (1 - forward)) + 0.3 * np.log(back / (1 - back))
        score += -0.5 * np.log(trip + SMALLEST_TRIP) - 1.0
        found = judge.probability(forward, back, trip)
        assert found == pytest.approx(1.0 / (1.0 + np.exp(-score)), rel=1e-5) and found.dtype == np.float32

    @judges
    def test_rises_with_both_certainties_and_falls_with_the_trip(self, judge):
        certainty = np.linspace(0.01, 0.99, 30)
        for other, trip in itertools.product((0.1, 0.6, 0.95), (0.0, 0.5, 2.9)):
            here = np.full(30, trip)
            assert (np.diff(judge.probability(certainty, np.full(30, other), here)) > 0).all()
            assert (np.diff(judge.probability(np.full(30, other), certainty, here)) > 0).all()
        trips = np.linspace(0.0, 12.0, 30)
        for forward, back in itertools.product((0.1, 0.6, 0.95), repeat=2):
            assert (np.diff(judge.probability(np.full(30, forward), np.full(30, back), trips)) < 0).all()

    @judges
    def test_what_was_not_found_is_not_right(self, judge):
        found = judge.probability(np.array([0.0, 0.0]), np.array([0.9, 0.0]), np.array([0.0, np.nan]))
        assert found.tolist() == [0.0, 0.0]

    @judges
    def test_without_a_way_back_a_match_is_less_likely_than_with_one(self, judge):
        """A missing way back counts as one that ends `SHORT` off and is not believed at all."""
        forward = np.full(3, 0.8)
        found = judge.probability(forward, np.array([0.9, 0.1, 0.0]), np.array([np.nan, 1.0, SHORT]))
        assert 0.0 < found[0] < found[1] and found[0] == found[2]

    @judges
    def test_certainties_of_nought_and_one_have_a_probability_too(self, judge):
        found = judge.probability(np.array([1.0, 1.0, 1e-9]), np.array([1.0, 0.0, 1.0]), np.zeros(3))
        assert np.isfinite(found).all() and found[0] > 0.9 and (found[1:] < found[0]).all() and (found > 0).all()


class TestJoined:
    """Both directions together."""

    def both(self, error, back, linear=None):
        """Matches that err by `error` [secondary px], the way back with an error of its own [reference px]."""
        linear = np.eye(2) if linear is None else np.asarray(linear)
        forward = match(SHIFT + error, linear)
        # What a match that errs by e shows lies J^-1 e from its pixel.
        backward = match(np.linalg.inv(linear) @ error + back)
        return forward, backward, round_trip(backward, view()), linear

    def test_equal_variances_share_the_way_back(self):
        forward, backward, way, linear = self.both((0.0, 0.6), (0.0, 0.4))
        found = joined(forward, backward, way, linear)
        truth = match(SHIFT).position
        assert way[20, 20] == pytest.approx([0.0, 1.0], abs=1e-6)
        assert (found.position - truth)[20, 20] == pytest.approx([0.0, 0.1], abs=1e-6)
        # Half of each, with the errors' correlation.
        assert found.covariance[20, 20] == pytest.approx(forward.covariance[20, 20] * (0.5 + 0.5 * COMMON))
        assert np.array_equal(found.certainty, forward.certainty)

    @pytest.mark.parametrize("factor", [99.0, 3.0, 0.25])
    def test_the_share_is_that_of_the_variance(self, factor):
        """v_f / (v_f + v_b) of the trip, and what is left has the variance of the weighted mean of both."""
        forward, backward, way, linear = self.both((0.0, 0.0), (0.5, 1.0))
        backward.covariance[...] *= factor
        found = joined(forward, backward, way, linear)
        share = 1.0 / (1.0 + factor)
        assert (found.position - forward.position)[20, 20] == pytest.approx([-0.5 * share, -share], abs=1e-6)
        left = (1 - share) ** 2 + share**2 * factor + 2 * COMMON * share * (1 - share) * np.sqrt(factor)
        assert found.covariance[20, 20] == pytest.approx(forward.covariance[20, 20] * left, rel=1e-5)

    @pytest.mark.parametrize("linear", [np.diag([1.0, 1.3]), np.array([[0.9, 0.5], [-0.4, 1.6]])])
    def test_pixels_of_the_reference_become_pixels_of_the_secondary(self, linear):
        """Errors that are equal and opposite in the secondary's pixels cancel where the variances say so."""
        error = np.array([0.35, -0.6])
        forward, backward, way, linear = self.both(error, np.linalg.inv(linear) @ error, linear)
        inverse = np.linalg.inv(linear)
        turned = inverse @ np.diag([1.0, 2.0]) @ inverse.T
        backward.covariance[...] = turned[0, 0], turned[0, 1], turned[1, 1]
        found = joined(forward, backward, way, linear)
        # The trip is twice J^-1 e, and half of it is the match's error.
        assert (found.position - match(SHIFT, linear).position)[20, 20] == pytest.approx([0.0, 0.0], abs=1e-6)
        assert found.covariance[20, 20] == pytest.approx(forward.covariance[20, 20] * (0.5 + 0.5 * COMMON), rel=1e-5)

    @pytest.mark.parametrize("correlation", [0.0, COMMON])
    def test_errors_shrink_as_predicted(self, correlation):
        """The mean of two errors of correlation r has (1 + r) / 2 of the variance of one."""
        random = np.random.default_rng(1)
        truth = match(SHIFT)
        left = []
        for _ in range(400):
            one, two = random.standard_normal((2, 2)) * 0.2
            # e_f + e_b is the trip: errors that are alike have opposite signs on the way back.
            two = -correlation * one + np.sqrt(1 - correlation**2) * two
            first, second, way, linear = self.both(one, two)
            left.append((joined(first, second, way, linear).position - truth.position)[20, 20])
        assert np.std(left) == pytest.approx(0.2 * (0.5 * (1 + correlation)) ** 0.5, rel=0.1)

    def test_directions_that_disagree_are_not_joined(self):
        forward, backward, way, linear = self.both((0.0, 0.0), (0.0, SHORT + 0.1))
        found = joined(forward, backward, way, linear)
        assert np.array_equal(found.position, forward.position)
        assert np.array_equal(found.covariance, forward.covariance)

    def test_a_missing_way_back_changes_nothing(self):
        forward, backward, _, linear = self.both((0.0, 0.0), (0.0, 0.3))
        backward.position[...] = np.nan
        backward.covariance[...] = np.nan
        found = joined(forward, backward, round_trip(backward, view()), linear)
        assert np.array_equal(found.position, forward.position)
        assert np.array_equal(found.covariance, forward.covariance)

    def test_a_missing_match_stays_missing(self):
        forward, backward, way, linear = self.both((0.0, 0.1), (0.0, 0.3))
        forward.position[3, 4], forward.covariance[3, 4] = np.nan, np.nan
        found = joined(forward, backward, way, linear)
        assert np.argwhere(np.isnan(found.position[..., 0])).tolist() == [[3, 4]]
        assert np.isfinite(found.covariance[3, 5]).all()


class TestKept:
    """On windows of several neighbourhoods."""

    window = Window(0, 0, 300, 300)

    def likely(self, probability):
        return dataclasses.replace(match(window=self.window), certainty=np.float32(probability) + self.zeros())

    def zeros(self):
        return np.zeros((300, 300), np.float32)

    def test_likely_matches_stay_as_they_are(self):
        given = self.likely(0.9)
        found = kept(given)
        for field in dataclasses.fields(Match):
            assert np.array_equal(getattr(found, field.name), getattr(given, field.name), equal_nan=True)

    def test_unlikely_and_missing_matches_go(self):
        given = self.likely(0.9)
        given.certainty[100:110, 100:110] = MIN_CERTAINTY - 0.01
        given.position[50, 60] = np.nan
        found = kept(given)
        gone = np.zeros((300, 300), bool)
        gone[100:110, 100:110] = gone[50, 60] = True
        assert np.array_equal(np.isnan(found.position).any(-1), gone)
        assert np.array_equal(np.isnan(found.covariance).any(-1), gone)
        assert np.array_equal(found.certainty == 0, gone)
        assert np.array_equal(found.position[~gone], given.position[~gone])

    def test_less_likely_ones_stay_among_likely_ones_only(self):
        middling = 0.5 * (MIN_CERTAINTY + LIKELY)
        given = self.likely(0.9)
        given.certainty[100:110, 100:110] = middling
        assert np.isfinite(kept(given).position).all()
        assert np.isnan(kept(self.likely(middling)).position).all()
        # Half of the scene likely, the other not: the edge reaches as far as the box has its least share.
        given.certainty[:, 150:] = middling
        reach = np.isfinite(kept(given).position[150, :, 0]).sum() - 150
        assert reach == pytest.approx((0.5 - MIN_SUPPORT) * NEIGHBOURHOOD, abs=1.0)

    def test_a_lone_pixel_and_a_speck_go(self):
        given = self.likely(0.0)
        side = int(SPECK**0.5) - 1
        given.certainty[20, 20] = given.certainty[200 : 200 + side, 200 : 200 + side] = 0.95
        assert np.isnan(kept(given).position).all()

    def test_a_speck_cut_off_from_its_surroundings_goes(self):
        """However well supported, in the midst of terrain that failed."""
        given = self.likely(0.9)
        given.certainty[100:150, 100:150] = 0.0
        given.certainty[120:135, 120:135] = 0.9
        left = np.isfinite(kept(given).position[..., 0])
        assert left[:90].all()
        assert not left[101:149, 101:149].any()


def test_matches_that_stand_alone_are_chance_and_a_holed_surface_is_not():
    generator = np.random.default_rng(1)
    # Terrain on the left, where most windows agree; noise on the right, where blobs agree by chance.
    keep = np.kron(generator.random((38, 50)) < 0.75, np.ones((8, 8), bool))[:300]
    keep[:, 200:] = False
    keep[100:125, 300:325] = keep[220:240, 360:390] = True
    left = with_support(keep)
    assert not left[:, 250:].any()
    assert left[:, :180].sum() > 0.97 * keep[:, :180].sum() and not (left & ~keep).any()
    # A speck in the midst of terrain that failed goes too, however well supported.
    alone = np.ones((300, 300), bool)
    alone[100:150, 100:150] = False
    alone[120:135, 120:135] = True
    assert not with_support(alone)[110:140, 110:140].any() and with_support(alone)[:90].all()
    assert not with_support(np.zeros((50, 50), bool)).any()
    assert with_support(np.ones((20, 30), bool)).all()


def test_every_pixel_is_told_why_it_has_no_match():
    judged = match(SHIFT)
    trip = np.zeros((40, 50, 2))
    judged.position[0] = np.nan
    # Found, but with another place of the reference at the end of the way back, or none.
    trip[1], trip[10:14, 20:23] = np.nan, (0.0, 9.0)
    # Nothing speaks against these but that they are not likely.
    for unlikely in (1, 2, slice(10, 14)):
        judged.certainty[unlikely, 20:23] = 0.5 * MIN_CERTAINTY
    # A line of likely matches, cut off by others that are not: a speck.
    judged.certainty[35] = judged.certainty[37] = 0.5 * MIN_CERTAINTY
    trip[35] = (0.0, SHORT + 0.1)
    # Likely in spite of a long trip.
    trip[20, 20] = (0.0, SHORT + 1.0)
    why = verdicts(judged, trip, kept(judged))
    expected = np.full((40, 50), Reason.MEASURED, np.uint8)
    expected[0] = Reason.UNMATCHED
    expected[1, 20:23] = expected[10:14, 20:23] = expected[35] = Reason.LEFT_RIGHT
    expected[2, 20:23] = expected[37] = Reason.UNCERTAIN
    expected[36] = expected[38:] = Reason.ISOLATED
    assert np.array_equal(why, expected)
