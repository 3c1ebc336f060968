"""A patch both ways: what it holds where matches are right, wrong, or missing."""

import dataclasses

import numpy as np
import pytest
from test_banded import IMAGES, MIDDLE, Oracle, level, search
from test_exchange import match_at
from test_poc import prior_of

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.banded import Found
from sar_radargrammetry.engine.matching.consistency import LIKELY, SHORT, Judge
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.patch import BANDS, both_ways, match_patch
from sar_radargrammetry.engine.matching.spread import Spread
from sar_radargrammetry.engine.patches.package import Patch
from sar_radargrammetry.engine.reasons import Reason

SIZE = 96
SHIFT = np.array([2.0, 5.0])
JUDGE = Judge(0.7, 0.2, -0.5, -1.3)
SPREAD = Spread(0.0, 1.0, 0.0, 0.0)


class Back:
    """The way back of a matcher whose way there is given: it ends this far from each pixel."""

    def __init__(self, trip=(0.0, 0.0), certainty=0.9):
        self.trip, self.certainty, self.asked = np.asarray(trip, float), certainty, []

    def __call__(self, reference, secondary, prior):
        self.asked.append((reference.window, secondary.window, prior.window))
        return match_at(prior.at_pixels(0.0) + self.trip, self.certainty)


def found_with(certainty=0.9):
    """Matches of a pair that differs by a shift."""
    random = np.random.default_rng(1)
    one, two = Window(0, 0, SIZE, SIZE), Window(-20, -20, SIZE + 60, SIZE + 60)
    views = [ImagePatch(random.rayleigh(size=(w.lines, w.samples)).astype(np.float32), w) for w in (one, two)]
    prior = prior_of(SHIFT, reach=20.0, size=SIZE)
    return Found(match_at(prior.at_pixels(0.0), certainty), prior, *views)


class TestBothWays:
    def test_matches_that_come_back_are_kept_as_likely_as_the_judge_says(self):
        back, found = Back(), found_with()
        match, why, *_ = both_ways(found, back, JUDGE, SPREAD)
        assert back.asked == [(found.reference.window,) * 3]
        assert np.array_equal(match.position, found.match.position) and (why == Reason.MEASURED).all()
        likely = JUDGE.probability(np.float32(0.9), np.float32(0.9), 0.0)
        assert likely > LIKELY and (match.certainty == likely).all()

    def test_both_ways_share_what_lies_between_them(self):
        match, *_ = both_ways(found_with(), Back((0.0, 0.4)), JUDGE, SPREAD)
        # Equal variances: half of the trip is the match's own.
        assert match.position == pytest.approx(found_with().match.position - [0.0, 0.2], abs=1e-6)
        assert (match.covariance[..., 0] < 0.25).all()

    def test_matches_that_come_back_elsewhere_are_no_matches(self):
        trip = np.zeros((SIZE, SIZE, 2))
        trip[:, 50:] = 0.0, SHORT + 4.0
        match, why, difference, _ = both_ways(found_with(0.6), Back(trip, 0.01), JUDGE, SPREAD)
        assert np.isnan(match.position[:, 50:]).all() and (match.certainty[:, 50:] == 0).all()
        assert (why[:, 50:] == Reason.LEFT_RIGHT).all()
        assert (difference[:, 50:] == SHORT + 4.0).all() and difference[:, :50].max() < 1e-12

    def test_doubtful_matches_are_uncertain(self):
        match, why, *_ = both_ways(found_with(0.001), Back(), JUDGE, SPREAD)
        assert np.isnan(match.position).all() and (why == Reason.UNCERTAIN).all()

    def test_matches_that_leave_the_secondary_are_none(self):
        """Both ways together may put them beyond its rim, where nothing is seen."""
        found = found_with()
        samples = 70  # of the secondary's window, which begins at -20
        cut = ImagePatch(
            found.secondary.amplitude[:, :samples], dataclasses.replace(found.secondary.window, samples=samples)
        )
        match, why, *_ = both_ways(dataclasses.replace(found, secondary=cut), Back((0.0, -2.0)), JUDGE, SPREAD)
        moved = np.arange(SIZE) + SHIFT[1] + 1.0
        outside = moved >= samples - 20 - 0.5
        assert outside.any() and np.array_equal(np.isnan(match.position[0, :, 0]), outside)
        assert (why[:, outside] == Reason.UNMATCHED).all() and (why[:, ~outside] == Reason.MEASURED).all()

    def test_what_the_secondary_does_not_show_has_no_way_back(self):
        class Honest(Back):
            def __call__(self, reference, secondary, prior):
                match = super().__call__(reference, secondary, prior)
                match.position[np.isnan(reference.amplitude)] = np.nan
                return match

        found = found_with(0.6)
        found.secondary.amplitude[:, 90:] = np.nan
        match, why, *_ = both_ways(found, Honest(), JUDGE, SPREAD)
        void = np.arange(SIZE) + SHIFT[1] > 90 - 20 - 1
        assert (why[:, void] == Reason.LEFT_RIGHT).all() and (why[:, ~void] == Reason.MEASURED).all()
        assert np.array_equal(np.isfinite(match.position[0, :, 0]), ~void)


