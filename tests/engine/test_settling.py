"""Matches settle where speckled images of one texture lie on each other, as far as their own errors allow."""

import numpy as np
import pytest
from scipy import ndimage

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import ImagePatch, Match
from sar_radargrammetry.engine.matching.settling import FARTHEST, Texture, residual, settled, steps
from sar_radargrammetry.engine.matching.spread import Axis, Left

SIZE, MARGIN = 128, 24
INSIDE = np.s_[24:-24, 24:-24]
"""Whole windows."""
ALIKE = Left(0.0, 0.0, 1.0)
"""The standard deviation that is left is that of the product."""
ALONG = np.array([0.6, 0.8])


def pair(shift, seed=1, common=1.0):
    """A reference of one look, and a secondary that shows its texture `shift` pixels on, with a margin around."""
    random = np.random.default_rng(seed)
    size = SIZE + 2 * MARGIN
    texture = ndimage.gaussian_filter(random.normal(size=(size, size)), 2.0)
    own = ndimage.gaussian_filter(random.normal(size=(size, size)), 2.0)
    moved = ndimage.shift(texture, shift, order=3, mode="nearest")
    looks = [np.exp(common * t / texture.std() * 0.7) * random.rayleigh(size=t.shape) for t in (texture, moved)]
    if not common:
        looks[1] = np.exp(own / own.std() * 0.7) * random.rayleigh(size=own.shape)
    one = ImagePatch(looks[0][MARGIN:-MARGIN, MARGIN:-MARGIN].astype(np.float32), Window(0, 0, SIZE, SIZE))
    return one, ImagePatch(looks[1].astype(np.float32), Window(-MARGIN, -MARGIN, size, size))


def match_with(off, sigma, certainty=0.9):
    """Matches of every pixel to itself plus `off`, with equal standard deviations in both directions."""
    lines, samples = np.mgrid[0:SIZE, 0:SIZE].astype(float)
    covariance = np.zeros((SIZE, SIZE, 3), np.float32) + np.float32([sigma**2, 0.0, sigma**2])
    return Match(np.stack([lines, samples], -1) + off, np.full((SIZE, SIZE), certainty, np.float32), covariance)


def axis_along(direction=ALONG, linear=None):
    return Axis(np.asarray(direction), 1.0, np.eye(2) if linear is None else linear)


def along(match, axis):
    """How far each match lies from its own pixel along the curve."""
    lines, samples = np.mgrid[0:SIZE, 0:SIZE]
    return (match.position - np.stack([lines, samples], -1)) @ axis.direction


@pytest.mark.parametrize("error", [-1.5, 1.0, 2.0])
def test_a_match_that_may_be_off_goes_to_where_the_images_agree(error):
    axis = axis_along()
    start = match_with((0.7 + error) * ALONG, sigma=1.5)
    found = settled(start, *pair(0.7 * ALONG), axis, ALIKE)
    left = (along(found, axis) - 0.7)[INSIDE]
    assert abs(left.mean()) < 0.25 and left.std() < 0.4


def test_errors_are_of_the_predicted_size():
    """Of many windows, the deviations from the truth in units of the standard deviation of the product."""
    axis, ratios = axis_along(), []
    for seed in range(8):
        error = np.random.default_rng(seed).normal()
        found = settled(match_with(error * ALONG, sigma=1.0), *pair((0.0, 0.0), seed + 10), axis, ALIKE)
        sigma = np.sqrt(axis.variance(found.covariance, axis.linear))
        ratios.append((along(found, axis) / sigma)[INSIDE][::16, ::16])
    # How many pixels are independent depends on texture and speckle; `Left` is fitted to what is left of that.
    assert 0.7 < np.sqrt(np.mean(np.square(ratios))) < 1.6


def test_a_match_that_is_sure_stays():
    axis = axis_along()
    found = settled(match_with(0.5 * ALONG, sigma=0.02), *pair((0.0, 0.0)), axis, ALIKE)
    assert np.abs(along(found, axis) - 0.5).max() < 0.05


def test_errors_that_change_within_a_wide_window_are_found_by_a_narrow_one():
    """A Gaussian of standard deviation s leaves exp(-2 pi^2 s^2 / w^2) of a wave of length w: 0.58 and 0.82."""
    axis, ones = axis_along((1.0, 0.0)), np.ones((SIZE, SIZE), bool)
    wave = 1.5 * np.sin(2.0 * np.pi * np.arange(SIZE) / 60.0)[:, None, None]
    start, images = match_with(wave * np.array([1.0, 0.0]), sigma=2.0), pair((0.0, 0.0))
    step, _ = steps(start, 2.0 * ones, ones, *map(Texture.of, images), axis)
    alone = along(start, axis) + step
    found = settled(start, *images, axis, ALIKE)
    assert np.sqrt((alone[INSIDE] ** 2).mean()) < 0.8  # of the wave's 1.06
    # The narrow step needs matches that the wide one left with large errors.
    doubtful = settled(start, *images, axis, Left(np.log(2.0), 0.0, 0.0))
    assert np.sqrt((along(doubtful, axis)[INSIDE] ** 2).mean()) < 0.8 * np.sqrt((alone[INSIDE] ** 2).mean())
    assert along(found, axis) == pytest.approx(alone, abs=1e-9)
    # What wide and narrow windows differ by adds to the error.
    sigma, moved = np.sqrt(axis.variance(doubtful.covariance, axis.linear)), along(doubtful, axis) - alone
    assert sigma == pytest.approx(np.hypot(2.0, moved), rel=1e-3)


