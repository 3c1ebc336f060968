"""Patches matched by processes beside the job: the same bytes, and what happens when one of them dies."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pairs import PATCHES, StopAfter, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher
from sar_radargrammetry.engine.memory import LIMIT_VARIABLE
from sar_radargrammetry.engine.pipeline import match, units
from sar_radargrammetry.engine.stereo.surface import level_surface
from sar_radargrammetry.engine.workers import processes, sharing

FAKE = Path(__file__).with_name("fake_worker.py")
ENDING = 300.0  # seconds to wait for what must come, on however busy a machine


@pytest.fixture
def path(monkeypatch):
    """What this process can import, processes started by it can too."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(entry for entry in sys.path if entry))


class Faults:
    """What the fake workers are to do, and what they did."""

    def __init__(self, folder):
        self.folder = folder

    def of(self, patch, **wanted):
        (self.folder / f"patch {patch}").write_text(json.dumps(wanted))

    def done(self):
        """Patch, process and number of threads of whatever was matched."""
        return sorted(tuple(map(int, path.name.split()[1:])) for path in self.folder.glob("did *"))

    def asleep(self):
        return [int(path.name.split()[1]) for path in self.folder.glob("asleep *")]


@pytest.fixture
def faults(tmp_path, path, monkeypatch):
    """Instant workers, and a surface that takes no time."""
    folder = tmp_path / "faults"
    folder.mkdir()
    monkeypatch.setenv("FAKE_WORKER", str(folder))
    monkeypatch.setenv("OMP_NUM_THREADS", "6")
    monkeypatch.setattr(processes, "COMMAND", (sys.executable, str(FAKE)))
    instant_job(monkeypatch, folder)
    return Faults(folder)


def instant_job(monkeypatch, folder):
    """The job's own part takes no time either."""
    without = ReadyMatcher(None, None, None, None)
    monkeypatch.setattr(match, "make_matcher", lambda *given: without)
    monkeypatch.setattr(match, "measured_surface", lambda one, *rest: level_surface(one.model, 32, 0.0, 1.0))
    monkeypatch.setattr(units, "match_patch", _here(folder))
    # Patches that hold nothing but their number do not match.
    monkeypatch.setattr(match, "write_correspondence", lambda path, plan, folder, ledger, *rest: _kept(plan, ledger))


def _here(folder):
    """What this process does where one patch is left."""

    def instant(patch, *rest):
        (folder / f"did {patch.number} {os.getpid()} 0").touch()
        return np.full((7, patch.reference.lines, patch.reference.samples), 1.0 + patch.number, np.float32)

    return instant


def _kept(plan, ledger):
    for patch in plan.patches:
        assert (ledger.get(patch.number) == 1.0 + patch.number).all()
    return 1.0


@pytest.fixture
def given(pair, chain, tmp_path):
    return {"patches": str(chain.patches), "output": str(tmp_path / "out.tif")}


