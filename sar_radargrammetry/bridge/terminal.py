"""Ctrl-C in a terminal."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from ..feedback import Feedback


def in_terminal() -> bool:
    """Whether an algorithm runs in qgis_process and not in a desktop."""
    return QgsApplication.platform() == "qgis_process"


def attentive(feedback: Feedback) -> Feedback:
    """A feedback that hears of Ctrl-C when it is asked, and not some seconds later or never.

    qgis_process learns of the signal in its event loop, which stands still while an algorithm runs.
    """
    return _Attentive(feedback) if in_terminal() else feedback


class _Attentive:
    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self.setProgress = feedback.setProgress
        self.pushInfo = feedback.pushInfo
        self.pushWarning = feedback.pushWarning
        self.pushDebugInfo = feedback.pushDebugInfo

    def isCanceled(self) -> bool:
        QCoreApplication.processEvents()
        return self._feedback.isCanceled()
