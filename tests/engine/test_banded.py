"""One window in a band around a surface: the band is the surface's reach, widens beyond its edge, ends at the limits.

The matcher here knows the ground, and finds it as far as the band lets it: a little beyond the edge when it goes on.
"""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.image.multilook import MultilookedImage, multilook
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.banded import (
    AROUND,
    BEYOND_SHARE,
    MAX_BAND,
    MAX_TRIES,
    MIN_BAND,
    WIDENING,
    Search,
    pixels_per_metre,
)
from sar_radargrammetry.engine.matching.interface import Match
from sar_radargrammetry.engine.matching.resampling import band_limited
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.stereo.prior import build_prior
from sar_radargrammetry.engine.stereo.surface import Surface

WINDOW = Window(448, 448, 96, 112)
FOLLOWED = 4.0
"""Metres beyond the band to which refiners follow the ground."""
MIDDLE = scenes.PLACE[2] + 100.0
LIMITS = (MIDDLE - 400.0, MIDDLE + 400.0)


@dataclasses.dataclass(frozen=True)
class Speckled:
    """An image of noise that is the same wherever its windows begin."""

    model: object

    def read(self, line, sample, lines, samples):
        index = (np.arange(line, line + lines)[:, None] * 7919 + np.arange(sample, sample + samples)) % 100003
        amplitude = np.sqrt(-np.log((index * 48271 % 65537 + 0.5) / 65538.0)).astype(np.float32)
        rows, columns = np.arange(line, line + lines), np.arange(sample, sample + samples)
        inside = ((rows >= 0) & (rows < self.model.lines))[:, None] & (columns >= 0) & (columns < self.model.samples)
        return np.where(inside, amplitude, np.float32(np.nan))


IMAGES = {
    "parallel": (Speckled(scenes.model(35.0)), Speckled(scenes.model(50.0))),
    "crossing": (Speckled(scenes.model(35.0)), Speckled(scenes.model(50.0, heading=75.0, size=4096))),
    "across": (Speckled(scenes.model(46.0)), Speckled(scenes.model(50.0, heading=150.0))),
    "coarser": (Speckled(scenes.model(50.0)), Speckled(scenes.model(35.0))),
    "finer": (Speckled(scenes.model(35.0)), Speckled(scenes.model(50.0, spacing=0.2, size=4096))),
}


def surface_of(height, reach):
    """A level surface, or one by a function of line and sample of the full image."""
    line, sample = (np.arange(64) * 16 + 7.5 for _ in range(2))
    height = height(line[:, None], sample) if callable(height) else np.full((64, 64), height)
    reach = reach(line[:, None], sample) if callable(reach) else np.full((64, 64), reach)
    return Surface(16, height.astype(np.float32), reach.astype(np.float32))


class Oracle:
    """A matcher that knows the ground (a function of line and sample), and looks no farther than it is let.

    Parameters
    ----------
    images : (Image, Image)
    ground : callable
    certain : (lines, samples) ndarray, optional
        Where it is certain.
    """

    def __init__(self, images, ground, certain=None):
        self.images, self.ground, self.certain = images, ground, certain
        self.priors, self.views = [], []

    def __call__(self, reference, secondary, prior):
        self.priors.append(prior)
        self.views.append((reference, secondary))
        line = prior.window.line + np.arange(prior.window.lines)[:, None]
        sample = prior.window.sample + np.arange(prior.window.samples)
        base = prior.to_pixels(prior.base_height)
        reach = np.inf if prior.reach is None else prior.to_pixels(prior.reach)
        offset = self.ground(line, sample) - base
        least, most = np.maximum(prior.low, -reach) - FOLLOWED, np.minimum(prior.high, reach) + FOLLOWED
        offset = np.clip(offset, least, most)
        ground = image_to_ground(self.images[0].model, line, sample, base + offset)
        position = np.stack(self.images[1].model.ground_to_image(ground), -1)
        certainty = np.full(position.shape[:2], 0.9, np.float32)
        if self.certain is not None:
            certainty[~self.certain] = 0.1
        variance = np.broadcast_to(np.float32([0.25, 0.0, 0.25]), (*certainty.shape, 3)).copy()
        return Match(position, certainty, variance)


def level(height):
    return lambda line, sample: height + 0.0 * (line + sample)


def search(ground, height=MIDDLE, reach=30.0, images="parallel", limits=LIMITS, certain=None, factor=1):
    images = IMAGES[images]
    if factor > 1:
        images = tuple(MultilookedImage(image, factor) for image in images)
    matcher = Oracle(images, ground, certain)
    return Search(*images, factor, surface_of(height, reach), limits, matcher), matcher


