"""How a running job learns that it should stop, and how the process ends when the job does not listen."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

from ..system import host
from .outcome import CANCELLED

GRACE = 1.0  # seconds between the wish to stop and the end of the process


class Stop:
    """The wish to stop: set once, by a `cancel` line, the parent's death or a signal.

    Parameters
    ----------
    on_stop : callable
        Called before the process is ended by force, when the job did not stop within `GRACE` seconds.
    """

    def __init__(self, on_stop: Callable[[], None]) -> None:
        self._asked = threading.Event()
        self._finished = threading.Event()
        self._on_stop = on_stop

    def is_asked(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask the job to stop; a second later the process ends whatever the job does."""
        if self._asked.is_set() or self._finished.is_set():
            return
        self._asked.set()
        threading.Thread(target=self._end_by_force, daemon=True).start()

    def finished(self) -> None:
        """The job has ended by itself: nothing is to be forced any more."""
        self._finished.set()

    def _end_by_force(self) -> None:
        if not self._finished.wait(GRACE):
            self._on_stop()
            # Not sys.exit: the main thread may sit in native code for minutes and would never unwind.
            os._exit(CANCELLED)

    def on_signals(self) -> None:
        """Take Ctrl-C and a polite kill as the wish to stop."""
        for number in host.STOP_SIGNALS:
            signal.signal(number, lambda *_: self.ask())

    def on_end_of(self, read_line: Callable[[], bytes | None]) -> None:
        """Ask to stop at the line `cancel`, or at the end of the stream (the parent has died)."""

        def watch() -> None:
            while (line := read_line()) is not None:
                if line.strip() == b"cancel":
                    break
            self.ask()

        threading.Thread(target=watch, daemon=True).start()

    def on_parents_death(self) -> None:
        """Ask to stop when another process has become the parent.

        The end of standard input says so at once, unless a process that the parent has forked holds the pipe open.
        """
        parent = os.getppid()

        def watch() -> None:
            while os.getppid() == parent:
                time.sleep(GRACE)
            self.ask()

        threading.Thread(target=watch, daemon=True).start()


def line_reader(descriptor: int) -> Callable[[], bytes | None]:
    """A function that gives the next line of a file descriptor, or None at its end.

    Unbuffered on purpose: a thread that waits inside Python's buffered reader holds its lock, and the interpreter
    aborts when it finds that lock taken at its end.
    """
    pending = bytearray()

    def read_line() -> bytes | None:
        while b"\n" not in pending:
            chunk = os.read(descriptor, 65536)
            if not chunk:
                rest, pending[:] = bytes(pending), b""
                return rest or None
            pending.extend(chunk)
        line, _, rest = bytes(pending).partition(b"\n")
        pending[:] = rest
        return line

    return read_line
