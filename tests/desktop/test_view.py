"""An elevation is to be seen after it was made."""

import numpy as np
import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QTreeWidget, QTreeWidgetItem

from sar_radargrammetry.styles.groups import ResultGroup, bring_into_view, bring_into_view_later


class Interface:
    """As much of QGIS's interface as it takes."""

    def __init__(self):
        self.canvas = QgsMapCanvas()
        self.canvas.resize(400, 400)
        self.tree = QTreeWidget()

    def mapCanvas(self):
        return self.canvas

    def layerTreeView(self):
        return self.tree


@pytest.fixture
def project(provider):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


def test_beside_images_without_a_place_the_map_turns_to_the_elevation(project, make_raster):
    interface, layer = Interface(), QgsRasterLayer(make_raster("elevation.tif", np.ones((20, 20))), "elevation")
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    # Pixels were taken for degrees, and what comes of them in another CRS is half the world.
    interface.canvas.setExtent(QgsRectangle(-1e7, -1e7, 1e7, 1e7))
    project.addMapLayer(layer)
    bring_into_view(layer, project, interface)
    assert project.crs() == layer.crs()
    assert interface.canvas.extent().contains(layer.extent())
    assert interface.canvas.extent().width() < 3.0 * layer.extent().width()


def test_a_view_that_shows_it_stays_and_so_does_the_crs_of_other_layers(project, make_raster, make_patches):
    interface, layer = Interface(), QgsRasterLayer(make_raster("elevation.tif", np.ones((20, 20))), "elevation")
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    project.setCrs(degrees)
    project.addMapLayers([layer, QgsVectorLayer(make_patches("a.gpkg"), "patches")])
    interface.canvas.setExtent(QgsRectangle(13.0, 44.0, 16.0, 47.0))
    before = interface.canvas.extent()
    bring_into_view(layer, project, interface)
    assert project.crs() == degrees
    assert interface.canvas.extent() == before


def test_a_first_result_is_shown_although_qgis_turns_to_the_images_beside_it(project, make_raster, qgis_app):
    interface, group = Interface(), ResultGroup("SAR pair: a")
    truth = QgsRasterLayer(make_raster("truth.tif", np.ones((20, 20))), "truth")
    error = QgsRasterLayer(make_raster("error.tif", np.ones((20, 20))), "error")
    project.addMapLayers([truth, error])
    for layer in (truth, error):
        group.place(layer, project)
    interface.tree.addTopLevelItems([QTreeWidgetItem([str(row)]) for row in range(99)])
    interface.tree.scrollToBottom()
    bring_into_view_later(truth, project, interface)
    # What QGIS does after the layers are loaded: the CRS of the first, and all of them, images included.
    project.setCrs(truth.crs())
    interface.canvas.setExtent(QgsRectangle(-2e3, -2e3, 5e6, 5e6))
    qgis_app.processEvents()
    assert interface.canvas.extent().width() < 3.0 * truth.extent().width()
    assert interface.canvas.extent().contains(truth.extent())
    assert interface.tree.verticalScrollBar().value() == 0, "the newest group is in view"


def test_a_layer_that_was_removed_meanwhile_is_no_reason_to_fail(project, make_raster, qgis_app):
    interface, layer = Interface(), QgsRasterLayer(make_raster("elevation.tif", np.ones((20, 20))), "elevation")
    project.addMapLayer(layer)
    before = interface.canvas.extent()
    bring_into_view_later(layer, project, interface)
    project.clear()
    qgis_app.processEvents()
    assert interface.canvas.extent() == before
