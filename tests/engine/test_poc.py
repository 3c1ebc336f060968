"""Phase-only correlation: known shifts come back, noise does not match, simulated pairs reach a floor."""

import dataclasses

import numpy as np
import pytest
import torch

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.banded import Found
from sar_radargrammetry.engine.matching.consistency import OF_PHASES
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.patch import both_ways
from sar_radargrammetry.engine.matching.poc import (
    FINE,
    FINEST,
    _sweep,
    build_pyramid,
    correlate,
    match,
    regularised,
)
from sar_radargrammetry.engine.matching.spread import PHASE_SPREAD
from sar_radargrammetry.engine.stereo.prior import NODE_STEP, HeightPrior

SIZE = 128
RIM = 20
"""Pixels along the border whose windows reach outside."""


def texture(seed=0, size=SIZE, shift=(0.0, 0.0), grain=1.2):
    """Amplitude of a periodic texture, moved exactly by a fraction of a pixel through its spectrum."""
    frequency = np.meshgrid(np.fft.fftfreq(size), np.fft.fftfreq(size), indexing="ij")
    spectrum = np.fft.fft2(np.random.default_rng(seed).standard_normal((size, size)))
    spectrum = spectrum * np.exp(-2.0 * (np.pi * grain) ** 2 * (frequency[0] ** 2 + frequency[1] ** 2))
    spectrum = spectrum * np.exp(-2j * np.pi * (frequency[0] * shift[0] + frequency[1] * shift[1]))
    field = np.fft.ifft2(spectrum).real
    return np.exp(field / field.std()).astype(np.float32)


def prior_of(offset=(0.0, 0.0), reach=0.0, size=SIZE, first=(0, 0)):
    """A prior that expects matches at pixel + offset, `reach` samples to both sides between heights -100 and 100."""
    lines = first[0] + NODE_STEP * np.arange(size // NODE_STEP + 1.0)
    samples = first[1] + NODE_STEP * np.arange(size // NODE_STEP + 1.0)
    at = np.stack(np.meshgrid(lines, samples, indexing="ij"), -1)
    coefficients = np.zeros((2, *at.shape))
    coefficients[0], coefficients[1][..., 1] = at + offset, reach
    return HeightPrior(Window(*first, size, size), lines, samples, coefficients, -100.0, 100.0, 0.0 * at[..., 0])


def views(one, two, first=(0, 0), second=(0, 0)):
    return ImagePatch(one, Window(*first, *one.shape)), ImagePatch(two, Window(*second, *two.shape))


def identity_field(size=SIZE):
    return torch.from_numpy(np.stack(np.mgrid[:size, :size], -1)).float()


def whole_windows(search):
    """Of the windows along an axis those that lie inside the image, and whose neighbours do."""
    rim = (search.window // 2 + 4) // search.stride + 2
    return slice(rim, -rim)


def inner(values):
    return values[RIM:-RIM, RIM:-RIM]


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.25, 0.0), (0.0, -0.5), (1.3, 2.4), (-0.7, -1.6)])
def test_one_correlation_finds_the_shift_with_its_sign(shift):
    """What lies at x in the first image lies at x + shift in the second."""
    first, second = (build_pyramid(texture(shift=s), 1, "cpu")[0] for s in ((0.0, 0.0), shift))
    found, peak = correlate(first, second, identity_field(), FINE)
    whole = whole_windows(FINE)
    middle = found[whole, whole].reshape(-1, 2).numpy()
    assert np.median(np.abs(middle - shift), axis=0).max() < 0.1
    assert float(peak[whole, whole].mean()) > 0.6


def test_equal_windows_have_a_peak_of_one_at_zero():
    level = build_pyramid(texture(), 1, "cpu")[0]
    found, peak = correlate(level, level, identity_field(), FINEST)
    assert float(found.abs().max()) < 1e-3
    whole = whole_windows(FINEST)
    assert peak[whole, whole].numpy() == pytest.approx(1.0, abs=1e-3)


def test_only_the_reach_is_searched():
    first, second = (build_pyramid(texture(shift=s), 1, "cpu")[0] for s in ((0.0, 0.0), (0.0, 11.0)))
    found, peak = correlate(first, second, identity_field(), FINE)
    assert float(found[..., 0].abs().max()) <= FINE.reach_line + 0.5
    assert float(found[..., 1].abs().max()) <= FINE.reach_sample + 0.5
    assert float(peak.median()) < 0.3


