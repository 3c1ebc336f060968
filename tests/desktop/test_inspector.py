"""The map tool that inspects a match, and its dock, used by mouse and keyboard."""

import dataclasses
import math
import os

import numpy as np
import pytest
from inspectable import CELL, HOLE, WORST, make_result
from interface import Interface
from osgeo import gdal
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsPointXY,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QFileDialog

from sar_radargrammetry.algorithms.layers import Handover
from sar_radargrammetry.algorithms.values import engine_value
from sar_radargrammetry.desktop.inspector import dock as dock_module
from sar_radargrammetry.desktop.inspector import results, tool
from sar_radargrammetry.desktop.inspector.control_points import ControlPoint, add_point, make_control_layer
from sar_radargrammetry.desktop.inspector.facts import facts
from sar_radargrammetry.desktop.inspector.results import from_degrees, in_degrees
from sar_radargrammetry.engine.inspection.inspecting import ground_at, pixel_ground
from sar_radargrammetry.engine.inspection.places import Pixel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a result, and the model of its reference."""
    folder = tmp_path_factory.mktemp("result ü")
    return folder, make_result(folder)


@pytest.fixture
def desk(provider, made):
    """Interface, dock and folder, with elevation and error on the map and the tool taken."""
    folder, _ = made
    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    layers = [QgsRasterLayer(str(folder / f"{name}.tif"), name) for name in ("error", "elevation")]
    project.addMapLayers(layers)
    interface = Interface()
    canvas = interface.mapCanvas()
    canvas.setDestinationCrs(project.crs())
    canvas.setLayers(layers)
    canvas.setExtent(layers[0].extent())
    interface.mainWindow().show()
    interface.action.setChecked(True)
    tool.toggle(interface, interface.action)
    QTest.qWait(50)
    yield interface, tool.find_dock(interface), folder
    tool.remove(interface)
    project.clear()
    interface.mainWindow().deleteLater()


def click(interface, point):
    canvas = interface.mapCanvas()
    place = canvas.getCoordinateTransform().transform(point).toQPointF().toPoint()
    QTest.mouseClick(canvas.viewport(), LEFT, NONE, place)
    # What the dock tells changes its layout, and that where things lie in it.
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    return canvas.getCoordinateTransform().toMapCoordinates(place)


def place_of(dock, pixel):
    """Map place of a reference pixel on the level ground."""
    opened = dock_module.Matches().of(str(pixel[0] / "error.tif"))
    lon, lat, _ = pixel_ground(opened, Pixel(*pixel[1:], 200.0, True))
    return from_degrees(lon, lat, QgsProject.instance())


def test_a_click_shows_both_chips_the_match_and_its_facts(desk):
    interface, dock, folder = desk
    point = click(interface, place_of(dock, (folder, 110, 90)))
    found = dock.found
    assert dock.isVisible() and found.match is not None
    # A pixel of the screen is about one of the image.
    assert abs(found.pixel.line - 110) <= 2 and abs(found.pixel.sample - 90) <= 2
    text = dock.facts.text()
    assert "200.00 m ± 0.5" in text and "certainty 0.90" in text and "0.25 px of the reference" in text
    assert found.angles.local_incidence == pytest.approx((35.0, 50.0), abs=0.5)
    assert f"{found.angles.local_incidence[0]:.1f}° and {found.angles.local_incidence[1]:.1f}°" in text
    assert all(not view.image.isNull() and view.image.width() == 129 for view in dock.views)
    assert dock.marked[0].distance(point) < 0.01 and dock.marked[1] is None
    assert not dock.message.isVisible() and not dock.choose.isVisible()
    # The level ground is the truth, and what is drawn says so.
    marks = dock.views[1].marks
    assert marks.cross == pytest.approx(np.array([64.0, 64.0]), abs=0.05) and len(marks.ticks) >= 4
    assert dock.curve.plot.measured == pytest.approx(200.0, abs=0.01)
    assert np.corrcoef(found.reference.ravel(), found.secondary.ravel())[0, 1] > 0.99


def test_the_error_of_the_map_is_explained_or_said_to_be_another(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, 110, 90)))
    rows = dict(facts(dock.found, "", cell := error_of(dock, folder)))
    assert cell.total < 5.0 and not cell.agrees, "the raster of this result is made up"
    assert "The raster has 0.50 m here" in rows["Error of the map"] and "The raster has 0.50 m" in dock.facts.text()
    right = dataclasses.replace(cell, raster=math.hypot(cell.total, 2.0), navigation=2.0)
    text = dict(facts(dock.found, "", right))["Error of the map"]
    assert text.endswith(f"root of the sum of squares {right.raster:.2f} m") and "navigation 2.00 m" in text
    product = cell.matches * cell.slope
    assert f"{cell.count} matches {cell.matches:.2f} m x {cell.slope:.2f} by the slope = {product:.2f} m" in text
    project = QgsProject.instance()
    project.removeMapLayer(project.mapLayersByName("elevation")[0])
    click(interface, place_of(dock, (folder, 110, 90)))
    assert "unknown without the elevation" in dock.facts.text()


def error_of(dock, folder):
    """What the dock says of the error at the place that it inspects."""
    project = QgsProject.instance()
    layer, opened = project.mapLayersByName("error")[0], dock_module.Matches().of(str(folder / "error.tif"))
    return results.error_at(opened, dock.found.pixel, layer, dock.marked[0], project)


def test_the_cursor_is_shared_and_a_click_in_a_chip_marks_the_map(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, 110, 90)))
    view = dock.views[1]
    on_screen = view.screen_place(50.0, 80.0)
    QTest.mouseMove(view, QPoint(1, 1))
    QTest.mouseMove(view, on_screen.toPoint())
    place = view.chip_place(QPointF(on_screen.toPoint()))
    for other in dock.views:
        assert other.cursor_place == pytest.approx(place)
    assert dock.place.text().startswith("reference ")
    QTest.mouseClick(view, LEFT, NONE, on_screen.toPoint())
    pixel = dock.found.pixel
    line, sample = pixel.line - 64 + place[0], pixel.sample - 64 + place[1]
    wanted = place_of(dock, (folder, line, sample))
    assert dock.marked[1].distance(wanted) < 0.05


def test_n_goes_to_the_worst_places_and_back(desk):
    interface, dock, _ = desk
    canvas = interface.mapCanvas()
    layer = QgsProject.instance().mapLayersByName("error")[0]
    corner = QgsPointXY(layer.extent().xMinimum(), layer.extent().yMaximum())
    expected = [QgsPointXY(corner.x() + CELL * (c + 0.5), corner.y() - CELL * (r + 0.5)) for r, c in WORST]
    canvas.setFocus()
    before = canvas.center()
    for number in (0, 1):
        QTest.keyClick(canvas, Qt.Key.Key_N)
        assert dock.marked[0].distance(expected[number]) < 1e-3
        assert "± %.2f m" % (9.0 - number) in dock.facts.text()
    QTest.keyClick(dock, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert dock.marked[0].distance(expected[0]) < 1e-3
    QTest.mouseClick(dock.next, LEFT)
    assert dock.marked[0].distance(expected[1]) < 1e-3
    assert canvas.center().distance(before) < canvas.mapUnitsPerPixel(), "the map shows them all"


def test_the_map_moves_to_worst_places_outside_and_comes_back(desk):
    interface, dock, _ = desk
    canvas = interface.mapCanvas()
    canvas.zoomByFactor(0.1)
    start = canvas.center()
    for _ in range(2):
        dock.go_to_worst()
        assert canvas.center().distance(dock.marked[0]) < 1e-3
    dock.hide()
    assert canvas.center().distance(start) < 1e-3
    dock.go_to_worst()
    canvas.setCenter(QgsPointXY(start.x() + 5.0, start.y()))
    dock.hide()
    assert canvas.center().distance(start) == pytest.approx(5.0), "where a person has moved it"


def test_a_void_has_its_reason(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, *HOLE)))
    assert dock.found.match is None and "none: directions disagree" in dock.facts.text()
    assert "5.50 px of the reference" in dock.facts.text()
    assert dock.curve.plot.measured is None
    assert dock.found.curve.best == pytest.approx(200.0, abs=0.3)


def test_images_side_by_side_in_turn_and_in_one(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, 110, 90)))
    left, right = dock.views
    dock.mode.setCurrentIndex(dock_module.FLICKERING)
    assert not right.isVisible() and left.title == "reference" and dock._timer.isActive()
    dock._timer.timeout.emit()
    assert left.title == "secondary"
    dock._timer.timeout.emit()
    assert left.title == "reference"
    dock.mode.setCurrentIndex(dock_module.ANAGLYPH)
    assert "red" in left.title and not dock._timer.isActive()
    dock.mode.setCurrentIndex(dock_module.SIDES)
    assert right.isVisible()
    before = right.image.pixelColor(64, 64).red()
    dock.brightness.setValue(6)
    assert right.image.pixelColor(64, 64).red() > before
    before = right.image
    dock.looks.setCurrentIndex(2)
    assert right.image != before


def test_the_wheel_zooms_both(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, 110, 90)))
    dock.views[0].zoomed.emit(1)
    assert [view.zoom for view in dock.views] == [3.0, 3.0]
    view = dock.views[0]
    assert view.chip_place(view.screen_place(70.0, 66.0)) == pytest.approx((70.0, 66.0))
    for _ in range(12):
        dock.views[0].zoomed.emit(-1)
    assert view.zoom == 1.0


def test_matches_that_moved_are_asked_for(desk, monkeypatch):
    interface, dock, folder = desk
    os.rename(folder / "correspondence.tif", folder / "elsewhere.tif")
    try:
        click(interface, interface.mapCanvas().center())
        assert "is missing; choose where it is now" in dock.message.text()
        assert dock.choose.isVisible() and dock.found is None
        chosen = str(folder / "elsewhere.tif"), ""
        monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: chosen))
        QTest.mouseClick(dock.choose, LEFT)
        assert dock.found is not None and not dock.choose.isVisible()
    finally:
        os.rename(folder / "elsewhere.tif", folder / "correspondence.tif")


def test_without_matches_the_same_run_is_offered_again(desk, monkeypatch):
    interface, dock, folder = desk
    opened = []
    monkeypatch.setattr(
        dock_module, "open_algorithm", lambda name, iface, parameters: opened.append((name, parameters))
    )
    os.rename(folder / "correspondence.tif", folder / "elsewhere.tif")
    try:
        click(interface, interface.mapCanvas().center())
        assert "or compute the elevation again" in dock.message.text() and dock.again.isVisible()
        QTest.mouseClick(dock.again, LEFT)
    finally:
        os.rename(folder / "elsewhere.tif", folder / "correspondence.tif")
    given = {"REFERENCE": str(folder / "reference.tif"), "SECONDARY": str(folder / "secondary.tif")}
    assert opened == [("stereodsm", {**given, "MATCHER": "poc", "MIN_CERTAINTY": 0.2})]
    click(interface, interface.mapCanvas().center())
    assert not dock.again.isVisible() and dock.found is not None


def test_a_place_without_a_result_is_one_sentence(desk):
    interface, dock, _ = desk
    interface.mapCanvas().setLayers([])
    click(interface, interface.mapCanvas().center())
    assert "no result of this plugin" in dock.message.text() and dock.found is None
    QTest.keyClick(interface.mapCanvas(), Qt.Key.Key_N)
    assert "no error raster" in dock.message.text()


def test_a_package_that_is_missing_is_one_sentence(desk, monkeypatch):
    interface, dock, _ = desk

    def without(*_):
        raise ModuleNotFoundError("No module named 'scipy'", name="scipy")

    monkeypatch.setattr(dock_module, "_look", without)
    click(interface, interface.mapCanvas().center())
    assert "Python package scipy" in dock.message.text() and not dock.choose.isVisible()


def test_the_map_may_have_another_crs(desk):
    _, dock, folder = desk
    point = place_of(dock, (folder, 110, 90))
    degrees = in_degrees(point, QgsProject.instance())
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    dock.inspect(degrees)
    assert (dock.found.pixel.line, dock.found.pixel.sample) == (110, 90)


def points_of(layer):
    names = ("name", "height", "line", "sample", "sigma")
    return [(*(feature[name] for name in names), feature.geometry().asPoint()) for feature in layer.getFeatures()]


def test_a_click_in_a_chip_becomes_a_control_point(desk):
    """With its position known it has the pixel too; otherwise it is a height at the place that the image shows."""
    interface, dock, folder = desk
    assert not dock.control.isEnabled()
    click(interface, place_of(dock, (folder, 110, 90)))
    view, pixel = dock.views[0], dock.found.pixel
    QTest.mouseClick(view, LEFT, NONE, view.screen_place(70.0, 60.0).toPoint())
    row, column = view.chip_place(QPointF(view.screen_place(70.0, 60.0).toPoint()))
    QTest.mouseClick(dock.control, LEFT)
    dialog = dock.control_dialog
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert dialog.isVisible() and not ok.isEnabled() and dialog.name.text() == "P1"
    QTest.keyClicks(dialog.height, "203,5")
    QTest.mouseClick(ok, LEFT)
    dock.control.click()
    dialog = dock.control_dialog
    QTest.keyClicks(dialog.height, "201.25")
    dialog.known.setChecked(True)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled(), "the position is still missing"
    known = place_of(dock, (folder, 100, 100))
    QTest.keyClicks(dialog.x, repr(known.x()))
    QTest.keyClicks(dialog.y, repr(known.y()))
    dialog.sigma.setValue(0.05)
    QTest.mouseClick(ok, LEFT)
    (layer,) = (one for one in QgsProject.instance().mapLayers().values() if one.name() == "Control points: reference")
    first, second = points_of(layer)
    assert first[:2] == ("P1", 203.5) and first[2] == NULL and first[3] == NULL and first[4] == 0.2
    # At another height the same pixel shows another place.
    line, sample = pixel.line - 64 + row, pixel.sample - 64 + column
    lon, lat, _ = ground_at(dock._opened, line, sample, 203.5)
    assert first[5].distance(QgsPointXY(lon, lat)) < 1e-9
    assert second[:2] == ("P2", 201.25) and second[2:4] == pytest.approx((line, sample), abs=1e-6) and second[4] == 0.05
    assert from_degrees(second[5].x(), second[5].y(), QgsProject.instance()).distance(known) < 1e-3


def test_control_points_reach_the_engine_as_a_file(desk, algorithm, tmp_path):
    """With the fields that it reads."""
    _, _, folder = desk
    layer = make_control_layer(folder / "correspondence.tif", folder / "reference.tif", QgsProject.instance())
    add_point(layer, ControlPoint("P1", QgsPointXY(15.0, 45.0), 203.5, None, 0.2))
    add_point(layer, ControlPoint("P2", QgsPointXY(15.0, 45.0), 201.25, (104.5, 86.25), 0.05))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    refine = algorithm("refinegeometry")
    definition = refine.parameterDefinition("CONTROL_POINTS")
    handed = Handover(tmp_path)
    path = engine_value(refine, definition, {"CONTROL_POINTS": layer.id()}, context, handed)
    source = gdal.OpenEx(path, gdal.OF_VECTOR)
    features = list(source.GetLayer(0))
    assert [(f.GetField("name"), f.GetField("height")) for f in features] == [("P1", 203.5), ("P2", 201.25)]
    assert features[0].GetField("line") is None and features[1].GetField("line") == 104.5


def test_a_pair_keeps_its_layer_of_control_points(desk):
    interface, dock, folder = desk
    click(interface, place_of(dock, (folder, 110, 90)))
    counts = []
    for answer in ("reject", "accept", "reject", "accept"):
        dock.control.click()
        dock.control_dialog.height.setText("200")
        getattr(dock.control_dialog, answer)()
        layers = [one for one in QgsProject.instance().mapLayers().values() if one.name().startswith("Control points")]
        counts.append([layer.featureCount() for layer in layers])
    assert counts == [[], [1], [1], [2]]


def test_in_a_narrow_window_the_dock_is_a_tab_with_others_and_gives_their_width_back(desk):
    interface, dock, _ = desk
    window = interface.mainWindow()
    interface.action.setChecked(False)
    tool.toggle(interface, interface.action)
    results = QDockWidget("Results Viewer", window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, results)
    window.resizeDocks([results], [300], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    before = results.width()
    interface.action.setChecked(True)
    tool.toggle(interface, interface.action)
    QTest.qWait(50)
    assert results in window.tabifiedDockWidgets(dock)
    assert dock.geometry().right() <= window.width() and dock.width() > before
    interface.action.setChecked(False)
    tool.toggle(interface, interface.action)
    QTest.qWait(50)
    assert results.isVisible() and abs(results.width() - before) <= 1


def test_tool_and_dock_come_and_go_with_their_button(desk):
    interface, dock, folder = desk
    canvas = interface.mapCanvas()
    assert isinstance(canvas.mapTool(), tool.InspectTool)
    click(interface, place_of(dock, (folder, 110, 90)))
    interface.action.setChecked(False)
    tool.toggle(interface, interface.action)
    assert canvas.mapTool() is None and not dock.isVisible() and dock.marked == [None, None]
    interface.action.setChecked(True)
    tool.toggle(interface, interface.action)
    assert tool.find_dock(interface) is dock and dock.isVisible()
