"""A profile on the screen: elevation with its error band, and the heights of another layer."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QWidget

from ...engine.inspection.curve import round_heights
from ...translation import tr
from ..inspector.curve_view import DARK_INK, LIGHT_INK
from .sampling import Profile

ELEVATION, REFERENCE = QColor(50, 125, 225), QColor(220, 120, 20)
BAND = 70
"""Opacity of the error band, 0..255."""
MARGINS = (64.0, 24.0, 12.0, 22.0)
"""Left, top, right, bottom [pixels of the screen]."""
LEAST = 1.0
"""Metres that the axis of heights spans at least."""


class ProfileView(QWidget):
    """Shows a `Profile`; the mouse points at one of its places."""

    pointed = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("profile")
        self.setMinimumHeight(120)
        self.setMouseTracking(True)
        self.profile: Profile | None = None
        self.place: int | None = None
        self.heights = 0.0, LEAST

    def sizeHint(self) -> QSize:
        return QSize(700, 200)

    def show_profile(self, profile: Profile | None) -> None:
        """Show another one."""
        self.profile, self.place = profile, None
        if profile is not None:
            sigma = np.nan_to_num(profile.sigma)
            ends = np.concatenate([profile.height - sigma, profile.height + sigma, profile.reference])
            known = ends[np.isfinite(ends)]
            low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, LEAST)
            margin = max(0.05 * (high - low), 0.5 * (LEAST - (high - low)))
            self.heights = low - margin, high + margin
        self.update()

    def screen_place(self, distance: float, height: float) -> QPointF:
        """Where a point of the profile lies in the view."""
        box, (low, high) = self._box(), self.heights
        x = box.left() + box.width() * distance / max(float(self.profile.distance[-1]), 1e-9)
        return QPointF(x, box.bottom() - box.height() * (height - low) / (high - low))

    def _box(self) -> QRectF:
        left, top, right, bottom = MARGINS
        return QRectF(self.rect()).adjusted(left, top, -right, -bottom)

    def mouseMoveEvent(self, event) -> None:
        if self.profile is None:
            return
        box = self._box()
        share = min(max((event.pos().x() - box.left()) / max(box.width(), 1.0), 0.0), 1.0)
        self.place = int(np.argmin(np.abs(self.profile.distance - share * self.profile.distance[-1])))
        self.update()
        self.pointed.emit(self.place)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        ground = self.palette().color(QPalette.ColorRole.Base)
        painter.fillRect(self.rect(), ground)
        profile = self.profile
        if profile is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Dark themes of QGIS are style sheets, which leave the palette's colour of texts as it is.
        ink, box = LIGHT_INK if ground.lightness() < 128 else DARK_INK, self._box()
        self._draw_axes(painter, ink, box)
        painter.setClipRect(box)
        self._draw_band(painter, profile)
        for values, colour in ((profile.reference, REFERENCE), (profile.height, ELEVATION)):
            painter.setPen(QPen(colour, 1.5))
            for part in runs(np.isfinite(values)):
                points = zip(profile.distance[part], values[part], strict=True)
                painter.drawPolyline(QPolygonF([self.screen_place(*point) for point in points]))
        if self.place is not None:
            x = self.screen_place(float(profile.distance[self.place]), 0.0).x()
            painter.setPen(QPen(ink, 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        names = [(tr("elevation, error (1 sigma)"), ELEVATION)]
        if np.isfinite(profile.reference).any():
            names.append((tr("reference"), REFERENCE))
        painter.setClipping(False)
        left = box.left()
        for text, colour in names:
            painter.setPen(QPen(colour))
            painter.drawText(QPointF(left, box.top() - 6.0), text)
            left += painter.fontMetrics().horizontalAdvance(text) + 20.0

    def _draw_band(self, painter: QPainter, profile: Profile) -> None:
        shade = QColor(ELEVATION)
        shade.setAlpha(BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for part in runs(np.isfinite(profile.height) & np.isfinite(profile.sigma)):
            distance, height, sigma = profile.distance[part], profile.height[part], profile.sigma[part]
            upper = zip(distance, height + sigma, strict=True)
            lower = zip(distance[::-1], (height - sigma)[::-1], strict=True)
            painter.drawPolygon(QPolygonF([self.screen_place(*point) for point in (*upper, *lower)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_axes(self, painter: QPainter, ink: QColor, box: QRectF) -> None:
        painter.setPen(QPen(ink))
        painter.drawRect(box)
        for value in round_heights(*self.heights):
            point = self.screen_place(0.0, value)
            painter.drawLine(point, point + QPointF(4, 0))
            place = QRectF(0, point.y() - 9, box.left() - 6, 18)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, f"{value:g} m")
        for value in round_heights(0.0, float(self.profile.distance[-1])):
            point = self.screen_place(value, self.heights[0])
            painter.drawLine(point, point - QPointF(0, 4))
            place = QRectF(point.x() - 50, point.y() + 2, 100, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, f"{value:g} m")


def runs(known: np.ndarray) -> list[slice]:
    """The parts of a row (n,) bool that are True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(np.int8), [0]])))
    return [slice(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True)]
