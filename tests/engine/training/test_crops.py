"""Crops: the truth in the network's frame is where the geometry puts the true height."""

import numpy as np
import pytest
import torch

from sar_radargrammetry.engine.training import crops
from sar_radargrammetry.engine.training.batches import batches, make_batch
from sar_radargrammetry.engine.training.crops import crop, stack
from sar_radargrammetry.engine.training.losses import true_height

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
