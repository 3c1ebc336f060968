"""From a rough surface, or none, to one that full resolution can start from: the ground lies within its reach."""

import collections
import dataclasses

import numpy as np
import pytest
from pairs import make_pair
from test_banded import IMAGES, LIMITS, MIDDLE, Oracle, Speckled, metres_a_pixel, surface_of

from sar_radargrammetry.engine.image.multilook import MultilookedImage
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching import passes
from sar_radargrammetry.engine.matching.banded import MIN_BAND, Search, pixels_per_metre
from sar_radargrammetry.engine.matching.learned.frame import STEP
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.pass_sizes import FACTORS, LAST_OF_TURNED, MIN_SIDE, MOST, factors
from sar_radargrammetry.engine.matching.passes import (
    CELL,
    filled,
    measured_surface,
    one_pass,
    tile_of_pass,
)
from sar_radargrammetry.engine.simulation.pair import PairSettings
from sar_radargrammetry.engine.stereo.prior import build_prior
from sar_radargrammetry.engine.stereo.surface import level_surface

FACTOR = 4
FAR = (MIDDLE - 2700.0, MIDDLE + 2700.0)
PIXEL = FACTOR * metres_a_pixel(IMAGES["parallel"])
"""Metres of height that move a match by a pixel of the pass."""


