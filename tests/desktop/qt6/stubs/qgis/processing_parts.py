"""Processing: algorithms with their definitions, a provider, a registry."""

from __future__ import annotations

from qgis.anything import Anything, Names
from qgis.PyQt.QtCore import QObject

TYPES = {"RasterLayer": "raster", "FeatureSource": "source", "Number": "number", "File": "file", "Boolean": "boolean"}


class QgsProcessingException(Exception):
    """An algorithm failed."""


class QgsProcessingContext(Anything):
    """Where an algorithm runs."""


class QgsProcessingFeedback(QObject):
    def isCanceled(self) -> bool:
        return False

    def setProgress(self, progress: float) -> None:
        pass

    def pushInfo(self, text: str) -> None:
        pass

    pushWarning = pushDebugInfo = pushInfo


class _Definition(Anything):
    """A parameter or an output."""

    def __init__(self, name: str, description: str, *given, **named) -> None:
        super().__init__(*given, **named)
        self._name, self._description, self._help = name, description, ""

    def name(self) -> str:
        return self._name

    def description(self) -> str:
        return self._description

    def setDescription(self, text: str) -> None:
        self._description = text

    def help(self) -> str:
        return self._help

    def setHelp(self, text: str) -> None:
        self._help = text

    def type(self) -> str:
        return TYPES.get(type(self).__name__.removeprefix("QgsProcessingParameter"), "")

    def isDestination(self) -> bool:
        return type(self).__name__.endswith("Destination")


def definition_class(name: str) -> type:
    """The class of a parameter or an output."""
    return Names(name, (_Definition,), {})


class QgsProcessingAlgorithm:
    def __init__(self) -> None:
        self._parameters, self._outputs = [], []

    def create(self) -> QgsProcessingAlgorithm:
        made = self.createInstance()
        made.initAlgorithm({})
        return made

    def addParameter(self, definition: _Definition, createOutput: bool = True) -> bool:
        self._parameters.append(definition)
        return True

    def addOutput(self, definition: _Definition) -> bool:
        self._outputs.append(definition)
        return True

    def id(self) -> str:
        return f"sar_radargrammetry:{self.name()}"

    def parameterDefinitions(self) -> list:
        return list(self._parameters)

    def outputDefinitions(self) -> list:
        return list(self._outputs)


class QgsProcessingModelAlgorithm(QgsProcessingAlgorithm, Anything):
    def initAlgorithm(self, configuration: dict) -> None:
        pass

    def fromFile(self, path: str) -> bool:
        return True

    def helpContent(self) -> dict:
        return {}

    childAlgorithms = helpContent

    def setName(self, name: str) -> None:
        self.title = name

    def setSourceFilePath(self, path: str) -> None:
        pass


class QgsProcessingProvider(QObject):
    def __init__(self) -> None:
        super().__init__()
        self._algorithms = {}

    def load(self) -> bool:
        self.refreshAlgorithms()
        return True

    def unload(self) -> None:
        pass

    def refreshAlgorithms(self) -> None:
        self._algorithms.clear()
        self.loadAlgorithms()

    def addAlgorithm(self, algorithm: QgsProcessingAlgorithm) -> None:
        algorithm.initAlgorithm({})
        self._algorithms[algorithm.name()] = algorithm

    def algorithms(self) -> list[QgsProcessingAlgorithm]:
        return list(self._algorithms.values())

    def algorithm(self, name: str) -> QgsProcessingAlgorithm | None:
        return self._algorithms.get(name)


class Registry:
    def __init__(self) -> None:
        self._providers = {}

    def addProvider(self, provider: QgsProcessingProvider) -> None:
        self._providers[provider.id()] = provider
        provider.load()

    def removeProvider(self, provider: QgsProcessingProvider) -> None:
        provider.unload()
        self._providers.pop(provider.id(), None)

    def providerById(self, name: str) -> QgsProcessingProvider | None:
        return self._providers.get(name)
