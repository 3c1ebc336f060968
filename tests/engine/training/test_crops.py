"""Crops: the truth in the network's frame is where the geometry puts the true height."""

import dataclasses

import numpy as np
import pytest
import small
import torch

from sar_radargrammetry.engine.matching.banded import NODE_STEP
from sar_radargrammetry.engine.training import crops
from sar_radargrammetry.engine.training.compact import true_height
from sar_radargrammetry.engine.training.crops import batches, crop, make_batch, stack

SIDE, HEIGHTS = 48, 9


def framed(sample, heights, seed=3, vary=True):
    found = crop(sample, SIDE, heights, np.random.default_rng(seed), vary)
    return found and found.framed(heights)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_without_variation_the_truth_lies_on_the_curve_of_heights(samples, number):
    """The prior is exact there: what is left is its interpolation, and the ground's relief within a cell."""
    checked = 0
    for seed in range(6):
        found = framed(samples[number], HEIGHTS, seed, vary=False)
        if found is None:
            continue
        inputs, truth, absent = found
        known = np.isfinite(truth).all(-1)
        assert truth.shape == (SIDE, SIDE, 2) and absent.shape == known.shape
        assert not (known & absent).any()
        # Every pixel's own curve: its place at the middle height and the direction of the cells' places.
        offset = np.moveaxis(truth, -1, 0) - inputs.base.numpy()
        along = inputs.along.numpy()
        across = along[0] * offset[1] - along[1] * offset[0]
        assert np.abs(across[known]).max() < 0.5
        index, _ = true_height(inputs.places[None], _centres(truth)[None])
        inside = np.isfinite(index[0].numpy())
        assert inside.any()
        assert index[0].numpy()[inside].min() > -0.6 and index[0].numpy()[inside].max() < HEIGHTS - 0.4
        checked += 1
    assert checked


