"""Runs inside a QGIS desktop (see screenshot.sh): shows the demo as a user gets it, takes the pictures of the docs."""

import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["SCRIPTS"])

import desktop_driver as person
import numpy as np
import processing
from osgeo import gdal
from qgis.core import QgsMapThemeCollection, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QRect, Qt
from qgis.PyQt.QtWidgets import QDockWidget, QGraphicsView
from qgis.utils import iface

DEMO, PICTURES = Path(os.environ["DEMO"]), Path(os.environ["PICTURES"])
KEPT_PANELS = {"Layers", "ProcessingToolbox"}


def main():
    person.fill_screen()
    for dock in iface.mainWindow().findChildren(QDockWidget):
        dock.setVisible(dock.objectName() in KEPT_PANELS)
    images = person.load_images(DEMO / "reference.tif", DEMO / "secondary.tif")
    dialog(images)
    models()
    results(images)
    inspector()
    toolbox()


def dialog(images):
    """Two inputs are enough."""

    def use(window):
        window.setGeometry(60, 40, 1060, 860)
        for parameter, layer in zip(("REFERENCE", "SECONDARY"), images, strict=True):
            person.choose_layer(window, parameter, layer)
        person.settle(1.0)
        person.picture(PICTURES / "dialog.png", window)

    person.double_click_algorithm("Elevation from a stereo pair", use)


def models():
    """A bundled model in the designer."""
    from sar_radargrammetry.desktop.dialogs import open_model

    window = open_model("pairtoelevation")
    window.setGeometry(QRect(40, 30, 1500, 640))
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(dock.objectName() == "inputsDock")
    person.settle(1.0)
    view = window.findChild(QGraphicsView)
    view.fitInView(view.scene().itemsBoundingRect().adjusted(-20, -20, 20, 20), Qt.AspectRatioMode.KeepAspectRatio)
    person.settle(1.0)
    person.picture(PICTURES / "models.png", window)
    window.setDirty(False)
    window.close()


def results(images):
    """Elevation and error side by side under the patches, and the height of a place."""
    project, window = QgsProject.instance(), iface.mainWindow()
    processing.runAndLoadResults(
        "sar_radargrammetry:triangulate",
        {
            "CORRESPONDENCE": str(DEMO / "correspondence.tif"),
            **{name: str(DEMO / f"{name.lower()}.tif") for name in ("ELEVATION", "ERROR", "MASK")},
        },
    )
    titles = {"elevation": "Elevation", "error": "Error (1 sigma)", "mask": "Reasons of voids"}  # as from a dialog
    for loaded in project.mapLayers().values():
        loaded.setName(titles.get(loaded.name(), loaded.name().replace("elevation", "Elevation")))
    root = project.layerTreeRoot()
    patches = QgsVectorLayer(f"{DEMO / 'patches.gpkg'}|layername=patches", "Patches")
    project.addMapLayer(patches, False)
    root.insertLayer(0, patches)
    for image in images:
        root.findLayer(image.id()).setExpanded(False)
    elevation = named("Elevation")
    save_theme("Error", {"Patches", "Error (1 sigma)"})
    save_theme("Elevation", {"Elevation", "Elevation (hillshade)", "Reasons of voids"})

    view = iface.createNewMapCanvas("Error")
    view.setTheme("Error")
    dock = next(d for d in window.findChildren(QDockWidget) if view in d.findChildren(QgsMapCanvas))
    dock.setFloating(False)
    dock.setWindowTitle("Error (1 sigma)")
    layers = window.findChild(QDockWidget, "Layers")
    person.toolbox().hide()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resizeDocks([layers, dock], [330, 600], Qt.Orientation.Horizontal)
    iface.messageBar().clearWidgets()
    iface.setActiveLayer(elevation)
    person.settle(1.0)
    extent = measured_extent(elevation)
    for canvas in (iface.mapCanvas(), view):
        canvas.setExtent(extent)
        canvas.refresh()
    person.drawn()
    person.menu_action("height").trigger()
    place = person.known_place(elevation)
    person.point_at(*place, click=True)
    person.point_at(*place)
    person.settle(3.0)
    person.picture(PICTURES / "desktop.png")
    person.menu_action("height").trigger()
    dock.close()


def inspector():
    """A match with both images, its curve and its facts."""
    iface.messageBar().clearWidgets()
    person.menu_action("inspect").trigger()
    dock = iface.mainWindow().findChild(QDockWidget, "SarRadargrammetryInspector")
    iface.mainWindow().resizeDocks([dock], [720], Qt.Orientation.Horizontal)
    person.drawn()
    person.point_at(*person.known_place(named("Elevation")), click=True)
    person.settle(1.0)
    person.picture(PICTURES / "inspector.png")
    person.menu_action("inspect").trigger()


def measured_extent(elevation):
    """Where most cells have a height: without the margins that one of the images does not show."""
    source = gdal.Open(elevation.source())
    band = source.GetRasterBand(1)
    known = band.ReadAsArray() != band.GetNoDataValue()
    rows, cols = (np.flatnonzero(counts > 0.5 * counts.max()) for counts in (known.sum(1), known.sum(0)))
    west, width, _, north, _, height = source.GetGeoTransform()
    east, south = west + width * cols[-1], north + height * rows[-1]
    extent = QgsRectangle(west + width * cols[0], south, east, north + height * rows[0])
    extent.scale(1.04)
    return extent


def toolbox():
    """Groups in the order of the work."""
    iface.messageBar().clearWidgets()
    tree = person.search_toolbox("radargrammetry")
    tree.expandAll()
    box = person.toolbox()
    box.setFloating(True)
    box.setGeometry(100, 60, 420, 780)
    person.settle(1.0)
    person.picture(PICTURES / "toolbox.png", box)


def named(name):
    return QgsProject.instance().mapLayersByName(name)[0]


def save_theme(name, visible):
    """Show only the layers `visible` and remember that as a map theme."""
    project = QgsProject.instance()
    for node in project.layerTreeRoot().findLayers():
        node.setItemVisibilityChecked(node.name() in visible)
    model = iface.layerTreeView().layerTreeModel()
    record = QgsMapThemeCollection.createThemeFromCurrentState(project.layerTreeRoot(), model)
    project.mapThemeCollection().insert(name, record)


person.start(main)
