"""RoMa's network: the authors' to the last name and shape, and reduced; what stands in for torchvision."""

import sys
import unittest.mock
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.matching.roma import network, stand_ins
from sar_radargrammetry.engine.matching.roma.design import OUTDOOR, REDUCED
from sar_radargrammetry.engine.matching.roma.network import DINOV2, build, shapes, state_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def reduced():
    torch.manual_seed(0)
    return build(REDUCED)


def passes(net, first, second, factor=2):
    """Both passes of the network over (B, 3, H, W) images: the answer of the second one at stride 1."""
    with torch.inference_mode():
        coarse = net({"im_A": first, "im_B": second})
        large = [torch.nn.functional.interpolate(x, scale_factor=factor) for x in (first, second)]
        return net({"im_A": large[0], "im_B": large[1], "corresps": coarse[1]}, upsample=True)[1]


class TestOutdoor:
    def test_names_and_shapes_are_those_of_the_authors_constructor(self):
        build(OUTDOOR, "meta")  # imports romatch
        from romatch.models.model_zoo import roma_models

        theirs = sys.modules["sar_radargrammetry.engine.matching.roma.assembly"].OutdoorEncoder
        with (
            torch.device("meta"),
            unittest.mock.patch.object(roma_models, "CNNandDinov2", lambda **_: theirs(torch.float32)),
            unittest.mock.patch.object(roma_models.RegressionMatcher, "load_state_dict"),
        ):
            expected = roma_models.roma_model(560, True, torch.device("meta"), upsample_res=864, use_custom_corr=False)
        found = {name: shape for name, shape in shapes(OUTDOOR).items() if not name.startswith(DINOV2)}
        assert found == {name: tuple(tensor.shape) for name, tensor in expected.state_dict().items()}
        assert len(found) == 603

    def test_dinov2_is_the_large_vision_transformer_with_patches_of_14_pixels(self):
        found = {name: shape for name, shape in shapes(OUTDOOR).items() if name.startswith(DINOV2)}
        assert len(found) == 4 + 24 * 14 + 2 + 1
        assert found["dinov2.pos_embed"] == (1, (518 // 14) ** 2 + 1, 1024)
        assert found["dinov2.blocks.23.mlp.fc1.weight"] == (4096, 1024)
        assert sum(int(np.prod(shape)) for shape in found.values()) == pytest.approx(304e6, rel=0.01)


class TestReduced:
    def test_answers_at_the_size_of_the_second_pass(self, reduced):
        images = torch.randn(2, 2, 3, 96, 64)
        found = passes(reduced, *images)
        assert found["flow"].shape == (2, 2, 192, 128)
        assert found["certainty"].shape == (2, 1, 192, 128)

    def test_learns_through_every_part(self, reduced):
        net = build(REDUCED, state={name: tensor.clone() for name, tensor in state_of(reduced).items()}).train()
        answers = net({"im_A": torch.randn(2, 3, 64, 64), "im_B": torch.randn(2, 3, 64, 64)})
        loss = answers[16]["gm_cls"].logsumexp(1).mean()
        (loss + sum(a["flow"].abs().mean() + a["certainty"].mean() for a in answers.values())).backward()
        idle = [name for name, number in net.named_parameters() if number.grad is None]
        assert not idle

    def test_a_state_makes_the_same_network(self, reduced):
        images = torch.randn(2, 1, 3, 64, 64)
        again = build(REDUCED, state=state_of(reduced))
        assert torch.equal(passes(again, *images)["flow"], passes(reduced, *images)["flow"])

    def test_is_small(self):
        assert sum(int(np.prod(shape)) for shape in shapes(REDUCED).values()) < 8e6


class TestMissingPackage:
    def test_says_how_to_install_it(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "romatch.models.encoders", None)
        monkeypatch.delitem(sys.modules, f"{network.__package__}.assembly", raising=False)
        monkeypatch.delattr(sys.modules[network.__package__], "assembly", raising=False)
        with pytest.raises(EngineError, match=r"needs the Python package romatch; install it with: .*romatch==0\.1\.2"):
            build(REDUCED)

    def test_the_packages_are_those_that_the_tests_install(self):
        lines = (ROOT / "requirements-roma.txt").read_text().splitlines()
        assert [line for line in lines if not line.startswith("#")] == list(network.PACKAGES)


class TestStandIns:
    def test_leave_nothing_behind_and_hide_no_package_that_works(self, monkeypatch):
        real = type(sys)("torchvision")
        for name in ("torchvision", "torchvision.models", "torchvision.transforms.functional"):
            monkeypatch.setitem(sys.modules, name, real)
        with stand_ins.stand_ins():
            import torchvision

            assert torchvision is real
        assert sys.modules["torchvision"] is real

    def test_take_the_place_of_one_that_fails(self, monkeypatch, tmp_path):
        (tmp_path / "torchvision").mkdir()
        (tmp_path / "torchvision" / "__init__.py").write_text("raise RuntimeError('operator torchvision::nms')")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "torchvision", raising=False)
        with stand_ins.stand_ins():
            from torchvision.transforms import Normalize
        assert Normalize is stand_ins.Normalize
        assert "torchvision" not in sys.modules and "torchvision.transforms" not in sys.modules

    def test_images_become_what_the_encoder_was_trained_on(self):
        pixels = np.zeros((4, 6, 3), np.uint8)
        pixels[..., 1] = 255
        image = stand_ins.Resize((8, 12), stand_ins.InterpolationMode.BICUBIC)(Image.fromarray(pixels))
        tensor = stand_ins.Normalize([0.5, 0.5, 0.25], [0.5, 0.25, 0.25])(stand_ins.ToTensor()(image))
        assert tensor.shape == (3, 8, 12)
        assert tensor[:, 3, 5].tolist() == [-1.0, 2.0, -1.0]

    def test_vgg_has_nineteen_layers_less_the_three_of_its_classifier(self):
        layers = stand_ins.vgg19_bn().features
        assert sum(isinstance(layer, torch.nn.Conv2d) for layer in layers) == 16
        pools = [number for number, layer in enumerate(layers) if isinstance(layer, torch.nn.MaxPool2d)]
        assert pools == [6, 13, 26, 39, 52]
        assert layers(torch.zeros(1, 3, 32, 32)).shape == (1, 512, 1, 1)
        with pytest.raises(ValueError):
            stand_ins.vgg19_bn("IMAGENET1K_V1")
