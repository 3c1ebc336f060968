"""Elevation rasters of several pairs become one: grids, parts of the errors, masks, bad input in one sentence."""

import dataclasses

import numpy as np
import pyproj
import pytest
from osgeo import gdal

from sar_radargrammetry.engine.correlation.model import CORRELATION_KEY, Correlation
from sar_radargrammetry.engine.elevation.cell_size import metres_of_unit
from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.evaluation.zones import stated_correlation
from sar_radargrammetry.engine.fusion.stack import common_grid, file_names
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import mergeelevations
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.record import record_of, write_record

# Newer versions of GDAL change a cloud-optimised file only on request.
CHANGED = ["IGNORE_COG_LAYOUT_BREAK=YES"]
GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=150, height=130)


def test_the_common_grid_keeps_the_cells_of_the_first():
    other = dataclasses.replace(GRID, x0=GRID.x0 - 33.0, y0=GRID.y0 + 21.0, pixel_size=3.0)
    grid = common_grid([GRID, other], None, None)
    assert ((grid.x0 - GRID.x0) / 2.0).is_integer() and ((grid.y0 - GRID.y0) / 2.0).is_integer()
    west, south, east, north = grid.bounds
    assert west <= other.x0 and north >= other.y0 and east >= other.bounds[2] and south <= GRID.bounds[1]
    assert west > other.x0 - 2.0 and common_grid([GRID, GRID], None, None) == GRID


# Rasters and the job


def surface(x, y):
    return 300.0 + 0.1 * (x - 5e5) - 0.2 * (y - 5e6)


def write_pair(folder, name, grid, heights, sigma=1.0, **options):
    write_raster(folder / f"{name}.tif", grid, heights, **options)
    sigmas = np.where(np.isfinite(heights), sigma, np.nan)
    write_raster(folder / f"{name} error.tif", grid, sigmas, vertical_datum=None)


@pytest.fixture
def two(tmp_path):
    """Two elevations of overlapping ground with other halves void, the second 0.5 m higher and half as sure."""
    x, y = GRID.centres()
    a = surface(x, y[:, None])
    a[:60, :40] = np.nan
    write_pair(tmp_path, "a", GRID, a)
    other = dataclasses.replace(GRID, x0=GRID.x0 + 20.0, y0=GRID.y0 - 10.0)
    x, y = other.centres()
    b = surface(x, y[:, None]) + 0.5
    b[80:, 100:] = np.nan
    write_pair(tmp_path, "b", other, b, 2.0)
    return tmp_path


def test_a_disk_that_is_full_before_the_rasters_are_written_is_told(two, monkeypatch):
    def cut_short(file, *rest, **more):
        raise OSError("221184 requested and 12468 written")

    monkeypatch.setattr(np, "save", cut_short)
    with pytest.raises(EngineError, match="The disk is full"):
        mergeelevations.run(parameters(two), Context())
    assert not list((two / "out").iterdir())


def parameters(folder, names=("a", "b"), **changes):
    (folder / "out").mkdir(exist_ok=True)
    given = {
        "correlation": 0.0,
        "elevations": [str(folder / f"{name}.tif") for name in names],
        "errors": [str(folder / f"{name} error.tif") for name in names],
        "elevation": str(folder / "out" / "elevation.tif"),
        "error": str(folder / "out" / "error.tif"),
        "contribution": str(folder / "out" / "contribution.tif"),
    }
    return parse_parameters(mergeelevations.Parameters, given | changes)


def pixels(folder, name):
    values = gdal.Open(str(folder / "out" / f"{name}.tif")).ReadAsArray()
    return np.where(values == -9999.0, np.nan, values)


