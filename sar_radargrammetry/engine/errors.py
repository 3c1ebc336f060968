"""What can go wrong: the one exception a user sees, and what is left of a run after it."""

from __future__ import annotations

import re

SHORT_OF_MEMORY = re.compile(
    # numpy and Python; torch and C++; libraries that start threads; the loader of libraries; GDAL and HDF5
    r"MemoryError|Unable to allocate|can't allocate memory|bad_alloc|[Oo]ut of memory|OutOfMemory|[Cc]annot allocate"
    r"|could not create a (primitive|memory)|can't start new thread|Thread creation failed|pthread_create failed"
    r"|failed to map segment|[Mm]emory (allocation|exhausted)|CUDA out of memory"
)


class EngineError(Exception):
    """A failure the user can act on.

    Its text is one sentence in plain words that says what is wrong and what to do; it reaches the user as it stands.
    """


class Shortage(EngineError):
    """Disk, memory or a drive gave way: the same run may succeed later, so what it has finished is kept for it."""


class Cancelled(Exception):
    """The user asked to stop; unwinds the job so that unfinished files are removed."""


def is_short_of_memory(text: str) -> bool:
    """Whether what a library says means that there was not enough memory."""
    return bool(SHORT_OF_MEMORY.search(text))


def may_pass(error: EngineError) -> bool:
    """Whether the same run may succeed later, so that what it has finished is worth keeping."""
    return isinstance(error, Shortage) or is_short_of_memory(str(error))
