"""Names of rasters inside other files, as GDAL has them."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr

from sar_radargrammetry.engine.elevation.grid import CellWindow
from sar_radargrammetry.engine.evaluation.rasters import open_heights
from sar_radargrammetry.engine.files.atomic import relative
from sar_radargrammetry.engine.files.names import is_inside, may_exist, outer_file
from sar_radargrammetry.engine.message import Message
from sar_radargrammetry.engine.pipeline.sources import fingerprints, sources


@pytest.fixture
def inside(tmp_path):
    """The same small DEM in a GeoPackage, a netCDF and a zip file: its names there, and the files."""
    path = tmp_path / "dem é.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 8, 6, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((10.0, 0.1, 0.0, 50.0, 0.0, -0.1))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    dataset.SetProjection(crs.ExportToWkt())
    dataset.GetRasterBand(1).WriteArray(np.arange(48.0).reshape(6, 8))
    dataset = None
    gdal.Translate(str(tmp_path / "d.gpkg"), str(path), format="GPKG", creationOptions=["RASTER_TABLE=height"])
    gdal.Translate(str(tmp_path / "d.nc"), str(path), format="netCDF")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.write(path, "folder/dem.tif")
    return {
        f"GPKG:{tmp_path}/d.gpkg:height": tmp_path / "d.gpkg",
        f'NETCDF:"{tmp_path}/d.nc":Band1': tmp_path / "d.nc",
        f"/vsizip/{tmp_path}/d.zip/folder/dem.tif": tmp_path / "d.zip",
        f"/vsizip/{{{tmp_path}/d.zip}}/folder/dem.tif": tmp_path / "d.zip",
    }


def test_rasters_inside_other_files_are_read_and_depend_on_them(inside, tmp_path):
    for name, file in inside.items():
        raster = open_heights(name, Message("The DEM"))
        np.testing.assert_allclose(raster.read(CellWindow(0, 0, 6, 8)), np.arange(48.0).reshape(6, 8))
        assert outer_file(name) == file and sources(name) == [file]
        before = fingerprints(sources(name))
        file.touch()
        assert fingerprints(sources(name)) != before
        assert relative(name, tmp_path / "deep" / "patches.gpkg") == name


def test_paths_and_names_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ab:c.tif").touch()
    for path in ("a.tif", "/a/b.tif", "C:/a/b.tif", "D:b.tif", r"C:\a.tif", "ab:c.tif", tmp_path):
        assert not is_inside(path), path
    for name in ("GPKG:a.gpkg:t", 'NETCDF:"/a b/c.nc":v', "/vsicurl/https://a/b.tif", "/vsizip//a/b.zip/c.tif"):
        assert is_inside(name) and may_exist(name), name
    assert not may_exist("a.tif") and may_exist("ab:c.tif")
    assert outer_file("/vsicurl/https://a/b.tif") is None
    assert sources("/vsicurl/https://127.0.0.1:9/b.tif")[0].name == "b.tif"
    assert relative("ab:c.tif", Path("x.tif")) == "ab:c.tif"