class Honest(Oracle):
    """Certain only where the ground lies inside of what it may search; its heights are noisy, and some are wrong.

    Parameters
    ----------
    noise : float
        Standard deviation [secondary px of the pass].
    wrong : float
        Share of blocks that are certain of something else.
    """

    def __init__(self, images, ground, noise=0.0, wrong=0.0, blind=None):
        super().__init__(images, ground)
        self.noise, self.wrong, self.blind = noise, wrong, blind
        self.random = np.random.default_rng(1)

    def __call__(self, reference, secondary, prior):
        found = super().__call__(reference, secondary, prior)
        line = prior.window.line + np.arange(prior.window.lines)[:, None]
        sample = prior.window.sample + np.arange(prior.window.samples)
        offset = self.ground(line, sample) - prior.to_pixels(prior.base_height)
        reach = prior.to_pixels(prior.reach)
        inside = (offset >= np.maximum(prior.low, -reach)) & (offset <= np.minimum(prior.high, reach))
        certainty = np.where(inside, 0.9, 0.1).astype(np.float32)
        if self.blind is not None:
            certainty[self.blind(line, sample)] = 0.1
        position = found.position + self.noise * self.random.standard_normal(found.position.shape)
        blocks = self.random.random([-(-n // 16) for n in certainty.shape]) < self.wrong
        blocks = np.kron(blocks, np.ones((16, 16), bool))[: certainty.shape[0], : certainty.shape[1]]
        elsewhere = prior.at_pixels(prior.low + 0.9 * (prior.high - prior.low))
        certainty[blocks] = 0.9
        return dataclasses.replace(
            found, position=np.where(blocks[..., None], elsewhere, position), certainty=certainty
        )


@dataclasses.dataclass(frozen=True)
class Dim:
    """Speckle that is 26 dB darker in some places."""

    model: object
    dark: object

    def read(self, line, sample, lines, samples):
        rows, columns = np.arange(line, line + lines)[:, None], np.arange(sample, sample + samples)
        amplitude = Speckled(self.model).read(line, sample, lines, samples)
        return np.where(self.dark(rows, columns), np.float32(0.05), np.float32(1.0)) * amplitude


def relief(line, sample):
    """Ground of the full image: 160 m of relief, 12 % steep."""
    return MIDDLE + 60.0 * np.sin(line / 150.0) + 40.0 * np.cos(sample / 120.0 + line / 400.0)


def passed(ground, height=MIDDLE, reach=200.0, images="parallel", limits=LIMITS, **more):
    """The surface that one pass makes, and its matcher; `ground` is a function of the full image's pixels."""
    pair = tuple(MultilookedImage(image, FACTOR) for image in IMAGES[images])
    first = 0.5 * (FACTOR - 1)
    blind = more.pop("blind", None)
    matcher = Honest(
        pair,
        lambda line, sample: ground(FACTOR * line + first, FACTOR * sample + first),
        blind=blind and (lambda line, sample: blind(FACTOR * line + first, FACTOR * sample + first)),
        **more,
    )
    search = Search(*pair, FACTOR, surface_of(height, reach), limits, matcher, most=MOST)
    return one_pass(search, Context()), matcher


def truth_on(surface, ground):
    line, sample = (np.arange(n) * surface.step + 0.5 * (surface.step - 1) for n in surface.height.shape)
    return ground(line[:, None], sample)


class TestFactors:
    def test_from_the_coarsest_that_is_no_thumbnail_to_the_finest(self):
        assert factors(20_000, 15_000) == factors(10**6, 10**6) == list(FACTORS)
        assert factors(20_000, MIN_SIDE * 8) == [8, 4]
        assert factors(20_000, MIN_SIDE * 8, turned=True) == [8, 4, LAST_OF_TURNED]
        assert factors(MIN_SIDE * 8 - 1, 20_000) == factors(500, MIN_SIDE * 4) == [4]

    def test_small_images_have_one_pass_too(self):
        """Full resolution alone would not search a wide range of heights."""
        assert factors(MIN_SIDE * 4 - 1, 20_000) == factors(MIN_SIDE * 2, 300) == [4]
        assert factors(MIN_SIDE * 2 - 1, 20_000) == factors(MIN_SIDE, 300) == [2]
        assert factors(MIN_SIDE - 1, 20_000) == factors(30, 30) == [1]


class TestOnePass:
    def test_the_ground_is_found_from_a_plane(self):
        surface, matcher = passed(relief)
        assert surface.step == FACTOR * CELL and surface.height.dtype == surface.reach.dtype == np.float32
        assert surface.height.shape == (64, 64)
        off = surface.height - truth_on(surface, relief)
        # As smooth as the noise is that it expects, most at the rim, where there is ground on one side only.
        assert np.abs(off).max() < PIXEL and np.median(np.abs(off)) < 0.2 * PIXEL
        assert (surface.reach < 60.0).all() and len(matcher.priors) > 0

    @pytest.mark.parametrize("images", ["parallel", "crossing", "coarser"])
    def test_noise_is_smoothed_and_lies_within_the_reach(self, images):
        surface, _ = passed(relief, images=images, noise=2.0)
        off = surface.height - truth_on(surface, relief)
        plain, _ = passed(relief, images=images)
        assert np.abs(off).mean() < 6.0
        assert (np.abs(off) < surface.reach).mean() > 0.97
        # Where matches scatter, the ground is less sure.
        assert np.median(surface.reach) > np.median(plain.reach)

    @pytest.mark.parametrize("off", [-2500.0, 2500.0])
    def test_the_ground_is_found_where_the_secondary_shows_nothing_of_the_surface(self, off):
        """Tracks cross: at heights far from the ground's, the reference's places lie outside of the secondary."""
        surface, _ = passed(relief, height=MIDDLE + off, reach=2700.0, images="across", limits=(-9e3, 9e3))
        middle = slice(16, -16), slice(16, -16)
        assert np.median(np.abs(surface.height - truth_on(surface, relief))[middle]) < PIXEL

    def test_wrong_matches_do_not_bend_it(self):
        surface, _ = passed(relief, noise=0.5, wrong=0.05)
        off = np.abs(surface.height - truth_on(surface, relief))
        assert (off < surface.reach).mean() > 0.97
        assert np.median(off) < 2.0

    def test_where_nothing_matches_it_goes_on_from_around_and_says_that_it_does(self):
        hole = lambda line, sample: (np.abs(line - 512) < 120) & (np.abs(sample - 512) < 120)  # noqa: E731
        surface, _ = passed(relief, blind=hole)
        off = np.abs(surface.height - truth_on(surface, relief))
        inside = truth_on(surface, lambda line, sample: hole(line, sample) & True)
        assert (off[~inside] < 3.0).mean() > 0.99
        assert (off < surface.reach)[inside].mean() > 0.97
        # The farther from a match, the less sure.
        assert surface.reach[32, 32] > 2.0 * np.median(surface.reach[~inside])
        assert np.all(np.diff(surface.reach[32, 26:32]) > 0)

    def test_where_nothing_matches_at_all_it_stays(self):
        surface, _ = passed(relief, blind=lambda line, sample: (line + sample) > -1, reach=150.0)
        assert (surface.height == np.float32(MIDDLE)).all() and (surface.reach == 150.0).all()

    def test_the_detail_of_a_dem_that_is_off_by_a_constant_stays(self):
        rough = lambda line, sample: relief(line, sample) + 4.0 * np.sin(line / 5.0) * np.sin(sample / 6.0)  # noqa: E731
        surface, _ = passed(rough, lambda line, sample: rough(line, sample) - 30.0, reach=100.0)
        before = surface_of(lambda line, sample: rough(line, sample) - 30.0, 100.0)
        line = np.arange(64)[:, None] * 16 + 7.5
        change = surface.height - before.heights(line, line[:, 0])
        assert abs(np.median(change) - 30.0) < 0.5

    def test_nothing_outside_the_limits(self):
        limits = MIDDLE - 30.0, MIDDLE + 50.0
        surface, matcher = passed(relief, reach=60.0, limits=limits, noise=1.0)
        assert surface.height.min() >= np.float32(limits[0]) and surface.height.max() <= np.float32(limits[1])
        least = [MIN_BAND / np.abs(p.ends()[1][..., 1]).max() * p.high for p in matcher.priors]
        for prior, margin in zip(matcher.priors, least, strict=True):
            assert prior.base_height.min() + prior.high < limits[1] + margin + 1.0

    def test_a_wide_range_is_searched_in_bands(self):
        """The memory of one search does not grow with the range; what is found does not depend on it."""
        limits = MIDDLE - 3000.0, MIDDLE + 2000.0
        surface, matcher = passed(relief, MIDDLE - 500.0, 2500.0, limits=limits)
        off = np.abs(surface.height - truth_on(surface, relief))
        assert off.max() < PIXEL and len(matcher.priors) > 2
        widest = max(np.abs(np.diff(prior.at_nodes(np.array(0.0)), axis=0)).max() for prior in matcher.priors)
        assert widest < 1000.0
        assert max(prior.high - prior.low for prior in matcher.priors) < 0.5 * (limits[1] - limits[0])

    @pytest.mark.parametrize("reach", [900.0, 1500.0, 2100.0, 2700.0])
    def test_places_that_are_known_are_found_beside_others_that_are_not(self, reach):
        """A DEM with voids: there the whole range is searched, elsewhere what lies around the DEM."""
        void = lambda line, sample: (sample > 600) & (line > -1)  # noqa: E731
        surface, _ = passed(
            lambda line, sample: relief(line, sample) + 20.0,
            relief,
            lambda line, sample: np.where(void(line, sample), reach, 60.0),
            limits=(MIDDLE - reach, MIDDLE + reach),
        )
        off = np.abs(surface.height - truth_on(surface, relief) - 20.0)
        assert (off[:, :34] < 2.0).mean() > 0.97
        assert (off[:, 42:] < 2.0).mean() > 0.97


def test_only_windows_of_which_little_is_known_are_searched_in_bands(monkeypatch):
    monkeypatch.setattr(passes, "TILE", 192)
    _, matcher = passed(relief, reach=lambda line, sample: 60.0 + 0.0 * line + 2640.0 * (sample > 800), limits=FAR)
    searches = collections.Counter(prior.window.sample for prior in matcher.priors)
    assert len(searches) == 2 and 3 * searches[0] < searches[max(searches)]


def test_where_the_reference_shows_noise_only_little_is_searched():
    """Nothing can be matched there; beside it the ground may be anywhere."""
    dark = lambda line, sample: (sample > 600) & (line > -1)  # noqa: E731
    reach = 300.0
    images = (Dim(IMAGES["parallel"][0].model, dark), IMAGES["parallel"][1])
    pair, first = tuple(MultilookedImage(image, FACTOR) for image in images), 0.5 * (FACTOR - 1)
    matcher = Honest(
        pair,
        lambda line, sample: relief(FACTOR * line + first, FACTOR * sample + first),
        blind=lambda line, sample: dark(FACTOR * line + first, FACTOR * sample + first),
    )
    search = Search(*pair, FACTOR, surface_of(MIDDLE, reach), LIMITS, matcher, most=MOST)
    found = [one_pass(search, Context(), None, floor) for floor in (0.0, 0.01)]
    without, with_floor = found
    assert np.array_equal(without.height, with_floor.height)
    first_dark = -(-600 // (FACTOR * CELL))
    assert np.array_equal(without.reach[:, : first_dark + 1], with_floor.reach[:, : first_dark + 1])
    assert (without.reach[:, first_dark + 6 :] > 1.5 * passes.DARK * PIXEL).any()
    assert (with_floor.reach[:, first_dark + 1 :] <= 1.05 * passes.DARK * PIXEL).all()


def test_tiles_matched_elsewhere_give_the_same_surface(monkeypatch):
    """In any order, and each by a search of its own."""
    monkeypatch.setattr(passes, "TILE", 192)
    here, matcher = passed(relief, reach=lambda line, sample: 60.0 + 0.0 * line + 900.0 * (sample > 600))
    surface = surface_of(MIDDLE, lambda line, sample: 60.0 + 0.0 * line + 900.0 * (sample > 600))

    def elsewhere(factor, surface, count, context):
        assert factor == FACTOR and count == 4
        search = Search(*matcher.images, factor, surface, LIMITS, matcher, most=MOST)
        found = {number: tile_of_pass(search, number, Context()) for number in reversed(range(count))}
        return [found[number] for number in range(count)]

    there = one_pass(Search(*matcher.images, FACTOR, surface, LIMITS, matcher, most=MOST), Context(), elsewhere)
    assert np.array_equal(here.height, there.height) and np.array_equal(here.reach, there.reach)
    assert len(np.unique(here.height)) > 100


class TestMeasuredSurface:
    def test_passes_go_from_coarse_to_fine_and_search_less_each_time(self):
        images = IMAGES["parallel"]
        seen = []

        class Chain(Honest):
            """The oracle of each pass, which knows its images by their size."""

            def __call__(self, reference, secondary, prior):
                factor = self.factor_of(prior)
                first = 0.5 * (factor - 1)
                self.images = tuple(MultilookedImage(image, factor) for image in images)
                self.ground = lambda line, sample: relief(factor * line + first, factor * sample + first)
                seen.append((factor, (prior.high - prior.low)))
                return super().__call__(reference, secondary, prior)

            @staticmethod
            def factor_of(prior):
                return 1024 // prior.window.lines

        matcher = Chain(images, relief)
        start = level_surface(images[0].model, 32, *LIMITS)
        heard = []
        context = Context(report=lambda message: heard.append(message["percent"]))
        surface = measured_surface(*images, start, LIMITS, matcher, context)
        assert [factor for factor, _ in seen] == sorted((factor for factor, _ in seen), reverse=True)
        assert {factor for factor, _ in seen} == set(factors(1024, 1024)) == {8, 4}
        spans = {factor: max(span for one, span in seen if one == factor) for factor in (8, 4)}
        assert spans[4] < 0.5 * spans[8]
        off = np.abs(surface.height - truth_on(surface, relief))
        assert np.median(off) < 0.2 * PIXEL and off.max() < 1.5 * PIXEL
        assert heard == sorted(heard) and heard[0] == 0.0 and heard[-1] < 100.0

    @pytest.mark.parametrize("terrain", ["mountains", "forest"])
    def test_the_true_ground_of_a_simulated_pair_lies_within_its_reach(self, tmp_path, terrain):
        """At the pixels that both images see alone.

        Half a step of the sweep is added, which looks so much farther. Crowns need it: measured without, 94.6 % of the
        forest and all of the mountains.
        """
        settings = PairSettings(terrain=terrain, size=300.0, range_spacing=0.7, azimuth_spacing=1.0, seed=3)
        pair = make_pair(tmp_path, settings)
        limits = pair.heights[0] - 50.0, pair.heights[1] + 50.0
        model = pair.reference.model
        start = level_surface(model, 32, *limits)
        match = make_matcher("compact", None, "cpu").match
        surface = measured_surface(pair.reference, pair.secondary, start, limits, match, Context())
        line, sample = np.nonzero(pair.truth.seen2)
        off = np.abs(surface.heights(line, sample) - pair.truth.height[line, sample])
        reach = surface.reaches(line, sample)
        whole = Window(0, 0, model.lines, model.samples)
        metres = 1.0 / pixels_per_metre(build_prior(model, pair.secondary.model, whole, *limits))
        assert (off < reach + 0.5 * STEP * metres).mean() > 0.97
        assert (off < reach).mean() > 0.93
        # And it is worth something: a quarter of what there was to search, both ways.
        assert np.median(reach) < 0.125 * (limits[1] - limits[0])


class TestFilled:
    def test_keeps_what_is_known(self):
        random = np.random.default_rng(1)
        values, weight = random.normal(size=(40, 50)), (random.random((40, 50)) < 0.4).astype(float)
        found = filled(np.where(weight > 0, values, 0.0), weight)
        assert np.array_equal(found[weight > 0], values[weight > 0]) and np.isfinite(found).all()

    def test_a_constant_goes_on(self):
        weight = np.zeros((37, 53))
        weight[4:9, 40:44] = 1.0
        assert filled(7.0 * weight, weight) == pytest.approx(7.0)

    def test_gaps_stay_between_what_is_around(self):
        weight = np.ones((64, 64))
        weight[20:40, 20:40] = 0.0
        slope = np.broadcast_to(np.arange(64.0), (64, 64))
        found = filled(np.where(weight > 0, slope, 0.0), weight)
        assert found[20:40, 20:40].min() > 15.0 and found[20:40, 20:40].max() < 45.0
        assert np.abs(found - slope)[20:40, 20:40].max() < 8.0

    def test_nothing_known_is_nought(self):
        assert (filled(np.zeros((9, 11)), np.zeros((9, 11))) == 0).all()
