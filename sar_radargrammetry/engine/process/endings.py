"""Why a process ended without an answer, in one sentence.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable

from ..errors import is_short_of_memory
from ..memory import limit_in_words


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