def test_matches_that_are_off_show_it_by_the_steps_of_narrow_windows():
    """A sure match does not settle; the residual of one that is right is noise, that of one that is wrong its error."""
    axis, images, ones = axis_along(), pair((0.0, 0.0)), np.ones((SIZE, SIZE), bool)
    views = tuple(map(Texture.of, images))
    right, wrong = (residual(match_with(off * ALONG, 0.02), ones, *views, axis)[INSIDE] for off in (0.0, 2.5))
    assert right.mean() < 1.0 and wrong.mean() == pytest.approx(2.5, abs=0.5)
    # The standard deviation follows where `Left` says so.
    left = Left(0.0, 1.0, 0.0, 1.0)
    sigma = [
        np.sqrt(axis.variance(settled(match_with(off * ALONG, 0.02), *images, axis, left).covariance, np.eye(2)))
        for off in (0.0, 2.5)
    ]
    expected = (wrong + 0.1) / (right + 0.1)
    assert np.median((sigma[1] / sigma[0])[INSIDE] / expected) == pytest.approx(1.0, abs=0.1)


def test_the_residual_says_nothing_of_places_without_match():
    """One half is matched, and its residual is that of the whole away from the rim."""
    axis, views, half = axis_along(), tuple(map(Texture.of, pair((0.0, 0.0)))), np.zeros((SIZE, SIZE), bool)
    half[:, : SIZE // 2] = True
    whole = residual(match_with((0.0, 0.0), 0.5), np.ones_like(half), *views, axis)
    part = residual(match_with((0.0, 0.0), 0.5), half, *views, axis)
    assert (part[~half] == 0.0).all() and np.isfinite(part).all()
    np.testing.assert_allclose(part[:, :24], whole[:, :24], rtol=1e-4)


def test_nothing_moves_across_the_curve():
    found = settled(match_with((1.0, 1.0), sigma=1.0), *pair((0.0, 0.0)), axis_along(), ALIKE)
    change = found.position - match_with((1.0, 1.0), 1.0).position
    assert np.abs(change).max() > 0.3 and np.abs(change @ [-ALONG[1], ALONG[0]]).max() < 1e-9


def test_images_without_anything_in_common_leave_matches_and_their_errors():
    axis = axis_along()
    start = match_with((0.0, 0.0), sigma=0.7)
    one, two = pair((0.0, 0.0), common=0.0)
    ones = np.ones((SIZE, SIZE), bool)
    step, sigma = steps(start, 0.7 * ones, ones, Texture.of(one), Texture.of(two), axis)
    assert np.sqrt((step[INSIDE] ** 2).mean()) < 0.7 and np.median(sigma[INSIDE]) > 0.5


def test_in_units_of_the_reference_where_the_secondary_has_another_scale():
    """A secondary with twice as many samples."""
    linear = np.diag([1.0, 2.0])
    one, two = pair((0.0, 1.0))
    wide = ndimage.zoom(two.amplitude, (1, 2), order=1, grid_mode=True, mode="nearest")
    window = Window(-MARGIN, -2 * MARGIN, *wide.shape)
    start = match_with((0.0, 0.0), sigma=1.0)
    start.position[..., 1] = 2.0 * np.arange(SIZE) + 0.5
    start.covariance[..., 2] *= 4.0
    found = settled(start, one, ImagePatch(wide, window), axis_along((0.0, 1.0), linear), ALIKE)
    moved = (found.position - start.position)[INSIDE]
    assert np.abs(moved[..., 0]).max() < 1e-9 and moved[..., 1].mean() == pytest.approx(2.0, abs=0.5)


def test_pixels_without_match_stay_without_and_say_nothing():
    """Garbage in the images under the missing matches changes nothing around them."""
    axis, missing = axis_along(), np.s_[:, 60:]
    one, two = pair((0.0, 0.0))
    start = match_with(0.8 * ALONG, sigma=1.0)
    start.position[missing], start.certainty[missing], start.covariance[missing] = np.nan, 0.0, np.nan
    found = settled(start, one, two, axis, ALIKE)
    assert np.isnan(found.position[missing]).all() and np.isnan(found.covariance[missing]).all()
    assert np.isfinite(found.position[:, :60]).all() and (found.certainty == start.certainty).all()
    garbage = one.amplitude.copy()
    garbage[:, 64:] = np.random.default_rng(0).uniform(1.0, 9.0, garbage[:, 64:].shape)
    again = settled(start, ImagePatch(garbage, one.window), two, axis, ALIKE)
    assert again.position[:, :60] == pytest.approx(found.position[:, :60], abs=0.05)


def test_ground_beyond_the_secondary_or_without_data_counts_for_nothing():
    axis, start = axis_along(), match_with((0.0, 0.0), sigma=1.0)
    one, two = pair((0.0, 0.0))
    two.amplitude[:, MARGIN + 70 :] = np.nan
    ones = np.ones((SIZE, SIZE), bool)
    step, sigma = steps(start, 1.0 * ones, ones, Texture.of(one), Texture.of(two), axis)
    assert np.isfinite(step).all() and np.abs(step).max() <= FARTHEST + 1.0
    # Far from all data there is no likelihood: the match's own error is left.
    assert np.abs(step[30:-30, 110:]).max() < 1e-3 and sigma[30:-30, 110:] == pytest.approx(1.0, rel=1e-3)


def test_covariances_stay_positive():
    found = settled(match_with((0.5, 0.5), sigma=1.0), *pair((0.0, 0.0)), axis_along(), Left(0.1, 0.5, 0.5))
    aa, ab, bb = np.moveaxis(found.covariance.astype(float), -1, 0)
    assert (aa > 0).all() and (aa * bb - ab**2 > 0).all()
