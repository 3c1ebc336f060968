"""A person at a QGIS desktop, for scripts that run inside it: finds what is on the screen, clicks it, waits, looks.

Whatever a person does with the mouse is done with events of the mouse here, so that it fails where a person would.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QPushButton,
    QTreeView,
    QWidget,
)
from qgis.utils import iface

LEFT = Qt.MouseButton.LeftButton


def wait(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Let QGIS go on until a condition holds.

    Raises
    ------
    TimeoutError
        After `seconds`, naming `what` was waited for.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come within {seconds:g} s")
        QTest.qWait(50)


def settle(seconds: float = 0.5) -> None:
    """Let QGIS draw what it has to."""
    QTest.qWait(int(1000 * seconds))


def fill_screen() -> None:
    """Without a window manager nothing would maximise the window."""
    iface.mainWindow().showNormal()
    iface.mainWindow().setGeometry(QApplication.primaryScreen().geometry())
    settle()


def load_images(*paths: Path) -> list[QgsRasterLayer]:
    """Add rasters to the project."""
    layers = [QgsRasterLayer(str(path), path.stem) for path in paths]
    QgsProject.instance().addMapLayers(layers)
    return layers


def toolbox() -> QDockWidget:
    """The Processing toolbox."""
    return iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")


def search_toolbox(text: str) -> QTreeView:
    """Type into the toolbox's search box; the tree of what is found."""
    toolbox().setVisible(True)
    toolbox().raise_()
    box = toolbox().findChild(QLineEdit)
    box.clear()
    QTest.keyClicks(box, text)
    settle()
    return toolbox().findChild(QTreeView)


def double_click_algorithm(title: str, use: Callable[[QDialog], None]) -> None:
    """Find an algorithm in the toolbox by its title, double-click it, `use` its dialog, and close that.

    The double click itself ends when the dialog is closed: the toolbox waits for it.
    """
    tree = search_toolbox(title)
    model = tree.model()

    def match() -> list[QModelIndex]:
        return model.match(model.index(0, 0), Qt.ItemDataRole.DisplayRole, title, 1, Qt.MatchFlag.MatchRecursive)

    wait(match, 120, f"{title} in the toolbox")
    found = match()
    tree.scrollTo(found[0])
    place = tree.visualRect(found[0]).center()
    failures: list[Exception] = []

    def act() -> None:
        try:
            dialog = shown_dialog(title)
            use(dialog)
            dialog.close()
        except Exception as failure:
            failures.append(failure)
            for window in windows(title):
                window.close()

    QTest.mouseClick(tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QTimer.singleShot(0, act)
    QTest.mouseDClick(tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    if failures:
        raise failures[0]


def windows(title: str) -> list[QWidget]:
    """Visible windows with this title; QGIS capitalises titles."""
    visible = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return [window for window in visible if title.lower() in window.windowTitle().lower()]


def shown_dialog(title: str) -> QDialog:
    """The visible dialog with this title, as soon as it is there."""
    wait(lambda: windows(title), 120, f"the dialog {title}")
    settle()
    return windows(title)[0]


def layer_box(dialog: QDialog, parameter: str) -> QComboBox:
    """The box of layers for a parameter."""
    return dialog.mainWidget().wrappers[parameter].wrappedWidget().findChild(QComboBox)


def choose_layer(dialog: QDialog, parameter: str, layer: QgsRasterLayer) -> None:
    """Choose a layer of the project for a parameter, in its box."""
    box = layer_box(dialog, parameter)
    words = [box.itemText(index) for index in range(box.count())]
    index = next((i for i, text in enumerate(words) if text.split(" [")[0] == layer.name()), None)
    if index is None:
        raise LookupError(f"{layer.name()} is not offered for {parameter}, but {words}")
    box.setCurrentIndex(index)
    settle(0.1)


def button(dialog: QDialog, text: str) -> QPushButton:
    """The visible button with this text, whatever its shortcut."""
    found = [b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text and b.isVisible()]
    if not found:
        raise LookupError(f"there is no button {text} in {dialog.windowTitle()}")
    return found[0]


def press(dialog: QDialog, text: str) -> None:
    """Click a button with the mouse."""
    target = button(dialog, text)
    if not target.isEnabled():
        raise LookupError(f"the button {text} of {dialog.windowTitle()} cannot be pressed")
    QTest.mouseClick(target, LEFT)


def menu_action(name: str):
    """An action of the plugin's menu below Raster."""
    for action in iface.rasterMenu().actions():
        if action.menu() is not None and action.menu().objectName() == "SarRadargrammetryMenu":
            return next(a for a in action.menu().actions() if a.objectName() == f"sar_radargrammetry_{name}")
    raise LookupError("the plugin has no menu below Raster")


def point_at(x: float, y: float, click: bool = False) -> QPoint:
    """Move the mouse over the map to a place in the map's CRS; the place in pixels of the canvas."""
    canvas = iface.mapCanvas()
    place = canvas.getCoordinateTransform().transform(x, y).toQPointF().toPoint()
    viewport, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    if click:
        QTest.mouseClick(viewport, LEFT, none, place)
    else:
        QTest.mouseMove(viewport, place)
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, none
        )
        QApplication.sendEvent(viewport, move)
    settle()
    return place


def known_place(elevation: QgsRasterLayer) -> tuple[float, float]:
    """Coordinates of a measured cell in the middle of the elevation."""
    box = elevation.extent()
    for share in (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65):
        for other in (0.5, 0.4, 0.6, 0.3, 0.7):
            x, y = box.xMinimum() + share * box.width(), box.yMinimum() + other * box.height()
            point = box.center()
            point.set(x, y)
            if elevation.dataProvider().sample(point, 1)[1]:
                return x, y
    raise LookupError("no height is known in the middle")


def picture(path: Path, of: QWidget | None = None) -> None:
    """Save the screen, or the part of it that a window covers."""
    QApplication.processEvents()
    screen = QApplication.primaryScreen()
    if of is None:
        image = screen.grabWindow(0)
    else:
        frame = of.frameGeometry()
        image = screen.grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height())
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")


def drawn() -> None:
    """Wait until the map is drawn."""
    canvas = iface.mapCanvas()
    canvas.refresh()
    settle(0.3)
    wait(lambda: not canvas.isDrawing(), 120, "the map")
    settle(0.3)


def start(main: Callable[[], None]) -> None:
    """Run `main` once QGIS stands, and end QGIS afterwards without a question about unsaved changes."""

    def run() -> None:
        status = 0
        try:
            main()
        except Exception:
            traceback.print_exc()
            status = 1
        os._exit(status)

    QTimer.singleShot(1500, run)
