"""RoMa's weights: two checkpoints become one file; what is damaged or of another network is refused in a sentence."""

import dataclasses
import json

import pytest
import torch
from safetensors.torch import save_file

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration, write_weights
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.roma import weights as module
from sar_radargrammetry.engine.matching.roma.design import OUTDOOR, REDUCED
from sar_radargrammetry.engine.matching.roma.network import DINOV2, build, shapes, state_of
from sar_radargrammetry.engine.matching.roma.weights import (
    UNCALIBRATED,
    RomaWeights,
    check_state,
    read_checkpoint,
    read_half,
    read_weights,
)

SMALL = dataclasses.replace(REDUCED, coarse=64, fine=96)
FAKE = {"encoder.a": (2, 3), "decoder.b": (4,), f"{DINOV2}pos_embed": (1, 5)}
"""Stands for the 946 shapes of the full size, which fill 1.7 GB."""


@pytest.fixture(scope="module")
def state():
    torch.manual_seed(1)
    return state_of(build(SMALL))


@pytest.fixture
def path(state, tmp_path):
    write_weights(
        tmp_path / "w.safetensors", RomaWeights(state, SMALL, Calibration(0.9, 0.7, 2.0, -1.0), {"made_by": "test"})
    )
    return tmp_path / "w.safetensors"


@pytest.fixture
def halves(tmp_path, monkeypatch):
    """Two checkpoints, and the small shapes that they have."""
    monkeypatch.setattr(module, "_shapes", {OUTDOOR: FAKE}.get)
    first, second = tmp_path / "roma.pth", tmp_path / "dinov2.pth"
    torch.save({name: torch.rand(shape) for name, shape in FAKE.items() if not name.startswith(DINOV2)}, first)
    torch.save({"pos_embed": torch.rand(1, 5)}, second)
    return first, second


class TestOneFile:
    def test_comes_back_as_it_was_written(self, state, path):
        again = read_weights(path)
        assert again.design == SMALL and again.calibration == Calibration(0.9, 0.7, 2.0, -1.0)
        assert again.about == {"made_by": "test"}
        assert all(torch.equal(value, again.state[name]) for name, value in state.items())
        assert not again.network().decoder.training

    def test_of_another_matcher_is_refused(self, path, tmp_path):
        with pytest.raises(EngineError, match="no weights of this version of the matcher compact"):
            make_matcher("compact", path, "cpu")
        save_file({"a": torch.zeros(2)}, tmp_path / "other.safetensors")
        with pytest.raises(EngineError, match="no weights of this version of the matcher roma"):
            read_weights(tmp_path / "other.safetensors")

    def test_whose_design_does_not_fit_its_numbers_is_refused(self, state, tmp_path):
        wrong = dataclasses.replace(SMALL, gaussian=SMALL.gaussian * 2)
        write_weights(tmp_path / "w.safetensors", RomaWeights(state, wrong, UNCALIBRATED, {}))
        with pytest.raises(EngineError, match=r"The tensor decoder\S+ of .* has the shape .* instead of"):
            read_weights(tmp_path / "w.safetensors")

    def test_half_of_the_weights_is_told_how_to_become_one(self, tmp_path):
        with pytest.raises(EngineError, match="downloadweights makes one weights file of it and of the one of DINOv2"):
            read_weights(tmp_path / "roma_outdoor.pth")

    def test_none_is_told_where_to_get_them(self):
        with pytest.raises(EngineError, match="needs weights, which do not come with the plugin; get them with downl"):
            make_matcher("roma", None, "cpu")

    def test_says_when_nobody_has_calibrated_it(self, state, path, tmp_path):
        write_weights(tmp_path / "raw.safetensors", RomaWeights(state, SMALL, UNCALIBRATED, {}))
        said = []
        make_matcher("roma", tmp_path / "raw.safetensors", "cpu", said.append)
        assert len(said) == 1 and "not calibrated" in said[0]
        make_matcher("roma", path, "cpu", said.append)
        assert len(said) == 1


