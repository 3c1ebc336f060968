"""Run a module or a script as `python` does, and end with the parent process: ``child.py MODULE-OR-SCRIPT ARGUMENTS``.

``child.py --facts`` says what the interpreter is, as JSON on standard output.

Run as a script by the engine's interpreter. Its standard input is never written to; the end of it means that QGIS is
gone, and an installation whose caller is gone must not go on by itself.
"""

import importlib
import json
import os
import runpy
import sys
import threading


def _end_with_parent() -> None:
    # Unbuffered: a thread inside Python's buffered reader would make the interpreter abort at its own end.
    while os.read(0, 4096):
        pass
    os._exit(130)


def _facts() -> dict:
    """Version of the interpreter, and of its numpy (empty where it has none)."""
    try:
        numpy = importlib.import_module("numpy").__version__
    except ImportError:
        numpy = ""
    return {"python": list(sys.version_info[:2]), "numpy": numpy}


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Python puts this script's folder first; its modules are none that pip should find.
    del sys.path[0]
    del sys.argv[0]
    if sys.argv[0] == "--facts":
        print(json.dumps(_facts()))
    elif sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
