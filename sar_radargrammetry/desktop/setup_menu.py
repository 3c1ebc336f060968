"""What the menu's entries about the engine do, and the offer to set it up when it is missing."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsSettings
from qgis.gui import QgisInterface
from qgis.PyQt.QtWidgets import QPushButton

from ..bridge.diagnostics import plugin_version
from ..bridge.location import engine_location
from ..translation import tr
from .setup_dialog import SetupDialog
from .setup_task import copy_diagnostics

OFFERED = "sar_radargrammetry/set_up_offered"  # the version of the plugin that offered it last
TITLE = "SAR Radargrammetry"
PATIENCE = 10_000  # ms

_dialogs: list[SetupDialog] = []  # one at most


def open_setup(iface: QgisInterface, action: Any = None) -> SetupDialog:
    """Show the dialog; the one that is at work, if there is one."""
    if not _dialogs:
        _dialogs.append(SetupDialog(iface.mainWindow()))
    _dialogs[0].show()
    _dialogs[0].raise_()
    return _dialogs[0]


def copy_to_clipboard(iface: QgisInterface, action: Any = None) -> None:
    """Diagnostics to the clipboard; a message says when."""
    copy_diagnostics(lambda text: iface.messageBar().pushInfo(TITLE, text))


def offer_setup(iface: QgisInterface) -> bool:
    """Say once with each version of the plugin that the engine is missing, with a button that sets it up."""
    if not engine_location().packages_problem():
        return False
    version = plugin_version()
    if QgsSettings().value(OFFERED, "") == version:
        return False
    QgsSettings().setValue(OFFERED, version)
    bar = iface.messageBar()
    message = bar.createMessage(TITLE, tr("The engine is not set up yet; the algorithms need it."))
    button = QPushButton(tr("Set up engine..."))

    def clicked(*_: Any) -> None:
        bar.popWidget(message)
        open_setup(iface)

    button.clicked.connect(clicked)
    message.layout().addWidget(button)
    bar.pushWidget(message)
    return True


def close_setup() -> None:
    """Stop what is running, when the plugin is unloaded."""
    while _dialogs:
        dialog = _dialogs.pop()
        task = dialog.task
        dialog.cancel()
        if task is not None:
            task.waitForFinished(PATIENCE)  # its thread runs code that is going to be unloaded
        dialog.close()
        dialog.deleteLater()
