"""Many images in, one surface out: four simulated flights, two with opposite headings, one with its track off."""

import csv

import numpy as np
import pytest
from osgeo import gdal
from pairs import metadata, pixels, run

from benchmarks.flights import NAMES, OFF, OFFSET, against_truth, make_flights
from sar_radargrammetry.engine.block.listing import log_pairs
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.parameters.block import BlockDsm
from sar_radargrammetry.engine.pipeline import units
from sar_radargrammetry.engine.pipeline.block import block_images
from sar_radargrammetry.engine.simulation.truth import pixel_truth

CELLS = {"pixel_size": 2.0}
PAIRS = (("south35", "south50"), ("north35", "north50"))


@pytest.fixture(scope="module")
def flights(tmp_path_factory):
    return make_flights(tmp_path_factory.mktemp("flights"))


def outputs(folder, **more):
    names = {
        "elevation": "dsm.tif",
        "error": "error.tif",
        "pair_table": "pairs.csv",
        "footprints": "pairs.gpkg",
        **more,
    }
    return {name: str(folder / file) for name, file in names.items()}


@pytest.fixture(scope="module")
def measured(flights, tmp_path_factory):
    """One run with the network, whose pairs are kept: its folder and its answer."""
    folder = tmp_path_factory.mktemp("measured")
    given = {**flights.given, **CELLS, **outputs(folder, report="report.html"), "image_folder": str(flights.folder)}
    return folder, run("blockdsm", **given, pair_folder=str(folder / "pairs"))


def pair_rasters(folder, name="elevation"):
    found = sorted(folder.glob(f"pairs/*/{name}.tif"))
    assert len(found) == len(PAIRS)
    return found


def test_more_is_measured_and_better_than_by_the_best_pair(flights, measured):
    folder, numbers = measured
    merged = against_truth(flights, folder / "dsm.tif")
    single = [against_truth(flights, path) for path in pair_rasters(folder)]
    # In the middle of the scene a single pair may lack no cell.
    assert merged.completeness >= max(one.completeness for one in single)
    assert numbers["measured_share"] > numbers["best_share"]
    for one in single:
        # On the cells of the single pair, because those that it lacks are the difficult ones.
        assert merged.nmad(one.known) < one.nmad()
    assert numbers["pairs_matched"] == 2 and numbers["candidates"] == 6 and numbers["images_used"] == 4


def test_pairs_lie_at_one_height(measured):
    """The flight that is off moves its pair by two metres; afterwards they agree to what matching can tell."""
    folder, numbers = measured
    assert numbers["refined"] and numbers["largest_correction"] > 0.25
    one, other = (metadata(path) for path in pair_rasters(folder))
    assert one["refinement"]["across_after"] <= one["refinement"]["across_before"]
    assert abs(metadata(folder / "dsm.tif")["offsets"][0]["offset"]) < 0.5 and other["refinement"]["images"] == 4


def test_the_error_has_its_parts_and_what_flights_share_is_not_averaged(measured):
    folder, _ = measured
    total, random, shared = pixels(folder / "error.tif")
    assert np.nanmax(np.abs(np.hypot(random, shared) / total - 1.0)) < 1e-3
    pair = pixels(pair_rasters(folder, "error")[0])
    assert np.nanmedian(random) < np.nanmedian(pair[1])
    assert np.nanmedian(shared) == pytest.approx(np.nanmedian(pair[2]), rel=0.1)


def test_every_pair_is_in_table_footprints_and_report(measured):
    folder, _ = measured
    with open(folder / "pairs.csv", encoding="utf-8") as file:
        rows = {(row["reference"], row["secondary"]): row for row in csv.DictReader(file)}
    assert len(rows) == 6 and {names for names, row in rows.items() if row["chosen"] == "yes"} == set(PAIRS)
    assert "opposite sides" in rows["north35", "south50"]["verdict"]
    said = (folder / "report.html").read_text("utf-8")
    assert all(name in said for name in NAMES) and "Tracks refined together" in said and "opposite sides" in said
    assert gdal.OpenEx(str(folder / "pairs.gpkg")).GetLayer(0).GetFeatureCount() == 10
    record = metadata(folder / "dsm.tif")
    assert set(record["flights"]) == set(NAMES) and record["flights_relative_to"] == "mean of all flights"
    assert len(record["pairs"]) == 6 and record["job"] == "blockdsm"
    assert "image_4" in record["inputs"] and set(record["levels"]) == {" + ".join(pair) for pair in PAIRS}


def test_a_run_with_the_same_folder_of_pairs_matches_nothing(flights, measured, tmp_path, monkeypatch):
    folder, _ = measured

    def never(*arguments):
        raise AssertionError("a finished pair is matched again")

    monkeypatch.setattr(units, "match_patch", never)
    given = {**flights.given, **CELLS, **outputs(tmp_path), "images": list(flights.images)}
    run("blockdsm", **given, pair_folder=str(folder / "pairs"))
    assert np.array_equal(pixels(tmp_path / "dsm.tif"), pixels(folder / "dsm.tif"), equal_nan=True)


