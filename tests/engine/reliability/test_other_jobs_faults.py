"""Every other long job, killed, cancelled, on a disk that fills up: nothing half is left, the next run succeeds."""

import dataclasses
import os
import signal
from pathlib import Path

import pytest
from engine_process import Engine
from same import content
from test_stereodsm_faults import fill


@dataclasses.dataclass(frozen=True)
class Case:
    """A job, where it is struck, what it makes.

    Parameters
    ----------
    given : dict
    outputs : set of str
        Files that a whole run leaves in its folder, or the one folder.
    struck : (str, value)
        Moment of the kill.
    early : (str, value)
        Moment of the cancel, which comes too late when the last file takes its name, and at which the disk fills up.
    kept : str
        What the documents promise to keep of an interrupted run besides whole outputs.
    resumed : str
        What the log of the next run says of it.
    """

    given: dict
    outputs: set
    struck: tuple
    early: tuple = ("progress", 0.0)
    kept: str = ""
    resumed: str = ""


CASES = {
    "simulatepair": Case(
        {
            "size": 110.0,
            "range_spacing": 1.0,
            "azimuth_spacing": 1.0,
            "reference": "a.nitf",
            "secondary": "b.tif",
            "truth": "truth.tif",
        },
        {"a.nitf", "b.tif", "b.sargeom.json", "truth.tif"},
        ("rename", "b.tif"),
        ("rename", "b.tif"),
    ),
    "importimage": Case(
        {"input": "../inputs/a.nitf", "output": "image.tif", "footprint": "outline.gpkg"},
        {"image.tif", "image.sargeom.json", "outline.gpkg"},
        ("rename", "image.tif"),
    ),
    "matchpatches": Case(
        {"patches": "../inputs/patches.gpkg", "matcher": "poc", "output": "matches.tif"},
        {"matches.tif"},
        ("rename", "000002.npy"),
        ("rename", "000002.npy"),
        ".matches.patches",
        "were finished before",
    ),
    "triangulate": Case(
        {"correspondence": "../inputs/matches.tif", "elevation": "elevation.tif", "error": "error.tif"},
        {"elevation.tif", "error.tif"},
        ("rename", "error.tif"),
    ),
    "mergeelevations": Case(
        {
            "elevations": ["../inputs/elevation.tif", "../inputs/coarse.tif"],
            "errors": ["../inputs/error.tif", "../inputs/coarse_error.tif"],
            "elevation": "merged.tif",
            "error": "error.tif",
            "contribution": "contribution.tif",
        },
        {"merged.tif", "error.tif", "contribution.tif"},
        ("rename", "error.tif"),
    ),
    "evaluate": Case(
        {
            "elevation": "../inputs/elevation.tif",
            "error": "../inputs/error.tif",
            "reference_dsm": "../inputs/truth.tif",
            "difference": "difference.tif",
            "report": "report.html",
            "statistics": "numbers.json",
        },
        {"difference.tif", "report.html", "numbers.json"},
        ("rename", "report.html"),
        ("progress", 82.0),
    ),
    "createtrainingset": Case(
        {
            "reference": "../inputs/wide_a.tif",
            "secondary": "../inputs/wide_b.tif",
            "reference_dsm": "../inputs/wide_truth.tif",
            "patch_size": 64,
            "validation_share": 0.3,
            "output": "set",
        },
        {"set"},
        ("rename", "backward-00002.safetensors"),
        ("rename", "backward-00002.safetensors"),
        "set",
    ),
    "finetune": Case(
        {"training_set": "../inputs/set", "steps": 2, "output": "weights.safetensors"},
        {"weights.safetensors"},
        ("rename", "weights.safetensors"),
        ("progress", 0.0),
        ".weights.training",
        "Continuing after step 2 of 2.",
    ),
    "trainmatcher": Case(
        {"training_set": "../inputs/set", "steps": 2, "batch": 2, "side": 64, "output": "weights.safetensors"},
        {"weights.safetensors"},
        ("rename", "weights.safetensors"),
        ("progress", 0.0),
        ".weights.training",
        "Continuing after step 2 of 2.",
    ),
    "refinegeometry": Case(
        {
            "correspondence": "../inputs/matches.tif",
            "dem": "../inputs/truth.tif",
            "output": "refined.vrt",
            "report": "report.html",
        },
        {
            "refined.vrt",
            "refined_reference.vrt",
            "refined_reference.sargeom.json",
            "refined_secondary.vrt",
            "refined_secondary.sargeom.json",
            "report.html",
        },
        ("rename", "refined.vrt"),
    ),
}


