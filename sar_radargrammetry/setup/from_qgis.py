"""The installation as the running QGIS wants it; to be asked in the main thread."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from qgis.core import QgsApplication

from ..bridge.environment import clean_environment
from ..bridge.location import engine_location
from ..bridge.settings import engine_settings
from .install import Plan
from .network import network_environment
from .pip import Source


def plan_from_qgis(torch: str = "cpu", source: Source | None = None) -> Plan:
    """What to install: interpreter, folder, proxy and certificates as set in QGIS.

    Parameters
    ----------
    torch : str
        Build of torch: "cpu" or "cuda".
    source : Source, optional
        Where the wheels come from; by default the index that pip is configured for.

    Raises
    ------
    SetupFailed
    """
    source = source or Source()
    location = engine_location()
    plan = Plan(
        interpreter=location.interpreter,
        folder=Path(location.packages).absolute(),
        environment=clean_environment(os.environ, location.interpreter, (QgsApplication.applicationDirPath(),)),
        torch=torch,
        source=source,
        keep_downloads=engine_settings().keep,
    )
    address = source.index or plan.environment.get("PIP_INDEX_URL", "")
    network = network_environment(plan.environment, address, plan.beside(".certificates.pem"))
    return dataclasses.replace(plan, environment={**plan.environment, **network})
