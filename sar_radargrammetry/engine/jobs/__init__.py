"""The jobs of the engine, and how one is found by its name."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from ..errors import PACKAGE, EngineError
from ..gdal_setup import prepare_gdal
from ..parameters import JOBS


def load_job(name: str) -> ModuleType:
    """The module of job `name`: it has a dataclass ``Parameters`` and ``run(parameters, context) -> dict``.

    Raises
    ------
    EngineError
        When there is no such job, or a package it needs is not installed.
    """
    # The name comes from outside: only names of the tuple ever reach the import system.
    if name not in JOBS:
        raise EngineError("There is no job {name}; known are {jobs}.", name=repr(name), jobs=", ".join(JOBS))
    try:
        prepare_gdal()
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        missing = error.name or "?"
        if missing.split(".")[0] == __name__.split(".")[0]:
            raise
        raise missing_package(missing) from error


def missing_package(name: str) -> EngineError:
    """What to raise about a Python package the engine cannot import, with the fix."""
    if name.split(".")[0] == "osgeo":
        return EngineError(
            "The Python interpreter {interpreter} has no GDAL; name the one that QGIS uses in "
            "SAR_RADARGRAMMETRY_PYTHON, on Debian /usr/bin/python3.",
            code=PACKAGE,
            interpreter=sys.executable,
        )
    return EngineError(
        "The Python package {name} is missing from the engine's package folder; set up the engine again "
        "(sar_radargrammetry:setupengine), or name another folder in SAR_RADARGRAMMETRY_PACKAGES.",
        code=PACKAGE,
        name=name,
    )
