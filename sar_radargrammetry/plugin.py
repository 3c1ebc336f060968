"""The plugin: the Processing provider and, in a desktop, a menu."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer

from .provider import Provider
from .translation import load_translator, remove_translator


class SarRadargrammetryPlugin:
    """Loaded by QGIS and by qgis_process.

    Parameters
    ----------
    iface : QgisInterface or None
        None in qgis_process.
    """

    def __init__(self, iface) -> None:
        self.iface = iface
        self.translator = load_translator()  # before anything has a name
        self.provider: Provider | None = None
        self.menu = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls this and nothing else."""
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        self.provider.refreshAlgorithms()  # the models, whose steps are registered now

    def initGui(self) -> None:
        self.initProcessing()
        from .desktop.menu import Menu  # widgets, which qgis_process does without

        self.menu = Menu(self.iface)
        from .desktop.setup_menu import offer_setup

        QTimer.singleShot(0, lambda: self.menu is not None and offer_setup(self.iface))

    def unload(self) -> None:
        if self.menu is not None:
            from .desktop.setup_menu import close_setup

            close_setup()
            self.menu.remove()
            self.menu = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        remove_translator(self.translator)
        self.translator = None
