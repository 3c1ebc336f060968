"""A chip on the screen: picture, marks of the match, and a cursor that other chips share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

SMALLEST = 180
"""Pixels of the screen along each side of a view."""
ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
CROSS = 7.0
"""Half the length of the lines of a cross [pixels of the screen]."""
WORDS = 40.0
"""Distance between words along the curve, at the least [pixels of the screen]."""
MATCH, CURVE, CURSOR = QColor(255, 60, 60), QColor(255, 210, 0), QColor(80, 220, 255)


@dataclass(frozen=True, eq=False)
class Marks:
    """What is drawn on a chip, in its rows and columns.

    Parameters
    ----------
    cross : (2,) ndarray
        The pixel, or its match.
    ellipse, curve : (n, 2) ndarray
        Outline of the error ellipse, and the epipolar curve; empty for none.
    ticks : list of (str, ndarray)
        Words and places of heights on the curve.
    """

    cross: np.ndarray
    ellipse: np.ndarray
    curve: np.ndarray
    ticks: list[tuple[str, np.ndarray]]


class ChipView(QWidget):
    """Shows one chip.

    Parameters
    ----------
    name : str
        Object name.
    """

    hovered = pyqtSignal(float, float)
    clicked = pyqtSignal(float, float)
    zoomed = pyqtSignal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setMinimumSize(SMALLEST, SMALLEST)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.title, self.image, self.marks, self.zoom = "", QImage(), None, 2.0
        self.cursor_place: tuple[float, float] | None = None

    def show_chip(self, title: str, image: QImage, marks: Marks | None) -> None:
        """Show another picture."""
        self.title, self.image, self.marks = title, image, marks
        self.update()

    def show_cursor(self, place: tuple[float, float] | None) -> None:
        """Draw the cursor at a row and column; None draws none."""
        self.cursor_place = place
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 260)

    def screen_place(self, row: float, column: float) -> QPointF:
        """Where a place of the chip lies in the view."""
        box, scale = self._frame()
        return QPointF(
            box.center().x() + scale * (column - 0.5 * (self.image.width() - 1)),
            box.center().y() + scale * (row - 0.5 * (self.image.height() - 1)),
        )

    def chip_place(self, point: QPointF) -> tuple[float, float] | None:
        """Row and column at a point of the view; None outside of the chip."""
        if self.image.isNull():
            return None
        box, scale = self._frame()
        row = (point.y() - box.center().y()) / scale + 0.5 * (self.image.height() - 1)
        column = (point.x() - box.center().x()) / scale + 0.5 * (self.image.width() - 1)
        inside = -0.5 <= row < self.image.height() - 0.5 and -0.5 <= column < self.image.width() - 0.5
        return (row, column) if inside and box.contains(point) else None

    def _frame(self) -> tuple[QRectF, float]:
        """The square of the view that shows the chip, and pixels of the screen by pixel of the chip."""
        side = min(self.width(), self.height())
        box = QRectF(0.5 * (self.width() - side), 0.5 * (self.height() - side), side, side)
        return box, self.zoom * side / max(self.image.width(), 1)

    def mouseMoveEvent(self, event) -> None:
        place = self.chip_place(QPointF(event.pos()))
        if place is not None:
            self.hovered.emit(*place)

    def mouseReleaseEvent(self, event) -> None:
        place = self.chip_place(QPointF(event.pos()))
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*place)

    def wheelEvent(self, event) -> None:
        self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(30, 30, 30))
        if self.image.isNull():
            return
        box, scale = self._frame()
        painter.setClipRect(box)
        middle, size = box.center(), QPointF(0.5 * scale * self.image.width(), 0.5 * scale * self.image.height())
        painter.drawImage(QRectF(middle - size, middle + size), self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.marks is not None:
            self._draw_marks(painter, self.marks)
        if self.cursor_place is not None:
            self._draw_cross(painter, self.screen_place(*self.cursor_place), CURSOR)
        painter.setPen(QPen(QColor(255, 255, 255)))
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 18.0), QColor(0, 0, 0, 150))
        painter.drawText(box.adjusted(4, 2, -4, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.title)

    def _draw_marks(self, painter: QPainter, marks: Marks) -> None:
        painter.setPen(QPen(CURVE, 1.4))
        painter.drawPolyline(self._polygon(marks.curve))
        written = None
        for text, place in marks.ticks:
            point = self.screen_place(*place)
            painter.drawLine(point - QPointF(0, 4), point + QPointF(0, 4))
            if written is None or abs(point.x() - written.x()) + abs(point.y() - written.y()) > WORDS:
                painter.drawText(point + QPointF(-12, 18), text)
                written = point
        painter.setPen(QPen(MATCH, 1.4))
        painter.drawPolyline(self._polygon(marks.ellipse))
        self._draw_cross(painter, self.screen_place(*marks.cross), MATCH)

    def _draw_cross(self, painter: QPainter, point: QPointF, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.2))
        for arm in (QPointF(CROSS, 0.0), QPointF(0.0, CROSS)):
            # Open in the middle, where there is something to look at.
            painter.drawLine(point + arm * 0.4, point + arm)
            painter.drawLine(point - arm * 0.4, point - arm)

    def _polygon(self, places: np.ndarray) -> QPolygonF:
        known = places[np.isfinite(places).all(axis=-1)] if len(places) else places
        return QPolygonF([self.screen_place(*place) for place in known])
