"""The job checkpair: numbers and a verdict for every readable pair, a report, and one sentence for what is not one."""

import dataclasses
import json

import numpy as np
import pytest
import scenes
from osgeo import gdal, ogr, osr

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.slant_image import write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs.checkpair import Parameters, run
from sar_radargrammetry.engine.parameters.declare import parse_parameters

SIZE = 256


@pytest.fixture
def image(tmp_path):
    """Writes a small slant image of a scenes.model and gives its path; with a space and umlauts in it."""

    def write(name, incidence, **flight):
        model = scenes.model(incidence, size=SIZE, **flight)
        folder = tmp_path / "Flüge 2026"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.tif"
        write_slant_image(path, np.ones((SIZE, SIZE), np.float32), model, {})
        return str(path)

    return write


def checked(messages=None, **parameters):
    messages = [] if messages is None else messages
    return run(Parameters(**parameters), Context(report=messages.append))


def texts(messages, level):
    return [m["text"] for m in messages if m["type"] == "log" and m["level"] == level]


def test_a_good_pair_gets_its_numbers_and_its_praise(image):
    messages = []
    found = checked(messages, reference=image("a", 35.0), secondary=image("b", 50.0))
    assert found["suitable"] is True
    assert found["intersection_angle"] == pytest.approx(15.0, abs=0.05)
    assert found["expected_sigma"] == pytest.approx(0.554, abs=0.005)
    assert found["height_per_pixel"] == pytest.approx(1.108, abs=0.01)
    assert 0.5 < found["overlap"] <= 1.0
    assert found["report"] is None
    assert found["verdict"] in texts(messages, "info")
    assert 3 <= found["expected_seconds"] <= 30 and 0.3e9 < found["expected_memory"] < 1e9
    assert texts(messages, "info")[-1].startswith("Elevation is expected to take about ")
    assert not texts(messages, "warning")
    assert messages[-1] == {"type": "progress", "percent": 100.0}


@pytest.mark.parametrize(
    "first, second, reason",
    [
        ((35.0, {}), (35.0, {}), "same image twice"),
        ((35.0, {}), (36.0, {}), "same track"),
        ((40.0, {}), (40.0, {"side": "left"}), "opposite sides"),
    ],
)
def test_a_hopeless_pair_is_a_result_with_the_reason_and_json_can_carry_it(image, tmp_path, first, second, reason):
    messages, report = [], tmp_path / "report.html"
    found = checked(
        messages,
        reference=image("a", first[0], **first[1]),
        secondary=image("b", second[0], **second[1]),
        report=str(report),
    )
    assert found["suitable"] is False and found["expected_seconds"] is found["expected_memory"] is None
    assert reason in found["verdict"]
    assert texts(messages, "warning") == [found["verdict"]]
    assert reason in report.read_text(encoding="utf-8")
    json.dumps(found, allow_nan=False)


def test_opposite_sides_are_fine_with_a_warning_when_the_user_insists(image):
    messages = []
    found = checked(
        messages, reference=image("a", 40.0), secondary=image("b", 40.0, side="left"), allow_opposite_sides=True
    )
    assert found["suitable"] is True
    assert any("opposite sides" in text for text in texts(messages, "warning"))


def test_the_report_holds_verdict_numbers_figure_and_how_it_was_made(image, tmp_path):
    report = tmp_path / "pair report.html"
    found = checked(reference=image("a", 35.0), secondary=image("b", 50.0), report=str(report))
    html = report.read_text(encoding="utf-8")
    assert found["report"] == str(report)
    assert found["verdict"] in html
    assert "data:image/png;base64," in html
    for part in ("a.tif", "b.tif", "Incidence angle", "Heading difference", "checkpair", "On the ground"):
        assert part in html
    assert [p.name for p in tmp_path.iterdir() if ".part" in p.name] == []


def test_heights_left_out_come_from_the_product(image):
    pair = {"reference": image("a", 35.0), "secondary": image("b", 50.0)}
    by_default = checked(**pair)
    given = checked(**pair, min_height=scenes.PLACE[2] - 100.0, max_height=scenes.PLACE[2] + 100.0)
    assert by_default["intersection_angle"] == pytest.approx(given["intersection_angle"], abs=1e-6)
    # One limit alone is enough, on whatever side of the product's height it lies.
    for limit in ({"min_height": 1500.0}, {"max_height": -100.0}, {"min_height": 0.0}):
        assert checked(**pair, **limit)["intersection_angle"] != by_default["intersection_angle"]


