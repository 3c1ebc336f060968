"""Extent, area of interest and polygons to leave out: patches that are matched, cells that become voids."""

import dataclasses

import laspy
import numpy as np
import pytest
import shapely
from evaluation_files import refusal
from osgeo import gdal, ogr
from pairs import PATCHES, metadata, pixels, run
from pyproj import Transformer
from sicd_files import sicd_meta, write_sicd

from sar_radargrammetry.engine.area.area import Area
from sar_radargrammetry.engine.area.polygons import open_polygons
from sar_radargrammetry.engine.area.rectangle import reference_system
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.parameters.elevation import StereoDsm
from sar_radargrammetry.engine.patches.package import read_plan
from sar_radargrammetry.engine.pipeline import needed
from sar_radargrammetry.engine.products.importing import import_image
from sar_radargrammetry.engine.products.registry import open_product
from sar_radargrammetry.engine.reasons import Reason
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef
from sar_radargrammetry.engine.sensor.ground import image_to_ground


def write_layer(path, texts, crs="EPSG:32633"):
    """A GeoPackage of polygons given as WKT."""
    source = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("areas", crs and reference_system(crs), ogr.wkbPolygon)
    for text in texts:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
        layer.CreateFeature(feature)
    layer = source = None
    return str(path)


def ring(corners):
    return "(" + ",".join(f"{float(x)!r} {float(y)!r}" for x, y in [*corners, corners[0]]) + ")"


def box(west, south, east, north):
    return [(west, south), (east, south), (east, north), (west, north)]


def extent_text(bounds, code=32633):
    west, south, east, north = bounds
    return f"{west!r},{east!r},{south!r},{north!r} [EPSG:{code}]"


@pytest.fixture(scope="module")
def middle(pair):
    """Easting and northing, on a corner of cells, of what lines near the first one show."""
    model = pair.reference.model
    lon, lat, _ = ecef_to_geodetic(image_to_ground(model, 45.0, 136.0, 900.0))
    x, y = Transformer.from_crs(4326, 32633, always_xy=True).transform(lon, lat)
    return 2.0 * round(float(x) / 2.0), 2.0 * round(float(y) / 2.0)


def part_of(path, like):
    """The cells of a raster that another one, of the same grid, covers."""
    whole, part = gdal.Open(str(path)), gdal.Open(str(like))
    (x0, step, _, y0, _, _), (x1, _, _, y1, _, _) = whole.GetGeoTransform(), part.GetGeoTransform()
    column, row = round((x1 - x0) / step), round((y0 - y1) / step)
    return pixels(path)[..., row : row + part.RasterYSize, column : column + part.RasterXSize]


def centres(path):
    """Coordinates x and y (rows, cols) of a raster's cell centres."""
    dataset = gdal.Open(str(path))
    west, step, _, north, _, down = dataset.GetGeoTransform()
    columns, rows = np.arange(dataset.RasterXSize) + 0.5, np.arange(dataset.RasterYSize) + 0.5
    return np.meshgrid(west + step * columns, north + down * rows)


def outputs(folder, *names):
    return {name: str(folder / f"{name}.tif") for name in ("elevation", "error", "mask", *names)}


def test_an_extent_has_the_heights_of_the_whole_scene_from_fewer_patches(pair, chain, middle, tmp_path):
    x, y = middle
    text = extent_text((x - 12.0, y - 8.0, x + 12.0, y + 8.0))
    numbers = run("stereodsm", **pair.given, **PATCHES, extent=text, **outputs(tmp_path))
    assert (numbers["patches"], chain.numbers["createpatches"]["patches"]) == (2, 6)
    heights = pixels(tmp_path / "elevation.tif")
    assert heights.shape == (8, 12) and np.isfinite(heights).mean() > 0.6
    assert numbers["measured_share"] == pytest.approx(np.isfinite(heights).mean(), abs=1e-4)
    assert np.array_equal(heights, part_of(chain.elevation, tmp_path / "elevation.tif"), equal_nan=True)
    assert metadata(tmp_path / "elevation.tif")["parameters"]["extent"] == text


