"""Reports of batches in the Results Viewer of QGIS 3.22."""

from __future__ import annotations

import inspect
import sys
import time
from typing import Any


def accept_reports_of_batches() -> None:
    """Let the list of results take a report without a time, which it has then from now.

    The batch of QGIS 3.22 gives none, although the list of the same version asks for it: a batch with reports would end
    with an error of Python after all its rows. A given time is kept.
    """
    module = sys.modules.get("processing.core.ProcessingResults")
    if module is None:
        return  # no dialog is there either
    add = module.ProcessingResults.addResult
    asked = inspect.signature(add).parameters.get("timestamp")
    if asked is None or asked.default is not inspect.Parameter.empty:
        return

    def add_result(self: Any, icon: Any, name: str, timestamp: Any = None, result: str = "") -> None:
        add(self, icon, name, time.localtime() if timestamp is None else timestamp, result)

    module.ProcessingResults.addResult = add_result
