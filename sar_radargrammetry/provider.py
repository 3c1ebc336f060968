"""The Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms import ALGORITHMS
from .algorithms.base import ICON
from .algorithms.models import bundled_models
from .bridge.location import engine_location
from .bridge.options import add_options, remove_options
from .translation import told


class Provider(QgsProcessingProvider):
    """Offers the algorithms in the toolbox, the modeler and qgis_process."""

    def id(self) -> str:
        return "sar_radargrammetry"

    def name(self) -> str:
        return "SAR Radargrammetry"

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        return str(ICON)

    def load(self) -> bool:
        add_options()
        return super().load()

    def unload(self) -> None:
        remove_options()
        super().unload()

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        # A model looks its steps up in the registry: it can be read from the second loading on, see plugin.py.
        if QgsApplication.processingRegistry().providerById(self.id()) is self:
            for model in bundled_models():
                self.addAlgorithm(model)

    def warningMessage(self) -> str:
        return told(engine_location().problem())

    # The engine writes these formats and no others.

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif", "tiff"]

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        return ["gpkg"]

    def defaultVectorFileExtension(self, hasGeometry: bool = True) -> str:
        return "gpkg"

    def supportsNonFileBasedOutput(self) -> bool:
        return False

    def isSupportedOutputValue(self, value, parameter, context) -> tuple[bool, str]:
        # What is declared of a parameter, such as a product or a reference to another raster.
        text = str(getattr(getattr(value, "sink", None), "staticValue", lambda: value)())
        declared = getattr(parameter.algorithm(), "declared", dict)().get(parameter.name().lower())
        if declared is not None and text.lower().endswith(declared.kind.endings):
            return True, ""
        return super().isSupportedOutputValue(value, parameter, context)