def test_two_rasters_become_one_on_the_cells_of_the_first(two):
    said = []
    result = mergeelevations.run(parameters(two), Context(report=said.append))
    dataset = gdal.Open(result["elevation"])
    assert (dataset.RasterXSize, dataset.RasterYSize) == (160, 135)
    assert dataset.GetMetadataItem("VERTICAL_DATUM") == "WGS 84 ellipsoid"
    height, error, (count, used) = pixels(two, "elevation"), pixels(two, "error"), pixels(two, "contribution")
    x, y = dataclasses.replace(GRID, width=160, height=135).centres()
    raised = height - surface(x, y[:, None])
    np.testing.assert_allclose(raised[used == 1], 0.0, atol=1e-3)
    np.testing.assert_allclose(raised[used == 2], 0.5, atol=1e-3)
    np.testing.assert_allclose(raised[used == 3], 0.1, atol=1e-3)
    np.testing.assert_allclose(error[used == 3], 1.0 / np.sqrt(1.25), atol=1e-5)
    assert (count[used == 3] == 2).all() and (count[used < 3] == 1).all()
    assert np.isfinite(height[20:60, 12:40]).all()  # void of the first
    assert np.isnan(height[0, 155]) and np.isnan(error[0, 155])
    record = record_of(dataset)
    assert record["contribution_bits"] == {"a": 1, "b": 2}
    assert record["offsets"][0]["offset"] == pytest.approx(-0.5, abs=0.01)
    assert result["largest_offset"] == pytest.approx(0.25, abs=0.01)
    assert result["measured_share"] > result["best_share"] and result["contested_share"] == 0.0
    texts = [message["text"] for message in said if message["type"] == "log"]
    assert any("a minus b: median -0.50 m" in text for text in texts)
    assert any("seams will show" in text for text in texts)
    percents = [m["percent"] for m in said if m["type"] == "progress"]
    assert percents == sorted(percents) and percents[-1] == 100.0


def test_the_merged_errors_are_correlated_as_far_as_the_farthest(two):
    for name, length in (("a", 20.0), ("b", 40.0)):
        given = Correlation.of_length(length).document()
        error = gdal.OpenEx(str(two / f"{name} error.tif"), gdal.OF_UPDATE, open_options=CHANGED)
        write_record(error, {CORRELATION_KEY: given})
        error = None
    result = mergeelevations.run(parameters(two), Context())
    assert stated_correlation(result["error"]).length == pytest.approx(40.0, abs=0.01)
    write_pair(two, "a", GRID, pixels(two, "elevation")[: GRID.height, : GRID.width])
    assert stated_correlation(mergeelevations.run(parameters(two), Context())["error"]) is None


def test_offsets_are_removed_when_asked_for(two):
    mergeelevations.run(parameters(two, remove_offsets=True), Context())
    height, (_, used) = pixels(two, "elevation"), pixels(two, "contribution")
    x, y = dataclasses.replace(GRID, width=160, height=135).centres()
    raised = height - surface(x, y[:, None])
    for bits in (1, 2, 3):
        np.testing.assert_allclose(raised[used == bits], 0.25, atol=0.01)


def write_parts(folder, name, shared, image):
    """Give the errors of a pair a shared part; say which images it was made of."""
    raster = gdal.Open(str(folder / f"{name}.tif"))
    random = gdal.Open(str(folder / f"{name} error.tif")).ReadAsArray()
    random = np.where(random == -9999.0, np.nan, random)
    step = raster.GetGeoTransform()
    grid = dataclasses.replace(GRID, x0=step[0], y0=step[3], width=raster.RasterXSize, height=raster.RasterYSize)
    common = np.where(np.isnan(random), np.nan, shared)
    write_raster(
        folder / f"{name} error.tif",
        grid,
        np.stack([np.hypot(random, common), random, common]),
        descriptions=("standard deviation of elevation", "random part", "correlated part"),
        vertical_datum=None,
        provenance={"inputs": {"reference": {"path": image}, "secondary": {"path": f"of {name}.tif"}}},
    )


@pytest.mark.parametrize(("images", "shared"), [(("one.tif", "two.tif"), "apart"), (("one.tif",) * 2, "common")])
def test_parts_of_the_errors_are_merged_as_parts(two, images, shared):
    for name, image, size in zip("ab", images, (2.0, 1.0), strict=True):
        write_parts(two, name, size, image)
    mergeelevations.run(parameters(two, correlation=0.4), Context())
    total, random, common = pixels(two, "error")
    used = pixels(two, "contribution")[1]
    np.testing.assert_allclose(total, np.hypot(random, common), atol=1e-5)
    np.testing.assert_allclose(common[used == 1], 2.0, atol=1e-5)
    np.testing.assert_allclose(random[used == 2], 2.0, atol=1e-5)
    weight = np.array([0.5, 0.5]) if shared == "apart" else np.array([0.8, 0.2])
    expected = np.hypot(*(weight * (2.0, 1.0))) if shared == "apart" else weight @ (2.0, 1.0)
    np.testing.assert_allclose(common[used == 3], expected, atol=1e-5)


def test_one_pair_without_parts_counts_as_well(two):
    write_parts(two, "a", 2.0, "one.tif")
    mergeelevations.run(parameters(two), Context())
    bands, used = pixels(two, "error"), pixels(two, "contribution")[1]
    assert len(bands) == 3
    np.testing.assert_allclose(bands[2][used == 2], 0.0, atol=1e-6)
    np.testing.assert_allclose(bands[0][used == 2], 2.0, atol=1e-5)