def metres_a_pixel(images):
    models = (image.model for image in images)
    return 1.0 / pixels_per_metre(build_prior(*models, WINDOW, MIDDLE - 1.0, MIDDLE + 1.0))


class TestShownShare:
    def shown(self, images, reach, sample=None):
        one, _ = search(level(MIDDLE), reach=reach, images=images)
        if sample is not None:
            model = dataclasses.replace(one.secondary.model, samples=sample)
            one = dataclasses.replace(one, secondary=Speckled(model))
        found = one.match(WINDOW)
        return found, one.shown_share(found, one.surface)

    @pytest.mark.parametrize("images", list(IMAGES))
    def test_all_is_shown_in_the_middle_of_the_secondary(self, images):
        assert (self.shown(images, 30.0)[1] == 1.0).all()

    def test_it_is_the_part_of_the_reach_before_the_secondary_ends(self):
        found, _ = self.shown("parallel", 60.0)
        low, middle, high = (found.prior.at_pixels(offset)[..., 1] for offset in (-60.0, 0.0, 60.0))
        end = int(np.median(middle))
        _, share = self.shown("parallel", 60.0, end)
        first, last = np.minimum(low, high), np.maximum(low, high)
        expected = np.clip((end - 0.5 - first) / (last - first), 0.0, 1.0)
        assert np.abs(share - expected).max() < 0.1 and share.min() < 0.4 and share.max() > 0.6

    def test_pixels_without_data_are_not_shown(self):
        one, _ = search(level(MIDDLE))
        found = one.match(WINDOW)
        void = np.full_like(found.secondary.amplitude, np.nan)
        found = dataclasses.replace(found, secondary=dataclasses.replace(found.secondary, amplitude=void))
        assert (one.shown_share(found, one.surface) == 0.0).all()


class TestBand:
    @pytest.mark.parametrize("images", list(IMAGES))
    def test_is_the_reach_of_the_surface_around_its_heights(self, images):
        heights = lambda line, sample: MIDDLE + 0.1 * line - 0.05 * sample  # noqa: E731
        one, matcher = search(lambda line, sample: heights(line, sample) + 12.0, heights, 40.0, images)
        found = one.match(WINDOW)
        (prior,) = matcher.priors
        assert found.prior is prior and prior.window == WINDOW
        assert (prior.low, prior.high) == (-40.0, 40.0) and (prior.reach == 40.0).all()
        assert np.abs(prior.base_height - heights(prior.node_lines[:, None], prior.node_samples)).max() < 1e-3
        offset, across = prior.offset_of(found.match.position)
        assert np.abs(offset - 12.0).max() < 0.05 and np.abs(across).max() < 0.02

    def test_is_never_narrower_than_the_least(self):
        one, matcher = search(level(MIDDLE + 0.5), reach=0.1)
        one.match(WINDOW)
        (prior,) = matcher.priors
        assert prior.high * pixels_per_metre(prior) == pytest.approx(MIN_BAND, rel=0.01) and prior.low == -prior.high

    def test_each_place_has_the_reach_of_the_surface_there(self):
        reach = lambda line, sample: 20.0 + 0.1 * (sample - 400.0) + 0.1 * (line - 400.0)  # noqa: E731
        one, matcher = search(level(MIDDLE), reach=reach)
        one.match(WINDOW)
        (prior,) = matcher.priors
        assert np.abs(prior.reach - reach(prior.node_lines[:, None], prior.node_samples)).max() < 1e-3
        # The band holds nearly all of them, and not the farthest few.
        assert np.quantile(prior.reach, 0.9) < prior.high < prior.reach.max()


