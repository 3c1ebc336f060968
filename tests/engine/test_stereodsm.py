"""Two images in, elevation and error out: against the truth, against the single steps, interrupted, from products."""

import dataclasses
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from pairs import PATCHES, SETTINGS, StopAfter, metadata, pixels, run

from sar_radargrammetry.engine.elevation.geotiff import NODATA
from sar_radargrammetry.engine.elevation.map_grid import default_pixel_size
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.inspection.inspecting import inspect_pixel, pixel_ground
from sar_radargrammetry.engine.inspection.opening import matches_of, open_matches
from sar_radargrammetry.engine.inspection.places import pixel_at, pixel_of
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.patches.package import read_plan
from sar_radargrammetry.engine.pipeline import images, stereo, units
from sar_radargrammetry.engine.record import record_of
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground, scene_centre
from sar_radargrammetry.engine.simulation.pair import expose, make_ground
from sar_radargrammetry.engine.simulation.sicd_product import write_sicd


def outputs(folder):
    return {"elevation": str(folder / "elevation.tif"), "error": str(folder / "error.tif")}


def errors_at_truth(pair, elevation):
    """Height errors [m] at the true places of reference pixels that both views see, NaN where nothing is measured;
    row and column of the cells there."""
    dataset = gdal.Open(str(elevation))
    truth, model = pair.truth, pair.reference.model
    line, sample = np.nonzero(truth.seen2)
    height = truth.height[line, sample]
    lon, lat, _ = ecef_to_geodetic(image_to_ground(model, line.astype(float), sample.astype(float), height))
    wgs84, crs = osr.SpatialReference(), osr.SpatialReference(dataset.GetProjection())
    wgs84.ImportFromEPSG(4326)
    for reference in (wgs84, crs):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    places = osr.CoordinateTransformation(wgs84, crs).TransformPoints(np.stack([lon, lat], -1))
    x, y = np.array(places)[:, :2].T
    west, step, _, north, _, _ = dataset.GetGeoTransform()
    column, row = np.floor((x - west) / step).astype(int), np.floor((north - y) / step).astype(int)
    # Cells that the raster does not reach are not measured.
    elevations = np.pad(pixels(elevation), 1, constant_values=np.nan)
    row, column = (np.clip(at + 1, 0, n - 1) for at, n in zip((row, column), elevations.shape, strict=True))
    return elevations[row, column] - height, row - 1, column - 1


def errors_against_truth(pair, elevation, sigma):
    """What `errors_at_truth` gives of measured places, their sigmas; share of the places that are measured."""
    error, row, column = errors_at_truth(pair, elevation)
    known = np.isfinite(error)
    return error[known], pixels(sigma)[row[known], column[known]], known.mean()


def test_the_elevation_is_the_terrain(pair, chain):
    """1 m pixels seen at 35 and 50 degrees: a pixel is 2.2 m of height; measured NMAD 2.7 m, 99 % measured."""
    error, sigma, share = errors_against_truth(pair, chain.elevation, chain.error)
    assert share > 0.92
    assert abs(np.median(error)) < 0.6
    assert 1.4826 * np.median(np.abs(error - np.median(error))) < 3.4
    # What the error raster promises is what the elevation keeps.
    assert 0.4 < np.median(np.abs(error)) / (0.6745 * np.median(sigma)) < 1.6


def test_one_step_gives_the_rasters_of_the_three(pair, chain, tmp_path):
    made = StopAfter(1e9)
    more = {"patch_quality": str(tmp_path / "quality.gpkg"), "report": str(tmp_path / "report.html")}
    numbers = run("stereodsm", made.context, **pair.given, **PATCHES, **outputs(tmp_path), **more)
    for name in ("elevation", "error"):
        assert np.array_equal(pixels(tmp_path / f"{name}.tif"), pixels(getattr(chain, name)), equal_nan=True)
        one, other = gdal.Open(str(tmp_path / f"{name}.tif")), gdal.Open(str(getattr(chain, name)))
        assert one.GetGeoTransform() == other.GetGeoTransform() and one.GetProjection() == other.GetProjection()
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif", "quality.gpkg", "report.html"]
    assert "Errors of matches: " in (tmp_path / "report.html").read_text("utf-8")
    plan = read_plan(numbers["patch_quality"])
    assert len(plan.patches) == numbers["patches"] and plan.reference == pair.reference.path
    steps = {key: value for step in chain.numbers.values() for key, value in step.items()}
    for key in ("patches", "matched_share", "measured_share", "median_sigma", "pixel_size", "points", "rejected"):
        assert numbers[key] == steps[key]
    assert numbers["elevation"] == str(tmp_path / "elevation.tif")
    percents = [m["percent"] for m in made.messages if m["type"] == "progress"]
    assert percents == sorted(percents) and percents[-1] == 100.0


