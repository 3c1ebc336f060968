"""From two images to elevation, struck in every stage: nothing half is left, the next run ends with the same result."""

import os
import shutil
import signal
import subprocess

import pytest
from engine_process import Engine
from same import content

GIVEN = {
    "reference": "../inputs/a.nitf",
    "secondary": "../inputs/b.nitf",
    "min_height": 850.0,
    "max_height": 950.0,
    "matcher": "poc",
    "patch_size": 96,
    "overlap": 32,
    "refine": "yes",
    "elevation": "elevation.tif",
    "error": "error.tif",
    "mask": "mask.tif",
    "report": "report.html",
}
OUTPUTS = {"elevation.tif", "error.tif", "mask.tif", "mask.tif.aux.xml", "report.html"}
WORK = ".elevation.stereodsm.part"
"""The hidden folder that the documents promise to keep."""

# Stage, where in it, and whether patches must have been finished before; None where that is open.
MOMENTS = {
    "importing": (("rename", "reference.tif"), False),
    "planning": (("rename", "patches.gpkg"), False),
    "matching, first patch": (("rename", "000000.npy"), None),  # the patch beside it may be finished
    "matching, third patch": (("rename", "000002.npy"), True),
    "joining": (("rename", "correspondence.tif"), True),
    "refining": (("rename", "refined.vrt"), True),
    "triangulating": (("progress", 75.0), True),
    "gridding": (("progress", 93.0), True),
    "writing": (("rename", "error.tif"), True),
    "reporting": (("rename", "report.html"), True),
}


def start(folder, tmp_path, moment=None):
    return Engine("stereodsm", GIVEN, folder, tmp_path / "notes", moment)


def contents(folder):
    return {name: content(folder / name) for name in OUTPUTS}


@pytest.fixture(scope="module")
def undisturbed(world, tmp_path_factory):
    """What a run makes that nothing happens to."""
    above = tmp_path_factory.mktemp("undisturbed")
    folder = above / "outputs"
    folder.mkdir()
    os.symlink(world, above / "inputs")
    start(folder, above).succeed()
    assert set(os.listdir(folder)) == OUTPUTS
    return contents(folder)


def goes_on(folder, tmp_path, undisturbed, patches):
    """Run the same again: it goes on from its patches, ends with the same result and leaves nothing else."""
    again = start(folder, tmp_path)
    again.succeed()
    assert patches is None or patches == any(
        "were matched before" in text or "were finished before" in text for text in again.logged
    )
    assert set(os.listdir(folder)) == OUTPUTS
    assert contents(folder) == undisturbed


def whole(folder, undisturbed, *, claims=False):
    """Nothing lies there but finished outputs and the folder to go on from; after a kill also hidden files."""
    for name in os.listdir(folder):
        if name in OUTPUTS:
            assert content(folder / name) == undisturbed[name], name
        else:
            assert name == WORK or (claims and name.startswith(".")), name


@pytest.mark.parametrize("stage", MOMENTS)
def test_killed(stage, place, tmp_path, undisturbed):
    moment, patches = MOMENTS[stage]
    folder = place("outputs")
    engine = start(folder, tmp_path, moment).until_frozen()
    engine.kill()
    assert engine.wait() == -signal.SIGKILL
    whole(folder, undisturbed, claims=True)
    goes_on(folder, tmp_path, undisturbed, patches)


@pytest.mark.parametrize("stage", MOMENTS)
def test_cancelled(stage, place, tmp_path, undisturbed):
    moment, patches = MOMENTS[stage]
    folder = place("outputs")
    if stage == "matching, first patch":
        patches = True  # it takes its name before the cancel is seen
    if stage == "reporting":
        moment = ("log", "Elevation at")  # once the last file takes its name it is too late to cancel
    engine = start(folder, tmp_path, moment).until_frozen()
    engine.cancel()
    engine.thaw()
    assert engine.wait() == 130
    assert engine.answer["code"] == "cancelled"
    assert {"type": "kept", "folder": str(folder / WORK)} in engine.messages
    whole(folder, undisturbed)
    goes_on(folder, tmp_path, undisturbed, patches)