class TestWidening:
    def test_ground_beyond_the_band_is_looked_for_again_farther_away(self):
        one, matcher = search(level(MIDDLE + 45.0), reach=30.0)
        found = one.match(WINDOW)
        assert [prior.high for prior in matcher.priors] == [30.0, 30.0 * WIDENING]
        assert found.prior is matcher.priors[-1]
        offset, _ = found.prior.offset_of(found.match.position)
        assert np.abs(offset - 45.0).max() < 0.05

    @pytest.mark.parametrize("sign", [-1.0, 1.0])
    def test_below_and_above(self, sign):
        one, matcher = search(level(MIDDLE + sign * 50.0), reach=30.0)
        found = one.match(WINDOW)
        assert np.abs(found.prior.offset_of(found.match.position)[0] - sign * 50.0).max() < 0.05
        assert len(matcher.priors) == 2

    def test_ground_inside_is_found_at_once(self):
        one, matcher = search(level(MIDDLE - 20.0), reach=30.0)
        one.match(WINDOW)
        assert len(matcher.priors) == 1

    @pytest.mark.parametrize(("share", "tries"), [(0.5 * BEYOND_SHARE, 1), (3.0 * BEYOND_SHARE, 2)])
    def test_a_few_matches_beyond_the_edge_are_chance(self, share, tries):
        columns = round(share * WINDOW.samples)
        beyond = lambda line, sample: MIDDLE + np.where(sample < WINDOW.sample + columns, 50.0, 0.0) + 0.0 * line  # noqa: E731
        one, matcher = search(beyond, reach=30.0)
        one.match(WINDOW)
        assert len(matcher.priors) == tries

    def test_matches_that_are_not_certain_say_nothing(self):
        certain = np.zeros((WINDOW.lines, WINDOW.samples), bool)
        one, matcher = search(level(MIDDLE + 45.0), reach=30.0, certain=certain)
        one.match(WINDOW)
        assert len(matcher.priors) == 1
        certain[:, 60:] = True
        one.match(WINDOW)
        assert len(matcher.priors) == 3

    def test_ends_after_some_tries(self):
        one, matcher = search(level(MIDDLE + 390.0), reach=20.0)
        found = one.match(WINDOW)
        assert [prior.high for prior in matcher.priors] == [20.0 * WIDENING**k for k in range(MAX_TRIES)]
        assert found.prior is matcher.priors[-1]

    def test_may_begin_with_a_later_try(self):
        one, matcher = search(level(MIDDLE + 390.0), reach=20.0)
        dataclasses.replace(one, first_try=2).match(WINDOW)
        assert [prior.high for prior in matcher.priors] == [20.0 * WIDENING**k for k in range(1, MAX_TRIES)]

    def test_a_place_with_a_short_reach_beside_far_ones_has_an_edge_too(self):
        """The ground lies 25 m up; half of the window is sure to 12 m and half to 60."""
        reach = lambda line, sample: np.where(sample < 500.0, 12.0, 60.0) + 0.0 * line  # noqa: E731
        one, matcher = search(level(MIDDLE + 25.0), reach=reach)
        found = one.match(WINDOW)
        assert len(matcher.priors) > 1
        assert np.abs(found.prior.offset_of(found.match.position)[0] - 25.0)[:, :30].max() < 0.05


class TestLimits:
    @pytest.mark.parametrize("images", ["parallel", "crossing"])
    def test_nothing_beyond_them_is_searched_however_far_the_ground_is(self, images):
        limits = MIDDLE - 22.0, MIDDLE + 35.0
        one, matcher = search(level(MIDDLE + 80.0), reach=30.0, limits=limits, images=images)
        one.match(WINDOW)
        assert [(prior.low, prior.high) for prior in matcher.priors] == [(-22.0, 30.0), (-22.0, 35.0)]

    def test_where_they_are_all_searched_it_ends(self):
        limits = MIDDLE - 22.0, MIDDLE + 25.0
        one, matcher = search(level(MIDDLE + 80.0), reach=30.0, limits=limits)
        one.match(WINDOW)
        assert len(matcher.priors) == 1

    def test_a_surface_at_a_limit_still_has_the_least_band(self):
        """The geometry may err by some pixels, and with it the height that a place has."""
        one, matcher = search(level(MIDDLE), reach=30.0, limits=(MIDDLE - 100.0, MIDDLE))
        one.match(WINDOW)
        high = matcher.priors[0].high
        assert high * pixels_per_metre(matcher.priors[0]) == pytest.approx(MIN_BAND, rel=0.01)

    def test_memory_bounds_the_band_whatever_they_are(self):
        far = 1000.0 * metres_a_pixel(IMAGES["parallel"])
        one, matcher = search(level(MIDDLE), reach=far, limits=(MIDDLE - far, MIDDLE + far))
        one.match(WINDOW)
        (prior,) = matcher.priors
        assert prior.high * pixels_per_metre(prior) == pytest.approx(MAX_BAND, rel=0.05)