def test_both_rasters_say_what_they_are(pair, chain):
    elevation, error = gdal.Open(str(chain.elevation)), gdal.Open(str(chain.error))
    # Made-up terrain lies in the middle of zone 33.
    assert osr.SpatialReference(elevation.GetProjection()).GetAuthorityCode(None) == "32633"
    assert "llipsoid" in elevation.GetMetadataItem("VERTICAL_DATUM")
    assert error.GetMetadataItem("VERTICAL_DATUM") is None
    for dataset in (elevation, error):
        band = dataset.GetRasterBand(1)
        assert band.GetNoDataValue() == NODATA and band.DataType == gdal.GDT_Float32 and band.GetUnitType() == "m"
        assert dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
        record = record_of(dataset)
        assert record["job"] == "triangulate" and record["inputs"]["correspondence"]["path"] == "correspondence.tif"
        assert record["matching"]["matcher"] == "compact"
        assert record["matching"]["error_scale"] == chain.numbers["matchpatches"]["error_scale"]
        assert 0.7 < record["matching"]["error_scale"]["median"] < 4.0
    assert elevation.GetGeoTransform() == error.GetGeoTransform()
    known = np.isfinite(pixels(chain.elevation))
    assert np.array_equal(known, np.isfinite(pixels(chain.error)))
    share = chain.numbers["triangulate"]["measured_share"]
    assert share == pytest.approx(known.mean(), abs=1e-4)
    assert (pixels(chain.error)[known] > 0).all()


def test_the_default_pixel_is_the_ground_spacing_rounded_up(pair, chain):
    """1 m in slant range at an incidence of 35 degrees are 1.74 m on the ground."""
    assert default_pixel_size(pair.reference.model) == 2.0 == chain.numbers["triangulate"]["pixel_size"]
    finer = dataclasses.replace(pair.reference.model, range_spacing=0.05, line_interval=0.05 / 150.0)
    assert default_pixel_size(finer) == pytest.approx(0.1)
    along = dataclasses.replace(pair.reference.model, line_interval=-3.9 / 150.0, lines=50)
    assert default_pixel_size(along) == pytest.approx(5.0)
    assert scene_centre(pair.reference.model) == pytest.approx((15.0, 46.5), abs=2e-3)


def test_another_coordinate_system_and_pixel_size(chain, tmp_path):
    run("triangulate", correspondence=str(chain.correspondence), crs="EPSG:3035", pixel_size=5.0, **outputs(tmp_path))
    dataset = gdal.Open(str(tmp_path / "elevation.tif"))
    assert osr.SpatialReference(dataset.GetProjection()).GetAuthorityCode(None) == "3035"
    west, step, _, north, _, down = dataset.GetGeoTransform()
    assert (step, down) == (5.0, -5.0) and west % 5.0 == 0.0 and north % 5.0 == 0.0
    median = np.nanmedian(pixels(tmp_path / "elevation.tif"))
    assert median == pytest.approx(np.nanmedian(pixels(chain.elevation)), abs=4.0)


@pytest.fixture()
def instant(monkeypatch, pair):
    """Matching without work: the exact truth as the match; the list of patches that were computed."""
    computed = []
    truth = pair.truth
    row, column = np.mgrid[: truth.line.shape[0], : truth.line.shape[1]]
    ones = np.ones(truth.line.shape)
    bands = np.stack([truth.line - row, truth.sample - column, ones, 0.25 * ones, 0 * ones, 0.25 * ones])
    bands[:, ~truth.seen2] = np.nan
    bands[2][~truth.seen2] = 0.0

    def exact(patch, *rest):
        computed.append(patch.number)
        w = patch.reference
        return bands[:, w.line : w.line + w.lines, w.sample : w.sample + w.samples].astype(np.float32)

    monkeypatch.setattr(units, "match_patch", exact)
    return computed


def test_perfect_matches_give_the_truth_to_what_a_cell_can_hold(pair, instant, tmp_path):
    run("stereodsm", **pair.given, **outputs(tmp_path))
    error, _, share = errors_against_truth(pair, tmp_path / "elevation.tif", tmp_path / "error.tif")
    assert share > 0.99 and abs(np.median(error)) < 0.02 and np.median(np.abs(error)) < 0.6


