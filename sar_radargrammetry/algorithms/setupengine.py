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
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
)

from ..bridge.engine import run_job
from ..bridge.location import engine_location
from ..bridge.process import EngineCancelled, EngineFailed
from ..bridge.terminal import attentive
from ..feedback import Feedback
from ..setup.from_qgis import plan_from_qgis
from ..setup.install import INSTALLED, SIZES, Plan, install, remove
from ..setup.pip import Source
from ..setup.progress import Part, size_of
from ..setup.running import SetupCancelled, SetupFailed
from . import parameters as p
from .base import EngineAlgorithm

ACTIONS = ("install", "test", "remove")


class SetupEngine(EngineAlgorithm):
    """The only algorithm that runs without the engine's packages."""

    JOB = "setupengine"
    TITLE = "Set up engine"
    BRIEF = "Installs what the algorithms compute with into your profile, tests it, or removes it."
    GROUP = "setup"
    TAGS = ("install", "packages", "pytorch", "torch", "cuda", "dependencies", "remove")
    PAGE = "setup.md"
    SUMMARY = """
Fetches PyTorch and the other Python packages that the algorithms compute with, about 0.3 GB, and unpacks them, 1.2 GB,
into a folder of your QGIS profile. Nothing is installed into the Python of QGIS, and removing that folder removes
everything. Proxy and certificates are those of QGIS.

A set-up that was cancelled or cut goes on where it stopped when it is run again. At its end a tiny simulated pair is
matched, so that you know that everything works.
"""

    def initAlgorithm(self, configuration=None):
        self.add(
            p.choice(
                "ACTION",
                "What to do",
                "install: fetch and unpack what is missing, then test. test: only try what is there. remove: delete "
                "the engine folder and what was fetched for it.",
                ACTIONS,
            ),
            p.choice(
                "TORCH",
                "Build of PyTorch",
                "cpu: for every computer. cuda: for NVIDIA graphics cards, about 3 GB to fetch and 7 GB on the disk.",
                tuple(SIZES),
            ),
            p.word(
                "INDEX_URL",
                "Package index",
                "Address of a mirror of the Python package index; left empty, the one that pip is configured for.",
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterFile(
                        "WHEELS",
                        "Folder with wheels",
                        QgsProcessingParameterFile.Behavior.Folder,
                        optional=True,
                    ),
                    "For a computer without network: a folder with the wheels of all packages. Nothing is fetched "
                    "then.",
                )
            ),
            p.advanced(
                p.with_help(
                    QgsProcessingParameterBoolean("AGAIN", "Install anew", False),
                    "Also where the packages are complete.",
                )
            ),
        )
        self.addOutput(QgsProcessingOutputFolder("FOLDER", "Engine folder"))
        self.addOutput(QgsProcessingOutputNumber("SIZE", "Size of the engine folder [MB]"))
        self.addOutput(QgsProcessingOutputNumber("SELFTEST_ERROR", "Error of the test's elevation [m]"))
        self.addOutput(QgsProcessingOutputString("VERSIONS", "Versions"))

    def canExecute(self) -> tuple[bool, str]:
        problem = engine_location().interpreter_problem()
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
            if action == "remove":
                remove(self._plan, attentive(feedback))
                return {"FOLDER": str(self._plan.folder), "SIZE": 0}
            if action == "install":
                install(self._plan, attentive(feedback), again)
                return tested(self._plan, Part(feedback, INSTALLED, 100.0))
            return tested(self._plan, feedback)
        except (EngineCancelled, SetupCancelled) as cancelled:
            return self.cancelled(cancelled)
        except (EngineFailed, SetupFailed) as error:
            raise QgsProcessingException(str(error)) from error


def tested(plan: Plan, feedback: Feedback) -> dict[str, Any]:
    """Let the engine try itself; the outputs of the algorithm.

    Raises
    ------
    EngineFailed, EngineCancelled
    """
    feedback.pushInfo("Testing ...")
    found = run_job("selftest", {}, feedback)
    return {
        "FOLDER": str(plan.folder),
        "SIZE": round(size_of(Path(plan.folder)) / 1e6),
        "SELFTEST_ERROR": found["error"],
        "VERSIONS": ", ".join(f"{name} {version}" for name, version in found["versions"].items()),
    }
