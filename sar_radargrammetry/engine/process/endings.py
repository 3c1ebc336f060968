"""Why a process ended without an answer, in one sentence.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import ENDED, MEMORY, EngineError
from ..foreign import tells_of_memory
from ..memory import limit_text
from ..message import Message
from ..system import host


def kept(folder: str) -> Message:
    """Where the finished work of a run that did not end well is."""
    return Message("Finished work is kept in {folder}; the same run, started again, continues from it.", folder=folder)


def short_of_memory(name: str, limit: int | None) -> EngineError:
    """The error of the job `name`, under a memory limit [bytes] or none."""
    if limit:
        return EngineError(
            "There was not enough memory for {job} within the limit of {limit}; raise the memory limit in the "
            "settings, or use more looks or smaller patches.",
            code=MEMORY,
            job=name,
            limit=limit_text(limit),
        )
    return EngineError(
        "There was not enough memory for {job}; close other programs, or use more looks or smaller patches.",
        code=MEMORY,
        job=name,
    )


def without_answer(name: str, code: int, last_lines: Iterable[str], limit: int | None = None) -> EngineError:
    """What a process that ended without an answer died of.

    Parameters
    ----------
    name : str
        The job.
    code : int
        As of `subprocess.Popen.returncode`: negative where a signal ended it.
    last_lines : iterable of str
        The end of its standard error.
    limit : int, optional
        Its memory limit [bytes].
    """
    if any(map(tells_of_memory, last_lines)):
        return short_of_memory(name, limit)
    ended = host.death(code)
    if not ended:
        return EngineError(
            "The engine ended without an answer (exit code {number}); the log shows its last words, please report "
            "them.",
            code=ENDED,
            number=code,
        )
    reason = Message("a library crashed")
    if host.was_killed(code):
        reason = Message("the system may have run out of memory")
    elif limit:
        reason = Message("the memory limit of {limit} may be too low", limit=limit_text(limit))
    return EngineError(
        "The engine was ended by signal {signal} ({reason}); close other programs, use more looks or smaller patches, "
        "and report it with the log if it happens again.",
        code=ENDED,
        signal=ended,
        reason=reason,
    )
