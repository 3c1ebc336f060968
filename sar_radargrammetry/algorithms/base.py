"""What all algorithms share: their parameters become an engine job, the job's outputs become their results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QIcon

from ..bridge.engine import run_job
from ..bridge.location import PLUGIN_FOLDER, engine_location
from ..bridge.process import EngineCancelled, EngineFailed
from ..styles.outputs import style_outputs
from .values import engine_value, typed_path

HOMEPAGE = "https://github.com/sar-radargrammetry/sar-radargrammetry"
ICON = PLUGIN_FOLDER / "resources" / "icon.svg"

GROUPS = {
    "images": "1 Images",
    "pair": "2 Pair",
    "onestep": "3 Elevation in one step",
    "steps": "4 Elevation step by step",
    "quality": "5 Quality",
    "simulation": "6 Simulation",
    "training": "7 Training",
}


class EngineAlgorithm(QgsProcessingAlgorithm):
    """An algorithm whose work is one engine job of the same name.

    A subclass gives the constants below and adds its parameters and number outputs in `initAlgorithm`; a parameter
    ``PATCH_SIZE`` is the job's ``patch_size``, an output ``MEDIAN_SIGMA`` the job's ``median_sigma``.
    """

    JOB: str
    TITLE: str
    GROUP: str
    SUMMARY: str
    TAGS: tuple[str, ...] = ()
    STYLES: dict[str, str] = {}  # noqa: RUF012 - never changed; output -> name of its style

    def name(self) -> str:
        return self.JOB

    def displayName(self) -> str:
        return self.TITLE

    def group(self) -> str:
        return GROUPS[self.GROUP]

    def groupId(self) -> str:
        return self.GROUP

    def tags(self) -> list[str]:
        return ["sar", "radar", "radargrammetry", "stereo", *self.TAGS]

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        return str(ICON)

    def helpUrl(self) -> str:
        return HOMEPAGE

    def shortHelpString(self) -> str:
        # Line breaks of the source are no line breaks of the text, but QGIS shows them.
        paragraphs = [f"<p>{' '.join(text.split())}</p>" for text in self.SUMMARY.strip().split("\n\n")]
        paragraphs += [f"<p><b>{p.description()}</b><br/>{p.help()}</p>" for p in self.parameterDefinitions()]
        return "\n".join(paragraphs)

    def createInstance(self) -> EngineAlgorithm:
        return type(self)()

    def add(self, *definitions: QgsProcessingParameterDefinition) -> None:
        """Add parameters in the order given."""
        for definition in definitions:
            self.addParameter(definition)

    def canExecute(self) -> tuple[bool, str]:
        problem = engine_location().problem()
        return not problem, problem

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        accepted, reason = super().checkParameterValues(self._with_stand_ins(parameters), context)
        if not accepted:
            return False, reason
        problem = self._same_file_problem(parameters) or self.problem(parameters, context)
        return not problem, problem

    def problem(self, parameters: dict, context: QgsProcessingContext) -> str:
        """What is wrong with the values, as far as that can be seen without opening files; empty if nothing is."""
        return ""

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        given = {}
        try:
            for definition in self.parameterDefinitions():
                value = engine_value(self, definition, parameters, context)
                if value is not None:
                    given[definition.name().lower()] = value
            outputs = run_job(self.JOB, given, feedback)
        except EngineCancelled:
            return {}
        except EngineFailed as error:
            raise QgsProcessingException(str(error)) from error
        results = self._results(given, outputs)
        style_outputs(
            {results[name]: style for name, style in self.STYLES.items() if name in results}, context, feedback
        )
        return results

    def _results(self, given: dict, outputs: dict) -> dict[str, Any]:
        """The declared outputs that there are; files by the path that Processing gave, so that it finds them again."""
        results = {}
        for definition in self.outputDefinitions():
            key = definition.name().lower()
            value = given.get(key) if self.parameterDefinition(definition.name()) else outputs.get(key)
            if value is not None:
                results[definition.name()] = value
        return results

    def _with_stand_ins(self, parameters: dict) -> dict:
        """`parameters` with an empty layer for every product that exists but that GDAL may not open.

        Processing refuses a raster parameter that is no layer; the engine reads more products than GDAL does and says
        more clearly what is wrong with the rest.
        """
        stand_ins = {}
        for definition in self.parameterDefinitions():
            path = typed_path(parameters.get(definition.name()))
            if definition.type() == "raster" and path and Path(path).exists():
                stand_ins[definition.name()] = QgsRasterLayer()
        return {**parameters, **stand_ins}

    def _same_file_problem(self, parameters: dict) -> str:
        """An output must not be one of the inputs: its old content would be gone when the job fails."""
        seen: dict[str, str] = {}
        for definition in self.parameterDefinitions():
            path = typed_path(parameters.get(definition.name()))
            if not path:
                continue
            key = str(Path(path).absolute())
            if key in seen and (definition.isDestination() or key_is_pair(seen[key], definition.name())):
                return (
                    f"{definition.description()} and {self.parameterDefinition(seen[key]).description()} are the same "
                    f"file {path}; choose two different ones."
                )
            seen.setdefault(key, definition.name())
        return ""


def key_is_pair(first: str, second: str) -> bool:
    """Whether two inputs are the two images of a pair, which must differ."""
    return {first, second} == {"REFERENCE", "SECONDARY"}