COARSE = {"elevation": "coarse.tif", "error": "coarse_error.tif"}
WIDE = {"reference": "wide_a.tif", "secondary": "wide_b.tif"}
"""Wide enough for ground to train on apart from ground to validate on."""


@pytest.fixture(scope="module")
def inputs(world, tmp_path_factory):
    """What the jobs need of each other."""
    notes = tmp_path_factory.mktemp("notes")
    plan = {"reference": "a.tif", "secondary": "b.tif", "min_height": 850.0, "max_height": 950.0}
    steps = (
        ("createpatches", {**plan, "patch_size": 96, "overlap": 32, "output": "patches.gpkg"}),
        ("matchpatches", {"patches": "patches.gpkg", "matcher": "poc", "output": "matches.tif"}),
        ("triangulate", {"correspondence": "matches.tif", "elevation": "elevation.tif", "error": "error.tif"}),
        ("triangulate", {"correspondence": "matches.tif", "pixel_size": 3.0, **COARSE}),
        ("simulatepair", {**CASES["simulatepair"].given, **WIDE, "size": 170.0, "seed": 3, "truth": "wide_truth.tif"}),
        ("createtrainingset", {**CASES["createtrainingset"].given, **WIDE, "reference_dsm": "wide_truth.tif"}),
    )
    for job, given in steps:
        Engine(job, given, world, notes).succeed()
    return world


@pytest.fixture(scope="module")
def undisturbed(inputs, tmp_path_factory):
    """Gives what a whole run of a job makes; each is run once."""
    known = {}

    def made(job):
        if job not in known:
            above = tmp_path_factory.mktemp(job)
            os.symlink(inputs, above / "inputs")
            folder = above / "outputs"
            folder.mkdir()
            Engine(job, CASES[job].given, folder, above / "notes").succeed()
            known[job] = contents(folder)
            assert {name.split("/")[0] for name in known[job]} == CASES[job].outputs
        return known[job]

    return made


def contents(folder):
    """What all files below a folder say, by name."""
    found = [path for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): content(path) for path in found}


def whole(folder, job, undisturbed, *, killed=False):
    case, expected = CASES[job], undisturbed(job)
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
        name = str(path.relative_to(folder))
        hidden = killed and name.startswith(".")  # only the dead process could have removed it
        if not (hidden or (case.kept and name.split("/")[0] == case.kept)):
            assert expected.get(name) == content(path), name


def goes_on(folder, job, tmp_path, undisturbed):
    again = Engine(job, CASES[job].given, folder, tmp_path / "notes")
    again.succeed()
    assert contents(folder) == undisturbed(job)
    return again


@pytest.mark.parametrize("job", CASES)
def test_killed(job, place, tmp_path, undisturbed):
    folder = place("outputs")
    engine = Engine(job, CASES[job].given, folder, tmp_path / "notes", CASES[job].struck).until_frozen()
    engine.kill()
    assert engine.wait() == -signal.SIGKILL
    whole(folder, job, undisturbed, killed=True)
    again = goes_on(folder, job, tmp_path, undisturbed)
    assert not CASES[job].resumed or any(CASES[job].resumed in text for text in again.logged)


@pytest.mark.parametrize("job", CASES)
def test_cancelled(job, place, tmp_path, undisturbed):
    folder = place("outputs")
    engine = Engine(job, CASES[job].given, folder, tmp_path / "notes", CASES[job].early).until_frozen()
    engine.cancel()
    engine.thaw()
    assert engine.wait() == 130
    assert engine.answer["code"] == "cancelled"
    whole(folder, job, undisturbed)
    goes_on(folder, job, tmp_path, undisturbed)


@pytest.mark.parametrize("job", CASES)
def test_a_disk_that_fills_up(job, place, small_disk, tmp_path, undisturbed):
    folder = small_disk(place("outputs"), 48)
    engine = Engine(job, CASES[job].given, folder, tmp_path / "notes", CASES[job].early).until_frozen()
    filled = fill(folder)
    engine.thaw()
    assert engine.wait() == 1
    text = engine.answer["text"]
    assert text.startswith("The disk is full: ") and str(folder) in text and "\n" not in text
    filled.unlink()
    whole(folder, job, undisturbed)
    goes_on(folder, job, tmp_path, undisturbed)


@pytest.mark.parametrize("job", CASES)
def test_two_at_once(job, place, tmp_path, undisturbed):
    folder = place("outputs")
    first = Engine(job, CASES[job].given, folder, tmp_path / "notes", CASES[job].struck).until_frozen()
    second = Engine(job, CASES[job].given, folder, tmp_path / "notes")
    assert second.wait() == 1
    assert f"is being written by another run (process {first.pid}" in second.answer["text"]
    first.thaw()
    first.succeed()
    assert contents(folder) == undisturbed(job)
