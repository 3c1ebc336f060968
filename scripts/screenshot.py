"""Runs inside a QGIS desktop (see screenshot.sh): loads the demo's results as a user gets them and takes a picture."""

import os
import traceback
from pathlib import Path

import processing
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapThemeCollection,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QLineEdit
from qgis.utils import iface

DEMO = Path(os.environ["DEMO"])
KEPT_PANELS = {"Layers", "ProcessingToolbox"}


def guarded(step):
    """`step` for a timer: a failure ends QGIS, because nobody sits before it to see the message."""

    def run():
        try:
            step()
        except Exception:
            traceback.print_exc()
            os._exit(1)

    return run


def load_results():
    """Footprints, and a triangulation that Processing runs and loads itself."""
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer(f"{DEMO / 'patches.gpkg'}|layername=patches", "Patch footprints"))
    processing.runAndLoadResults(
        "sar_radargrammetry:triangulate",
        {
            "CORRESPONDENCE": str(DEMO / "correspondence.tif"),
            "ELEVATION": str(DEMO / "elevation.tif"),
            "ERROR": str(DEMO / "error.tif"),
        },
    )
    for loaded in project.mapLayers().values():  # Processing named them after their files
        loaded.setName(loaded.name()[0].upper() + loaded.name()[1:])
    QTimer.singleShot(1000, guarded(arrange))


def layer(name):
    return QgsProject.instance().mapLayersByName(name)[0]


def arrange():
    """Two map views, elevation and error, each under the footprints; toolbox filtered for the plugin."""
    project, window = QgsProject.instance(), iface.mainWindow()
    root = project.layerTreeRoot()
    project.setCrs(layer("Elevation").crs())
    footprints = root.findLayer(layer("Patch footprints").id())
    root.insertChildNode(0, footprints.clone())
    root.removeChildNode(footprints)
    save_theme("Error", {"Patch footprints", "Error"})
    save_theme("Elevation", {"Patch footprints", "Elevation", "Elevation (hillshade)"})

    for dock in window.findChildren(QDockWidget):
        dock.setVisible(dock.objectName() in KEPT_PANELS)
    view = iface.createNewMapCanvas("Error")
    view.setTheme("Error")
    dock = next(d for d in window.findChildren(QDockWidget) if view in d.findChildren(QgsMapCanvas))
    dock.setFloating(False)
    dock.setWindowTitle("Error (1 sigma)")
    layers, toolbox = (window.findChild(QDockWidget, name) for name in ("Layers", "ProcessingToolbox"))
    right = Qt.DockWidgetArea.RightDockWidgetArea
    window.addDockWidget(right, dock)
    window.addDockWidget(right, toolbox)
    window.splitDockWidget(dock, toolbox, Qt.Orientation.Horizontal)
    window.resizeDocks([layers, dock, toolbox], [250, 535, 270], Qt.Orientation.Horizontal)
    toolbox.findChild(QLineEdit).setText("radargrammetry")
    iface.messageBar().clearWidgets()
    iface.setActiveLayer(layer("Elevation"))
    extent = results_extent()
    for canvas in (iface.mapCanvas(), view):
        canvas.setExtent(extent)
        canvas.refresh()
    QTimer.singleShot(6000, guarded(take_picture))


def save_theme(name, visible):
    """Show only the layers `visible` and remember that as a map theme."""
    project = QgsProject.instance()
    for node in project.layerTreeRoot().findLayers():
        node.setItemVisibilityChecked(node.name() in visible)
    model = iface.layerTreeView().layerTreeModel()
    record = QgsMapThemeCollection.createThemeFromCurrentState(project.layerTreeRoot(), model)
    project.mapThemeCollection().insert(name, record)


def results_extent():
    """The footprints' extent in the project's CRS, with a margin."""
    footprints = layer("Patch footprints")
    crs = QgsProject.instance().crs()
    transform = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), crs, QgsProject.instance())
    extent = QgsRectangle(transform.transformBoundingBox(footprints.extent()))
    extent.scale(0.75)
    return extent


def take_picture():
    """Save the whole screen and end QGIS without questions about unsaved changes."""
    iface.messageBar().clearWidgets()
    QApplication.processEvents()
    QApplication.primaryScreen().grabWindow(0).save(os.environ["SCREENSHOT"])
    os._exit(0)


iface.mainWindow().showNormal()  # without a window manager nothing would maximise it
iface.mainWindow().setGeometry(QApplication.primaryScreen().geometry())
QTimer.singleShot(3000, guarded(load_results))
