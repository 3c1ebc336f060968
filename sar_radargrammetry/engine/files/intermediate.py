"""What lies between the steps of a job: its folder, thrown away or kept, and arrays larger than the memory."""

from __future__ import annotations

import mmap
import os
import shutil
from pathlib import Path

import numpy as np

from ..system import host
from .atomic import explained

KEEP_VARIABLE = "SAR_RADARGRAMMETRY_KEEP_FILES"
"""Environment variable that, set to 1, keeps intermediate files."""


WORK_VARIABLE = "SAR_RADARGRAMMETRY_WORK"
"""Environment variable with the folder for unfinished work, in place of the folder of the output."""


DEEPEST = 80
"""Characters that names below a folder of unfinished work have at most."""


def beside(output: Path, name: str) -> Path:
    """Where work called `name` lies until the output is finished: beside it, or where the environment says.

    What is beside something of that folder lies there too.

    Raises
    ------
    EngineError
        The folder cannot be made.
    """
    folder = os.environ.get(WORK_VARIABLE, "")
    if not folder or Path(folder) in output.absolute().parents:
        return host.extended(output.with_name(name), DEEPEST)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, Path(folder)) from error
    return host.extended(Path(folder) / name, DEEPEST)


def finished_with(folder: Path, kept: Path) -> Path | None:
    """Remove the folder of intermediate files of a job that has succeeded, or keep it under its name `kept`.

    An older one of that name is replaced. Both are siblings, so that the relative paths inside still hold.

    Returns
    -------
    Path or None
        `kept`, where there is one now.
    """
    if os.environ.get(KEEP_VARIABLE, "").strip() not in ("1", "true"):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    shutil.rmtree(kept, ignore_errors=True)
    host.replace(folder, kept)
    return kept


def scratch_array(path: Path, dtype: type, shape: tuple[int, ...]) -> np.memmap:
    """A zero-filled array in a new file.

    The whole file is claimed at once: a disk that fills up while pages are written back would end the process without
    a word (SIGBUS).

    Raises
    ------
    EngineError
        The disk is full.
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    try:
        with open(path, "wb") as file:
            host.claim_space(file, size)
        return np.memmap(path, dtype, "r+", shape=shape)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise explained(error, path, size) from error


def let_go(*arrays: np.ndarray | None) -> None:
    """Give back the memory that pages of scratch arrays take; their files keep what they hold, to be read again.

    Otherwise everything that was looked at counts as the process's memory until the system needs it. Arrays that lie
    in no file stay as they are, and all do on Windows.
    """
    for array in arrays:
        pages = getattr(array, "_mmap", None)
        if pages is not None and hasattr(mmap, "MADV_DONTNEED"):
            pages.madvise(mmap.MADV_DONTNEED)
