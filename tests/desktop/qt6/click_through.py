"""Every window, dock, tool and menu entry of the plugin is opened, used and closed with PyQt 6; run by test_qt6.py."""

import importlib
import pkgutil
from types import SimpleNamespace

import numpy as np
import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QDesktopServices, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QInputDialog, QMainWindow, QMenu, QMessageBox, QToolBar

import sar_radargrammetry
from sar_radargrammetry.algorithms.base import EngineAlgorithm
from sar_radargrammetry.bridge import options, settings
from sar_radargrammetry.desktop import dialogs, height_tool, setup_dialog, setup_menu
from sar_radargrammetry.desktop.inspector import tool as inspect_tool
from sar_radargrammetry.desktop.inspector.chip_view import ChipView
from sar_radargrammetry.desktop.inspector.curve_view import CurveView, Plot
from sar_radargrammetry.desktop.inspector.pictures import grey
from sar_radargrammetry.styles.layers import STYLES, style_hillshade
from sar_radargrammetry.translation import load_translator, remove_translator, tr

LEFT = Qt.MouseButton.LeftButton
VECTORS = ("checked_points", "footprint", "footprints", "pairs", "patch_quality", "patches", "zones")


class Interface:
    """A desktop: window, menu, toolbars, map and message bar."""

    def __init__(self):
        self.window = QMainWindow()
        self.canvas, self.bar = QgsMapCanvas(self.window), QgsMessageBar(self.window)
        self.raster = QMenu("Raster", self.window)
        self.window.menuBar().addMenu(self.raster)
        self.window.setCentralWidget(self.canvas)
        self.window.resize(900, 700)

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def rasterMenu(self):
        return self.raster

    def addToolBar(self, title):
        return self.window.addToolBar(title)

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)


@pytest.fixture
def loaded(qgis_app, monkeypatch):
    """The plugin in a desktop whose engine is there as far as the menu asks."""
    monkeypatch.setattr(dialogs, "engine_location", lambda: SimpleNamespace(problem=lambda: ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda url: False))
    interface = Interface()
    interface.window.show()
    plugin = sar_radargrammetry.classFactory(interface)
    plugin.initGui()
    yield interface
    QgsProject.instance().clear()
    plugin.unload()
    assert not interface.raster.actions()
    interface.window.close()


def answer(kind, button):
    """Press a key in the next window of a kind that waits for an answer."""

    def press():
        window = QApplication.activeModalWidget()
        if isinstance(window, kind):
            QTest.keyClick(window, button) if isinstance(button, Qt.Key) else window.button(button).click()
        else:
            QTimer.singleShot(20, press)

    QTimer.singleShot(20, press)


def actions(interface):
    return {action.objectName(): action for action in interface.raster.actions()[0].menu().actions()}


def test_every_module_is_imported():
    found = [
        module.name
        for module in pkgutil.walk_packages(sar_radargrammetry.__path__, "sar_radargrammetry.", onerror=lambda _: None)
        if not module.name.startswith("sar_radargrammetry.engine") and not module.name.endswith(("__main__", ".child"))
    ]
    assert len(found) > 70
    for name in found:
        importlib.import_module(name)


def test_every_entry_of_the_menu_opens_what_it_names(loaded):
    entries = actions(loaded)
    for action in entries.values():
        if action.isSeparator() or action.isCheckable():
            continue
        answer(QInputDialog, Qt.Key.Key_Return)
        action.trigger()
        QTest.qWait(1)
    titles = {dialog.algorithm().name() for dialog in dialogs._kept}
    assert {"importimage", "checkpair", "stereodsm", "evaluate", "simulatepair"} <= titles
    assert all(dialog.isVisible() and not dialog.grab().isNull() for dialog in dialogs._kept)
    for dialog in dialogs._kept:
        dialog.close()
    assert any("No browser could be opened" in item.text() for item in loaded.bar.items)
    assert setup_menu._dialogs[0].isVisible()
    QTest.qWait(1)
    bars = [bar for bar in loaded.window.findChildren(QToolBar) if bar.objectName() == "SarRadargrammetryToolbar"]
    assert len(bars) == 1 and len(bars[0].actions()) > 2 and not bars[0].grab().isNull()


