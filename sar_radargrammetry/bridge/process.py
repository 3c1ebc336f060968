"""One engine process: start it, listen to it, stop it for certain."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess  # nosec B404
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

POLL = 0.1  # seconds between two looks at the cancel button
GRACE = 1.0  # seconds the engine has to stop by itself
ERROR_LINES = 200  # of standard error, kept for the log


class Feedback(Protocol):
    """The part of QgsProcessingFeedback used here."""

    def isCanceled(self) -> bool: ...
    def setProgress(self, progress: float) -> None: ...
    def pushInfo(self, info: str) -> None: ...
    def pushWarning(self, warning: str) -> None: ...
    def pushDebugInfo(self, info: str) -> None: ...


class EngineFailed(Exception):
    """The engine did not deliver; the text is one sentence for the user."""


class EngineCancelled(Exception):
    """The user pressed cancel and the engine has ended."""


def run_engine(
    command: Sequence[str],
    environment: Mapping[str, str],
    request: dict,
    feedback: Feedback,
    folder: str | None = None,
) -> dict[str, Any]:
    """Hand one job to an engine process and wait for its outputs.

    Parameters
    ----------
    command : sequence of str
        Program and arguments; never goes through a shell.
    environment : mapping
        The process's whole environment.
    request : dict
        The keys ``job`` and ``parameters``.
    feedback : Feedback
        Shows progress and log, and says whether the user cancelled.
    folder : str, optional
        Working folder of the process.

    Returns
    -------
    dict
        The outputs of the job.

    Raises
    ------
    EngineFailed, EngineCancelled
    """
    with _started(command, environment, folder) as process:
        try:
            messages = _Listener(process)
            _send(process, json.dumps(request))
            outcome = _conversation(process, messages, feedback)
        finally:
            _end(process)
            # A process that was killed could not remove its unfinished files itself.
            remove_unfinished(request["parameters"], process.pid)
    messages.join()
    for line in messages.errors:
        feedback.pushDebugInfo(line)
    if feedback.isCanceled():
        raise EngineCancelled
    if outcome is None:
        raise EngineFailed(_without_answer(process.returncode))
    if outcome["type"] == "error":
        raise EngineFailed(str(outcome.get("text") or "The engine failed without a reason."))
    return dict(outcome.get("outputs") or {})


@contextlib.contextmanager
def _started(command: Sequence[str], environment: Mapping[str, str], folder: str | None) -> Iterator[subprocess.Popen]:
    options: dict[str, Any] = {}
    if os.name == "nt":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        # A group of its own: it can be killed with all its children, and Ctrl-C in the terminal of QGIS spares it.
        options["start_new_session"] = True
    try:
        process = subprocess.Popen(  # noqa: S603 # nosec B603 - an interpreter chosen by the user, no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=folder,
            **options,
        )
    except OSError as error:
        raise EngineFailed(f"The engine could not be started with {command[0]} ({error.strerror}).") from error
    try:
        yield process
    finally:
        with contextlib.suppress(OSError):  # a dead reader makes the flush of the last line fail
            process.stdin.close()


class _Listener:
    """Reads both outputs of the process in threads, so that neither pipe ever fills and blocks it."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self.errors: deque[str] = deque(maxlen=ERROR_LINES)
        self._threads = [
            threading.Thread(target=self._read_messages, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_errors, args=(process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read_messages(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.lines.put(line)
        self.lines.put(None)

    def _read_errors(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.errors.append(line.decode("utf-8", "replace").rstrip())

    def join(self) -> None:
        for thread in self._threads:
            thread.join(GRACE)  # a grandchild may hold the pipe open for ever


def _conversation(process: subprocess.Popen, messages: _Listener, feedback: Feedback) -> dict | None:
    """Pass messages on until the result, the error, the end of the process or the user's cancel."""
    while not feedback.isCanceled():
        try:
            line = messages.lines.get(timeout=POLL)
        except queue.Empty:
            if process.poll() is not None and messages.lines.empty():
                return None
            continue
        if line is None:
            return None
        message = _parsed(line)
        kind = message.get("type")
        if kind in ("result", "error"):
            return message
        _show(kind, message, feedback)
    _send(process, "cancel")
    return None


def _parsed(line: bytes) -> dict:
    """A line of the protocol; anything else becomes a remark for the log."""
    try:
        message = json.loads(line.decode("utf-8"))
    except ValueError:
        message = None
    if isinstance(message, dict):
        return message
    return {"type": "noise", "text": line.decode("utf-8", "replace").rstrip()}


def _show(kind: Any, message: dict, feedback: Feedback) -> None:
    if kind == "progress" and isinstance(message.get("percent"), (int, float)):
        feedback.setProgress(message["percent"])
    elif kind == "log" and message.get("level") == "warning":
        feedback.pushWarning(str(message.get("text", "")))
    elif kind == "log":
        feedback.pushInfo(str(message.get("text", "")))
    elif message.get("text"):
        feedback.pushDebugInfo(str(message["text"]))


def _send(process: subprocess.Popen, line: str) -> None:
    # The process may be gone already; its exit tells more than the broken pipe does.
    with contextlib.suppress(OSError):
        process.stdin.write(line.encode("utf-8") + b"\n")
        process.stdin.flush()


def _end(process: subprocess.Popen) -> None:
    """Give the process a moment to end by itself, then make sure that it has, its children with it."""
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
    if os.name != "nt":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def remove_unfinished(parameters: dict, pid: int) -> None:
    """Remove the files that process `pid` left unfinished in the folders that `parameters` name."""
    folders = {Path(value).parent for value in parameters.values() if isinstance(value, str) and os.path.isabs(value)}
    for folder in folders:
        # A file can be busy for a moment after its writer was killed (Windows).
        for attempt in (0.0, 0.2, 0.5):
            time.sleep(attempt)
            try:
                for leftover in folder.glob(f".*.{pid}.part*"):
                    shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
                break
            except OSError:
                continue


def _without_answer(code: int) -> str:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        reason = "the system may have run out of memory" if name == "SIGKILL" else "a library crashed"
        return (
            f"The engine was ended by signal {name} ({reason}); close other programs, use more looks or smaller "
            "patches, and report it with the log if it happens again."
        )
    return f"The engine ended without an answer (exit code {code}); the log shows its last words, please report them."