@pytest.fixture()
def exact(monkeypatch, flights):
    """Matching without work: true matches with errors of a quarter of a pixel; the patches that were computed."""
    computed, random = [], np.random.default_rng(3)
    bands = {}
    for pair in PAIRS:
        views = [flights.views[NAMES.index(name)] for name in pair]
        truth = pixel_truth(flights.scene, *views)
        row, column = np.mgrid[: truth.line.shape[0], : truth.line.shape[1]]
        noise = 0.25 * random.normal(size=(2, *truth.line.shape))
        ones = np.ones(truth.line.shape)
        found = np.stack([truth.line - row, truth.sample - column, ones, 0.0625 * ones, 0 * ones, 0.0625 * ones])
        found[:2] += noise
        found[:, ~truth.seen2] = np.nan
        found[2][~truth.seen2] = 0.0
        bands[pair[0]] = found.astype(np.float32)

    def exactly(patch, search, *rest):
        name, w = search.reference.path.stem, patch.reference
        computed.append((name, patch.number))
        return bands[name][:, w.line : w.line + w.lines, w.sample : w.sample + w.samples]

    monkeypatch.setattr(units, "match_patch", exactly)
    return computed


def test_a_killed_run_keeps_its_first_pair_and_finds_the_flight_that_is_off(flights, exact, tmp_path):
    """Stopped in the second pair; nothing is left under a final name, and the first pair is not computed again."""
    given = {**flights.given, **CELLS, "images": list(flights.images), **outputs(tmp_path), "patch_size": 256}

    def in_the_second_pair():
        return len({name for name, _ in exact}) > 1

    with pytest.raises(Cancelled):
        run("blockdsm", Context(cancelled=in_the_second_pair), **given)
    first = exact[0][0]
    count = sum(name == first for name, _ in exact)
    assert count > 1 and not (tmp_path / "dsm.tif").exists()
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")} == {"pairs.csv", "pairs.gpkg"}
    run("blockdsm", **given)
    assert sum(name == first for name, _ in exact) == count
    assert len(set(exact)) > count
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    # A metre of the track to the right at 50 degrees, as the image shows it and counted from the mean of all flights.
    found = metadata(tmp_path / "dsm.tif")["flights"]
    for name, true in flights.seen_offsets().items():
        assert [found[name]["range"], found[name]["along"]] == pytest.approx(true, abs=0.1), name
    assert OFFSET == 1.0 and abs(found[NAMES[OFF]]["range"]) > 0.25


def test_a_pair_on_which_matching_fails_is_refused_with_the_reason(flights, exact, tmp_path, monkeypatch):
    wrong = units.match_patch

    def fails(patch, search, *rest):
        if search.reference.path.stem == "south35":
            raise EngineError("Nothing matches here; choose other images.")
        return wrong(patch, search, *rest)

    monkeypatch.setattr(units, "match_patch", fails)
    given = {**flights.given, **CELLS, "images": list(flights.images), **outputs(tmp_path)}
    numbers = run("blockdsm", **given)
    assert numbers["pairs_matched"] == 1 and numbers["images_used"] == 2
    with open(tmp_path / "pairs.csv", encoding="utf-8") as file:
        rows = {(row["reference"], row["secondary"]): row for row in csv.DictReader(file)}
    assert rows["south35", "south50"]["chosen"] == "no" and "Nothing matches" in rows["south35", "south50"]["verdict"]
    assert numbers["measured_share"] == numbers["best_share"] > 0.3
    # Both tracks of this pair are right, and nothing shows otherwise.
    assert not numbers["refined"]


def test_images_of_a_folder_and_a_list_count_once(flights, tmp_path):
    given = {"images": (flights.images[2],), "image_folder": str(flights.folder)}
    names = {"elevation": "e.tif", "error": "s.tif"}
    assert block_images(BlockDsm(**given, **names)) == [flights.images[2], *flights.images[:2], flights.images[3]]
    with pytest.raises(EngineError, match="holds no imported image"):
        block_images(BlockDsm(image_folder=str(tmp_path), **names))
    with pytest.raises(EngineError, match="only one image"):
        block_images(BlockDsm(images=(flights.images[0],), **names))
    with pytest.raises(EngineError, match="no images"):
        BlockDsm(**names)
    with pytest.raises(EngineError, match="is not below the largest"):
        BlockDsm(**given, **names, min_angle=50.0)


def test_a_missing_image_is_named_with_its_parameter(flights, tmp_path):
    with pytest.raises(EngineError, match=r"no, where\.tif does not exist; check the parameter images\."):
        run("blockdsm", images=[flights.images[0], str(tmp_path / "no, where.tif")], **outputs(tmp_path))


def test_a_pair_without_figures_is_told_without_them():
    said = []
    row = {"reference": "a", "secondary": "b", "verdict": "The same place.", "overlap": 1.0}
    for sigma in (None, 0.5):
        log_pairs([{**row, "intersection_angle": 0.0, "expected_sigma": sigma}], Context(report=said.append))
    assert "nan" not in said[0]["text"] and "0.50 m" in said[1]["text"]


def test_images_of_which_no_pair_is_worth_it_say_so_before_matching(flights, tmp_path):
    given = {**flights.given, "images": [flights.images[0], flights.images[2]], **outputs(tmp_path)}
    with pytest.raises(EngineError, match="None of the 1 pairs") as caught:
        run("blockdsm", **given)
    assert "opposite sides" in str(caught.value)
    # The table says it too.
    assert {path.name for path in tmp_path.iterdir()} == {"pairs.csv", "pairs.gpkg"}