def test_the_rasters_of_one_step_name_what_it_was_given(pair, instant, tmp_path):
    run("stereodsm", **pair.given, **outputs(tmp_path))
    for name in ("elevation", "error"):
        record = metadata(tmp_path / f"{name}.tif")
        assert record["job"] == "stereodsm" and set(record["inputs"]) >= {"reference", "secondary"}
        assert record["parameters"]["matcher"] == record["matching"]["matcher"] == "compact"
        assert ".part" not in json.dumps(record)


def test_a_cancelled_run_goes_on_from_its_finished_patches(pair, instant, tmp_path):
    given = {**pair.given, **PATCHES, **outputs(tmp_path)}
    with pytest.raises(Cancelled):
        run("stereodsm", stop_in_matching(instant, 3), **given)
    assert len(instant) in (3, 4)  # what was begun beside the third is finished
    # What is kept is hidden, and holds no half-made result.
    assert [name for name in os.listdir(tmp_path) if not name.startswith(".")] == []
    assert not list(tmp_path.glob(".*/*.part*"))
    run("stereodsm", **given)
    assert sorted(instant) == list(range(len(instant))) and len(instant) > 4
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif"]


def stop_in_matching(computed, count):
    return dataclasses.replace(StopAfter(1e9).context, cancelled=lambda: len(computed) >= count)


def test_a_failure_leaves_nothing(pair, instant, tmp_path, monkeypatch):
    def fails(*arguments):
        raise EngineError("The rays are crooked; straighten them.")

    monkeypatch.setattr(stereo, "triangulated", fails)
    with pytest.raises(EngineError, match="crooked"):
        run("stereodsm", **pair.given, **outputs(tmp_path))
    assert os.listdir(tmp_path) == []


def test_a_report_is_written_on_request(pair, instant, tmp_path):
    numbers = run("stereodsm", **pair.given, **outputs(tmp_path), report=str(tmp_path / "report ü.html"))
    assert "<html" in Path(numbers["report"]).read_text("utf-8")
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif", "report ü.html"]


@pytest.fixture(scope="module")
def products(tmp_path_factory):
    """The pair as SICD products."""
    folder = tmp_path_factory.mktemp("products é")
    ground = make_ground(SETTINGS)
    for view, name in enumerate(("reference", "secondary")):
        exposure = expose(SETTINGS, ground, view)
        path = folder / f"{name}.nitf"
        write_sicd(
            str(path), exposure.blocks(), exposure.model, core_name=name, pixel_type="RE32F_IM32F", noise=exposure.noise
        )
    return {name: str(folder / f"{name}.nitf") for name in ("reference", "secondary")}


def test_products_are_imported_on_the_way(pair, products, instant, tmp_path):
    before = sorted(os.listdir(Path(products["reference"]).parent))
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    run("stereodsm", **products, **heights, **outputs(tmp_path))
    error, _, share = errors_against_truth(pair, tmp_path / "elevation.tif", tmp_path / "error.tif")
    assert share > 0.99 and abs(np.median(error)) < 0.05
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif"]
    assert sorted(os.listdir(Path(products["reference"]).parent)) == before


def test_an_interrupted_run_does_not_import_twice(pair, products, instant, tmp_path, monkeypatch):
    imported = []
    real = images.import_image
    monkeypatch.setattr(images, "import_image", lambda *given, **more: imported.append(1) or real(*given, **more))
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    given = {**products, **heights, **PATCHES, **outputs(tmp_path)}
    with pytest.raises(Cancelled):
        run("stereodsm", stop_in_matching(instant, 2), **given)
    run("stereodsm", **given)
    assert len(imported) == 2 and len(instant) == len(set(instant))


def heights_of_delivered(folder):
    """Elevation that the delivered matches give by themselves, and what the run in one step gave."""
    (folder / "again").mkdir()
    run("triangulate", correspondence=str(folder / "matches.tif"), **outputs(folder / "again"))
    return pixels(folder / "again" / "elevation.tif"), pixels(folder / "elevation.tif")


def test_matches_of_imported_images_stay_as_they_are(pair, instant, tmp_path):
    before = sorted(os.listdir(pair.reference.path.parent))
    numbers = run("stereodsm", **pair.given, **outputs(tmp_path), correspondence=str(tmp_path / "matches.tif"))
    assert numbers["correspondence"] == str(tmp_path / "matches.tif")
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif", "matches.tif"]
    assert sorted(os.listdir(pair.reference.path.parent)) == before
    assert Correspondence.open(tmp_path / "matches.tif").reference == pair.reference.path.resolve()
    assert metadata(tmp_path / "error.tif")["correspondence"] == "matches.tif"
    assert np.array_equal(*heights_of_delivered(tmp_path), equal_nan=True)


