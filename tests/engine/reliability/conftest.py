"""A tiny pair with all that is made of it, small disks, and the count of the faults."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # pairs.py

STAMP = "1700000000"  # SOURCE_DATE_EPOCH: the same bytes whenever they are made


@pytest.fixture(scope="session", autouse=True)
def same_bytes():
    """Inherited by the engines: results do not say when they were made."""
    before = dict(os.environ)
    os.environ["SOURCE_DATE_EPOCH"] = STAMP
    os.environ["OGR_CURRENT_DATE"] = "2023-11-14T22:13:20Z"  # of GeoPackages
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def world(same_bytes, tmp_path_factory):
    """Folder of inputs: products and images of a pair, their truth."""
    from engine_process import Engine

    folder = tmp_path_factory.mktemp("world") / "inputs"
    folder.mkdir()
    notes = folder.parent / "notes"
    given = {"size": 110.0, "range_spacing": 1.0, "azimuth_spacing": 1.0, "seed": 3}
    names = {"reference": "a.nitf", "secondary": "b.nitf", "truth": "truth.tif"}
    Engine("simulatepair", {**given, **names}, folder, notes).succeed()
    for name in ("a", "b"):
        Engine("importimage", {"input": f"{name}.nitf", "output": f"{name}.tif"}, folder, notes).succeed()
    return folder


@pytest.fixture
def place(world, tmp_path):
    """Makes folders that are as far from the inputs as every other: results name their inputs by relative paths."""

    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        (tmp_path / "inputs").exists() or os.symlink(world, tmp_path / "inputs")
        return folder

    return make


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a disk of its own of a few megabytes; skips where that is not allowed."""
    mounted = []

    def mount(folder, megabytes):
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a disk can be mounted by root only, with the right to")
        mounted.append(folder)
        return folder

    yield mount
    from engine_process import until

    for folder in mounted:  # a process that was killed lets go of its files a moment later
        until(lambda f=folder: not subprocess.run(["umount", str(f)], capture_output=True, check=False).returncode)