def test_no_data_gives_no_peak():
    amplitude = texture()
    amplitude[:, :64] = np.nan
    level = build_pyramid(amplitude, 1, "cpu")[0]
    _, peak = correlate(level, level, identity_field(), FINE)
    column = FINE.stride * np.arange(peak.shape[1])
    whole = whole_windows(FINE)
    # The peak falls off over the windows that are half void.
    assert (peak[:, column <= 64 - FINE.window // 2] == 0).all()
    assert (peak[whole][:, (column >= 64 + FINE.window // 2) & (column <= SIZE - FINE.window)] > 0.5).all()


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.3, -0.4), (2.25, 9.6), (-3.5, -17.2)])
def test_a_shifted_copy_is_matched_to_a_twentieth_of_a_pixel(shift):
    """Through all levels, with windows that start anywhere and a prior that knows the shift to 20 pixels only."""
    one, two = views(texture(), texture(shift=shift), first=(500, 300), second=(700, 900))
    match_of = match(one, two, prior_of((200.0, 600.0), reach=20.0, first=(500, 300)))
    line, sample = np.mgrid[500 : 500 + SIZE, 300 : 300 + SIZE]
    error = inner(match_of.position - np.stack([line + 200, sample + 600], -1) - shift)
    assert np.median(np.abs(error)) < 0.05
    assert np.percentile(np.linalg.norm(error, axis=-1), 95) < 0.25
    assert inner(match_of.certainty).min() > 0.5


def test_a_stretched_copy_is_followed():
    """Foreshortening: 3 % along samples, which a correlation without warping would blur."""
    size, stretch = SIZE, 1.03
    column = np.arange(size)
    image = np.log(texture(grain=2.5))
    place = 10.0 + (column - 10.0) / stretch
    stretched = np.exp(np.stack([np.interp(place, column, row) for row in image])).astype(np.float32)
    found = match(*views(np.exp(image), stretched), prior_of(reach=8.0))
    expected = 10.0 + stretch * (column - 10.0)
    error = found.position[RIM:-RIM, RIM:-RIM, 1] - expected[RIM:-RIM]
    assert np.median(np.abs(error)) < 0.1


def test_the_same_input_gives_the_same_bits():
    one, two = views(texture(), texture(shift=(0.4, 1.7)))
    a, b = (match(one, two, prior_of(reach=6.0)) for _ in range(2))
    for f in dataclasses.fields(a):
        assert np.array_equal(getattr(a, f.name), getattr(b, f.name), equal_nan=True)


def test_noise_hardly_survives_the_check_of_the_way_back():
    one, two = views(texture(1, grain=0.3), texture(2, grain=0.3))
    prior = prior_of(reach=30.0)
    forward = match(one, two, prior)
    kept, *_ = both_ways(Found(forward, prior, one, two), match, OF_PHASES, PHASE_SPREAD)
    assert np.isfinite(kept.position[..., 0]).mean() < 0.1
    good = match(one, one, prior)
    assert np.median(forward.certainty) < np.median(good.certainty) - 0.2


def test_voids_have_no_match():
    amplitude = texture()
    amplitude[:, 80:] = np.nan
    found = match(*views(texture(), amplitude), prior_of(reach=4.0))
    assert np.isnan(found.position[30:-30, 100:-4]).all() and np.isnan(found.covariance[30:-30, 100:-4]).all()
    assert (found.certainty[30:-30, 100:-4] == 0).all()
    assert np.isfinite(found.position[30:-30, 20:60]).all()


def test_a_place_that_the_secondary_never_passes_costs_what_its_windows_reach_only():
    size, lost = 256, 150
    one, two = views(texture(size=size), texture(size=size, shift=(0.0, 3.0)))
    prior = prior_of((0.0, 3.0), reach=10.0, size=size)
    coefficients = prior.coefficients.copy()
    coefficients[:, 0, 0] = np.nan
    found = match(one, two, dataclasses.replace(prior, coefficients=coefficients))
    error = inner(found.position - np.stack(np.mgrid[:size, :size], -1) - [0.0, 3.0])
    for part in (error[lost - RIM :], error[:, lost - RIM :]):
        assert np.median(np.abs(part)) < 0.05
        assert np.percentile(np.linalg.norm(part, axis=-1), 95) < 0.25


def test_an_outlier_among_shifts_is_replaced_by_its_neighbours():
    shift = torch.ones(12, 14, 2) * torch.tensor([0.5, -0.25])
    shift[6, 7] = torch.tensor([3.0, 4.0])
    smooth = regularised(shift, torch.full((12, 14), 0.5))
    assert smooth.numpy() == pytest.approx(np.broadcast_to([0.5, -0.25], (12, 14, 2)), abs=1e-5)


def test_places_whose_windows_have_too_little_data_start_from_the_height_beside_them():
    """No height correlates at the rim; the lowest one, which was taken, misled the matches beside it."""
    level = build_pyramid(texture(), 1, "cpu")[0]
    found = _sweep(level, level, prior_of(reach=40.0), np.zeros(2), 0)
    off = (found - identity_field()).norm(dim=-1)
    assert off[:, 0].max() < 4.0 and off[0].median() < 4.0 and inner(off.numpy()).max() < 1.0
