"""What the user chose under Settings > Options > Processing > Providers > SAR Radargrammetry.

Processing's own page shows them and keeps them in the profile; they are read from there directly, because the engine
is also asked for where that page does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsSettings

from ..engine.device import DEVICES
from ..engine.message import Message

STORE = "Processing/Configuration/"  # where ProcessingConfig keeps its settings

FOLDER = "SAR_RADARGRAMMETRY_FOLDER"
PYTHON = "SAR_RADARGRAMMETRY_PYTHON"
DEVICE = "SAR_RADARGRAMMETRY_DEVICE"
THREADS = "SAR_RADARGRAMMETRY_THREADS"
WORKERS = "SAR_RADARGRAMMETRY_WORKERS"
MEMORY = "SAR_RADARGRAMMETRY_MEMORY"
KEEP = "SAR_RADARGRAMMETRY_KEEP"
NAMES = (FOLDER, PYTHON, DEVICE, THREADS, WORKERS, MEMORY, KEEP)

WHERE = Message("Settings > Options > Processing > Providers > SAR Radargrammetry")


@dataclass(frozen=True)
class EngineSettings:
    """The choices; each default stands for "chosen by the plugin".

    Parameters
    ----------
    folder : str
        Engine folder; empty for the one in the profile.
    python : str
        Interpreter of the engine; empty for QGIS's own.
    device : str
        What "auto" means for an algorithm: "auto", "cpu" or "cuda".
    threads : int
        Of all processes of the engine together; 0 for all cores.
    memory : float
        Limit of all processes of the engine together, GB; 0 for none.
    keep : bool
        Whether intermediate files stay beside the outputs.
    workers : int
        Processes that match patches where an algorithm leaves the choice open; 0 for as many as cores and memory allow.
    """

    folder: str = ""
    python: str = ""
    device: str = "auto"
    threads: int = 0
    memory: float = 0.0
    keep: bool = False
    workers: int = 0


def engine_settings() -> EngineSettings:
    """The settings in force; a value that cannot be read counts as the default."""
    return EngineSettings(
        folder=_text(FOLDER),
        python=_text(PYTHON),
        device=_device(),
        threads=int(max(_number(THREADS), 0.0)),
        memory=max(_number(MEMORY), 0.0),
        keep=_text(KEEP).lower() in ("true", "1"),
        workers=int(max(_number(WORKERS), 0.0)),
    )


def _value(name: str) -> Any:
    return QgsSettings().value(STORE + name, "")


def _text(name: str) -> str:
    value = _value(name)
    return "" if value is None else str(value).strip()


def _number(name: str) -> float:
    try:
        return float(_text(name))
    except ValueError:
        return 0.0


def _device() -> str:
    # Processing keeps a choice by its number.
    index = int(_number(DEVICE))
    return DEVICES[index] if 0 <= index < len(DEVICES) else DEVICES[0]


def set_value(name: str, value: Any) -> None:
    """Store one setting as Processing's page does."""
    QgsSettings().setValue(STORE + name, value)