@pytest.mark.parametrize("stage", ["importing", "matching, third patch", "writing"])
@pytest.mark.parametrize("end", ["abandoned", "terminated", "interrupted"])
def test_the_other_ways_to_be_stopped(end, stage, place, tmp_path, undisturbed):
    """QGIS dies (its end of the pipe is gone), the system shuts down (SIGTERM), Ctrl-C: all end as a cancel does."""
    moment, patches = MOMENTS[stage]
    folder = place("outputs")
    engine = start(folder, tmp_path, moment).until_frozen()
    if end == "abandoned":
        engine.abandon()
    else:
        engine.kill(signal.SIGTERM if end == "terminated" else signal.SIGINT)
    engine.thaw()
    assert engine.wait() == 130
    assert engine.answer["type"] == "error"
    whole(folder, undisturbed)
    goes_on(folder, tmp_path, undisturbed, patches)


# What is still to be written in these stages does not fit any more.
@pytest.mark.parametrize(
    "stage",
    ["importing", "planning", "matching, first patch", "matching, third patch", "joining", "refining", "gridding"],
)
def test_a_disk_that_fills_up(stage, place, small_disk, tmp_path, undisturbed):
    moment, _ = MOMENTS[stage]
    folder = small_disk(place("outputs"), 24)
    engine = start(folder, tmp_path, moment).until_frozen()
    filled = fill(folder)
    engine.thaw()
    assert engine.wait() == 1
    text = engine.answer["text"]
    assert text.startswith("The disk is full: ") and str(folder) in text and " are free in " in text
    assert text.endswith("; free some space and run again.") and "\n" not in text
    filled.unlink()
    whole(folder, undisturbed)
    goes_on(folder, tmp_path, undisturbed, patches=stage not in ("importing", "planning"))


def fill(folder):
    """Take all room that is left on the disk of a folder."""
    path = folder / ".ballast"
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            while True:
                try:
                    if file.write(bytes(size)) < size:
                        break
                except OSError:
                    break
    return path


def test_a_disk_without_room_for_the_matches_is_told_before_matching(place, small_disk, tmp_path):
    folder = small_disk(place("outputs"), 1)
    engine = start(folder, tmp_path)
    assert engine.wait() == 1
    text = engine.answer["text"]
    assert text.startswith("The disk is full: ") and " are needed and " in text and str(folder) in text
    assert not any(name.endswith(".npy") for _, _, files in os.walk(folder) for name in files)
    assert set(os.listdir(folder)) <= {WORK}


@pytest.mark.parametrize("stage", ["importing", "matching, third patch", "gridding"])
def test_a_laptop_that_sleeps(stage, place, tmp_path, undisturbed):
    """The process stands still between two instructions, and the clock is another one afterwards: inputs seem to be
    from the future, or what was made before seems to be older than they are."""
    moment, _ = MOMENTS[stage]
    folder = place("outputs")
    engine = start(folder, tmp_path, moment).until_frozen()
    for path in (folder / WORK).rglob("*"):
        os.utime(path, (1e9, 1e9))
    engine.thaw()
    engine.succeed()
    assert set(os.listdir(folder)) == OUTPUTS
    assert contents(folder) == undisturbed


def test_inputs_from_the_future_do_not_void_what_is_finished(place, world, tmp_path, undisturbed):
    """A clock was set back, or is another one on the network drive: what is made now is older than its inputs."""
    above = tmp_path / "later"
    (above / "inputs").mkdir(parents=True)
    (above / "outputs").mkdir()
    for name in ("a.nitf", "b.nitf"):
        shutil.copy(world / name, above / "inputs" / name)
        os.utime(above / "inputs" / name, (4e9, 4e9))
    engine = start(above / "outputs", tmp_path, MOMENTS["matching, third patch"][0]).until_frozen()
    engine.kill()
    engine.wait()
    again = start(above / "outputs", tmp_path)
    again.succeed()
    assert any("were finished before" in text for text in again.logged)


