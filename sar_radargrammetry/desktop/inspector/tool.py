"""The map tool that asks why a height is what it is: a click fills the dock, N goes to the next worst place."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgisInterface, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt

from .dock import InspectorDock

DOCK = "SarRadargrammetryInspector"
WIDTH = 600
"""Pixels of the screen."""


class InspectTool(QgsMapTool):
    """Hands clicks and keys on the map to the dock.

    Parameters
    ----------
    iface : QgisInterface
    dock : InspectorDock
    """

    def __init__(self, iface: QgisInterface, dock: InspectorDock) -> None:
        super().__init__(iface.mapCanvas())
        self._dock = dock
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dock.inspect(event.mapPoint())

    def keyPressEvent(self, event) -> None:
        self._dock.keyPressEvent(event)


def toggle(iface: QgisInterface, action: Any) -> None:
    """Take the tool and show its dock, or put both away."""
    canvas = iface.mapCanvas()
    tool, dock = canvas.findChild(InspectTool), find_dock(iface)
    if tool is None:
        dock = InspectorDock(iface)
        dock.setObjectName(DOCK)
        _add(iface, dock)
        tool = InspectTool(iface, dock)
        tool.setAction(action)
    dock.setVisible(action.isChecked())
    if action.isChecked():
        canvas.setMapTool(tool)
        canvas.setFocus()
    else:
        canvas.unsetMapTool(tool)


def _add(iface: QgisInterface, dock: InspectorDock) -> None:
    """Put the dock beside the map, as high as that: below the toolbox there is no room for images."""
    right, beside, window = Qt.DockWidgetArea.RightDockWidgetArea, Qt.Orientation.Horizontal, iface.mainWindow()
    iface.addDockWidget(right, dock)
    window.addDockWidget(right, dock, beside)
    window.resizeDocks([dock], [WIDTH], beside)


def find_dock(iface: QgisInterface) -> InspectorDock | None:
    """The dock, once the tool was taken."""
    return iface.mainWindow().findChild(InspectorDock, DOCK)


def remove(iface: QgisInterface) -> None:
    """Put tool and dock away for good."""
    canvas, dock = iface.mapCanvas(), find_dock(iface)
    tool = canvas.findChild(InspectTool)
    if tool is not None:
        canvas.unsetMapTool(tool)
        tool.deleteLater()
    if dock is not None:
        dock.forget()
        iface.removeDockWidget(dock)
        dock.deleteLater()
