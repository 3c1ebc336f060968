"""Slant images: windows beyond the edges, no data, and never half a pair of files."""

import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pyproj
import pytest
from osgeo import gdal
from slant_models import same_model, slant_model

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.sidecar import sidecar_path, write_sidecar


def amplitude(lines=60, samples=40):
    values = np.arange(lines * samples, dtype=np.float32).reshape(lines, samples)
    values[:3] = np.nan
    return values


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "Flug über Ōsaka" / "ref image.tif"
    path.parent.mkdir()
    write_slant_image(path, amplitude(), slant_model(), {"sensor": "test"})
    return SlantImage.open(path)


def test_what_is_written_is_read(image):
    assert same_model(image.model, slant_model())
    assert image.info == {"sensor": "test"}
    np.testing.assert_array_equal(image.read(0, 0, 60, 40), amplitude())
    assert sorted(p.name for p in image.path.parent.iterdir()) == ["ref image.sargeom.json", "ref image.tif"]


@pytest.mark.parametrize("window", [(-5, -7, 20, 20), (50, 30, 20, 20), (-5, -5, 100, 100), (10, 5, 3, 4)])
def test_window_beyond_the_edges_is_nan(image, window):
    line, sample, lines, samples = window
    padded = np.full((260, 240), np.nan, np.float32)
    padded[100:160, 100:140] = amplitude()
    expected = padded[100 + line : 100 + line + lines, 100 + sample : 100 + sample + samples]
    read = image.read(*window)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, expected)


@pytest.mark.parametrize("window", [(60, 0, 5, 5), (-5, 0, 5, 5), (0, 40, 5, 5), (1000, 1000, 5, 5)])
def test_window_outside_is_all_nan(image, window):
    assert np.isnan(image.read(*window)).all()


def test_blocks_of_rows_make_the_same_raster(tmp_path):
    path = tmp_path / "a.tif"
    write_slant_image(path, (block for block in np.array_split(amplitude(), 7)), slant_model(), {})
    np.testing.assert_array_equal(SlantImage.open(path).read(0, 0, 60, 40), amplitude())


@pytest.mark.parametrize("rows", [59, 61])
def test_wrong_number_of_rows_leaves_nothing(tmp_path, rows):
    with pytest.raises(ValueError, match=r"lines|block"):
        write_slant_image(tmp_path / "a.tif", amplitude(rows), slant_model(), {})
    assert list(tmp_path.iterdir()) == []


def test_goes_to_other_processes(image):
    again = pickle.loads(pickle.dumps(image))
    np.testing.assert_array_equal(again.read(3, 0, 5, 5), image.read(3, 0, 5, 5))


def test_any_raster_with_a_sidecar(tmp_path):
    """An in-house processor's image: integers, zero as nodata, ENVI."""
    path = tmp_path / "own.img"
    values = np.arange(60 * 40, dtype=np.uint16).reshape(60, 40)
    dataset = gdal.GetDriverByName("ENVI").Create(str(path), 40, 60, 1, gdal.GDT_UInt16)
    dataset.GetRasterBand(1).WriteArray(values)
    dataset.GetRasterBand(1).SetNoDataValue(0)
    dataset = None
    write_sidecar(sidecar_path(path), slant_model(), {})
    read = SlantImage.open(path).read(0, 0, 60, 40)
    assert np.isnan(read[0, 0]) and read[0, 1] == 1.0 and read[59, 39] == 2399.0


def test_complex_raster_gives_amplitude(tmp_path):
    path = tmp_path / "slc.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 40, 60, 1, gdal.GDT_CFloat32)
    dataset.GetRasterBand(1).WriteArray(np.full((60, 40), 3 + 4j, np.complex64))
    dataset = None
    write_sidecar(sidecar_path(path), slant_model(), {})
    assert (SlantImage.open(path).read(0, 0, 60, 40) == 5.0).all()


def test_missing_sidecar_says_import_first(image):
    sidecar_path(image.path).unlink()
    with pytest.raises(EngineError, match="import the SAR product first"):
        SlantImage.open(image.path)


def test_sidecar_of_another_size(image):
    document = json.loads(sidecar_path(image.path).read_text())
    sidecar_path(image.path).write_text(json.dumps(document | {"samples": 41}))
    with pytest.raises(EngineError, match=r"60 lines of 40 samples.*60 lines of 41"):
        SlantImage.open(image.path)