def test_a_second_run_to_the_same_outputs_is_refused_and_the_first_is_not_disturbed(place, tmp_path, undisturbed):
    folder = place("outputs")
    first = start(folder, tmp_path, MOMENTS["matching, third patch"][0]).until_frozen()
    second = start(folder, tmp_path)
    assert second.wait() == 1
    text = second.answer["text"]
    assert "is being written by another run (process" in text and str(first.pid) in text and "\n" not in text
    assert [m for m in second.messages if m["type"] == "kept"] == []
    first.thaw()
    first.succeed()
    assert set(os.listdir(folder)) == OUTPUTS
    assert contents(folder) == undisturbed


def test_two_runs_side_by_side_in_one_folder_do_not_disturb_each_other(place, tmp_path, undisturbed):
    folder = place("outputs")
    other = {**GIVEN, **{name: f"other {GIVEN[name]}" for name in ("elevation", "error", "mask", "report")}}
    both = [start(folder, tmp_path), Engine("stereodsm", other, folder, tmp_path / "others")]
    for engine in both:
        engine.succeed()
    assert set(os.listdir(folder)) == OUTPUTS | {f"other {name}" for name in OUTPUTS}
    assert contents(folder) == undisturbed


def test_the_claim_of_a_killed_run_is_taken_over(place, tmp_path, undisturbed):
    """Also where another process has got its number since."""
    folder = place("outputs")
    engine = start(folder, tmp_path, MOMENTS["planning"][0]).until_frozen()
    engine.kill()
    engine.wait()
    left = [name for name in os.listdir(folder) if name.endswith(".lock")]
    assert ".elevation.tif.lock" in left
    (folder / ".elevation.tif.lock").write_text(f"{os.getpid()} here\n")
    goes_on(folder, tmp_path, undisturbed, patches=False)


def test_inputs_that_can_only_be_read_are_enough(place, small_disk, world, tmp_path, undisturbed):
    """A real read-only disk: nothing is written beside the inputs, not even for a moment."""
    above = tmp_path / "elsewhere"
    inputs = above / "inputs"
    inputs.mkdir(parents=True)
    small_disk(inputs, 8)
    files = [path for path in world.iterdir() if path.is_file()]
    for path in files:
        shutil.copy2(path, inputs / path.name)
    remount(inputs, "ro")
    outputs = above / "outputs"
    outputs.mkdir()
    start(outputs, tmp_path).succeed()
    assert set(os.listdir(outputs)) == OUTPUTS
    assert set(os.listdir(inputs)) == {path.name for path in files}


def test_an_output_folder_that_can_only_be_read_is_told_at_once(place, small_disk, tmp_path):
    folder = small_disk(place("outputs"), 4)
    remount(folder, "ro")
    engine = start(folder, tmp_path)
    assert engine.wait() == 1
    assert engine.answer["text"] == (
        f"The output folder {folder} is not writable (Read-only file system); choose another one."
    )
    assert os.listdir(folder) == []


def remount(folder, how):
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def test_a_drive_that_does_not_answer_does_not_delay_the_cancel(place, tmp_path, undisturbed):
    """The read lasts longer than the test waits for the end."""
    folder = place("outputs")
    slow = {**GIVEN, "reference": "../inputs/a.tif", "secondary": "../inputs/b.tif"}
    engine = Engine("stereodsm", slow, folder, tmp_path / "notes", ("stuck", None))
    engine.until(lambda: "reading" in engine.errors.read_text())
    engine.cancel()
    assert engine.wait() == 130
    whole(folder, undisturbed)
