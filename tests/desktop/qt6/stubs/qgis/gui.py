"""The map, its tools and the widgets of QGIS that the plugin's windows contain."""

from __future__ import annotations

from qgis.anything import Anything
from qgis.layers import QgsProject
from qgis.places import QgsCoordinateReferenceSystem, QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import QObject, QPoint, QPointF, QRectF, pyqtSignal
from qgis.PyQt.QtGui import QColor, QCursor, QMouseEvent, QPainter
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)


class QgisInterface:
    """A name for annotations."""


class _Pixels:
    """Between the map and the pixels of a canvas."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._box, self._size = canvas.extent(), canvas.viewport().size()

    def transform(self, point: QgsPointXY) -> _Pixel:
        box, size = self._box, self._size
        x = (point.x() - box.west) / (box.east - box.west) * size.width()
        return _Pixel(x, (box.north - point.y()) / (box.north - box.south) * size.height())

    def toMapCoordinates(self, pixel: QPoint) -> QgsPointXY:
        box, size = self._box, self._size
        x = box.west + pixel.x() / size.width() * (box.east - box.west)
        return QgsPointXY(x, box.north - pixel.y() / size.height() * (box.north - box.south))


class _Pixel(QgsPointXY):
    def toQPointF(self) -> QPointF:
        return QPointF(self.x(), self.y())


class QgsMapMouseEvent(QMouseEvent):
    def __init__(self, canvas: QgsMapCanvas, event: QMouseEvent) -> None:
        places = event.position(), event.globalPosition()
        super().__init__(event.type(), *places, event.button(), event.buttons(), event.modifiers())
        self._point = canvas.getCoordinateTransform().toMapCoordinates(event.position().toPoint())

    def mapPoint(self) -> QgsPointXY:
        return self._point

    def pixelPoint(self) -> QPoint:
        return self.position().toPoint()


class QgsMapCanvas(QGraphicsView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setMouseTracking(True)
        self._layers, self._tool, self._box = [], None, QgsRectangle(0.0, 0.0, 1.0, 1.0)

    def layers(self) -> list:
        return list(self._layers)

    def setLayers(self, layers: list) -> None:
        self._layers = list(layers)

    def extent(self) -> QgsRectangle:
        return self._box

    def setExtent(self, box: QgsRectangle) -> None:
        self._box = box

    def setDestinationCrs(self, crs: QgsCoordinateReferenceSystem) -> None:
        pass

    def center(self) -> QgsPointXY:
        return self._box.center()

    def setCenter(self, point: QgsPointXY) -> None:
        box, middle = self._box, self._box.center()
        x, y = point.x() - middle.x(), point.y() - middle.y()
        self._box = QgsRectangle(box.west + x, box.south + y, box.east + x, box.north + y)

    def zoomByFactor(self, factor: float) -> None:
        middle, box = self._box.center(), self._box
        x, y = 0.5 * factor * (box.east - box.west), 0.5 * factor * (box.north - box.south)
        self._box = QgsRectangle(middle.x() - x, middle.y() - y, middle.x() + x, middle.y() + y)

    def mapUnitsPerPixel(self) -> float:
        return (self._box.east - self._box.west) / self.viewport().width()

    def refresh(self) -> None:
        pass

    def getCoordinateTransform(self) -> _Pixels:
        return _Pixels(self)

    def mapTool(self) -> QgsMapTool | None:
        return self._tool

    def setMapTool(self, tool: QgsMapTool) -> None:
        self._tool = tool

    def unsetMapTool(self, tool: QgsMapTool) -> None:
        if self._tool is tool:
            self._tool = None
            tool.deactivate()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._tool.canvasMoveEvent(QgsMapMouseEvent(self, event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._tool.canvasDoubleClickEvent(QgsMapMouseEvent(self, event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._tool.canvasReleaseEvent(QgsMapMouseEvent(self, event))

    def keyPressEvent(self, event) -> None:
        if self._tool is not None:
            self._tool.keyPressEvent(event)


class QgsMapTool(QObject):
    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas

    def canvas(self) -> QgsMapCanvas:
        return self._canvas

    def setCursor(self, cursor) -> None:
        QCursor(cursor)

    def setAction(self, action) -> None:
        pass

    def deactivate(self) -> None:
        pass

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        pass

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:
        pass

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        pass

    def keyPressEvent(self, event) -> None:
        pass


class QgsVertexMarker(QGraphicsItem):
    IconType = type("IconType", (), {"ICON_CROSS": 1})

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__()
        canvas.scene().addItem(self)
        self._center = QgsPointXY()

    def setColor(self, colour: QColor) -> None:
        QColor(colour)

    def setIconType(self, kind: int) -> None:
        pass

    def setIconSize(self, size: int) -> None:
        pass

    def setPenWidth(self, width: int) -> None:
        pass

    def center(self) -> QgsPointXY:
        return self._center

    def setCenter(self, point: QgsPointXY) -> None:
        self._center = point

    def boundingRect(self) -> QRectF:
        return QRectF(-8.0, -8.0, 16.0, 16.0)

    def paint(self, painter: QPainter, option, widget=None) -> None:
        painter.drawRect(self.boundingRect())


class QgsRubberBand(QGraphicsItem):
    def __init__(self, canvas: QgsMapCanvas, kind) -> None:
        super().__init__()
        canvas.scene().addItem(self)
        self._points: list[QgsPointXY] = []

    def setColor(self, colour: QColor) -> None:
        QColor(colour)

    def setWidth(self, width: int) -> None:
        pass

    def reset(self, kind) -> None:
        self._points.clear()

    def addPoint(self, point: QgsPointXY) -> None:
        self._points.append(point)

    def numberOfVertices(self) -> int:
        return len(self._points)

    def boundingRect(self) -> QRectF:
        return QRectF()

    def paint(self, painter: QPainter, option, widget=None) -> None:
        pass


class QgsFileWidget(QWidget):
    fileChanged = pyqtSignal(str)
    StorageMode = type("StorageMode", (), {"GetDirectory": 1})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit()
        self._line.textChanged.connect(self.fileChanged)
        QVBoxLayout(self).addWidget(self._line)

    def setStorageMode(self, mode: int) -> None:
        pass

    def lineEdit(self) -> QLineEdit:
        return self._line

    def filePath(self) -> str:
        return self._line.text()

    def setFilePath(self, path: str) -> None:
        self._line.setText(path)


class QgsMapLayerComboBox(QComboBox):
    layerChanged = pyqtSignal(object)

    def __init__(self, project=None, empty: bool = False) -> None:
        super().__init__()
        project = project or QgsProject.instance()
        self._project, self._empty, self._left_out = project, empty, []
        project.layersAdded.connect(self._added)  # a bound method ends with the box
        self.setExceptedLayerList([])
        self.currentIndexChanged.connect(self._chosen)

    def _added(self, _) -> None:
        self.setExceptedLayerList(self._left_out)

    def _chosen(self, _) -> None:
        self.layerChanged.emit(self.currentLayer())

    def setFilters(self, filters) -> None:
        pass

    def setAllowEmptyLayer(self, allowed: bool) -> None:
        self._empty = allowed
        self.setExceptedLayerList(self._left_out)

    def setExceptedLayerList(self, layers: list) -> None:
        self._left_out, chosen = list(layers), self.currentLayer()
        offered = [one for one in self._project.mapLayers().values() if one not in layers]
        self.blockSignals(True)
        self.clear()
        for one in (*([None] if self._empty else []), *sorted(offered, key=lambda one: one.name())):
            self.addItem(one.name() if one is not None else "", one)
        self.setLayer(chosen)
        self.blockSignals(False)

    def layer(self, index: int):
        return self.itemData(index)

    def currentLayer(self):
        return self.currentData()

    def setLayer(self, layer) -> None:
        found = [index for index in range(self.count()) if self.itemData(index) is layer]
        self.setCurrentIndex(found[0] if found else 0)

    def allowEmptyLayer(self) -> bool:
        return self._empty


class _Message(QFrame):
    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._text = text
        QHBoxLayout(self).addWidget(QLabel(f"{title}: {text}"))

    def text(self) -> str:
        return self._text


class QgsMessageBar(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: list[_Message] = []

    def createMessage(self, title: str, text: str) -> _Message:
        return _Message(title, text)

    def pushWidget(self, message: _Message) -> None:
        message.setParent(self)
        self.items.append(message)

    def pushMessage(self, title: str, text: str, level=None) -> None:
        self.pushWidget(self.createMessage(title, text))

    def pushInfo(self, title: str, text: str) -> None:
        self.pushMessage(title, text)

    def currentItem(self) -> _Message | None:
        return self.items[-1] if self.items else None

    def popWidget(self, message: _Message) -> None:
        self.items.remove(message)

    def clearWidgets(self) -> None:
        self.items.clear()


def __getattr__(name: str):
    if not name.startswith("Q"):
        raise AttributeError(name)
    return type(Anything)(name, (Anything,), {})
