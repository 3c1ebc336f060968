"""Unfinished work of runs with temporary outputs: found by inputs and parameters, removed after a week."""

import os
import time

import pytest

from sar_radargrammetry.bridge import kept_work
from sar_radargrammetry.bridge.kept_work import WEEK, store

GIVEN = {"reference": "/a.tif", "secondary": "/b.tif", "patch_size": 512}


@pytest.fixture(autouse=True)
def profile(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_work, "data_folder", lambda: tmp_path)


def interrupted(given=GIVEN, job="stereodsm"):
    """The folder of a run that was cancelled when a patch was finished."""
    with pytest.raises(KeyboardInterrupt), kept_work.kept_work(job, given) as folder:
        folder.mkdir(exist_ok=True)
        (folder / "patch.npy").touch()
        raise KeyboardInterrupt
    return folder


def test_the_same_run_has_the_same_folder_until_it_succeeds():
    folder = interrupted()
    assert (folder / "patch.npy").exists()
    assert interrupted(dict(reversed(GIVEN.items()))) == folder
    with kept_work.kept_work("stereodsm", GIVEN) as again:
        assert again == folder
    assert not list(store().iterdir())


@pytest.mark.parametrize(("job", "change"), [("stereodsm", {"patch_size": 256}), ("matchpatches", {})])
def test_another_run_has_another_folder(job, change):
    assert interrupted() != interrupted({**GIVEN, **change}, job)


def test_two_runs_at_once_do_not_share_a_folder():
    with kept_work.kept_work("stereodsm", GIVEN), kept_work.kept_work("stereodsm", GIVEN) as second:
        assert second is None
    with kept_work.kept_work("stereodsm", GIVEN) as third:
        assert third is not None


def test_a_claim_of_a_process_that_has_ended_is_void():
    folder = interrupted()
    folder.with_suffix(".lock").write_text(f"{2**22 + 1} {kept_work.platform.node() or 'unknown'}\n")
    with kept_work.kept_work("stereodsm", GIVEN) as again:
        assert again == folder


def test_work_that_nobody_goes_on_with_is_removed_after_a_week():
    old, new = interrupted({"reference": "old"}), interrupted({"reference": "new"})
    for folder, age in ((old, WEEK + 60.0), (new, WEEK - 3600.0)):
        os.utime(folder, (time.time() - age,) * 2)
    with kept_work.kept_work("stereodsm", GIVEN):
        assert not old.exists() and new.exists()


def test_a_run_that_kept_nothing_leaves_nothing():
    with pytest.raises(ValueError), kept_work.kept_work("stereodsm", GIVEN) as folder:
        folder.mkdir()
        raise ValueError
    assert not list(store().iterdir())
