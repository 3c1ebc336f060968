"""Map tools that have a dock."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgisInterface, QgsMapTool


def remove_docked(iface: QgisInterface, tool: QgsMapTool | None, dock: Any) -> None:
    """Put a tool and its dock, which has `forget`, away for good; either may never have been made."""
    if tool is not None:
        iface.mapCanvas().unsetMapTool(tool)
        tool.deleteLater()
    if dock is not None:
        dock.forget()
        iface.removeDockWidget(dock)
        dock.deleteLater()