def test_polygons_with_holes_in_another_coordinate_system(chain, middle, tmp_path):
    """An area with a hole in EPSG:3035, and a triangle to leave out in degrees."""
    outer, hole = [(-40, -30), (44, -36), (38, 40), (-36, 35)], [(-10, -8), (12, -8), (12, 10), (-10, 10)]
    away = [(20, 20), (60, 20), (20, 60)]

    def moved(corners, code):
        x, y = (np.array(corners, float) + middle).T
        return list(zip(*Transformer.from_crs(32633, code, always_xy=True).transform(x, y), strict=True))

    area = f"POLYGON({ring(moved(outer, 3035))},{ring(moved(hole, 3035))})"
    given = {
        "area": write_layer(tmp_path / "area.gpkg", [area], "EPSG:3035"),
        "leave_out": write_layer(tmp_path / "lake.gpkg", [f"POLYGON({ring(moved(away, 4326))})"], "EPSG:4326"),
    }
    made = outputs(tmp_path, "slant")
    points = str(tmp_path / "points.laz")
    numbers = run("triangulate", correspondence=str(chain.correspondence), **given, **made, points=points)
    local = f"POLYGON({ring(outer)},{ring(hole)})"
    wanted = shapely.from_wkt(local).difference(shapely.from_wkt(f"POLYGON({ring(away)})"))
    x, y = (values - place for values, place in zip(centres(made["elevation"]), middle, strict=True))
    # Corners are moved to a fraction of a millimetre; no centre of a cell lies that near an edge.
    inside = shapely.contains_xy(wanted, x, y)
    heights, reasons = pixels(made["elevation"]), gdal.Open(made["mask"]).ReadAsArray()
    assert np.array_equal(reasons == Reason.LEFT_OUT, ~inside)
    whole = part_of(chain.elevation, made["elevation"])
    assert np.array_equal(heights, np.where(inside, whole, np.nan), equal_nan=True)
    assert np.array_equal(np.isfinite(heights), np.isfinite(pixels(made["error"])))
    assert numbers["cell_reasons"]["left out"] == (~inside).sum()
    assert numbers["measured_share"] == pytest.approx(np.isfinite(heights[inside]).mean(), abs=1e-4)
    cloud = laspy.read(points)
    near = wanted.buffer(2.0)
    assert len(cloud.x) > 1000 and shapely.contains_xy(near, cloud.x - middle[0], cloud.y - middle[1]).all()
    elevation, _, reason = gdal.Open(made["slant"]).ReadAsArray()
    assert np.isfinite(elevation).sum() == len(cloud.x) == (reason == Reason.MEASURED).sum()
    assert (reason == Reason.LEFT_OUT).sum() > len(cloud.x)


