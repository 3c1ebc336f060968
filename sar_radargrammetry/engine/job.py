"""The context that a job runs in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import Cancelled
from .message import Message


@dataclasses.dataclass(frozen=True)
class Context:
    """The messages of a running job to its caller, and the request to stop.

    Parameters
    ----------
    report : callable
        Takes one message, a dict with the key ``type`` (``progress``, ``log``).
    cancelled : callable
        True once the user asked to stop.
    low, high : float
        The part of the whole job's progress, 0..1, that this context fills.
    """

    report: Callable[[dict], None] = lambda message: None
    cancelled: Callable[[], bool] = lambda: False
    low: float = 0.0
    high: float = 1.0

    def progress(self, fraction: float) -> None:
        """Say how far the job is (0..1), and stop here if the user asked for it."""
        self.check_cancelled()
        share = self.low + (self.high - self.low) * min(max(fraction, 0.0), 1.0)
        self.report({"type": "progress", "percent": round(100.0 * share, 2)})

    def log(self, template: str | Message, /, **fields: Any) -> None:
        """Say something that is good to know: a template and its fields (`engine/message.py`)."""
        self._say("info", template, fields)

    def warn(self, template: str | Message, /, **fields: Any) -> None:
        """Say what the user should think about; as `log`."""
        self._say("warning", template, fields)

    def _say(self, level: str, template: str | Message, fields: dict) -> None:
        message = template if isinstance(template, Message) else Message(template, **fields)
        self.report({"type": "log", "level": level, **message.as_json()})

    def keep(self, folder: Path) -> None:
        """Say where finished work lies that the same job, started again, goes on from."""
        self.report({"type": "kept", "folder": str(folder)})

    def check_cancelled(self) -> None:
        """Raise `Cancelled` once the user asked to stop; call it at least every second of work."""
        if self.cancelled():
            raise Cancelled

    def part(self, low: float, high: float) -> Context:
        """A context whose 0..1 is low..high of this one's."""
        span = self.high - self.low
        return dataclasses.replace(self, low=self.low + span * low, high=self.low + span * high)
