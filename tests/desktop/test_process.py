"""The conversation with an engine process, whatever that process does."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from sar_radargrammetry.bridge import process
from sar_radargrammetry.bridge.process import EngineCancelled, EngineFailed, run_engine

ENDING = 300.0  # seconds to wait for what must come, on however busy a machine
FAKE = str(Path(__file__).with_name("fake_engine_process.py"))


class Recorder:
    """A feedback that remembers, and that cancels when told to."""

    def __init__(self):
        self.progress, self.infos, self.warnings, self.debug = [], [], [], []
        self.cancelled = threading.Event()
        self.on_info = lambda text: None

    def isCanceled(self):
        return self.cancelled.is_set()

    def setProgress(self, progress):
        self.progress.append(progress)

    def pushInfo(self, info):
        self.infos.append(info)
        self.on_info(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def pushDebugInfo(self, info):
        self.debug.append(info)


def run(behaviour, feedback=None, parameters=None, **options):
    return run_engine(
        [sys.executable, FAKE, behaviour],
        options.pop("environment", os.environ),
        {"job": "fake", "parameters": parameters or {}},
        feedback or Recorder(),
        **options,
    )


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_progress_log_and_outputs_come_through(tmp_path):
    feedback = Recorder()
    folder = tmp_path / "Höhen und Tiefen"
    folder.mkdir()
    outputs = run("succeed", feedback, {"output": str(folder / "ä ö.tif")}, folder=str(folder))
    assert outputs["request"] == {"job": "fake", "parameters": {"output": str(folder / "ä ö.tif")}}
    assert outputs["folder"] == str(folder)
    assert feedback.progress == [25, 75]
    assert feedback.infos == ["Grüße"]
    assert feedback.warnings == ["careful"]


@pytest.fixture
def patient(monkeypatch):
    """What may take a second takes as long as it needs on a busy machine."""
    monkeypatch.setattr(process, "GRACE", ENDING)


def test_an_answer_that_arrives_after_the_end_counts(patient):
    assert run("late") == {"good": 1}


def test_the_process_gets_the_environment_given_and_no_other(monkeypatch):
    monkeypatch.setenv("SECRET_OF_QGIS", "1")
    environment = run("succeed", environment={"ONLY": "this"})["environment"]
    assert environment["ONLY"] == "this"
    assert "SECRET_OF_QGIS" not in environment


def test_an_error_is_the_sentence_of_the_engine():
    with pytest.raises(EngineFailed, match=r"^The image is upside down; turn it\.$"):
        run("refuse")


def test_sentences_are_translated_and_filled_in(monkeypatch):
    words = {"{done} of {all}": "{all} -> {done}", "{elevation}: {band} is not known": "{band} ? {elevation}"}
    words |= {"band {number:.2f}": "Kanal {number:.1f}", "Reference image": "Referenzbild"}
    monkeypatch.setattr(process, "tr", lambda text: words.get(text, text))
    feedback = Recorder()
    with pytest.raises(EngineFailed) as caught:
        run("refuse with fields", feedback)
    assert str(caught.value) == "Kanal 2.5 ? /ä/{0}%s.tif"
    assert (feedback.infos, feedback.warnings) == (["{4} -> 3"], ["Referenzbild"])


def test_garbage_on_standard_output_is_a_remark_in_the_log():
    feedback = Recorder()
    assert run("garbage", feedback) == {"good": 1}
    assert feedback.progress == []
    assert any("not json" in line for line in feedback.debug)
    assert "42" in feedback.debug


def test_a_crash_says_its_exit_code_and_shows_the_last_words():
    feedback = Recorder()
    with pytest.raises(EngineFailed, match=r"without an answer \(exit code 3\)"):
        run("crash", feedback)
    assert "Traceback: something broke" in feedback.debug


def test_a_kill_is_explained_and_leaves_no_unfinished_file(tmp_path):
    other = tmp_path / ".result.1.part.tif"
    other.touch()
    parameters = {"unfinished": str(tmp_path / ".result.PID.part.tif"), "output": str(tmp_path / "result.tif")}
    with pytest.raises(EngineFailed, match=r"SIGKILL .*out of memory"):
        run("killed", parameters=parameters)
    assert list(tmp_path.iterdir()) == [other]  # another process's file is not ours to remove


def test_full_pipes_block_nothing():
    feedback = Recorder()
    assert run("talkative", feedback) == {}
    assert len(feedback.debug) == 20000 + 200


def test_a_program_that_cannot_start_is_named():
    with pytest.raises(EngineFailed, match="could not be started with /no/such/python"):
        run_engine(["/no/such/python"], {}, {"job": "x", "parameters": {}}, Recorder())


def test_cancel_lets_a_polite_engine_end_by_itself(patient, tmp_path):
    feedback = Recorder()
    feedback.setProgress = lambda percent: feedback.cancelled.set()
    with pytest.raises(EngineCancelled):
        run("polite", feedback, {"folder": str(tmp_path)})
    assert [path.name for path in tmp_path.iterdir()] == ["ended by itself"]


def test_cancel_ends_a_deaf_engine_with_its_children(tmp_path):
    """It would go on for longer than the test may take."""
    feedback = Recorder()
    feedback.on_info = lambda text: feedback.cancelled.set()
    with pytest.raises(EngineCancelled):
        run("deaf", feedback, {"folder": str(tmp_path), "output": str(tmp_path / "a.tif")})
    engine, child = (int(pid) for pid in feedback.infos[0].split())
    assert not is_alive(engine)
    end = time.monotonic() + ENDING
    while is_alive(child):  # killed, but the system takes its time to bury it
        assert time.monotonic() < end
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []
    assert process.POLL + process.GRACE < 2.0, "the two seconds that are promised"


def test_an_engine_that_does_not_end_after_its_answer_is_ended(tmp_path):
    assert run("lingering", parameters={"folder": str(tmp_path)}) == {"good": 1}
    assert list(tmp_path.iterdir()) == []
