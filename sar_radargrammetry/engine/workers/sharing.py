"""How many processes work at the same time, and what each of them may take of cores and memory."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..errors import EngineError
from ..memory import LIMIT_VARIABLE, MIN_LIMIT, free_memory, limit_text, memory_limit
from ..parallel import PATCH_THREADS, cores
from ..system import host

COUNT_VARIABLE = "SAR_RADARGRAMMETRY_WORKERS"
"""Environment variable with the number of workers where a job leaves it open."""
LEAST_UNITS = 2
"""Units for each worker: starting one takes as long as a patch."""
TOGETHER = 4
"""Patches that one process matches at the same time, at the most: with more, threads wait for the interpreter. On two
cores, that is as fast as two processes, which take more memory and must be started."""
FREE_SHARE = 0.6
"""Of the free memory that workers may take by themselves; the rest is for other programs and the system's cache."""
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Each library has its own word for the number of its threads."""


def worker_count(asked: int, units: int, device: str, needed: float) -> int:
    """How many processes do so many units of work.

    Parameters
    ----------
    asked : int
        0 for the number that the environment sets, or as many as cores and memory allow.
    units : int
    device : {"cpu", "cuda"}
    needed : float
        Bytes that one process needs.

    Raises
    ------
    EngineError
        The memory limit does not hold the number that was asked for.
    """
    room = memory_room()
    asked = asked or _set_by(os.environ)
    if asked > 0:
        count = min(asked, max(units, 1))
        limit = memory_limit(os.environ)
        if count > 1 and limit is not None and room is not None and room < count * needed:
            raise EngineError(
                "{count} workers need {needed:.1f} GB of memory in addition to the job's own process, and the limit in "
                "the settings is {limit}; raise it, or use fewer workers.",
                count=count,
                needed=count * needed / 1e9,
                limit=limit_text(limit),
            )
        return count
    most = _most(units // LEAST_UNITS, device, needed, room)
    return most if most >= TOGETHER else 1


def together(units: int, device: str, needed: float) -> int:
    """How many units this process does at the same time where it does them alone; as `worker_count`."""
    return max(_most(min(units, TOGETHER), device, needed, memory_room()), 1)


def _most(count: int, device: str, needed: float, room: float | None) -> int:
    """Of so many patches at the same time, as many as cores and memory allow; one on a graphics card."""
    most = min(cores() // PATCH_THREADS, count) if device == "cpu" else 1
    return most if room is None else min(most, int(room / needed))


def _set_by(environment: Mapping[str, str]) -> int:
    """The number that an environment sets; 0 without one, or with one that is no whole number."""
    text = environment.get(COUNT_VARIABLE, "").strip()
    return int(text) if text.isdecimal() else 0


def memory_room() -> float | None:
    """Bytes that all workers together may take; None where neither a limit is set nor the system says what is free."""
    free = free_memory()
    room = None if free is None else FREE_SHARE * free
    limit = memory_limit(os.environ)
    if limit is not None:
        left = max(limit - host.private_memory(), 0)
        room = left if room is None else min(left, room)
    return room


def environment_of_worker(environment: Mapping[str, str], workers: int) -> dict[str, str]:
    """The environment of one of so many workers: its share of the cores, and of what the memory limit leaves."""
    shared = {**environment, **dict.fromkeys(THREAD_VARIABLES, str(max(cores() // workers, 1)))}
    limit = memory_limit(environment)
    if limit is not None:
        shared[LIMIT_VARIABLE] = str(max((limit - host.private_memory()) // workers, MIN_LIMIT))
    return shared
