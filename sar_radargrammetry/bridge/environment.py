"""The environment of the engine's process: QGIS's own, cleaned of everything that would lead Python elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# PYTHON*: QGIS's or the user's module folders. LD_*, DYLD_*: libraries loaded before the interpreter's own.
# PROJ_*, GDAL_*: data folders of QGIS's builds, wrong for the builds inside the package folder.
REMOVED_PREFIXES = ("PYTHON", "LD_", "DYLD_", "PROJ_", "GDAL_", "CONDA_")
REMOVED_NAMES = {"VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}

SYSTEM_FOLDERS = {"/usr/bin", "/bin", "/usr/sbin", "/sbin"}
PYTHON_NAMES = ("python3", "python", "python3.exe", "python.exe")


def engine_environment(
    inherited: Mapping[str, str], interpreter: str, packages: str, plugin_parent: str, own_folders: tuple[str, ...] = ()
) -> dict[str, str]:
    """A new environment for the engine's process; `inherited` stays as it is.

    Parameters
    ----------
    inherited : mapping
        The environment of QGIS.
    interpreter, packages : str
        The engine's interpreter and package folder.
    plugin_parent : str
        The folder that holds the plugin's package.
    own_folders : tuple of str
        Folders of PATH to keep although they hold a Python: those of QGIS itself.
    """
    environment = {
        name: value
        for name, value in inherited.items()
        if not name.upper().startswith(REMOVED_PREFIXES) and name.upper() not in REMOVED_NAMES
    }
    kept = {os.path.normcase(folder) for folder in (*SYSTEM_FOLDERS, *own_folders, os.path.dirname(interpreter))}
    folders = environment.get("PATH", "").split(os.pathsep)
    environment["PATH"] = os.pathsep.join(
        folder for folder in folders if os.path.normcase(folder.rstrip("/\\")) in kept or not _holds_python(folder)
    )
    environment["PYTHONPATH"] = os.pathsep.join((packages, plugin_parent))
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PYTHONUTF8"] = "1"
    # Threads that spin while they wait make torch many times slower on a machine that does anything else.
    environment["OMP_WAIT_POLICY"] = "passive"
    return environment


def _holds_python(folder: str) -> bool:
    return any(Path(folder, name).exists() for name in PYTHON_NAMES)
