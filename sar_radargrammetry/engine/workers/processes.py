"""Units of work done by processes beside this one, which say by JSON lines what they did.

Each is the engine's own program with the command ``worker`` (`process/worker.py`): nothing is forked, so that it works
on every system and with any library loaded here. A worker ends when its standard input does, which happens however this
process ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess  # nosec B404
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import ENDED, MEMORY, EngineError
from ..foreign import tells_of_memory
from ..job import Context
from ..message import Message
from ..system import host
from .crew import POLL, Unit
from .sharing import environment_of_worker

COMMAND = (sys.executable, "-m", f"{__name__.partition('.')[0]}.engine", "worker")
"""Starts a worker; the working folder and PYTHONPATH are those of this process."""
MOST_DEATHS = 3
"""Workers that may die of one unit before it counts as a failure."""
LAST_LINES = 50
"""Of a worker's standard error, kept to tell what it died of."""


class Processes:
    """So many workers, started when there is something to do.

    Parameters
    ----------
    count : int
    work : dict
        The first line that each is given: what all units have in common.
    warn : callable
        Takes what the user should know.
    """

    def __init__(self, count: int, work: dict[str, Any], warn: Callable[..., None]) -> None:
        self.count = count
        self._work = work
        self.warn = warn
        self._workers: list[_Worker] = []
        self._answers: queue.Queue[tuple[_Worker, dict | None]] = queue.Queue()
        self._killed = 0

    def do(self, units: Sequence[Unit], context: Context, done: Callable[[int], None] = lambda count: None) -> None:
        """See `Crew.do`."""
        waiting = deque(units)
        deaths: Counter[str] = Counter()
        finished = 0
        while finished < len(units):
            context.progress(finished / len(units))
            self._employ(waiting)
            try:
                worker, answer = self._answers.get(timeout=POLL)
            except queue.Empty:
                continue
            if worker not in self._workers:
                continue  # it was ended, and its unit is done again
            if answer is None:
                self._died(worker, waiting, deaths)
            elif answer["type"] == "error":
                error = EngineError.from_json(answer)
                if error.code != MEMORY or not self._fewer(waiting):
                    raise error
            else:
                worker.unit = None
                finished += 1
                done(finished)

    def _employ(self, waiting: deque[Unit]) -> None:
        """Give waiting units to idle workers, which are started as they are needed."""
        while waiting:
            worker = next((worker for worker in self._workers if worker.unit is None), None)
            if worker is None:
                if len(self._workers) == self.count:
                    return
                worker = _Worker(self._work, environment_of_worker(os.environ, self.count), self._answers)
                self._workers.append(worker)
            worker.give(waiting.popleft())

    def _died(self, worker: _Worker, waiting: deque[Unit], deaths: Counter[str]) -> None:
        """Have the unit of a worker that died done again, by fewer workers where memory was short."""
        code = worker.bury()
        self._workers.remove(worker)
        unit, worker.unit = worker.unit, None
        if unit is None:
            return  # another one is started when there is something to do
        name = json.dumps(unit, sort_keys=True)
        deaths[name] += 1
        waiting.appendleft(unit)
        killed = host.was_killed(code)
        self._killed += killed
        short = worker.was_short_of_memory()
        # The system kills what takes too much memory, a worker that was killed by hand is not meant.
        if (short or (killed and self._killed > 1)) and self._fewer(waiting):
            return
        if deaths[name] >= MOST_DEATHS or (short and self.count == 1):
            raise EngineError(
                "A worker process ended {count} times at the same patch ({reason}); close other programs, use fewer "
                "workers, more looks or smaller patches, and run the same again: finished patches are kept.",
                code=MEMORY if short or killed else ENDED,
                count=deaths[name],
                reason=_reason(code, short),
            )

    def _fewer(self, waiting: deque[Unit]) -> bool:
        """Go on with half of the workers, which may take twice the memory; False where there is one only."""
        if self.count == 1:
            return False
        before, self.count = self.count, self.count // 2
        self.warn(
            "There was not enough memory for {before} workers; matching continues with {count}.",
            before=before,
            count=self.count,
        )
        waiting.extendleft(worker.unit for worker in self._workers if worker.unit is not None)
        self.close()
        return True

    def close(self) -> None:
        """See `Crew.close`."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.bury()


def _reason(code: int, short: bool) -> Message:
    if short:
        return Message("there was not enough memory")
    if host.was_killed(code):
        return Message("the system may have run out of memory")
    return Message("signal {number}", number=-code) if code < 0 else Message("exit code {number}", number=code)


class _Worker:
    """One process, what it is doing, and two threads that listen to it."""

    def __init__(self, work: dict, environment: dict[str, str], answers: queue.Queue) -> None:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        options = host.without_window()
        self.process = subprocess.Popen(COMMAND, env=environment, **pipes, **options)  # noqa: S603 # nosec B603
        self.unit: Unit | None = None
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._threads = [
            threading.Thread(target=self._read_errors, daemon=True),
            threading.Thread(target=self._read_answers, args=(answers,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._send(work)

    def give(self, unit: Unit) -> None:
        self.unit = unit
        self._send(unit)

    def _send(self, message: dict) -> None:
        # It may be gone already; then its answers end.
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(message).encode("ascii") + b"\n")
            self.process.stdin.flush()

    def _read_answers(self, answers: queue.Queue) -> None:
        with self.process.stdout as stream:
            for line in stream:
                if line.endswith(b"\n"):
                    answers.put((self, json.loads(line)))
        answers.put((self, None))

    def _read_errors(self) -> None:
        with self.process.stderr as stream:
            for line in stream:
                text = line.decode("utf-8", "replace")
                self._last_lines.append(text.rstrip())
                sys.stderr.write(text)

    def bury(self) -> int:
        """The exit code of the process, which has ended or is about to; see `subprocess.Popen.returncode`."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        code = self.process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()
        return code

    def was_short_of_memory(self) -> bool:
        return any(map(tells_of_memory, self._last_lines))
