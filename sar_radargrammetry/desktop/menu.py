"""The menu under Raster and the toolbar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from qgis.gui import QgisInterface
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu, QToolBar

from ..bridge.location import PLUGIN_FOLDER
from ..translation import tr
from . import dialogs, height_tool, setup_menu
from .inspector import tool as inspect_tool
from .profile import tool as profile_tool

ICONS = PLUGIN_FOLDER / "resources"
TITLE = "SAR Radargrammetry"  # a name, the same in every language


@dataclass(frozen=True)
class Entry:
    """One line of the menu.

    Parameters
    ----------
    name : str
        Object name of the action, never translated.
    title, hint : str
        Text and tool tip, translated.
    run : callable
        Called with the QGIS interface and the action.
    icon : str
        File below resources.
    in_toolbar, checkable : bool
        Whether it also is a button, and whether that stays pressed.
    """

    name: str
    title: str
    hint: str
    run: Callable[[QgisInterface, Any], None]
    icon: str = "icon.svg"
    in_toolbar: bool = False
    checkable: bool = False


SEPARATOR = None


def entries() -> tuple[Entry | None, ...]:
    """The menu from top to bottom in the order of the work: images, elevation, map tools, quality; then samples and
    set-up."""
    return (
        Entry(
            "importimage",
            tr("Import SAR image..."),
            tr("Converts a SAR product to an image in slant range."),
            partial(dialogs.open_algorithm, "importimage"),
            "icons/importimage.svg",
        ),
        Entry(
            "predictvisibility",
            tr("Predict what two images will show..."),
            tr("Maps layover, shadow and the expected error of two images or planned tracks."),
            partial(dialogs.open_algorithm, "predictvisibility"),
            "icons/predictvisibility.svg",
        ),
        Entry(
            "checkpair",
            tr("Check stereo pair..."),
            tr("States what two images can deliver, before anything is matched."),
            partial(dialogs.open_algorithm, "checkpair"),
            "icons/checkpair.svg",
        ),
        Entry(
            "stereodsm",
            tr("Elevation from a stereo pair..."),
            tr("Computes elevation and error from two SAR images."),
            partial(dialogs.open_algorithm, "stereodsm"),
            "icons/stereodsm.svg",
            in_toolbar=True,
        ),
        Entry(
            "blockdsm",
            tr("Elevation from many images..."),
            tr("Selects and matches the pairs of many images and merges their elevations."),
            partial(dialogs.open_algorithm, "blockdsm"),
            "icons/blockdsm.svg",
        ),
        SEPARATOR,
        Entry(
            "height",
            tr("Height and error"),
            tr("Point at an elevation to see its height and error, or the reason why there is none."),
            height_tool.toggle,
            "icons/height.svg",
            in_toolbar=True,
            checkable=True,
        ),
        Entry(
            "inspect",
            tr("Inspect a match"),
            tr("Click on an elevation or its error to see the images, the match and the geometry behind a height."),
            inspect_tool.toggle,
            "icons/inspect.svg",
            in_toolbar=True,
            checkable=True,
        ),
        Entry(
            "profile",
            tr("Profile along a line"),
            tr("Draw a line on an elevation to see heights and errors along it, beside a reference."),
            profile_tool.toggle,
            "icons/profile.svg",
            in_toolbar=True,
            checkable=True,
        ),
        SEPARATOR,
        Entry(
            "evaluate",
            tr("Evaluate elevation..."),
            tr("Compares an elevation and its error with a reference."),
            partial(dialogs.open_algorithm, "evaluate"),
            "icons/evaluate.svg",
        ),
        Entry(
            "zonalerror",
            tr("Mean height and error of areas..."),
            tr("Mean heights and volumes of polygons, with errors that count the correlation of the heights."),
            partial(dialogs.open_algorithm, "zonalerror"),
            "icons/zonalerror.svg",
        ),
        Entry(
            "orthorectify",
            tr("Project image onto elevation..."),
            tr("Puts the amplitude of an image on the map, with masks of layover and shadow."),
            partial(dialogs.open_algorithm, "orthorectify"),
            "icons/orthorectify.svg",
        ),
        SEPARATOR,
        Entry(
            "simulatepair",
            tr("Make a sample pair..."),
            tr("Simulates two images of a mountain, with the true surface, as a sample."),
            partial(dialogs.open_algorithm, "simulatepair"),
            "icons/simulatepair.svg",
        ),
        Entry(
            "models",
            tr("Models..."),
            tr("Opens a copy of one of the bundled models in the model designer."),
            dialogs.edit_model,
            "icons/models.svg",
        ),
        Entry(
            "firststeps",
            tr("First steps"),
            tr("An introduction in the browser: a first elevation in ten minutes."),
            dialogs.open_first_steps,
            "icons/firststeps.svg",
        ),
        SEPARATOR,
        Entry(
            "setup",
            tr("Set up engine..."),
            tr("Installs, tests or removes the packages for the computation in your profile."),
            setup_menu.open_setup,
            "icons/setupengine.svg",
        ),
        Entry(
            "diagnostics",
            tr("Copy diagnostics"),
            tr("Copies versions, paths, devices and the last log for a bug report."),
            setup_menu.copy_to_clipboard,
            "icons/diagnostics.svg",
        ),
    )


class Menu:
    """Menu and toolbar of the plugin, from loading to unloading.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        # Actions come from the menu: their class has moved from QtWidgets to QtGui between Qt 5 and 6.
        self._menu = QMenu(TITLE, iface.mainWindow())
        self._menu.setObjectName("SarRadargrammetryMenu")
        self._menu.setIcon(QIcon(str(ICONS / "icon.svg")))
        self._toolbar: QToolBar = iface.addToolBar(TITLE)
        self._toolbar.setObjectName("SarRadargrammetryToolbar")
        for entry in entries():
            if entry is SEPARATOR:
                self._menu.addSeparator()
            else:
                self._add(entry)
        iface.rasterMenu().addMenu(self._menu)

    def _add(self, entry: Entry) -> None:
        action = self._menu.addAction(QIcon(str(ICONS / entry.icon)), entry.title)
        action.setObjectName(f"sar_radargrammetry_{entry.name}")
        action.setToolTip(entry.hint)
        action.setCheckable(entry.checkable)
        action.triggered.connect(lambda *_: entry.run(self._iface, action))
        if entry.in_toolbar:
            self._toolbar.addAction(action)

    def remove(self) -> None:
        """Leave nothing behind."""
        height_tool.remove(self._iface)
        inspect_tool.remove(self._iface)
        profile_tool.remove(self._iface)
        dialogs.forget_dialogs()
        self._iface.rasterMenu().removeAction(self._menu.menuAction())
        self._toolbar.deleteLater()
        self._menu.deleteLater()
