"""One engine process: start it, listen to it, stop it for certain."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess  # nosec B404
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from ..engine.files.leftovers import remove_unfinished
from ..engine.memory import memory_limit
from ..engine.message import in_language
from ..engine.process.endings import kept, without_answer
from ..engine.system import host
from ..feedback import Feedback
from ..translation import tr

POLL = 0.1  # seconds between two looks at the cancel button
GRACE = 1.0  # seconds the engine has to stop by itself
PATIENCE = 5.0  # seconds that the system has to bury it after that
ERROR_LINES = 200  # of standard error, kept for the log


class EngineFailed(Exception):
    """The engine did not deliver; the text is one sentence for the user, in the language of QGIS."""


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
            if _end(process):
                # A process that was killed could not remove its unfinished files itself.
                remove_unfinished(request["parameters"].values(), process.pid)
    messages.join()
    for line in messages.errors:
        feedback.pushDebugInfo(line)
    failed = feedback.isCanceled() or outcome is None or outcome["type"] == "error"
    if failed and messages.kept and os.path.isdir(messages.kept):
        feedback.pushInfo(_told(kept(messages.kept).as_json()))
    if process.returncode is None:
        feedback.pushWarning(
            tr(
                "The engine's process {number} waits for a disk or a network drive that does not answer; it ends as "
                "soon as that does."
            ).format(number=process.pid)
        )
    if feedback.isCanceled():
        raise EngineCancelled(tr("The run was cancelled."))
    if outcome is None:
        limit = memory_limit(environment)
        ended = without_answer(request["job"], process.returncode or 0, messages.errors, limit)
        raise EngineFailed(_told(ended.as_json()))
    if outcome["type"] == "error":
        raise EngineFailed(_told(outcome) or tr("The engine failed without a reason."))
    return dict(outcome.get("outputs") or {})


@contextlib.contextmanager
def _started(command: Sequence[str], environment: Mapping[str, str], folder: str | None) -> Iterator[subprocess.Popen]:
    try:
        process = subprocess.Popen(  # noqa: S603 # nosec B603 - an interpreter chosen by the user, no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            cwd=folder,
            **host.own_group(),
        )
    except OSError as error:
        problem = tr("The engine could not be started with {program} ({reason}).")
        raise EngineFailed(problem.format(program=command[0], reason=error.strerror)) from error
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
        self.kept = ""  # the folder of finished work
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
            if process.poll() is not None:
                messages.join()  # its last words may still be on their way
                if messages.lines.empty():
                    return None
            continue
        if line is None:
            return None
        message = _parsed(line)
        kind = message.get("type")
        if kind in ("result", "error"):
            return message
        if kind == "kept":
            messages.kept = messages.kept or str(message.get("folder", ""))  # a step's folder lies in that of the job
        else:
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


def _told(message: Mapping[str, Any]) -> str:
    """What the engine says, in the language of QGIS."""
    return in_language(message, tr)


def _show(kind: Any, message: dict, feedback: Feedback) -> None:
    if kind == "progress" and isinstance(message.get("percent"), (int, float)):
        feedback.setProgress(message["percent"])
    elif kind == "log" and message.get("level") == "warning":
        feedback.pushWarning(_told(message))
    elif kind == "log":
        feedback.pushInfo(_told(message))
    elif message.get("text"):
        feedback.pushDebugInfo(str(message["text"]))


def _send(process: subprocess.Popen, line: str) -> None:
    # The process may be gone already; its exit is more specific than the broken pipe.
    with contextlib.suppress(OSError):
        process.stdin.write(line.encode("utf-8") + b"\n")
        process.stdin.flush()


def _end(process: subprocess.Popen) -> bool:
    """Give the process a moment to end by itself, then make sure that it has, its children with it.

    False where it sits in the system and waits for a drive: then it cannot be ended, and QGIS must not wait for it.
    """
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
    host.end_group(process.pid)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return False
    return True
