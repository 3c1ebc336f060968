"""What all algorithms share: their parameters become an engine job, the job's outputs become their results."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QIcon

from ..bridge.engine import in_terminal, run_job
from ..bridge.kept_work import kept_work
from ..bridge.location import PLUGIN_FOLDER, engine_location
from ..bridge.process import EngineCancelled, EngineFailed
from ..bridge.settings import engine_settings
from ..engine.errors import EngineError
from ..engine.message import in_language
from ..engine.parameters import ALL
from ..engine.parameters.declare import Parameter, check, parameters_of
from ..styles.groups import ResultGroup
from ..styles.metadata import About
from ..styles.outputs import style_outputs
from ..translation import told, tr
from .batch_results import accept_reports_of_batches
from .definitions import definition as definition_of
from .help_pages import algorithm_help_url, first_steps_page
from .layers import Handover, handover
from .titles import is_temporary, title, titles_of
from .values import as_list, engine_value, given_value, is_no_layer, output_value, typed_path

RESOURCES = PLUGIN_FOLDER / "resources"
ICON = RESOURCES / "icon.svg"
HELP = RESOURCES / "help"

# The toolbox sorts by these words: the numbers are the order of the work.
GROUPS = {
    "setup": "0 Set-up",
    "images": "1 Images",
    "pair": "2 Pair",
    "onestep": "3 Elevation in one step",
    "steps": "4 Elevation step by step",
    "quality": "5 Quality",
    "simulation": "6 Simulation",
    "training": "7 Training",
}


ELEVATION_STYLES = {
    "ELEVATION": "elevation",
    "ERROR": "error",
    "MASK": "mask",
    "CERTAINTY": "certainty",
    "OUTLIER": "outlier",
    "SLANT": "slant",
}
"""Of the outputs that measuring elevation has; see `EngineAlgorithm.STYLES`."""


class EngineAlgorithm(QgsProcessingAlgorithm):
    """An algorithm whose work is one engine job of the same name.

    Its parameters are those that `engine/parameters` declares of the job. A subclass has the name of the class of these
    parameters, gives the constants below, and adds its number outputs in `initAlgorithm`. A parameter ``PATCH_SIZE`` is
    the job's ``patch_size``, an output ``MEDIAN_SIGMA`` the job's ``median_sigma``.
    """

    JOB: str  # the name of the class in lower case
    TITLE: str
    BRIEF: str  # one sentence, the tool tip in the toolbox
    GROUP: str
    SUMMARY: str
    STEP = 0  # its number in a group that lists steps in their order; the toolbox sorts by name
    TAGS: tuple[str, ...] = ()
    STYLES: dict[str, str] = {}  # noqa: RUF012 - never changed; output -> name of its style
    FIGURE = ""  # file in resources/help, at most 220 pixels wide: what the help beside the parameters has
    PAGE = "guide.md"  # in docs
    LAYER_GROUP = ""  # name of the results' layer group; {} is the name of the input NAMED_AFTER
    NAMED_AFTER = ""
    BESIDE = ""  # name of an input; where its layer is a result, the results join its group

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.JOB = cls.__name__.lower()

    def name(self) -> str:
        return self.JOB

    def displayName(self) -> str:
        return f"{self.STEP} {tr(self.TITLE)}" if self.STEP else tr(self.TITLE)

    def shortDescription(self) -> str:
        return tr(self.BRIEF)

    def group(self) -> str:
        return tr(GROUPS[self.GROUP])

    def groupId(self) -> str:
        return self.GROUP

    def tags(self) -> list[str]:
        # Who works in another language may still search for the English name.
        tags = ["sar", "radar", "radargrammetry", "stereo", *self.TAGS]
        return tags if tr(self.TITLE) == self.TITLE else [*tags, *self.TITLE.lower().split()]

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        own = RESOURCES / "icons" / f"{self.JOB}.svg"
        return str(own if own.is_file() else ICON)

    def helpUrl(self) -> str:
        return algorithm_help_url(self, "\n".join(self._introduction()), self.PAGE)

    def _introduction(self) -> list[str]:
        """Paragraphs about what it does, with its figure."""
        parts = [f"<p>{text}</p>" for text in paragraphs(self.SUMMARY)]
        if self.FIGURE:
            figure = QUrl.fromLocalFile(str(HELP / self.FIGURE)).toString()
            parts.insert(1, f'<p><img src="{figure}"/></p>')
        return parts

    def shortHelpString(self) -> str:
        parts = self._introduction()
        parts += described(self.parameterDefinitions())
        first_steps = QUrl.fromLocalFile(str(first_steps_page())).toString()
        parts.append(f'<p><a href="{first_steps}">{tr("First steps with SAR Radargrammetry")}</a></p>')
        return "\n".join(parts)

    def createInstance(self) -> EngineAlgorithm:
        # A run begins. A batch checks nothing here before it: its reports have the name of the algorithm.
        if not self._subjects():
            self._name_reports("")
        self._subjects().clear()
        accept_reports_of_batches()
        if "processing.gui.BatchPanel" in sys.modules:  # widgets, which qgis_process does without
            from .proposals import propose_in_batches

            propose_in_batches()
        return type(self)()

    def declared(self) -> Mapping[str, Parameter]:
        """What is declared of the parameters, by their names in lower case."""
        return parameters_of(ALL[self.JOB])

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        for declared in self.declared().values():
            self.addParameter(definition_of(declared))

    def addParameter(self, definition: QgsProcessingParameterDefinition, createOutput: bool = True) -> bool:
        # In the language of QGIS, before Processing makes the output of a destination with the same words.
        definition.setDescription(tr(definition.description()))
        definition.setHelp(tr(definition.help()))
        return super().addParameter(definition, createOutput)

    def addOutput(self, definition: QgsProcessingOutputDefinition) -> bool:
        definition.setDescription(tr(definition.description()))
        return super().addOutput(definition)

    def createCustomParametersWidget(self, parent: Any = None) -> Any:
        from .proposals import proposing_dialog  # widgets, which qgis_process does without

        return proposing_dialog(self)

    def canExecute(self) -> tuple[bool, str]:
        problem = told(engine_location().problem())
        return not problem, problem

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        # Ours first: the message of Processing on a number out of its limits is only that it is wrong.
        problem = self.problem(parameters, context)
        if problem:
            return False, problem
        accepted, reason = super().checkParameterValues(self._with_stand_ins(parameters, context), context)
        if not accepted:
            return False, reason
        problem = self._same_file_problem(parameters)
        if not problem:
            self._subjects().add(self._subject(parameters, context))
            self._name_reports(min(self._subjects()) if len(self._subjects()) == 1 else "")
        return not problem, problem

    def _subjects(self) -> set[str]:
        """What the checks since the last run were about."""
        return vars(self).setdefault("_checked", set())

    def _name_reports(self, subject: str) -> None:
        """Have the Results Viewer, which shows the words of an output, name the algorithm and its inputs.

        It takes them from the algorithm whose values a dialog has checked. Where several rows are checked before the
        first run, what differs between them is left out.
        """
        for output in self.outputDefinitions():
            if output.type() == "outputHtml":
                report = vars(self).setdefault("_reports", {}).setdefault(output.name(), output.description())
                output.setDescription(f"{report}: {tr(self.TITLE)}" + (f", {subject}" if subject else ""))

    def _subject(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Names of the required inputs, two at the most."""
        names = []
        for definition in self.parameterDefinitions():
            optional = definition.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
            path = typed_path(parameters.get(definition.name()))
            if path and not optional and definition.type() in ("raster", "source", "file"):
                layer = QgsProcessingUtils.mapLayerFromString(path, context, False)
                names.append(layer.name() if layer is not None else Path(path).stem)
        return " + ".join(names[:2])

    def problem(self, parameters: dict, context: QgsProcessingContext) -> str:
        """The engine's error on the values, as far as it needs no files; empty if there is none."""
        declared = self.declared()
        try:
            check(ALL[self.JOB], {name: given_value(self, one, parameters, context) for name, one in declared.items()})
        except EngineError as error:
            message = error.as_json()
            name = message["fields"].get("name")
            if name in declared:
                message["fields"]["name"] = tr(declared[name].label)
            return in_language(message, tr)
        return ""

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        try:
            written = {
                definition.name(): output_value(self, definition, parameters, context)
                for definition in self.parameterDefinitions()
                if definition.isDestination()
            }
            with handover(self.lasting_files(written)) as layers:
                given = {}
                for definition in self.parameterDefinitions():
                    name = definition.name()
                    known = name in written
                    value = written[name] if known else engine_value(self, definition, parameters, context, layers)
                    if value is not None:
                        given[name.lower()] = value
                self._refuse_originals(given, layers)
                originals = {name: layers.original(value) for name, value in given.items()}
                with self._work(originals, written) as work:
                    outputs = run_job(self.JOB, given, feedback, work=work)
                given = originals
        except EngineCancelled as cancelled:
            return self.cancelled(cancelled)
        except EngineFailed as error:
            raise QgsProcessingException(str(error)) from error
        results = self._results(given, outputs)
        self._titles = titles_of(self, parameters, given, context)
        style_outputs(
            {results[name]: style for name, style in self.STYLES.items() if name in results},
            context,
            feedback,
            self.layer_group(given),
            {results[name]: self._about(name) for name in self.STYLES if name in results},
        )
        return results

    def _work(
        self, given: Mapping[str, Any], written: Mapping[str, str | None]
    ) -> contextlib.AbstractContextManager[Path | None]:
        """Where a run with temporary outputs keeps its unfinished work: their names are others each time."""
        if engine_settings().keep or not any(path and is_temporary(path) for path in written.values()):
            return contextlib.nullcontext()
        inputs = {name: value for name, value in given.items() if name.upper() not in written}
        return kept_work(self.JOB, inputs)

    def _about(self, name: str) -> About:
        definition = self.parameterDefinition(name)
        return About(definition.description(), definition.help())

    def cancelled(self, reason: Exception) -> dict[str, Any]:
        """The results of a cancelled run: none in a desktop, where it is no failure; a script must not go on."""
        if in_terminal():
            raise QgsProcessingException(str(reason)) from reason
        return {}

    def lasting_files(self, written: Mapping[str, str | None]) -> dict[str, Path]:
        """Inputs whose file must outlive the run, where one has to be written: its path without ending.

        Parameters
        ----------
        written : mapping
            The outputs by their names.
        """
        return {}

    def layer_group(self, given: dict[str, Any]) -> ResultGroup | None:
        """The layer group of the results of a run with the engine's parameters `given`; None for none."""
        if not self.LAYER_GROUP:
            return None
        return ResultGroup(tr(self.LAYER_GROUP).format(self.group_name(given)), str(given.get(self.BESIDE.lower(), "")))

    def group_name(self, given: dict[str, Any]) -> str:
        """What the layer group is named after."""
        return self.title_of(given.get(self.NAMED_AFTER.lower(), ""))

    def title_of(self, path: Any) -> str:
        """What a file is called in the name of a layer group."""
        return title(str(path), vars(self).get("_titles", {}))

    def _results(self, given: dict, outputs: dict) -> dict[str, Any]:
        """The declared outputs that there are; files by the path that Processing gave, so that it finds them again."""
        results = {}
        for definition in self.outputDefinitions():
            key = definition.name().lower()
            # A number may have the name of the parameter that replaces its estimate.
            declared = self.parameterDefinition(definition.name())
            value = given.get(key) if declared is not None and declared.isDestination() else outputs.get(key)
            if value is not None:
                results[definition.name()] = value
        return results

    def _with_stand_ins(self, parameters: dict, context: QgsProcessingContext) -> dict:
        """`parameters` with an empty layer for every product that exists but that GDAL may not open.

        In lists also for what does not exist, of which Processing would not say which it is.

        Processing refuses a raster parameter that is no layer; the engine reads more products than GDAL does and says
        more clearly what is wrong with the rest.
        """
        stand_ins = {}
        for definition in self.parameterDefinitions():
            path = typed_path(parameters.get(definition.name()))
            stand_in = {"raster": QgsRasterLayer, "source": QgsVectorLayer}.get(definition.type())
            if stand_in and path and Path(path).exists():
                stand_ins[definition.name()] = stand_in()
            elif definition.type() == "multilayer" and definition.name() in parameters:
                given = as_list(parameters[definition.name()])
                lost = [isinstance(one, str) and bool(one) and is_no_layer(one, context) for one in given]
                stand_ins[definition.name()] = [
                    QgsRasterLayer() if is_lost else one for is_lost, one in zip(lost, given, strict=True)
                ]
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
                message = tr("{first} and {second} are the same file {path}; choose two different ones.")
                other = self.parameterDefinition(seen[key])
                return message.format(first=definition.description(), second=other.description(), path=path)
            seen.setdefault(key, definition.name())
        return ""

    def _refuse_originals(self, given: dict[str, Any], layers: Handover) -> None:
        """The engine has copies of some inputs: refuse an output that would replace what was copied.

        Raises
        ------
        EngineFailed
        """
        copied = {os.path.realpath(path) for path in layers.originals.values() if os.path.isabs(path)}
        for definition in self.parameterDefinitions():
            path = given.get(definition.name().lower())
            if definition.isDestination() and path and os.path.realpath(path) in copied:
                message = tr("The output {path} is also an input; choose another name.")
                raise EngineFailed(message.format(path=path))


def described(parameters: Sequence[QgsProcessingParameterDefinition]) -> list[str]:
    """Titles and explanations for the help beside the parameters.

    Bold by its weight: the colour that QGIS gives `<b>` there is that of dark text, also in dark themes.
    """
    return [f'<p><span style="font-weight: bold">{one.description()}</span><br/>{one.help()}</p>' for one in parameters]


def paragraphs(text: str) -> list[str]:
    """Paragraphs of an explanation, translated: line breaks of the source are none of the text, but QGIS shows them."""
    return [tr(" ".join(part.split())) for part in text.strip().split("\n\n")]


def key_is_pair(first: str, second: str) -> bool:
    """Whether two inputs are the two images of a pair, which must differ."""
    return {first, second} == {"REFERENCE", "SECONDARY"}
