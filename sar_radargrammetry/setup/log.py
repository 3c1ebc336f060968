"""What an installation said, in a file for the diagnostics."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO

from .pip import without_password
from .running import Feedback


class LoggedFeedback:
    """Passes everything on to `feedback` and writes the words to a file.

    Parameters
    ----------
    feedback : Feedback
        What is passed on to.
    path : Path
        The file; begun anew.
    """

    def __init__(self, feedback: Feedback, path: Path) -> None:
        self._feedback = feedback
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> LoggedFeedback:
        self._file = open(self._path, "w", encoding="utf-8", buffering=1)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._write(f"{kind.__name__}: {error}")
        with contextlib.suppress(OSError):
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
        info = without_password(info)
        self._write(info)
        self._feedback.pushDebugInfo(info)

    def _write(self, text: str) -> None:
        # A full disk must not hide why the installation failed.
        with contextlib.suppress(OSError):
            self._file.write(text + "\n")