def test_the_height_of_a_place_is_shown_and_told(loaded, make_raster):
    layer = QgsRasterLayer(make_raster("elevation.tif", np.full((20, 20), 412.346)), "elevation")
    layer.setCustomProperty("sar_radargrammetry/style", "elevation")
    project, canvas = QgsProject.instance(), loaded.canvas
    project.setCrs(layer.crs())
    project.addMapLayer(layer)
    canvas.setLayers([layer])
    canvas.setExtent(layer.extent())
    actions(loaded)["sar_radargrammetry_height"].trigger()
    assert isinstance(canvas.mapTool(), height_tool.HeightTool)
    QTest.mouseMove(canvas.viewport(), QPoint(60, 40))
    QTest.mouseClick(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(50, 50))
    assert "412.35 m" in loaded.bar.currentItem().text()
    actions(loaded)["sar_radargrammetry_height"].trigger()
    assert canvas.mapTool() is None


def test_the_inspector_opens_beside_the_map(loaded):
    action = actions(loaded)["sar_radargrammetry_inspect"]
    action.trigger()
    dock = inspect_tool.find_dock(loaded)
    assert dock.isVisible() and not dock.grab().isNull()
    QTest.mouseClick(loaded.canvas.viewport(), LEFT)
    assert "no result of this plugin" in dock.message.text()
    action.trigger()
    assert not dock.isVisible()


def test_a_chip_turns_with_the_wheel_and_is_drawn(qgis_app):
    view, steps = ChipView("chip"), []
    view.zoomed.connect(steps.append)
    view.show_chip("title", grey(np.ones((9, 9))), None)
    view.show_cursor((4.0, 4.0))
    view.show()
    for turn in (120, -120):
        place = QPointF(view.rect().center())
        turned = QWheelEvent(
            place,
            view.mapToGlobal(place),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, turned)
    assert steps == [1, -1]
    assert view.grab().toImage().pixelColor(view.rect().center()).isValid()
    view.close()


def test_a_curve_is_drawn_in_dark_and_light(qgis_app):
    heights = np.linspace(100.0, 200.0, 11)
    view = CurveView()
    for colour in ("white", "black"):
        view.setStyleSheet(f"background: {colour}")
        view.show_plot(Plot(heights, np.full(11, 0.5), np.full(11, 0.4), heights[::5], 150.0, 4.0))
        view.show()
        assert not view.grab().isNull()
    view.close()


@pytest.mark.parametrize(("button", "removed"), [("No", []), ("Yes", ["removed"])])
def test_removing_asks_first(qgis_app, monkeypatch, button, removed):
    done = []
    window = setup_dialog.SetupDialog()
    monkeypatch.setattr(window, "remove", lambda: done.append("removed"))
    window.show()
    answer(QMessageBox, getattr(QMessageBox.StandardButton, button))
    window.ask_to_remove()
    assert done == removed
    assert not window.grab().isNull()
    window.close_button.click()
    assert not window.isVisible()


def test_the_tested_engine_is_told(qgis_app, monkeypatch):
    monkeypatch.setattr(setup_dialog, "run_job", lambda job, given, feedback: feedback.setProgress(50.0) or {})
    window = setup_dialog.SetupDialog()
    window.show()
    window.test()
    task = window.task
    while window.task is not None:
        QTest.qWait(5)
    assert task.problem == "" and window.progress.value() == 100
    window.close()


def test_the_options_come_and_go(qgis_app):
    from processing.core.ProcessingConfig import ProcessingConfig

    assert options.add_options()
    assert set(settings.NAMES) <= set(ProcessingConfig.settings)
    options.remove_options()
    assert not ProcessingConfig.settings and not ProcessingConfig.settingIcons


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_made(qgis_app, make_raster, style):
    if style in VECTORS:
        layer = QgsVectorLayer("features", "features")
        STYLES[style](layer, "features")
        assert layer.renderer is not None
        return
    values = np.tile(np.arange(20.0), (20, 1))
    layer = QgsRasterLayer(make_raster("values.tif", values), "values")
    STYLES[style](layer, layer.source())
    assert layer.renderer() is not None
    style_hillshade(layer)


def test_words_are_translated(qgis_app):
    translator = load_translator("ja_JP")
    assert tr("Set up engine") != "Set up engine"
    remove_translator(translator)
    assert tr("Set up engine") == "Set up engine"


def test_every_algorithm_has_parameters_and_a_dialog(loaded):
    provider = QgsApplication.processingRegistry().providerById("sar_radargrammetry")
    algorithms = [one for one in provider.algorithms() if isinstance(one, EngineAlgorithm)]
    assert len(algorithms) > 20
    for algorithm in algorithms:
        made = algorithm.create()
        assert made.parameterDefinitions() and not made.icon().isNull() and len(made.shortHelpString()) > 100
        dialog = made.createCustomParametersWidget()
        assert isinstance(dialog, QDialog)
        dialog.show()
        dialog.close()
