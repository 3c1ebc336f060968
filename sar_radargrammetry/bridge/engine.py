"""A job's whole way: find the engine, start it, bring its outputs back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from ..engine.system import host
from ..feedback import Feedback
from ..setup.log import LoggedFeedback
from ..translation import told, tr
from .environment import engine_environment
from .location import PLUGIN_FOLDER, EngineLocation, data_folder, engine_location
from .process import EngineFailed, run_engine
from .settings import engine_settings


def run_job(
    job: str, parameters: dict[str, Any], feedback: Feedback, log: Path | None = None, work: Path | None = None
) -> dict[str, Any]:
    """Run `job` in an engine process of its own.

    Parameters
    ----------
    job : str
        Name of the job.
    parameters : dict
        What JSON can carry; absent values left out.
    feedback : Feedback
        Shows progress and log, and says whether the user cancelled.
    log : Path, optional
        File that keeps what is said; by default that of the last run.
    work : Path, optional
        Folder for unfinished work; by default it lies beside the outputs.

    Raises
    ------
    EngineFailed, EngineCancelled
    """
    location = engine_location()
    problem = location.problem()
    if problem:
        raise EngineFailed(told(problem))
    settings = engine_settings()
    if settings.memory > 0 and not host.LIMITS_MEMORY:
        feedback.pushWarning(
            tr("The memory limit of the settings is kept on Linux only; here nothing limits the engine.")
        )
    parameters = with_device(parameters, settings.device)
    title = f"{job} {json.dumps(parameters, ensure_ascii=False)}"
    with LoggedFeedback(attentive(feedback), log or last_run_log(), title) as logged:
        return run_engine(
            command=engine_command(location),
            environment=engine_environment(
                os.environ,
                location.interpreter,
                location.packages,
                str(PLUGIN_FOLDER.parent),
                own_folders=(QgsApplication.applicationDirPath(),),
                settings=settings,
                work=work and str(work),
            ),
            request={"job": job, "parameters": parameters},
            feedback=logged,
            # `python -m` puts the working folder first on the module path: let it be one whose contents we know.
            folder=location.packages,
        )


def last_run_log() -> Path:
    """Where the words of the last run are; of two at once, of the one that began last."""
    return data_folder() / "last-run.log"


def engine_command(location: EngineLocation) -> list[str]:
    """Program and arguments of the engine's process."""
    return [location.interpreter, "-m", f"{PLUGIN_FOLDER.name}.engine", "run"]


def with_device(parameters: dict[str, Any], device: str) -> dict[str, Any]:
    """`parameters` with the settings' `device` where the algorithm leaves the choice open."""
    return {**parameters, "device": device} if parameters.get("device") == "auto" else parameters


def in_terminal() -> bool:
    """Whether an algorithm runs in qgis_process and not in a desktop."""
    return QgsApplication.platform() == "qgis_process"


def attentive(feedback: Feedback) -> Feedback:
    """A feedback that reports Ctrl-C at the next query, and not some seconds later or never.

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
