"""Training samples from random pairs: the same from the same seed, and true to the ground."""

import dataclasses

import numpy as np
import pytest

from sar_radargrammetry.engine.training import simulated
from sar_radargrammetry.engine.training.drawing import draw
from sar_radargrammetry.engine.training.sample import VISIBLE


@pytest.fixture
def small_pair(monkeypatch):
    """A random pair with every option, of a few pixels."""
    monkeypatch.setattr(simulated, "SIDE", 96)
    seed = next(s for s in range(100) if (a := draw(s).settings.appearance).cover and a.lines.count and a.texture.order)
    what = draw(seed)
    settings = dataclasses.replace(
        what.settings,
        terrain="plains",
        size=220.0,
        range_spacing=1.0,
        azimuth_spacing=1.0,
        reference_look=35.0,
        secondary_look=60.0,
        crossing=30.0,
        decorrelation=0.1,
        noise=-40.0,
    )
    return dataclasses.replace(what, settings=settings, looks=9)


def test_same_seed_gives_the_same_samples(small_pair):
    first, again = (simulated.make_samples(small_pair) for _ in range(2))
    assert len(first) == len(again) == 2
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.reference.amplitude, other.reference.amplitude)
        assert np.array_equal(one.secondary.amplitude, other.secondary.amplitude)
        assert np.array_equal(one.truth, other.truth, equal_nan=True)


def test_both_views_of_a_sample_show_the_same_ground_by_its_truth(small_pair):
    for sample in simulated.make_samples(small_pair):
        seen = sample.state == VISIBLE
        line, column = (np.rint(sample.truth[seen][:, k]).astype(int) for k in (0, 1))
        inside = (line >= 0) & (column >= 0)
        inside &= (line < sample.secondary.window.lines) & (column < sample.secondary.window.samples)
        assert inside.mean() > 0.95
        levels = np.log(sample.reference.amplitude[seen][inside])
        there = np.log(sample.secondary.amplitude[line[inside], column[inside]])
        moved = np.log(sample.secondary.amplitude[(line[inside] + 40) % sample.secondary.window.lines, column[inside]])
        assert np.corrcoef(levels, there)[0, 1] > max(0.25, 1.5 * abs(np.corrcoef(levels, moved)[0, 1]))
