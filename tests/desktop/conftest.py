"""QGIS with the plugin's provider, small rasters to show, and pip without the user's settings."""

import gc
import os
import sys

import numpy as np
import pytest
from held_engine import held_at
from osgeo import gdal, ogr, osr
from qgis.core import QgsApplication

from sar_radargrammetry import classFactory
from sar_radargrammetry.bridge.location import engine_location

gdal.UseExceptions()
ogr.UseExceptions()


@pytest.fixture(autouse=True, scope="session")
def nothing_outlives_qgis(qgis_app):
    """The traceback of a test that failed holds its layers, which crash Python if they end after QGIS."""
    yield
    sys.last_type = sys.last_value = sys.last_traceback = None
    gc.collect()


@pytest.fixture(scope="session")
def engine():
    """The engine with its packages; where nobody offers them for this Python, whoever asks for it is skipped."""
    if os.environ.get("SAR_RADARGRAMMETRY_WITHOUT_ENGINE"):
        pytest.skip("the engine's packages are not to be had for this Python")


@pytest.fixture(scope="session")
def provider(qgis_app, qgis_processing):
    """The registered provider, loaded the way qgis_process loads it."""
    plugin = classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById("sar_radargrammetry")
    plugin.unload()


@pytest.fixture
def algorithm(provider):
    """A new algorithm by its name."""
    return lambda name: provider.algorithm(name).create()


@pytest.fixture
def hold(engine, tmp_path, monkeypatch):
    """Has the engines that are started from now on wait at a moment; gives what lets them go on."""

    def at(moment):
        variables, released = held_at(moment, tmp_path, engine_location().interpreter)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return released.touch

    return at


@pytest.fixture
def make_raster(tmp_path):
    """Writes an array as GeoTIFF: (rows, cols) or (bands, rows, cols), in metres of UTM zone 33."""

    def write(name, array, nodata=-9999.0):
        array = np.atleast_3d(np.asarray(array, np.float32).T).T
        path = tmp_path / name
        target = gdal.GetDriverByName("GTiff").Create(
            str(path), array.shape[2], array.shape[1], array.shape[0], gdal.GDT_Float32
        )
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(32633)
        target.SetProjection(crs.ExportToWkt())
        target.SetGeoTransform((400000.0, 2.0, 0.0, 5000000.0, 0.0, -2.0))
        for index, band in enumerate(array, start=1):
            target.GetRasterBand(index).WriteArray(band)
            target.GetRasterBand(index).SetNoDataValue(nodata)
        target.FlushCache()
        return str(path)

    return write


@pytest.fixture
def make_patches(tmp_path):
    """Writes a GeoPackage with two squares in a layer `patches`."""

    def write(name):
        path = tmp_path / name
        source = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(4326)
        layer = source.CreateLayer("patches", crs, ogr.wkbPolygon)
        for west in (15.0, 15.01):
            feature = ogr.Feature(layer.GetLayerDefn())
            ring = f"{west} 45, {west + 0.01} 45, {west + 0.01} 45.01, {west} 45.01, {west} 45"
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({ring}))"))
            layer.CreateFeature(feature)
        return str(path)

    return write


@pytest.fixture
def heights(make_raster):
    """An elevation raster with a few voids."""
    values = np.linspace(100.0, 300.0, 400).reshape(20, 20)
    values[0, :5] = -9999.0
    return make_raster("elevation.tif", values)


@pytest.fixture
def mask(tmp_path):
    """A raster of codes as the engine writes it: with colours and words inside."""
    codes = np.full((20, 20), 1, np.uint8)
    codes[:5], codes[10, 10], codes[15:] = 3, 8, 0
    path = tmp_path / "mask.tif"
    target = gdal.GetDriverByName("GTiff").Create(str(path), 20, 20, 1, gdal.GDT_Byte)
    target.SetGeoTransform((400000.0, 2.0, 0.0, 5000000.0, 0.0, -2.0))
    band, colours = target.GetRasterBand(1), gdal.ColorTable()
    for code, colour in ((1, (217, 234, 211)), (3, (179, 0, 0)), (5, (1, 2, 3)), (8, (0, 0, 0))):
        colours.SetColorEntry(code, (*colour, 255))
    band.SetColorTable(colours)
    band.SetNoDataValue(0)
    band.SetMetadata({"REASON_1": "measured", "REASON_3": "layover in the reference", "REASON_5": "shadow"})
    band.WriteArray(codes)
    target = None  # closes it
    return str(path)


@pytest.fixture
def pip_environment():
    """Of pip, with nothing of this computer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return {**kept, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "0"}
