"""Write the bundled graphical models. Run in QGIS's Python with the assembled plugin on its path:

    bash scripts/models.sh

They are made with QGIS's own model class, so that every version of QGIS since the one that writes them reads them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

PROVIDER = "sar_radargrammetry"
COLUMN, ROW, TOP = 290.0, 110.0, 140.0  # of the drawing, pixels

OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional
given = QgsProcessingModelChildParameterSource.fromModelParameter
output_of = QgsProcessingModelChildParameterSource.fromChildOutput
fixed = QgsProcessingModelChildParameterSource.fromStaticValue


def algorithm_of(name: str) -> QgsProcessingAlgorithm:
    """An algorithm of the plugin."""
    return QgsApplication.processingRegistry().algorithmById(f"{PROVIDER}:{name}")


class Drawing:
    """A model in the making: its inputs in the first column, each step in the next one.

    Parameters
    ----------
    name, about : str
        Name of the file, and the explanation that the model carries.
    """

    def __init__(self, name: str, about: str) -> None:
        self.model = QgsProcessingModelAlgorithm(name, "SAR Radargrammetry")
        self._help = {"ALG_DESC": about, "ALG_CREATOR": "SAR Radargrammetry developers"}
        self._inputs: list[str] = []
        self._steps = 0

    def input(self, algorithm: str, *names: str, advanced: bool = False) -> dict:
        """Add inputs, as parameters of an algorithm of those names; sources of a step that takes them."""
        for name in names:
            definition = algorithm_of(algorithm).parameterDefinition(name).clone()
            self._help[name] = definition.help()  # the help of a definition is not read again by QGIS 3.22
            if advanced:
                definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            component = QgsProcessingModelParameter(name)
            component.setPosition(QPointF(140.0, TOP + len(self._inputs) * ROW))
            self._inputs.append(name)
            self.model.addModelParameter(definition, component)
        return {name: given(name) for name in names}

    def step(self, algorithm: str, comment: str, sources: dict, outputs: dict[str, str], name: str = ""):
        """Add a step; `outputs` are those that the model shows: name of the step's -> the model's, a layer's title."""
        name = name or algorithm
        child = QgsProcessingModelChildAlgorithm(f"{PROVIDER}:{algorithm}")
        child.setChildId(name)
        child.setDescription(child.algorithm().TITLE)  # without the number of its step
        for definition in child.algorithm().parameterDefinitions():
            needed = not definition.isDestination() and not definition.flags() & OPTIONAL
            if definition.name() in sources:
                child.addParameterSources(definition.name(), [sources[definition.name()]])
            elif needed:  # as the model designer fills it in
                child.addParameterSources(definition.name(), [fixed(definition.defaultValue())])
        self._steps += 1
        place = QPointF(140.0 + self._steps * COLUMN, TOP + (self._steps - 1) * 0.75 * ROW)
        child.setPosition(place)
        child.comment().setDescription(comment)
        child.comment().setPosition(place + QPointF(0.0, -66.0))
        child.comment().setSize(QSizeF(220.0, 46.0))
        shown = {}
        for index, (own, words) in enumerate(outputs.items()):
            result = QgsProcessingModelOutput(words)
            result.setChildId(name)
            result.setChildOutputName(own)
            result.setDescription(TITLES.get(words, words))
            result.setPosition(place + QPointF(40.0 + 30.0 * index, 90.0 + 46.0 * index))
            shown[words] = result
        child.setModelOutputs(shown)
        self.model.addChildAlgorithm(child)

    def write(self, folder: Path) -> None:
        """Write the model as `folder`/name.model3."""
        self.model.updateDestinationParameters()
        self.model.setHelpContent(self._help)
        self.model.setParameterOrder(self._inputs)
        problems = [
            text for name in self.model.childAlgorithms() for text in self.model.validateChildAlgorithm(name)[1]
        ]
        if problems:
            raise SystemExit(f"{self.model.name()}: {'; '.join(problems)}")
        if not self.model.toFile(str(folder / f"{self.model.name()}.model3")):
            raise SystemExit(f"{self.model.name()} could not be written")


TITLES = {"Error": "Error (1 sigma)"}
"""Titles of outputs whose names are other words: names never change."""
ELEVATIONS = {
    "ELEVATION": "Elevation",
    "ERROR": "Error",
    "MASK": "Reasons of voids",
}


def pair_to_elevation(about: str) -> Drawing:
    drawing = Drawing("pairtoelevation", about)
    images = drawing.input("createpatches", "REFERENCE", "SECONDARY", "DEM")
    size = drawing.input("createpatches", "PATCH_SIZE", advanced=True)
    drawing.step("checkpair", "Suitability of the pair", images, {"REPORT": "Report on the pair"})
    drawing.step(
        "createpatches",
        "Windows of both images that show the same ground",
        {**images, **size},
        {},
    )
    drawing.step(
        "matchpatches", "Position of each pixel in the secondary", {"PATCHES": output_of("createpatches", "OUTPUT")}, {}
    )
    drawing.step(
        "triangulate",
        "Intersection of the lines of sight",
        {"CORRESPONDENCE": output_of("matchpatches", "OUTPUT")},
        ELEVATIONS,
    )
    return drawing


def pair_to_weights(about: str) -> Drawing:
    drawing = Drawing("pairtoweights", about)
    images = drawing.input("createtrainingset", "REFERENCE", "SECONDARY")
    surface = drawing.input("createtrainingset", "REFERENCE_DSM")
    steps = drawing.input("finetune", "STEPS")
    size = drawing.input("createtrainingset", "PATCH_SIZE", advanced=True)
    drawing.step(
        "createtrainingset",
        "True matches from the known surface",
        {**images, **surface, **size},
        {},
    )
    drawing.step(
        "finetune",
        "Training of the matcher for your sensor",
        {"TRAINING_SET": output_of("createtrainingset", "OUTPUT"), **steps},
        {"OUTPUT": "Trained weights", "REPORT": "Report on the training"},
    )
    drawing.step(
        "stereodsm",
        "Elevation with the new weights",
        {**images, "WEIGHTS": output_of("finetune", "OUTPUT")},
        {**ELEVATIONS, "REPORT": "Report on the elevation"},
    )
    return drawing


def elevation_to_report(about: str) -> Drawing:
    drawing = Drawing("elevationtoreport", about)
    both = drawing.input("evaluate", "ELEVATION")
    both |= drawing.input("comparematchers", "REFERENCE_DSM")  # evaluate does without it where there are check points
    both |= drawing.input("evaluate", "ERROR")
    both |= drawing.input("evaluate", "REFERENCE_VERTICAL", advanced=True)
    for name, comment, shift, words in (
        ("as_it_is", "Comparison with the shift", False, ""),
        ("shifted", "Comparison after the shift is removed", True, " without the shift"),
    ):
        drawing.step(
            "evaluate",
            comment,
            {**both, "COREGISTER": fixed(shift)},
            {
                "DIFFERENCE": f"Difference{words}",
                "REPORT": f"Accuracy report{words}",
            },
            name,
        )
    return drawing


MAKERS = {
    "pairtoelevation": pair_to_elevation,
    "pairtoweights": pair_to_weights,
    "elevationtoreport": elevation_to_report,
}


def main(folder: Path) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    from sar_radargrammetry import classFactory
    from sar_radargrammetry.algorithms.models import ABOUT

    plugin = classFactory(None)
    plugin.initProcessing()
    for name, make in MAKERS.items():
        make(ABOUT[name][1]).write(folder)
    plugin.unload()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
