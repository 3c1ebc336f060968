"""What exceptions and texts of foreign code mean: NumPy, torch, GDAL, HDF5, the loader, the operating system.

Texts are read for their meaning here and nowhere else, and only those of libraries. They may name the user's files, so
whatever looks like a path is left out first. Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable

from .errors import DISK_FULL, INPUT, MEMORY, RETRYABLE, UNWRITABLE, EngineError

SHORT_OF_MEMORY = re.compile(
    # numpy and Python; torch and C++; libraries that start threads; the loader of libraries; GDAL and HDF5
    r"MemoryError|Unable to allocate|can't allocate memory|bad_alloc|[Oo]ut of memory|OutOfMemory|[Cc]annot allocate"
    r"|could not create a (primitive|memory)|can't start new thread|Thread creation failed|pthread_create failed"
    r"|failed to map segment|[Mm]emory (allocation|exhausted)|CUDA out of memory"
)
PATH = re.compile(r"\S*[/\\]\S*")


def code_of(error: EngineError) -> str:
    """The code of an error: its own, or memory where it was raised from a library's failure for lack of that."""
    if error.code != INPUT:
        return error.code
    paths = [value for value in error.message.fields.values() if isinstance(value, str) and os.path.isabs(value)]
    cause: BaseException | None = error
    while (cause := cause.__cause__) is not None:
        if isinstance(cause, EngineError) and cause.code != INPUT:
            return cause.code
        if not isinstance(cause, EngineError) and is_short_of_memory(cause, paths):
            return MEMORY
    return INPUT


def may_pass(error: EngineError) -> bool:
    """Whether the same run may succeed later, so that what it has finished is worth keeping."""
    return code_of(error) in RETRYABLE


def is_short_of_memory(error: BaseException, paths: Iterable[str] = ()) -> bool:
    """Whether a library failed for lack of memory; `paths` are the user's, which it may have repeated."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == errno.ENOMEM
    # torch has its own exceptions for this, and must not be imported here to name them.
    return isinstance(error, MemoryError) or tells_of_memory(f"{type(error).__name__}: {error}", paths)


def tells_of_memory(text: str, paths: Iterable[str] = ()) -> bool:
    """Whether a library's text means that there was not enough memory."""
    for path in paths:
        text = text.replace(path, " ")
    return bool(SHORT_OF_MEMORY.search(PATH.sub(" ", text)))


def code_of_write(error: BaseException) -> str:
    """Why a file could not be written: a full disk, or anything else that the drive or the folder may have."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT) if isinstance(error, OSError) else "No space left" in str(error)
    # numpy reports a write that ends early, which is a full disk, without a number.
    cut_short = isinstance(error, OSError) and error.errno is None and str(error).endswith("written")
    return DISK_FULL if full or cut_short else UNWRITABLE


def is_truncated(error: Exception) -> bool:
    """Whether HDF5 found the end of a file too early."""
    return "truncated" in PATH.sub(" ", str(error))


def as_os_error(error: Exception) -> OSError:
    """What the system said, of which safetensors keeps the number in its text only."""
    number = re.search(r"(?:code: |os error )(\d+)", str(error))
    return OSError(int(number[1]), os.strerror(int(number[1]))) if number else OSError(str(error))
