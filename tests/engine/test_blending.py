"""Patches become one raster without seams."""

from types import SimpleNamespace

import numpy as np
import pytest

from sar_radargrammetry.engine.image.window import Window, tiles
from sar_radargrammetry.engine.matching.blending import AGREE, blended
from sar_radargrammetry.engine.matching.correspondence_writing import judged
from sar_radargrammetry.engine.patches.package import Patch
from sar_radargrammetry.engine.reasons import Reason

LINES, SAMPLES = 90, 120


def patches_of(size=50, overlap=16):
    windows = tiles(LINES, SAMPLES, size, overlap)
    return [Patch(number, window, window, np.zeros((4, 2))) for number, window in enumerate(windows)]


def cut(patch, bands):
    w = patch.reference
    return bands[:, w.line : w.line + w.lines, w.sample : w.sample + w.samples].astype(np.float32)


def blend(patches, content, window=Window(0, 0, LINES, SAMPLES)):  # noqa: B008
    return blended(window, patches, content.__getitem__)


def field(seed=0):
    """Bands of a whole image: anything smooth or rough, all certain."""
    random = np.random.default_rng(seed)
    bands = random.uniform(0.5, 1.0, (6, LINES, SAMPLES))
    bands[:2] = 20.0 * random.standard_normal((2, LINES, SAMPLES))
    return bands


@pytest.mark.parametrize(("size", "overlap"), [(40, 0), (50, 16), (33, 11), (200, 50)])
def test_patches_of_one_field_give_that_field(size, overlap):
    patches = patches_of(size, overlap)
    bands = field()
    result = blend(patches, [cut(p, bands) for p in patches])
    assert result.dtype == np.float32 and result == pytest.approx(bands, rel=1e-6, abs=1e-5)


def test_bands_of_lines_give_what_the_whole_gives():
    patches = patches_of()
    content = [cut(p, field(p.number)) for p in patches]
    whole = blend(patches, content)
    parts = [blend(patches, content, Window(line, 0, min(32, LINES - line), SAMPLES)) for line in range(0, LINES, 32)]
    assert np.array_equal(np.concatenate(parts, axis=1), whole, equal_nan=True)


def test_tiles_give_what_the_whole_gives():
    patches = patches_of()
    content = []
    for patch in patches:
        bands = np.concatenate([field(patch.number), np.ones((2, LINES, SAMPLES))])
        bands[:2, 30:45, 55:80], bands[6, 30:45, 55:80] = np.nan, Reason.UNCERTAIN
        bands[7] = patch.number
        content.append(cut(patch, bands))
    plan, ledger = SimpleNamespace(patches=patches), SimpleNamespace(get=content.__getitem__)

    def of(window):
        bands = blended(window, patches, lambda number: content[number][:6])
        why, difference = judged(window, plan, ledger, np.isfinite(bands[0]))
        return np.concatenate([bands, why[None], difference[None]])

    whole = of(Window(0, 0, LINES, SAMPLES))
    assert len(np.unique(whole[6])) > 1 and np.isfinite(whole[7]).all()
    for line in range(0, LINES, 32):
        for sample in range(0, SAMPLES, 50):
            window = Window(line, sample, min(32, LINES - line), min(50, SAMPLES - sample))
            part = whole[:, line : line + window.lines, sample : sample + window.samples]
            assert np.array_equal(of(window), part, equal_nan=True)


def test_patches_that_differ_a_little_pass_into_each_other_without_a_seam():
    """Neighbours are off by a pixel; from pixel to pixel nothing may jump by more than its share of the ramps.

    At the outer edge of the image too, where all patches end together.
    """
    patches = patches_of()
    content = [np.ones((6, 50, 50)) for _ in patches]
    for patch, bands in zip(patches, content, strict=True):
        bands[:2] = patch.number % 2
    result = blend(patches, content)[0]
    for axis in (0, 1):
        assert np.abs(np.diff(result, axis=axis)).max() < 0.12
    assert result.min() < 0.1 and result.max() > 0.9


@pytest.mark.parametrize("certain", [0, 1])
def test_of_patches_that_found_different_things_one_is_taken_not_the_average(certain):
    patches = [Patch(n, Window(0, 20 * n, 40, 40), Window(0, 0, 1, 1), np.zeros((4, 2))) for n in (0, 1)]
    content = [np.full((6, 40, 40), 1.0), np.full((6, 40, 40), 1.0)]
    content[0][0], content[1][0] = 5.0, 5.0 + 3 * AGREE
    content[certain][2] = 1.0
    content[1 - certain][2] = 0.1
    result = blended(Window(0, 0, 40, 60), patches, content.__getitem__)
    assert set(np.unique(result[0])) == {5.0, np.float32(5.0 + 3 * AGREE)}
    # In the middle of the overlap both ramps are alike: certainty decides.
    assert (result[0][10:30, 28:31] == content[certain][0, 0, 0]).all()


def test_a_void_of_one_patch_is_filled_by_the_other_and_a_void_of_both_is_void():
    patches = [Patch(n, Window(0, 20 * n, 40, 40), Window(0, 0, 1, 1), np.zeros((4, 2))) for n in (0, 1)]
    content = [np.full((6, 40, 40), 2.0), np.full((6, 40, 40), 2.0)]
    content[0][:, 5:10, 25:35] = np.nan
    content[0][2, 5:10, 25:35] = 0.0
    content[1][:, 8:12, 5:15] = np.nan
    content[1][2, 8:12, 5:15] = 0.0
    result = blended(Window(0, 0, 40, 60), patches, content.__getitem__)
    void = np.zeros((40, 60), bool)
    void[8:10, 25:35] = True
    for band in (0, 1, 3, 4, 5):
        assert np.array_equal(np.isnan(result[band]), void)
    assert (result[2][void] == 0).all() and (result[:, ~void] == 2.0).all()


def test_where_no_patch_lies_there_is_no_match():
    patch = Patch(0, Window(10, 10, 20, 20), Window(0, 0, 1, 1), np.zeros((4, 2)))
    result = blended(Window(0, 0, 40, 40), [patch], [np.ones((6, 20, 20))].__getitem__)
    outside = np.ones((40, 40), bool)
    outside[10:30, 10:30] = False
    assert np.isnan(result[0][outside]).all() and (result[2][outside] == 0).all()
    assert (result[:, ~outside] == 1).all()


def test_only_patches_that_touch_the_window_are_read():
    patches = patches_of()
    read = []

    def bands_of(number):
        read.append(number)
        return np.ones((6, 50, 50))

    blended(Window(0, 0, 10, 10), patches, bands_of)
    assert read == [0]
