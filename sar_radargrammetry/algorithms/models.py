"""The graphical models that come with the plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from ..translation import tr
from .base import RESOURCES, described
from .help_pages import algorithm_help_url

MODELS = RESOURCES / "models"
MODEL_ICON = RESOURCES / "icons" / "models.svg"
GROUP = "models"
GROUP_TITLE = "8 Models"

# id, which is the file's name -> title and explanation
ABOUT = {
    "pairtoelevation": (
        "Pair to elevation",
        "Two SAR images to elevation, error and reasons of voids, step by step: the pair is checked, cut into patches, "
        "matched, and the matches are triangulated. Where the flight tracks are known badly, put Refine geometry "
        "before Triangulate.",
    ),
    "pairtoweights": (
        "Pair and surface model to weights and elevation",
        "A pair whose surface is known becomes a training set, the matcher is trained further on it, and its new "
        "weights make the elevation. The weights serve other pairs of the same sensor: judge them on ground that they "
        "have not seen.",
    ),
    "elevationtoreport": (
        "Elevation and reference to report",
        "Compares an elevation with a reference surface model twice: as it is, and after a shift between the two has "
        "been found and removed.",
    ),
}


class BundledModel(QgsProcessingModelAlgorithm):
    """A model of the plugin's, with an id that stays and a name in the language of QGIS.

    Parameters
    ----------
    path : Path
        The .model3 file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.fromFile(str(path))
        for definition in (*self.parameterDefinitions(), *self.outputDefinitions()):
            definition.setDescription(tr(definition.description()))
        explained = self.helpContent()
        for definition in self.parameterDefinitions():
            definition.setHelp(tr(str(explained.get(definition.name(), definition.help()))))

    def createInstance(self) -> BundledModel:
        return type(self)(self._path)

    def name(self) -> str:
        return self._path.stem

    def displayName(self) -> str:
        return tr(ABOUT[self.name()][0])

    def shortDescription(self) -> str:
        return tr(ABOUT[self.name()][1])

    def shortHelpString(self) -> str:
        return "\n".join([f"<p>{self.shortDescription()}</p>", *described(self.parameterDefinitions())])

    def helpUrl(self) -> str:
        return algorithm_help_url(self, f"<p>{self.shortDescription()}</p>", "guide.md")

    def createCustomParametersWidget(self, parent: Any = None) -> Any:
        from .proposals import proposing_dialog  # widgets, which qgis_process does without

        return proposing_dialog(self)

    def group(self) -> str:
        return tr(GROUP_TITLE)

    def groupId(self) -> str:
        return GROUP

    def icon(self) -> QIcon:
        return QIcon(str(MODEL_ICON))

    def svgIconPath(self) -> str:
        return str(MODEL_ICON)

    def tags(self) -> list[str]:
        return ["sar", "radar", "radargrammetry", "stereo", "model", "workflow"]


def translated_copy(name: str) -> QgsProcessingModelAlgorithm:
    """The bundled model `name` to be changed: inputs, steps, comments and outputs in the language of QGIS."""
    model = QgsProcessingModelAlgorithm()
    model.fromFile(str(MODELS / f"{name}.model3"))
    model.setName(tr(ABOUT[name][0]))
    model.setSourceFilePath("")  # saving asks for a name: the bundled one stays as it is
    for definition in model.parameterDefinitions():
        definition.setDescription(tr(definition.description()))
    for step in model.childAlgorithms().values():
        step.setDescription(tr(step.description()))
        step.comment().setDescription(tr(step.comment().description()))
        outputs = {}
        for output in step.modelOutputs().values():
            output.setName(tr(output.name()))
            output.setDescription(tr(output.description()))
            outputs[output.name()] = output
        step.setModelOutputs(outputs)
        model.setChildAlgorithm(step)
    model.updateDestinationParameters()
    return model


def bundled_models() -> list[BundledModel]:
    """All models, to be made when their steps are registered: a model looks them up as it is read."""
    return [BundledModel(MODELS / f"{name}.model3") for name in ABOUT]
