"""In which precision networks compute."""

import pytest
import torch

from sar_radargrammetry.engine.matching.compact.matcher import BUNDLED, read_weights
from sar_radargrammetry.engine.matching.learned.layers import convolving_in
from sar_radargrammetry.engine.precision import BFLOAT16, FLOAT32, choose_precision


@pytest.mark.parametrize(
    ("able", "precision"),
    [
        ({"avx512_bf16": True, "amx_bf16": False}, BFLOAT16),
        ({"avx512_bf16": False, "amx_bf16": True}, BFLOAT16),
        ({"avx512_bf16": False, "amx_bf16": False, "avx512_f": True}, FLOAT32),
        ({"architecture": "aarch64"}, FLOAT32),
    ],
)
def test_processors_with_instructions_for_it_compute_in_bfloat16(monkeypatch, able, precision):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert choose_precision("cpu") == precision
    assert choose_precision("cuda") == FLOAT32


def test_only_convolutions_change():
    net = convolving_in(torch.bfloat16, read_weights(BUNDLED).network())
    kinds = {name.rsplit(".", 1)[-1]: value.dtype for name, value in net.state_dict().items()}
    assert kinds["weight"] == kinds["bias"] == torch.bfloat16
    assert kinds["sharpness"] == torch.float32


def test_features_are_float32_whatever_the_precision():
    torch.manual_seed(0)
    image = torch.rand(1, 2, 64, 64)
    with torch.inference_mode():
        full, half = (
            convolving_in(dtype, read_weights(BUNDLED).network()).encoder(image)
            for dtype in (torch.float32, torch.bfloat16)
        )
    for one, two in zip(full, half, strict=True):
        assert one.dtype == two.dtype == torch.float32
        assert (one - two).abs().max() < 0.05 * one.abs().max()
