"""A map tool that says height and error of the place it points at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgisInterface, QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QToolTip

from ..styles.companions import companions, kind_of
from ..translation import tr

KINDS = ("elevation", "hillshade", "error", "mask")
ERROR_BANDS = 3  # the whole error, its random and its correlated part


def describe(point: QgsPointXY, layers: Sequence[QgsMapLayer], project: QgsProject) -> str:
    """Height and error at a place, in words.

    Parameters
    ----------
    point : QgsPointXY
        In the project's CRS.
    layers : sequence of QgsMapLayer
        Those that are drawn, topmost first.

    Returns
    -------
    str
        Such as "412.35 m ± 0.84 m (1 σ)"; where the elevation has no height, the reason. An error or a mask that is
        drawn stands for its elevation; without one its own value is given. Empty where there is none of them.
    """
    for layer in layers:
        if kind_of(layer) not in KINDS:
            continue
        elevation, errors, masks = (of_kind(layer, kind, project) for kind in ("elevation", "error", "mask"))
        height = value_at(elevation[0], point, project) if elevation else None
        if height is not None:
            return _height(height, point, errors, project)
        reason = next(filter(None, (_reason(mask, point, project) for mask in masks)), "")
        if elevation and reason:
            return tr("no height: {reason}").format(reason=reason)
        if elevation and covers(elevation[0], point, project):
            return tr("no height")
        text = "; ".join(filter(None, [*(_error(error, point, project) for error in errors), reason]))
        if text and not elevation:
            return text
    return ""


def of_kind(layer: QgsRasterLayer, kind: str, project: QgsProject) -> list[QgsRasterLayer]:
    """The layer itself if it is of the kind, else its companions."""
    own = kind_of(layer) == kind or (kind == "elevation" and kind_of(layer) == "hillshade")
    return [layer] if own else companions(layer, kind, project)


def _height(height: float, point: QgsPointXY, errors: list[QgsRasterLayer], project: QgsProject) -> str:
    said = [(layer.name(), _error(layer, point, project)) for layer in errors]
    said = [(name, text) for name, text in said if text]
    if len(said) == 1:
        return f"{height:.2f} m {said[0][1]}"
    # Errors of several rasters: say which is which.
    return "; ".join([f"{height:.2f} m", *(f"{name}: {text}" for name, text in said)])


def _error(layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject) -> str:
    """The whole error, and its parts where the raster holds them in bands of their own."""
    whole, *parts = (value_at(layer, point, project, band + 1) for band in range(min(layer.bandCount(), ERROR_BANDS)))
    if whole is None:
        return ""
    if len(parts) != ERROR_BANDS - 1 or None in parts:
        return f"± {whole:.2f} m (1 σ)"
    split = tr("matching {random} m, navigation {correlated} m")
    split = split.format(random=f"{parts[0]:.2f}", correlated=f"{parts[1]:.2f}")
    return f"± {whole:.2f} m (1 σ; {split})"


def _reason(mask: QgsRasterLayer, point: QgsPointXY, project: QgsProject) -> str:
    """The words of the legend for the code at a place."""
    code, renderer = value_at(mask, point, project), mask.renderer()
    if code is None or not isinstance(renderer, QgsPalettedRasterRenderer):
        return ""
    return next((entry.label for entry in renderer.classes() if entry.value == code), "")


def value_at(layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject, band: int = 1) -> float | None:
    """A band's value at a place in the project's CRS; None where there is none."""
    inside = _to_layer(layer, point, project)
    if inside is None:
        return None
    value, known = layer.dataProvider().sample(inside, band)
    return value if known and value == value else None


def covers(layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject) -> bool:
    inside = _to_layer(layer, point, project)
    return inside is not None and layer.extent().contains(inside)


def _to_layer(layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject) -> QgsPointXY | None:
    try:
        return QgsCoordinateTransform(project.crs(), layer.crs(), project).transform(point)
    except QgsCsException:
        return None


class HeightTool(QgsMapTool):
    """Shows height and error beside the cursor; a click writes them to the message bar, to be copied.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(iface.mapCanvas())
        self._iface = iface
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        QToolTip.showText(self.canvas().mapToGlobal(event.pixelPoint()), self._text(event), self.canvas())

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        text = self._text(event) or tr("There is no elevation of this plugin here.")
        place = event.mapPoint().toString(2)
        self._iface.messageBar().clearWidgets()
        self._iface.messageBar().pushMessage("SAR Radargrammetry", f"{place}: {text}")

    def _text(self, event: QgsMapMouseEvent) -> str:
        canvas: QgsMapCanvas = self.canvas()
        return describe(event.mapPoint(), canvas.layers(), QgsProject.instance())


def toggle(iface: QgisInterface, action: Any) -> None:
    """Take the tool, or put it away; it lives as long as the map canvas."""
    canvas = iface.mapCanvas()
    tool = canvas.findChild(HeightTool)
    if tool is None:
        tool = HeightTool(iface)
        tool.setAction(action)
    if action.isChecked():
        canvas.setMapTool(tool)
    else:
        canvas.unsetMapTool(tool)


def remove(iface: QgisInterface) -> None:
    """Put the tool away for good."""
    tool = iface.mapCanvas().findChild(HeightTool)
    if tool is not None:
        iface.mapCanvas().unsetMapTool(tool)
        tool.deleteLater()
