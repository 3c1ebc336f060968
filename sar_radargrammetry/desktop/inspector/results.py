"""From a place on the map to the result that is drawn there, its matches, and the places with its largest errors."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)

from ...engine.parameters.declare import parameters_of
from ...engine.parameters.elevation import StereoDsm
from ...engine.record import record_of
from ...styles.companions import kind_of
from ...styles.groups import layer_file
from ...translation import tr
from ..height_tool import covers, of_kind, value_at

if TYPE_CHECKING:
    from ...engine.inspection.cell import CellError
    from ...engine.inspection.opening import Opened
    from ...engine.inspection.places import Pixel

KINDS = ("elevation", "hillshade", "error", "mask", "certainty", "outlier")
DEGREES = "EPSG:4326"


def result_at(point: QgsPointXY, layers: Sequence[QgsMapLayer], project: QgsProject) -> QgsRasterLayer | None:
    """The topmost layer of a result at a place in the project's CRS; None where there is none."""
    return next((layer for layer in layers if kind_of(layer) in KINDS and covers(layer, point, project)), None)


def height_at(layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject) -> tuple[float | None, bool]:
    """Height [m] of the elevation that a layer is or belongs to, and whether it counts from the ellipsoid."""
    elevations = of_kind(layer, "elevation", project)
    if not elevations:
        return None, False
    dataset = gdal.Open(layer_file(elevations[0]))
    datum = None if dataset is None else dataset.GetMetadataItem("VERTICAL_DATUM")
    return value_at(elevations[0], point, project), "ellipsoid" in (datum or "")


def error_at(
    opened: Opened, pixel: Pixel, layer: QgsRasterLayer, point: QgsPointXY, project: QgsProject
) -> CellError | str:
    """The error of the result that `layer` belongs to, at a place; or why its parts are not known, in words. Empty
    where there is no raster of errors, or none here."""
    from ...engine.inspection.cell import cell_error

    errors, elevations = (of_kind(layer, kind, project) for kind in ("error", "elevation"))
    if not errors or value_at(errors[0], point, project) is None:
        return ""
    if not elevations:
        return tr("its parts are unknown without the elevation; add it to the project")
    place = _transformed(point, project.crs(), errors[0].crs(), project)
    found = cell_error(opened, pixel, layer_file(elevations[0]), layer_file(errors[0]), place.x(), place.y())
    return found or tr("its parts are unknown: no match contributes to this cell, which was filled or merged")


def error_layer(
    layer: QgsRasterLayer | None, layers: Sequence[QgsMapLayer], project: QgsProject
) -> QgsRasterLayer | None:
    """The errors of the result that `layer` belongs to, or of the topmost one on the map; None without any."""
    candidates = [layer] if layer is not None else [drawn for drawn in layers if kind_of(drawn) in KINDS]
    return next((error for one in candidates for error in of_kind(one, "error", project)), None)


def parameters_of_run(raster: str) -> dict[str, Any]:
    """What the dialog of `stereodsm` was given for a result, without its outputs; empty where another job made it."""
    path = Path(raster).absolute()
    source = gdal.Open(str(path))
    try:
        record = (source and record_of(source)) or {}
        if record["job"] != "stereodsm":
            return {}
        given = record["parameters"]
        inputs = {name: str((path.parent / one["path"]).resolve()) for name, one in record["inputs"].items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}
    declared = parameters_of(StereoDsm)
    values = {name: inputs.get(name, given.get(name)) for name, one in declared.items() if not one.output}
    return {name.upper(): value for name, value in values.items() if value not in (None, [])}


class Matches:
    """The correspondence rasters behind results; each is opened once, as long as it does not change."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def choose(self, raster: str, correspondence: str) -> None:
        """Remember where the matches of a result are."""
        self._chosen[str(Path(raster).parent)] = correspondence

    def of(self, raster: str) -> Opened:
        """The matches of a result.

        Raises
        ------
        EngineError
            They are not found, or cannot be read.
        """
        from ...engine.inspection.opening import matches_of

        path = self._chosen.get(str(Path(raster).parent)) or str(matches_of(raster))
        return _opened(path, os.stat(path).st_mtime_ns if os.path.exists(path) else 0)


@functools.lru_cache(maxsize=4)
def _opened(path: str, changed: int) -> Opened:
    from ...engine.inspection.opening import open_matches

    return open_matches(path)


def in_degrees(point: QgsPointXY, project: QgsProject) -> QgsPointXY | None:
    """Longitude and latitude of a place in the project's CRS; None where that has none."""
    return _transformed(point, project.crs(), QgsCoordinateReferenceSystem(DEGREES), project)


def from_degrees(longitude: float, latitude: float, project: QgsProject) -> QgsPointXY | None:
    """The place in the project's CRS of a longitude and latitude."""
    point = QgsPointXY(longitude, latitude)
    return _transformed(point, QgsCoordinateReferenceSystem(DEGREES), project.crs(), project)


def on_map(x: float, y: float, layer: QgsMapLayer, project: QgsProject) -> QgsPointXY | None:
    """The place in the project's CRS of coordinates of a layer."""
    return _transformed(QgsPointXY(x, y), layer.crs(), project.crs(), project)


def _transformed(
    point: QgsPointXY, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem, project: QgsProject
) -> QgsPointXY | None:
    try:
        return QgsCoordinateTransform(source, target, project).transform(point)
    except QgsCsException:
        return None
