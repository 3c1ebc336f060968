"""Programs that the installation runs: their lines to the log, their end certain."""

from __future__ import annotations

import contextlib
import queue
import subprocess  # nosec B404
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..engine.message import Message
from ..engine.system import host
from ..feedback import Feedback

CHILD = Path(__file__).with_name("child.py")
POLL = 0.2  # seconds between two looks at the cancel button
GRACE = 3.0  # seconds that a program has to end after it was asked to
KEPT_LINES = 400


class SetupFailed(Exception):
    """The installation did not succeed.

    Parameters
    ----------
    template : str
        One sentence for the user, with `fields` in braces (`engine/message.py`).
    **fields
        What fills the template.
    """

    def __init__(self, template: str, /, **fields: Any) -> None:
        self.message = Message(template, **fields)
        super().__init__(str(self.message))


class SetupCancelled(Exception):
    """The user pressed cancel, and what was running has ended."""


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    Parameters
    ----------
    code : int
        Its exit code.
    lines : tuple of str
        Its last words, standard output and error together.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def run_python(
    interpreter: str,
    program: Sequence[str],
    environment: Mapping[str, str],
    feedback: Feedback,
    tick: Callable[[], None] = lambda: None,
    quiet: bool = False,
) -> Ended:
    """Run a Python program in a process that ends with this one.

    Parameters
    ----------
    interpreter : str
        Path of a Python.
    program : sequence of str
        Name of a module or path of a script, and its arguments; ``--facts`` for those of the interpreter.
    environment : mapping
        The process's whole environment.
    feedback : Feedback
        Gets every line for the log, and says whether the user cancelled.
    tick : callable
        Called a few times a second while the program runs.
    quiet : bool
        Keep its lines out of the log: a trial that may fail.

    Raises
    ------
    SetupFailed
        The interpreter cannot be run.
    SetupCancelled
    """
    # -P does not exist before Python 3.11: child.py takes its folder off the path itself.
    process = _started([interpreter, str(CHILD), *program], environment)
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
    kept: deque[str] = deque(maxlen=KEPT_LINES)
    ended_at = time.monotonic()
    try:
        while not feedback.isCanceled():
            tick()
            try:
                line = lines.get(timeout=POLL)
            except queue.Empty:
                # Its last words may still be on the way, or a child of its own may hold the pipe open for ever.
                if process.poll() is not None and time.monotonic() > ended_at + GRACE:
                    break
                continue
            finally:
                if process.poll() is None:
                    ended_at = time.monotonic()
            if line is None:
                break
            kept.append(line)
            if not quiet:
                feedback.pushDebugInfo(line)
    finally:
        code = _end(process, feedback.isCanceled())
    if feedback.isCanceled():
        raise SetupCancelled("The set-up was cancelled; what has arrived is kept.")
    return Ended(code, tuple(kept))


def _started(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen:
    try:
        return subprocess.Popen(  # noqa: S603 # nosec B603 - an interpreter chosen by the user, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            **host.own_group(),
        )
    except OSError as error:
        raise SetupFailed(
            "The Python interpreter {interpreter} cannot be run ({reason}).",
            interpreter=command[0],
            reason=error.strerror,
        ) from error


def _read(stream: IO[bytes], lines: queue.Queue) -> None:
    with stream:
        for line in stream:
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                lines.put(text)
    lines.put(None)


def _end(process: subprocess.Popen, at_once: bool) -> int:
    """Wait for the process, or end it, its children with it; closing its input is the polite way."""
    if at_once:
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
    host.end_group(process.pid)
    code = process.wait()
    with contextlib.suppress(OSError):
        process.stdin.close()
    return code
