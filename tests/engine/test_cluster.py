"""Patches matched by the workers of a Dask cluster: the same bytes, and what happens when parts of it fail."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pairs import PATCHES, StopAfter, run
from test_workers import FAKE, Faults, instant_job, until

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.pipeline import match
from sar_radargrammetry.engine.workers import cluster

REQUIREMENTS = Path(__file__).parents[2] / "requirements-dask.txt"


def test_the_packages_are_those_that_are_tested(monkeypatch, tmp_path):
    listed = re.findall(r"^[\w-]+==\S+$", REQUIREMENTS.read_text(), flags=re.MULTILINE)
    assert tuple(listed) == cluster.PACKAGES
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"needs the Python package distributed; install it with: .*zict==3\.0\.0"):
        cluster.Cluster("tcp://127.0.0.1:1", 1, {}, "module", print)


pytest.importorskip("distributed", reason="requirements-dask.txt is not installed")


class Dask:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder, faults):
        self.folder, self.faults = folder, faults
        self.processes = {}
        self._start("scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        until(lambda: self._file.exists() and self._file.read_text().endswith("}"))
        self.address = json.loads(self._file.read_text())["address"]

    @property
    def _file(self):
        return self.folder / "scheduler.json"

    def _start(self, name, module, *options, **environment):
        path = os.pathsep.join(entry for entry in sys.path if entry)
        options = ["--scheduler-file", str(self._file), *options]
        given = {"PYTHONPATH": path, "FAKE_WORKER": str(self.faults), "OMP_NUM_THREADS": "1", **environment}
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *options],
                env={**os.environ, **given},
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def worker(self, name, *, preload=True, **environment):
        """Start a worker where there is none of the name."""
        if name in self.processes and self.processes[name].poll() is None:
            return
        options = ["--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        options += ["--local-directory", str(self.folder)]
        self._start(name, "dask_worker", *options, *(["--preload", str(FAKE)] if preload else []), **environment)

    def end(self, *names):
        for name in names or list(self.processes):
            process = self.processes.pop(name, None)
            if process is not None:
                process.kill()
                process.wait()

    def tasks(self):
        """How many tasks the scheduler holds."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))

    def names(self):
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            workers = client.scheduler_info(n_workers=-1)["workers"]
            return {one["name"] for one in workers.values()}


@pytest.fixture(scope="module")
def cluster_of_two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dask")
    (folder / "faults").mkdir()
    dask = Dask(folder, folder / "faults")
    yield dask
    dask.end()


@pytest.fixture
def dask(cluster_of_two, monkeypatch):
    """The scheduler with two workers, and a job whose other parts take no time."""
    for name in ("one", "two"):
        cluster_of_two.worker(name)
    until(lambda: cluster_of_two.names() == {"one", "two"})
    instant_job(monkeypatch, cluster_of_two.faults)
    yield cluster_of_two
    for file in cluster_of_two.faults.iterdir():
        file.unlink()


@pytest.fixture
def faults(dask):
    return Faults(dask.faults)


@pytest.fixture
def given(dask, chain, tmp_path):
    return {"patches": str(chain.patches), "output": str(tmp_path / "out.tif"), "scheduler": dask.address}


def test_a_cluster_on_this_computer_gives_the_bytes_of_one_process(pair, odd_threads, tmp_path):
    patches = tmp_path / "patches.gpkg"
    run("createpatches", **pair.given, **PATCHES, output=str(patches))
    outputs = {name: tmp_path / f"{name}.tif" for name in ("one", "cluster")}
    common = {"patches": str(patches), "matcher": "poc"}
    run("matchpatches", **common, output=str(outputs["one"]), workers=1)
    run("matchpatches", **common, output=str(outputs["cluster"]), workers=2, scheduler="local")
    assert outputs["one"].read_bytes() == outputs["cluster"].read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_two_workers_share_the_patches_and_leave_nothing_behind(dask, faults, given):
    faults.of(0, sleep=True)  # until the other worker takes part, however late it is asked

    def released():
        if faults.done() and (dask.faults / "patch 0").exists():
            (dask.faults / "patch 0").unlink()
        return False

    watched = StopAfter(1e9)
    run("matchpatches", Context(report=watched.context.report, cancelled=released), **given)
    done = faults.done()
    assert [patch for patch, _, _ in done] == list(range(len(done))) and len(done) >= 4, "each patch once"
    assert {pid for _, pid, _ in done} == {dask.processes[name].pid for name in ("one", "two")}
    assert any(m.get("text") == f"The workers of {dask.address} match the patches." for m in watched.messages)
    until(lambda: dask.tasks() == 0)


