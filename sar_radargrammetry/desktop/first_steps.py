"""The bundled page for newcomers."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ..algorithms.base import first_steps_page
from ..translation import tr


def open_first_steps(iface: QgisInterface, action: Any = None) -> None:
    """Open the page in the browser, and say where it is when there is none."""
    page = first_steps_page()
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
        message = tr("No browser could be opened; the page is {path}.").format(path=page)
        iface.messageBar().pushMessage("SAR Radargrammetry", message, Qgis.MessageLevel.Info)
