"""Values of Processing parameters as the engine takes them: paths, numbers, texts."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ..engine.parameters.declare import Parameter
from .layers import Handover, crs_text


def engine_value(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
    layers: Handover,
) -> Any:
    """The value of one parameter as JSON can carry it; None when it is absent.

    Parameters
    ----------
    algorithm, definition, parameters, context
        As Processing has them.
    layers : Handover
        Gives the files of layers.

    Raises
    ------
    EngineFailed
        When a layer is not a file and cannot become one.
    """
    kind, name = definition.type(), definition.name()
    if definition.isDestination():
        return output_value(algorithm, definition, parameters, context)
    if is_absent(parameters.get(name, definition.defaultValue())):
        return None
    if kind == "multilayer" and definition.layerType() != QgsProcessing.SourceType.TypeFile:
        given = as_list(parameters[name])
        if all(isinstance(one, (str, QgsMapLayer)) for one in given):
            return [raster_value(algorithm, name, {name: one}, context, layers) for one in given]
        chosen = algorithm.parameterAsLayerList(parameters, name, context)
        return [layers.raster(layer, name, _is_on_map(algorithm, name)) for layer in chosen] or None
    if kind == "raster":
        return raster_value(algorithm, name, parameters, context, layers)
    if kind == "source":
        return vector_value(algorithm, name, parameters, context, layers)
    return plain_value(algorithm, definition, parameters, context)


def output_value(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
) -> str | None:
    """The absolute path of an output, to be read once a run; None for one that is not wanted."""
    if definition.name() in parameters and is_empty_cell(parameters[definition.name()]):
        return None  # Processing would load it as a layer without a name
    is_layer = definition.type() in ("rasterDestination", "vectorDestination")
    read = algorithm.parameterAsOutputLayer if is_layer else algorithm.parameterAsFileOutput
    return absolute(read(parameters, definition.name(), context))


def plain_value(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
) -> Any:
    """The value of a parameter that is given and stands for no layer and no output."""
    kind, name = definition.type(), definition.name()
    if kind == "number":
        whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
        read = algorithm.parameterAsInt if whole else algorithm.parameterAsDouble
        return read(parameters, name, context)
    if kind == "boolean":
        return algorithm.parameterAsBool(parameters, name, context)
    if kind == "enum" and definition.allowMultiple():
        return algorithm.parameterAsEnumStrings(parameters, name, context) or None
    if kind == "enum":
        return algorithm.parameterAsEnumString(parameters, name, context)
    if kind == "multilayer":
        files = filter(None, algorithm.parameterAsFileList(parameters, name, context))
        return [os.path.abspath(file) for file in files] or None
    if kind == "crs":
        crs = algorithm.parameterAsCrs(parameters, name, context)
        return crs_text(crs) if crs.isValid() else None
    if kind == "extent":
        return extent_text(algorithm, name, parameters, context)
    if kind == "file":
        return absolute(algorithm.parameterAsFile(parameters, name, context))
    return algorithm.parameterAsString(parameters, name, context)


def raster_value(
    algorithm: QgsProcessingAlgorithm, name: str, parameters: dict, context: QgsProcessingContext, layers: Handover
) -> str:
    """The name by which GDAL opens a raster parameter, or the text that the user gave."""
    text = algorithm.parameterAsString(parameters, name, context)
    layer = _known_layer(parameters.get(name), text, context)
    # A path without opening it: the engine reads products that GDAL does not.
    if layer is None and os.path.exists(text):
        return os.path.abspath(text)
    layer = layer or algorithm.parameterAsRasterLayer(parameters, name, context)
    return text if layer is None else layers.raster(layer, name, _is_on_map(algorithm, name))


def vector_value(
    algorithm: QgsProcessingAlgorithm, name: str, parameters: dict, context: QgsProcessingContext, layers: Handover
) -> str:
    """The file of a parameter of features, or the text that the user gave."""
    value, partial = parameters.get(name), False
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        # The filter came with QGIS 3.32.
        partial = value.selectedFeaturesOnly or value.featureLimit >= 0 or getattr(value, "filterExpression", "")
        value = value.source.staticValue()
    text = value if isinstance(value, str) else algorithm.parameterAsString({name: value}, name, context)
    layer = _known_layer(value, text, context)
    if layer is None and not partial and os.path.exists(text):
        return os.path.abspath(text)
    layer = layer or QgsProcessingUtils.mapLayerFromString(text, context)
    if not isinstance(layer, QgsVectorLayer):
        return text
    return layers.vector(layer, name, algorithm.parameterAsSource(parameters, name, context) if partial else None)


def _is_on_map(algorithm: QgsProcessingAlgorithm, name: str) -> bool:
    return algorithm.declared()[name.lower()].kind.on_map


def _known_layer(value: Any, text: str, context: QgsProcessingContext) -> QgsMapLayer | None:
    """The layer of a value, or that of the project with this id, name or source: as it shows its file there."""
    if isinstance(value, QgsMapLayer):
        return value
    return QgsProcessingUtils.mapLayerFromString(text, context, False) if text else None


def given_value(algorithm: QgsProcessingAlgorithm, declared: Parameter, parameters: dict, context: Any) -> Any:
    """The value of one parameter as far as it is known without opening anything, for `declare.check`.

    A layer or file counts by its path, or as given where it has none; what Processing will refuse anyway as None.
    """
    name = declared.name.upper()
    value, definition = parameters.get(name), algorithm.parameterDefinition(name)
    if is_absent(value) or is_empty_cell(value):
        return None if declared.output or declared.required else declared.default
    if declared.output:
        return typed_path(value) or f"temporary{''.join(declared.kind.endings[:1])}"
    if definition.type() in ("number", "boolean", "enum", "string"):
        if definition.type() == "number" and isinstance(value, str):
            try:
                float(value)
            except ValueError:
                return None
        read = plain_value(algorithm, definition, parameters, context)
        return tuple(read or ()) if declared.many else read
    if declared.many:
        return tuple(value) if isinstance(value, (list, tuple)) else (value,) * declared.count
    return value


def extent_text(algorithm: QgsProcessingAlgorithm, name: str, parameters: dict, context: QgsProcessingContext) -> str:
    """An extent as "xmin,xmax,ymin,ymax [EPSG:code]", in its own CRS as long as that has a code."""
    crs = algorithm.parameterAsExtentCrs(parameters, name, context)
    if not crs.isValid() or not crs.authid():
        crs = QgsCoordinateReferenceSystem("EPSG:4326")
    box = algorithm.parameterAsExtent(parameters, name, context, crs)
    edges = (box.xMinimum(), box.xMaximum(), box.yMinimum(), box.yMaximum())
    return f"{','.join(map(repr, edges))} [{crs.authid()}]"


def is_no_layer(text: str, context: QgsProcessingContext) -> bool:
    """Whether a text is a file, which GDAL may not open, or nothing that QGIS opens as a layer."""
    return os.path.exists(text) or QgsProcessingUtils.mapLayerFromString(text, context) is None


def as_list(value: Any) -> list:
    """The values of a parameter that takes several."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def is_absent(value: Any) -> bool:
    """Whether a value stands for "not given": None, a null QVariant or an empty text."""
    return value is None or value == "" or bool(getattr(value, "isNull", bool)())


def is_empty_cell(value: Any) -> bool:
    """Whether a value is the output layer of an empty cell of a batch."""
    return (
        isinstance(value, QgsProcessingOutputLayerDefinition)
        and value.sink.valueAsString(QgsExpressionContext())[0] == ""
    )


def absolute(path: str) -> str | None:
    """`path` made independent of the working folder, which is another one in the engine's process."""
    return os.path.abspath(path) if path else None


def typed_path(value: Any) -> str:
    """The path behind a value, as far as it is known without opening anything; empty otherwise."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.staticValue()
    if isinstance(value, QgsMapLayer):
        value = value.source().partition("|")[0]
    if isinstance(value, str) and value and value != "TEMPORARY_OUTPUT":
        return value
    return ""
