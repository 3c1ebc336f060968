"""Which interpreter runs the engine and which folder holds its packages."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication

from ..engine.message import Message
from ..engine.system import host
from ..setup import lock
from .settings import WHERE, engine_settings

PYTHON_VARIABLE = "SAR_RADARGRAMMETRY_PYTHON"
PACKAGES_VARIABLE = "SAR_RADARGRAMMETRY_PACKAGES"

PLUGIN_FOLDER = Path(__file__).resolve().parent.parent
REMEDY = Message(
    'set up the engine: run the algorithm "Set up engine" (sar_radargrammetry:setupengine), or choose Raster > SAR '
    "Radargrammetry > Set up engine"
)


@dataclass(frozen=True)
class EngineLocation:
    """Where the engine's two outside parts are.

    Parameters
    ----------
    interpreter : str
        Path of the Python interpreter.
    packages : str
        Folder with torch and the readers; on the engine process's path only.
    """

    interpreter: str
    packages: str

    def problem(self) -> str:
        """What keeps the engine from running, a message with the fix (`translation.told`); empty when nothing does."""
        return self.interpreter_problem() or self.packages_problem()

    def interpreter_problem(self) -> str:
        """The same for the interpreter alone."""
        if shutil.which(self.interpreter):
            return ""
        return Message(
            "The engine's Python interpreter {interpreter} cannot be run; name a Python 3.10 or newer that has GDAL in "
            "{where} or in the environment variable {variable}, or leave both empty for QGIS's own.",
            interpreter=self.interpreter,
            where=WHERE,
            variable=PYTHON_VARIABLE,
        )

    def packages_problem(self) -> str:
        """The same for the packages alone."""
        state = self.packages_state()
        return Message("{problem}; {remedy}.", problem=state, remedy=REMEDY) if state else ""

    def packages_state(self) -> str:
        """What is wrong with the packages, without the fix; empty when nothing is."""
        # Of another interpreter the version is not known without running it.
        python = sys.version_info[:2] if self.interpreter == own_interpreter() else None
        return lock.problem(Path(self.packages), python)


def engine_location() -> EngineLocation:
    """The location in force: environment variable, else setting, else QGIS's own interpreter and profile."""
    chosen = engine_settings()
    return EngineLocation(
        interpreter=_variable(PYTHON_VARIABLE) or chosen.python or own_interpreter(),
        packages=_variable(PACKAGES_VARIABLE) or chosen.folder or str(default_packages()),
    )


def default_packages() -> Path:
    """The engine folder in the user's profile; updates of the plugin leave it alone."""
    return data_folder() / "packages"


def data_folder() -> Path:
    """The plugin's own folder in the user's profile."""
    return Path(QgsApplication.qgisSettingsDirPath()).absolute() / "sar_radargrammetry"


def _variable(name: str) -> str:
    return os.environ.get(name, "").strip()


def own_interpreter() -> str:
    """The interpreter that belongs to the running QGIS.

    Where Python is embedded, `sys.executable` is QGIS itself, or whichever python3 comes first on PATH and may know
    nothing of QGIS; the folder that the embedded Python lives in is what counts.
    """
    names = host.python_names(f"{sys.version_info.major}.{sys.version_info.minor}")
    for folder in (Path(sys.exec_prefix) / "bin", Path(sys.exec_prefix), Path(sys.executable).parent / "bin"):
        for name in names:
            if (folder / name).is_file():
                return str(folder / name)
    return sys.executable