def _centres(truth):
    """Mean match of the cells of 8 pixels; NaN where a pixel is unknown."""
    cells = truth.reshape(SIDE // 8, 8, SIDE // 8, 8, 2).mean((1, 3))
    return torch.from_numpy(np.moveaxis(cells, -1, 0)).float()


def test_the_sweep_has_exactly_the_heights_asked_for(samples):
    for heights in (6, HEIGHTS, 16):
        inputs, _, _ = framed(samples[0], heights)
        assert inputs.places.shape == (heights, 2, SIDE // 8, SIDE // 8)
        step = np.hypot(*np.moveaxis(np.diff(inputs.places.numpy(), axis=0), 1, 0))
        # The rate differs over the patch and the heights; a flight this near shows it.
        assert step.max() < 9.5 and step.mean() == pytest.approx(8.0, rel=0.15)


class TestSearched:
    """What a crop is searched around: a plane, or a surface that is wrong in places."""

    def priors(self, samples, count=12):
        for seed in range(count):
            found = crop(samples[seed % 3], SIDE, HEIGHTS, np.random.default_rng(seed), False)
            if found is not None:
                yield found, self.true_offset(found)

    @staticmethod
    def true_offset(found):
        """Offset [m] of the true ground from what is searched around; NaN where it is not known."""
        origin = np.array([found.secondary.window.line, found.secondary.window.sample])
        return found.prior.offset_of(found.truth + origin)[0]

    def test_a_plane_is_that_of_the_middle_of_the_ground(self, samples, monkeypatch):
        monkeypatch.setattr(crops, "LEVEL_SHARE", 1.0)
        for found, offset in self.priors(samples):
            assert np.ptp(found.prior.base_height) == 0.0
            assert abs(np.nanmedian(offset)) < 0.5

    def test_a_surface_follows_the_ground_and_is_wrong_by_no_more_than_allowed(self, samples, monkeypatch):
        monkeypatch.setattr(crops, "LEVEL_SHARE", 0.0)
        residuals = []
        for found, offset in self.priors(samples):
            prior = found.prior
            assert np.ptp(prior.base_height) > 1.0 and np.diff(prior.node_lines)[0] == NODE_STEP
            span = prior.high - prior.low
            ground = offset + prior.to_pixels(prior.base_height)
            known = np.isfinite(ground)
            # Relief that the plane has to hold, the surface has taken up in part.
            assert np.std(offset[known]) < np.std(ground[known]) + crops.WRONG * span
            residuals.append(np.std(offset[known]) / span)
        assert max(residuals) > 0.02, "some surfaces are wrong"
        assert max(residuals) < crops.WRONG + 0.1

    def test_an_exact_surface_leaves_what_a_node_cannot_hold(self, samples, monkeypatch):
        monkeypatch.setattr(crops, "LEVEL_SHARE", 0.0)
        monkeypatch.setattr(crops, "WRONG", 0.0)
        left, relief = [], []
        for found, offset in self.priors(samples):
            ground = offset + found.prior.to_pixels(found.prior.base_height)
            known = np.isfinite(ground)
            left.append(np.var(offset[known]))
            relief.append(np.var(ground[known]))
        assert np.sum(left) < 0.4 * np.sum(relief) and (np.array(left) < relief).all()

    def test_the_true_ground_lies_inside_what_is_searched_and_anywhere_in_it(self, samples):
        places = []
        for found, offset in self.priors(samples, 24):
            known = offset[np.isfinite(offset)]
            free = found.prior.high - found.prior.low - np.ptp(np.percentile(known, [1.0, 99.0]))
            if free > 0:
                assert ((known >= found.prior.low) & (known <= found.prior.high)).mean() > 0.975
                places.append((np.percentile(known, 1.0) - found.prior.low) / free)
        assert len(places) > 10 and min(places) < 0.3 and max(places) > 0.7
        assert min(places) >= -0.01 and max(places) <= 1.01


def test_crops_whose_heights_move_nothing_are_not_taken(samples):
    """Where both lines of sight nearly meet the curve of heights is rounding, and its span endless."""
    prior = samples[0].prior
    coefficients = prior.coefficients.copy()
    corner = coefficients[1:, 0, 0].copy()
    coefficients[1:] *= 1e-4
    coefficients[1:, 0, 0] = corner
    still = dataclasses.replace(samples[0], prior=dataclasses.replace(prior, coefficients=coefficients))
    assert all(crop(still, small.SIDE, HEIGHTS, np.random.default_rng(seed), False) is None for seed in range(4))
    assert any(crop(samples[0], small.SIDE, HEIGHTS, np.random.default_rng(seed), False) for seed in range(4))


def test_batches_are_searched_at_few_and_at_many_heights(tiny_set):
    """As the passes do; the wanted number is the most."""
    files = tiny_set.files("train")
    counts = [make_batch(files, step, 1, 1, SIDE, HEIGHTS, True).inputs["places"].shape[1] for step in range(24)]
    assert set(counts) == {h for h in crops.HEIGHTS if h < HEIGHTS} | {HEIGHTS}


def test_navigation_errors_move_the_prior_and_not_the_truth(samples, monkeypatch):
    still = framed(samples[0], HEIGHTS, vary=False)
    monkeypatch.setattr(crops, "CONTRAST", 0.0)
    monkeypatch.setattr(crops, "VOID_SHARE", 0.0)
    moved = framed(samples[0], HEIGHTS, vary=True)
    shift = [found[1] - np.moveaxis(found[0].base.numpy(), 0, -1) for found in (still, moved)]
    known = np.isfinite(shift[0]).all(-1) & np.isfinite(shift[1]).all(-1)
    difference = (shift[1] - shift[0])[known]
    # The same everywhere, but for the frame's own least squares.
    assert np.abs(difference - difference.mean(0)).max() < 0.05
    assert 0.1 < np.hypot(*difference.mean(0)) < 20.0


def test_batches_are_a_function_of_the_step(tiny_set):
    files = tiny_set.files("train")
    one, two = (make_batch(files, 5, 1, 2, SIDE, HEIGHTS, True) for _ in range(2))
    other = make_batch(files, 6, 1, 2, SIDE, HEIGHTS, True)
    assert torch.equal(one.inputs["reference"], two.inputs["reference"]) and torch.equal(one.truth, two.truth)
    assert not torch.equal(one.inputs["reference"], other.inputs["reference"])
    (again,) = batches(files, 5, 6, 1, 2, SIDE, HEIGHTS)
    assert torch.equal(one.truth, again.truth)


def test_stacking_pads_and_marks(samples):
    found = [framed(sample, HEIGHTS, 1) for sample in samples]
    batch = stack([item for item in found if item is not None])
    assert batch.truth.shape[1:] == (2, SIDE, SIDE)
    assert torch.isfinite(batch.truth).all() and not (batch.known & batch.absent).any()
    assert batch.inputs["canvas_size"] == tuple(max(f[0].canvas_size[a] for f in found if f) for a in (0, 1))
