"""Finished patches on disk, and a matching that goes on where it stopped."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pairs import PATCHES, StopAfter, pixels, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.ledger import Ledger
from sar_radargrammetry.engine.pipeline import match, units
from sar_radargrammetry.engine.stereo.surface import Surface

JOB = {"plan": [1, 2, 3], "matcher": "poc"}


def test_what_is_put_comes_back(tmp_path):
    ledger = Ledger(tmp_path / "out.tif", JOB)
    bands = np.random.default_rng(0).standard_normal((6, 7, 5)).astype(np.float32)
    bands[0, 0] = np.nan
    assert not ledger.has(4)
    ledger.put(4, bands)
    assert ledger.has(4) and np.array_equal(ledger.get(4), bands, equal_nan=True)
    ledger.put(4, bands + 1)
    assert np.array_equal(Ledger(tmp_path / "out.tif", dict(reversed(JOB.items()))).get(4), bands + 1, equal_nan=True)
    ledger.remove()
    assert os.listdir(tmp_path) == []


def test_patches_of_another_job_are_thrown_away(tmp_path):
    Ledger(tmp_path / "out.tif", JOB).put(0, np.zeros(3))
    Ledger(tmp_path / "other.tif", JOB).put(0, np.zeros(3))
    assert not Ledger(tmp_path / "out.tif", {**JOB, "matcher": "better"}).has(0)
    assert Ledger(tmp_path / "other.tif", JOB).has(0)


def test_a_full_disk_leaves_no_half_patch(tmp_path, monkeypatch):
    ledger = Ledger(tmp_path / "out.tif", JOB)

    def half(file, bands, allow_pickle):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", half)
    with pytest.raises(EngineError, match="The disk is full"):
        ledger.put(1, np.zeros(3))
    assert not ledger.has(1) and os.listdir(ledger.folder) == ["job.sha256"]


class TestSurface:
    """What the patches start from is kept beside them."""

    surface = Surface(16, np.float32([[1.0, 2.5], [3.0, 4.0]]), np.float32([[10.0, 20.0], [30.0, 40.0]]))

    def test_comes_back(self, tmp_path):
        ledger = Ledger(tmp_path / "out.tif", JOB)
        assert ledger.surface() is None
        ledger.put_surface(self.surface)
        found = Ledger(tmp_path / "out.tif", JOB).surface()
        assert found.step == 16.0 and not ledger.has(0)
        for name in ("height", "reach"):
            assert np.array_equal(getattr(found, name), getattr(self.surface, name))
            assert getattr(found, name).dtype == np.float32

    def test_of_another_job_is_thrown_away(self, tmp_path):
        Ledger(tmp_path / "out.tif", JOB).put_surface(self.surface)
        assert Ledger(tmp_path / "out.tif", {**JOB, "matcher": "better"}).surface() is None

    def test_a_full_disk_leaves_no_half_of_it(self, tmp_path, monkeypatch):
        ledger = Ledger(tmp_path / "out.tif", JOB)

        def half(file, **arrays):
            file.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(np, "savez", half)
        with pytest.raises(EngineError, match="The disk is full"):
            ledger.put_surface(self.surface)
        assert ledger.surface() is None and os.listdir(ledger.folder) == ["job.sha256"]


@pytest.fixture()
def project(pair, chain, tmp_path):
    """A copy of the pair and its patches that a test may change, as parameters of matchpatches."""
    for image in (pair.reference, pair.secondary):
        for file in image.path.parent.glob(f"{image.path.stem}.*"):
            shutil.copy(file, tmp_path)
    images = {name: str(tmp_path / f"{name}.tif") for name in ("reference", "secondary")}
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    run("createpatches", **images, **heights, **PATCHES, output=str(tmp_path / "p.gpkg"))
    return {"patches": str(tmp_path / "p.gpkg"), "output": str(tmp_path / "out.tif")}


@pytest.fixture()
def quick(monkeypatch):
    """Patches filled with their number instead of being matched; the list of those that were computed."""
    computed = []

    def instant(patch, *rest):
        computed.append(patch.number)
        return np.full((6, patch.reference.lines, patch.reference.samples), 1.0 + patch.number, np.float32)

    monkeypatch.setattr(units, "match_patch", instant)
    return computed


def interrupt(project, computed, after):
    """Cancel once so many patches were computed."""
    with pytest.raises(Cancelled):
        run("matchpatches", Context(cancelled=lambda: len(computed) >= after), **project)


def test_an_interrupted_matching_goes_on_and_gives_the_same_pixels(project, chain, tmp_path):
    computed = []
    real = units.match_patch

    def counted(patch, *rest):
        computed.append(patch.number)
        return real(patch, *rest)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(units, "match_patch", counted)
        interrupt(project, computed, 3)
        # What was begun beside the third is finished.
        assert not Path(project["output"]).exists() and len(computed) in (3, 4)
        logged = []
        run("matchpatches", StopAfter(1e9).context, **project)
    assert sorted(computed) == list(range(len(computed))) and len(computed) > 4, "each patch is matched once"
    assert np.array_equal(pixels(project["output"]), pixels(chain.correspondence), equal_nan=True)
    assert not list(tmp_path.glob(".*")) and not logged


def test_a_resumed_run_starts_from_the_surface_of_the_first(project, quick, monkeypatch):
    measured, used = [], []
    real, instant = match.measured_surface, units.match_patch

    def counted(*given):
        measured.append(real(*given))
        return measured[-1]

    def noted(patch, search, *rest):
        used.append(search.surface)
        return instant(patch, search, *rest)

    monkeypatch.setattr(match, "measured_surface", counted)
    monkeypatch.setattr(units, "match_patch", noted)
    interrupt(project, quick, 3)
    run("matchpatches", **project)
    assert len(measured) == 1 and len(used) > 4
    for surface in used:
        assert np.array_equal(surface.height, measured[0].height) and np.array_equal(surface.reach, measured[0].reach)
        assert surface.step == measured[0].step


def test_a_run_that_is_stopped_while_it_measures_the_surface_measures_it_again(project, quick, monkeypatch):
    real = match.measured_surface

    def stopped(*given):
        raise Cancelled

    monkeypatch.setattr(match, "measured_surface", stopped)
    with pytest.raises(Cancelled):
        run("matchpatches", **project)
    monkeypatch.setattr(match, "measured_surface", real)
    run("matchpatches", **project)
    assert 0 in quick


def test_the_log_says_how_many_were_finished_before(project, quick):
    interrupt(project, quick, 3)
    again = StopAfter(1e9)
    run("matchpatches", again.context, **project)
    assert any(m.get("text", "").startswith(("3 of ", "4 of ")) for m in again.messages)


@pytest.mark.parametrize("changed", ["reference.tif", "secondary.tif", "reference.sargeom.json"])
def test_changed_images_or_geometry_void_the_finished_patches(project, quick, tmp_path, changed):
    interrupt(project, quick, 3)
    file = tmp_path / changed
    later = time.time() + 10
    if changed.endswith(".json"):
        text = json.loads(file.read_text())
        file.write_text(json.dumps(text, indent=2))
    os.utime(file, (later, later))
    quick.clear()
    run("matchpatches", **project)
    assert 0 in quick and len(quick) == len(set(quick)) > 4


def test_new_patches_of_other_heights_void_the_finished_ones(project, pair, quick):
    interrupt(project, quick, 3)
    images = {name: str(Path(project["patches"]).parent / f"{name}.tif") for name in ("reference", "secondary")}
    run(
        "createpatches",
        **images,
        min_height=pair.heights[0] - 1.0,
        max_height=pair.heights[1],
        **PATCHES,
        output=project["patches"],
    )
    quick.clear()
    run("matchpatches", **project)
    assert 0 in quick


KILLED = """
import os, sys
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import matchpatches
from sar_radargrammetry.engine.pipeline import units
real = units.match_patch
def dying(patch, *rest):
    if patch.number == 2:
        os._exit(9)
    return real(patch, *rest)
units.match_patch = dying
matchpatches.run(matchpatches.Parameters(patches=sys.argv[1], output=sys.argv[2]), Context())
"""


def test_a_killed_process_leaves_its_finished_patches_to_the_next(project, quick):
    arguments = [sys.executable, "-c", KILLED, project["patches"], project["output"]]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    ended = subprocess.run(arguments, check=False, env={**os.environ, "PYTHONPATH": path})
    assert ended.returncode == 9
    assert not Path(project["output"]).exists()
    run("matchpatches", **project)
    # Of the first two, which are matched side by side, one or both were finished before the third was begun.
    assert 2 in quick and len({0, 1} & set(quick)) < 2
