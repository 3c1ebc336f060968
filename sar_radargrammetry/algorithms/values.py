"""Values of Processing parameters as the engine takes them: paths, numbers, texts."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProviderRegistry,
)

from ..bridge.process import EngineFailed
from ..engine.parameters.declare import Parameter
from ..translation import tr

FILE_PROVIDERS = ("gdal", "ogr")


def engine_value(
    algorithm: QgsProcessingAlgorithm,
    definition: QgsProcessingParameterDefinition,
    parameters: dict,
    context: QgsProcessingContext,
) -> Any:
    """The value of one parameter as JSON can carry it; None when it is absent.

    Raises
    ------
    EngineFailed
        When a layer is not a file.
    """
    kind, name = definition.type(), definition.name()
    if kind in ("rasterDestination", "vectorDestination"):
        return absolute(algorithm.parameterAsOutputLayer(parameters, name, context))
    if kind in ("fileDestination", "folderDestination"):
        return absolute(algorithm.parameterAsFileOutput(parameters, name, context))
    if is_absent(parameters.get(name, definition.defaultValue())):
        return None
    if kind == "number":
        whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
        read = algorithm.parameterAsInt if whole else algorithm.parameterAsDouble
        return read(parameters, name, context)
    if kind == "boolean":
        return algorithm.parameterAsBool(parameters, name, context)
    if kind == "enum" and definition.allowMultiple():
        return algorithm.parameterAsEnumStrings(parameters, name, context) or None
    if kind == "multilayer" and definition.layerType() != QgsProcessing.SourceType.TypeFile:
        layers = algorithm.parameterAsLayerList(parameters, name, context)
        return [layer_source(layer) for layer in layers] or None
    if kind == "multilayer":
        files = filter(None, algorithm.parameterAsFileList(parameters, name, context))
        return [os.path.abspath(file) for file in files] or None
    if kind == "enum":
        return algorithm.parameterAsEnumString(parameters, name, context)
    if kind == "string":
        return algorithm.parameterAsString(parameters, name, context)
    if kind == "crs":
        crs = algorithm.parameterAsCrs(parameters, name, context)
        return crs.authid() or crs.toWkt() or None
    if kind == "extent":
        return extent_text(algorithm, name, parameters, context)
    if kind == "file":
        return absolute(algorithm.parameterAsFile(parameters, name, context))
    read = algorithm.parameterAsRasterLayer if kind == "raster" else algorithm.parameterAsVectorLayer
    return layer_file(algorithm.parameterAsString(parameters, name, context), lambda: read(parameters, name, context))


def given_value(algorithm: QgsProcessingAlgorithm, declared: Parameter, parameters: dict, context: Any) -> Any:
    """The value of one parameter as far as it can be told without opening anything, for `declare.check`.

    A layer or file counts by its path, or as given where it has none; what Processing will refuse anyway as None.
    """
    name = declared.name.upper()
    value, definition = parameters.get(name), algorithm.parameterDefinition(name)
    if is_absent(value):
        return None if declared.output or declared.required else declared.default
    if declared.output:
        return typed_path(value) or f"temporary{''.join(declared.kind.endings[:1])}"
    if definition.type() in ("number", "boolean", "enum", "string"):
        if definition.type() == "number" and isinstance(value, str):
            try:
                float(value)
            except ValueError:
                return None
        read = engine_value(algorithm, definition, parameters, context)
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


def is_absent(value: Any) -> bool:
    """Whether a value stands for "not given": None, a null QVariant or an empty text."""
    return value is None or value == "" or bool(getattr(value, "isNull", bool)())


def absolute(path: str) -> str | None:
    """`path` made independent of the working folder, which is another one in the engine's process."""
    return os.path.abspath(path) if path else None


def layer_file(text: str, find_layer: Any) -> str:
    """The file behind a layer parameter.

    Parameters
    ----------
    text : str
        The parameter as text: a path, or the name or id of a layer of the project.
    find_layer : callable
        Gives the layer of the parameter, or None.

    Raises
    ------
    EngineFailed
        When the layer is no file, such as a web map.
    """
    # A path first, without opening it: the engine reads products that GDAL does not.
    if os.path.exists(text):
        return os.path.abspath(text)
    layer = find_layer()
    if layer is None:
        return text
    return layer_source(layer)


def layer_source(layer: QgsMapLayer) -> str:
    """The file of a layer, without the options that follow it in the layer's source.

    Raises
    ------
    EngineFailed
        When the layer is no file.
    """
    if layer.providerType() not in FILE_PROVIDERS:
        message = tr("The layer {name} is not a file; export it as GeoTIFF and choose that one.")
        raise EngineFailed(message.format(name=layer.name()))
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = parts.get("path", "")
    # A raster inside a container keeps its whole name; a vector layer's file is enough.
    if layer.providerType() == "gdal" and parts.get("layerName"):
        return layer.source()
    return os.path.abspath(path) if os.path.exists(path) else layer.source()


def typed_path(value: Any) -> str:
    """The path behind a value, as far as it can be told without opening anything; empty otherwise."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    if isinstance(value, QgsMapLayer):
        value = value.source().partition("|")[0]
    if isinstance(value, str) and value and value != "TEMPORARY_OUTPUT":
        return value
    return ""
