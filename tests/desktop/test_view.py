"""An elevation is to be seen after it was made."""

import numpy as np
import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas

from sar_radargrammetry.styles.groups import bring_into_view


class Interface:
    """As much of QGIS's interface as it takes."""

    def __init__(self):
        self.canvas = QgsMapCanvas()
        self.canvas.resize(400, 400)

    def mapCanvas(self):
        return self.canvas


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
