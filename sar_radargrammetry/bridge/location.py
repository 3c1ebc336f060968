"""Which interpreter runs the engine and which folder holds its packages."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

PYTHON_SETTING = "sar_radargrammetry/engine_python"
PYTHON_VARIABLE = "SAR_RADARGRAMMETRY_PYTHON"
PACKAGES_SETTING = "sar_radargrammetry/engine_packages"
PACKAGES_VARIABLE = "SAR_RADARGRAMMETRY_PACKAGES"

PLUGIN_FOLDER = Path(__file__).resolve().parent.parent
LOCK_FILE = PLUGIN_FOLDER / "engine" / "requirements.txt"


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
        """What keeps the engine from running, as one sentence with the fix; empty when nothing does."""
        if not shutil.which(self.interpreter):
            return (
                f"The engine's Python interpreter {self.interpreter} cannot be run; name a Python 3.10 or newer in the "
                f"setting {PYTHON_SETTING} or the environment variable {PYTHON_VARIABLE} and restart QGIS."
            )
        missing = missing_packages(Path(self.packages))
        if missing:
            shown = ", ".join(missing[:3]) + (" and others" if len(missing) > 3 else "")
            return (
                f"The engine's packages ({shown}) are not in {self.packages}; install the ones listed in {LOCK_FILE} "
                f"there as the README shows, or name their folder in the environment variable {PACKAGES_VARIABLE}, "
                "and restart QGIS."
            )
        return ""


def engine_location() -> EngineLocation:
    """The location in force: setting, else environment variable, else QGIS's own interpreter and profile."""
    return EngineLocation(
        interpreter=_configured(PYTHON_SETTING, PYTHON_VARIABLE) or own_interpreter(),
        packages=_configured(PACKAGES_SETTING, PACKAGES_VARIABLE)
        or str(Path(QgsApplication.qgisSettingsDirPath()) / "sar_radargrammetry" / "packages"),
    )


def _configured(setting: str, variable: str) -> str:
    return str(QgsSettings().value(setting, "") or os.environ.get(variable, "")).strip()


def own_interpreter() -> str:
    """The interpreter that belongs to the running QGIS.

    Where Python is embedded, `sys.executable` is QGIS itself, or whichever python3 comes first on PATH and may know
    nothing of QGIS; the folder that the embedded Python lives in is what counts.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    names = ("python3.exe", "python.exe") if os.name == "nt" else (version, "python3")
    for folder in (Path(sys.exec_prefix) / "bin", Path(sys.exec_prefix), Path(sys.executable).parent / "bin"):
        for name in names:
            if (folder / name).is_file():
                return str(folder / name)
    return sys.executable


def missing_packages(folder: Path, lock_file: Path = LOCK_FILE) -> list[str]:
    """Names in the lock file that have no installed distribution in `folder`; a listing only, so it is cheap."""
    try:
        installed = {_normal(entry.name.split("-")[0]) for entry in folder.glob("*.dist-info")}
    except OSError:
        installed = set()
    wanted = [re.split(r"[=<>!~;\[ ]", line)[0] for line in lock_file.read_text("utf-8").splitlines()]
    return [name for name in wanted if name and not name.startswith("#") and _normal(name) not in installed]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
