"""What a developer asks for when something does not work, as Markdown."""

from __future__ import annotations

import configparser
import os
import platform
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy
from osgeo import gdal
from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QT_VERSION_STR

from ..engine.system import host
from ..feedback import Feedback
from ..setup import lock
from ..setup.pip import without_password
from ..setup.progress import free_space
from .engine import last_run_log, run_job
from .location import PLUGIN_FOLDER, EngineLocation, data_folder, engine_location
from .process import EngineCancelled, EngineFailed
from .settings import engine_settings

LAST_LINES = 60
VARIABLES = ("SAR_RADARGRAMMETRY_", "PIP_", "OMP_", "CUDA_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def diagnostics(feedback: Feedback) -> str:
    """Versions, paths, devices, room, settings and last words.

    Parameters
    ----------
    feedback : Feedback
        Of the engine's process, which is asked for its devices where it can run.
    """
    location = engine_location()
    folder = Path(location.packages)
    parts = [
        "## SAR Radargrammetry: diagnostics",
        _table("Versions", _versions(folder)),
        _table("Engine", [*_engine(location), *_devices(location, feedback)]),
        _table("Room", _room(folder)),
        _table("Settings", _settings()),
        _last_lines("Last run", last_run_log()),
        _last_lines("Last set-up", folder.with_name(folder.name + ".setup.log")),
    ]
    return _private("\n\n".join(filter(None, parts)) + "\n")


def plugin_version() -> str:
    """The version in metadata.txt."""
    metadata = configparser.ConfigParser(interpolation=None, strict=False)
    metadata.read(PLUGIN_FOLDER / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="unknown")


def _versions(folder: Path) -> list[tuple[str, Any]]:
    engine = lock.installed(folder)
    return [
        ("plugin", plugin_version()),
        ("QGIS", Qgis.QGIS_VERSION),
        ("Qt", QT_VERSION_STR),
        ("system", platform.platform()),
        ("Python", platform.python_version()),
        ("GDAL", gdal.__version__),
        ("numpy of QGIS", numpy.__version__),
        *((name, engine[name]) for name in ("torch", "numpy", "scipy", "sarpy", "pyproj") if name in engine),
    ]


def _engine(location: EngineLocation) -> list[tuple[str, Any]]:
    record = lock.read_record(Path(location.packages))
    facts = [
        ("state", location.problem() or "ready"),
        ("plugin folder", PLUGIN_FOLDER),
        ("profile", QgsApplication.qgisSettingsDirPath()),
        ("interpreter", location.interpreter),
        ("engine folder", location.packages),
    ]
    if record is not None:
        size = f"{record.bytes / 1e9:.2f} GB"
        facts.append(("set up", f"Python {record.python}, numpy {record.numpy}, torch for {record.torch}, {size}"))
        same = record.lock == lock.checksum()
        facts.append(("lock", record.lock[:12] + (" (as of this version)" if same else " (of another version)")))
    return facts


def _devices(location: EngineLocation, feedback: Feedback) -> list[tuple[str, Any]]:
    if location.problem():
        return []
    try:
        found = run_job("selftest", {"match": False}, feedback, log=data_folder() / "diagnostics.log")
    except (EngineFailed, EngineCancelled) as error:
        return [("engine says", error)]
    return [
        ("GDAL of the engine", found["versions"].get("GDAL", "none")),
        ("graphics cards", ", ".join(found["devices"]) or "none"),
        ("computes on", f"{found['device']}, {found['threads']} threads"),
    ]


def _room(folder: Path) -> list[tuple[str, Any]]:
    facts = [("processors", os.cpu_count())]
    for name, value in _memory():
        facts.append((name, f"{value / 2**30:.1f} GB"))
    facts.append(("disk of the engine folder, free", f"{free_space(folder) / 1e9:.1f} GB"))
    temporary = Path(tempfile.gettempdir())
    facts.append((f"disk of {temporary}, free", f"{free_space(temporary) / 1e9:.1f} GB"))
    return facts


def _memory() -> Iterable[tuple[str, int]]:
    """Memory in all and free, where the system says so."""
    rows = zip(("memory", "memory, free"), host.memory(), strict=True)
    return [(name, value) for name, value in rows if value is not None]


def _settings() -> list[tuple[str, Any]]:
    chosen = engine_settings()
    facts = [(name, getattr(chosen, name)) for name in ("folder", "python", "device", "threads", "memory", "keep")]
    facts += [(name, value) for name, value in sorted(os.environ.items()) if name.upper().startswith(VARIABLES)]
    return [(name, value if value != "" else "(default)") for name, value in facts]


def _table(title: str, rows: Iterable[tuple[str, Any]]) -> str:
    lines = [f"### {title}", "", "| | |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {str(value).replace('|', '/')} |" for name, value in rows])


def _last_lines(title: str, path: Path) -> str:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    left_out = [f"({len(lines) - LAST_LINES} lines before)"] if len(lines) > LAST_LINES else []
    return "\n".join([f"### {title}", "", "```", *left_out, *lines[-LAST_LINES:], "```"])


def _private(text: str) -> str:
    """`text` without passwords and without the name of the home folder, which often is a person's."""
    home = str(Path.home())
    text = without_password(text)
    return text if len(home) < 4 else text.replace(home, "~")