def test_patches_that_show_an_area_are_some_of_the_whole_plan(pair, middle, tmp_path):
    x, y = middle
    area = write_layer(tmp_path / "area.gpkg", [f"POLYGON({ring(box(x - 8, y - 8, x + 8, y + 8))})"])
    plans = []
    for name, more in (("all", {}), ("some", {"area": area}), ("without", {"leave_out": area})):
        output = str(tmp_path / f"{name}.gpkg")
        run("createpatches", **pair.given, patch_size=96, overlap=24, output=output, **more)
        plans.append([(patch.reference, patch.secondary) for patch in read_plan(output).patches])
    assert 0 < len(plans[1]) < 0.6 * len(plans[0]) and set(plans[1]) < set(plans[0])
    # Every patch shows something around a few trees.
    assert plans[2] == plans[0]
    # Each pixel that shows ground of the area, at any height of the range, lies in a patch.
    to_geographic = Transformer.from_crs(32633, 4979, always_xy=True)
    corners = [
        to_geographic.transform(x + east, y + north, h) for east, north in box(-8, -8, 8, 8) for h in pair.heights
    ]
    for line, sample in zip(*pair.reference.model.ground_to_image(geodetic_to_ecef(*np.array(corners).T)), strict=True):
        assert not (0 <= line < 394 and 0 <= sample < 273) or any(
            w.line <= line < w.line + w.lines and w.sample <= sample < w.sample + w.samples for w, _ in plans[1]
        )


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4979", "EPSG:4326+5773"])
def test_a_layer_with_a_vertical_coordinate_system_is_its_horizontal_part(pair, middle, tmp_path, crs):
    x, y = middle
    corners = Transformer.from_crs(32633, 4326, always_xy=True).transform(*np.array(box(x - 8, y - 8, x + 8, y + 8)).T)
    polygon = f"POLYGON({ring(np.transpose(corners).tolist())})"
    found = open_polygons(write_layer(tmp_path / "area.gpkg", [polygon], crs)).on("EPSG:32633")
    assert found[0].Area() == pytest.approx(256.0, rel=1e-3)
    assert found[0].Centroid().GetPoint_2D() == pytest.approx(middle, abs=0.01)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"extent": "10,10.1,50,50.1"}, "The extent 10,10.1,50,50.1 contains nothing of the ground that the images"),
        ({"extent": "500000,500200,5150000,5150200"}, "has numbers that are no degrees; name the coordinate system"),
        ({"extent": "14,16,46,47 [EPSG:5773]"}, "EGM96 height, which is neither geographic nor projected"),
        ({"extent": "10,9,50,50.1"}, "The extent '10,9,50,50.1' is empty"),
        ({"area": "far"}, "contains nothing of the ground that the images show"),
        ({"leave_out": "all"}, "covers the whole area, so that nothing is left to measure"),
        ({"area": "nothing"}, "contains no polygons"),
        ({"leave_out": "empty"}, "contains no polygons, only rows without a geometry"),
        ({"area": "heights"}, "EGM96 height, which is neither geographic nor projected"),
        ({"area": "nowhere"}, "has no coordinate system; set one"),
        ({"leave_out": "missing"}, "does not exist"),
    ],
)
def test_an_area_without_ground_of_the_images_is_a_sentence(pair, tmp_path, given, sentence):
    write_layer(tmp_path / "far.gpkg", [f"POLYGON({ring(box(5.0, 45.0, 6.0, 46.0))})"], "EPSG:4326")
    write_layer(tmp_path / "all.gpkg", [f"POLYGON({ring(box(14.0, 46.0, 16.0, 47.0))})"], "EPSG:4326")
    write_layer(tmp_path / "nothing.gpkg", [])
    write_layer(tmp_path / "empty.gpkg", ["POLYGON EMPTY"])
    write_layer(tmp_path / "heights.gpkg", [f"POLYGON({ring(box(14.0, 46.0, 16.0, 47.0))})"], "EPSG:5773")
    write_layer(tmp_path / "nowhere.gpkg", [f"POLYGON({ring(box(14.0, 46.0, 16.0, 47.0))})"], None)
    given = {name: text if name == "extent" else str(tmp_path / f"{text}.gpkg") for name, text in given.items()}
    output = str(tmp_path / "patches.gpkg")
    assert sentence in refusal(run, "createpatches", **pair.given, output=output, **given)
    assert not (tmp_path / "patches.gpkg").exists()


@pytest.mark.parametrize(
    "extent", ["179.95,180.05,10,10.1", "-180.05,-179.95,10,10.1", "170,190,0,20", "-180,180,-90,90"]
)
def test_scenes_and_extents_across_the_180th_meridian(extent):
    scene = (179.9, 9.9, 180.1, 10.2)
    map_ = "EPSG:32660"
    found = Area.of(extent, None, None).on(map_, scene)
    whole = rectangle_on(map_, scene)
    if "170" in extent:
        assert found.Area() == pytest.approx(whole, rel=0.01)
    elif "-90" in extent:
        # A rectangle of a map ends at its edge.
        assert found.Area() == pytest.approx(whole if "-180,180" in extent else whole / 2, rel=0.01)
    else:
        assert found.Area() == pytest.approx(0.1 * 111_320 * np.cos(np.radians(10.05)) * 0.1 * 110_600, rel=0.01)


