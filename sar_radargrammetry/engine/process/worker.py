"""``python -m sar_radargrammetry.engine worker``: does units of work for another engine process.

Standard input: a line of JSON with what all units have in common (`pipeline.units.Work`), then a unit a line. Standard
output: for each a line, ``{"type": "done", ...}`` with its entry in the ledger, or the error.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading

from ..pipeline.units import Bench, Work, do_unit, opened
from .cli import JsonLines, private_standard_output
from .outcome import CANCELLED, outcome_of
from .stopping import Stop, line_reader

NAME = "matchpatches"
"""What the work is called in messages."""


def run_worker() -> int:
    """Do units until standard input ends, and with it this process, at once: what is being done is for nobody then."""
    send = JsonLines(private_standard_output())
    read_line = line_reader(sys.stdin.fileno())
    lines: queue.Queue[bytes] = queue.Queue()

    def listen() -> None:
        while (line := read_line()) is not None:
            lines.put(line)
        os._exit(CANCELLED)

    threading.Thread(target=listen, daemon=True).start()
    Stop(lambda: None).on_parents_death()
    work = Work.from_json(json.loads(lines.get()))
    benches: list[Bench] = []

    def do(unit: dict) -> dict:
        benches or benches.append(opened(work))
        return do_unit(benches[0], unit)

    while True:
        unit = json.loads(lines.get())
        message, _ = outcome_of(NAME, lambda unit=unit: do(unit))
        send({"type": "done", **message["outputs"]} if message["type"] == "result" else message)
