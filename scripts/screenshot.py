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
    steep_scene()
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
    project = QgsProject.instance()
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
    person.toolbox().hide()
    iface.setActiveLayer(elevation)
    dock = second_map(
        "Error (1 sigma)",
        {"Patches", "Error (1 sigma)"},
        {"Elevation", "Elevation (hillshade)", "Reasons of voids"},
        measured_extent(elevation),
    )
    person.menu_action("height").trigger()
    place = person.known_place(elevation)
    person.point_at(*place, click=True)
    person.point_at(*place)
    person.settle(3.0)
    person.picture(PICTURES / "desktop.png")
    person.menu_action("height").trigger()
    dock.close()


def second_map(title, beside, shown, extent):
    """A second map `beside` the first one, which has the layers `shown`; gives its panel."""
    window = iface.mainWindow()
    save_theme(title, beside)
    save_theme(f"not {title}", shown)
    view = iface.createNewMapCanvas(title)
    view.setTheme(title)
    dock = next(d for d in window.findChildren(QDockWidget) if view in d.findChildren(QgsMapCanvas))
    dock.setFloating(False)
    dock.setWindowTitle(title)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resizeDocks([window.findChild(QDockWidget, "Layers"), dock], [330, 600], Qt.Orientation.Horizontal)
    iface.messageBar().clearWidgets()
    person.settle(1.0)
    for canvas in (iface.mapCanvas(), view):
        canvas.setExtent(extent)
        canvas.refresh()
    person.drawn()
    return dock


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


def steep_scene():
    """Orthoimage and plan of a pair with much layover and shadow, on tracks that cross."""
    QgsProject.instance().clear()
    iface.mainWindow().setGeometry(0, 0, 1400, 760)
    files = {name: str(DEMO / f"steep_{name.lower()}.tif") for name in ("REFERENCE", "SECONDARY", "TRUTH")}
    scene = {"SIZE": 500, "SEED": 9, "REFERENCE_LOOK": 28, "SECONDARY_LOOK": 58, "CROSSING": 25}
    processing.runAndLoadResults("sar_radargrammetry:simulatepair", {**scene, **files})
    titles = {"steep_reference": "Reference image", "steep_truth": "True surface"}
    for loaded in QgsProject.instance().mapLayers().values():
        loaded.setName(titles.get(loaded.name(), loaded.name()))
    extent = named("True surface").extent()
    extent.scale(1.15)

    outputs = {name: "TEMPORARY_OUTPUT" for name in ("OUTPUT", "MASK", "INCIDENCE")}
    inputs = {"IMAGE": files["REFERENCE"], "DEM": files["TRUTH"]}
    processing.runAndLoadResults("sar_radargrammetry:orthorectify", {**inputs, **outputs})
    dock = second_map("Orthoimage", {"Layover and shadow", "Orthoimage"}, {"Reference image"}, extent)
    person.picture(PICTURES / "orthoimage.png", iface.mainWindow())
    dock.close()

    outputs = {name: "TEMPORARY_OUTPUT" for name in ("VISIBILITY", "SIGMA", "REFERENCE_MASK", "SECONDARY_MASK")}
    inputs = {"DEM": files["TRUTH"], "REFERENCE": files["REFERENCE"], "SECONDARY": files["SECONDARY"]}
    processing.runAndLoadResults("sar_radargrammetry:predictvisibility", {**inputs, **outputs})
    error = "Expected error of height (1 sigma)"
    dock = second_map(error, {error}, {"Visible in both"}, extent)
    person.picture(PICTURES / "plan.png", iface.mainWindow())
    dock.close()
    person.fill_screen()


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
