"""The job comparematchers: its numbers are those of the single jobs, its truth is the simulation's, it goes on."""

import dataclasses
import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from geoids import write_geoid
from osgeo import gdal, osr
from pairs import StopAfter, pixels, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.evaluation.matching_accuracy import match_errors
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.compact.matcher import BUNDLED, read_weights
from sar_radargrammetry.engine.matching.competitors import competitors
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.matching.learned.weights_file import write_weights
from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.pipeline import units
from sar_radargrammetry.engine.pipeline.comparison_folder import Stopwatch
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth
from sar_radargrammetry.engine.terrain.vertical import compound

SCENE = {"size": 130.0, "range_spacing": 1.0, "azimuth_spacing": 1.0, "seed": 3}
PATCHES = {"patch_size": 128, "overlap": 16}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Parameters that name a pair of 1 m pixels with its surface."""
    folder = tmp_path_factory.mktemp("scene")
    names = {name: str(folder / f"{name}.tif") for name in ("reference", "secondary", "truth")}
    run("simulatepair", **SCENE, **names)
    dsm = names.pop("truth")
    heights = pixels(dsm)
    low, high = float(np.nanmin(heights)) - 30.0, float(np.nanmax(heights)) + 30.0
    return {**names, "reference_dsm": dsm, "min_height": low, "max_height": high, **PATCHES}


@pytest.fixture(scope="module")
def truth():
    """What each pixel of the reference truly shows, by the simulator itself."""
    settings = PairSettings(**SCENE)
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    for exposure in exposures:
        exposure.image()  # finds what is seen
    return pixel_truth(ground.scene, *(exposure.view for exposure in exposures))


@pytest.fixture(scope="module")
def made(scene, tmp_path_factory):
    """A comparison of all complete matchers: the folder, the answer, the numbers."""
    folder = tmp_path_factory.mktemp("made") / "vergleich ü"
    answer = run("comparematchers", **scene, output=str(folder))
    return folder, answer, json.loads((folder / "comparison.json").read_text("utf-8"))


def row_of(numbers, label):
    return next(row for row in numbers["matchers"] if row["label"] == label)


def test_the_folder_holds_report_numbers_and_rasters(made):
    folder, answer, numbers = made
    assert answer == {
        "output": str(folder),
        "report": str(folder / "report.html"),
        "numbers": str(folder / "comparison.json"),
        "compared": len(COMPLETE),
    }
    assert sorted(os.listdir(folder)) == sorted([".comparison", "comparison.json", "report.html", *COMPLETE])
    for row in numbers["matchers"]:
        assert all((folder / file).is_file() for file in row["files"].values())
        assert 0 < row["elevation"]["ause"] < 2 and row["error_map"]["calibration"]["rows"][0]["ratio"] > 0
        assert row["seconds"] > 0 and set(row["matching"]) == set(numbers["definitions"]["matching"])
    page = (folder / "report.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == 6
    # Nothing from elsewhere: a report is one file.
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_the_numbers_are_those_of_the_single_jobs(made, scene, tmp_path):
    images = {name: scene[name] for name in ("reference", "secondary", "min_height", "max_height")}
    names = {name: str(tmp_path / f"{name}.tif") for name in ("correspondence", "elevation", "error", "difference")}
    run("createpatches", **images, **PATCHES, output=str(tmp_path / "p.gpkg"))
    matched = run("matchpatches", patches=str(tmp_path / "p.gpkg"), matcher="poc", output=names["correspondence"])
    run("triangulate", **{name: names[name] for name in ("correspondence", "elevation", "error")})
    statistics = str(tmp_path / "statistics.json")
    files = {name: names[name] for name in ("elevation", "error", "difference")}
    run("evaluate", **files, reference_dsm=scene["reference_dsm"], statistics=statistics)
    folder, _, numbers = made
    row = row_of(numbers, "poc")
    for name, path in files.items():
        assert np.array_equal(pixels(folder / row["files"][name]), pixels(path), equal_nan=True)
    judged = json.loads(Path(statistics).read_text("utf-8"))["statistics"]
    assert row["elevation"] == {name: item["value"] for name, item in judged.items()}
    assert row["matched_share"] == matched["matched_share"]


def test_accuracy_is_that_against_the_simulators_own_truth(made, scene, truth, tmp_path):
    images = {name: scene[name] for name in ("reference", "secondary", "min_height", "max_height")}
    run("createpatches", **images, **PATCHES, output=str(tmp_path / "p.gpkg"))
    run("matchpatches", patches=str(tmp_path / "p.gpkg"), matcher="poc", output=str(tmp_path / "c.tif"))
    raster = Correspondence.open(tmp_path / "c.tif")
    whole = Window(0, 0, raster.lines, raster.samples)
    place = np.stack([truth.line, truth.sample], -1)
    error = match_errors(raster.read(0, raster.lines)[:2].astype(float), whole, place)[truth.seen2]
    matching = row_of(made[2], "poc")["matching"]
    # The DSM is a raster, its edge and its mesh are not quite the simulator's surface.
    assert matching["pixels"] == pytest.approx(truth.seen2.sum(), rel=0.05)
    for limit in (1, 3, 5, 10):
        assert matching[f"pck{limit}"] == pytest.approx(np.mean(error < limit), abs=0.02)
        of_matched = np.mean(error[np.isfinite(error)] < limit)
        assert matching[f"pck{limit}_of_matched"] == pytest.approx(of_matched, abs=0.02)
    assert matching["median"] == pytest.approx(np.nanmedian(error), abs=0.05)
    shares = matching["curve"]["shares"]
    assert shares == sorted(shares) and shares[-1] <= matching["matched"] + 1e-6
    assert np.interp(3.0, matching["curve"]["limits"], shares) == pytest.approx(matching["pck3"], abs=0.02)


@pytest.fixture
def instant(monkeypatch, truth):
    """Matching without work, half a pixel beside the truth: the matched patches, each with its matcher's function."""
    computed = []
    row, column = np.mgrid[: truth.line.shape[0], : truth.line.shape[1]]
    ones = np.ones(truth.line.shape)
    bands = np.stack([truth.line - row + 0.5, truth.sample - column, ones, 0.25 * ones, 0 * ones, 0.25 * ones])
    bands[:, ~truth.seen2] = np.nan

    def exact(patch, search, *rest):
        computed.append((patch.number, search.matcher))
        w = patch.reference
        return bands[:, w.line : w.line + w.lines, w.sample : w.sample + w.samples].astype(np.float32)

    monkeypatch.setattr(units, "match_patch", exact)
    return computed