def until(condition):
    end = time.monotonic() + ENDING
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def gone(pid):
    """Whether a process has ended; one that nobody has buried yet has."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def test_two_processes_give_the_bytes_of_one(pair, path, odd_threads, tmp_path):
    patches = tmp_path / "patches.gpkg"
    run("createpatches", **pair.given, **PATCHES, output=str(patches))
    outputs = [tmp_path / f"{name}.tif" for name in ("one", "two")]
    for workers, output in enumerate(outputs, 1):
        numbers = run("matchpatches", patches=str(patches), matcher="poc", output=str(output), workers=workers)
        assert numbers["matched_share"] > 0.1
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_workers_share_patches_and_cores(faults, given):
    watched = StopAfter(1e9)
    run("matchpatches", watched.context, **given, workers=2)
    done = faults.done()
    assert [patch for patch, _, _ in done] == list(range(len(done))) and len(done) >= 4, "each patch once"
    assert len({pid for _, pid, _ in done}) == 2 and {threads for *_, threads in done} == {3}
    assert any(m.get("text") == "2 processes match the patches." for m in watched.messages)
    percents = [m["percent"] for m in watched.messages if m["type"] == "progress"]
    assert percents == sorted(percents) and len(set(percents)) > len(done)
    assert all(gone(pid) for _, pid, _ in done)


@pytest.mark.parametrize("fault", [{"exit": 3}, {"signal": signal.SIGSEGV}, {"signal": signal.SIGKILL}])
def test_the_patch_of_a_worker_that_dies_is_done_again(faults, given, fault):
    faults.of(2, once=True, **fault)
    run("matchpatches", **given, workers=2)
    done = faults.done()
    assert [patch for patch, _, _ in done] == list(range(len(done)))


def test_a_patch_of_which_every_worker_dies_is_an_error_and_the_others_are_kept(faults, given, tmp_path):
    faults.of(0, exit=3)
    with pytest.raises(EngineError, match=r"ended 3 times at the same patch \(exit code 3\)") as caught:
        run("matchpatches", **given, workers=2)
    assert (caught.value.code, caught.value.retryable) == ("ended", True)
    before = faults.done()
    assert before and (tmp_path / ".out.patches").is_dir()
    (faults.folder / "patch 0").unlink()
    run("matchpatches", **given, workers=2)
    done = [patch for patch, _, _ in faults.done()]
    assert done == list(range(len(done))), "none is done twice"


@pytest.mark.parametrize("fault", [{"memory": True}, {"exit": 1, "words": "std::bad_alloc"}])
def test_workers_that_lack_memory_become_fewer(faults, given, fault, monkeypatch):
    faults.of(1, once=True, **fault)
    monkeypatch.setattr(sharing, "memory_room", lambda: 1e12)
    watched = StopAfter(1e9)
    run("matchpatches", watched.context, **given, workers=3)
    warnings = [m["text"] for m in watched.messages if m.get("level") == "warning"]
    assert warnings == ["There was not enough memory for 3 workers; matching continues with 1."]
    assert {threads for *_, threads in faults.done()} <= {2, 6}


def test_the_last_worker_that_lacks_memory_is_an_error(faults, given):
    faults.of(1, memory=True)
    with pytest.raises(EngineError, match="There was not enough memory for matchpatches") as caught:
        run("matchpatches", **given, workers=2)
    assert caught.value.code == "memory"


def test_cancel_ends_the_workers_at_once(faults, given):
    faults.of(0, sleep=True)
    faults.of(1, sleep=True)
    with pytest.raises(Cancelled):
        run("matchpatches", Context(cancelled=lambda: len(faults.asleep()) == 2), **given, workers=2)
    assert all(gone(pid) for pid in faults.asleep())


PARENT = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from unittest.mock import MagicMock
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.workers import processes
processes.COMMAND = (sys.executable, {fake!r})
work = {work!r}
units = [{{"patch": number, "lit": [0, 0, 9, 9]}} for number in (0, 1)]
processes.Processes(2, work, print).do(units, Context())
"""


def test_no_worker_outlives_a_parent_that_is_killed(faults, given, pair, monkeypatch):
    faults.of(0, sleep=True)
    faults.of(1, sleep=True)
    seen = []

    class Noted(processes.Processes):
        def __init__(self, count, work, warn):
            seen.append(work)
            raise Cancelled

    monkeypatch.setattr(match, "Processes", Noted)
    with pytest.raises(Cancelled):
        run("matchpatches", **given, workers=2)
    ledger = match.Ledger.existing(Path(seen[0]["folder"]), seen[0]["stamp"])
    ledger.put_surface(level_surface(pair.reference.model, 32, 0.0, 1.0))
    code = PARENT.format(tests=str(FAKE.parent), fake=str(FAKE), work=seen[0])
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        until(lambda: len(faults.asleep()) == 2 or parent.poll() is not None)
        parent.kill()
    until(lambda: all(map(gone, faults.asleep())))
    assert len(faults.asleep()) == 2


def test_a_worker_refuses_another_version(faults, given, monkeypatch):
    monkeypatch.setattr(match, "versions", lambda: (("sar_radargrammetry", "0.0.1"),))
    with pytest.raises(EngineError, match=r"sar_radargrammetry has version .*started with version 0\.0\.1; install"):
        run("matchpatches", **given, workers=2)


