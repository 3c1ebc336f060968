"""Layers as QGIS shows them, as files for the engine: filters, unsaved edits, coordinate systems that QGIS alone has.

A file is given as it is where it contains what its layer shows. Otherwise a temporary file does.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsMapLayer,
    QgsProcessingFeatureSource,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterFileWriter,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QMetaType, Qt, QTime

from ..bridge.process import EngineFailed
from ..translation import tr

TYPES = {
    QMetaType.Type.Bool: ogr.OFTInteger,
    QMetaType.Type.Int: ogr.OFTInteger,
    QMetaType.Type.UInt: ogr.OFTInteger64,
    QMetaType.Type.LongLong: ogr.OFTInteger64,
    QMetaType.Type.Double: ogr.OFTReal,
    QMetaType.Type.QDate: ogr.OFTDate,
    QMetaType.Type.QDateTime: ogr.OFTDateTime,
    QMetaType.Type.QTime: ogr.OFTTime,
}
"""Types of fields as GDAL has them; others become texts."""
FOLDER_ITEM = "SAR_RADARGRAMMETRY_FOLDER"
"""Metadata of a copied table: the folder from which its relative paths count (`engine/patches/package.py`)."""


@dataclass(frozen=True)
class Handover:
    """The layers of one run on their way to the engine.

    Parameters
    ----------
    folder : Path
        Takes temporary files; it exists.
    lasting : mapping
        By the names of parameters: where a raster is written, without its ending, that must outlive the run.
    originals : dict
        Of every temporary file: the file of its layer, or the layer's name where it has none.
    """

    folder: Path
    lasting: Mapping[str, Path] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)

    def raster(self, layer: QgsMapLayer, name: str, on_map: bool) -> str:
        """The name by which GDAL opens what a raster layer shows.

        Parameters
        ----------
        layer : QgsMapLayer
        name : str
            Of the parameter.
        on_map : bool
            Whether its CRS counts.

        Raises
        ------
        EngineFailed
            A raster of a service, or one that cannot be written.
        """
        if layer.providerType() == "virtualraster":
            return self._made(layer, name, ".tif", _calculated)
        if layer.providerType() != "gdal":
            message = tr("The layer {name} is not a file; export it as GeoTIFF and choose that one.")
            raise EngineFailed(message.format(name=layer.name()))
        source, options = gdal_name(layer)
        if on_map and (options or _has_other_crs(layer)):
            return self._made(layer, name, ".vrt", _as_virtual)
        return source

    def vector(self, layer: QgsVectorLayer, name: str, source: QgsProcessingFeatureSource | None) -> str:
        """The file of what a vector layer shows.

        Parameters
        ----------
        layer : QgsVectorLayer
        name : str
            Of the parameter.
        source : QgsProcessingFeatureSource or None
            The features that the user chose of it; None where they are all.

        Raises
        ------
        EngineFailed
            The layer cannot be read or copied.
        """
        whole = _whole_file(layer)
        if whole and source is None:
            return whole
        return self._made(layer, name, ".gpkg", lambda _, path: _copy(layer, source or layer, path))

    def original(self, value: object) -> object:
        """What the user chose, where `value` is a temporary file; else `value`."""
        return self.originals.get(value, value) if isinstance(value, str) else value

    def _made(self, layer: QgsMapLayer, name: str, ending: str, write: Callable[[Any, Path], None]) -> str:
        original = layer_path(layer)
        stem = Path(original).stem if original else re.sub(r"[^\w .-]", "_", layer.name()) or "layer"
        temporary = self.folder / str(len(self.originals)) / stem
        path = Path(f"{self.lasting.get(name, temporary)}{ending}")
        path.parent.mkdir(exist_ok=True)
        self.originals[str(path)] = original or layer.name()
        try:
            write(layer, path)
        except (RuntimeError, OSError) as error:
            message = tr(
                "The layer {name} could not be copied for the engine ({reason}); export it and choose the file."
            )
            reason = " ".join(str(error).split()).rstrip(".")
            raise EngineFailed(message.format(name=layer.name(), reason=reason)) from error
        return str(path)


@contextlib.contextmanager
def handover(lasting: Mapping[str, Path]) -> Iterator[Handover]:
    """A `Handover` whose temporary files are removed at the end, and after a failure also new lasting ones."""
    with tempfile.TemporaryDirectory(dir=QgsProcessingUtils.tempFolder(), ignore_cleanup_errors=True) as folder:
        layers = Handover(Path(folder), lasting)
        earlier = set(_lasting_files(lasting))
        try:
            yield layers
        except Exception:
            for path in {path for path in _lasting_files(lasting) if str(path) in layers.originals} - earlier:
                path.unlink(missing_ok=True)
            raise


def _lasting_files(lasting: Mapping[str, Path]) -> list[Path]:
    """The lasting files that are there."""
    paths = (Path(f"{path}{ending}") for path in lasting.values() for ending in (".vrt", ".tif"))
    return [path for path in paths if path.is_file()]


def crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    """A CRS as GDAL and pyproj take it: its code, or its definition where it is one of the user's own.

    The definition of QGIS before 3.34 lacks the vertical part, its code does not.
    """
    own = not crs.authid() or crs.authid().upper().startswith(("USER:", "CUSTOM:"))
    return crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT2_2019) if own else crs.authid()


def gdal_name(layer: QgsRasterLayer) -> tuple[str, list[str]]:
    """The name by which GDAL opens a layer's file, absolute where it is one, and the options of opening."""
    options = QgsProviderRegistry.instance().decodeUri("gdal", layer.source()).get("openOptions") or []
    name = layer.source().partition("|option:")[0]
    return (os.path.abspath(name) if os.path.exists(name) else name), list(options)


