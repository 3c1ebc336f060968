"""Correlation along an epipolar curve, by height: there and back, with the height of the match and its error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

from ...translation import tr

LOWEST = -0.25
"""Correlation at the lower end of the plot; the upper one is 1."""
THERE, BACK, HEIGHT = QColor(50, 125, 225), QColor(220, 120, 20), QColor(220, 40, 40)
LIGHT_INK, DARK_INK = QColor(225, 225, 225), QColor(30, 30, 30)
MARGINS = (34.0, 8.0, 8.0, 22.0)
"""Left, top, right, bottom [pixels of the screen]."""


@dataclass(frozen=True, eq=False)
class Plot:
    """What is drawn.

    Parameters
    ----------
    height : (n,) ndarray
        [m]
    there, back : (n,) ndarray
        Correlations; NaN for none.
    ticks : (k,) ndarray
        Heights that are written [m].
    measured, sigma : float or None
        Height of the match and its standard deviation [m].
    """

    height: np.ndarray
    there: np.ndarray
    back: np.ndarray
    ticks: np.ndarray
    measured: float | None
    sigma: float | None


class CurveView(QWidget):
    """Shows a `Plot`."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("correlation")
        self.setMinimumHeight(110)
        self.plot: Plot | None = None

    def sizeHint(self) -> QSize:
        return QSize(400, 140)

    def show_plot(self, plot: Plot | None) -> None:
        """Show another one."""
        self.plot = plot
        self.update()

    def screen_place(self, height: float, correlation: float) -> QPointF:
        """Where a point of the plot lies in the view."""
        box, low, high = self._box(), *self.plot.height[[0, -1]]
        x = box.left() + box.width() * (height - low) / (high - low)
        return QPointF(x, box.bottom() - box.height() * (correlation - LOWEST) / (1.0 - LOWEST))

    def _box(self) -> QRectF:
        left, top, right, bottom = MARGINS
        return QRectF(self.rect()).adjusted(left, top, -right, -bottom)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        ground = self.palette().color(QPalette.ColorRole.Base)
        painter.fillRect(self.rect(), ground)
        plot = self.plot
        if plot is None or not np.isfinite(plot.height).all():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Dark themes of QGIS are style sheets, which leave the palette's colour of texts as it is.
        ink, box = LIGHT_INK if ground.lightness() < 128 else DARK_INK, self._box()
        self._draw_axes(painter, ink, box)
        painter.setClipRect(box)
        if plot.measured is not None:
            self._draw_height(painter, box)
        for values, colour, style in (
            (plot.back, BACK, Qt.PenStyle.DashLine),
            (plot.there, THERE, Qt.PenStyle.SolidLine),
        ):
            painter.setPen(QPen(colour, 1.6, style))
            known = np.isfinite(values)
            points = zip(plot.height[known], values[known], strict=True)
            painter.drawPolyline(QPolygonF([self.screen_place(*point) for point in points]))
        for row, (text, colour) in enumerate(((tr("there"), THERE), (tr("back"), BACK), (tr("height"), HEIGHT))):
            painter.setPen(QPen(colour))
            painter.drawText(box.adjusted(4, 2 + 14 * row, 0, 0), Qt.AlignmentFlag.AlignLeft, text)

    def _draw_axes(self, painter: QPainter, ink: QColor, box: QRectF) -> None:
        painter.setPen(QPen(ink))
        painter.drawRect(box)
        for value in (0.0, 0.5, 1.0):
            point = self.screen_place(self.plot.height[0], value)
            painter.drawText(QPointF(4, point.y() + 4), f"{value:.1f}")
            painter.drawLine(point, point + QPointF(4, 0))
        for value in self.plot.ticks:
            point = self.screen_place(value, LOWEST)
            painter.drawLine(point, point - QPointF(0, 4))
            place = QRectF(point.x() - 40, point.y() + 2, 80, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, f"{value:g} m")

    def _draw_height(self, painter: QPainter, box: QRectF) -> None:
        plot = self.plot
        if plot.sigma is not None:
            ends = (self.screen_place(plot.measured + sign * plot.sigma, 0.0).x() for sign in (-1, 1))
            left, right = ends
            shade = QColor(HEIGHT)
            shade.setAlpha(50)
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), shade)
        painter.setPen(QPen(HEIGHT, 1.4))
        x = self.screen_place(plot.measured, 0.0).x()
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