class TestViews:
    def test_the_secondary_holds_every_match_of_the_band_and_what_is_around(self):
        one, _ = search(level(MIDDLE), reach=60.0, images="crossing")
        found = one.match(WINDOW)
        places = np.concatenate([found.prior.at_pixels(offset).reshape(-1, 2) for offset in (-60.0, 0.0, 60.0)])
        seen = found.secondary.window
        assert (places.min(0) - [seen.line, seen.sample] >= AROUND).all()
        assert ([seen.line + seen.lines, seen.sample + seen.samples] - places.max(0) >= AROUND).all()
        # And hardly more: nodes reach over the window by less than their step.
        assert (
            seen.lines - np.ptp(places[:, 0]) < 2 * AROUND + 80
            and seen.samples - np.ptp(places[:, 1]) < 2 * AROUND + 80
        )
        assert found.reference.window == WINDOW
        assert np.array_equal(found.reference.amplitude, IMAGES["crossing"][0].read(*dataclasses.astuple(WINDOW)))

    def test_a_finer_secondary_is_brought_to_the_references_scale(self):
        one, _ = search(level(MIDDLE), images="finer")
        found = one.match(WINDOW)
        window = found.secondary.window
        raw = IMAGES["finer"][1].read(*dataclasses.astuple(window))
        expected = band_limited(dataclasses.replace(found.secondary, amplitude=raw), found.prior.affine()[0])
        assert np.array_equal(found.secondary.amplitude, expected.amplitude)
        assert found.secondary.amplitude.std() < 0.8 * raw.std()
        coarser, _ = search(level(MIDDLE), images="coarser")
        same = coarser.match(WINDOW).secondary
        assert np.array_equal(same.amplitude, IMAGES["coarser"][1].read(*dataclasses.astuple(same.window)))

    def test_what_the_secondary_does_not_show_is_not_matched(self):
        one, matcher = search(level(MIDDLE))
        near = dataclasses.replace(IMAGES["parallel"][1].model, near_range=20e3)
        assert dataclasses.replace(one, secondary=Speckled(near)).match(WINDOW) is None
        # Nor is a place that the secondary's track never passes.
        short = dataclasses.replace(IMAGES["parallel"][1].model, first_line_time=1e4)
        assert dataclasses.replace(one, secondary=Speckled(short)).match(WINDOW) is None
        assert matcher.priors == []


class TestAveragedImages:
    def test_a_pass_searches_around_the_surface_of_the_full_image(self):
        heights = lambda line, sample: MIDDLE + 0.1 * line - 0.05 * sample  # noqa: E731
        ground = lambda line, sample: heights(4 * line + 1.5, 4 * sample + 1.5) + 20.0  # noqa: E731
        one, matcher = search(ground, heights, 60.0, factor=4)
        window = Window(100, 112, 64, 80)
        found = one.match(window)
        prior = matcher.priors[0]
        expected = heights(4 * prior.node_lines[:, None] + 1.5, 4 * prior.node_samples + 1.5)
        assert np.abs(prior.base_height - expected).max() < 1e-3
        # Between nodes that stand four times as far apart the geometry sags by sixteen times as much.
        assert np.abs(found.prior.offset_of(found.match.position)[0] - 20.0).max() < 0.1

    @pytest.mark.parametrize("factor", [2, 3])
    def test_a_pixel_stands_in_the_middle_of_its_looks(self, factor):
        full = IMAGES["crossing"][0]
        image = MultilookedImage(full, factor)
        line, sample = np.array([0.0, 10.0, 77.5]), np.array([0.0, 33.0, 5.25])
        first = 0.5 * (factor - 1)
        there = image_to_ground(full.model, factor * line + first, factor * sample + first, np.full(3, MIDDLE))
        back = np.stack(image.model.ground_to_image(there))
        assert np.abs(back - np.stack([line, sample])).max() < 1e-6
        assert (image.model.lines, image.model.samples) == (1024 // factor, 1024 // factor)

    def test_pixels_are_the_mean_power_and_the_same_in_every_window(self):
        image = MultilookedImage(IMAGES["parallel"][0], 4)
        whole = image.read(0, 0, 100, 120)
        assert whole.shape == (100, 120) and whole.dtype == np.float32
        assert np.array_equal(whole, multilook(IMAGES["parallel"][0].read(0, 0, 400, 480), 4, 4))
        assert np.array_equal(image.read(31, 17, 20, 30), whole[31:51, 17:47])
        beyond = image.read(-3, 250, 5, 10)
        assert np.isnan(beyond[:3]).all() and np.isnan(beyond[:, 6:]).all() and np.isfinite(beyond[3:, :6]).all()

    def test_a_window_of_a_coarse_pass_is_averaged_some_lines_at_a_time(self):
        """It is so large a part of the image that memory would grow with the scene."""
        full, lines = IMAGES["parallel"][0], []

        def read(line, sample, count, samples):
            lines.append((line, count))
            return full.read(line, sample, count, samples)

        recorded = SimpleNamespace(model=full.model, read=read)
        whole = MultilookedImage(recorded, 3).read(0, 0, 341, 340)
        assert np.array_equal(whole, multilook(full.read(0, 0, 1023, 1020), 3, 3))
        assert lines == [(0, 255), (255, 255), (510, 255), (765, 255), (1020, 3)]
