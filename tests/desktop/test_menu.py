"""The plugin's menu and toolbar come and go with it."""

import pytest
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QMainWindow, QMenu, QToolBar

from sar_radargrammetry.desktop import dialogs
from sar_radargrammetry.desktop import menu as menu_module
from sar_radargrammetry.desktop.height_tool import HeightTool


class Interface:
    """As much of QGIS's interface as the menu needs."""

    def __init__(self, window):
        self._window, self._raster, self._canvas = window, QMenu(window), QgsMapCanvas(window)

    def mainWindow(self):
        return self._window

    def rasterMenu(self):
        return self._raster

    def mapCanvas(self):
        return self._canvas

    def addToolBar(self, title):
        bar = QToolBar(title, self._window)
        self._window.addToolBar(bar)
        return bar


@pytest.fixture
def interface(qgis_app):
    return Interface(QMainWindow())


def shown(interface):
    """The plugin's menu below Raster, or None."""
    menus = [action.menu() for action in interface.rasterMenu().actions()]
    return menus[0] if menus else None


def test_every_entry_is_in_the_menu_with_its_hint_and_calls_its_function(interface, monkeypatch):
    called = []
    entries = [
        menu_module.Entry("one", "One...", "The first", lambda iface, action: called.append((iface, action.text()))),
        menu_module.SEPARATOR,
        menu_module.Entry("two", "Two", "The second", lambda *_: None, in_toolbar=True, checkable=True),
    ]
    monkeypatch.setattr(menu_module, "entries", lambda: entries)
    menu_module.Menu(interface)
    actions = shown(interface).actions()
    assert [action.text() for action in actions] == ["One...", "", "Two"]
    assert actions[1].isSeparator() and actions[2].isCheckable()
    actions[0].trigger()
    assert called == [(interface, "One...")]
    bar = interface.mainWindow().findChild(QToolBar)
    assert [action.text() for action in bar.actions()] == ["Two"]


def test_names_are_unique_and_icons_exist(qgis_app):
    entries = [entry for entry in menu_module.entries() if entry is not menu_module.SEPARATOR]
    assert len({entry.name for entry in entries}) == len(entries)
    for entry in entries:
        assert (menu_module.ICONS / entry.icon).is_file(), entry.name
        assert len(entry.hint) > 10


def test_nothing_stays_in_the_menu(interface):
    menu = menu_module.Menu(interface)
    assert shown(interface) is not None
    menu.remove()
    assert shown(interface) is None


def test_dialogs_do_not_outlive_the_menu(interface):
    """Python would delete them after Qt has ended."""
    menu, dialog = menu_module.Menu(interface), QDialog()
    gone = QDialog()
    sip.delete(gone)
    dialogs._kept.extend([dialog, gone])
    dialog.show()
    menu.remove()
    assert not dialogs._kept and not dialog.isVisible()


def test_the_height_tool_is_taken_and_put_away_by_its_button(interface):
    menu = menu_module.Menu(interface)
    (action,) = (a for a in shown(interface).actions() if a.objectName() == "sar_radargrammetry_height")
    action.trigger()
    assert isinstance(interface.mapCanvas().mapTool(), HeightTool)
    action.trigger()
    assert interface.mapCanvas().mapTool() is None
    action.trigger()
    menu.remove()
    assert interface.mapCanvas().mapTool() is None


@pytest.mark.parametrize("name", ["stereodsm", "importimage", "checkpair", "evaluate", "simulatepair"])
def test_without_an_engine_the_entries_that_need_it_open_its_setup(interface, monkeypatch, name):
    opened = []
    monkeypatch.setenv("SAR_RADARGRAMMETRY_PACKAGES", "/nowhere")
    monkeypatch.setattr(dialogs.setup_menu, "open_setup", opened.append)
    menu_module.Menu(interface)
    (action,) = (a for a in shown(interface).actions() if a.objectName() == f"sar_radargrammetry_{name}")
    action.trigger()
    assert opened == [interface]
