"""Pairs whose tracks cross at nearly a right angle: told by the tracks, matched by texture, with one more pass."""

import numpy as np
import pytest
import scenes
from test_banded import MIDDLE, Speckled

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.interface import ImagePatch, Match
from sar_radargrammetry.engine.matching.passes import measured_surface
from sar_radargrammetry.engine.matching.turned import flattened, turned
from sar_radargrammetry.engine.stereo.surface import level_surface

HEADING = 60.0


@pytest.mark.parametrize(
    ("turn", "expected"), [(0.0, False), (60.0, False), (80.0, True), (100.0, True), (130.0, False), (180.0, False)]
)
def test_tracks_that_cross_at_nearly_a_right_angle_are_told(turn, expected):
    one, two = (scenes.model(40.0, heading=heading) for heading in (HEADING, HEADING + turn))
    assert turned(one, two) is expected and turned(two, one) is expected


def given_to_matcher(amplitude):
    """What the matcher of a pass gets of an image."""
    seen = []
    window = Window(0, 0, *amplitude.shape)
    flattened(lambda *views: seen.extend(views[:2]))(ImagePatch(amplitude, window), ImagePatch(amplitude, window), None)
    assert np.array_equal(seen[0].amplitude, seen[1].amplitude, equal_nan=True) and seen[0].window == window
    return seen[0].amplitude


def test_only_texture_is_left():
    """Slopes and speckle: the log amplitude of what is left is the speckle's."""
    speckle = np.random.default_rng(1).normal(size=(160, 160))
    slopes = np.broadcast_to(3.0 * np.sin(np.arange(160) / 15.0)[:, None], speckle.shape)
    left = np.log(given_to_matcher(np.exp(slopes + speckle).astype(np.float32)))
    inside = slice(16, -16), slice(16, -16)
    assert np.corrcoef((slopes + speckle)[inside].ravel(), slopes[inside].ravel())[0, 1] > 0.8
    assert np.corrcoef(left[inside].ravel(), speckle[inside].ravel())[0, 1] > 0.9
    assert left[inside].std() == pytest.approx(1.0, abs=0.1)


def test_zeros_and_voids_stay():
    amplitude = np.random.default_rng(2).rayleigh(size=(64, 64)).astype(np.float32)
    amplitude[:10], amplitude[30:34, 20:30] = np.nan, 0.0
    left = given_to_matcher(amplitude)
    assert np.array_equal(np.isnan(left), np.isnan(amplitude)) and np.array_equal(left == 0, amplitude == 0)
    assert np.isfinite(np.log(left[left > 0])).all()


@pytest.mark.parametrize(("turn", "lines"), [(20.0, [100]), (85.0, [100, 200])])
def test_they_get_one_more_pass(turn, lines):
    images = [Speckled(scenes.model(40.0, heading=heading, size=400)) for heading in (HEADING, HEADING + turn)]
    matched = []

    def finds_nothing(reference, _, prior):
        matched.append(reference.window.lines)
        shape = reference.amplitude.shape
        return Match(
            np.full((*shape, 2), np.nan), np.zeros(shape, np.float32), np.full((*shape, 3), np.nan, np.float32)
        )

    limits = MIDDLE - 10.0, MIDDLE + 10.0
    start = level_surface(images[0].model, 32, *limits)
    measured_surface(*images, start, limits, finds_nothing, Context())
    assert sorted(set(matched)) == lines
