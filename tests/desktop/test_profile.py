"""The map tool that draws elevation and error along a line, used by mouse and keyboard."""

import numpy as np
import pytest
from inspectable import CELL, PLACE, WORST, make_result
from interface import Interface
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

from sar_radargrammetry.desktop.inspector.results import in_degrees
from sar_radargrammetry.desktop.profile import tool
from sar_radargrammetry.desktop.profile.sampling import Profile
from sar_radargrammetry.desktop.profile.view import runs
from sar_radargrammetry.styles.groups import STYLE_PROPERTY

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SLOPE = 0.01


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a result on level ground with a row of voids, and a reference that rises eastwards."""
    folder = tmp_path_factory.mktemp("profile ü")
    make_result(folder)
    elevation = gdal.Open(str(folder / "elevation.tif"), gdal.GA_Update)
    band = elevation.GetRasterBand(1)
    values = band.ReadAsArray()
    values[:, 70:80] = -9999.0
    band.SetNoDataValue(-9999.0)
    band.WriteArray(values)
    reference = gdal.GetDriverByName("GTiff").CreateCopy(str(folder / "reference_dem.tif"), elevation)
    columns = np.arange(values.shape[1], dtype=np.float32)
    reference.GetRasterBand(1).WriteArray(np.broadcast_to(PLACE[2] + SLOPE * columns, values.shape).copy())
    reference.GetRasterBand(1).SetDescription("height")
    reference.SetMetadataItem("SAR_RADARGRAMMETRY", "{}")
    reference = elevation = None
    return folder


@pytest.fixture
def desk(provider, made):
    """Interface, dock and layers, with the tool taken."""
    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    layers = {name: QgsRasterLayer(str(made / f"{name}.tif"), name) for name in ("error", "elevation", "reference_dem")}
    project.addMapLayers(list(layers.values()))
    interface = Interface()
    canvas = interface.mapCanvas()
    canvas.setDestinationCrs(project.crs())
    canvas.setLayers([layers["elevation"]])
    canvas.setExtent(layers["elevation"].extent())
    interface.mainWindow().show()
    interface.action.setChecked(True)
    tool.toggle(interface, interface.action)
    QTest.qWait(50)
    yield interface, tool.find_dock(interface), layers
    tool.remove(interface)
    project.clear()
    interface.mainWindow().deleteLater()


def cell(layers, row, column):
    box = layers["elevation"].extent()
    return QgsPointXY(box.xMinimum() + CELL * (column + 0.5), box.yMaximum() - CELL * (row + 0.5))


def draw(interface, points):
    """Click the points of a line, and end it with the right button; gives where the clicks were."""
    canvas = interface.mapCanvas()
    to_map = canvas.getCoordinateTransform()
    places = [to_map.transform(point).toQPointF().toPoint() for point in points]
    for place in places:
        QTest.mouseMove(canvas.viewport(), place)
        QTest.mouseClick(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseClick(canvas.viewport(), RIGHT, Qt.KeyboardModifier.NoModifier, places[-1])
    return [to_map.toMapCoordinates(place) for place in places]


def test_a_line_gives_elevation_and_error_along_it(desk):
    interface, dock, layers = desk
    row, _ = WORST[0]
    first, last = draw(interface, [cell(layers, row, 5), cell(layers, row, 110)])
    profile = dock.profile
    assert dock.isVisible() and profile.distance[0] == 0.0
    # On the ellipsoid a metre of UTM at its middle meridian is 1 / 0.9996 m.
    assert profile.distance[-1] == pytest.approx(first.distance(last) / 0.9996, rel=1e-4)
    assert (np.diff(profile.distance) > 0).all() and np.diff(profile.distance).max() <= 1.1 * CELL
    known = np.isfinite(profile.height)
    assert (profile.height[known] == PLACE[2]).all() and 0.8 < known.mean() < 0.95, "voids are no heights"
    columns = np.floor([(place.x() - layers["elevation"].extent().xMinimum()) / CELL for place in profile.places])
    assert np.array_equal(~known, (columns >= 70) & (columns < 80))
    assert np.isnan(profile.reference).all() and np.nanmedian(profile.sigma) == 0.5
    assert dock.message.text() == "elevation, error"
    assert dock.view.heights[0] < PLACE[2] - 0.5 and dock.view.heights[1] > PLACE[2] + 0.5


def test_the_mouse_in_the_profile_marks_the_map_and_names_the_heights(desk):
    interface, dock, layers = desk
    draw(interface, [cell(layers, 40, 5), cell(layers, 40, 110)])
    assert dock.marked is None
    view = dock.view
    for number in (20, -20):
        QTest.mouseMove(view, QPoint(1, 1))
        QTest.mouseMove(view, view.screen_place(dock.profile.distance[number], PLACE[2]).toPoint())
        marked = dock.profile.places[view.place]
        assert dock.marked.distance(marked) < 1e-6
        assert abs(dock.profile.distance[view.place] - dock.profile.distance[number]) < 2.0 * CELL
        assert f"{PLACE[2]:.2f} m ± 0.50 m (1 σ)" in dock.place.text()


def test_a_reference_is_drawn_beside_it_with_how_well_they_agree(desk):
    interface, dock, layers = desk
    draw(interface, [cell(layers, 60, 10), cell(layers, 30, 60)])
    dock.reference.setLayer(layers["reference_dem"])
    profile = dock.profile
    columns = np.floor([(place.x() - layers["elevation"].extent().xMinimum()) / CELL for place in profile.places])
    assert profile.reference == pytest.approx(PLACE[2] + SLOPE * columns, abs=1e-3)
    median, _, within = profile.agreement()
    assert median == pytest.approx(-SLOPE * np.median(columns), abs=1e-3)
    assert within == pytest.approx((SLOPE * columns <= 0.5).mean(), abs=0.05)
    assert f"median {median:+.2f} m" in dock.message.text() and "% within 1 sigma" in dock.message.text()
    picture = dock.view.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 2) for y in range(picture.height())}) > 20
    dock.reference.setLayer(None)
    assert np.isnan(dock.profile.reference).all() and "median" not in dock.message.text()


def test_the_true_surface_of_a_pair_is_proposed_once(desk):
    interface, dock, layers = desk
    line = [cell(layers, 60, 10), cell(layers, 30, 60)]
    draw(interface, line)
    assert dock.reference.currentLayer() is None
    layers["reference_dem"].setCustomProperty(STYLE_PROPERTY, "truth")
    draw(interface, line)
    assert dock.reference.currentLayer() == layers["reference_dem"] and "median" in dock.message.text()
    dock.reference.setLayer(None)
    draw(interface, line)
    assert dock.reference.currentLayer() is None and "median" not in dock.message.text(), "what a person chose stays"


def test_a_bent_line_contains_its_corners_in_another_crs_too(desk):
    interface, dock, layers = desk
    corners = draw(interface, [cell(layers, 20, 10), cell(layers, 70, 40), cell(layers, 20, 60)])
    assert all(min(corner.distance(place) for place in dock.profile.places) < 1e-9 for corner in corners)
    length = dock.profile.distance[-1]
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    line = [in_degrees(corner, QgsProject.instance()) for corner in corners]
    QgsProject.instance().setCrs(degrees)
    dock.show_line(line)
    assert dock.profile.distance[-1] == pytest.approx(length, rel=1e-5)
    assert np.nanmax(dock.profile.height) == PLACE[2]


def test_a_line_beside_all_results_is_one_sentence(desk):
    interface, dock, layers = desk
    interface.mapCanvas().setLayers([layers["reference_dem"]])
    draw(interface, [cell(layers, 20, 10), cell(layers, 70, 40)])
    assert "no elevation of this plugin" in dock.message.text() and dock.profile is None


def test_escape_removes_an_unfinished_line_and_the_button_puts_all_away(desk):
    interface, dock, layers = desk
    canvas = interface.mapCanvas()
    map_tool = canvas.mapTool()
    place = canvas.getCoordinateTransform().transform(cell(layers, 40, 40)).toQPointF().toPoint()
    QTest.mouseClick(canvas.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert map_tool.band.numberOfVertices() >= 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert map_tool.band.numberOfVertices() == 0 and dock.profile is None
    draw(interface, [cell(layers, 20, 10), cell(layers, 70, 40)])
    interface.action.setChecked(False)
    tool.toggle(interface, interface.action)
    assert canvas.mapTool() is None and not dock.isVisible() and map_tool.band.numberOfVertices() == 0


def test_removed_layers_leave_a_sentence(desk):
    interface, dock, layers = desk
    draw(interface, [cell(layers, 20, 10), cell(layers, 70, 40)])
    dock.reference.setLayer(layers["reference_dem"])
    interface.mapCanvas().setLayers([])
    QgsProject.instance().removeAllMapLayers()
    dock.show_line([QgsPointXY(0, 0), QgsPointXY(1, 1)])
    assert "no elevation of this plugin" in dock.message.text()


def test_agreement_needs_common_places():
    distance, void = np.arange(4.0), np.full(4, np.nan)
    height = np.array([1.0, 2.0, 3.0, 4.0])
    assert Profile([], distance, height, void, void).agreement() is None
    median, spread, within = Profile([], distance, height, void, height - [1.0, 1.0, 2.0, 1.0]).agreement()
    assert (median, spread) == (1.0, 0.0) and np.isnan(within)
    assert runs(np.array([True, True, False, True])) == [slice(0, 2), slice(3, 4)]
