"""Whatever happens to an engine or to QGIS: the other ends or lives on, one sentence says why, the run goes on."""

import os
import re
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from algorithm_runs import run
from osgeo import gdal
from qgis.core import QgsProcessing, QgsProcessingException
from struck_runs import ENDING, Feedback, until

from sar_radargrammetry.bridge import kept_work, settings
from sar_radargrammetry.engine.record import record_of

MIDDLE = 30.0  # percent of the progress at which patches are being matched
AT_MIDDLE = f"progress {MIDDLE}"
WORK = ".elevation.stereodsm.part"
ONE_SENTENCE = re.compile(r"^[A-Z][^\n]*\.$")


def folder_of(given):
    return Path(given["ELEVATION"]).parent


def left(given):
    """What lies in the output folder besides the styles and companions of finished rasters."""
    return {path.name for path in folder_of(given).iterdir()}


def rasters(folder):
    """Every bit of the pixels and what is said of them."""
    opened = [gdal.Open(str(Path(folder) / name)) for name in ("elevation.tif", "error.tif")]
    return [(dataset.ReadAsArray().tobytes(), dataset.GetMetadata(), str(record_of(dataset))) for dataset in opened]


@pytest.fixture
def undisturbed(algorithm, given):
    """The rasters of a run that nothing happens to; made in the same folder, because results name their parameters."""
    run(algorithm("stereodsm"), given)
    made, folder = rasters(folder_of(given)), folder_of(given)
    shutil.rmtree(folder)
    folder.mkdir()
    return made


def goes_on(algorithm, given, undisturbed):
    again = Feedback()
    run(algorithm("stereodsm"), given, again)
    assert any("were finished before" in text or "were matched before" in text for text in again.texts)
    assert rasters(folder_of(given)) == undisturbed
    assert not [name for name in left(given) if name.startswith(".")]


def refused(algorithm, given, feedback=None):
    """The sentence of a run that fails; QGIS lives on to tell it."""
    with pytest.raises(QgsProcessingException) as caught:
        run(algorithm, given, feedback)
    assert ONE_SENTENCE.match(str(caught.value)), str(caught.value)
    return str(caught.value)


def test_a_killed_engine(algorithm, given, engines, undisturbed, hold):
    release = hold(AT_MIDDLE)
    feedback = Feedback(MIDDLE, engines.kill)
    text = refused(algorithm("stereodsm"), given, feedback)
    assert "SIGKILL" in text and "run out of memory" in text
    assert any(str(folder_of(given) / WORK) in said and "continues from it" in said for said in feedback.texts)
    engines.until_gone()
    assert left(given) == {WORK}
    release()
    goes_on(algorithm, given, undisturbed)


def test_an_engine_that_crashes_in_native_code(algorithm, given, engines, hold):
    hold(AT_MIDDLE)
    feedback = Feedback(MIDDLE, lambda: engines.kill(signal.SIGSEGV))
    assert "SIGSEGV (a library crashed)" in refused(algorithm("stereodsm"), given, feedback)
    assert left(given) == {WORK}


def test_a_cancelled_run(algorithm, given, engines, undisturbed, hold):
    release = hold(AT_MIDDLE)
    feedback = Feedback(MIDDLE, lambda: feedback.cancel())  # noqa: PLW0108 - it is not there yet
    assert run(algorithm("stereodsm"), given, feedback) == {}
    assert any(str(folder_of(given) / WORK) in said and "continues from it" in said for said in feedback.texts)
    engines.until_gone()
    assert left(given) == {WORK}
    release()
    goes_on(algorithm, given, undisturbed)


def test_a_cancelled_run_with_temporary_outputs(algorithm, given, engines, hold, tmp_path, monkeypatch):
    """Their names are others each time; the finished work is found by inputs and parameters."""
    monkeypatch.setattr(kept_work, "data_folder", lambda: tmp_path)
    given |= {"ELEVATION": QgsProcessing.TEMPORARY_OUTPUT, "ERROR": QgsProcessing.TEMPORARY_OUTPUT}
    release = hold(AT_MIDDLE)
    feedback = Feedback(MIDDLE, lambda: feedback.cancel())  # noqa: PLW0108 - it is not there yet
    assert run(algorithm("stereodsm"), given, feedback) == {}
    engines.until_gone()
    (kept,) = (tmp_path / "kept").iterdir()
    assert any(str(kept) in said and "continues from it" in said for said in feedback.texts)
    release()
    again = Feedback()
    results = run(algorithm("stereodsm"), given, again)
    assert any("were finished before" in text or "were matched before" in text for text in again.texts)
    assert gdal.Open(results["ELEVATION"]).ReadAsArray().max() > 850.0
    assert not list((tmp_path / "kept").iterdir())


def test_cancel_ends_an_engine_that_stands_still(algorithm, given, engines, hold):
    """A laptop that sleeps, a drive that does not answer: the process does nothing, not even what it is told."""
    hold(AT_MIDDLE)

    def stop():
        engines.kill(signal.SIGSTOP)
        feedback.cancel()

    feedback = Feedback(MIDDLE, stop)
    assert run(algorithm("stereodsm"), given, feedback) == {}
    engines.until_gone()
    assert left(given) == {WORK}


def test_an_engine_that_slept_ends_as_if_it_had_not(algorithm, given, engines, undisturbed, hold):
    release = hold(AT_MIDDLE)

    def sleep():
        engines.kill(signal.SIGSTOP)
        release()
        threading.Timer(1.0, engines.kill, (signal.SIGCONT,)).start()

    run(algorithm("stereodsm"), given, Feedback(MIDDLE, sleep))
    assert rasters(folder_of(given)) == undisturbed