def test_a_worker_refuses_other_weights(faults, given, monkeypatch):
    monkeypatch.setenv("FAKE_DIGEST", "other")
    with pytest.raises(EngineError, match="weights of the matcher compact differ from those of the job"):
        run("matchpatches", **given, workers=2)


class TestSharing:
    """How many processes there are by themselves, and what they may take."""

    @pytest.fixture(autouse=True)
    def machine(self, monkeypatch):
        monkeypatch.delenv(LIMIT_VARIABLE, raising=False)
        monkeypatch.delenv(sharing.COUNT_VARIABLE)
        monkeypatch.setenv("OMP_NUM_THREADS", "16")
        monkeypatch.setattr(sharing, "free_memory", lambda: int(100e9))
        monkeypatch.setattr(sharing.host, "private_memory", lambda: int(0.5e9))

    @pytest.mark.parametrize(("cores", "count"), [(1, 1), (3, 1), (4, 4), (8, 8), (200, 50)])
    def test_as_many_as_cores_and_patches_allow(self, monkeypatch, cores, count):
        monkeypatch.setenv("OMP_NUM_THREADS", str(cores))
        assert sharing.worker_count(0, 100, "cpu", 1e9) == count

    @pytest.mark.parametrize(("cores", "units", "count"), [(1, 9, 1), (2, 9, 2), (8, 9, 4), (8, 3, 3), (2, 0, 1)])
    def test_one_process_does_some_patches_at_the_same_time(self, monkeypatch, cores, units, count):
        monkeypatch.setenv("OMP_NUM_THREADS", str(cores))
        assert sharing.together(units, "cpu", 1e9) == count
        assert sharing.together(units, "cuda", 1e9) == sharing.together(units, "cpu", 59e9) == 1

    @pytest.mark.parametrize(("free", "count"), [(10e9, 6), (2e9, 1), (0.1e9, 1)])
    def test_as_many_as_memory_allows(self, monkeypatch, free, count):
        monkeypatch.setattr(sharing, "free_memory", lambda: int(free))
        assert sharing.worker_count(0, 100, "cpu", 1e9) == count

    def test_the_limit_holds_all_together(self, monkeypatch):
        monkeypatch.setenv(LIMIT_VARIABLE, str(int(4.6e9)))
        assert sharing.worker_count(0, 100, "cpu", 1e9) == 4
        environment = sharing.environment_of_worker(dict(os.environ), 4)
        assert int(environment[LIMIT_VARIABLE]) == pytest.approx(4.1e9 / 4, abs=1)
        assert environment["OMP_NUM_THREADS"] == environment["MKL_NUM_THREADS"] == "4"
        with pytest.raises(EngineError, match=r"8 workers need 8\.0 GB .* limit in the settings is 4\.28 GB; raise it"):
            sharing.worker_count(8, 100, "cpu", 1e9)

    def test_few_patches_and_a_graphics_card_need_one(self):
        assert sharing.worker_count(0, 3, "cpu", 1e9) == 1
        assert sharing.worker_count(0, 100, "cuda", 1e9) == 1
        assert sharing.worker_count(3, 100, "cuda", 1e9) == 3 and sharing.worker_count(5, 2, "cpu", 1e9) == 2

    @pytest.mark.parametrize(("text", "count"), [("3", 3), ("0", 16), ("many", 16)])
    def test_the_environment_says_how_many_where_the_job_does_not(self, monkeypatch, text, count):
        monkeypatch.setenv(sharing.COUNT_VARIABLE, text)
        assert sharing.worker_count(0, 100, "cpu", 1e9) == count
        assert sharing.worker_count(2, 100, "cpu", 1e9) == 2

    def test_memory_in_use_is_read_from_the_system(self, monkeypatch):
        monkeypatch.undo()
        before = sharing.host.private_memory()
        held = np.ones(20_000_000)
        assert before > 0 and sharing.host.private_memory() - before == pytest.approx(held.nbytes, rel=0.1)
