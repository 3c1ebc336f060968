"""Arrays that are larger than the memory should be asked for: on disk while a job runs."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from .atomic import explained


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
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, max(size, 1))
            else:
                _fill(file, size)
        return np.memmap(path, dtype, "r+", shape=shape)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise explained(error, path, size) from error


def _fill(file, size: int) -> None:
    """Write zeros, for systems that cannot claim space otherwise."""
    chunk = bytes(1 << 20)
    for start in range(0, size, len(chunk)):
        file.write(chunk[: size - start])
