"""Versions, paths and last words for a report of a problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
)

from ..bridge.diagnostics import diagnostics
from ..translation import tr
from .base import EngineAlgorithm


class Diagnostics(EngineAlgorithm):
    """Runs always: it is wanted most where nothing else does."""

    TITLE = "Write diagnostics"  # after "Set up engine" in the toolbox, which sorts by name
    BRIEF = "Collects versions, paths, devices and the last log for a bug report."
    GROUP = "setup"
    TAGS = ("bug", "report", "problem", "log", "versions", "support")
    PAGE = "setup.md"
    SUMMARY = """
Collects the information for a bug report as Markdown: versions of the plugin, QGIS, Python and libraries, paths,
graphics cards, free memory and disk space, settings, and the last messages of the last run and of the last set-up.
The name of your home folder and passwords in addresses are removed. Check the rest before you publish it.

In the desktop, Raster > SAR Radargrammetry > Copy diagnostics copies the same text to the clipboard.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputString("TEXT", "Diagnostics as Markdown"))

    def canExecute(self) -> tuple[bool, str]:
        return True, ""

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        text = diagnostics(feedback)
        feedback.pushInfo(text)
        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        if not path:
            return {"TEXT": text}
        try:
            Path(path).write_text(text, "utf-8")
        except OSError as error:
            message = tr("{path} cannot be written ({reason}); choose another file.")
            raise QgsProcessingException(message.format(path=path, reason=error.strerror)) from error
        return {"TEXT": text, "OUTPUT": path}