@pytest.fixture
def undrawn(monkeypatch):
    """No figures, which take most of the time."""
    from sar_radargrammetry.engine.report import comparison_report
    from sar_radargrammetry.engine.report.html import Report

    monkeypatch.setattr(comparison_report, "comparison_report", lambda *given: Report("undrawn"))


@pytest.fixture
def tuned(tmp_path):
    """A weights file that differs from the bundled one."""
    weights = read_weights(BUNDLED)
    path = tmp_path / "für hier.safetensors"
    write_weights(path, dataclasses.replace(weights, calibration=dataclasses.replace(weights.calibration, along=3.0)))
    return str(path)


def test_half_a_pixel_off_is_half_a_pixel_of_error(instant, undrawn, scene, tmp_path):
    run("comparematchers", **scene, matchers=["poc"], output=str(tmp_path / "out"))
    row = json.loads((tmp_path / "out" / "comparison.json").read_text())["matchers"][0]
    assert row["matching"]["median"] == pytest.approx(0.5, abs=0.02)
    assert row["matching"]["pck1"] > 0.97 and row["matching"]["pck1_of_matched"] > 0.99


def test_a_surface_above_a_geoid_judges_as_the_same_above_the_ellipsoid(instant, undrawn, scene, tmp_path, proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif", lambda lon, lat: 45.0 + 0.0 * (lon + lat))
    lowered = str(tmp_path / "geoid.tif")
    shutil.copy(scene["reference_dsm"], lowered)
    # Newer versions of GDAL change a cloud-optimised file only on request.
    dataset = gdal.OpenEx(lowered, gdal.OF_RASTER | gdal.OF_UPDATE, open_options=["IGNORE_COG_LAYOUT_BREAK=YES"])
    band = dataset.GetRasterBand(1)
    heights = band.ReadAsArray()
    band.WriteArray(np.where(heights == band.GetNoDataValue(), heights, heights - 45.0))
    crs = osr.SpatialReference()
    crs.ImportFromWkt(compound(dataset.GetProjection(), "EPSG:5773"))
    dataset.SetSpatialRef(crs)
    band = dataset = None
    rows = []
    for name, dsm in (("ellipsoid", scene["reference_dsm"]), ("geoid", lowered)):
        run("comparematchers", **{**scene, "reference_dsm": dsm}, matchers=["poc"], output=str(tmp_path / name))
        rows.append(json.loads((tmp_path / name / "comparison.json").read_text())["matchers"][0])
    one, two = rows
    assert two["matching"]["pck3"] == pytest.approx(one["matching"]["pck3"], abs=1e-3)
    for number in ("bias", "nmad", "completeness"):
        assert two["elevation"][number] == pytest.approx(one["elevation"][number], abs=2e-3)


def test_a_cancelled_comparison_goes_on_and_does_nothing_twice(instant, undrawn, scene, tuned, tmp_path):
    given = {**scene, "weights": [tuned], "output": str(tmp_path / "out")}
    stop = dataclasses.replace(StopAfter(10**9).context, cancelled=lambda: len(instant) >= 5)
    with pytest.raises(Cancelled):
        run("comparematchers", stop, **given)
    assert not (tmp_path / "out" / "report.html").exists()
    watched = StopAfter(10**9)
    run("comparematchers", watched.context, **given)
    patches = len({number for number, _ in instant})
    assert len(instant) == (len(COMPLETE) + 1) * patches and patches > 2
    percents = [m["percent"] for m in watched.messages if m["type"] == "progress"]
    assert percents == sorted(percents) and percents[-1] == 100.0
    numbers = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert [row["label"] for row in numbers["matchers"]] == ["compact", "compact (für hier)", *COMPLETE[1:]]
    assert len({row["weights_sha256"] for row in numbers["matchers"]}) == 3


def test_further_weights_are_added_without_running_the_others_again(instant, undrawn, scene, tuned, tmp_path):
    given = {**scene, "output": str(tmp_path / "out")}
    run("comparematchers", **given)
    before = len(instant)
    messages = StopAfter(10**9)
    run("comparematchers", messages.context, **given, weights=[tuned])
    assert len(instant) == before + before // len(COMPLETE)
    told = f"{len(COMPLETE)} of {len(COMPLETE) + 1} matchers were finished before"
    assert any(told in m.get("text", "") for m in messages.messages)
    # The same file with other weights in it is another matcher.
    weights = read_weights(tuned)
    write_weights(tuned, dataclasses.replace(weights, calibration=dataclasses.replace(weights.calibration, along=9.0)))
    run("comparematchers", **given, weights=[tuned])
    assert len(instant) == before + 2 * (before // len(COMPLETE))


def test_a_matcher_that_finds_nothing_is_a_result(instant, scene, tmp_path, monkeypatch):
    exact = units.match_patch

    def blind(patch, search, *rest):
        bands = exact(patch, search, *rest)
        return bands * np.nan if search.matcher.__module__.endswith(".poc") else bands

    monkeypatch.setattr(units, "match_patch", blind)
    messages = StopAfter(10**9)
    answer = run("comparematchers", messages.context, **scene, output=str(tmp_path / "out"))
    assert answer["compared"] == 1 and not (tmp_path / "out" / "poc").exists()
    assert any("poc gave no elevation: Only 0.00 %" in m.get("text", "") for m in messages.messages)
    assert "poc gave no elevation" in (tmp_path / "out" / "report.html").read_text("utf-8")
    with pytest.raises(EngineError, match=r"Only 0.00 % of the pixels match"):
        run("comparematchers", **scene, matchers=["poc"], output=str(tmp_path / "alone"))
    assert not (tmp_path / "alone").exists()


def test_time_counts_finished_patches_of_all_runs(tmp_path):
    watch = Stopwatch(tmp_path / "seconds")
    assert watch.seconds() == 0.0
    (tmp_path / "seconds").write_text("100.0")
    heard = []
    watch.watched(Context(report=heard.append)).progress(0.5)
    assert 100.0 <= watch.seconds() < 101.0 and heard == [{"type": "progress", "percent": 50.0}]


def test_true_matches_do_not_depend_on_the_blocks(scene, monkeypatch):
    from sar_radargrammetry.engine.evaluation import matching_accuracy
    from sar_radargrammetry.engine.terrain.dem import open_dem
    from sar_radargrammetry.engine.training.from_dsm import Observed, true_matches
    from sar_radargrammetry.engine.visibility.mask import project_surface
    from sar_radargrammetry.engine.visibility.surface import make_surface

    images = [SlantImage.open(scene[name]) for name in ("reference", "secondary")]
    surface = make_surface(open_dem(scene["reference_dsm"]), tuple(image.model for image in images))
    observed = [Observed(image, project_surface(surface, image.model)) for image in images]
    lines, samples = images[0].model.lines, images[0].model.samples
    whole = true_matches(*observed, Window(0, 0, lines, samples))
    monkeypatch.setattr(matching_accuracy, "BLOCK", 64)
    parts = np.full_like(whole, np.inf)
    for window in matching_accuracy.blocks(lines, samples):
        rows, columns = slice(window.line, window.line + window.lines), slice(window.sample, window.sample + 64)
        parts[rows, columns] = true_matches(*observed, window)
    assert np.isfinite(whole).any() and not np.isinf(parts).any()
    np.testing.assert_allclose(parts, whole, atol=1e-6)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reference": "/nowhere.tif"}, "/nowhere.tif does not exist; check the parameter reference"),
        ({"matchers": ["compact", "magic"]}, "The parameter matchers is 'magic'; it must be one of"),
        ({"weights": ["/a,b.safetensors"]}, "/a,b.safetensors does not exist; choose an existing one"),
        ({"pixel_size": -1.0}, "pixel_size is -1; it must be greater than 0"),
        ({"pixel_size": 50000.0}, "The pixel size of 50000 m is too coarse for an area whose shorter side is"),
        ({"output": "/nowhere/out"}, "output folder /nowhere does not exist"),
    ],
)
def test_bad_input_is_a_sentence(scene, tmp_path, changes, sentence):
    with pytest.raises(EngineError, match=re.escape(sentence)):
        run("comparematchers", **{**scene, "output": str(tmp_path / "out"), **changes})
    assert os.listdir(tmp_path) == []


