"""A tiny pair made through QGIS, the engines that a test started, and small disks."""

import subprocess

import pytest
from algorithm_runs import run
from struck_runs import MARK, Engines, until


@pytest.fixture(autouse=True)
def engines(monkeypatch):
    """All engines of a test; none outlives it."""
    started = Engines()
    monkeypatch.setenv(MARK, started.word)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    yield started
    started.kill()


@pytest.fixture
def small_disk(tmp_path):
    """Makes a folder that is a disk of its own of a few megabytes; skips where that is not allowed."""
    mounted = []

    def mount(name, megabytes):
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a disk can be mounted by root only, with the right to")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        until(
            lambda f=folder: not subprocess.run(["umount", str(f)], capture_output=True, check=False).returncode, "busy"
        )


@pytest.fixture(scope="session")
def pair(provider, engine, tmp_path_factory):
    """Folder of a simulated pair."""
    folder = tmp_path_factory.mktemp("pair")
    names = {"REFERENCE": "a.tif", "SECONDARY": "b.tif", "TRUTH": "truth.tif"}
    parameters = {name: str(folder / file) for name, file in names.items()}
    parameters.update(SIZE=110.0, RANGE_SPACING=1.0, AZIMUTH_SPACING=1.0, SEED=3)
    run(provider.algorithm("simulatepair").create(), parameters)
    return folder


@pytest.fixture
def given(pair, tmp_path):
    """Parameters of stereodsm: some thirty patches, so that there is a middle to strike in."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    return {
        "REFERENCE": str(pair / "a.tif"),
        "SECONDARY": str(pair / "b.tif"),
        "MIN_HEIGHT": 850.0,
        "MAX_HEIGHT": 950.0,
        "MATCHER": "poc",
        "PATCH_SIZE": 64,
        "OVERLAP": 16,
        "REFINE": "no",
        "ELEVATION": str(folder / "elevation.tif"),
        "ERROR": str(folder / "error.tif"),
    }
