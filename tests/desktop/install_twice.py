"""Run by a desktop QGIS (--code): install the plugin from OLDER, install NEWER over it, write TOLD."""

import json
import os
import traceback
from pathlib import Path

import pyplugin_installer
import qgis.utils
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QTimer

NAME = "sar_radargrammetry"
PROFILE = Path(QgsApplication.qgisSettingsDirPath())


def state():
    provider = QgsApplication.processingRegistry().providerById(NAME)
    return (
        qgis.utils.pluginMetadata(NAME, "version"),
        len(provider.algorithms()) if provider else 0,
        (PROFILE / "python" / "plugins" / NAME / "of_old.py").exists(),
    )


def work():
    answer = {}
    try:
        # What a user leaves behind.
        QgsSettings().setValue(f"{NAME}/device", "kept")
        engine_file = PROFILE / NAME / "packages" / "torch" / "kept.txt"
        engine_file.parent.mkdir(parents=True)
        engine_file.write_text("kept")
        states = []
        for archive in (os.environ["OLDER"], os.environ["NEWER"]):
            pyplugin_installer.instance().installFromZipFile(archive)
            states.append(state())
        answer.update(zip(("versions", "algorithms", "old file"), zip(*states, strict=True), strict=True))
        answer["enabled"] = QgsSettings().value(f"PythonPlugins/{NAME}", False, type=bool)
        answer["setting"] = QgsSettings().value(f"{NAME}/device")
        answer["engine file"] = engine_file.read_text() if engine_file.exists() else "gone"
    except Exception:
        answer["error"] = traceback.format_exc()
    Path(os.environ["TOLD"]).write_text(json.dumps(answer), "utf-8")
    os._exit(0)  # no questions about the unsaved project


QTimer.singleShot(1000, work)
