"""Rasters on a map grid: what is written is read back, and a failure leaves nothing."""

import os
import subprocess
import sys
import textwrap

import numpy as np
import pyproj
import pytest
from osgeo import gdal

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import CellWindow, Grid, parse_crs
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.gdal_setup import BLOCK_CACHE, prepare_gdal
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.longitude import utm_zone_crs
from sar_radargrammetry.engine.record import record_of

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=700, height=600)


@pytest.fixture
def values():
    array = np.random.default_rng(0).normal(500.0, 50.0, (GRID.height, GRID.width)).astype(np.float32)
    array[100:200, 300:400] = np.nan
    return array


def test_values_voids_and_position_come_back(tmp_path, values):
    path = tmp_path / "höhe ä.tif"
    write_raster(path, GRID, values, provenance={"job": "tëst"})
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    read = band.ReadAsArray()
    np.testing.assert_array_equal(read, np.where(np.isnan(values), np.float32(-9999.0), values))
    assert band.GetNoDataValue() == -9999.0
    assert (band.GetUnitType(), band.GetDescription()) == ("m", "elevation")
    assert dataset.GetGeoTransform() == (500000.0, 2.0, 0.0, 5000000.0, 0.0, -2.0)
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32633"
    metadata = dataset.GetMetadata()
    assert metadata["VERTICAL_DATUM"] == "WGS 84 ellipsoid"
    assert metadata["AREA_OR_POINT"] == "Area"
    assert record_of(dataset) == {"job": "tëst"} and "tëst" not in str(metadata)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_file_is_a_valid_cloud_optimised_geotiff(tmp_path, values):
    checker = pytest.importorskip("osgeo_utils.samples.validate_cloud_optimized_geotiff")
    path = tmp_path / "cog.tif"
    write_raster(path, GRID, values)
    warnings, errors, _ = checker.validate(str(path), full_check=True)
    assert not warnings and not errors
    structure = gdal.Open(str(path)).GetMetadata("IMAGE_STRUCTURE")
    assert (structure["COMPRESSION"], structure["LAYOUT"], structure["PREDICTOR"]) == ("DEFLATE", "COG", "3")


def test_blocks_give_the_same_raster_as_an_array_and_may_leave_gaps(tmp_path, values):
    write_raster(tmp_path / "array.tif", GRID, values)
    blocks = ((w, values[w.slices]) for w in GRID.blocks(256) if w.row < 512)
    write_raster(tmp_path / "blocks.tif", GRID, blocks)
    whole, part = (gdal.Open(str(tmp_path / n)).ReadAsArray() for n in ("array.tif", "blocks.tif"))
    np.testing.assert_array_equal(part[:512], whole[:512])
    assert (part[512:] == -9999.0).all()


def test_several_bands_keep_their_names(tmp_path, values):
    both = np.stack([values, 2 * values])
    write_raster(tmp_path / "two.tif", GRID, both, descriptions=("a", "b"), vertical_datum=None)
    dataset = gdal.Open(str(tmp_path / "two.tif"))
    assert [dataset.GetRasterBand(i).GetDescription() for i in (1, 2)] == ["a", "b"]
    assert "VERTICAL_DATUM" not in dataset.GetMetadata()


