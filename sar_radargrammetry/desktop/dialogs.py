"""What the menu opens: windows of Processing, and the page for newcomers."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QInputDialog

from ..algorithms.help_pages import first_steps_page
from ..algorithms.models import ABOUT, translated_copy
from ..bridge.location import engine_location
from ..translation import tr
from . import setup_menu

PROVIDER = "sar_radargrammetry"

# The window alone does not keep the Python half of a dialog, and without that its buttons do nothing. A run may go on
# behind a closed dialog: the last ones stay.
_kept: deque[Any] = deque(maxlen=16)


def open_algorithm(
    name: str, iface: QgisInterface, action: Any = None, parameters: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Open the dialog of the algorithm `name`, as a double click in the toolbox does; without engine, its set-up.

    `parameters` are filled in.
    """
    if engine_location().problem():
        setup_menu.open_setup(iface)
        return
    import processing  # a plugin of QGIS that is loaded after this one

    dialog = processing.createAlgorithmDialog(f"{PROVIDER}:{name}", dict(parameters))
    _kept.append(dialog)
    dialog.show()


def forget_dialogs() -> None:
    """Let go of all dialogs before Qt ends: objects that Python deletes after it end QGIS with a crash."""
    while _kept:
        dialog = _kept.pop()
        if not sip.isdeleted(dialog):
            dialog.close()
            dialog.deleteLater()


def edit_model(iface: QgisInterface, action: Any = None) -> None:
    """Ask for one of the bundled models and open a copy of it in the model designer."""
    titles = [tr(title) for title, _ in ABOUT.values()]
    title, chosen = QInputDialog.getItem(
        iface.mainWindow(),
        "SAR Radargrammetry",
        tr("Opens a copy that you can change and save under your own name:"),
        titles,
        0,
        False,
    )
    if chosen:
        open_model(list(ABOUT)[titles.index(title)])


def open_model(name: str) -> Any:
    """Open a copy of the bundled model `name` in the model designer; returns its window."""
    from processing.modeler.ModelerDialog import ModelerDialog

    window = ModelerDialog.create(translated_copy(name))
    window.show()
    return window


def open_first_steps(iface: QgisInterface, action: Any = None) -> None:
    """Open the page in the browser, and say where it is when there is none."""
    page = first_steps_page()
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
        message = tr("No browser could be opened; the page is {path}.").format(path=page)
        iface.messageBar().pushMessage("SAR Radargrammetry", message, Qgis.MessageLevel.Info)
