"""Diagnostics on the clipboard."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QApplication

from ..translation import tr
from .diagnostics import diagnostics
from .task import SetupTask

_running: list[SetupTask] = []  # QGIS keeps no reference of its own in Python


def copy_diagnostics(tell: Callable[[str], None]) -> SetupTask:
    """Collect the diagnostics, which takes seconds, and put them on the clipboard; `tell` is told when they are."""
    task = SetupTask(tr("Collecting diagnostics of SAR Radargrammetry"), diagnostics)

    def ended() -> None:
        _running.remove(task)
        if task.result:
            QApplication.clipboard().setText(task.result)
            tell(tr("The diagnostics are on the clipboard; look through them before you paste them into a report."))
        else:
            tell(task.problem or tr("Cancelled."))

    task.ended.connect(ended)
    _running.append(task)
    QgsApplication.taskManager().addTask(task)
    return task
