"""Points, boxes and coordinate systems, by GDAL."""

from __future__ import annotations

from dataclasses import dataclass

from osgeo import osr

from qgis.anything import Anything

osr.UseExceptions()


class QgsCsException(Exception):
    """A place has no coordinates in another system."""


class QgsPointXY:
    def __init__(self, x: float = 0.0, y: float = 0.0) -> None:
        self._place = float(x), float(y)

    def x(self) -> float:
        return self._place[0]

    def y(self) -> float:
        return self._place[1]

    def distance(self, other: QgsPointXY) -> float:
        return ((self.x() - other.x()) ** 2 + (self.y() - other.y()) ** 2) ** 0.5

    def toString(self, precision: int) -> str:
        return f"{self.x():.{precision}f},{self.y():.{precision}f}"


@dataclass
class QgsRectangle:
    west: float = 0.0
    south: float = 0.0
    east: float = 0.0
    north: float = 0.0

    def xMinimum(self) -> float:
        return self.west

    def xMaximum(self) -> float:
        return self.east

    def yMinimum(self) -> float:
        return self.south

    def yMaximum(self) -> float:
        return self.north

    def contains(self, point: QgsPointXY) -> bool:
        return self.west <= point.x() <= self.east and self.south <= point.y() <= self.north

    def intersects(self, other: QgsRectangle) -> bool:
        apart = self.east < other.west or other.east < self.west or self.north < other.south or other.north < self.south
        return not apart

    def center(self) -> QgsPointXY:
        return QgsPointXY(0.5 * (self.west + self.east), 0.5 * (self.south + self.north))


class QgsCoordinateReferenceSystem(Anything):
    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text

    def isValid(self) -> bool:
        return bool(self.text)

    def authid(self) -> str:
        return self.text if self.text.startswith("EPSG:") else ""

    def __eq__(self, other) -> bool:
        return self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def reference(self) -> osr.SpatialReference:
        made = osr.SpatialReference()
        made.SetFromUserInput(self.text)
        made.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        return made


class QgsDistanceArea(Anything):
    """Distances in the plane."""

    def measureLine(self, first: QgsPointXY, second: QgsPointXY) -> float:
        return first.distance(second)

    def convertLengthMeasurement(self, length: float, unit) -> float:
        return length


class QgsCoordinateTransform:
    def __init__(self, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem, _=None) -> None:
        self._same = source == target or not (source.isValid() and target.isValid())
        if not self._same:
            self._transform = osr.CoordinateTransformation(source.reference(), target.reference())

    def transform(self, point: QgsPointXY) -> QgsPointXY:
        if self._same:
            return point
        try:
            return QgsPointXY(*self._transform.TransformPoint(point.x(), point.y())[:2])
        except RuntimeError as error:
            raise QgsCsException(str(error)) from error