def test_surfaces_that_do_not_fit_are_a_sentence_and_leave_nothing(scene, tmp_path):
    with pytest.raises(EngineError, match=r"reference surface model"):
        run("comparematchers", **{**scene, "reference_dsm": scene["reference"]}, output=str(tmp_path / "out"))
    assert os.listdir(tmp_path) == []
    with pytest.raises(EngineError, match=r"Reference and secondary are the same file"):
        run("comparematchers", **{**scene, "secondary": scene["reference"]}, output=str(tmp_path / "out"))


def test_a_folder_of_other_things_is_left_alone(scene, made, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(EngineError, match=r"is not empty and holds no comparison"):
        run("comparematchers", **scene, output=str(tmp_path))
    assert os.listdir(tmp_path) == ["letter.txt"]
    with pytest.raises(EngineError, match=r"holds a comparison of other inputs, parameters or versions"):
        run("comparematchers", **{**scene, "overlap": 24}, output=str(made[0]))


def test_weights_must_be_those_of_a_matcher_that_is_compared(tuned, tmp_path):
    assert [one.slug for one in competitors((), (tuned, tuned, str(BUNDLED)), "cpu")] == [
        "compact",
        "compact-f_r_hier",
        *COMPLETE[1:],
    ]
    assert [one.label for one in competitors(("poc",), (), "cpu")] == ["poc"]
    with pytest.raises(EngineError, match=r"The matcher roma needs weights; add a file of them"):
        competitors(("poc", "roma"), (), "cpu")
    with pytest.raises(EngineError, match=r"is of the matcher compact, which is not compared"):
        competitors(("poc",), (tuned,), "cpu")
    (tmp_path / "junk").write_bytes(b"junk")
    with pytest.raises(EngineError, match=r"cannot be read"):
        competitors((), (str(tmp_path / "junk"),), "cpu")
