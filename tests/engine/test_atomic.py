"""Files appear under their name only when they are complete."""

import errno
import os
import types

import pytest

from sar_radargrammetry.engine.errors import DISK_FULL, UNWRITABLE, EngineError
from sar_radargrammetry.engine.files import atomic
from sar_radargrammetry.engine.files.atomic import (
    amount,
    atomic_output,
    check_folder,
    check_outputs,
    check_room,
    check_writable,
    explained,
    part_name,
    unwritten,
)
from sar_radargrammetry.engine.files.claim import claimed
from sar_radargrammetry.engine.files.leftovers import clear

NAMES = ["plain.tif", "with space é.tif", "mosaic [2026].tif", "no_suffix", "two.dots.tif", "star*.tif"]
"""`[` and `*` mean something to glob, by which leftovers are found."""


@pytest.mark.parametrize("name", NAMES)
def test_a_file_takes_its_name_on_success_only(tmp_path, name):
    path = tmp_path / name
    with atomic_output(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.parent == path.parent
        # GDAL chooses drivers by the suffix.
        assert temporary.suffix == (path.suffix or ".part")
    assert path.read_text() == "whole"
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_leaves_nothing_and_the_older_file_as_it_was(tmp_path, name):
    path = tmp_path / name
    path.write_text("older")
    with pytest.raises(RuntimeError), atomic_output(path) as temporary:
        temporary.write_text("half")
        temporary.with_name(temporary.name + ".aux.xml").write_text("what a library keeps beside it")
        raise RuntimeError
    assert os.listdir(tmp_path) == [name]
    assert path.read_text() == "older"


def test_cleaning_up_spares_files_that_only_look_alike(tmp_path):
    """`[ab]` as a pattern would match the unfinished file of another output."""
    other = part_name(tmp_path / "a.tif")
    other.write_text("another job's")
    with pytest.raises(KeyboardInterrupt), atomic_output(tmp_path / "[ab].tif") as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == [other.name]


def test_a_folder_of_any_name_is_no_pattern_either(tmp_path):
    folder = tmp_path / "run [1]"
    folder.mkdir()
    with pytest.raises(RuntimeError), atomic_output(folder / "a.tif") as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full: {} could not be written ({} are free in {}); free some space and run again."),
        (errno.EDQUOT, "The disk is full: {} could not be written ({} are free in {}); free some space and run again."),
        (errno.EACCES, "{} could not be written (Permission denied); check the folder and its permissions."),
    ],
)
def test_failures_of_the_operating_system_become_a_sentence(tmp_path, number, sentence, monkeypatch):
    path = tmp_path / "a.tif"
    monkeypatch.setattr(atomic.shutil, "disk_usage", lambda folder: types.SimpleNamespace(free=4500))
    with pytest.raises(EngineError) as caught, atomic_output(path) as temporary:
        temporary.write_text("half")
        raise OSError(number, os.strerror(number))
    assert str(caught.value) == sentence.format(path, "4.5 kB", tmp_path)
    assert str(explained(OSError("221184 requested and 12468 written"), path)).startswith("The disk is full")
    odd = explained(OSError("odd"), path)
    assert str(odd).startswith(f"{path} could not be written (odd)") and odd.code == UNWRITABLE and odd.retryable
    assert os.listdir(tmp_path) == []


def test_output_paths_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "folder"
    folder.mkdir()
    cases = {
        tmp_path / "missing" / "a.tif": f"The output folder {tmp_path / 'missing'} does not exist",
        tmp_path / "file" / "a.tif": f"The output folder {tmp_path / 'file'} does not exist",
        folder: f"The output {folder} is a folder",
        # Not even root may make a file there.
        "/proc/a.tif": "The output folder /proc is not writable",
    }
    for path, sentence in cases.items():
        with pytest.raises(EngineError) as caught:
            check_writable(path)
        assert str(caught.value).startswith(sentence)
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_name_too_long_for_the_file_system_is_a_sentence(tmp_path):
    path = tmp_path / ("a" * 300 + ".tif")
    with pytest.raises(EngineError, match="too long for its disk; choose a shorter"), atomic_output(path) as temporary:
        temporary.write_text("never")
    assert os.listdir(tmp_path) == []


def test_a_relative_name_lies_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with atomic_output("a.txt") as temporary:
        temporary.write_text("whole")
    assert (tmp_path / "a.txt").read_text() == "whole"


def test_outputs_that_would_replace_an_input_or_each_other_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dem.tif").write_text("precious")
    os.symlink(tmp_path / "dem.tif", tmp_path / "link.tif")
    check_outputs([tmp_path / "a.tif", None, tmp_path / "b.tif"], [tmp_path / "dem.tif", None])
    for output in (tmp_path / "dem.tif", "dem.tif", tmp_path / "link.tif", tmp_path / ".." / tmp_path.name / "dem.tif"):
        with pytest.raises(EngineError, match="is also an input; choose another name"):
            check_outputs([output], [tmp_path / "dem.tif"])
    with pytest.raises(EngineError, match="Two outputs have the name"):
        check_outputs([tmp_path / "a.tif", "a.tif"])
    with pytest.raises(EngineError, match="does not exist"):
        check_outputs([tmp_path / "a.tif", tmp_path / "missing" / "b.tif"])


