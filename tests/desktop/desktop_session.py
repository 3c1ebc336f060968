"""Runs inside a QGIS desktop (see test_desktop.py): does what a person does and writes down what there is to see."""

import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(os.environ["SESSION_FOLDER"])
sys.path[:0] = [os.environ["SESSION_SCRIPTS"], os.environ["SESSION_TESTS"]]

import desktop_driver as person  # noqa: E402
from held_engine import held_at  # noqa: E402
from qgis.core import QgsProject  # noqa: E402
from qgis.PyQt.QtCore import QObject, Qt, QUrl, pyqtSlot  # noqa: E402
from qgis.PyQt.QtGui import QDesktopServices  # noqa: E402
from qgis.PyQt.QtTest import QTest  # noqa: E402
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QToolBar, QToolTip  # noqa: E402
from qgis.utils import iface  # noqa: E402

TITLE = "Elevation from a stereo pair"
ENDING = 300  # seconds to wait for what must come, on however busy a machine
seen = {}


class Browser(QObject):
    """Stands for the browser."""

    opened = None

    @pyqtSlot(QUrl)
    def open(self, url):
        self.opened = url.toLocalFile()


def engines():
    """Engine processes of this QGIS."""
    done = subprocess.run(
        ["/bin/ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    return [line for line in done.stdout.splitlines() if "sar_radargrammetry.engine" in line]


def tree():
    """Groups with the names of their layers, top to bottom."""
    root = QgsProject.instance().layerTreeRoot()
    return {group.name(): [node.name() for node in group.findLayers()] for group in root.findGroups()}


def look_around():
    menus = [a.menu() for a in iface.rasterMenu().actions() if a.menu()]
    own = next(menu for menu in menus if menu.objectName() == "SarRadargrammetryMenu")
    seen["menu"] = [action.text() for action in own.actions() if not action.isSeparator()]
    bar = iface.mainWindow().findChild(QToolBar, "SarRadargrammetryToolbar")
    seen["toolbar"] = [action.text() for action in bar.actions()]
    browser = Browser()
    QDesktopServices.setUrlHandler("file", browser, "open")
    person.menu_action("firststeps").trigger()
    QDesktopServices.unsetUrlHandler("file")
    seen["first_steps"] = browser.opened


def sample_pair():
    """The first result in an empty project; gives its images."""
    person.menu_action("simulatepair").trigger()
    dialog = person.shown_dialog("Simulate stereo pair")
    seen["sample_pair_dialog"] = dialog.algorithm().id()
    files = {name: str(FOLDER / f"{name.lower()}.tif") for name in ("REFERENCE", "SECONDARY", "TRUTH")}
    dialog.setParameters({"SIZE": 300.0, "RANGE_SPACING": 1.0, "AZIMUTH_SPACING": 1.0, "SEED": 5, **files})
    person.press(dialog, "Run")
    person.wait(engines, ENDING, "the engine")
    person.wait(lambda: not engines() and tree(), ENDING, "the pair")
    person.settle(1.0)
    dialog.close()
    seen["pair"] = tree()
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    person.drawn()
    person.picture(FOLDER / "pair.png")
    seen["truth_in_view"] = fills_the_map(layers["True surface"])
    return [layers["Reference image"], layers["Secondary image"]]


def fills_the_map(layer):
    """Whether a layer lies in the map's view, and takes most of its height or its width."""
    view, box = iface.mapCanvas().extent(), layer.extent()
    return view.contains(box) and max(box.width() / view.width(), box.height() / view.height()) > 0.5


def first_run():
    def use(dialog):
        boxes = {name: person.layer_box(dialog, name) for name in ("REFERENCE", "SECONDARY")}
        seen["offered"] = {name: [b.itemText(i) for i in range(b.count())] for name, b in boxes.items()}
        seen["proposed"] = {name: box.currentText() for name, box in boxes.items()}
        person.press(dialog, "Run")
        person.wait(engines, ENDING, "the engine")
        person.wait(lambda: not engines() and len(tree()) > 1, ENDING, "the result")
        person.settle(1.0)
        person.picture(FOLDER / "dialog.png")

    person.double_click_algorithm(TITLE, use)
    seen["groups"] = tree()
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    seen["renderers"] = {name: layer.renderer().type() for name, layer in layers.items()}
    elevation = layers["Elevation"]
    seen["in_view"] = iface.mapCanvas().extent().intersects(elevation.extent())
    root = QgsProject.instance().layerTreeRoot()
    seen["ticked"] = [node.name() for node in root.findLayers() if node.itemVisibilityChecked()]
    seen["open"] = [group.name() for group in root.findGroups() if group.isExpanded()]
    return elevation


def look_at_a_height(elevation):
    person.drawn()
    person.menu_action("height").trigger()
    place = person.known_place(elevation)
    person.point_at(*place)
    seen["tool_tip"] = QToolTip.text()
    person.point_at(*place, click=True)
    item = iface.messageBar().currentItem()
    seen["message"] = item.text() if item is not None else ""
    person.picture(FOLDER / "desktop.png")
    person.menu_action("height").trigger()
    seen["colours"] = colours_of_the_map()


def look_at_a_match(elevation):
    person.menu_action("inspect").trigger()
    person.drawn()
    dock = iface.mainWindow().findChild(QDockWidget, "SarRadargrammetryInspector")
    person.point_at(*person.known_place(elevation), click=True)
    seen["facts"] = dock.facts.text()
    seen["chips"] = [view.image.width() for view in dock.views]
    seen["matched"] = dock.found is not None and dock.found.match is not None
    view = dock.views[1]
    QTest.mouseClick(view, person.LEFT, Qt.KeyboardModifier.NoModifier, view.screen_place(70.0, 60.0).toPoint())
    place = dock.marked[1]
    seen["chip_on_map"] = place is not None and elevation.extent().contains(place)
    before = dock.marked[0]
    QTest.keyClick(iface.mapCanvas(), Qt.Key.Key_N)
    seen["worst"] = dock.marked[0] != before and "±" in dock.facts.text()
    person.drawn()
    person.picture(FOLDER / "inspector.png")
    person.menu_action("inspect").trigger()
    seen["dock_closed"] = not dock.isVisible()


def look_along_a_line(elevation):
    person.menu_action("profile").trigger()
    person.drawn()
    dock = iface.mainWindow().findChild(QDockWidget, "SarRadargrammetryProfile")
    x, y = person.known_place(elevation)
    away = 0.1 * elevation.extent().width()
    person.point_at(x - away, y, click=True)
    end = person.point_at(x + away, y, click=True)
    QTest.mouseClick(iface.mapCanvas().viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, end)
    profile = dock.profile
    seen["profile"] = profile is not None and bool((profile.sigma == profile.sigma).any())
    person.drawn()
    person.picture(FOLDER / "profile.png")
    person.menu_action("profile").trigger()
    seen["profile_closed"] = not dock.isVisible()


def colours_of_the_map():
    """How many different colours the map has on a coarse grid."""
    image = iface.mapCanvas().grab().toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


def cancelled_run(images):
    before = len(QgsProject.instance().mapLayers())
    person.menu_action("stereodsm").trigger()
    dialog = person.shown_dialog(TITLE)
    # The other way round: nothing of the first run can be taken over.
    for parameter, layer in zip(("REFERENCE", "SECONDARY"), reversed(images), strict=True):
        person.choose_layer(dialog, parameter, layer)
    variables, _ = held_at("progress 0", FOLDER, os.environ["SAR_RADARGRAMMETRY_PYTHON"])
    os.environ.update(variables)  # so that it cannot be done before the button is pressed
    person.press(dialog, "Run")
    person.wait(engines, ENDING, "the engine")
    person.wait(person.button(dialog, "Cancel").isEnabled, ENDING, "the button")
    seen["engines_before_cancel"] = len(engines())
    person.press(dialog, "Cancel")
    person.wait(lambda: not engines(), ENDING, "the end of the engine")
    person.wait(lambda: not person.button(dialog, "Cancel").isEnabled(), ENDING, "the end of the run")
    seen["engines_after_cancel"] = len(engines())
    seen["layers_after_cancel"] = len(QgsProject.instance().mapLayers()) - before
    dialog.close()


def main():
    try:
        person.fill_screen()
        look_around()
        images = sample_pair()
        elevation = first_run()
        look_at_a_height(elevation)
        look_at_a_match(elevation)
        look_along_a_line(elevation)
        cancelled_run(images)
        seen["finished"] = True
    finally:
        person.picture(FOLDER / "last.png")
        (FOLDER / "seen.json").write_text(json.dumps(seen), encoding="utf-8")
        QApplication.processEvents()


person.start(main)