def test_the_patch_of_a_worker_that_is_killed_is_done_by_another(dask, faults, given):
    faults.of(2, once=True, signal=signal.SIGKILL)
    run("matchpatches", **given)
    done = faults.done()
    assert [patch for patch, _, _ in done] == list(range(len(done)))
    assert sum(dask.processes[name].poll() is not None for name in ("one", "two")) == 1


def test_cancel_frees_the_cluster(dask, faults, given):
    faults.of(0, sleep=True)
    with pytest.raises(Cancelled):
        run("matchpatches", Context(cancelled=lambda: len(faults.asleep()) == 1), **given)
    (dask.faults / "patch 0").unlink()
    until(lambda: dask.tasks() == 0)
    run("matchpatches", **given)
    assert faults.done()[0][0] == 0


def test_workers_that_cannot_take_part_are_named_and_left_out(dask, faults, given, tmp_path):
    dask.worker("odd", FAKE_DIGEST="other")
    dask.worker("bare", preload=False, PYTHONPATH=_without_plugin())
    until(lambda: dask.names() == {"one", "two", "odd", "bare"})
    faults.of(0, sleep=True)

    def released():
        warned = [m["text"] for m in watched.messages if m.get("level") == "warning"]
        if len(warned) == 2 and (dask.faults / "patch 0").exists():
            (dask.faults / "patch 0").unlink()
        return False

    watched = StopAfter(1e9)
    try:
        run("matchpatches", Context(report=watched.context.report, cancelled=released), **given)
        warned = sorted(m["text"] for m in watched.messages if m.get("level") == "warning")
        assert warned[0].startswith(
            "The worker bare of the cluster cannot take part: it has no Python package sar_rada"
        )
        assert warned[1].startswith(
            "The worker odd of the cluster cannot take part: The weights of the matcher compact"
        )
        assert {pid for _, pid, _ in faults.done()} <= {dask.processes[name].pid for name in ("one", "two")}
    finally:
        dask.end("odd", "bare")
        until(lambda: dask.names() == {"one", "two"})


def _without_plugin():
    return os.pathsep.join(entry for entry in sys.path if entry and not Path(entry, "sar_radargrammetry").is_dir())


def test_workers_of_another_version_are_an_error(given, monkeypatch):
    monkeypatch.setattr(match, "versions", lambda: (("sar_radargrammetry", "0.0.1"),))
    with pytest.raises(
        EngineError, match=r"The worker \w+ of the cluster cannot .* started with version 0\.0\.1; inst"
    ):
        run("matchpatches", **given)


def test_a_scheduler_that_goes_away_is_an_error_and_finished_patches_are_kept(dask, faults, given, tmp_path):
    faults.of(0, sleep=True)
    faults.of(1, sleep=True)

    def watch():
        if len(faults.asleep()) == 2 and "scheduler" in dask.processes:
            dask.end("scheduler")
        return False

    try:
        with pytest.raises(EngineError, match=r"The Dask scheduler tcp://.* has gone; start it and") as caught:
            run("matchpatches", Context(cancelled=watch), **given)
        assert (caught.value.code, caught.value.retryable) == ("cluster", True)
        assert (tmp_path / ".out.patches").is_dir()
    finally:
        dask.end()


def test_the_example_for_slurm_is_a_program():
    page = (REQUIREMENTS.parent / "docs" / "cluster.md").read_text("utf-8")
    example = compile(re.search(r"```python\n(.*?)```", page, flags=re.DOTALL)[1], "example", "exec")
    assert {"SLURMCluster", "scale", "scheduler_address"} <= set(example.co_names)


def test_no_scheduler_at_the_address_is_an_error(chain, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    given = {"patches": str(chain.patches), "output": str(tmp_path / "out.tif")}
    with pytest.raises(
        EngineError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9 .*; start it, or correct"
    ):
        run("matchpatches", **given, scheduler="tcp://127.0.0.1:9")