def test_statistics_of_the_file_replaced_do_not_stay(tmp_path, values):
    path = tmp_path / "a.tif"
    write_raster(path, GRID, values)
    (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset/>")
    write_raster(path, GRID, values + 1000)
    assert [p.name for p in tmp_path.iterdir()] == ["a.tif"]


def test_a_failing_producer_leaves_nothing_and_keeps_the_old_file(tmp_path, values):
    path = tmp_path / "a.tif"
    path.write_text("old")

    def blocks():
        yield CellWindow(0, 0, 10, 10), values[:10, :10]
        raise Cancelled

    with pytest.raises(Cancelled):
        write_raster(path, GRID, blocks())
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("percent", [10, 75])
def test_a_cancel_stops_it_while_blocks_or_the_layout_are_written(tmp_path, values, percent):
    told = [0.0]
    context = Context(report=lambda m: told.append(m["percent"]), cancelled=lambda: told[-1] > percent)
    with pytest.raises(Cancelled):
        write_raster(tmp_path / "a.tif", GRID, values, context=context)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room", [100, 100_000, 1_300_000])
def test_a_disk_that_fills_up_is_said_in_one_sentence_and_leaves_nothing(tmp_path, room):
    """A limit on the size of files fails at the same calls as a full disk does."""
    pytest.importorskip("resource")
    script = textwrap.dedent(
        f"""
        import resource
        import numpy as np
        from sar_radargrammetry.engine.elevation.geotiff import write_raster
        from sar_radargrammetry.engine.elevation.grid import Grid
        from sar_radargrammetry.engine.errors import EngineError
        from sar_radargrammetry.engine.gdal_setup import prepare_gdal
        prepare_gdal()
        grid = Grid(crs="EPSG:32633", x0=0.0, y0=0.0, pixel_size=2.0, width=700, height=600)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
        try:
            write_raster({str(tmp_path / "full.tif")!r}, grid, np.random.default_rng(0).random((600, 700)))
        except EngineError as error:
            print(error)
        """
    )
    child = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600, env=child)
    assert done.returncode == 0, done.stderr
    assert "could not be written" in done.stdout and done.stdout.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("given", "size"), [(None, BLOCK_CACHE), ("99", 99 * 10**6)])
def test_the_block_cache_does_not_grow_with_the_memory_of_the_computer(given, size):
    before = gdal.GetCacheMax(), gdal.GetConfigOption("GDAL_CACHEMAX")
    try:
        gdal.SetCacheMax(99 * 10**6)
        gdal.SetConfigOption("GDAL_CACHEMAX", given)
        prepare_gdal()
        assert gdal.GetCacheMax() == size
    finally:
        gdal.SetCacheMax(before[0])
        gdal.SetConfigOption("GDAL_CACHEMAX", before[1])


def test_a_missing_folder_is_refused(tmp_path, values):
    with pytest.raises(EngineError, match="does not exist"):
        write_raster(tmp_path / "no" / "a.tif", GRID, values)


def test_cell_centres_and_cells_are_inverse_of_each_other():
    x, y = GRID.centres(CellWindow(10, 20, 3, 4))
    assert (x[0], y[0]) == (500041.0, 4999979.0)
    col, row = GRID.cell(x, y[0])
    np.testing.assert_allclose(col, [20, 21, 22, 23])
    assert row == 10


def test_blocks_tile_the_grid_once():
    count = np.zeros((GRID.height, GRID.width), int)
    for window in GRID.blocks(256):
        count[window.slices] += 1
    assert (count == 1).all()


def test_a_covering_grid_is_snapped_to_its_pixel_size():
    grid = Grid.covering("EPSG:32633", (1003.0, 2001.0, 1010.5, 2004.0), 2.0)
    assert grid.bounds == (1002.0, 2000.0, 1012.0, 2004.0)
    assert (grid.width, grid.height) == (5, 2)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (15.0, 45.0, 32633),
        (-121.8, 48.3, 32610),
        (15.0, -45.0, 32733),
        (5.0, 60.0, 32632),
        (10.0, 75.0, 32633),
        (180.0, 0.0, 32601),
        (-180.0, 0.0, 32601),
        (179.9, 0.0, 32660),
        (0.0, 85.0, 32661),
        (0.0, -85.0, 32761),
    ],
)
def test_utm_zone_of_a_place(lon, lat, code):
    assert utm_zone_crs(lon, lat).to_epsg() == code


def test_a_projected_crs_in_metres_is_taken_as_code_and_as_wkt():
    assert parse_crs("EPSG:32633").to_epsg() == 32633
    assert parse_crs(pyproj.CRS("EPSG:2154").to_wkt()).to_epsg() == 2154
    assert len(parse_crs(pyproj.CRS("EPSG:32633").to_3d().to_wkt()).axis_info) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("EPSG:4326", "in degrees"),
        ("EPSG:99999", "not known"),
        ("nonsense", "not known"),
        ("EPSG:2285", "US survey foot"),
        ("EPSG:4978", "not a projected"),
        ("EPSG:32633+5773", "horizontal part WGS 84 / UTM zone 33N"),
    ],
)
def test_other_crs_are_refused_in_one_sentence(text, said):
    with pytest.raises(EngineError, match=said) as caught:
        parse_crs(text)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