@pytest.fixture(scope="module")
def expected():
    """Shapes of the full size by name."""
    return shapes(OUTDOOR)


class TestKeys:
    """Names and shapes of the full size, without its numbers."""

    @pytest.fixture
    def full(self, expected):
        return {name: torch.empty(shape, device="meta") for name, shape in expected.items()}

    def test_the_authors_numbers_fit(self, full, expected):
        check_state(full, expected, "file")

    def test_the_first_missing_one_is_named(self, full, expected):
        del full["decoder.gps.16.pos_conv.weight"]
        with pytest.raises(EngineError, match=r"file lacks the tensor decoder\.gps\.16\.pos_conv\.weight"):
            check_state(full, expected, "file")

    def test_one_of_another_shape_is_named(self, full, expected):
        full["dinov2.pos_embed"] = torch.empty((1, 257, 1024), device="meta")
        with pytest.raises(EngineError, match=r"dinov2\.pos_embed of file has the shape \(1, 257, 1024\) instead of"):
            check_state(full, expected, "file")

    def test_one_too_many_is_named(self, full, expected):
        full["decoder.extra"] = torch.empty(1, device="meta")
        with pytest.raises(EngineError, match=r"has the tensor decoder\.extra, which RoMa does not have"):
            check_state(full, expected, "file")


class TestCheckpoints:
    def test_two_make_one_state(self, halves):
        made = read_half(halves[0], "") | read_half(halves[1], DINOV2)
        assert set(made) == set(FAKE)
        assert torch.equal(made["dinov2.pos_embed"], torch.load(halves[1], weights_only=True)["pos_embed"])

    def test_one_of_the_older_format_is_read_too(self, halves, tmp_path):
        state = torch.load(halves[0], weights_only=True)
        torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
        again = read_checkpoint(tmp_path / "old.pth")
        assert all(torch.equal(tensor, again[name]) for name, tensor in state.items())

    def test_swapped_ones_are_refused_by_name(self, halves):
        with pytest.raises(EngineError, match=r"dinov2\.pth lacks the tensor encoder\.a"):
            read_half(halves[1], "")
        with pytest.raises(EngineError, match=r"roma\.pth lacks the tensor dinov2\.pos_embed"):
            read_half(halves[0], DINOV2)

    def test_code_in_a_file_is_not_run(self, tmp_path):
        class Evil:
            def __reduce__(self):
                return (open, (str(tmp_path / "touched"), "w"))

        torch.save({"a": Evil()}, tmp_path / "evil.pth")
        with pytest.raises(EngineError, match=r"cannot be read .*damaged, or no checkpoint") as caught:
            read_checkpoint(tmp_path / "evil.pth")
        assert not (tmp_path / "touched").exists() and "\n" not in str(caught.value)

    @pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"PK\x03\x04 cut"])
    def test_what_is_no_checkpoint_is_refused(self, tmp_path, content):
        (tmp_path / "w.pth").write_bytes(content)
        with pytest.raises(EngineError, match="cannot be read"):
            read_checkpoint(tmp_path / "w.pth")

    def test_a_truncated_checkpoint_is_refused(self, halves):
        halves[0].write_bytes(halves[0].read_bytes()[:-200])
        with pytest.raises(EngineError, match="cannot be read"):
            read_checkpoint(halves[0])

    def test_more_than_tensors_is_refused(self, tmp_path):
        torch.save({"model": {"a": torch.zeros(1)}}, tmp_path / "w.pth")
        with pytest.raises(EngineError, match="does not hold named tensors"):
            read_checkpoint(tmp_path / "w.pth")
        with pytest.raises(EngineError, match="does not exist"):
            read_checkpoint(tmp_path / "none.pth")


def test_the_file_names_its_format_for_tools(path):
    header = path.read_bytes()[8:]
    metadata = json.JSONDecoder().raw_decode(header.decode("utf-8", "replace"))[0]["__metadata__"]
    assert json.loads(metadata["sar_radargrammetry"])["format"] == "sar_radargrammetry roma weights 1"
