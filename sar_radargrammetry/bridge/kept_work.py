"""Finished work of runs with temporary outputs, which have another name each time: kept by inputs and parameters."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..engine.files.leftovers import holder
from ..engine.system import host
from .location import data_folder

WEEK = 7 * 24 * 3600.0
"""Seconds after which the work of a run that was not started again is removed."""


def store() -> Path:
    """The folder in the user's profile that has a folder for each run."""
    return data_folder() / "kept"


@contextlib.contextmanager
def kept_work(job: str, inputs: Mapping[str, Any]) -> Iterator[Path | None]:
    """The folder of a run's unfinished work, removed when the block succeeds and kept when it fails.

    Parameters
    ----------
    job : str
    inputs : mapping
        Everything that distinguishes the run from others, as JSON values: inputs and parameters, no outputs.

    Yields
    ------
    Path or None
        None where another run of the same inputs and parameters is at work.
    """
    _sweep()
    text = json.dumps([job, dict(inputs)], sort_keys=True)
    folder = store() / hashlib.sha256(text.encode()).hexdigest()[:16]
    lock = folder.with_suffix(".lock")
    if not _taken(lock):
        yield None
        return
    try:
        yield folder
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        with contextlib.suppress(OSError):
            os.utime(folder)  # the week begins now
            folder.rmdir()  # if nothing is in it
        lock.unlink(missing_ok=True)


def _taken(lock: Path) -> bool:
    """Whether the claim is ours now; that of a process that has ended counts for nothing."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        if lock.exists() and not _is_held(lock):
            lock.unlink(missing_ok=True)
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {platform.node() or 'unknown'}\n")
    return True


def _is_held(lock: Path) -> bool:
    number, computer = holder(lock)
    if computer != (platform.node() or "unknown"):
        # It cannot be found out there whether the process lives.
        return time.time() - lock.stat().st_mtime < WEEK
    return host.is_alive(number)


def _sweep() -> None:
    """Remove the work of runs that were not started again within a week."""
    for folder in store().glob("*"):
        with contextlib.suppress(OSError):
            if folder.is_dir() and time.time() - folder.stat().st_mtime > WEEK:
                lock = folder.with_suffix(".lock")
                if not (lock.exists() and _is_held(lock)):
                    shutil.rmtree(folder, ignore_errors=True)
