"""The jobs finetune, trainmatcher and simulatetrainingset: what they write, keep, refuse and say."""

import dataclasses

import numpy as np
import pytest
import small
import torch
from osgeo import gdal
from pairs import StopAfter, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.matching.compact.matcher import read_weights
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration
from sar_radargrammetry.engine.pipeline import train
from sar_radargrammetry.engine.pipeline.simulated_set import STAMP
from sar_radargrammetry.engine.training import compact
from sar_radargrammetry.engine.training.loop import Schedule, Trained
from sar_radargrammetry.engine.training.measures import Answers
from sar_radargrammetry.engine.training.trainingset import open_training_set


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Schedules as the jobs make them, with less to compute."""

    def less(**given):
        small_ones = {"batch": 2, "heights": 6, "validation": 1, "side": min(given["side"], 64)}
        return Schedule(**{**given, **small_ones, "every": min(given["every"], 3 if given["steps"] < 10 else 12)})

    monkeypatch.setattr(train, "Schedule", less)
    monkeypatch.setattr(compact, "Design", lambda: small.DESIGN)


@pytest.fixture
def given(tiny_set, tmp_path):
    """Parameters of finetune."""
    return {
        "training_set": str(tiny_set.folder),
        "weights": str(small.make_weights(tmp_path / "start.safetensors")),
        "steps": 6,
        "learning_rate": 3e-3,
        "device": "cpu",
        "output": str(tmp_path / "tuned.safetensors"),
    }


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_finetune_gets_better_and_says_by_how_much(given, tiny_set, tmp_path):
    messages = StopAfter(10**9)
    answer = run("finetune", messages.context, **{**given, "steps": 24}, report=str(tmp_path / "report.html"))
    assert answer["median_after"] < answer["median_before"]
    assert any("median error" in m.get("text", "") and "->" in m["text"] for m in messages.messages)
    start, tuned = (read_weights(path) for path in (given["weights"], given["output"]))
    assert tuned.about["trained_from"] == start.digest() != tuned.digest()
    assert tuned.about["training_set"]["digest"] == tiny_set.digest()
    assert tuned.about["schedule"]["steps"] == 24 and tuned.design == small.DESIGN
    assert tuned.about["scores"]["after"]["median"] == pytest.approx(answer["median_after"], abs=1e-4)
    page = (tmp_path / "report.html").read_text()
    assert page.count("<img") >= 4 and "Fine-tuned matcher" in page and "finetune" in page
    assert names(tmp_path) == {"start.safetensors", "tuned.safetensors", "report.html"}


def test_a_cancelled_run_goes_on_to_the_same_weights(given, tmp_path):
    run("finetune", **given)
    whole = read_weights(given["output"])
    other = {**given, "output": str(tmp_path / "again.safetensors")}
    with pytest.raises(Cancelled):
        run("finetune", StopAfter(6).context, **other)
    assert names(tmp_path) == {"start.safetensors", "tuned.safetensors", ".again.training"}
    run("finetune", **other)
    assert read_weights(other["output"]).digest() == whole.digest()
    assert names(tmp_path) == {"start.safetensors", "tuned.safetensors", "again.safetensors"}


def test_a_loss_that_bursts_keeps_the_checkpoint_and_names_its_folder(given, tmp_path, monkeypatch):
    calls, real = [], compact.loss

    def stub(*arguments):
        calls.append(1)
        found = real(*arguments)
        return dataclasses.replace(found, sweep=found.sweep * float("nan")) if len(calls) > 3 else found

    monkeypatch.setattr(compact, "loss", stub)
    with pytest.raises(EngineError, match=r"after step 3, is kept in .*\.tuned\.training"):
        run("finetune", **given)
    assert names(tmp_path / ".tuned.training") == {"checkpoint.pt"}
    assert not (tmp_path / "tuned.safetensors").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"steps": 0}, "parameter steps is 0; it must be at least 1"),
        ({"seed": -1}, "parameter seed is -1; it must be at least 0"),
        ({"learning_rate": 0.0}, "learning_rate is 0; it must be greater than 0"),
        ({"learning_rate": 30.0}, "learning_rate is 30; it must be greater than 0 and at most 1"),
        ({"training_set": "/nowhere"}, "not a finished training set"),
        ({"weights": "/nowhere.safetensors"}, "does not exist; choose another one"),
        ({"output": "/nowhere/a.safetensors"}, "output folder /nowhere does not exist"),
    ],
)
def test_bad_input_is_a_sentence(given, tmp_path, changed, sentence):
    with pytest.raises(EngineError, match=sentence):
        run("finetune", **{**given, **changed})
    assert names(tmp_path) == {"start.safetensors"}


def test_an_output_over_the_weights_is_refused(given):
    with pytest.raises(EngineError, match=r"also an input"):
        run("finetune", **{**given, "output": given["weights"]})


@pytest.mark.parametrize("job", ["finetune", "trainmatcher"])
def test_an_output_over_a_sample_of_the_training_set_is_refused(given, tiny_set, job):
    taken = tiny_set.files("train")[0]
    before = taken.read_bytes()
    if job == "trainmatcher":
        del given["weights"]
    with pytest.raises(EngineError, match=r"also an input"):
        run(job, **{**given, "output": str(taken)})
    assert taken.read_bytes() == before


def test_patches_that_are_too_small_are_refused(given, samples, tmp_path):
    cut = []
    for sample in samples:
        view = dataclasses.replace(sample.reference, amplitude=sample.reference.amplitude[:40, :40])
        cut.append(dataclasses.replace(sample, reference=view))
    small.write_set(tmp_path / "cut", cut)
    with pytest.raises(EngineError, match=r"side of 40 pixels; training needs 64"):
        run("finetune", **{**given, "training_set": str(tmp_path / "cut")})


def test_the_crops_follow_the_patches(tiny_set):
    assert train.side_within(tiny_set, 160) == small.SIDE
    assert train.side_within(tiny_set, 64) == 64


def test_trainmatcher_starts_from_nothing_and_repeats(tiny_set, tmp_path):
    given = {"training_set": str(tiny_set.folder), "steps": 3, "device": "cpu"}
    for name in ("one", "two"):
        answer = run("trainmatcher", **given, output=str(tmp_path / f"{name}.safetensors"))
        assert {"pck1_before", "pck1_after", "median_after"} <= set(answer)
    one, two = (read_weights(tmp_path / f"{name}.safetensors") for name in ("one", "two"))
    assert one.digest() == two.digest() and one.about["trained_from"] is None
    run("trainmatcher", **given, seed=2, output=str(tmp_path / "other.safetensors"))
    assert read_weights(tmp_path / "other.safetensors").digest() != one.digest()
    with pytest.raises(EngineError, match=r"side is 100; it must be a multiple of 8"):
        run("trainmatcher", **given, side=100, output=str(tmp_path / "no.safetensors"))


def test_too_few_right_matches_are_not_calibrated():
    none = np.full(50, 30.0)
    pairs = np.zeros((50, 2))
    messages = StopAfter(10**9)
    answers = Answers(none, none, pairs, pairs, none)
    assert train._calibration(answers, messages.context) == Calibration()
    assert "too few to calibrate" in messages.messages[0]["text"]


def test_the_report_warns_of_a_matcher_that_got_worse(tiny_set):
    from sar_radargrammetry.engine.report.training_report import training_report

    random = np.random.default_rng(1)
    turned = random.laplace(size=(400, 2))
    error = np.hypot(*turned.T)
    found = Answers(error, error * 2, turned, np.zeros((400, 2)), random.normal(size=400))
    better = found.scores()
    worse = {**better, "pck3": 0.1}
    parts = {f"loss_{name}": 1.0 for name in ("total", "sweep", "regression", "scale", "certainty")}
    history = [{"step": 0, "seconds": 0.0, **better}, {"step": 5, "seconds": 2.0, **parts, **worse}]
    about = {
        "trained_from": "abc",
        "training_set": {"digest": "def"},
        "schedule": dataclasses.asdict(Schedule(steps=5, side=160, heights=16)),
        "device": "cpu",
        "threads": 1,
    }
    page = training_report(Trained(None, history, 2.0), found, Calibration(), tiny_set, about, {"job": "x"}).html()
    assert "Keep the initial weights" in page and "hills" in page
    again = training_report(Trained(None, history[:1], 0.0), found, Calibration(), tiny_set, about, {"job": "x"}).html()
    assert "Keep the initial weights" not in again and "did not change the scores" in again


@pytest.mark.parametrize(
    ("after", "text", "against"),
    [
        ({"pck1": 0.6, "median": 0.8}, "improved PCK@1 and the median error. The others did not change.", False),
        (
            {"pck1": 0.6, "median": 0.8, "pck3": 0.85},
            "disagree: better PCK@1 and the median error, worse PCK@3.",
            False,
        ),
        ({"pck3": 0.85}, "made PCK@3 worse and nothing better.", True),
        ({"pck1": 0.501, "median": 1.005}, "did not change the scores.", False),
        ({"pck1": 0.6, "pck3": 0.95, "median": 0.8, "sure_pck3": 0.99}, "with higher certainty.", False),
    ],
)
def test_the_verdict_of_a_training_is_that_of_all_scores(after, text, against):
    from sar_radargrammetry.engine.report.training_report import training_verdict

    before = {"pck1": 0.5, "pck3": 0.9, "median": 1.0, "sure_pck3": 0.95}
    said, worse = training_verdict(before, {**before, **after})
    assert text in said and worse is against


@pytest.fixture
def simulated(samples, monkeypatch):
    """Pairs that cost nothing."""
    from sar_radargrammetry.engine.training import simulated_set

    monkeypatch.setattr(simulated_set, "make_samples", lambda what, context=None: samples[:2])


def test_simulatetrainingset_makes_a_set_and_makes_it_larger(simulated, tmp_path):
    folder = str(tmp_path / "set")
    answer = run("simulatetrainingset", pairs=2, validation_pairs=1, output=folder)
    assert answer == {"output": folder, "training_samples": 4, "validation_samples": 2}
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "set").glob("*.safetensors")}
    assert run("simulatetrainingset", pairs=3, validation_pairs=1, output=folder)["training_samples"] == 6
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())
    assert open_training_set(folder).about["pairs"] == 3


def test_simulatetrainingset_refuses_what_it_cannot_use(simulated, pair, tiny_set, tmp_path):
    with pytest.raises(EngineError, match=r"pairs is 0; it must be at least 1"):
        run("simulatetrainingset", pairs=0, output=str(tmp_path / "set"))
    with pytest.raises(EngineError, match=r"elevation model .* does not exist"):
        run("simulatetrainingset", dems=[str(tmp_path / "no.tif")], output=str(tmp_path / "set"))
    with pytest.raises(EngineError, match=r"holds no elevation model"):
        run("simulatetrainingset", dems=[str(tmp_path)], output=str(tmp_path / "set"))
    assert not names(tmp_path)
    with pytest.raises(EngineError, match=r"holds another training set"):
        run("simulatetrainingset", output=str(tiny_set.folder))
    few = {"pairs": 1, "validation_pairs": 1, "output": str(tmp_path / "set")}
    run("simulatetrainingset", **few)
    (tmp_path / "set" / STAMP).write_text("of others")
    with pytest.raises(EngineError, match=r"simulated from other elevation models"):
        run("simulatetrainingset", **few)


def test_simulatetrainingset_lays_real_images_over_its_ground(simulated, tmp_path):
    amplitude = np.random.default_rng(1).rayleigh(1.0, (64, 64)).astype(np.float32)
    path = tmp_path / "real.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 64, 64, 1, gdal.GDT_Float32)
    dataset.GetRasterBand(1).WriteArray(amplitude)
    del dataset
    few = {"pairs": 1, "validation_pairs": 1, "output": str(tmp_path / "set")}
    run("simulatetrainingset", reflectivity=[str(path)], **few)
    assert open_training_set(tmp_path / "set").about["reflectivity"] == ["real.tif"]
    with pytest.raises(EngineError, match=r"other elevation models or images"):
        run("simulatetrainingset", **few)
    with pytest.raises(EngineError, match=r"no.tif does not exist"):
        run("simulatetrainingset", reflectivity=[str(path), f"{tmp_path}/no.tif"], **few)


def test_no_gpu_is_a_sentence(given):
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA graphics card")
    with pytest.raises(EngineError, match=r"(?i)cuda"):
        run("finetune", **{**given, "device": "cuda"})