def layer_path(layer: QgsMapLayer) -> str:
    """The file that a layer comes from, filters and options left out; empty where there is none."""
    path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
    return os.path.abspath(path) if path and os.path.exists(path) else ""


def _has_other_crs(layer: QgsRasterLayer) -> bool:
    """Whether QGIS alone has the CRS of a raster."""
    return layer.crs().isValid() and layer.crs() != layer.dataProvider().crs()


def _as_virtual(layer: QgsRasterLayer, path: Path) -> None:
    """Write a virtual raster of a layer's file with the options and the CRS that QGIS has."""
    name, options = gdal_name(layer)
    with _exceptions():
        dataset = gdal.OpenEx(name, gdal.OF_RASTER, open_options=options)
        crs = {"outputSRS": crs_text(layer.crs())} if _has_other_crs(layer) else {}
        made = gdal.Translate(str(path), dataset, format="VRT", **crs)
        made.FlushCache()


def _calculated(layer: QgsRasterLayer, path: Path) -> None:
    """Write a raster that QGIS calculates from others as GeoTIFF."""
    pipe = QgsRasterPipe()
    pipe.set(layer.dataProvider().clone())
    writer = QgsRasterFileWriter(str(path))
    writer.setOutputFormat("GTiff")
    failed = writer.writeRaster(
        pipe, layer.width(), layer.height(), layer.extent(), layer.crs(), QgsCoordinateTransformContext()
    )
    if failed != QgsRasterFileWriter.WriterError.NoError:
        raise RuntimeError(f"GTiff: {failed}")


