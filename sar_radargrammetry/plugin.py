"""The plugin: it registers the Processing provider, which is all it shows of itself."""

from __future__ import annotations

from qgis.core import QgsApplication

from .provider import Provider


class SarRadargrammetryPlugin:
    """Loaded by QGIS and by qgis_process.

    Parameters
    ----------
    iface : QgisInterface or None
        None in qgis_process.
    """

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider: Provider | None = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls this and nothing else."""
        self.provider = Provider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
