"""The map tool that asks why a height is what it is: a click fills the dock, N goes to the next worst place."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgisInterface, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget

from ..docked_tool import remove_docked
from .dock import InspectorDock

DOCK = "SarRadargrammetryInspector"
WIDTH = 600
"""Pixels of the screen."""
SIDE_BY_SIDE = 1800
"""Width of a window that has room for the map, this dock and another one beside it."""
RIGHT, BESIDE = Qt.DockWidgetArea.RightDockWidgetArea, Qt.Orientation.Horizontal


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
    if action.isChecked():
        _show(iface, dock)
        canvas.setMapTool(tool)
        canvas.setFocus()
    else:
        dock.hide()
        others = _others(iface, dock)
        if others and dock.width_of_others:
            iface.mainWindow().resizeDocks(others, [dock.width_of_others] * len(others), BESIDE)
        canvas.unsetMapTool(tool)


def _add(iface: QgisInterface, dock: InspectorDock) -> None:
    """Put the dock beside the map, as high as that: below the toolbox there is no room for images."""
    iface.addDockWidget(RIGHT, dock)
    iface.mainWindow().addDockWidget(RIGHT, dock, BESIDE)
    dock.hide()


def _others(iface: QgisInterface, dock: InspectorDock) -> list[QDockWidget]:
    """Panels that are shown on the right side of the window."""
    window = iface.mainWindow()
    docks = [one for one in window.findChildren(QDockWidget) if one is not dock and one.isVisible()]
    return [one for one in docks if not one.isFloating() and window.dockWidgetArea(one) == RIGHT]


def _show(iface: QgisInterface, dock: InspectorDock) -> None:
    """Show the dock: as a tab with other panels on the right where the window has no room for both."""
    window, others = iface.mainWindow(), _others(iface, dock)
    dock.width_of_others = max((one.width() for one in others), default=0)
    dock.show()
    if others and window.width() < SIDE_BY_SIDE and window.dockWidgetArea(dock) == RIGHT and not dock.isFloating():
        window.tabifyDockWidget(others[-1], dock)
        dock.raise_()
    window.resizeDocks([dock], [WIDTH], BESIDE)


def find_dock(iface: QgisInterface) -> InspectorDock | None:
    """The dock, once the tool was taken."""
    return iface.mainWindow().findChild(InspectorDock, DOCK)


def remove(iface: QgisInterface) -> None:
    """Put tool and dock away for good."""
    remove_docked(iface, iface.mapCanvas().findChild(InspectTool), find_dock(iface))
