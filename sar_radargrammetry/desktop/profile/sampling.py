"""Heights and errors along a line of the map."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)

FEWEST, MOST = 50, 2000
"""Places along a line."""
ELLIPSOID = "EPSG:7030"
"""WGS 84, on which distances are measured where the project has no ellipsoid."""
TO_SIGMA = 1.4826
"""Standard deviation by median absolute deviation, of normal errors."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Values along a line.

    Parameters
    ----------
    places : list of QgsPointXY
        In the project's CRS, evenly along each part of the line.
    distance : (n,) ndarray
        From the first place, on the ellipsoid [m].
    height, sigma, reference : (n,) ndarray
        Elevation, its standard deviation and the height of another layer [m]; NaN where a raster has no value.
    """

    places: list[QgsPointXY]
    distance: np.ndarray
    height: np.ndarray
    sigma: np.ndarray
    reference: np.ndarray

    @property
    def difference(self) -> np.ndarray:
        """Elevation minus reference (n,) [m]."""
        return self.height - self.reference

    def agreement(self) -> tuple[float, float, float] | None:
        """Median and robust spread (NMAD) of the differences [m], and the share of those within 1 sigma (NaN without
        errors); None where the two have no place in common."""
        known = np.isfinite(self.difference)
        if not known.any():
            return None
        values, sigma = self.difference[known], self.sigma[known]
        median = float(np.median(values))
        sure = np.isfinite(sigma)
        within = float((np.abs(values[sure]) <= sigma[sure]).mean()) if sure.any() else math.nan
        return median, TO_SIGMA * float(np.median(np.abs(values - median))), within


def profile_along(
    line: Sequence[QgsPointXY],
    elevation: QgsRasterLayer,
    error: QgsRasterLayer | None,
    reference: QgsRasterLayer | None,
    project: QgsProject,
) -> Profile:
    """Sample rasters along a line; each place has the value of its cell.

    Parameters
    ----------
    line : two or more QgsPointXY
        In the project's CRS.
    elevation, error, reference : QgsRasterLayer
        First bands [m].
    """
    on_raster = _transformed(line, elevation, project)
    cells = 0.0
    for first, second in itertools.pairwise(on_raster):
        if first is not None and second is not None:
            cells += math.hypot(
                (second.x() - first.x()) / elevation.rasterUnitsPerPixelX(),
                (second.y() - first.y()) / elevation.rasterUnitsPerPixelY(),
            )
    places = _along(line, int(np.clip(math.ceil(cells), FEWEST, MOST)))
    measure = QgsDistanceArea()
    measure.setSourceCrs(project.crs(), project.transformContext())
    measure.setEllipsoid(project.ellipsoid() if project.ellipsoid() not in ("", "NONE") else ELLIPSOID)
    metres = QgsCoordinateReferenceSystem("EPSG:4978").mapUnits()
    steps = [
        measure.convertLengthMeasurement(measure.measureLine(*ends), metres) for ends in itertools.pairwise(places)
    ]
    heights, sigmas, others = (_values(layer, places, project) for layer in (elevation, error, reference))
    return Profile(places, np.concatenate([[0.0], np.cumsum(steps)]), heights, sigmas, others)


def _along(line: Sequence[QgsPointXY], count: int) -> list[QgsPointXY]:
    """Places evenly along a line, about so many, with all of its points."""
    parts = [first.distance(second) for first, second in itertools.pairwise(line)]
    whole = sum(parts)
    places = [line[0]]
    for first, second, length in zip(line[:-1], line[1:], parts, strict=True):
        steps = max(1, math.ceil(count * length / whole)) if whole > 0 else 1
        for step in range(1, steps + 1):
            share = step / steps
            places.append(
                QgsPointXY(
                    first.x() + share * (second.x() - first.x()),
                    first.y() + share * (second.y() - first.y()),
                )
            )
    return places


def _transformed(places: Sequence[QgsPointXY], layer: QgsRasterLayer, project: QgsProject) -> list[QgsPointXY | None]:
    """Places in a layer's CRS; None where it has none."""
    transform = QgsCoordinateTransform(project.crs(), layer.crs(), project)
    found: list[QgsPointXY | None] = []
    for place in places:
        try:
            found.append(transform.transform(place))
        except QgsCsException:
            found.append(None)
    return found


def _values(layer: QgsRasterLayer | None, places: Sequence[QgsPointXY], project: QgsProject) -> np.ndarray:
    """Values (n,) of a layer's first band; NaN where it has none."""
    values = np.full(len(places), np.nan)
    if layer is None:
        return values
    provider = layer.dataProvider()
    for number, place in enumerate(_transformed(places, layer, project)):
        if place is not None:
            value, known = provider.sample(place, 1)
            values[number] = value if known else math.nan
    return values
