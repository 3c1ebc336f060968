"""The environment of the engine's process: QGIS's own, cleaned of everything that would lead Python elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from ..engine import memory
from ..engine.files import intermediate

# PYTHON*: QGIS's or the user's module folders. LD_*, DYLD_*: libraries loaded before the interpreter's own.
# PROJ_*, GDAL_*: data folders of QGIS's builds, wrong for the builds inside the package folder.
REMOVED_PREFIXES = ("PYTHON", "LD_", "DYLD_", "PROJ_", "GDAL_", "CONDA_")
REMOVED_NAMES = {"VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}

SYSTEM_FOLDERS = {"/usr/bin", "/bin", "/usr/sbin", "/sbin"}
PYTHON_NAMES = ("python3", "python", "python3.exe", "python.exe")

# Each library has its own word for it; the engine's own pools follow the first.
WORKER_VARIABLE = "SAR_RADARGRAMMETRY_WORKERS"  # of engine/workers/sharing.py
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")


class EngineLimits(Protocol):
    """The part of `settings.EngineSettings` that the engine's process gets; 0 for no limit."""

    threads: int
    workers: int
    memory: float
    keep: bool


def clean_environment(
    inherited: Mapping[str, str], interpreter: str, own_folders: tuple[str, ...] = ()
) -> dict[str, str]:
    """A new environment in which `interpreter` finds its own modules and libraries only; `inherited` stays as it is.

    Parameters
    ----------
    inherited : mapping
        The environment of QGIS.
    interpreter : str
        Path of the Python that is going to run.
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
    environment["PYTHONNOUSERSITE"] = "1"
    environment["PYTHONUTF8"] = "1"
    return environment


def engine_environment(
    inherited: Mapping[str, str],
    interpreter: str,
    packages: str,
    plugin_parent: str,
    own_folders: tuple[str, ...] = (),
    settings: EngineLimits | None = None,
    work: str | None = None,
) -> dict[str, str]:
    """A new environment for the engine's process; `inherited` stays as it is.

    Parameters
    ----------
    inherited, interpreter, own_folders
        See `clean_environment`.
    packages : str
        The engine's package folder.
    plugin_parent : str
        The folder that holds the plugin's package.
    settings : EngineLimits, optional
        Threads, workers, memory and intermediate files as the user set them.
    work : str, optional
        Folder for unfinished work; by default it lies beside the outputs.
    """
    environment = clean_environment(inherited, interpreter, own_folders)
    environment["PYTHONPATH"] = os.pathsep.join((packages, plugin_parent))
    # Threads that spin while they wait make torch many times slower on a machine that does anything else.
    environment["OMP_WAIT_POLICY"] = "passive"
    if settings is not None and settings.threads > 0:
        environment.update(dict.fromkeys(THREAD_VARIABLES, str(settings.threads)))
    if settings is not None and settings.workers > 0:
        environment[WORKER_VARIABLE] = str(settings.workers)
    if settings is not None and settings.memory > 0:
        environment[memory.LIMIT_VARIABLE] = str(int(settings.memory * 2**30))
    if settings is not None and settings.keep:
        environment[intermediate.KEEP_VARIABLE] = "1"
    if work is not None:
        environment[intermediate.WORK_VARIABLE] = work
    return environment


def _holds_python(folder: str) -> bool:
    return any(Path(folder, name).exists() for name in PYTHON_NAMES)
