"""What an installation or a run said, in a file for the diagnostics."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import IO

from ..feedback import Feedback
from .pip import without_password

MAX_LINES = 4000


class LoggedFeedback:
    """Passes everything on to `feedback` and writes the words to a file.

    A log that cannot be written is no reason to fail, and must not hide what is.

    Parameters
    ----------
    feedback : Feedback
        What is passed on to.
    path : Path
        The file; begun anew.
    title : str
        Its first line.
    """

    def __init__(self, feedback: Feedback, path: Path, title: str) -> None:
        self._feedback = feedback
        self._path = path
        self._title = title
        self._lines = 0
        self._file: IO[str] | None = None

    def __enter__(self) -> LoggedFeedback:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(self._path, "w", encoding="utf-8", buffering=1)
        self._write(f"{_now()} {self._title}")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._write(f"{_now()} " + ("done" if error is None else f"{kind.__name__}: {error}"))
        with contextlib.suppress(OSError, AttributeError):
            self._file.close()

    def isCanceled(self) -> bool:
        return self._feedback.isCanceled()

    def setProgress(self, progress: float) -> None:
        self._feedback.setProgress(progress)

    def pushInfo(self, info: str) -> None:
        self._write(info)
        self._feedback.pushInfo(info)

    def pushWarning(self, warning: str) -> None:
        self._write(f"Warning: {warning}")
        self._feedback.pushWarning(warning)

    def pushDebugInfo(self, info: str) -> None:
        self._write(info)
        self._feedback.pushDebugInfo(without_password(info))

    def _write(self, text: str) -> None:
        self._lines += 1
        if self._file is not None and self._lines <= MAX_LINES:
            with contextlib.suppress(OSError):
                self._file.write(without_password(text) + "\n")


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
