"""Flat ground at weak geometry has no bias, wherever it lies in the searched band."""

import dataclasses

import numpy as np
import pytest
import scenes
from scipy import ndimage

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.banded import Search, pixels_per_metre
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.patch import both_ways
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.stereo.surface import level_surface

GROUND = scenes.PLACE[2] + 100.0
SIZE = 224
MODELS = scenes.model(40.0, size=SIZE), scenes.model(43.0, size=SIZE)
"""Rays that intersect at 3 degrees: a pixel is some 6 m of height."""
COMMON, TEXTURE = 0.4, 0.3
"""Share of the speckle's variance that the two views have in common; deviation of the log amplitude of the ground."""


@dataclasses.dataclass(frozen=True)
class View:
    """An image in memory."""

    model: object
    amplitude: np.ndarray

    def read(self, line, sample, lines, samples):
        return self.amplitude[line : line + lines, sample : sample + samples]


@pytest.fixture(scope="module")
def pair():
    """Level ground in two views whose speckle is partly the same."""
    random = np.random.default_rng(3)

    def speckle():
        field = ndimage.gaussian_filter(random.standard_normal((2, SIZE + 80, SIZE + 80)), (0, 0.6, 0.6))
        return field / field.std()

    line, sample = np.meshgrid(np.arange(SIZE, dtype=float), np.arange(SIZE, dtype=float), indexing="ij")
    shared = speckle()
    texture = sum(s * ndimage.gaussian_filter(random.standard_normal(shared.shape[1:]), s) for s in (1.0, 3.0, 8.0))
    texture = np.exp(TEXTURE * texture / texture.std())
    found = []
    for model in MODELS:
        ground = image_to_ground(model, line, sample, np.full(line.shape, GROUND))
        places = np.stack(MODELS[0].ground_to_image(ground)) + 40.0
        *common, level = (ndimage.map_coordinates(part, places, order=3, mode="reflect") for part in (*shared, texture))
        echo = COMMON**0.5 * np.stack(common) + (1.0 - COMMON) ** 0.5 * speckle()[:, :SIZE, :SIZE]
        found.append(View(model, (level * np.hypot(*echo)).astype(np.float32)))
    return found


def bias(pair, place):
    """Median error over the median predicted one, with the ground at a share of a band of 80 m, in which the plane that
    the search starts from lies up to 32 m off."""
    low = GROUND - place * 80.0
    limits = low, low + 80.0
    ready = make_matcher("compact", None, "cpu")
    start = level_surface(MODELS[0], 32, *limits)
    found = Search(*pair, 1, start, limits, ready.match, ready.first_try).match(Window(0, 0, SIZE, SIZE))
    match, *_ = both_ways(found, ready.match, ready.judge, ready.spread)
    offset, _ = found.prior.offset_of(match.position)
    off = (found.prior.to_pixels(found.prior.base_height) + offset - GROUND)[24:-24, 24:-24]
    sigma = np.sqrt(match.covariance[24:-24, 24:-24, 2]) / pixels_per_metre(found.prior)
    assert np.isfinite(off).mean() > 0.6
    return np.nanmedian(off) / np.nanmedian(sigma)


def test_level_ground_has_no_bias_wherever_it_lies_in_the_band(pair):
    low, high = (bias(pair, place) for place in (0.1, 0.9))
    # Some thirty windows without common pixels lie in the patch: their median errs by 0.2 sigma without any bias, but
    # by the same at both places.
    assert max(abs(low), abs(high)) < 0.45
    assert abs(low - high) < 0.2
