"""Pyramids of log amplitude, and sampling between pixels."""

import numpy as np
import pytest
import torch

from sar_radargrammetry.engine.matching.poc import build_pyramid, sample


def speckled(shape, seed=0):
    return np.random.default_rng(seed).rayleigh(size=shape).astype(np.float32)


def test_levels_are_the_logarithm_of_mean_power_of_known_pixels():
    amplitude = speckled((32, 40))
    amplitude[4, 6], amplitude[8:12, 8:10], amplitude[20, 21] = np.nan, 0.0, -1.0
    levels = build_pyramid(amplitude, 3, "cpu")
    known = np.isfinite(amplitude) & (amplitude > 0)
    power = np.where(known, amplitude, 0.0).astype(float) ** 2
    for number, level in enumerate(levels):
        factor = 2**number
        blocks = (32 // factor, factor, 40 // factor, factor)
        share = known.reshape(blocks).mean((1, 3))
        assert level.valid.numpy() == pytest.approx(share)
        has_data = share > 0.5
        mean = power.reshape(blocks).sum((1, 3))[has_data] / known.reshape(blocks).sum((1, 3))[has_data]
        expected = np.zeros(share.shape)
        expected[has_data] = 0.5 * np.log(mean) - np.mean(0.5 * np.log(mean))
        assert level.texture.numpy() == pytest.approx(expected, abs=1e-5)
    assert levels[2].valid.numpy()[2, 2] == 0.5 and levels[2].texture.numpy()[2, 2] == 0.0


def test_brightness_does_not_matter():
    amplitude = speckled((16, 16))
    for one, two in zip(build_pyramid(amplitude, 3, "cpu"), build_pyramid(1e4 * amplitude, 3, "cpu"), strict=True):
        assert np.allclose(one.texture, two.texture, atol=1e-5)


def test_averaging_halves_speckle():
    """The variance of log intensity of n looks falls like 1 / n."""
    spread = [float(level.texture.std()) for level in build_pyramid(speckled((512, 512)), 4, "cpu")]
    # Closed form for one look: half the standard deviation of a log exponential variable, pi / sqrt(6) / 2.
    assert spread[0] == pytest.approx(np.pi / np.sqrt(6.0) / 2.0, rel=0.02)
    assert spread[3] == pytest.approx(0.5 / np.sqrt(64.0), rel=0.05)


def test_odd_sizes_small_sizes_and_nothing_at_all():
    levels = build_pyramid(speckled((7, 5)), 4, "cpu")
    assert [tuple(level.texture.shape) for level in levels] == [(7, 5), (3, 2), (1, 1)]
    empty = build_pyramid(np.full((8, 8), np.nan, np.float32), 3, "cpu")
    assert all((level.texture == 0).all() and (level.valid == 0).all() for level in empty)


@pytest.mark.parametrize("shape", [(9, 14), (2, 2), (1, 6)])
def test_sampling_whole_pixels_is_exact(shape):
    image = torch.from_numpy(speckled((3, *shape), 1)).double()
    rows, columns = torch.meshgrid(torch.arange(shape[0]), torch.arange(shape[1]), indexing="ij")
    position = torch.stack([rows, columns], -1).double()
    assert torch.allclose(sample(image, position), image, atol=1e-12)


def test_sampling_between_pixels_is_bilinear_and_zero_or_the_border_outside():
    rows, columns = np.mgrid[:20, :30].astype(float)
    plane = torch.from_numpy(2.0 * rows - 0.5 * columns + 3.0)[None]
    place = np.random.default_rng(3).uniform((0, 0), (19, 29), (50, 2))
    values = sample(plane, torch.from_numpy(place))[0].numpy()
    assert values == pytest.approx(2.0 * place[:, 0] - 0.5 * place[:, 1] + 3.0, abs=1e-9)
    outside = torch.tensor([[-5.0, 10.0], [10.0, 60.0]], dtype=torch.float64)
    assert (sample(plane, outside) == 0).all()
    assert sample(plane, outside, padding="border")[0].numpy() == pytest.approx([3.0 - 5.0, 20.0 - 14.5 + 3.0])
