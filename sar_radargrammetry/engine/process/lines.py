"""The messages of the engine as JSON lines on a standard output that no library prints to."""

from __future__ import annotations

import json
import os
import sys
import threading

PROGRESS_STEP = 0.1  # percent; finer steps only fill the pipe


class JsonLines:
    """Write messages as JSON lines, whole lines only, from any thread.

    Parameters
    ----------
    descriptor : int
        Where the lines go.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._percent = -PROGRESS_STEP

    def __call__(self, message: dict) -> None:
        # ASCII escapes: the reader need not agree with us on an encoding.
        line = json.dumps(message, allow_nan=False).encode("ascii") + b"\n"
        with self._lock:
            if message["type"] == "progress":
                if message["percent"] < self._percent + PROGRESS_STEP:
                    return
                self._percent = message["percent"]
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                pass  # the reader is gone; the end of standard input will stop the job


def private_standard_output() -> int:
    """A descriptor of standard output that only we know; prints of libraries go to standard error from now on."""
    descriptor = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return descriptor
