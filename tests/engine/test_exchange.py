"""The way back in the reference's geometry: from the matches to where the reference shows the same."""

import dataclasses

import numpy as np
import pytest
import scenes
from test_poc import RIM, prior_of, texture

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching import poc
from sar_radargrammetry.engine.matching.banded import MIN_BAND, Found
from sar_radargrammetry.engine.matching.consistency import round_trip
from sar_radargrammetry.engine.matching.interface import ImagePatch, Match
from sar_radargrammetry.engine.matching.patch import exchanged, way_back
from sar_radargrammetry.engine.stereo.prior import build_prior

WINDOW = Window(391, 277, 100, 233)
PAIRS = {
    "parallel": (scenes.model(35.0), scenes.model(50.0)),
    "crossing": (scenes.model(35.0), scenes.model(50.0, heading=75.0, size=4096)),
    "finer": (scenes.model(35.0), scenes.model(50.0, spacing=0.25, size=4096)),
    "lower": (scenes.model(50.0), scenes.model(35.0)),
}


def match_at(position, certainty=0.9):
    shape = position.shape[:2]
    variance = np.broadcast_to(np.float32([0.25, 0.0, 0.25]), (*shape, 3)).copy()
    return Match(position, np.full(shape, certainty, np.float32), variance)


class TestExchanged:
    @pytest.fixture(params=list(PAIRS))
    def priors(self, request):
        base = lambda line, sample: scenes.PLACE[2] + 0.1 * line + 0.05 * sample  # noqa: E731
        prior = build_prior(*PAIRS[request.param], WINDOW, -80.0, 120.0, base, 16)
        return prior, exchanged(prior)

    def test_at_offset_zero_every_pixel_is_itself(self, priors):
        prior, back = priors
        assert back.window == prior.window == WINDOW and back.measured and not prior.measured
        own = np.stack(np.mgrid[: WINDOW.lines, : WINDOW.samples], -1) + np.array([WINDOW.line, WINDOW.sample])
        assert np.abs(back.at_pixels(0.0) - own).max() < 1e-6

    def test_heights_move_it_against_the_way_there(self, priors):
        """In the reference's pixels: by the affine map that the two images differ by."""
        prior, back = priors
        linear, _ = prior.affine()
        for offset in (back.low, 0.3 * back.high, back.high):
            there = prior.at_nodes(offset) - prior.at_nodes(0.0)
            here = back.at_nodes(offset) - back.at_nodes(0.0)
            assert np.abs(here @ linear.T + there).max() < 1e-6
        assert np.abs(back.at_nodes(back.high) - back.at_nodes(0.0)).max() > 1.0

    def test_the_band_is_as_many_pixels_of_the_reference_to_either_side(self, priors):
        _, back = priors
        assert back.low == -back.high
        for end in back.ends():
            length = np.hypot(end[..., 0], end[..., 1])
            assert length.max() == pytest.approx(MIN_BAND, rel=0.02) and length.min() > 0.8 * MIN_BAND

    def test_nodes_without_a_place_have_none_on_the_way_back(self):
        prior = build_prior(*PAIRS["parallel"], WINDOW, -80.0, 120.0, None, 16)
        coefficients = prior.coefficients.copy()
        coefficients[:, 2, 3] = np.nan
        back = exchanged(dataclasses.replace(prior, coefficients=coefficients))
        assert np.argwhere(np.isnan(back.at_nodes(0.0)).any(-1)).tolist() == [[2, 3]]


class Noted:
    """A matcher that says nothing new and remembers what it was shown."""

    def __call__(self, reference, secondary, prior):
        self.shown = reference, secondary, prior
        return match_at(prior.at_pixels(0.0))


def stretched_pair(stretch=1.3, error=(0.0, 0.0)):
    """A smooth pair whose secondary is stretched along samples, with matches that err by so much."""
    one, two = Window(100, 200, 60, 80), Window(90, 250, 90, 110)
    ground = lambda line, sample: 2.0 + np.sin(line / 7.0) + np.cos(sample / 9.0)  # noqa: E731

    def amplitude(window, scale):
        line, sample = np.mgrid[: window.lines, : window.samples].astype(float)
        return ImagePatch(ground(line + window.line, (sample + window.sample) / scale).astype(np.float32), window)

    prior = prior_of(reach=20.0, size=128, first=(100, 200))
    coefficients = prior.coefficients.copy()
    coefficients[0, ..., 1] *= stretch
    prior = dataclasses.replace(prior, window=one, coefficients=coefficients)
    found = match_at(prior.at_pixels(0.0) + error)
    return Found(found, prior, amplitude(one, 1.0), amplitude(two, stretch))


class TestWayBack:
    def test_the_secondary_is_shown_at_the_references_pixels(self):
        matcher, found = Noted(), stretched_pair()
        way_back(found, matcher)
        seen, reference, prior = matcher.shown
        assert reference is found.reference
        assert seen.window == found.reference.window == prior.window
        assert np.nanmax(np.abs(seen.amplitude - found.reference.amplitude)) < 0.01
        two = found.secondary.window  # where it ends nothing is seen
        outside = found.match.position[..., 1] > two.sample + two.samples - 1
        assert np.array_equal(np.isnan(seen.amplitude), outside) and outside.any()

    def test_what_it_gives_is_what_the_matcher_says(self):
        found = stretched_pair()
        back = way_back(found, Noted())
        assert np.abs(round_trip(back, found.reference)).max() < 1e-9

    @pytest.mark.parametrize("error", [(0.0, 0.0), (0.6, 0.0), (-0.8, 1.5)])
    def test_it_ends_where_the_error_of_the_match_puts_it(self, error):
        """What a match that errs by e shows lies e from the pixel: e / stretch, in the reference's pixels."""
        window = Window(0, 0, 128, 128)
        one, two = (ImagePatch(texture(shift=s), window) for s in ((0.0, 0.0), (0.0, 3.0)))
        prior = prior_of((0.0, 3.0), reach=20.0)
        found = Found(match_at(prior.at_pixels(0.0) + error), prior, one, two)
        trip = round_trip(way_back(found, poc.match), one)[RIM:-RIM, RIM:-RIM]
        assert np.median(np.abs(trip - error), axis=(0, 1)).max() < 0.05

    def test_a_pixel_without_a_match_shows_nothing(self):
        matcher, found = Noted(), stretched_pair()
        found.match.position[10:20, 10:30] = np.nan
        way_back(found, matcher)
        assert np.isnan(matcher.shown[0].amplitude[10:20, 10:30]).all()
        assert np.isfinite(matcher.shown[0].amplitude[:10, :30]).all()