def test_too_little_memory(algorithm, given, engines, monkeypatch):
    """A limit below what a large job needs; QGIS itself has none."""
    monkeypatch.setattr(settings, "_text", lambda name: "0.5" if name == settings.MEMORY else "")
    outputs = {name: str(folder_of(given) / f"{name}.tif") for name in ("REFERENCE", "SECONDARY", "TRUTH")}
    text = refused(algorithm("simulatepair"), {"SIZE": 9000.0, **outputs})
    assert "memory" in text and "0.5 GB" in text and "limit" in text
    engines.until_gone()
    assert left(given) == set()


def test_a_full_disk(algorithm, given, small_disk, undisturbed, hold):
    release = hold(AT_MIDDLE)
    disk = small_disk("disk", 8)
    there = {**given, "ELEVATION": str(disk / "elevation.tif"), "ERROR": str(disk / "error.tif")}
    ballast = disk / "ballast"
    feedback = Feedback(MIDDLE, lambda: (fill(ballast), release()))
    text = refused(algorithm("stereodsm"), there, feedback)
    assert text.startswith("The disk is full: ") and str(disk) in text and " are free in " in text
    ballast.unlink()
    assert left(there) == {WORK}
    subprocess.run(["mount", "-o", "remount,size=32m", str(disk)], check=True)
    again = Feedback()
    run(algorithm("stereodsm"), there, again)
    assert not [name for name in left(there) if name.startswith(".")]
    assert [pixels for pixels, *_ in rasters(disk)] == [pixels for pixels, *_ in undisturbed]


def fill(path):
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    if file.write(bytes(size)) < size:
                        break
                except OSError:
                    break


def test_an_output_folder_that_can_only_be_read(algorithm, given, small_disk):
    disk = small_disk("disk", 1)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    there = {**given, "ELEVATION": str(disk / "elevation.tif"), "ERROR": str(disk / "error.tif")}
    assert refused(algorithm("stereodsm"), there) == (
        f"The output folder {disk} is not writable (Read-only file system); choose another one."
    )


def test_a_second_run_to_the_same_outputs(algorithm, given, undisturbed, hold):
    said, release = [], hold(AT_MIDDLE)

    def second():
        said.append(refused(algorithm("stereodsm"), given))
        release()

    run(algorithm("stereodsm"), given, Feedback(MIDDLE, second))
    assert "is being written by another run (process" in said[0]
    assert rasters(folder_of(given)) == undisturbed


@pytest.mark.parametrize(
    ("name", "job", "parameter", "ending"),
    [
        ("elevation.png", "stereodsm", "ELEVATION", ".tif"),
        ("report.tif", "stereodsm", "REPORT", ".html"),
        ("patches.shp", "createpatches", "OUTPUT", ".gpkg"),
        ("image.jpg", "simulatepair", "REFERENCE", ".tif"),
        ("weights.pt", "finetune", "OUTPUT", ".safetensors"),
    ],
)
def test_a_name_with_an_ending_that_is_not_written(name, job, parameter, ending, algorithm, given, tmp_path):
    from qgis.core import QgsProcessingContext

    chosen = algorithm(job)
    parameters = {**given, parameter: str(tmp_path / name)}
    del parameters["MATCHER"]  # not every one trains
    for definition in chosen.parameterDefinitions():
        optional = definition.flags() & definition.Flag.FlagOptional
        if definition.name() not in parameters and definition.defaultValue() is None and not optional:
            parameters[definition.name()] = str(tmp_path)
    accepted, reason = chosen.checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted
    assert str(tmp_path / name) in reason and f"must end in {ending}" in reason


# QGIS itself dies: in another process, because this one is needed to look.


@pytest.fixture
def qgis(given, tmp_path, engines, monkeypatch):
    """Starts stereodsm in a QGIS process of its own, in the environment of that moment."""
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    monkeypatch.delenv("PYTHONPATH", raising=False)
    program = shutil.which("qgis_process.bin") or "qgis_process"
    enable = [program, "plugins", "enable", "sar_radargrammetry"]
    subprocess.run(enable, env={**os.environ, **own}, capture_output=True, check=True)
    words = ["run", "sar_radargrammetry:stereodsm", "--", *(f"{name}={value}" for name, value in given.items())]
    started = []

    def start():
        process = subprocess.Popen(
            [program, *words], env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    # A process that nohup started ignores the signal, and so do its children.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield start
    signal.signal(signal.SIGHUP, before)
    for process in started:
        process.kill()
        process.communicate()


AT_THE_THIRD_PATCH = "rename 000002.npy"


def finished_patches(given):  # others go on beside the one that is held
    return len(list(folder_of(given).glob(f"{WORK}/.correspondence.patches/*.npy")))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_qgis_is_closed_during_a_run(number, qgis, given, engines, algorithm, undisturbed, hold):
    release = hold(AT_THE_THIRD_PATCH)
    process = qgis()
    until(lambda: finished_patches(given) >= 2, "matching never began")
    process.send_signal(number)
    process.wait(ENDING)
    engines.until_gone()
    assert left(given) <= {WORK}
    release()
    goes_on(algorithm, given, undisturbed)


def test_ctrl_c_in_a_terminal_is_no_success(qgis, given, engines, hold):
    hold(AT_THE_THIRD_PATCH)
    process = qgis()
    until(lambda: finished_patches(given) >= 2, "matching never began")
    # It is heard although the engine says nothing.
    engines.kill(signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=ENDING)
    assert process.returncode != 0, said
    assert "The run was cancelled." in said
    engines.until_gone()
    assert left(given) <= {WORK}
