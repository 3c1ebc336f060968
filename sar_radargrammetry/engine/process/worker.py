"""Units of work for another engine process: ``python -m sar_radargrammetry.engine worker``, or on a Dask cluster.

The command reads on standard input a line of JSON with what all units have in common (`pipeline.units.Work`), then a
unit a line. On standard output it gives for each a line, see `answer`.
"""

from __future__ import annotations

import functools
import json
import os
import queue
import sys
import threading
from typing import Any

from ..memory import limit_memory
from ..pipeline.units import Bench, Work, do_unit, opened
from .lines import JsonLines, private_standard_output
from .outcome import CANCELLED, outcome_of
from .stopping import Stop, line_reader

NAME = "matchpatches"
"""What the work is called in messages."""
_one_at_a_time = threading.Lock()
"""A worker of a cluster may have several threads, and datasets of GDAL are for one."""


def run_worker() -> int:
    """Do units until standard input ends; then this process ends at once, because no result is needed any more."""
    send = JsonLines(private_standard_output())
    read_line = line_reader(sys.stdin.fileno())
    lines: queue.Queue[bytes] = queue.Queue()

    def listen() -> None:
        while (line := read_line()) is not None:
            lines.put(line)
        os._exit(CANCELLED)

    threading.Thread(target=listen, daemon=True).start()
    Stop(lambda: None).on_parents_death()
    work = json.loads(lines.get())
    while True:
        send(answer(work, json.loads(lines.get())))


def answer(work: dict[str, Any], unit: dict[str, int] | None) -> dict[str, Any]:
    """Do a unit; without one, see whether any could be done here.

    Returns
    -------
    dict
        ``{"type": "done", ...}`` with the unit's entry in the ledger, or the error as of `EngineError.as_json`, with
        ``refused`` where none can be done here.
    """
    text = json.dumps(work)
    with _one_at_a_time:
        message, _ = outcome_of(NAME, lambda: _bench(text) and {})
        if message["type"] == "error":
            return {**message, "refused": True}
        if unit is None:
            return {"type": "done"}
        message, _ = outcome_of(NAME, lambda: do_unit(_bench(text), unit))
    return {"type": "done", **message["outputs"]} if message["type"] == "result" else message


@functools.lru_cache(maxsize=1)
def _bench(work: str) -> Bench:
    limit_memory(os.environ)
    return opened(Work.from_json(json.loads(work)))
