"""GEC images: a map pixel stands for the ellipsoid point there; Capella's files, as the tests write them."""

import dataclasses
import json

import grd_files
import numpy as np
import pyproj
import pytest
from osgeo import gdal, osr

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.pipeline.images import announce
from sar_radargrammetry.engine.products.capella_gec.reader import gec_model
from sar_radargrammetry.engine.products.importing import import_image
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.sensor.trajectory import Trajectory
from sar_radargrammetry.engine.stereo.pair import examine_pair

LINES, SAMPLES, HEIGHT, CRS = 200, 300, 540.0, "EPSG:32737"
LONGITUDE, LATITUDE = 41.0, -3.0
"""Of the map's corner, to the right of the track."""


def geotransform(spacing=2.0, turn=0.0):
    x, y = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(LONGITUDE, LATITUDE)
    c, s = spacing * np.cos(np.radians(turn)), spacing * np.sin(np.radians(turn))
    return (x, c, s, y, s, -c)


def map_point(line, sample, height, transform):
    """ECEF point of the middle of a map pixel, at a height."""
    column, row = sample + 0.5, line + 0.5
    x = transform[0] + transform[1] * column + transform[2] * row
    y = transform[3] + transform[4] * column + transform[5] * row
    lon, lat = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    return geodetic_to_ecef(lon, lat, height)


def stamp(seconds):
    return f"{np.datetime64('2023-05-06T10:00:00', 'ns') + np.timedelta64(round(seconds * 1e9), 'ns')}Z"


def document(kind="GEC", **changes):
    vectors = [
        {"time": stamp(t), "position": list(p), "velocity": list(v)} for t, p, v in zip(*grd_files.orbit(), strict=True)
    ]
    centre = map_point(LINES / 2, SAMPLES / 2, HEIGHT, geotransform())
    collect = {
        "start_timestamp": stamp(0), "platform": "capella-9", "mode": "spotlight",
        "image": {"data_type": "UInt16", "image_geometry": {"type": "geotransform"},
                  "center_pixel": {"target_position": list(centre)}},
        "radar": {"pointing": "right", "center_frequency": 9.65e9, "transmit_polarization": "H",
                  "receive_polarization": "H"},
        "state": {"state_vectors": vectors},
    }  # fmt: skip
    return {"product_type": kind, "collect": collect | changes}


def projected_to(name, centre_height=HEIGHT):
    """A description that names the surface, with a centre pixel of another height perhaps."""
    copy = document()
    image = copy["collect"]["image"]
    image["terrain_models"] = {"reprojection": {"name": name, "link": f"{name}+https://example.org"}}
    centre = map_point(LINES / 2, SAMPLES / 2, centre_height, geotransform())
    image["center_pixel"]["target_position"] = list(centre)
    return copy


def write_gec(path, description=None, transform=None, crs=True):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SAMPLES, LINES, 1, gdal.GDT_UInt16)
    if crs:
        dataset.SetGeoTransform(transform or geotransform())
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(int(CRS[5:]))
        dataset.SetProjection(reference.ExportToWkt())
    dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", json.dumps(description or document()))
    dataset.GetRasterBand(1).WriteArray(np.arange(1, LINES * SAMPLES + 1).reshape(LINES, SAMPLES).astype(np.uint16))
    dataset = None
    return path


FUZZED = {"Capella GEC": lambda folder: write_gec(folder / "a.tif")}
"""Writers of products for test_import_fuzz.py."""


@pytest.mark.parametrize("turn", [0.0, 40.0])
def test_pixels_stand_for_the_ellipsoid_point_there(turn):
    trajectory, transform = Trajectory.from_state_vectors(*grd_files.orbit()), geotransform(turn=turn)
    model, residual = gec_model(trajectory, "right", (LINES, SAMPLES), transform, CRS, HEIGHT)
    assert residual < 1e-4
    line, sample = np.meshgrid([0, 17, 100, 199], [0, 31, 150, 299], indexing="ij")
    ground = map_point(line, sample, HEIGHT, transform)
    found = model.ground_to_image(ground)
    assert np.abs(found[0] - line).max() < 1e-3 and np.abs(found[1] - sample).max() < 1e-3
    pixels = model.projection_set(line, sample)
    assert np.abs(np.linalg.norm(ground - pixels.arp, axis=-1) - pixels.range_).max() < 1e-3
    ahead = np.sum((ground - pixels.arp) * pixels.varp, axis=-1) / np.linalg.norm(pixels.varp, axis=-1)
    assert np.abs(ahead).max() < 1e-3
    np.testing.assert_allclose(image_to_ground(model, line, sample, HEIGHT), ground, atol=2e-3)


