"""The dock of the inspector: both chips of a match, the correlation along its curve, and its facts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from qgis.core import QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface, QgsVertexMarker
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDockWidget,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ...engine.errors import EngineError
from ...engine.message import in_language
from ...styles.groups import layer_file
from ...translation import tr
from ..dialogs import open_algorithm
from ..height_tool import describe
from .chip_view import ZOOMS, ChipView
from .control_points import ControlPointDialog, add_point, control_layer, make_control_layer
from .curve_view import CurveView
from .drawings import marks_of, plot_of
from .facts import as_table, facts, place_text
from .pictures import anaglyph, averaged, grey
from .results import (
    Matches,
    error_at,
    error_layer,
    from_degrees,
    height_at,
    in_degrees,
    on_map,
    parameters_of_run,
    result_at,
)

if TYPE_CHECKING:
    from ...engine.inspection.inspecting import Inspection
    from ...engine.inspection.opening import Opened

FLICKER = 500
"""Milliseconds that each image is shown for."""
BRIGHTEST = 12
"""Decibels of the brightness's ends."""
LOOKS = (1, 3, 5)
"""Pixels along each side over which pictures are averaged."""
SIDES, FLICKERING, ANAGLYPH = range(3)


class InspectorDock(QDockWidget):
    """Shows why a height is what it is.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface: QgisInterface) -> None:
        super().__init__(tr("Inspect a match"), iface.mainWindow())
        self._iface, self._matches = iface, Matches()
        self.found: Inspection | None = None
        self._opened: Opened | None = None
        self._layer = ""
        self._asked: QgsPointXY | None = None
        self._worst: tuple[str, np.ndarray, int] = ("", np.zeros((0, 3)), -1)
        self._moved: tuple[QgsPointXY, QgsPointXY] | None = None  # centres of the map before and after
        self._clicked = 0.0, 0.0  # row and column of the chips
        self._flickered = False
        self.width_of_others = 0  # of the panels beside it, before it was shown
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._flicker)
        self._markers = [self._marker(QColor(220, 40, 40)), self._marker(QColor(0, 190, 230))]
        self._build()

    def _build(self) -> None:
        self.views = [ChipView("reference chip"), ChipView("secondary chip")]
        for view in self.views:
            view.hovered.connect(self._hover)
            view.clicked.connect(self._click)
            view.zoomed.connect(self._zoom)
        self.mode = QComboBox()
        for title in (tr("Side by side"), tr("Flicker"), tr("Anaglyph (red, cyan)")):
            self.mode.addItem(title)
        self.mode.currentIndexChanged.connect(self._show_mode)
        self.brightness = QSlider(Qt.Orientation.Horizontal)
        self.brightness.setRange(-BRIGHTEST, BRIGHTEST)
        self.brightness.setMinimumWidth(60)
        self.brightness.setToolTip(tr("Brightness of the images"))
        self.brightness.valueChanged.connect(self._draw)
        self.looks = QComboBox()
        for side in LOOKS:
            self.looks.addItem(tr("{side} x {side} px").format(side=side), side)
        self.looks.setCurrentIndex(1)
        self.looks.setToolTip(tr("Mean power over so many pixels, against speckle"))
        self.looks.currentIndexChanged.connect(self._draw)
        self.next = QPushButton(tr("Next worst place (N)"))
        self.next.setToolTip(
            tr("Goes to the place with the next largest error. N on the map does the same, Shift+N goes back.")
        )
        self.next.clicked.connect(partial(self.go_to_worst, 1))
        self.message = QLabel(tr("Click on an elevation, its error or its reasons of voids."))
        self.message.setWordWrap(True)
        self.choose = QPushButton(tr("Choose correspondence raster..."))
        self.choose.clicked.connect(self._choose)
        self.again = QPushButton(tr("Compute again with matches..."))
        self.again.setToolTip(tr("Opens Elevation from a stereo pair with the images and parameters of this result."))
        self.again.clicked.connect(self._compute_again)
        for offered in (self.choose, self.again):
            offered.hide()
        self.control = QPushButton(tr("Use as control point..."))
        self.control.setToolTip(tr("Adds the place that was clicked in an image, with its known height, to a layer."))
        self.control.clicked.connect(self._ask_control_point)
        self.control.setEnabled(False)
        self.control_dialog: ControlPointDialog | None = None
        self.place, self.curve, self.facts = QLabel(), CurveView(), QLabel()
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.place, self.facts):  # a long line must not push the images out of the dock
            label.setWordWrap(True)
        content = QWidget()
        layout = QVBoxLayout(content)
        for parts in ((self.mode, self.looks, self.brightness, self.next), self.views):
            row = QHBoxLayout()
            for part in parts:
                row.addWidget(part, 1)
            layout.addLayout(row, 1 if parts is self.views else 0)
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.control)
        layout.addLayout(row)
        for part in (self.curve, self.facts, self.message, self.choose, self.again):
            layout.addWidget(part)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        self.setWidget(area)
        self.resize(560, 760)

    def _marker(self, colour: QColor) -> QgsVertexMarker:
        marker = QgsVertexMarker(self._iface.mapCanvas())
        marker.setColor(colour)
        marker.setIconType(QgsVertexMarker.IconType.ICON_CROSS)
        marker.setIconSize(16)
        marker.setPenWidth(2)
        marker.hide()
        return marker

    def inspect(self, point: QgsPointXY) -> None:
        """Look at the match behind a place in the project's CRS."""
        project, layers = QgsProject.instance(), self._iface.mapCanvas().layers()
        layer = result_at(point, layers, project)
        if layer is None:
            self._say(tr("There is no result of this plugin here: click on an elevation, its error or its reasons."))
            return
        self._layer, self._asked = layer.id(), point
        self.show()
        opened = None
        try:
            opened = self._matches.of(layer_file(layer))
            self._opened, self.found = opened, _look(opened, point, height_at(layer, point, project), project)
            cell = error_at(opened, self.found.pixel, layer, point, project)
        except EngineError as error:
            self._say(in_language(error.as_json(), tr), missing=opened is None)
            return
        except ModuleNotFoundError as error:
            # Images on a map grid or in ground range need scipy.
            text = tr("Images of this kind need the Python package {name}, which this QGIS does not have.")
            self._say(text.format(name=error.name))
            return
        self._say("")
        self._clicked = 2 * (float(self.found.surface.half),)
        self._marked(0, point)
        self._markers[1].hide()
        self.facts.setText(as_table(facts(self.found, describe(point, layers, project), cell)))
        self.curve.show_plot(plot_of(self.found))
        for view in self.views:
            view.show_cursor(None)
        self.place.setText(place_text(self.found, *(2 * [self.found.surface.half])))
        self._draw()

    def _existing_layer(self, project: QgsProject) -> QgsRasterLayer | None:
        """The layer that was clicked last, if it is still there."""
        return project.mapLayer(self._layer) if self._layer else None

    def go_to_worst(self, step: int = 1, *_) -> None:
        """Inspect the place with the next largest error, or with a negative step the one before."""
        from ...engine.inspection.worst import worst_places

        project, canvas = QgsProject.instance(), self._iface.mapCanvas()
        layer = error_layer(self._existing_layer(project), canvas.layers(), project)
        if layer is None:
            self._say(tr("There is no error raster on the map; add the one of the result."))
            return
        raster = layer_file(layer)
        if self._worst[0] != raster:
            try:
                self._worst = (raster, worst_places(raster), -1)
            except EngineError as error:
                self._say(in_language(error.as_json(), tr))
                return
        _, places, number = self._worst
        if not len(places):
            self._say(tr("The error raster has no values."))
            return
        number = (number + step) % len(places) if number >= 0 or step > 0 else 0
        self._worst = (raster, places, number)
        point = on_map(*places[number, :2], layer, project)
        if point is not None:
            self._bring_into_view(point)
            self.inspect(point)

    def _bring_into_view(self, point: QgsPointXY) -> None:
        """Move the map to a place outside of it, until the dock is closed."""
        canvas = self._iface.mapCanvas()
        if not canvas.extent().contains(point):
            start = self._moved[0] if self._stands_moved() else canvas.center()
            canvas.setCenter(point)
            canvas.refresh()
            self._moved = start, canvas.center()

    def _stands_moved(self) -> bool:
        """Whether nobody has moved the map since."""
        canvas = self._iface.mapCanvas()
        return self._moved is not None and canvas.center().distance(self._moved[1]) < canvas.mapUnitsPerPixel()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_N:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.go_to_worst(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Take the marks off the map."""
        self._timer.stop()
        for marker in self._markers:
            self._iface.mapCanvas().scene().removeItem(marker)
        self._markers = []

    def hideEvent(self, event) -> None:
        self._timer.stop()
        for marker in self._markers:
            marker.hide()
        if self._stands_moved():
            self._iface.mapCanvas().setCenter(self._moved[0])
            self._iface.mapCanvas().refresh()
        self._moved = None
        super().hideEvent(event)

    def _say(self, text: str, missing: bool = False) -> None:
        """A sentence in place of an inspection; empty for none."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.choose.setVisible(missing)
        self.again.setVisible(missing and bool(self._parameters()))
        self.control.setEnabled(not text)
        if text:
            self.found = None
            self.facts.clear()
            self.place.clear()
            self.curve.show_plot(None)
            self._draw()

    def _choose(self) -> None:
        title = tr("Correspondence raster of this result")
        path, _ = QFileDialog.getOpenFileName(self, title, "", "GeoTIFF (*.tif *.tiff *.vrt)")
        layer = self._existing_layer(QgsProject.instance())
        if path and layer is not None:
            self._matches.choose(layer_file(layer), path)
            self.inspect(self._asked)

    def _parameters(self) -> dict:
        """Those of the run that made the result that was clicked last; empty where that is not known."""
        layer = self._existing_layer(QgsProject.instance())
        return {} if layer is None else parameters_of_run(layer_file(layer))

    def _compute_again(self) -> None:
        open_algorithm("stereodsm", self._iface, parameters=self._parameters())

    def _ask_control_point(self) -> None:
        """Ask for what is known of the place that was clicked in an image, and add it to the layer of the pair."""
        from ...engine.inspection.inspecting import ground_at

        if self.found is None:
            return
        project, opened = QgsProject.instance(), self._opened
        matches = opened.matches
        before = control_layer(matches.path, project)
        pixel, _ = self.found.image_places(*self._clicked)

        def place(height: float) -> QgsPointXY | None:
            longitude, latitude, _ = ground_at(opened, *pixel, height)
            return from_degrees(longitude, latitude, project) if longitude == longitude else None  # NaN

        def add() -> None:
            layer = control_layer(matches.path, project)
            add_point(layer or make_control_layer(matches.path, matches.reference, project), dialog.point())

        name = f"P{1 if before is None else before.featureCount() + 1}"
        dialog = ControlPointDialog(self, name, pixel, place, lambda point: in_degrees(point, project))
        dialog.accepted.connect(add)
        self.control_dialog = dialog
        dialog.open()

    def _show_mode(self, mode: int) -> None:
        self.views[1].setVisible(mode == SIDES)
        self._flickered = False
        self._timer.start(FLICKER) if mode == FLICKERING else self._timer.stop()
        self._draw()

    def _flicker(self) -> None:
        self._flickered = not self._flickered
        self._draw()

    def _draw(self, *_) -> None:
        found, brightness = self.found, float(self.brightness.value())
        if found is None:
            for view in self.views:
                view.show_chip("", grey(np.zeros((1, 1))), None)
                view.show_cursor(None)
            return
        marks = marks_of(found)
        names = tr("reference"), tr("secondary")
        chips = [averaged(chip, self.looks.currentData()) for chip in (found.reference, found.secondary)]
        pictures = [grey(chip, brightness) for chip in chips]
        if self.mode.currentIndex() == ANAGLYPH:
            both = anaglyph(*chips, brightness)
            self.views[0].show_chip(tr("reference red, secondary cyan"), both, marks[1])
            return
        shown = 1 if self.mode.currentIndex() == FLICKERING and self._flickered else 0
        self.views[0].show_chip(names[shown], pictures[shown], marks[shown])
        self.views[1].show_chip(names[1], pictures[1], marks[1])

    def _hover(self, row: float, column: float) -> None:
        if self.found is None:
            return
        for view in self.views:
            view.show_cursor((row, column))
        self.place.setText(place_text(self.found, row, column))

    def _click(self, row: float, column: float) -> None:
        """Mark the place of a chip on the map."""
        if self.found is None:
            return
        self._clicked = row, column
        longitude, latitude, _ = self.found.place(row, column)
        point = from_degrees(longitude, latitude, QgsProject.instance())
        if point is not None:
            self._marked(1, point)

    def _zoom(self, step: int) -> None:
        for view in self.views:
            view.zoom = ZOOMS[min(max(ZOOMS.index(view.zoom) + step, 0), len(ZOOMS) - 1)]
            view.update()

    def _marked(self, number: int, point: QgsPointXY) -> None:
        self._markers[number].setCenter(point)
        self._markers[number].show()

    @property
    def marked(self) -> list[QgsPointXY | None]:
        """Places in the project's CRS of the inspected match and of the last click in a chip; None for none."""
        return [marker.center() if marker.isVisible() else None for marker in self._markers]


def _look(opened: Opened, point: QgsPointXY, height: tuple[float | None, bool], project: QgsProject) -> Inspection:
    """Inspect a place in the project's CRS."""
    from ...engine.inspection.inspecting import inspect

    place = in_degrees(point, project)
    if place is None:
        raise EngineError("The reference image does not show this place; click inside of both images.")
    return inspect(opened, place.x(), place.y(), *height)