def test_a_folder_to_write_into_is_no_file(tmp_path):
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
    (tmp_path / "file").write_text("precious")
    with pytest.raises(EngineError, match="is a file; choose a folder"):
        check_folder(tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]


def test_what_the_disk_has_no_room_for_is_not_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic.shutil, "disk_usage", lambda folder: types.SimpleNamespace(free=3_000_000))
    check_room(tmp_path / "a.tif", 3_000_000)
    with pytest.raises(EngineError) as caught:
        check_room(tmp_path / "a.tif", 3_000_001)
    assert caught.value.code == DISK_FULL and caught.value.retryable
    assert "3 MB are needed and 3 MB are free in" in str(caught.value) and str(tmp_path) in str(caught.value)


def test_a_disk_without_room_is_behind_whatever_gdal_says(tmp_path, monkeypatch):
    for free, start in ((0, "The disk is full"), (10**9, f"{tmp_path / 'a.tif'} could not be written (odd)")):
        monkeypatch.setattr(atomic.shutil, "disk_usage", lambda folder, free=free: types.SimpleNamespace(free=free))
        assert str(unwritten(tmp_path / "a.tif", RuntimeError(" odd.\n"))).startswith(start)
    told = unwritten(tmp_path / "a.tif", RuntimeError("write: No space left on device"))
    assert str(told).startswith("The disk is full") and told.code == DISK_FULL


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_700, "1000 kB"),
        (1_234_567, "1.23 MB"),
        (5e12, "5000 GB"),
    ],
)
def test_amounts_in_words(size, words):
    assert amount(size) == words


@pytest.fixture
def linked(tmp_path):
    """A symbolic link to a file of another folder."""
    folder = tmp_path / "archive"
    folder.mkdir()
    target, link = folder / "2026.tif", tmp_path / "latest.tif"
    target.write_text("older")
    link.symlink_to(target)
    return target, link


def test_the_target_of_a_symbolic_link_is_replaced(linked):
    target, link = linked
    with atomic_output(link) as temporary:
        temporary.write_text("whole")
        assert temporary.parent == target.parent and target.read_text() == "older"
    assert link.is_symlink() and target.read_text() == "whole"
    with pytest.raises(RuntimeError), atomic_output(link) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "whole" and os.listdir(target.parent) == [target.name]
    assert sorted(os.listdir(link.parent)) == [target.parent.name, link.name]


def test_a_link_to_nothing_gives_the_file_that_it_names(linked):
    target, link = linked
    target.unlink()
    with atomic_output(link) as temporary:
        temporary.write_text("whole")
    assert link.is_symlink() and target.read_text() == "whole"


def test_a_link_whose_folder_is_missing_and_one_to_itself_are_refused(linked):
    target, link = linked
    target.unlink()
    target.parent.rmdir()
    with pytest.raises(EngineError, match=f"The output folder {target.parent} does not exist"):
        check_writable(link)
    loop = link.with_name("loop.tif")
    loop.symlink_to(loop)
    with pytest.raises(EngineError, match="could not be written"):
        check_writable(loop)


def test_a_run_that_writes_a_link_claims_its_target_too(linked):
    target, link = linked
    with claimed([link]), pytest.raises(EngineError, match="being written by another run"), claimed([target]):
        pass
    assert os.listdir(target.parent) == [target.name]


@pytest.mark.parametrize("stem", ["a" * 236, "é" * 118, "高" * 78])
def test_names_of_240_bytes_have_temporary_names_that_file_systems_allow(tmp_path, stem):
    path = tmp_path / f"{stem}.tif"
    with claimed([path]), atomic_output(path) as temporary:
        for longest in (temporary, temporary.with_name(f"{temporary.name}.plain.tif.aux.xml")):
            longest.write_text("whole")
    assert os.listdir(tmp_path) == [path.name]
    other = part_name(tmp_path / f"{stem[:-1]}b.tif")
    assert other.name != temporary.name and len(os.fsencode(other.name)) < 200


def test_what_the_dead_left_of_a_long_name_is_cleared(tmp_path):
    path = tmp_path / f"{'a' * 236}.tif"
    sidecar = tmp_path / f"{'a' * 236}.sargeom.json"
    for unfinished in (path, sidecar, tmp_path / f"{path.name}.aux.xml", part_name(path)):
        part_name(unfinished).write_text("half")
    spared = part_name(tmp_path / f"{'a' * 235}b.tif")
    spared.write_text("another job's")
    clear(path)
    assert os.listdir(tmp_path) == [spared.name]
