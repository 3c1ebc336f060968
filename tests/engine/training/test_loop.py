"""Training stops and goes on exactly, keeps its last good state, and makes do with the memory there is."""

import dataclasses

import pytest
import small
import torch
from pairs import StopAfter

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.compact.matcher import Weights
from sar_radargrammetry.engine.matching.compact.network import CompactNet
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration
from sar_radargrammetry.engine.training import compact, loop, step
from sar_radargrammetry.engine.training.compact import CompactRecipe, Loss
from sar_radargrammetry.engine.training.crops import make_batch

SCHEDULE = loop.Schedule(steps=4, batch=2, side=48, heights=6, every=2, validation=1)


def train(tiny_set, folder, context=None, schedule=SCHEDULE, start=None):
    folder.mkdir(exist_ok=True)
    begin = None if start is None else Weights(start, small.DESIGN, Calibration(), {})
    return loop.train(tiny_set, CompactRecipe(small.DESIGN, begin), schedule, folder, "cpu", context or Context())


@pytest.fixture(scope="module")
def whole(tiny_set, tmp_path_factory):
    """A training without interruption."""
    return train(tiny_set, tmp_path_factory.mktemp("whole"))


def same(one, two):
    state = two.net.state_dict()
    return all(torch.equal(value, state[name]) for name, value in one.net.state_dict().items())


def test_the_history_has_a_row_before_and_one_a_checkpoint(whole):
    assert [row["step"] for row in whole.history] == [0, 2, 4]
    assert "loss_total" not in whole.history[0] and whole.history[-1]["loss_total"] > 0
    assert whole.seconds == whole.history[-1]["seconds"] > 0


@pytest.mark.parametrize("calls", [2, 3, 4])
def test_a_training_that_was_stopped_goes_on_to_the_same_bits(tiny_set, whole, tmp_path, calls):
    with pytest.raises(Cancelled):
        train(tiny_set, tmp_path, StopAfter(calls).context)
    messages = []
    again = train(tiny_set, tmp_path, Context(report=messages.append))
    assert same(whole, again)
    scores = [{k: v for k, v in row.items() if k != "seconds"} for row in again.history]
    assert scores == [{k: v for k, v in row.items() if k != "seconds"} for row in whole.history]
    said = any("Continuing after step 2 of 4" in m.get("text", "") for m in messages)
    assert said == (tmp_path / loop.CHECKPOINT).is_file() or calls < 3


def test_a_finished_training_is_not_trained_again(tiny_set, tmp_path):
    first = train(tiny_set, tmp_path)
    second = train(tiny_set, tmp_path)
    assert same(first, second) and first.history == second.history


def test_a_checkpoint_of_another_training_is_refused(tiny_set, whole, tmp_path):
    train(tiny_set, tmp_path)
    with pytest.raises(EngineError, match=r"belongs to another training set, schedule or start"):
        train(tiny_set, tmp_path, schedule=dataclasses.replace(SCHEDULE, seed=2))
    with pytest.raises(EngineError, match=r"belongs to another training set, schedule or start"):
        train(tiny_set, tmp_path, start=whole.net.state_dict())
    path = tmp_path / loop.CHECKPOINT
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(EngineError, match=r"cannot be read .*remove it to start again"):
        train(tiny_set, tmp_path)


def burst(monkeypatch, at):
    """Let the loss of step `at` be no number."""
    counted = []

    def stub(*arguments):
        found = real(*arguments)
        counted.append(1)
        return dataclasses.replace(found, sweep=found.sweep * float("nan")) if len(counted) == at + 1 else found

    real = compact.loss
    monkeypatch.setattr(compact, "loss", stub)


