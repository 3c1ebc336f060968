"""Units of work done by threads of this process: numpy, PyTorch and GDAL compute without the interpreter's lock."""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence

from ..job import Context
from .crew import POLL, Unit


@dataclasses.dataclass(frozen=True)
class Threads:
    """Does units in this process, some at the same time.

    Parameters
    ----------
    count : int
        Of units at the same time.
    work : callable
        Does one, of which it takes the unit and what tells that nobody wants it any longer; may be called by several
        threads at once.
    """

    count: int
    work: Callable[[Unit, Callable[[], bool]], object]

    def do(self, units: Sequence[Unit], context: Context, done: Callable[[int], None] = lambda count: None) -> None:
        """See `Crew.do`."""
        waiting, given = deque(units), queue.SimpleQueue()
        ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        stop = threading.Event()

        def take() -> None:
            while (unit := given.get()) is not None:
                try:
                    self.work(unit, stop.is_set)
                except BaseException as error:  # the thread that waits raises it
                    ended.put(error)
                else:
                    ended.put(None)

        threads: list[threading.Thread] = []
        try:
            for _ in range(min(self.count, len(units))):
                thread = threading.Thread(target=take)
                thread.start()
                threads.append(thread)
            finished, doing = 0, 0
            while finished < len(units):
                context.progress(finished / len(units))
                while waiting and doing < len(threads):
                    given.put(waiting.popleft())
                    doing += 1
                try:
                    error = ended.get(timeout=POLL)
                except queue.Empty:
                    continue
                if error is not None:
                    raise error
                finished, doing = finished + 1, doing - 1
                done(finished)
        finally:
            stop.set()
            for _ in threads:
                given.put(None)
            for thread in threads:
                thread.join()

    def close(self) -> None:
        """There is nothing to end."""