def write_dem(path, height, half=0.05):
    """A DEM in degrees around the scene."""
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 101, 101, 1, gdal.GDT_Float32)
    step = 2 * half / 101
    raster.SetGeoTransform((scenes.PLACE[0] - half, step, 0, scenes.PLACE[1] + half, 0, -step))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    raster.SetProjection(crs.ExportToWkt())
    raster.GetRasterBand(1).WriteArray(np.full((101, 101), height, np.float32))
    raster = None
    return str(path)


def test_a_dem_lifts_the_ground_on_which_the_pair_is_checked(image, tmp_path):
    pair = {"reference": image("a", 35.0), "secondary": image("b", 50.0)}
    found = checked(**pair, dem=write_dem(tmp_path / "dem.tif", 350.0))
    expected = checked(**pair, min_height=300.0, max_height=400.0)
    assert found["intersection_angle"] == pytest.approx(expected["intersection_angle"], abs=1e-3)
    assert found["intersection_angle"] != checked(**pair)["intersection_angle"]


def test_input_that_is_no_pair_is_refused_in_one_sentence_and_leaves_nothing(image, tmp_path):
    good, report = image("a", 35.0), tmp_path / "report.html"
    text = tmp_path / "notes.tif"
    text.write_text("not an image")
    bad = [
        {"reference": str(tmp_path / "missing.tif"), "secondary": good},
        {"reference": good, "secondary": str(text)},
        {"reference": good, "secondary": image("b", 50.0), "min_height": 900.0, "max_height": 100.0},
        {"reference": good, "secondary": image("b", 50.0), "dem": str(text)},
        {"reference": good, "secondary": image("b", 50.0), "min_height": 50e3, "max_height": 60e3},
    ]
    for parameters in bad:
        with pytest.raises(EngineError) as refused:
            checked(**parameters, report=str(report))
        assert str(refused.value).endswith(".")
        assert not report.exists()


def test_a_report_over_an_input_or_into_no_folder_is_refused_before_any_work(image, tmp_path):
    first, second = image("a", 35.0), image("b", 50.0)
    for report in (first, str(tmp_path / "nowhere" / "report.html")):
        with pytest.raises(EngineError, match="choose"):
            checked(reference=first, secondary=second, report=report)


def test_a_cancelled_check_leaves_no_report(image, tmp_path):
    report = tmp_path / "report.html"
    parameters = Parameters(reference=image("a", 35.0), secondary=image("b", 50.0), report=str(report))
    with pytest.raises(Cancelled):
        run(parameters, Context(cancelled=lambda: True))
    assert list(tmp_path.glob("*.html")) == []


def drawn(path):
    """Role -> (polygon, attributes) of a layer of footprints."""
    source = ogr.Open(str(path))
    return {row["role"]: (row.geometry().Clone(), row.items()) for row in source.GetLayer()}


def test_the_footprints_are_both_images_and_what_they_share(image, tmp_path):
    path = tmp_path / "footprints.gpkg"
    found = checked(reference=image("a", 35.0), secondary=image("b", 50.0), footprints=str(path))
    shapes = drawn(path)
    assert found["footprints"] == str(path)
    assert set(shapes) == {"reference", "secondary", "overlap"}
    first, second, shared = (shapes[role][0] for role in ("reference", "secondary", "overlap"))
    assert shared.Area() == pytest.approx(first.Intersection(second).Area(), rel=1e-9)
    # The overlap of the report is counted in pixels of the reference; on flat ground that is the share of its area.
    assert shared.Area() / first.Area() == pytest.approx(found["overlap"], abs=0.05)
    about = shapes["reference"][1]
    assert about["image"] == "a.tif" and about["incidence"] == pytest.approx(35.0, abs=0.1)
    assert about["intersection_angle"] == pytest.approx(15.0, abs=0.05)


def test_images_apart_have_footprints_without_overlap(image, tmp_path):
    path = tmp_path / "footprints.gpkg"
    model, beyond = scenes.model(50.0, size=SIZE), tmp_path / "beyond.tif"
    model = dataclasses.replace(model, near_range=model.near_range + 1000.0)
    write_slant_image(beyond, np.ones((SIZE, SIZE), np.float32), model, {})
    checked(reference=image("a", 35.0), secondary=str(beyond), footprints=str(path))
    assert set(drawn(path)) == {"reference", "secondary"}


def test_footprints_must_be_a_geopackage():
    with pytest.raises(EngineError, match=r"must end in \.gpkg"):
        parse_parameters(Parameters, {"reference": "a.tif", "secondary": "b.tif", "footprints": "f.shp"})
