"""Why a process ended without an answer, in one sentence.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable

from .errors import EngineError, Shortage
from .memory import limit_in_words

SHORT_OF_MEMORY = re.compile(
    # numpy and Python; torch and C++; libraries that start threads; the loader of libraries; GDAL and HDF5
    r"MemoryError|Unable to allocate|can't allocate memory|bad_alloc|[Oo]ut of memory|OutOfMemory|[Cc]annot allocate"
    r"|could not create a (primitive|memory)|can't start new thread|Thread creation failed|pthread_create failed"
    r"|failed to map segment|[Mm]emory (allocation|exhausted)|CUDA out of memory"
)


def is_short_of_memory(text: str) -> bool:
    """Whether what a library says means that there was not enough memory."""
    return bool(SHORT_OF_MEMORY.search(text))


def may_pass(error: EngineError) -> bool:
    """Whether the same run may succeed later, so that what it has finished is worth keeping."""
    return isinstance(error, Shortage) or is_short_of_memory(str(error))


def short_of_memory(name: str, limit: int | None) -> str:
    """The sentence for the job `name`, under a memory limit [bytes] or none."""
    if limit:
        return (
            f"There was not enough memory for {name} within the limit of {limit_in_words(limit)}; raise the memory "
            "limit in the settings, or use more looks or smaller patches."
        )
    return f"There was not enough memory for {name}; close other programs, or use more looks or smaller patches."


def without_answer(name: str, code: int, last_words: Iterable[str], limit: int | None = None) -> str:
    """What a process that ended without an answer died of.

    Parameters
    ----------
    name : str
        The job.
    code : int
        As of `subprocess.Popen.returncode`: negative where a signal ended it.
    last_words : iterable of str
        The end of its standard error.
    limit : int, optional
        Its memory limit [bytes].
    """
    if any(map(is_short_of_memory, last_words)):
        return short_of_memory(name, limit)
    if code < 0:
        try:
            ended = signal.Signals(-code).name
        except ValueError:
            ended = str(-code)
        memory = f"the memory limit of {limit_in_words(limit)} may be too low" if limit else ""
        reason = "the system may have run out of memory" if ended == "SIGKILL" else memory or "a library crashed"
        return (
            f"The engine was ended by signal {ended} ({reason}); close other programs, use more looks or smaller "
            "patches, and report it with the log if it happens again."
        )
    return f"The engine ended without an answer (exit code {code}); the log shows its last words, please report them."
