"""The plugin's lines on the page Settings > Options > Processing, below Providers."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtGui import QIcon

from ..translation import tr
from . import settings
from .engine import in_terminal
from .location import PLUGIN_FOLDER, default_packages, own_interpreter

GROUP = "SAR Radargrammetry"


def add_options() -> bool:
    """Show the settings; False where Processing's page does not exist (qgis_process, or Processing is switched off)."""
    if in_terminal():
        return False
    try:
        from processing.core.ProcessingConfig import ProcessingConfig, Setting
    except ImportError:
        return False
    ProcessingConfig.setGroupIcon(GROUP, QIcon(str(PLUGIN_FOLDER / "resources" / "icon.svg")))
    for option in _options(Setting):
        option.read()  # Processing may have read its settings before
        ProcessingConfig.addSetting(option)
    return True


def remove_options() -> None:
    """Take the lines away; the values stay in the profile."""
    try:
        from processing.core.ProcessingConfig import ProcessingConfig
    except ImportError:
        return
    for name in settings.NAMES:
        if name in ProcessingConfig.settings:
            ProcessingConfig.removeSetting(name)
    ProcessingConfig.settingIcons.pop(GROUP, None)


def _options(setting: Any) -> list[Any]:
    """One object of Processing's class `setting` for each of ours."""
    processor, graphics_card = tr("processor"), tr("graphics card (CUDA)")
    return [
        setting(
            GROUP,
            settings.FOLDER,
            tr("Engine folder"),
            "",
            valuetype=setting.FOLDER,
            placeholder=str(default_packages()),
        ),
        setting(
            GROUP,
            settings.PYTHON,
            tr("Python of the engine"),
            "",
            valuetype=setting.FILE,
            placeholder=own_interpreter(),
        ),
        setting(
            GROUP,
            settings.DEVICE,
            tr("Device that auto stands for"),
            tr("what is there"),
            valuetype=setting.SELECTION,
            options=[tr("what is there"), processor, graphics_card],
        ),
        setting(GROUP, settings.THREADS, tr("Threads (0: all cores)"), 0, valuetype=setting.INT),
        setting(
            GROUP,
            settings.WORKERS,
            tr("Worker processes that match (0: as many as cores and memory allow)"),
            0,
            valuetype=setting.INT,
        ),
        setting(GROUP, settings.MEMORY, tr("Memory limit [GB] (0: none)"), 0.0, valuetype=setting.FLOAT),
        setting(GROUP, settings.KEEP, tr("Keep intermediate files beside the outputs"), False),
    ]
