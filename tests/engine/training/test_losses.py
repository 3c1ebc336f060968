"""Losses where their value is known on paper."""

import math

import pytest
import torch

from sar_radargrammetry.engine.matching.compact.network import Estimate
from sar_radargrammetry.engine.training import compact
from sar_radargrammetry.engine.training.compact import loss, true_height
from sar_radargrammetry.engine.training.measures import along_and_across

HEIGHTS, SIDE = 7, 16
STAGES = ((2, 2, False),)


def case(error=(0.0, 0.0), log_scale=0.0, logit=0.0, logits=0.0, index=3.0, known=True):
    """A loss where every match errs alike, the heights lie 8 px apart along the samples, and height `index` is true."""
    lines, samples = torch.meshgrid(torch.arange(SIDE) * 1.0, torch.arange(SIDE) * 1.0, indexing="ij")
    truth = torch.stack([lines, samples])[None]
    cells = torch.nn.functional.avg_pool2d(truth, 8)
    rise = torch.tensor([0.0, 8.0])[None, None, :, None, None]
    places = cells[:, None] + rise * (torch.arange(HEIGHTS) - index)[None, :, None, None, None]
    position = truth + torch.tensor(error)[None, :, None, None]
    h = SIDE // 2
    estimate = Estimate(position, position, torch.full((1, 2, h, h), log_scale), torch.full((1, h, h), logit))
    where = torch.full((1, SIDE, SIDE), known)
    scores = torch.full((1, HEIGHTS, 2, 2), logits) if isinstance(logits, float) else logits
    along = torch.tensor([[0.0, 1.0]])
    return loss(scores, [estimate], places, along, truth, where, ~where, STAGES)


def test_no_error_costs_what_is_known():
    found = case()
    assert float(found.regression) == 0.0
    assert float(found.sweep) == pytest.approx(math.log(HEIGHTS), abs=1e-5)
    assert float(found.scale) == pytest.approx(0.0, abs=1e-6)
    assert float(found.certainty) == pytest.approx(math.log(2.0), abs=1e-6)
    expected = math.log(HEIGHTS) + compact.CERTAINTY_WEIGHT * math.log(2.0)
    assert float(found.total) == pytest.approx(expected, abs=1e-5)


def test_an_error_costs_the_charbonnier_and_the_laplace_likelihood():
    found = case(error=(0.5, -1.0), log_scale=0.25)
    length = (0.5**2 + 1.0**2) / compact.CHARBONNIER**2
    assert float(found.regression) == pytest.approx(
        math.sqrt(compact.CHARBONNIER) * ((length + 1.0) ** 0.25 - 1.0), rel=1e-5
    )
    assert float(found.scale) == pytest.approx(1.5 * math.exp(-0.25) + 2 * 0.25, rel=1e-5)


def test_a_wrong_match_is_asked_to_be_uncertain_and_has_no_scale():
    found = case(error=(5.0, 0.0), logit=-2.0)
    assert float(found.certainty) == pytest.approx(math.log1p(math.exp(-2.0)), rel=1e-5)
    assert float(found.scale) == 0.0


def test_the_sweep_shares_a_height_between_its_neighbours():
    logits = torch.zeros(1, HEIGHTS, 2, 2)
    logits[:, 2], logits[:, 3] = 2.0, 1.0
    log = torch.log_softmax(logits, 1)[0, :, 0, 0]
    found = case(logits=logits, index=2.25)
    assert float(found.sweep) == pytest.approx(float(-0.75 * log[2] - 0.25 * log[3]), rel=1e-4)


def test_where_nothing_is_known_only_the_certainty_is_judged():
    found = case(known=False, error=(1.0, 1.0))
    assert float(found.sweep) == float(found.regression) == float(found.scale) == 0.0
    assert float(found.certainty) == pytest.approx(math.log(2.0), rel=1e-5)


def test_what_is_not_a_number_is_not_hidden():
    assert not torch.isfinite(case(error=(math.nan, 0.0)).total)
    assert not torch.isfinite(case(log_scale=math.nan).total)


@pytest.mark.parametrize("index", [0.0, 0.4, 2.5, 5.75, 6.0])
def test_true_height_finds_a_fraction_of_a_straight_line(index):
    rise = torch.tensor([3.0, 7.0])
    places = (torch.arange(HEIGHTS)[:, None] * rise)[None, :, :, None, None] + 20.0
    match = (index * rise + 20.0)[None, :, None, None]
    aside = torch.tensor([7.0, -3.0]) / math.hypot(7.0, 3.0)
    for distance in (0.0, 2.0):
        found, left = true_height(places, match + distance * aside[None, :, None, None])
        assert float(found) == pytest.approx(index, abs=1e-4)
        assert float(left) == pytest.approx(distance, abs=1e-4)


def test_turning_keeps_lengths():
    error = torch.randn(1, 2, 4, 4, generator=torch.Generator().manual_seed(1))
    along = torch.tensor([[0.6, -0.8]])
    turned = along_and_across(error, along)
    torch.testing.assert_close(turned.square().sum(1), error.square().sum(1))
    torch.testing.assert_close(along_and_across(along[:, :, None, None], along)[0, :, 0, 0], torch.tensor([1.0, 0.0]))
