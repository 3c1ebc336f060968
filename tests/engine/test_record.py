"""The record of how a raster was made: where it is, what keeps it, and files that have it elsewhere."""

import json

import numpy as np
import pytest
from osgeo import gdal

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.record import DOMAIN, ITEM, record_of, write_record
from sar_radargrammetry.engine.refinement.files import copy_raster

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=60, height=40)
RECORD = {
    "job": "stereodsm",
    "text": 'größer <b> & "c" ]]> \x01 \ud800 高さ',
    "inputs": {"reference": {"path": "r.tif"}, "secondary": {"path": "../s.tif"}},
    "correspondence": "c.tif",
}
PLACE = [500020.0, 4999980.0, 500060.0, 4999940.0]


def raster(folder, record):
    path = folder / "elevation.tif"
    write_raster(path, GRID, np.ones((GRID.height, GRID.width)), provenance=record)
    return path


def test_a_record_is_no_item_of_the_list_that_qgis_shows(tmp_path):
    dataset = gdal.Open(str(raster(tmp_path, RECORD)))
    assert record_of(dataset) == RECORD
    shown = dataset.GetMetadata()
    assert shown.pop("VERTICAL_DATUM") and shown.pop("AREA_OR_POINT")
    assert shown == {"REFERENCE_IMAGE": "r.tif", "SECONDARY_IMAGE": "../s.tif", "CORRESPONDENCE": "c.tif"}
    assert [path.name for path in tmp_path.iterdir()] == ["elevation.tif"]


@pytest.mark.parametrize(
    "options", [{}, {"projWin": PLACE}, {"format": "COG", "projWin": PLACE}, {"format": "VRT", "projWin": PLACE}]
)
def test_clips_and_copies_keep_it(tmp_path, options):
    target = tmp_path / f"copy.{'vrt' if options.get('format') == 'VRT' else 'tif'}"
    gdal.Translate(str(target), str(raster(tmp_path, RECORD)), **options)
    assert record_of(gdal.Open(str(target))) == RECORD


def test_warped_rasters_keep_the_names(tmp_path):
    gdal.Warp(str(tmp_path / "warped.tif"), str(raster(tmp_path, RECORD)), xRes=4.0, yRes=4.0)
    names = {"reference": {"path": "r.tif"}, "secondary": {"path": "../s.tif"}, "correspondence": {"path": "c.tif"}}
    assert record_of(gdal.Open(str(tmp_path / "warped.tif"))) == {"inputs": names}


@pytest.mark.parametrize(("text", "found"), [(json.dumps(RECORD), RECORD), ("[1]", None), ("{", None), (None, None)])
def test_records_of_older_versions_are_read(text, found):
    dataset = gdal.GetDriverByName("MEM").Create("", 1, 1)
    dataset.SetMetadataItem(ITEM, text)
    assert record_of(dataset) == found


def test_a_new_record_replaces_an_old_one_in_any_place(tmp_path):
    path = raster(tmp_path, RECORD)
    dataset = gdal.Open(str(path))
    copy = gdal.GetDriverByName("GTiff").CreateCopy(str(tmp_path / "copy.tif"), dataset)
    copy.SetMetadataItem(ITEM, json.dumps({"old": 1}))
    write_record(copy, {"new": 2})
    copy = None
    dataset = gdal.Open(str(tmp_path / "copy.tif"))
    assert record_of(dataset) == {"new": 2}
    assert set(dataset.GetMetadata()) == {"AREA_OR_POINT", "VERTICAL_DATUM"}


@pytest.mark.parametrize(
    "packet", ["<a", "<x:xmpmeta/>", "<r><sar_radargrammetry:record>[</sar_radargrammetry:record></r>"]
)
def test_packets_of_other_programs_have_none(packet):
    dataset = gdal.GetDriverByName("MEM").Create("", 1, 1)
    dataset.SetMetadata([packet], DOMAIN)
    assert record_of(dataset) is None


def test_copies_of_rasters_larger_than_the_cache_have_another_record(tmp_path):
    """GDAL writes the first of their pixels before all are copied."""
    source, before = tmp_path / "c.tif", gdal.GetCacheMax()
    dataset = gdal.GetDriverByName("GTiff").Create(str(source), 700, 600, 2, gdal.GDT_Float32, ["TILED=YES"])
    dataset.SetMetadataItem(ITEM, json.dumps({"old": 1}))
    dataset.SetGCPs([gdal.GCP(1.0, 2.0, 3.0, 4.0, 5.0)], "")
    dataset.GetRasterBand(2).SetDescription("second")
    dataset.GetRasterBand(2).SetNoDataValue(float("nan"))
    values = np.random.default_rng(1).normal(size=(2, 600, 700)).astype(np.float32)
    dataset.WriteArray(values)
    dataset = None
    gdal.SetCacheMax(1 << 18)
    try:
        for name in ("copy.tif", "copy.vrt"):
            copy_raster(source, tmp_path / name, RECORD)
        copy_raster(tmp_path / "copy.vrt", tmp_path / "again.tif", RECORD)
    finally:
        gdal.SetCacheMax(before)
    for name in ("copy.tif", "copy.vrt", "again.tif"):
        copy = gdal.Open(str(tmp_path / name))
        assert record_of(copy) == RECORD and ITEM not in copy.GetMetadata()
        assert np.array_equal(copy.ReadAsArray(), values) and copy.GetGCPs()[0].GCPX == 1.0
        band = copy.GetRasterBand(2)
        assert band.GetDescription() == "second" and np.isnan(band.GetNoDataValue())