def test_not_an_image(tmp_path):
    with pytest.raises(EngineError, match="does not exist"):
        SlantImage.open(tmp_path / "none.tif")
    with pytest.raises(EngineError, match="not a file"):
        SlantImage.open(tmp_path)
    path = tmp_path / "text.tif"
    path.write_text("hello")
    write_sidecar(sidecar_path(path), slant_model(), {})
    with pytest.raises(EngineError, match="could not be opened"):
        SlantImage.open(path)


def test_damaged_raster(image):
    os.truncate(image.path, 4000)
    with pytest.raises(EngineError, match="could not be"):
        SlantImage.open(image.path).read(0, 0, 60, 40)


def test_failure_while_writing_keeps_the_older_pair(image):
    def interrupted():
        yield amplitude()[:10]
        raise Cancelled

    before = {p: p.read_bytes() for p in image.path.parent.iterdir()}
    with pytest.raises(Cancelled):
        write_slant_image(image.path, interrupted(), slant_model(near_range=1.0), {})
    assert {p: p.read_bytes() for p in image.path.parent.iterdir()} == before


def test_a_link_to_the_older_raster_stays_one(image, tmp_path):
    link = tmp_path / "latest.tif"
    link.symlink_to(image.path)
    write_slant_image(link, amplitude() + 1.0, slant_model(), {})
    assert link.is_symlink()
    for path in (link, image.path):
        np.testing.assert_array_equal(SlantImage.open(path).read(0, 0, 60, 40), amplitude() + 1.0)


def test_older_statistics_go_with_the_older_raster(image):
    aux = image.path.with_name(image.path.name + ".aux.xml")
    aux.write_text("<PAMDataset/>")
    write_slant_image(image.path, amplitude(), slant_model(), {})
    assert not aux.exists()


def test_folder_that_does_not_exist(tmp_path):
    with pytest.raises(EngineError, match="does not exist"):
        write_slant_image(tmp_path / "no" / "a.tif", amplitude(), slant_model(), {})


DISK_FULL = """
import resource, sys
import numpy as np
from slant_models import slant_model
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import write_slant_image
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    write_slant_image(sys.argv[1], np.ones((600, 400), np.float32), slant_model(600, 400), {})
except EngineError as error:
    print("EngineError", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files the POSIX way")
@pytest.mark.parametrize("limit", [0, 100, 300_000, 1_000_000])
def test_disk_full_is_one_sentence_and_leaves_nothing(tmp_path, limit):
    """The operating system refuses to let any file grow past the limit, much as a full disk does."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", DISK_FULL, str(tmp_path / "a.tif"), str(limit)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("EngineError") and "could not be written" in done.stdout
    assert len(done.stdout.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_large_image_has_averaged_copies_for_drawing(tmp_path):
    amplitude = np.full((40, 4200), 3.0, np.float32)
    amplitude[:, :600] = np.nan
    write_slant_image(tmp_path / "large.tif", amplitude, slant_model(lines=40, samples=4200), {})
    dataset = gdal.Open(str(tmp_path / "large.tif"))
    band = dataset.GetRasterBand(1)
    assert [band.GetOverview(number).XSize for number in range(band.GetOverviewCount())] == [2100, 1050]
    smallest = band.GetOverview(1).ReadAsArray()
    assert np.isnan(smallest[:, :149]).all() and (smallest[:, 151:] == 3.0).all()
    np.testing.assert_array_equal(SlantImage.open(tmp_path / "large.tif").read(0, 0, 40, 4200), amplitude)


def test_control_points_lie_where_the_corners_do(image):
    """On the surface of the reference height, in the UTM zone, counted from the outer corner of the first pixel."""
    dataset, model = gdal.Open(str(image.path)), image.model
    points = dataset.GetGCPs()
    assert {(p.GCPLine, p.GCPPixel) for p in points} >= {(0.0, 0.0), (float(model.lines), float(model.samples))}
    line, sample = (np.array([getattr(p, name) for p in points]) - 0.5 for name in ("GCPLine", "GCPPixel"))
    lon, lat, height = ecef_to_geodetic(image_to_ground(model, line, sample, model.reference_height))
    x, y = pyproj.Transformer.from_crs(4326, 32654, always_xy=True).transform(lon, lat)
    found = np.array([(p.GCPX, p.GCPY, p.GCPZ) for p in points])
    assert np.abs(found - np.stack([x, y, height], -1)).max() < 1e-3
    assert dataset.GetGCPSpatialRef().GetAuthorityCode(None) == "32654"