def test_other_crs_and_pixel_sizes_are_warped(two):
    for ending in ("", " error"):
        gdal.Warp(
            str(two / f"c{ending}.tif"), str(two / f"b{ending}.tif"), dstSRS="EPSG:32632", xRes=3.0, yRes=3.0,
            resampleAlg="bilinear",
        )  # fmt: skip
    result = mergeelevations.run(parameters(two, ("a", "c")), Context())
    height, (_, used) = pixels(two, "elevation"), pixels(two, "contribution")
    dataset = gdal.Open(result["elevation"])
    x0, step, _, y0, _, _ = dataset.GetGeoTransform()
    x = x0 + (np.arange(height.shape[1]) + 0.5) * step
    y = y0 - (np.arange(height.shape[0]) + 0.5) * step
    raised = height - surface(x, y[:, None])
    assert np.nanmedian(raised[used == 2]) == pytest.approx(0.5, abs=0.02)
    assert np.nanmedian(raised[used == 3]) == pytest.approx(0.1, abs=0.02)
    chosen = mergeelevations.run(parameters(two, ("a", "c"), crs="EPSG:32634", pixel_size=5.0), Context())
    assert "32634" in gdal.Open(chosen["elevation"]).GetProjection()
    assert gdal.Open(chosen["elevation"]).GetGeoTransform()[1] == 5.0


@pytest.fixture
def degrees(two):
    """The first elevation and its error on a grid in degrees."""
    for ending in ("", " error"):
        gdal.Warp(str(two / f"d{ending}.tif"), str(two / f"a{ending}.tif"), dstSRS="EPSG:4326", resampleAlg="bilinear")
    return two


def metres_of_cells(path):
    """Width and height of a raster's cells on the ground, by the geodesic between their corners."""
    x, width, _, y, _, height = gdal.Open(str(path)).GetGeoTransform()
    ground = pyproj.Geod(ellps="WGS84")
    return ground.inv(x, y, x + width, y)[2], ground.inv(x, y, x, y + height)[2]


def test_a_pixel_size_in_metres_holds_on_a_grid_in_degrees(degrees):
    said = []
    context = Context(report=said.append)
    merged = mergeelevations.run(parameters(degrees, ("d", "b"), pixel_size=3.0), context)
    assert metres_of_cells(merged["elevation"]) == pytest.approx((3.0, 3.0), rel=1e-4)
    height, (_, used) = pixels(degrees, "elevation"), pixels(degrees, "contribution")
    assert (used == 3).mean() > 0.3 and np.isfinite(height[used == 3]).all()
    assert any("is in degrees" in str(message.get("text")) for message in said)


def test_cells_in_degrees_are_taken_as_such_and_become_metres_on_another_map(degrees):
    merged = mergeelevations.run(parameters(degrees, ("d", "b"), pixel_size=5e-5), Context())
    assert gdal.Open(merged["elevation"]).GetGeoTransform()[1] == pytest.approx(5e-5, rel=1e-12)
    projected = mergeelevations.run(parameters(degrees, ("d", "b"), crs="EPSG:32633"), Context())
    assert gdal.Open(projected["elevation"]).GetGeoTransform()[1] == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("place", "crs"), [((15.0, 0.0), "EPSG:4326"), ((10.0, -70.0), "EPSG:4269"), ((2.0, 48.0), "EPSG:4807")]
)
def test_metres_of_a_unit_are_those_of_the_geodesic(place, crs):
    to = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = to.transform(*place)
    back = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    ground = pyproj.Geod(ellps="WGS84")
    steps = [ground.inv(*place, *back.transform(x + dx, y + dy))[2] for dx, dy in ((1e-4, 0.0), (0.0, 1e-4))]
    assert metres_of_unit(pyproj.CRS(crs), place[1]) == pytest.approx([1e4 * step for step in steps], rel=1e-3)


def test_cells_that_a_mask_does_not_call_measured_are_not_used(two):
    for name in ("a", "b"):
        source = gdal.Open(str(two / f"{name}.tif"))
        raster = gdal.GetDriverByName("GTiff").Create(str(two / f"{name} mask.tif"), 150, 130)
        raster.SetGeoTransform(source.GetGeoTransform())
        raster.SetProjection(source.GetProjection())
        codes = np.ones((130, 150), np.uint8)
        if name == "b":
            codes[40:, :] = 2
        raster.GetRasterBand(1).WriteArray(codes)
        raster.GetRasterBand(1).SetCategoryNames(["outside", "measured", "filled"])
        raster = None
    masks = [str(two / "a mask.tif"), str(two / "b mask.tif")]
    mergeelevations.run(parameters(two, masks=masks), Context())
    _, used = pixels(two, "contribution")
    assert set(np.unique(used[46:][np.isfinite(used[46:])])) == {1.0}
    assert {1.0, 2.0, 3.0} <= set(np.unique(used[:44]))


