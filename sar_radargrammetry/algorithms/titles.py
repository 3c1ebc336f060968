"""What files are called in the names of layer groups."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingUtils

from .values import typed_path


def is_temporary(path: str) -> bool:
    """Whether a file is one of Processing's temporary outputs."""
    return Path(QgsProcessingUtils.tempFolder()) in Path(path).parents


def title(path: str, known: Mapping[str, str]) -> str:
    """A file's name without ending; of a temporary one, whose name is that of a parameter, the one that is `known`."""
    stem = Path(path).stem
    return (known.get(path) or stem.replace("_", " ").capitalize()) if is_temporary(path) else stem


def titles_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, given: Mapping[str, Any], context: QgsProcessingContext
) -> dict[str, str]:
    """Names of the layers of inputs, and of the outputs, by their files.

    Parameters
    ----------
    algorithm : QgsProcessingAlgorithm
    parameters : dict
        Of Processing.
    given : mapping
        Of the engine, in lower case.
    context : QgsProcessingContext
    """
    titles = {}
    for definition in algorithm.parameterDefinitions():
        path, typed = given.get(definition.name().lower()), typed_path(parameters.get(definition.name()))
        if definition.isDestination():
            titles[str(path)] = definition.description()
        elif typed and definition.type() in ("raster", "source"):
            layer = QgsProcessingUtils.mapLayerFromString(typed, context, False)
            titles[str(path)] = "" if layer is None else layer.name()
    return titles


def pair_name(reference: str, secondary: str, matcher: str = "") -> str:
    """What the layer group of a pair's results is called: "a + b (compact)"."""
    return f"{reference} + {secondary}" + (f" ({matcher})" if matcher else "")
