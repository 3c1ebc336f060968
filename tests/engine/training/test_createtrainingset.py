"""The job createtrainingset on a simulated pair: its truth, its split, its folder, its sentences."""

import json
import shutil

import numpy as np
import pytest
import shapely
from osgeo import gdal
from pairs import StopAfter, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.report.training_preview import parallax, resampled_by_truth
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth
from sar_radargrammetry.engine.training.sample import HIDDEN, VISIBLE, read_sample
from sar_radargrammetry.engine.training.trainingset import open_training_set

SCENE = {"size": 330.0, "range_spacing": 1.0, "azimuth_spacing": 1.0, "seed": 4, "decorrelation": 0.1}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Parameters of the job, on a pair of 1 m pixels."""
    folder = tmp_path_factory.mktemp("scene")
    names = {name: str(folder / f"{name}.tif") for name in ("reference", "secondary", "truth")}
    run("simulatepair", **SCENE, **names)
    return {
        "reference": names["reference"],
        "secondary": names["secondary"],
        "reference_dsm": names["truth"],
        "patch_size": 72,
    }


@pytest.fixture(scope="module")
def made(given, tmp_path_factory):
    """The finished set, and what the job answered."""
    folder = tmp_path_factory.mktemp("made") / "set"
    return folder, run("createtrainingset", **given, output=str(folder))


def content(folder):
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def parts(data):
    """Header and numbers of a safetensors file; the library writes the header's keys in any order."""
    end = 8 + int.from_bytes(data[:8], "little")
    return json.loads(data[8:end]), data[end:]


def test_the_set_opens_and_says_what_it_is(made, given):
    folder, answer = made
    training_set = open_training_set(folder)
    counts = training_set.about["counts"]
    assert counts["train"] == answer["training_samples"] == len(training_set.files("train"))
    assert counts["validation"] == answer["validation_samples"] == len(training_set.files("validation"))
    assert counts["with_truth"] == counts["train"] + counts["validation"] + counts["dropped_between_splits"]
    assert answer["intersection_angle"] == pytest.approx(15.0, abs=1.0)
    assert {entry.about["direction"] for entry in training_set.entries} == {"forward", "backward"}
    assert training_set.about["inputs"]["reference_dsm"]["path"].endswith("truth.tif")
    for entry in training_set.entries:
        assert 0 < entry.about["relief"] < 200.0
        assert sum(entry.about["shares"].values()) == pytest.approx(1.0, abs=1e-3)
    names = {path.name for path in folder.iterdir()}
    assert names == {e.file for e in training_set.entries} | {"manifest.json", "previews"}
    assert 1 <= len(list((folder / "previews").glob("*.png"))) <= 6


def test_no_ground_validates_that_was_trained_on(made):
    areas = {"train": [], "validation": []}
    for entry in open_training_set(made[0]).entries:
        areas[entry.split].append(shapely.Polygon(entry.about["area"]))
    assert all(areas.values())
    assert not shapely.union_all(areas["train"]).intersects(shapely.union_all(areas["validation"]))


def test_truth_is_that_of_the_simulation(made):
    """Measured: below 0.01 px where the reference sees one piece of ground alone."""
    settings = PairSettings(**SCENE)
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    for exposure in exposures:
        exposure.image()
    views = [exposure.view for exposure in exposures]
    checked = 0
    for entry in open_training_set(made[0]).entries[::3]:
        sample = read_sample(made[0] / entry.file)
        one, two = views if entry.about["direction"] == "forward" else views[::-1]
        window, other = sample.reference.window, sample.secondary.window
        truth = pixel_truth(ground.scene, one, two, window.line, window.line + window.lines)
        cut = slice(window.sample, window.sample + window.samples)
        expected = np.stack([truth.line[:, cut] - other.line, truth.sample[:, cut] - other.sample], -1)
        known = np.isfinite(sample.truth).all(-1)
        assert np.array_equal(known, (sample.state == VISIBLE) | (sample.state == HIDDEN))
        both = known & np.isfinite(expected).all(-1)
        assert both.sum() > 0.9 * known.sum()
        assert np.abs(sample.truth - expected)[both].max() < 0.1
        assert ((sample.state == VISIBLE) == truth.seen2[:, cut])[both].mean() > 0.98
        checked += 1
    assert checked > 1


def test_the_secondary_moved_by_the_truth_looks_like_the_reference(made):
    likeness = []
    for path in open_training_set(made[0]).files("train"):
        sample = read_sample(path)
        seen = sample.state == VISIBLE
        moved, still = resampled_by_truth(sample)[seen], sample.reference.amplitude[seen]
        likeness.append(np.corrcoef(np.log(moved + 1e-3), np.log(still + 1e-3))[0, 1])
        assert np.abs(parallax(sample)[seen]).max() < 120.0
    # One look of independent speckle hides most of what is alike.
    assert np.mean(likeness) > 0.15