class TestPatch:
    window = Window(448, 448, 96, 112)
    patch = Patch(0, window, Window(0, 0, 1024, 1024), np.zeros((4, 2)))

    def test_holds_displacements_certainty_covariance_and_why(self):
        """What a matcher knows that knows the ground, and whose way back ends at the pixels themselves."""

        class BothWays(Oracle):
            def __call__(self, reference, secondary, prior):
                if np.abs(prior.base_height - MIDDLE).max() < 1.0 and not self.priors:
                    return super().__call__(reference, secondary, prior)
                return match_at(prior.at_pixels(0.0))

        one, _ = search(level(MIDDLE + 12.0), reach=40.0)
        one = dataclasses.replace(one, matcher=BothWays(one.matcher.images, one.matcher.ground))
        bands = match_patch(self.patch, one, JUDGE, SPREAD)
        assert bands.shape == (len(BANDS) + 3, 96, 112) and bands.dtype == np.float32
        (prior,) = one.matcher.priors
        truth = prior.at_pixels(12.0)
        rows, columns = np.mgrid[448 : 448 + 96, 448 : 448 + 112]
        assert np.abs(bands[0] - (truth[..., 0] - rows)).max() < 0.1
        assert np.abs(bands[1] - (truth[..., 1] - columns)).max() < 0.1
        assert (bands[2] == JUDGE.probability(np.float32(0.9), np.float32(0.9), 0.0)).all()
        assert (bands[3] > 0).all() and (bands[5] > 0).all() and (np.abs(bands[4]) < 1e-6).all()
        assert (bands[6] == Reason.MEASURED).all() and (bands[7] == 0).all()

    def test_a_reference_without_signal_has_none(self):
        one, _ = search(level(MIDDLE), reach=40.0, certain=np.zeros((96, 112), bool))

        class Holed:
            model = IMAGES["parallel"][0].model

            def read(self, *window):
                pixels = IMAGES["parallel"][0].read(*window)
                pixels[:20], pixels[20:30] = 0.0, np.nan
                return pixels

        bands = match_patch(self.patch, dataclasses.replace(one, reference=Holed()), JUDGE, SPREAD)
        assert (bands[6, :30] == Reason.NO_SIGNAL).all() and not (bands[6, 30:] == Reason.NO_SIGNAL).any()

    def test_a_window_that_the_secondary_does_not_show_is_unmatched(self):
        one, _ = search(level(MIDDLE))
        away = dataclasses.replace(IMAGES["parallel"][1].model, near_range=20e3)
        bands = match_patch(self.patch, dataclasses.replace(one, secondary=type(one.secondary)(away)), JUDGE, SPREAD)
        assert np.isnan(bands[[0, 1, 3, 4, 5]]).all() and (bands[2] == 0).all()
        assert (bands[6] == Reason.UNMATCHED).all()