def _whole_file(layer: QgsVectorLayer) -> str:
    """The file of a layer that shows all of it and nothing else; empty where there is none."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path = parts.get("path") or ""
    chosen = [key for key, value in parts.items() if value and key not in ("path", "layerName", "layerId")]
    if layer.providerType() != "ogr" or chosen or not os.path.exists(path):
        return ""
    same_fields = all(
        layer.fields().fieldOrigin(index) == QgsFields.FieldOrigin.OriginProvider
        for index in range(layer.fields().count())
    )
    if layer.isModified() or layer.subsetString() or not same_fields or layer.crs() != layer.dataProvider().crs():
        return ""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    return os.path.abspath(path) if dataset and dataset.GetLayerCount() == 1 else ""


def _copy(layer: QgsVectorLayer, source: QgsProcessingFeatureSource | QgsVectorLayer, path: Path) -> None:
    """Write features as GeoPackage, with the name of their table, its metadata, and the CRS that the layer has."""
    fields = source.fields()
    # The names of the columns that QGIS's fields do not have: a field `fid` need not be unique.
    names = ["FID=sar_row", "GEOMETRY_NAME=sar_geometry"]
    kind = ogr.wkbNone if source.wkbType() == QgsWkbTypes.Type.NoGeometry else ogr.wkbUnknown
    with _exceptions():
        name, crs, metadata = _described(layer)
        made = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
        table = made.CreateLayer(name, crs, kind, names)
        table.SetMetadata({**metadata, FOLDER_ITEM: os.path.dirname(layer_path(layer))})
        for column in fields:
            table.CreateField(ogr.FieldDefn(column.name(), TYPES.get(column.type(), ogr.OFTString)))
        made.StartTransaction()
        for feature in _features(source):
            table.CreateFeature(_row(table, feature))
        made.CommitTransaction()
        table = made = None


def _row(table: ogr.Layer, feature: QgsFeature) -> ogr.Feature:
    row = ogr.Feature(table.GetLayerDefn())
    if feature.hasGeometry():
        row.SetGeometry(ogr.CreateGeometryFromWkb(bytes(feature.geometry().asWkb())))
    for index, value in enumerate(feature.attributes()):
        if value is None or getattr(value, "isNull", bool)():
            continue
        if isinstance(value, (int, float)):
            row.SetField(index, value)
        else:
            iso = isinstance(value, (QDate, QDateTime, QTime))
            row.SetField(index, value.toString(Qt.DateFormat.ISODate) if iso else str(value))
    return row


def _features(source: QgsProcessingFeatureSource | QgsVectorLayer) -> Iterator:
    if isinstance(source, QgsProcessingFeatureSource):
        # The engine judges geometries by itself.
        flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        return source.getFeatures(QgsFeatureRequest(), flags)
    return source.getFeatures()


def _described(layer: QgsVectorLayer) -> tuple[str, osr.SpatialReference | None, dict[str, str]]:
    """Name, CRS and metadata of a layer's table."""
    name, metadata, own = "layer", {}, None
    if layer.providerType() == "ogr" and layer_path(layer):
        parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
        # A file in an archive: /vsizip/ before the path, its name behind it.
        archived = [parts.get(key) or "" for key in ("vsiPrefix", "vsiSuffix")]
        dataset = gdal.OpenEx(layer_path(layer).join(archived), gdal.OF_VECTOR)
        chosen = parts.get("layerName")
        table = dataset.GetLayerByName(chosen) if chosen else dataset.GetLayer(int(parts.get("layerId") or 0))
        name, metadata = table.GetName(), table.GetMetadata()
        # The file's own CRS where QGIS has no other: QGIS's definition may lack the vertical part.
        if layer.crs() == layer.dataProvider().crs() and table.GetSpatialRef() is not None:
            own = table.GetSpatialRef().Clone()
    if own is None and layer.crs().isValid():
        own = osr.SpatialReference()
        own.SetFromUserInput(crs_text(layer.crs()))
    if own is not None:
        own.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return name, own, metadata


@contextlib.contextmanager
def _exceptions() -> Iterator[None]:
    """Failures of GDAL are exceptions, which they are in QGIS only where they were switched on."""
    before = gdal.GetUseExceptions()
    gdal.UseExceptions()
    try:
        yield
    finally:
        if not before:
            gdal.DontUseExceptions()