def test_a_run_that_was_cancelled_goes_on_to_the_same_bytes(made, given, tmp_path):
    folder = tmp_path / "set"
    with pytest.raises(Cancelled):
        run("createtrainingset", StopAfter(12).context, **given, output=str(folder))
    first = content(folder)
    assert not (folder / "manifest.json").exists() and any(name.endswith(".safetensors") for name in first)
    times = {p: p.stat().st_mtime_ns for p in folder.glob("*.safetensors")}
    with pytest.raises(EngineError, match="unfinished training set of other inputs"):
        run("createtrainingset", **{**given, "seed": 9}, output=str(folder))
    assert content(folder) == first
    run("createtrainingset", **given, output=str(folder))
    assert all(p.stat().st_mtime_ns == time for p, time in times.items() if p.exists())
    again, expected = content(folder), content(made[0])
    assert again.keys() == expected.keys()
    for name in expected:
        if name.endswith(".safetensors"):
            assert parts(again[name]) == parts(expected[name]), name
        elif name != "manifest.json":
            assert again[name] == expected[name], name
    one, two = (json.loads(c["manifest.json"]) for c in (again, expected))
    one["about"].pop("inputs"), two["about"].pop("inputs")  # paths relative to the folder
    assert one == two


def test_a_finished_set_is_left_alone(made, given):
    folder, answer = made
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    assert run("createtrainingset", **given, output=str(folder)) == answer
    with pytest.raises(EngineError, match="of other inputs, parameters or versions"):
        run("createtrainingset", **{**given, "validation_share": 0.3}, output=str(folder))
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == before


def test_a_product_is_imported_on_the_way(given, made, tmp_path):
    from sar_radargrammetry.engine.simulation.sicd_product import write_sicd

    settings = PairSettings(**SCENE)
    exposure = expose(settings, make_ground(settings), 0)
    product = tmp_path / "reference.nitf"
    write_sicd(product, exposure.blocks(), exposure.model, core_name="a", pixel_type="RE32F_IM32F", noise=0.001)
    folder = tmp_path / "set"
    answer = run("createtrainingset", **{**given, "reference": str(product)}, output=str(folder))
    assert answer["training_samples"] == made[1]["training_samples"]
    one, two = (read_sample(f / open_training_set(f).entries[0].file) for f in (folder, made[0]))
    assert np.nanmax(np.abs(one.truth - two.truth)) < 0.01


def dsm(path, given, change):
    """A copy of the surface model with other heights or another place."""
    shutil.copy(given["reference_dsm"], path)
    # Newer versions of GDAL change a cloud-optimised file only on request.
    dataset = gdal.OpenEx(str(path), gdal.OF_UPDATE, open_options=["IGNORE_COG_LAYOUT_BREAK=YES"])
    heights = dataset.ReadAsArray()
    change(dataset, heights)
    dataset = None
    return str(path)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"patch_size": 32}, "between 64 and 4096"),
        ({"validation_share": 1.0}, "between 0.01 and 0.99"),
        ({"validation_share": 0.0}, "between 0.01 and 0.99"),
        ({"seed": -1}, "seed"),
        ({"reference": "/nowhere/a.tif"}, "/nowhere/a.tif does not exist"),
        ({"reference_dsm": "/nowhere/dsm.tif"}, "/nowhere/dsm.tif does not exist"),
        ({"patch_size": 2000}, "smaller patch size"),
    ],
)
def test_wrong_parameters_are_one_sentence(given, tmp_path, changes, part):
    refused({**given, **changes}, tmp_path, part)


def refused(parameters, tmp_path, part):
    with pytest.raises(EngineError) as caught:
        run("createtrainingset", **parameters, output=str(tmp_path / "set"))
    sentence = str(caught.value)
    assert part in sentence and sentence.endswith(".") and "\n" not in sentence
    assert not (tmp_path / "set").exists()


def test_surfaces_that_do_not_fit_are_one_sentence(given, tmp_path):
    def away(dataset, heights):
        west, step, _, north, _, down = dataset.GetGeoTransform()
        dataset.SetGeoTransform((west + 30000.0, step, 0.0, north, 0.0, down))

    def empty(dataset, heights):
        dataset.GetRasterBand(1).WriteArray(np.full_like(heights, -9999.0))

    refused({**given, "reference_dsm": dsm(tmp_path / "a.tif", given, away)}, tmp_path, "does not cover")
    refused({**given, "reference_dsm": dsm(tmp_path / "b.tif", given, empty)}, tmp_path, "no height")
    refused({**given, "secondary": given["reference"]}, tmp_path, "same file")


def test_a_folder_with_other_things_is_left_alone(given, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(EngineError, match="not empty"):
        run("createtrainingset", **given, output=str(tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