def test_higher_ground_moves_towards_the_track_by_its_height_over_the_tangent():
    trajectory = Trajectory.from_state_vectors(*grd_files.orbit())
    model, _ = gec_model(trajectory, "right", (LINES, SAMPLES), geotransform(), CRS, HEIGHT)
    ground = map_point(100, 150, HEIGHT, geotransform())
    up = ground / np.linalg.norm(ground)
    pixels = model.projection_set(np.array(100.0), np.array(150.0))
    sight = pixels.arp - ground
    tangent = np.tan(np.arccos(sight @ up / np.linalg.norm(sight)))
    lon, lat, _ = ecef_to_geodetic(ground)
    line, sample = model.ground_to_image(geodetic_to_ecef(lon, lat, HEIGHT + 50.0))
    assert 2.0 * np.hypot(line - 100, sample - 150) == pytest.approx(50.0 / tangent, rel=0.01)
    # The track is in the west of the map.
    assert sample < 150 and abs(line - 100) < 0.3 * (150 - sample)


def test_an_inflated_ellipsoid_is_the_same_surface():
    """Axes longer by a kilometre: places differ from those at a kilometre's height by centimetres."""
    inflated = pyproj.CRS.from_proj4(f"+proj=longlat +a={6378137.0 + 1000} +b={6356752.314245 + 1000} +no_defs")
    geocentric = pyproj.CRS.from_proj4(f"+proj=geocent +a={6378137.0 + 1000} +b={6356752.314245 + 1000}")
    lon, lat = np.linspace(-170, 170, 9), np.linspace(-85, 85, 9)
    points = pyproj.Transformer.from_crs(inflated.to_3d(), geocentric, always_xy=True).transform(lon, lat, 0 * lon)
    heights = ecef_to_geodetic(np.stack(points, axis=-1))[2]
    assert np.abs(heights - 1000.0).max() < 0.02


def test_capella_product_is_read_and_imported(tmp_path):
    reader = open_product(write_gec(tmp_path / "a.tif"))
    assert (reader.info["sensor"], reader.info["polarisation"], reader.model.look_side) == ("capella-9", "HH", "right")
    assert reader.model.reference_height == pytest.approx(HEIGHT, abs=1e-3)
    found = reader.model.ground_to_image(map_point(np.array(33.0), np.array(44.0), HEIGHT, geotransform()))
    np.testing.assert_allclose(found, (33.0, 44.0), atol=1e-3)
    image = import_image(reader, tmp_path / "b.tif", 1, 1, Context())
    assert image.read(0, 3, 1, 1)[0, 0] == 4.0
    again = image.model.ground_to_image(map_point(np.array(33.0), np.array(44.0), HEIGHT, geotransform()))
    np.testing.assert_array_equal(again, found)


@pytest.mark.parametrize(("name", "height"), [
    ("ExplicitInflatedWGS84[-13.663856506347656]", -13.663856506347656),
    ("ExplicitInflatedWGS84[2234.0048828125]", 2234.0048828125),
    ("InflatedWGS84[5e2]", 500.0),
    ("WGS84", 0.0),
])  # fmt: skip
def test_the_surface_is_the_one_that_the_product_names(tmp_path, name, height):
    """And not that of the centre pixel, whose place on the map would be off by up to three kilometres here."""
    reader = open_product(write_gec(tmp_path / "a.tif", projected_to(name)))
    assert reader.model.reference_height == height and "caution" not in reader.info
    line, sample = np.meshgrid([0.0, 90.0, 199.0], [0.0, 140.0, 299.0], indexing="ij")
    found = reader.model.ground_to_image(map_point(line, sample, height, geotransform()))
    np.testing.assert_allclose(found, (line, sample), atol=1e-3)


