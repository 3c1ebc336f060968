"""Mistakes users make: each gets one sentence that names the culprit, and leaves nothing behind."""

import dataclasses
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from pairs import PATCHES, StopAfter, make_pair, run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.sensor.model import resampled
from sar_radargrammetry.engine.simulation.pair import PairSettings

ELSEWHERE = {"longitude": 15.2, "latitude": 46.5}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where inputs lie; outputs go to another one, so that leftovers show."""
    return tmp_path_factory.mktemp("inputs")


@pytest.fixture(scope="module")
def elsewhere(folder):
    """A pair of other ground, 15 km away."""
    place = folder / "elsewhere"
    place.mkdir()
    return make_pair(place, PairSettings(size=120.0, range_spacing=1.0, azimuth_spacing=1.0, **ELSEWHERE))


@pytest.fixture(scope="module")
def opposite(folder):
    """A pair seen from two sides."""
    place = folder / "opposite"
    place.mkdir()
    settings = PairSettings(size=160.0, range_spacing=1.0, azimuth_spacing=1.0, opposite_sides=True)
    return make_pair(place, settings)


@pytest.fixture()
def out(tmp_path):
    """An empty folder for outputs."""
    place = tmp_path / "out"
    place.mkdir()
    return place


def refused(out, job, *parts, **parameters):
    """Run a job that must fail with a sentence holding `parts`, and leave the folder `out` as it was."""
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    with pytest.raises(EngineError) as caught:
        run(job, **parameters)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence and sentence[0] == sentence[0].upper()
    for part in parts:
        assert str(part) in sentence
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    return sentence


def to(out):
    return {"elevation": str(out / "elevation.tif"), "error": str(out / "error.tif")}


def dem(path, heights, *, epsg=32633, unit=None, west=499000.0, north=5151500.0, posting=50.0):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), heights.shape[1], heights.shape[0], 1, gdal.GDT_Float32)
    if epsg:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(epsg)
        dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((west, posting, 0.0, north, 0.0, -posting))
    dataset.GetRasterBand(1).WriteArray(heights)
    if unit:
        dataset.GetRasterBand(1).SetUnitType(unit)
    dataset = None  # closes it
    return str(path)


LEVEL = np.full((80, 80), 900.0, np.float32)


# ---- images ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("job", ["createpatches", "stereodsm"])
def test_the_same_file_twice(pair, out, job):
    outputs = {"output": str(out / "p.gpkg")} if job == "createpatches" else to(out)
    path = pair.reference.path
    twice = str(path.parent / "." / ".." / path.parent.name / path.name)
    refused(out, job, path, "same file", reference=str(path), secondary=twice, **outputs)


@pytest.mark.parametrize("heights", [{}, {"min_height": 800.0, "max_height": 1000.0}], ids=["searched", "given"])
def test_a_copy_of_the_same_image(pair, folder, out, heights):
    for file in pair.reference.path.parent.glob("reference.*"):
        shutil.copy(file, folder / file.name.replace("reference", "copy"))
    images = {"reference": str(pair.reference.path), "secondary": str(folder / "copy.tif")}
    refused(out, "createpatches", "from the same place", **images, **heights, output=str(out / "p.gpkg"))


def test_images_of_different_ground(pair, elsewhere, out):
    images = {"reference": str(pair.reference.path), "secondary": str(elsewhere.secondary.path)}
    heights = {"min_height": 800.0, "max_height": 1000.0}
    refused(out, "createpatches", "two images of the same ground", **images, **heights, output=str(out / "p.gpkg"))
    refused(out, "createpatches", "same ground", **images, output=str(out / "p.gpkg"))
    refused(out, "stereodsm", "two images of the same ground", **images, **heights, **to(out))


@pytest.mark.parametrize("heights", [False, True], ids=["searched", "given"])
def test_opposite_sides_are_refused(opposite, out, heights):
    given = opposite.given if heights else opposite.images
    refused(out, "createpatches", "opposite sides", "allow opposite sides", **given, output=str(out / "p.gpkg"))


def test_opposite_sides_are_a_warning_when_the_user_insists(opposite, out):
    said = StopAfter(1e9)
    run("createpatches", said.context, **opposite.given, allow_opposite_sides=True, output=str(out / "p.gpkg"))
    warnings = [m["text"] for m in said.messages if m.get("level") == "warning"]
    assert any("opposite sides" in text for text in warnings)
    assert [path.name for path in out.iterdir()] == ["p.gpkg"]


def test_files_that_are_no_imported_images(pair, folder, out):
    text, lonely, broken = folder / "text.tif", folder / "lonely.tif", folder / "broken.tif"
    text.write_text("no raster")
    shutil.copy(pair.reference.path, lonely)
    shutil.copy(pair.reference.path, broken)
    (folder / "broken.sargeom.json").write_text("{")
    shutil.copy(pair.reference.path.with_suffix(".sargeom.json"), folder / "text.sargeom.json")
    rest = {"secondary": str(pair.secondary.path), "output": str(out / "p.gpkg")}
    for path, part in (
        (text, "could not be opened"),
        (lonely, "no SAR geometry beside it"),
        (broken, "broken.sargeom.json"),
        (folder / "missing.tif", "does not exist"),
        (folder, folder),
    ):
        refused(out, "createpatches", part, reference=str(path), **rest)
    refused(out, "stereodsm", lonely, reference=str(lonely), secondary=rest["secondary"], **to(out))


def test_images_of_nothing_but_borders(pair, folder, out):
    """NaN and zeros are no data, and none of it is an elevation."""
    model = pair.reference.model
    write_slant_image(folder / "void.tif", np.zeros((model.lines, model.samples), np.float32), model, {})
    given = {**pair.given, "reference": str(folder / "void.tif")}
    refused(out, "stereodsm", "share no ground with data", **given, **to(out))


# ---- heights ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(950.0, 850.0), (900.0, 900.0)])
def test_inverted_heights(pair, folder, out, low, high):
    heights = {"min_height": low, "max_height": high}
    path = dem(folder / "level.tif", LEVEL)
    for more in ({}, {"dem": path}):
        refused(
            out,
            "createpatches",
            f"{low:.0f}",
            f"{high:.0f}",
            "not below",
            **pair.images,
            **heights,
            **more,
            output=str(out / "p.gpkg"),
        )


def test_heights_without_the_terrain_of_the_dem(pair, folder, out):
    given = {**pair.images, "dem": dem(folder / "level.tif", LEVEL), "output": str(out / "p.gpkg")}
    for heights in (
        {"min_height": 1200.0, "max_height": 1500.0},
        {"min_height": 100.0, "max_height": 300.0},
        {"min_height": 1200.0},
        {"max_height": 300.0},
    ):
        refused(out, "createpatches", "does not contain the terrain", "900 to 900 m", **given, **heights)


def test_heights_without_the_terrain_of_the_images(pair, out):
    """600 m too high: what still matches by chance is no elevation."""
    given = {**pair.given, "min_height": 1500.0, "max_height": 1600.0}
    sentence = refused(out, "stereodsm", **given, **PATCHES, **to(out))
    assert "1500" in sentence and "1600" in sentence


def test_one_limit_on_the_far_side_of_the_products_height_is_no_inversion(pair, folder, out):
    """Hand-written geometry often says a reference height of zero."""
    zero = dataclasses.replace(pair.reference.model, reference_height=0.0)
    write_slant_image(folder / "zero.tif", pair.reference.read(0, 0, zero.lines, zero.samples), zero, {})
    given = {**pair.images, "reference": str(folder / "zero.tif"), "dem": dem(folder / "level.tif", LEVEL)}
    found = run("createpatches", **given, min_height=850.0, output=str(out / "p.gpkg"))
    assert found["min_height"] == 850.0 and found["max_height"] == 950.0


# ---- DEM -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"epsg": None}, "coordinate"),
        ({"unit": "ft"}, "metre"),
        ({"west": 400000.0}, "cover"),
        ({"epsg": 4326, "west": -80.0, "north": 40.0, "posting": 0.001}, "cover"),
    ],
    ids=["no CRS", "feet", "elsewhere", "elsewhere in degrees"],
)
@pytest.mark.parametrize("job", ["createpatches", "stereodsm"])
def test_dems_that_cannot_serve(pair, folder, out, changes, part, job):
    path = dem(folder / "bad dem é.tif", LEVEL, **changes)
    outputs = {"output": str(out / "p.gpkg")} if job == "createpatches" else to(out)
    refused(out, job, path, part, **pair.images, dem=path, **outputs)


def test_a_dem_in_degrees_is_fine(pair, folder, out):
    path = dem(folder / "degrees.tif", LEVEL, epsg=4326, west=14.98, north=46.52, posting=0.0005)
    found = run("createpatches", **pair.images, dem=path, output=str(out / "p.gpkg"))
    assert (found["min_height"], found["max_height"]) == (850.0, 950.0)


def test_a_dem_that_is_gone_when_matching_starts(pair, folder, out):
    path = dem(folder / "gone.tif", LEVEL)
    run("createpatches", **pair.images, dem=path, output=str(out / "p.gpkg"))
    os.remove(path)
    refused(out, "matchpatches", "gone.tif", patches=str(out / "p.gpkg"), output=str(out / "c.tif"))


# ---- outputs ---------------------------------------------------------------------------------------------------------


ENDINGS = {"createpatches": ".gpkg", "report": ".html"}


def steps(pair, chain):
    """Each job with its inputs and the names of its outputs."""
    return {
        "createpatches": (pair.given, ["output"]),
        "matchpatches": ({"patches": str(chain.patches)}, ["output"]),
        "triangulate": ({"correspondence": str(chain.correspondence)}, ["elevation", "error"]),
        "stereodsm": (pair.given, ["elevation", "error", "report"]),
    }


@pytest.mark.parametrize("job", ["createpatches", "matchpatches", "triangulate", "stereodsm"])
def test_output_names_that_cannot_be(pair, chain, out, job):
    inputs, names = steps(pair, chain)[job]
    endings = {name: ENDINGS.get(name if name == "report" else job, ".tif") for name in names}
    good = {name: str(out / f"{name}{ending}") for name, ending in endings.items()}
    (out / "file").write_text("")
    for ending in set(endings.values()):
        (out / f"folder{ending}").mkdir()
    for name, ending in endings.items():
        for bad, part in (
            (out / "missing" / f"a{ending}", "does not exist"),
            (out / "file" / f"a{ending}", "does not exist"),
            (f"/proc/a{ending}", "not writable"),
            (out / f"folder{ending}", "is a folder"),
            (out / "a.png", f"must end in {ending}"),
        ):
            refused(out, job, part, **inputs, **{**good, name: str(bad)})
        for taken in inputs.values():
            if isinstance(taken, str):
                part = "is also an input" if taken.endswith(ending) else f"must end in {ending}"
                refused(out, job, taken, part, **inputs, **{**good, name: taken})
    rasters = [name for name, ending in endings.items() if ending == ".tif"]
    if len(rasters) > 1:
        same = dict.fromkeys(rasters, str(out / "same.tif"))
        refused(out, job, "same.tif", "different", **inputs, **{**good, **same})


def test_a_matching_does_not_replace_its_images(pair, chain, out):
    image = str(pair.reference.path)
    refused(out, "matchpatches", image, "is also an input", patches=str(chain.patches), output=image)
    refused(
        out, "triangulate", image, correspondence=str(chain.correspondence), elevation=image, error=str(out / "e.tif")
    )


LIMITED = """
import resource, signal, sys
sys.path[:0] = sys.argv[1].split(":")
import numpy as np
from pairs import run
from sar_radargrammetry.engine.pipeline import units
random = np.random.default_rng(0)
units.match_patch = lambda patch, *rest: random.random(
    (6, patch.reference.lines, patch.reference.samples), np.float32)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from sar_radargrammetry.engine.errors import EngineError