@pytest.mark.parametrize("refine", ["yes", "no"])
def test_matches_of_products_bring_their_images(pair, products, instant, tmp_path, refine):
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1], "refine": refine}
    run("stereodsm", **products, **heights, **outputs(tmp_path), correspondence=str(tmp_path / "matches.tif"))
    images = [f"matches_{role}{ending}" for role in ("reference", "secondary") for ending in (".sargeom.json", ".tif")]
    assert sorted(os.listdir(tmp_path)) == ["elevation.tif", "error.tif", "matches.tif", *images]
    matches = Correspondence.open(tmp_path / "matches.tif")
    assert isinstance(SlantImage.open(matches.secondary).model, CorrectedModel) == (refine == "yes")
    assert "patches" not in matches.about and ("navigation" in matches.about) == (refine == "yes")
    # The elevation leads to its matches, and these to the images: the truth was the match.
    opened = open_matches(matches_of(tmp_path / "elevation.tif"))
    middle = pixel_of(opened, opened.matches.lines // 2, opened.matches.samples // 2, 0.0)
    found = inspect_pixel(opened, middle)
    assert found.match.certainty == 1.0 and found.match.sigma > 0.0 and np.nanmax(found.reference) > 0.0
    assert pixel_at(opened, *pixel_ground(opened, middle), of_ellipsoid=True) == middle
    assert np.array_equal(*heights_of_delivered(tmp_path), equal_nan=True)


def test_refined_matches_of_imported_images_refer_to_their_pixels(pair, instant, tmp_path):
    run("stereodsm", **pair.given, refine="yes", **outputs(tmp_path), correspondence=str(tmp_path / "matches.tif"))
    matches = Correspondence.open(tmp_path / "matches.tif")
    assert matches.reference.name == "matches_reference.vrt"
    assert np.array_equal(pixels(matches.reference), pixels(pair.reference.path), equal_nan=True)
    assert np.array_equal(*heights_of_delivered(tmp_path), equal_nan=True)


def test_delivered_images_never_replace_the_geometry_of_an_input(pair, tmp_path):
    folder = pair.reference.path.parent
    shutil.copytree(folder, tmp_path / "images")
    given = {name: str(tmp_path / "images" / f"{name}.tif") for name in ("reference", "secondary")}
    for ending in (".tif", ".sargeom.json"):
        (tmp_path / "images" / f"reference{ending}").rename(tmp_path / "images" / f"matches_reference{ending}")
    given["reference"] = str(tmp_path / "images" / "matches_reference.tif")
    with pytest.raises(EngineError, match="is also an input"):
        run("stereodsm", **given, **outputs(tmp_path), correspondence=str(tmp_path / "images" / "matches.tif"))


def test_looks_are_taken_of_imported_images_too(pair, tmp_path, monkeypatch):
    seen = []

    def look(images, *rest, **more):
        seen.append([image.model.lines for image in images])
        raise EngineError("enough.")

    monkeypatch.setattr(stereo, "planned", look)
    with pytest.raises(EngineError, match="enough"):
        run("stereodsm", **pair.given, looks_azimuth=2, looks_range=2, **outputs(tmp_path))
    assert seen == [[pair.reference.model.lines // 2, pair.secondary.model.lines // 2]]
    assert os.listdir(tmp_path) == []


def test_a_correspondence_finds_its_images_when_all_move_together(chain, tmp_path):
    folder = tmp_path / "a" / "b" / "matching"
    folder.mkdir(parents=True)
    moved = folder / "c.tif"
    shutil.copy(chain.correspondence, moved)
    with pytest.raises(EngineError, match=r"The image .* does not exist"):
        run("triangulate", correspondence=str(moved), **outputs(folder))
    assert os.listdir(folder) == ["c.tif"]
    for name in ("reference", "secondary"):
        image = chain.correspondence.parent / metadata(moved)[name]
        there = Path(os.path.normpath(folder / metadata(moved)[name]))
        there.parent.mkdir(exist_ok=True)
        for file in image.parent.glob(f"{image.stem}.*"):
            shutil.copy(file, there.parent)
    run("triangulate", correspondence=str(moved), **outputs(folder))
    assert np.array_equal(pixels(folder / "elevation.tif"), pixels(chain.elevation), equal_nan=True)
