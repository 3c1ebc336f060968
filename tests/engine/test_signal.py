"""Where an image shows noise only."""

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.image.signal import BOX, NoiseFloor
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image

SIZE = 220


def image(folder, decibels, seed=1):
    """Speckle of a mean power [dB] (lines, samples)."""
    random = np.random.default_rng(seed)
    power = 10.0 ** (0.1 * decibels) * random.exponential(size=decibels.shape)
    path = folder / "i.tif"
    write_slant_image(path, np.sqrt(power).astype(np.float32), scenes.model(35.0, size=SIZE), {})
    return SlantImage.open(path)


def whole(picture):
    floor = NoiseFloor.of(picture)
    return np.concatenate([floor.dark(line, min(64, SIZE - line)) for line in range(0, SIZE, 64)])


@pytest.mark.parametrize("level", [-25.0, 40.0])
def test_noise_is_found_at_any_scale(tmp_path, level):
    decibels = np.full((SIZE, SIZE), level + 18.0)
    decibels[:, :80] = level
    dark = whole(image(tmp_path, decibels))
    assert dark[:, : 80 - BOX].mean() > 0.99
    assert not dark[:, 80 + BOX :].any()


def test_an_image_without_dark_parts_has_no_noise(tmp_path):
    """Fields that differ by a few decibels are no noise, however dark the darkest."""
    decibels = np.full((SIZE, SIZE), -8.0)
    decibels[:, :80] = -15.0
    assert not whole(image(tmp_path, decibels)).any()


def test_roads_brighter_than_noise_stay(tmp_path):
    decibels = np.full((SIZE, SIZE), -8.0)
    decibels[:, :80], decibels[100:120, 80:] = -28.0, -22.0
    assert not whole(image(tmp_path, decibels))[:, 100:].any()


def test_bands_and_borders_are_judged_as_the_whole(tmp_path):
    decibels = np.full((SIZE, SIZE), -10.0)
    decibels[:60] = -30.0
    picture = image(tmp_path, decibels)
    floor = NoiseFloor.of(picture)
    assert np.array_equal(whole(picture), floor.dark(0, SIZE))
    assert floor.dark(0, SIZE)[0].mean() > 0.97


def test_no_data_is_no_signal(tmp_path):
    decibels = np.full((SIZE, SIZE), -10.0)
    decibels[50:90, 50:90] = np.nan
    dark = whole(image(tmp_path, decibels))
    assert np.array_equal(dark, np.isnan(decibels))


def test_an_empty_image_is_dark(tmp_path):
    assert whole(image(tmp_path, np.full((SIZE, SIZE), np.nan))).all()
