"""Processing dialogs opened from the menu."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt

PROVIDER = "sar_radargrammetry"


def open_algorithm(name: str, iface: QgisInterface, action: Any = None) -> None:
    """Open the dialog of the algorithm `name`, as a double click in the toolbox does."""
    import processing  # a plugin of QGIS that is loaded after this one

    dialog = processing.createAlgorithmDialog(f"{PROVIDER}:{name}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
