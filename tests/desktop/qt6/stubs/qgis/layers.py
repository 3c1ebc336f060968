"""Layers and the project: rasters by GDAL, features in memory."""

from __future__ import annotations

import itertools

from osgeo import gdal

from qgis.anything import Anything
from qgis.places import QgsCoordinateReferenceSystem, QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import QObject, pyqtSignal

_numbers = itertools.count()


class Rest:
    """What a class of QGIS has beyond what is written here takes everything."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("_"):
            raise AttributeError(name)
        return Anything()


class QgsMapLayer(Rest, QObject):
    def __init__(self, source: str = "", name: str = "", provider: str = "") -> None:
        super().__init__()
        self._source, self._name, self._id = source, name, f"{name}_{next(_numbers)}"
        self._properties: dict = {}

    def id(self) -> str:
        return self._id

    def name(self) -> str:
        return self._name

    def setName(self, name: str) -> None:
        self._name = name

    def source(self) -> str:
        return self._source

    def isValid(self) -> bool:
        return True

    def customProperty(self, name: str, default=None):
        return self._properties.get(name, default)

    def setCustomProperty(self, name: str, value) -> None:
        self._properties[name] = value

    def triggerRepaint(self) -> None:
        pass


class _RasterProvider(Anything):
    def __init__(self, layer: QgsRasterLayer) -> None:
        super().__init__()
        self._layer = layer

    def sample(self, point: QgsPointXY, band: int) -> tuple[float, bool]:
        dataset, box = self._layer.dataset, self._layer.extent()
        step = dataset.GetGeoTransform()
        if not box.contains(point):
            return float("nan"), False
        column, row = int((point.x() - step[0]) / step[1]), int((point.y() - step[3]) / step[5])
        column, row = min(column, dataset.RasterXSize - 1), min(row, dataset.RasterYSize - 1)
        raster = dataset.GetRasterBand(band)
        value = float(raster.ReadAsArray(column, row, 1, 1)[0, 0])
        return value, value != raster.GetNoDataValue()


class QgsRasterLayer(QgsMapLayer):
    def __init__(self, source: str = "", name: str = "", provider: str = "gdal") -> None:
        super().__init__(source, name)
        self.dataset = gdal.Open(source) if source else None
        self._renderer = None

    def isValid(self) -> bool:
        return self.dataset is not None

    def providerType(self) -> str:
        return "gdal"

    def width(self) -> int:
        return self.dataset.RasterXSize

    def height(self) -> int:
        return self.dataset.RasterYSize

    def bandCount(self) -> int:
        return self.dataset.RasterCount

    def bandName(self, band: int) -> str:
        return f"Band {band}: {self.dataset.GetRasterBand(band).GetDescription()}"

    def crs(self) -> QgsCoordinateReferenceSystem:
        reference = self.dataset.GetSpatialRef()
        if reference is None:
            return QgsCoordinateReferenceSystem()
        code = reference.GetAuthorityCode(None)
        return QgsCoordinateReferenceSystem(f"EPSG:{code}" if code else reference.ExportToWkt())

    def extent(self) -> QgsRectangle:
        west, across, _, north, _, down = self.dataset.GetGeoTransform()
        return QgsRectangle(west, north + down * self.height(), west + across * self.width(), north)

    def rasterUnitsPerPixelX(self) -> float:
        return self.dataset.GetGeoTransform()[1]

    def rasterUnitsPerPixelY(self) -> float:
        return -self.dataset.GetGeoTransform()[5]

    def dataProvider(self) -> _RasterProvider:
        return _RasterProvider(self)

    def renderer(self):
        return self._renderer

    def setRenderer(self, renderer) -> None:
        self._renderer = renderer

    def setBlendMode(self, mode) -> None:
        from qgis.PyQt.QtGui import QPainter

        assert isinstance(mode, QPainter.CompositionMode)


class QgsFeature:
    def __init__(self, fields=None) -> None:
        self.values, self._geometry = {}, None

    def setGeometry(self, geometry) -> None:
        self._geometry = geometry

    def geometry(self):
        return self._geometry

    def setAttribute(self, name: str, value) -> None:
        self.values[name] = value

    def __getitem__(self, name: str):
        return self.values[name]


class QgsGeometry:
    def __init__(self, point: QgsPointXY) -> None:
        self._point = point

    @staticmethod
    def fromPointXY(point: QgsPointXY) -> QgsGeometry:
        return QgsGeometry(point)

    def asPoint(self) -> QgsPointXY:
        return self._point


class QgsVectorLayer(QgsMapLayer):
    def __init__(self, source: str = "", name: str = "", provider: str = "ogr") -> None:
        super().__init__(source, name)
        self.features: list[QgsFeature] = []

    def fields(self) -> None:
        return None

    def dataProvider(self) -> QgsVectorLayer:
        return self

    def addFeatures(self, features: list[QgsFeature]) -> None:
        self.features += features

    def updateExtents(self) -> None:
        pass

    def featureCount(self) -> int:
        return len(self.features)

    def getFeatures(self):
        return iter(self.features)

    def setRenderer(self, renderer) -> None:
        self.renderer = renderer

    def setLabeling(self, labeling) -> None:
        self.labeling = labeling

    def setLabelsEnabled(self, enabled: bool) -> None:
        pass


class _Node(Rest):
    """A layer in the tree, which has no groups here."""

    def __init__(self, layer: QgsMapLayer, root: _Tree) -> None:
        self._layer, self._root = layer, root

    def layer(self) -> QgsMapLayer:
        return self._layer

    def layerId(self) -> str:
        return self._layer.id()

    def parent(self) -> _Tree:
        return self._root


class _Tree(Rest):
    def __init__(self, project: QgsProject) -> None:
        self._project = project

    def customProperty(self, name: str, default=None):
        return default

    def findLayers(self) -> list[_Node]:
        return [_Node(layer, self) for layer in reversed(self._project.mapLayers().values())]

    def findLayer(self, name: str) -> _Node | None:
        layer = self._project.mapLayer(name)
        return None if layer is None else _Node(layer, self)


class QgsProject(Rest, QObject):
    layersAdded = pyqtSignal(object)
    layersRemoved = pyqtSignal(object)
    _instance = None

    def __init__(self) -> None:
        super().__init__()
        self._layers: dict[str, QgsMapLayer] = {}
        self._crs = QgsCoordinateReferenceSystem()
        self._root = _Tree(self)

    @classmethod
    def instance(cls) -> QgsProject:
        cls._instance = cls._instance or cls()
        return cls._instance

    def clear(self) -> None:
        self._layers.clear()

    removeAllMapLayers = clear

    def ellipsoid(self) -> str:
        return "NONE"

    def crs(self) -> QgsCoordinateReferenceSystem:
        return self._crs

    def setCrs(self, crs: QgsCoordinateReferenceSystem) -> None:
        self._crs = crs

    def addMapLayer(self, layer: QgsMapLayer, _: bool = True) -> None:
        self.addMapLayers([layer])

    def addMapLayers(self, layers: list[QgsMapLayer]) -> None:
        self._layers |= {layer.id(): layer for layer in layers}
        self.layersAdded.emit(layers)

    def mapLayers(self) -> dict[str, QgsMapLayer]:
        return dict(self._layers)

    def mapLayer(self, name: str) -> QgsMapLayer | None:
        return self._layers.get(name)

    def mapLayersByName(self, name: str) -> list[QgsMapLayer]:
        return [layer for layer in self._layers.values() if layer.name() == name]

    def layerTreeRoot(self) -> _Tree:
        return self._root
