"""Work of the set-up and its diagnostics in a thread of its own, while QGIS goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QApplication

from ..bridge.diagnostics import diagnostics
from ..bridge.process import EngineCancelled, EngineFailed
from ..feedback import Feedback
from ..setup.running import SetupCancelled, SetupFailed
from ..translation import told, tr


class SetupTask(QgsTask):
    """Runs `work` with itself as the feedback; shown among the tasks of QGIS.

    Parameters
    ----------
    title : str
        Name among the tasks.
    work : callable
        Takes the feedback and gives the result.
    """

    said = pyqtSignal(str)
    ended = pyqtSignal()

    def __init__(self, title: str, work: Callable[[Feedback], Any]) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._work = work
        self.result: Any = None
        self.problem = ""
        self.was_cancelled = False

    def run(self) -> bool:
        try:
            self.result = self._work(self)
        except (SetupCancelled, EngineCancelled):
            self.was_cancelled = True
        except SetupFailed as error:
            self.problem = told(error.message)
        except EngineFailed as error:
            self.problem = str(error)
        except Exception as error:  # nothing may leave a thread of QGIS
            self.problem = tr("{error}; please report this together with the diagnostics.").format(
                error=f"{type(error).__name__}: {error}"
            )
        return not self.problem and not self.was_cancelled

    def finished(self, successful: bool) -> None:
        # A task that was cancelled before its turn never ran.
        self.was_cancelled = self.was_cancelled or (not successful and not self.problem)
        self.ended.emit()

    # The feedback that is passed to the work; setProgress belongs to the task.

    def isCanceled(self) -> bool:
        return super().isCanceled()

    def pushInfo(self, info: str) -> None:
        self.said.emit(told(info))

    def pushWarning(self, warning: str) -> None:
        self.said.emit(told(warning))

    def pushDebugInfo(self, info: str) -> None:
        self.said.emit(info)


_running: list[SetupTask] = []  # QGIS keeps no reference of its own in Python


def copy_diagnostics(tell: Callable[[str], None]) -> SetupTask:
    """Collect the diagnostics, which takes seconds, and put them on the clipboard; call `tell` then."""
    task = SetupTask(tr("Collecting diagnostics of SAR Radargrammetry"), diagnostics)

    def ended() -> None:
        _running.remove(task)
        if task.result:
            QApplication.clipboard().setText(task.result)
            tell(tr("The diagnostics are on the clipboard; check them before you paste them into a report."))
        else:
            tell(task.problem or tr("Cancelled."))

    task.ended.connect(ended)
    _running.append(task)
    QgsApplication.taskManager().addTask(task)
    return task
