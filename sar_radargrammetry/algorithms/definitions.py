"""Parameters of the engine as Processing defines them; they are declared in `engine/parameters` and nowhere else."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from ..engine.parameters.declare import Parameter

Definition = QgsProcessingParameterDefinition
Source = QgsProcessing.SourceType

SMALLEST = 1e-9
"""Stands for the smallest number that is greater than zero."""
GEOMETRIES = {"point": Source.TypeVectorPoint, "polygon": Source.TypeVectorPolygon}


def definition(declared: Parameter) -> Definition:
    """A parameter of a job as a parameter of an algorithm, in English."""
    made = _destination(declared) if declared.output else _several(declared) if declared.many else _input(declared)
    made.setHelp(declared.help)
    if declared.advanced:
        made.setFlags(made.flags() | Definition.Flag.FlagAdvanced)
    return made


def _common(declared: Parameter) -> tuple[str, str]:
    return declared.name.upper(), declared.label


def _optional(declared: Parameter) -> bool:
    return declared.later or declared.default in (None, ())


def _input(declared: Parameter) -> Definition:
    common, optional = _common(declared), _optional(declared)
    default = None if declared.required else declared.default
    if declared.type is bool:
        return QgsProcessingParameterBoolean(*common, default)
    if declared.type in (int, float):
        numbers = QgsProcessingParameterNumber.Type
        kind = numbers.Integer if declared.type is int else numbers.Double
        low = SMALLEST if declared.above == 0.0 else declared.minimum
        limits = {"minValue": low, "maxValue": declared.maximum}
        limits = {name: value for name, value in limits.items() if value is not None}
        number = QgsProcessingParameterNumber(*common, kind, default, optional, **limits)
        if declared.type is float:
            number.setMetadata({"widget_wrapper": {"decimals": declared.decimals}})
        return number
    if declared.choices:
        return QgsProcessingParameterEnum(
            *common, options=list(declared.choices), defaultValue=default, optional=optional, usesStaticStrings=True
        )
    return _of_text(declared, common, default, optional)


def _of_text(declared: Parameter, common: tuple[str, str], default: Any, optional: bool) -> Definition:
    kind = declared.kind
    if kind.name == "raster":
        return QgsProcessingParameterRasterLayer(*common, optional=optional)
    if kind.name == "vector":
        types = [GEOMETRIES.get(kind.geometry, Source.TypeVector)]
        return QgsProcessingParameterFeatureSource(*common, types, optional=optional)
    if kind.name == "folder":
        folder = QgsProcessingParameterFile.Behavior.Folder
        return QgsProcessingParameterFile(*common, behavior=folder, optional=optional)
    if kind.name == "file":
        return QgsProcessingParameterFile(*common, fileFilter=kind.filter, optional=optional)
    if kind.name == "crs":
        return QgsProcessingParameterCrs(*common, optional=optional)
    if kind.name == "extent":
        return QgsProcessingParameterExtent(*common, optional=optional)
    return QgsProcessingParameterString(*common, default, optional=optional)


def _several(declared: Parameter) -> Definition:
    common, optional = _common(declared), _optional(declared)
    if declared.choices:
        return QgsProcessingParameterEnum(
            *common, options=list(declared.choices), allowMultiple=True, optional=optional, usesStaticStrings=True
        )
    kind = Source.TypeRaster if declared.kind.name == "raster" else Source.TypeFile
    made = QgsProcessingParameterMultipleLayers(*common, kind, optional=optional)
    if declared.count > 1:
        made.setMinimumNumberInputs(declared.count)
    return made


def _destination(declared: Parameter) -> Definition:
    common, kind = _common(declared), declared.kind
    made = {"optional": not declared.required, "createByDefault": declared.by_default}
    if kind.name == "folder":
        return QgsProcessingParameterFolderDestination(*common, **made)
    if kind.name == "raster":
        return QgsProcessingParameterRasterDestination(*common, **made)
    if kind.name == "vector":
        return QgsProcessingParameterVectorDestination(*common, GEOMETRIES[kind.geometry], **made)
    return QgsProcessingParameterFileDestination(*common, fileFilter=kind.filter, **made)
