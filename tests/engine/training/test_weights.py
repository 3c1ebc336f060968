"""Weights files: what is written is read; what is damaged, changed or of another version is refused in a sentence."""

import json
import resource
import signal

import pytest
import small
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.matching.compact.matcher import Weights, read_weights
from sar_radargrammetry.engine.matching.compact.network import CompactNet
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration, write_weights


@pytest.fixture
def weights():
    torch.manual_seed(3)
    state = CompactNet(small.DESIGN).state_dict()
    return Weights(state, small.DESIGN, Calibration(1.1, 1.2, 0.9, -0.1), {"steps": 7, "scores": {"pck1": 0.5}})


@pytest.fixture
def path(weights, tmp_path):
    write_weights(tmp_path / "w.safetensors", weights)
    return tmp_path / "w.safetensors"


def rewrite(path, change_state=None, change_metadata=None):
    """The file with a part of it changed."""
    with safe_open(path, framework="pt") as file:
        metadata = json.loads(file.metadata()["sar_radargrammetry"])
        state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    if change_state:
        change_state(state)
    if change_metadata:
        change_metadata(metadata)
    save_file(state, path, {"sar_radargrammetry": json.dumps(metadata)})


def test_weights_come_back_as_they_were_written(weights, path, tmp_path):
    again = read_weights(path)
    assert again.design == weights.design and again.calibration == weights.calibration and again.about == weights.about
    assert again.digest() == weights.digest()
    assert all(torch.equal(value, again.state[name]) for name, value in weights.state.items())
    assert not again.network().training
    write_weights(tmp_path / "again.safetensors", again)
    assert read_weights(tmp_path / "again.safetensors").digest() == weights.digest()


def test_what_is_changed_is_noticed(path):
    def nudge(state):
        name = sorted(state)[0]
        state[name] = state[name] + 1e-6

    rewrite(path, nudge)
    with pytest.raises(EngineError, match=r"was changed since it was written; get it again"):
        read_weights(path)


def test_a_changed_calibration_is_noticed(path):
    rewrite(path, change_metadata=lambda metadata: metadata["calibration"].update(slope=5.0))
    with pytest.raises(EngineError, match=r"was changed since it was written"):
        read_weights(path)


@pytest.mark.parametrize("size", [0, 4, 2000, -1])
def test_a_truncated_file_is_refused(path, size):
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(EngineError, match=r"cannot be read .*damaged or not a weights file"):
        read_weights(path)


def test_another_version_or_another_file_is_refused(path, tmp_path):
    rewrite(path, change_metadata=lambda metadata: metadata.update(format="sar_radargrammetry compact weights 99"))
    with pytest.raises(EngineError, match=r"no weights of this version of the matcher compact"):
        read_weights(path)
    save_file({"a": torch.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(EngineError, match=r"no weights of this version of the matcher compact"):
        read_weights(tmp_path / "other.safetensors")
    with pytest.raises(EngineError, match=r"does not exist"):
        read_weights(tmp_path / "none.safetensors")


@pytest.mark.parametrize(
    "change",
    [lambda w: w.pop("design"), lambda w: w["design"].update(colour=1), lambda w: w["calibration"].pop("slope")],
)
def test_words_that_do_not_fit_are_refused(path, change):
    rewrite(path, change_metadata=change)
    with pytest.raises(EngineError, match=r"does not fit the matcher compact|was changed"):
        read_weights(path)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(weights, tmp_path):
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(EngineError, match=r"could not be written \(File too large\)"):
            write_weights(tmp_path / "w.safetensors", weights)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(tmp_path.iterdir()) == []