@pytest.mark.parametrize(
    ("texts", "share"),
    [
        (["179.95 10, -179.95 10, -179.95 10.1, 179.95 10.1, 179.95 10"], 1.0),
        (["179.95 10, 180.05 10, 180.05 10.1, 179.95 10.1, 179.95 10"], 1.0),
        (
            [
                "179.95 10, -179.95 10, -179.95 10.1, 179.95 10.1, 179.95 10",
                "-179.99 10.01, -179.96 10.01, -179.96 10.09, -179.99 10.01",
            ],
            0.88,
        ),
        (["-180 10, 180 10, 180 10.1, -180 10.1, -180 10"], 2.0),
    ],
    ids=["jumps", "counts on", "hole", "all around"],
)
def test_polygons_across_the_180th_meridian(tmp_path, texts, share):
    path = write_layer(tmp_path / "a.gpkg", ["POLYGON(" + ", ".join(f"({text})" for text in texts) + ")"], "EPSG:4326")
    found = Area.of(None, path, None).on("EPSG:32660", (179.9, 9.9, 180.1, 10.2))
    whole = 0.1 * 111320.0 * np.cos(np.radians(10.05)) * 0.1 * 110600.0
    assert found.Area() == pytest.approx(share * whole, rel=0.02)


def rectangle_on(code, scene):
    west, south, east, north = scene
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(
        [west, east, east, west], [south, south, north, north]
    )
    return (max(x) - min(x)) * (max(y) - min(y))


def test_an_import_fills_only_what_is_asked_for(tmp_path):
    """Pixels and geometry of the rest of the image stay where they are, and take no room."""
    meta = sicd_meta("RE16I_IM16I", rows=900, columns=1100)
    reader = open_product(write_sicd(tmp_path / "a.nitf", meta))
    part = Window(300, 128, 40, 60)
    whole = import_image(reader, tmp_path / "whole.tif", 2, 1, Context())
    some = import_image(reader, tmp_path / "some.tif", 2, 1, Context(), filled=part)
    assert (some.model.lines, some.model.samples) == (whole.model.lines, whole.model.samples)
    expected = np.full((550, 900), np.nan, np.float32)
    window = np.s_[300:340, 128:188]
    expected[window] = whole.read(0, 0, 550, 900)[window]
    assert np.array_equal(some.read(0, 0, 550, 900), expected, equal_nan=True)
    assert some.path.stat().st_size < 0.4 * whole.path.stat().st_size


def test_a_run_of_an_area_reads_the_part_of_the_products_that_it_needs(pair, middle, monkeypatch):
    monkeypatch.setattr(needed, "CONTEXT", 10)
    x, y = middle
    extent = extent_text((x - 8.0, y - 8.0, x + 8.0, y + 8.0))
    given = StereoDsm(
        **pair.given, patch_size=96, overlap=24, extent=extent, elevation="elevation.tif", error="error.tif"
    )
    one, two = needed.needed_parts(given, Context())
    assert one.line == 0 and one.lines < 0.6 * 394 and one.clipped(394, 273) == one
    # What the secondary shows of the reference's part lies in its own part.
    truth = pair.truth
    here = np.s_[one.line : one.line + one.lines, one.sample : one.sample + one.samples]
    for places, first, size in ((truth.line, two.line, two.lines), (truth.sample, two.sample, two.samples)):
        visible = places[here][truth.seen2[here]]
        assert first <= visible.min() and visible.max() < first + size
    # A search for heights takes all.
    said = []
    without = dataclasses.replace(given, max_height=None)
    assert needed.needed_parts(without, Context(report=said.append)) == (None, None)
    assert "the whole images are read to find the heights" in said[0]["text"]
    assert needed.needed_parts(dataclasses.replace(given, extent=None), Context()) == (None, None)