def test_an_assumed_surface_is_warned_of(tmp_path):
    said = []
    announce(open_product(write_gec(tmp_path / "a.tif")), Context(report=said.append))
    (warning,) = [message["text"] for message in said if message.get("level") == "warning"]
    assert "terrain_models.reprojection" in warning and "540 m" in warning


def test_a_table_that_misses_the_geometry_is_warned_of(tmp_path):
    reader = open_product(write_gec(tmp_path / "a.tif", projected_to("WGS84")))
    for miss, warnings in ((0.04, 0), (0.64, 1)):
        said = []
        announce(
            dataclasses.replace(reader, info=reader.info | {"mapping_residual": miss}), Context(report=said.append)
        )
        found = [message["text"] for message in said if message.get("level") == "warning"]
        assert len(found) == warnings and all("0.64 pixels" in text for text in found)


def test_a_pair_of_maps_is_a_stereo_pair(tmp_path):
    """Two passes over one map: the geometry of the pair is that of the passes, whatever the maps' grids."""
    time, position, velocity = grd_files.orbit()
    shift = 250e3 * np.cross(velocity[6], position[6]) / np.linalg.norm(np.cross(velocity[6], position[6]))
    models = [
        gec_model(Trajectory.from_state_vectors(time, position + move, velocity), "right", (LINES, SAMPLES),
                  geotransform(turn=turn), CRS, HEIGHT)[0]
        for move, turn in ((shift, 0.0), (0.0, 5.0))
    ]  # fmt: skip
    pair = examine_pair(*models, min_height=500.0, max_height=600.0)
    assert 5 < pair.intersection_angle < 30 and pair.overlap > 0.7
    assert pair.steeper == "reference" and not pair.opposite_sides
    step = np.tan(np.radians([90 - pair.reference_incidence, 90 - pair.secondary_incidence]))
    assert pair.height_per_pixel == pytest.approx(2.0 / abs(step[0] - step[1]), rel=0.05)


def without(*names):
    copy = document()
    inner = copy["collect"]
    for name in names[:-1]:
        inner = inner[name]
    del inner[names[-1]]
    return copy


FEW = document()["collect"]["state"]["state_vectors"]
BAD = {
    "terrain-corrected": (document("GEO"), "GEO"),
    "no side": (without("radar", "pointing"), "collect.radar.pointing"),
    "wrong side": (document(radar={"pointing": "port"}), "pointing"),
    "no vectors": (without("state"), "state_vectors"),
    "two vectors, far from the image": (document(state={"state_vectors": FEW[:2]}), "cover"),
    "no position": (document(state={"state_vectors": [{"time": stamp(0)}]}), "position"),
    "no time": (document(state={"state_vectors": [{"time": "now"}] * 5}), "time"),
    "backwards": (document(state={"state_vectors": FEW[::-1]}), "increase"),
    "no height": (without("image", "center_pixel"), "target_position"),
    "terrain": (projected_to("CopernicusDEM30"), "CopernicusDEM30"),
    "ellipsoid without height": (projected_to("InflatedWGS84"), "InflatedWGS84"),
    "surface in space": (projected_to("ExplicitInflatedWGS84[1e6]"), "1e6"),
    "surface without name": (projected_to(None), "terrain_models.reprojection.name"),
    "start": (document(start_timestamp="2023"), "start_timestamp"),
}


@pytest.mark.parametrize("case", BAD)
def test_damaged_descriptions_are_refused_by_field(tmp_path, case):
    description, word = BAD[case]
    path = write_gec(tmp_path / "a.tif", description)
    with pytest.raises(EngineError) as error:
        open_product(path)
    text = str(error.value)
    assert word in text and "a.tif" in text and text.endswith(".") and "\n" not in text


def test_map_without_coordinate_system_is_refused(tmp_path):
    with pytest.raises(EngineError, match="coordinate system"):
        open_product(write_gec(tmp_path / "a.tif", crs=False))
