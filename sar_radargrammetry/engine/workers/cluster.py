"""Units of work done by the workers of a Dask cluster, which see the same files.

Each worker is asked first whether it can take part: with the plugin, its packages, the weights and the files, all of
the job's versions. Those that cannot are named and left out. The others get one unit at a time, so that a cancelled job
leaves nothing waiting at the scheduler, and a unit of a worker that is gone goes to another one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import CLUSTER, MEMORY, PACKAGE, EngineError
from ..job import Context
from ..message import Message
from .crew import POLL, Unit
from .sharing import environment_of_worker

LOCAL = "local"
"""Scheduler of a cluster on this computer, which the job starts."""
PACKAGES = (
    "distributed==2026.8.0",
    "dask==2026.8.0",
    "click==8.5.1",
    "cloudpickle==3.1.3",
    "importlib-metadata==8.7.0",
    "locket==1.0.0",
    "msgpack==1.2.4",
    "partd==1.4.2",
    "psutil==7.2.2",
    "pyyaml==6.0.4",
    "sortedcontainers==2.4.0",
    "tblib==3.2.2",
    "toolz==1.2.0",
    "tornado==6.6.1",
    "zict==3.0.0",
    "zipp==4.1.2",
)
"""As in requirements-dask.txt."""
LOOK = 1.0
"""Seconds between two looks at which workers there are."""
PATIENCE = 10.0
"""Seconds that a scheduler may take to answer."""
VISIBLE = 90.0
"""Seconds after which a file written elsewhere can be seen: network drives keep what they know of a folder so long."""
MOST_DEATHS = 3
"""Workers that may be lost with one unit before it counts as a failure."""


class Cluster:
    """The workers of a scheduler.

    Parameters
    ----------
    scheduler : str
        Address, or `LOCAL`.
    count : int
        Workers of a local cluster.
    work : dict
        What all units have in common, as JSON can carry it; its ``folder`` takes the results.
    module : str
        Has ``answer(work, unit) -> dict``, which does a unit, or looks whether it could where there is none.
    warn : callable
        Takes what the user should know.

    Raises
    ------
    EngineError
        The optional packages are not installed, or no scheduler answers.
    """

    def __init__(
        self, scheduler: str, count: int, work: dict[str, Any], module: str, warn: Callable[..., None]
    ) -> None:
        distributed = _distributed()
        self.warn = warn
        self._scheduler, self._work, self._run = scheduler, work, _remote(module)
        self._ending = contextlib.ExitStack()
        self._answers: queue.Queue[Any] = queue.Queue()
        self._sent: dict[Any, tuple[str, Unit | None]] = {}
        self._good: dict[str, None] = {}
        self._refused: dict[str, EngineError] = {}
        self._names: dict[str, str] = {}
        self._looked = 0.0
        self._waiting = False
        # Its users get sentences.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        try:
            address = scheduler
            if scheduler == LOCAL:
                address = self._ending.enter_context(
                    distributed.LocalCluster(
                        n_workers=count,
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address=None,
                        memory_limit=0,
                        env=environment_of_worker(os.environ, count),
                        silence_logs=50,
                    )
                )
            self._client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            self._ending.close()
            raise EngineError(
                "No Dask scheduler answers at {address} ({reason}); start it, or correct the address.",
                code=CLUSTER,
                address=scheduler,
                reason=" ".join(str(error).split()) or type(error).__name__,
            ) from error

    def do(self, units: Sequence[Unit], context: Context, done: Callable[[int], None] = lambda count: None) -> None:
        """See `Crew.do`."""
        waiting = deque(units)
        deaths: Counter[str] = Counter()
        finished = 0
        while finished < len(units):
            context.progress(finished / len(units))
            self._look(waiting, deaths, context)
            self._hand_out(waiting)
            try:
                future = self._answers.get(timeout=POLL)
            except queue.Empty:
                continue
            if future not in self._sent:
                continue  # of a worker that is gone
            address, unit = self._sent.pop(future)
            if future.status != "finished":
                self._lost(address, unit, waiting, deaths)
                continue
            answer = future.result()
            if unit is None:
                self._judged(address, answer)
            elif answer["type"] == "done":
                self._wait_for(Path(self._work["folder"], answer["file"]), address, context)
                finished += 1
                done(finished)
            else:
                error = _error_of(answer)
                if answer.get("refused"):
                    self._refuse(address, error)
                    waiting.appendleft(unit)
                else:
                    raise self._by_name(address, error)

    def _look(self, waiting: deque[Unit], deaths: Counter[str], context: Context) -> None:
        """Note which workers there are, ask the new ones, and take back the units of those that are gone."""
        if self._client.status != "running":
            raise self._gone()
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        try:
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        if not workers and not self._waiting:
            context.log("Waiting for workers of {scheduler}.", scheduler=self._scheduler)
        self._waiting = not workers
        for address in self._names.keys() - workers.keys():
            del self._names[address]
            self._good.pop(address, None)
            self._refused.pop(address, None)
            for future in [future for future, (of, _) in self._sent.items() if of == address]:
                self._lost(*self._sent.pop(future), waiting, deaths)
                future.cancel()
        for address in workers.keys() - self._names.keys():
            self._names[address] = str(workers[address]["name"])
            self._send(address, None)
        if workers and self._refused.keys() >= workers.keys():
            address, error = next(iter(self._refused.items()))
            raise self._by_name(address, error)

    def _hand_out(self, waiting: deque[Unit]) -> None:
        """Give waiting units to the workers that have none."""
        busy = {address for address, _ in self._sent.values()}
        for address in self._good.keys() - busy:
            if waiting:
                self._send(address, waiting.popleft())

    def _send(self, address: str, unit: Unit | None) -> None:
        future = self._client.submit(
            self._run,
            self._work,
            unit,
            key=f"sar-radargrammetry-{uuid.uuid4().hex}",
            workers=[address],
            allow_other_workers=False,
            pure=False,
        )
        self._sent[future] = address, unit
        future.add_done_callback(self._answers.put)

    def _judged(self, address: str, answer: dict) -> None:
        if answer["type"] == "done":
            self._good[address] = None
        else:
            self._refuse(address, _error_of(answer))

    def _refuse(self, address: str, error: EngineError) -> None:
        """Leave a worker out, and say so by its name."""
        self._good.pop(address, None)
        if address not in self._refused:
            self._refused[address] = error
            self.warn(self._by_name(address, error).message)

    def _by_name(self, address: str, error: EngineError) -> EngineError:
        named = Message(
            "The worker {worker} of the cluster cannot take part: {reason}",
            worker=self._names.get(address, address),
            reason=error,
        )
        return EngineError(named, code=error.code)

    def _lost(self, address: str, unit: Unit | None, waiting: deque[Unit], deaths: Counter[str]) -> None:
        """Have a unit done again by another worker."""
        if self._client.status != "running":
            raise self._gone()
        if unit is None:
            return
        waiting.appendleft(unit)
        name = repr(sorted(unit.items()))
        deaths[name] += 1
        if deaths[name] >= MOST_DEATHS:
            raise EngineError(
                "{count} workers of the cluster ended at the same patch, the last one {worker}; give workers more "
                "memory, or use more looks or smaller patches, and run the same again: finished patches are kept.",
                code=MEMORY,
                count=deaths[name],
                worker=self._names.get(address, address),
            )

    def _wait_for(self, path: Path, address: str, context: Context) -> None:
        """Wait until this computer can read what a worker wrote."""
        end = time.monotonic() + VISIBLE
        while not path.is_file():
            context.check_cancelled()
            if time.monotonic() > end:
                raise EngineError(
                    "The worker {worker} wrote a file that cannot be seen here; use an output folder that all workers "
                    "share: {path}",
                    code=CLUSTER,
                    worker=self._names.get(address, address),
                    path=path,
                )
            time.sleep(POLL)

    def _gone(self) -> EngineError:
        return EngineError(
            "The Dask scheduler {scheduler} has gone; start it and run the same again: finished patches are kept.",
            code=CLUSTER,
            scheduler=self._scheduler,
        )

    def close(self) -> None:
        """See `Crew.close`: the scheduler forgets what was sent, and a local cluster ends."""
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            if self._client.status == "running":
                self._client.cancel(list(self._sent), force=True)
        self._sent.clear()
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            self._client.close(timeout=1.0)
        self._ending.close()


def _distributed() -> Any:
    """The package, which is optional.

    Raises
    ------
    EngineError
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        missing = (error.name or "distributed").partition(".")[0]
        raise EngineError(
            "Matching on a cluster needs the Python package {missing}; install it with: python3 -m pip install "
            '--no-deps --target "{folder}" {packages}',
            code=PACKAGE,
            missing=missing,
            folder=_package_folder(),
            packages=" ".join(PACKAGES),
        ) from error
    return distributed


def _package_folder() -> Path:
    import numpy

    return Path(numpy.__file__).parents[1]


def _remote(module: str) -> Callable[[dict, Unit | None], dict]:
    """What runs on a worker of the cluster. A local function travels as code: also a worker without the plugin can run
    it, and say what is missing."""

    def run(work: dict, unit: dict | None) -> dict:
        import importlib

        try:
            answer = importlib.import_module(module).answer
        except ImportError as error:
            return {"type": "absent", "name": error.name or str(error), "refused": True}
        return answer(work, unit)

    return run


def _error_of(answer: dict) -> EngineError:
    if answer["type"] == "error":
        return EngineError.from_json(answer)
    return EngineError(
        "it has no Python package {name}; start it with the Python and the packages of the engine.",
        code=PACKAGE,
        name=answer["name"],
    )
