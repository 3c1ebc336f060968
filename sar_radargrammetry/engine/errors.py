"""What can go wrong: the one exception that reaches a user, and what it means for a run started again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .message import Message

INPUT = "input"  # what was given does not do; the same run fails again
BUSY = "busy"  # another run writes the same output
MEMORY = "memory"
GPU_MEMORY = "gpu_memory"  # of the graphics card, where the processor would do
DISK_FULL = "disk_full"
UNWRITABLE = "unwritable"  # the drive is gone or broken, the folder protected
PACKAGE = "package"  # of Python, and not installed
CANCELLED = "cancelled"
INTERNAL = "internal"  # a fault of the engine
ENDED = "ended"  # a process died without an answer
CLUSTER = "cluster"  # the scheduler or its workers are gone

RETRYABLE = frozenset({BUSY, MEMORY, DISK_FULL, UNWRITABLE, CANCELLED, ENDED, CLUSTER})
"""Codes of failures after which the same run may succeed, so that what it has finished is worth keeping."""


class EngineError(Exception):
    """A failure the user can act on.

    Parameters
    ----------
    template : str or Message
        One sentence in plain words that says what is wrong and what to do, with `fields` in braces
        (`engine/message.py`). It reaches the user as it stands, or translated.
    code : str
        What kind of failure it is: one of this file's constants. Nothing is ever concluded from the text.
    **fields
        What fills the template.
    """

    def __init__(self, template: str | Message, /, *, code: str = INPUT, **fields: Any) -> None:
        self.message = template if isinstance(template, Message) else Message(template, **fields)
        self.code = code
        super().__init__(self.message.template)

    @classmethod
    def from_json(cls, answer: Mapping[str, Any]) -> EngineError:
        """The error that `as_json` made an answer of, in another process."""
        return cls(Message.from_json(answer), code=answer["code"])

    def __str__(self) -> str:
        return str(self.message)

    @property
    def retryable(self) -> bool:
        return self.code in RETRYABLE

    def as_json(self) -> dict[str, Any]:
        """The answer of the protocol."""
        return {"type": "error", **self.message.as_json(), "code": self.code, "retryable": self.retryable}


class Cancelled(Exception):
    """The user asked to stop; unwinds the job so that unfinished files are removed."""