try:
    run(sys.argv[3], **dict(argument.split("=", 1) for argument in sys.argv[4:]))
except EngineError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize(
    ("job", "limit"),
    [("createpatches", 50_000), ("matchpatches", 50_000), ("matchpatches", 1_000_000), ("triangulate", 50_000)],
)
def test_a_disk_that_fills_up(pair, chain, out, job, limit):
    """A limit of the file size stands for it: a GeoPackage, a finished patch, the raster of all, the points on disk.

    Finished patches of a matching are kept, so that it goes on when there is room again.
    """
    inputs, names = steps(pair, chain)[job]
    inputs = {key: value for key, value in inputs.items() if isinstance(value, str)}
    if job == "createpatches":
        inputs["dem"] = dem(out.parent / "level.tif", LEVEL)
    arguments = {**inputs, **{name: str(out / f"{name}.tif") for name in names}}
    command = [sys.executable, "-c", LIMITED, ":".join(filter(None, sys.path)), str(limit), job]
    command += [f"{key}={value}" for key, value in arguments.items()]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 7, ended.stderr
    sentence = ended.stdout.strip()
    assert sentence.endswith(".") and "\n" not in sentence and str(out) in sentence
    assert not [path for path in out.iterdir() if not path.name.endswith(".patches")]


# ---- matching and triangulation --------------------------------------------------------------------------------------