def test_disagreement_is_counted(two):
    x, y = GRID.centres()
    blunder = surface(x, y[:, None])
    blunder[100:, :50] += 50.0
    write_pair(two, "c", GRID, blunder)
    result = mergeelevations.run(parameters(two, ("a", "c")), Context())
    assert result["contested_share"] == pytest.approx(30 * 50 / (130 * 150), rel=0.02)
    three = mergeelevations.run(parameters(two, ("a", "b", "c")), Context())
    assert three["contested_share"] < 0.7 * result["contested_share"]


def test_the_report_is_complete(two):
    report = two / "out" / "r.html"
    mergeelevations.run(parameters(two, report=str(report)), Context())
    page = report.read_text(encoding="utf-8")
    assert "a \u2212 b" in page and page.count("data:image/png") == 3


def test_a_cancel_leaves_nothing(two):
    percents = []
    context = Context(
        report=lambda m: percents.append(m.get("percent", 0)), cancelled=lambda: max(percents, default=0) > 40
    )
    with pytest.raises(Cancelled):
        mergeelevations.run(parameters(two), context)
    assert not list((two / "out").iterdir())


def refusal(*given, **changes):
    with pytest.raises(EngineError) as caught:
        mergeelevations.run(parameters(*given, **changes), Context())
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


@pytest.mark.parametrize(
    ("names", "changes", "said"),
    [
        (("a",), {}, "elevations needs 2 values or more"),
        (("a", "far"), {}, "overlaps none"),
        (("a", "geoid"), {}, "one vertical datum"),
        (("a", "unknown"), {}, "unknown vertical datum"),
        (("a", "a"), {}, "given twice"),
        (("a", "missing"), {}, "does not exist"),
        (("a", "b"), {"errors": ("a error.tif",)}, "errors needs 2 values or more"),
        (("a", "b"), {"errors": ("b error.tif", "a error.tif")}, "not on the grid"),
        (("a", "other"), {"errors": ("other error.tif", "a error.tif")}, "was not made with"),
        (("a", "b"), {"masks": ("a error.tif", "b error.tif")}, "no whole numbers"),
        (("a", "b"), {"elevation": "b.tif"}, "also an input"),
        (("a", "b"), {"correlation": 1.0}, "between 0 and 0.95"),
        (("a", "b"), {"confidence": 0.1}, "between 0.5"),
        (("a", "b"), {"pixel_size": -1.0}, "must be greater than 0"),
        (("a", "b"), {"crs": "EPSG:4326"}, "in degrees"),
        (("void", "hole"), {}, "None of the elevation rasters"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(two, names, changes, said):
    x, y = GRID.centres()
    heights = surface(x, y[:, None])
    write_pair(two, "far", dataclasses.replace(GRID, x0=GRID.x0 + 9000.0), heights)
    write_pair(two, "unknown", GRID, heights, vertical_datum=None)
    for name in ("void", "hole"):
        write_pair(two, name, GRID, np.full_like(heights, np.nan))
    gdal.Translate(str(two / "geoid.tif"), str(two / "a.tif"), outputSRS="EPSG:32633+5773")
    gdal.Translate(str(two / "geoid error.tif"), str(two / "a error.tif"))
    if "was not made with" in said:
        for name in ("a", "other"):
            record = {"job": "triangulate", "parameters": {"elevation": name}}
            write_raster(two / f"{name}.tif", GRID, heights, provenance=record)
            write_raster(two / f"{name} error.tif", GRID, np.ones_like(heights), provenance=record)
    for key in ("errors", "masks"):
        if key in changes:
            changes = {**changes, key: [str(two / part) for part in changes[key]]}
    if "elevation" in changes:
        changes = {"elevation": str(two / changes["elevation"])}
    assert said in refusal(two, names, **changes)
    assert not list((two / "out").iterdir())


def test_temporary_outputs_of_one_name_are_numbered():
    folders = [digit * 32 for digit in "0a"]
    assert file_names([f"/tmp/{folder}/ELEVATION.tif" for folder in folders]) == ["ELEVATION 1", "ELEVATION 2"]
    assert file_names(["north/a.tif", f"{folders[0]}/a.tif"]) == ["north/a", f"{folders[0]}/a"]
    assert file_names(["north/a.tif", "north/b.tif"]) == ["a", "b"]
