"""Progress of steps that say nothing of it themselves: how much has come to lie on the disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ..feedback import Feedback

PERIOD = 1.0  # seconds between two looks


class Growth:
    """Turns bytes on the disk into a part of the progress bar.

    Parameters
    ----------
    measure : callable
        The bytes so far.
    expected : float
        Those at the end.
    low, high : float
        The part of the bar, percent.
    feedback : Feedback
    """

    def __init__(
        self, measure: Callable[[], float], expected: float, low: float, high: float, feedback: Feedback
    ) -> None:
        self._measure, self._expected, self._low, self._high = measure, expected, low, high
        self._feedback = feedback
        self._next, self._shown = 0.0, low

    def tick(self) -> None:
        """Look again, when the last time is long enough ago; the bar never goes back."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PERIOD
        share = min(self._measure() / self._expected, 1.0)
        self._shown = max(self._shown, self._low + (self._high - self._low) * share)
        self._feedback.setProgress(self._shown)


class Part:
    """Passes everything on to `feedback`; the progress of a step fills a part of the whole bar.

    Parameters
    ----------
    feedback : Feedback
        What is passed on to.
    low, high : float
        The part, percent.
    """

    def __init__(self, feedback: Feedback, low: float, high: float) -> None:
        self._feedback, self._low, self._high = feedback, low, high
        self.isCanceled = feedback.isCanceled
        self.pushInfo = feedback.pushInfo
        self.pushWarning = feedback.pushWarning
        self.pushDebugInfo = feedback.pushDebugInfo

    def setProgress(self, progress: float) -> None:
        self._feedback.setProgress(self._low + (self._high - self._low) * progress / 100.0)


def size_of(*folders: Path) -> int:
    """Bytes of all files below `folders`; those that vanish meanwhile count nothing."""
    total, waiting = 0, [str(folder) for folder in folders]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def free_space(folder: Path) -> int:
    """Bytes free where `folder` is or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