def test_weights_for_a_matcher_that_has_none_and_matchers_that_are_none(pair, chain, out):
    given = {"patches": str(chain.patches), "output": str(out / "c.tif")}
    refused(out, "matchpatches", "poc", "weights", **given, matcher="poc", weights="w.pth")
    refused(out, "stereodsm", "poc", "weights", **pair.given, matcher="poc", weights="w.pth", **to(out))
    refused(out, "matchpatches", "w.pth", "does not exist", **given, weights="w.pth")
    refused(out, "matchpatches", "matcher", "'telepathy'", "poc", **given, matcher="telepathy")
    refused(out, "matchpatches", "device", "'tpu'", **given, device="tpu")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"patch_size": 32}, "between 64 and 4096"),
        ({"overlap": 400}, "half the patch size 512"),
        ({"overlap": 256}, "half the patch size 512"),
        ({"overlap": -1}, "-1"),
    ],
)
def test_patches_that_are_too_small_or_overlap_too_much(pair, out, changes, part):
    refused(out, "createpatches", part, **pair.given, **changes, output=str(out / "p.gpkg"))


def test_patches_made_by_something_else(pair, out):
    foreign = out / "foreign.gpkg"
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(foreign))
    dataset.CreateLayer("patches")
    dataset = None  # closes it
    refused(out, "matchpatches", foreign, "createpatches", patches=str(foreign), output=str(out / "c.tif"))


