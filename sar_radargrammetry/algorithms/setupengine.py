"""Install, test and remove the engine's packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputFolder,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
)

from ..bridge.engine import attentive, run_job
from ..bridge.installation import plan_from_qgis
from ..bridge.location import engine_location
from ..bridge.process import EngineCancelled, EngineFailed
from ..feedback import Feedback
from ..setup.install import INSTALLED, Plan, install, remove
from ..setup.pip import Source
from ..setup.progress import Part, size_of
from ..setup.running import SetupCancelled, SetupFailed
from ..translation import TranslatedFeedback, told, tr
from .base import EngineAlgorithm


class SetupEngine(EngineAlgorithm):
    """The only algorithm that runs without the engine's packages."""

    TITLE = "Set up engine"
    BRIEF = "Installs, tests or removes the packages for the computation in your profile."
    GROUP = "setup"
    TAGS = ("install", "packages", "pytorch", "torch", "cuda", "dependencies", "remove")
    PAGE = "setup.md"
    SUMMARY = """
Downloads PyTorch and the other Python packages for the computation (about 0.3 GB) and unpacks them (1.2 GB) into a
folder of your QGIS profile. Nothing is installed into the Python of QGIS. To remove everything, remove that folder.
The set-up uses the proxy and certificates of QGIS.

If a set-up is cancelled or interrupted, run it again to resume it. At the end it matches a tiny simulated pair to
verify the installation.
"""

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputFolder("FOLDER", "Engine folder"))
        self.addOutput(QgsProcessingOutputNumber("SIZE", "Size of the engine folder [MB]"))
        self.addOutput(QgsProcessingOutputNumber("SELFTEST_ERROR", "Error of the test's elevation [m]"))
        self.addOutput(QgsProcessingOutputString("VERSIONS", "Versions"))

    def canExecute(self) -> tuple[bool, str]:
        problem = told(engine_location().interpreter_problem())
        return not problem, problem

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        # Proxy, certificates and settings are QGIS's own, and to be asked in its main thread.
        source = Source(
            index=self.parameterAsString(parameters, "INDEX_URL", context).strip(),
            wheels=self.parameterAsString(parameters, "WHEELS", context).strip(),
        )
        self._plan = plan_from_qgis(self.parameterAsEnumString(parameters, "TORCH", context), source)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        action = self.parameterAsEnumString(parameters, "ACTION", context)
        again = self.parameterAsBool(parameters, "AGAIN", context)
        try:
            translated = TranslatedFeedback(attentive(feedback))
            if action == "remove":
                remove(self._plan, translated)
                return {"FOLDER": str(self._plan.folder), "SIZE": 0}
            if action == "install":
                install(self._plan, translated, again)
                return tested(self._plan, Part(feedback, INSTALLED, 100.0))
            return tested(self._plan, feedback)
        except (EngineCancelled, SetupCancelled) as cancelled:
            return self.cancelled(cancelled)
        except SetupFailed as error:
            raise QgsProcessingException(told(error.message)) from error
        except EngineFailed as error:
            raise QgsProcessingException(str(error)) from error


def tested(plan: Plan, feedback: Feedback) -> dict[str, Any]:
    """Let the engine try itself; the outputs of the algorithm.

    Raises
    ------
    EngineFailed, EngineCancelled
    """
    feedback.pushInfo(tr("Testing ..."))
    found = run_job("selftest", {}, feedback)
    return {
        "FOLDER": str(plan.folder),
        "SIZE": round(size_of(Path(plan.folder)) / 1e6),
        "SELFTEST_ERROR": found["error"],
        "VERSIONS": ", ".join(f"{name} {version}" for name, version in found["versions"].items()),
    }