def test_a_loss_that_bursts_leaves_the_last_good_checkpoint(tiny_set, whole, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        burst(patched, 3)
        with pytest.raises(
            EngineError, match=f"at step 3; the last good checkpoint, after step 2, is kept in {tmp_path}"
        ):
            train(tiny_set, tmp_path)
    state = torch.load(tmp_path / loop.CHECKPOINT, weights_only=True)
    assert state["step"] == 2 and all(torch.isfinite(value).all() for value in state["net"].values())
    lower = train(tiny_set, tmp_path, schedule=dataclasses.replace(SCHEDULE, rate=1e-4))
    assert [row["step"] for row in lower.history] == [0, 2, 4]
    assert lower.history[1] == state["history"][1] and not same(whole, lower)


def test_a_loss_that_bursts_at_once_says_that_there_is_no_checkpoint(tiny_set, tmp_path, monkeypatch):
    burst(monkeypatch, 0)
    with pytest.raises(EngineError, match=r"no checkpoint in .*lower learning rate"):
        train(tiny_set, tmp_path)
    assert not (tmp_path / loop.CHECKPOINT).exists()


class Full:
    """A loss whose first calls find the GPU's memory full, as do all with more than `most` crops."""

    def __init__(self, monkeypatch, most):
        self.most, self.real, self.sizes = most, compact.loss, []
        monkeypatch.setattr(compact, "loss", self)

    def __call__(self, logits, *rest):
        self.sizes.append(len(logits))
        if len(logits) > self.most:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
        return self.real(logits, *rest)


def test_a_full_memory_halves_the_batch_and_says_so_once(tiny_set, whole, tmp_path, monkeypatch):
    full, messages = Full(monkeypatch, 1), []
    halved = train(tiny_set, tmp_path, Context(report=messages.append))
    assert full.sizes == [2, 1, 1, 1, 1, 1, 1, 1, 1]
    warnings = [m["text"] for m in messages if m.get("level") == "warning"]
    assert len(warnings) == 1 and "halved" in warnings[0]
    # Means over masks, taken crop by crop: not exactly those over the batch, where crops know more or less.
    assert halved.history[-1]["loss_total"] == pytest.approx(whole.history[-1]["loss_total"], rel=0.3)


def test_a_memory_too_small_for_one_crop_is_a_sentence(tiny_set, tmp_path, monkeypatch):
    Full(monkeypatch, 0)
    with pytest.raises(EngineError, match=r"too small to train on a single crop"):
        train(tiny_set, tmp_path)


def test_one_piece_is_the_plain_gradient_to_the_last_bit(tiny_set):
    torch.manual_seed(1)
    net = CompactNet(small.DESIGN)
    batch = make_batch(tiny_set.files("train"), 0, 1, 2, 48, 6, True)
    logits, estimates = net(**batch.inputs)
    places, along = (batch.inputs[name] for name in ("places", "along"))
    plain = compact.loss(logits, estimates, places, along, batch.truth, batch.known, batch.absent, net.judged)
    plain.total.backward()
    expected = [p.grad.clone() for p in net.parameters() if p.grad is not None]
    found, pieces = step.gradient(net, batch, "cpu", 1, Context(), compact.compact_loss)
    assert pieces == 1 and torch.equal(found.total, plain.total.detach())
    again = [p.grad for p in net.parameters() if p.grad is not None]
    assert all(torch.equal(one, two) for one, two in zip(expected, again, strict=True))


def test_pieces_add_up_to_the_gradient_of_the_mean(tiny_set, monkeypatch):
    """With a loss that is a mean over crops, the pieces' gradient is the batch's."""
    torch.manual_seed(1)
    # In double precision: what cancels in a sum over a batch is left to rounding otherwise.
    net = CompactNet(small.DESIGN).double()
    batch = make_batch(tiny_set.files("train"), 0, 1, 3, 48, 6, True)
    inputs = {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in batch.inputs.items()}
    batch = dataclasses.replace(batch, inputs=inputs)

    def mean(logits, *rest):
        return Loss(logits.square().mean(), *(logits.new_zeros(()),) * 3)

    monkeypatch.setattr(compact, "loss", mean)
    gradients, totals = [], []
    for pieces in (1, 2, 3):
        found, _ = step.gradient(net, batch, "cpu", pieces, Context(), compact.compact_loss)
        totals.append(float(found.total))
        gradients.append([p.grad.clone() for p in net.parameters() if p.grad is not None])
    assert totals[1:] == pytest.approx([totals[0]] * 2, rel=1e-5)
    for other in gradients[1:]:
        for one, two in zip(gradients[0], other, strict=True):
            torch.testing.assert_close(one, two, rtol=1e-6, atol=1e-9)
