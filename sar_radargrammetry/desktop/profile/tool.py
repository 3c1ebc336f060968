"""The map tool that draws the line of a profile."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsPointXY, QgsWkbTypes
from qgis.gui import QgisInterface, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..docked_tool import remove_docked
from .dock import ProfileDock

DOCK = "SarRadargrammetryProfile"
WIDTH = 2
"""Of the line [pixels of the screen]."""


class ProfileTool(QgsMapTool):
    """Clicks are the points of a line; a right click or a double click ends it, Escape removes it.

    Parameters
    ----------
    iface : QgisInterface
    dock : ProfileDock
    """

    def __init__(self, iface: QgisInterface, dock: ProfileDock) -> None:
        super().__init__(iface.mapCanvas())
        self._dock = dock
        self._points: list[QgsPointXY] = []
        self.band: QgsRubberBand | None = QgsRubberBand(iface.mapCanvas(), QgsWkbTypes.GeometryType.LineGeometry)
        self.band.setColor(QColor(220, 40, 40))
        self.band.setWidth(WIDTH)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self._end()
        elif event.button() == Qt.MouseButton.LeftButton:
            point = event.mapPoint()
            # A double click comes as two; its second point is its first.
            if not self._points or point.distance(self._points[-1]) > 0.0:
                self._points.append(point)
                self._draw(self._points)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        if self._points:
            self._draw([*self._points, event.mapPoint()])

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:
        self._end()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()

    def _end(self) -> None:
        line, self._points = self._points, []
        if len(line) > 1:
            self._draw(line)
            self._dock.show_line(line)

    def _draw(self, points: list[QgsPointXY]) -> None:
        self.band.reset(QgsWkbTypes.GeometryType.LineGeometry)
        for point in points:
            self.band.addPoint(point)

    def clear(self) -> None:
        """Remove the line from the map."""
        self._points = []
        self.band.reset(QgsWkbTypes.GeometryType.LineGeometry)

    def deactivate(self) -> None:
        self.clear()
        super().deactivate()


def toggle(iface: QgisInterface, action: Any) -> None:
    """Take the tool and show its dock, or put both away."""
    canvas = iface.mapCanvas()
    tool, dock = canvas.findChild(ProfileTool), find_dock(iface)
    if tool is None:
        dock = ProfileDock(iface)
        dock.setObjectName(DOCK)
        iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        tool = ProfileTool(iface, dock)
        tool.setAction(action)
    dock.setVisible(action.isChecked())
    if action.isChecked():
        canvas.setMapTool(tool)
        canvas.setFocus()
    else:
        canvas.unsetMapTool(tool)


def find_dock(iface: QgisInterface) -> ProfileDock | None:
    """The dock, once the tool was taken."""
    return iface.mainWindow().findChild(ProfileDock, DOCK)


def remove(iface: QgisInterface) -> None:
    """Put tool, line and dock away for good."""
    tool = iface.mapCanvas().findChild(ProfileTool)
    remove_docked(iface, tool, find_dock(iface))
    if tool is not None:
        iface.mapCanvas().scene().removeItem(tool.band)
        tool.band = None
