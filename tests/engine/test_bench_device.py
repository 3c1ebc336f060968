"""What `make bench DEVICE=cuda` tells is counted right."""

import numpy as np
import pytest
import torch

from benchmarks import device


def test_agreement_counts_pixels_and_distances():
    one = np.zeros((1, 2, 2, 5))
    other = one.copy()
    other[0, :, 0] = [[3.0] * 5, [4.0] * 5]
    other[0, :, 1, 0] = np.nan
    one[0, :, 1, 1] = other[0, :, 1, 1] = np.nan
    found = device.agreement(one, other)
    assert found.same == pytest.approx(0.9)
    assert found.median == 5.0 and found.most == 5.0


def test_the_table_has_ratios_to_the_processor():
    rows = [device.Timed("cpu", 2.0, 4.0, None), device.Timed("cuda", 0.5, 0.1, 2.5e9)]
    last, words = device.table(rows, device.Agreement(0.999, 1e-4, 2e-2))[-2:]
    assert last.split() == ["cuda", "0.50", "s", "4.0", "0.10", "s", "40.0", "80.0", "2.50", "GB"]
    assert words.strip().startswith("99.90 % of the pixels")


def test_a_missing_card_is_a_sentence(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "no CUDA device" in device.missing("cuda") and device.missing("cpu") is None
