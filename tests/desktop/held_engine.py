"""The engine that waits at a moment until the test lets it go on: stands for the interpreter that runs the real one.

Whoever is told to stop while it waits goes on once that is heard, not before: nothing depends on which process is
faster. The moment is in the environment: `HOLD` has ``progress PERCENT`` or ``rename NAME`` (a file is written and
about to take its name), and where a file `RELEASED` exists, nothing waits.
"""

import os
import runpy
import sys
import time

HOLD, RELEASED = "ENGINE_HELD_AT", "ENGINE_RELEASED_BY"
ENDING = 300.0  # seconds, longer than any test needs on however busy a machine


def held_at(moment, folder, interpreter):
    """Variables of the environment that have every engine wait at a moment, and the file that lets them go on.

    Parameters
    ----------
    moment : str
    folder : Path
        For the program that stands for the interpreter, and for the file.
    interpreter : str
        The real one.
    """
    program, released = folder / "held_python3", folder / "released"
    program.write_text(f'#!/bin/sh\nexec "{interpreter}" "{__file__}" "$@"\n')
    program.chmod(0o755)
    return {"SAR_RADARGRAMMETRY_PYTHON": str(program), HOLD: moment, RELEASED: str(released)}, released


def hold(kind, value):
    from sar_radargrammetry.engine.process import stopping
    from sar_radargrammetry.engine.process.lines import JsonLines

    heard, held, ask, send, replace = [], [], stopping.Stop.ask, JsonLines.__call__, os.replace

    def asking(self):
        ask(self)
        heard.append(True)

    def wait():
        end = time.monotonic() + ENDING
        while not (held or heard or os.path.exists(os.environ[RELEASED])):
            if time.monotonic() > end:
                sys.exit("Nobody lets the engine go on.")
            time.sleep(0.01)
        held.append(True)

    def sending(self, message):
        send(self, message)
        # What was not sent, because it is hardly more than what was sent before, nobody hears: who waited for it would
        # wait forever.
        if kind == "progress" and message["type"] == "progress" and self._percent >= float(value):
            wait()

    def replacing(source, target):
        if kind == "rename" and os.path.basename(target) == value:
            wait()
        replace(source, target)

    stopping.Stop.ask, JsonLines.__call__, os.replace = asking, sending, replacing


if __name__ == "__main__":
    sys.path[0] = os.getcwd()  # as with -m
    _, dash_m, module, *rest = sys.argv
    assert dash_m == "-m"
    sys.argv = [module, *rest]
    if os.environ.get(HOLD) and rest == ["run"]:
        hold(*os.environ[HOLD].split())
    runpy.run_module(module, run_name="__main__", alter_sys=True)