def test_correspondences_made_by_something_else(pair, chain, out):
    for path in (pair.reference.path, chain.elevation, chain.patches):
        refused(out, "triangulate", path, "matchpatches", correspondence=str(path), **to(out))


@pytest.mark.parametrize("name", ["reference", "secondary"])
def test_images_that_have_changed_since(pair, out, name):
    for image in (pair.reference, pair.secondary):
        for file in image.path.parent.glob(f"{image.path.stem}.*"):
            shutil.copy(file, out)
    images = {key: str(out / f"{key}.tif") for key in ("reference", "secondary")}
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    run("createpatches", **images, **heights, output=str(out / "p.gpkg"))
    run("matchpatches", patches=str(out / "p.gpkg"), output=str(out / "c.tif"))
    model = resampled(SlantImage.open(images[name]).model, looks_azimuth=2, looks_range=2)
    write_slant_image(images[name], np.ones((model.lines, model.samples), np.float32), model, {})
    refused(out, "triangulate", f"{name}.tif", "changed", correspondence=str(out / "c.tif"), **to(out))
    refused(out, "matchpatches", f"{name}.tif", "changed", patches=str(out / "p.gpkg"), output=str(out / "d.tif"))


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"crs": "EPSG:99999"}, "EPSG:99999"),
        ({"crs": "nonsense"}, "nonsense"),
        ({"crs": "EPSG:4326"}, "degrees"),
        ({"crs": "EPSG:2225"}, "metres"),
        ({"pixel_size": 0.0}, "pixel_size is 0"),
        ({"pixel_size": -2.0}, "pixel_size is -2"),
        ({"pixel_size": 0.001}, "0.001 m"),
    ],
)
def test_grids_that_cannot_be(pair, chain, out, changes, part):
    refused(out, "triangulate", part, correspondence=str(chain.correspondence), **changes, **to(out))
    if changes.get("pixel_size") != 0.001:
        # Before the matching, not after hours of it; the finest size depends on the image.
        given = {**pair.given, "reference": "missing.nitf", **changes}
        refused(out, "stereodsm", part, **given, **to(out))
