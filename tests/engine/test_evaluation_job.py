"""The job evaluate: files in, difference, report and statistics out; bad input in one sentence."""

import dataclasses
import json

import numpy as np
import pytest
from evaluation_files import GRID, compared, refusal, surface, surface_on
from osgeo import gdal, ogr, osr
from scipy import stats

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.errors import Cancelled
from sar_radargrammetry.engine.evaluation.verdict import verdict
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import evaluate
from sar_radargrammetry.engine.parameters.declare import parse_parameters
from sar_radargrammetry.engine.record import record_of


def job_parameters(folder, **changes):
    names = {"elevation": "elevation.tif", "reference_dsm": "reference.tif", "difference": "out/difference.tif"}
    given = {key: str(folder / name) for key, name in names.items()}
    given |= {k: v if isinstance(v, bool) else str(v) for k, v in changes.items()}
    (folder / "out").mkdir(exist_ok=True)
    return parse_parameters(evaluate.Parameters, given)


def test_the_job_writes_all_it_was_asked_for_and_returns_its_numbers(rasters):
    said = []
    outputs = {"report": rasters / "out" / "report ü.html", "statistics": rasters / "out" / "statistics.json"}
    parameters = job_parameters(rasters, error=rasters / "error.tif", **outputs)
    result = evaluate.run(parameters, Context(report=said.append))
    assert result["bias"] == pytest.approx(0.5, abs=1e-3) and result["under_1m"] == 1.0
    assert sorted(p.name for p in (rasters / "out").iterdir()) == ["difference.tif", "report ü.html", "statistics.json"]
    written = json.loads(outputs["statistics"].read_text(encoding="utf-8"))
    assert written["statistics"]["nmad"]["definition"].startswith("1.4826")
    assert written["statistics"]["completeness"]["value"] == pytest.approx(result["completeness"])
    assert written["provenance"]["inputs"]["elevation"]["path"] == "../elevation.tif"
    record = record_of(gdal.Open(result["difference"]))
    assert record["job"] == "evaluate" and record["versions"]["GDAL"]
    page = outputs["report"].read_text(encoding="utf-8")
    assert "NMAD" in page and page.count("data:image/png") == 9
    assert "0.50 m too high" in page and "0.50 m too high" in result["verdict"]
    assert 'src="http' not in page and "<script" not in page
    percents = [m["percent"] for m in said if m["type"] == "progress"]
    assert percents == sorted(percents) and percents[-1] == 100.0


def test_check_points_beside_a_reference_or_alone(rasters):
    points = rasters / "points.csv"
    x, y = np.meshgrid(*(axis[20::9] for axis in GRID.centres()))
    rows = (f"{a},{b},-40,{surface(a, b)}" for a, b in zip(x.ravel(), y.ravel(), strict=True))
    points.write_text("\n".join(["x,y,height (MSL),ellipsoid height", *rows]))
    given = {"check_points": points, "check_points_crs": "EPSG:32633", "reference_vertical": "ellipsoid"}
    outputs = {name: rasters / "out" / file for name, file in (("report", "r.html"), ("statistics", "s.json"))}
    both = evaluate.run(job_parameters(rasters, **given, **outputs), Context())
    written = json.loads(outputs["statistics"].read_text(encoding="utf-8"))
    assert both["bias"] == written["statistics"]["bias"]["value"] == pytest.approx(0.5, abs=1e-3)
    assert written["check_points"]["statistics"]["reference_cells"]["value"] == x.size
    assert "'ellipsoid height' is used" in written["check_points"]["warnings"][0]
    outputs["checked_points"] = rasters / "out" / "checked.gpkg"
    parameters = job_parameters(rasters, **given, **outputs)
    alone = evaluate.run(dataclasses.replace(parameters, reference_dsm=None, difference=None), Context())
    assert alone["bias"] == pytest.approx(0.5, abs=1e-2) and "check points have a height" in alone["verdict"]
    assert outputs["checked_points"].exists() and alone["difference"] is None
    assert "Check points on the elevation" in outputs["report"].read_text(encoding="utf-8")


def test_a_report_without_a_difference_raster_still_shows_the_map_and_leaves_nothing_else(rasters):
    parameters = job_parameters(rasters, report=rasters / "out" / "r.html", coregister=False)
    evaluate.run(dataclasses.replace(parameters, difference=None), Context())
    assert [path.name for path in (rasters / "out").iterdir()] == ["r.html"]
    assert "Error map" in (rasters / "out" / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reference_dsm": None}, "nothing to compare with"),
        ({"reference_dsm": None, "check_points": "p.csv", "coregister": True}, "Co-registration needs"),
        ({"reference_dsm": None, "check_points": "p.csv"}, "difference raster needs"),
        ({"checked_points": "p.gpkg"}, "needs check points"),
    ],
)
def test_what_does_not_go_together_is_refused(rasters, changes, said):
    assert said in refusal(dataclasses.replace, job_parameters(rasters), **changes)


@pytest.mark.parametrize(
    ("bias", "spread", "predicted", "said"),
    [
        (0.01, 1.0, 1.0, ("no significant systematic offset", "right on average, but do not tell")),
        (0.3, 1.0, 2.0, ("on average 0.30 m too high", "too large, on average by a factor of 1.9")),
        (-2.0, 1.0, 0.5, ("2.00 m too low: a systematic offset", "too small, on average by a factor of")),
    ],
)
def test_the_verdict_says_in_words_what_the_numbers_say(tmp_path, bias, spread, predicted, said):
    noise = stats.norm.ppf((np.arange(12000) + 0.5) / 12000)
    errors = bias + spread * np.random.default_rng(0).permutation(noise).reshape(100, 120)
    write_raster(tmp_path / "reference.tif", GRID, surface_on(GRID))
    write_raster(tmp_path / "elevation.tif", GRID, surface_on(GRID) + errors)
    write_raster(tmp_path / "error.tif", GRID, np.full((100, 120), predicted))
    text = verdict(compared(tmp_path, error=tmp_path / "error.tif"))
    assert all(part in text for part in said), text


def test_a_cancel_leaves_no_file(rasters):
    with pytest.raises(Cancelled):
        evaluate.run(job_parameters(rasters), Context(cancelled=lambda: True))
    assert not list((rasters / "out").iterdir())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"elevation": "missing.tif"}, "does not exist"),
        ({"reference_dsm": "elevation.tif"}, "same file"),
        ({"reference_dsm": "far.tif"}, "does not overlap the elevation raster"),
        ({"reference_dsm": "empty.tif"}, "has no value where"),
        ({"reference_dsm": "feet.tif"}, "feet"),
        ({"reference_dsm": "nowhere.tif"}, "no coordinate system"),
        ({"reference_dsm": "text.tif"}, "cannot be read"),
        ({"reference_dsm": "rotated.tif"}, "not north-up"),
        ({"reference_dsm": "two.tif"}, "2 bands"),
        ({"error": "elevation.tif"}, "also given as heights"),
        ({"error": "far.tif"}, "not on the grid"),
        ({"difference": "elevation.tif"}, "also an input"),
        ({"statistics": "nofolder/a.json"}, "does not exist"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(rasters, change, said):
    far = dataclasses.replace(GRID, x0=GRID.x0 + 5000.0)
    write_raster(rasters / "far.tif", far, surface_on(far))
    write_raster(rasters / "empty.tif", GRID, np.full((100, 120), np.nan))
    write_raster(rasters / "feet.tif", GRID, surface_on(GRID), unit="ft")
    write_raster(rasters / "two.tif", GRID, np.ones((2, 100, 120)), descriptions=("a", "b"))
    (rasters / "text.tif").write_text("no raster")
    reference = str(rasters / "reference.tif")
    gdal.GetDriverByName("GTiff").Create(str(rasters / "nowhere.tif"), 5, 5).FlushCache()
    rotated = gdal.Translate(str(rasters / "rotated.tif"), reference)
    rotated.SetGeoTransform((5e5, 2.0, 0.5, 5e6, 0.5, -2.0))
    rotated = None
    before = sorted(p.name for p in rasters.iterdir())
    changed = {key: rasters / name for key, name in change.items()}
    assert said in refusal(evaluate.run, job_parameters(rasters, **changed), Context())
    assert not list((rasters / "out").iterdir())
    assert sorted(p.name for p in rasters.iterdir() if p.name != "out") == before


def polygons(path, crs, *boxes):
    """A layer of rectangles: x_min, x_max, y_min, y_max."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layer = source.CreateLayer("polygons", reference, ogr.wkbPolygon)
    for x_min, x_max, y_min, y_max in boxes:
        feature = ogr.Feature(layer.GetLayerDefn())
        ring = f"{x_min} {y_min}, {x_max} {y_min}, {x_max} {y_max}, {x_min} {y_max}, {x_min} {y_min}"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({ring}))"))
        layer.CreateFeature(feature)
    return path


@pytest.fixture
def uneven(rasters):
    """The elevation is 0.5 m too high, and 3 m in its eastern half."""
    heights = surface_on(GRID) + 0.5
    heights[:, 60:] += 2.5
    heights[:10, :20] = np.nan
    write_raster(rasters / "elevation.tif", GRID, heights)
    return rasters


def cells_of(difference):
    return np.isfinite(gdal.Open(str(difference)).ReadAsArray()) & (gdal.Open(str(difference)).ReadAsArray() != -9999)


def test_only_the_area_is_compared(uneven):
    """By an extent in degrees, by polygons, and without polygons to leave out."""
    west = (500000.0, 500120.0, 4999800.0, 5000000.0)
    east = polygons(uneven / "east.gpkg", "EPSG:32633", (500120.0, 500240.0, 4999800.0, 5000000.0))
    whole = evaluate.run(job_parameters(uneven), Context())
    assert 0.4 < whole["under_1m"] < 0.6
    for given, bias in (
        ({"extent": ",".join(map(str, west)) + " [EPSG:32633]"}, 0.5),
        ({"area": east}, 3.0),
        ({"leave_out": east}, 0.5),
    ):
        result = evaluate.run(job_parameters(uneven, **given), Context())
        assert result["bias"] == pytest.approx(bias, abs=1e-3)
        compared = cells_of(result["difference"])
        half = np.zeros((100, 120), bool)
        half[:, :60] = bias == 0.5
        half[:, 60:] = bias == 3.0
        half[:10, :20] = False
        assert np.array_equal(compared, half)
    assert result["completeness"] < 1.0, "the void lies in the part that is compared"
    assert evaluate.run(job_parameters(uneven, area=east), Context())["completeness"] == 1.0


def test_check_points_outside_of_the_area_do_not_count(uneven):
    x, y = (axis.ravel() for axis in np.meshgrid(500010.0 + 20.0 * np.arange(12), 4999810.0 + 20.0 * np.arange(9)))
    rows = (f"{a},{b},{surface(a, b)}" for a, b in zip(x, y, strict=True))
    (uneven / "points.csv").write_text("\n".join(["x,y,height", *rows]))
    points = {"check_points": uneven / "points.csv", "check_points_crs": "EPSG:32633", "reference_vertical": "same"}
    names = {"elevation": str(uneven / "elevation.tif"), **{k: str(v) for k, v in points.items()}}
    east = polygons(uneven / "east.gpkg", "EPSG:32633", (500120.0, 500240.0, 4999800.0, 5000000.0))
    said = []
    parameters = parse_parameters(evaluate.Parameters, {**names, "area": str(east)})
    assert evaluate.run(parameters, Context(report=said.append))["bias"] == pytest.approx(3.0, abs=0.01)
    assert any("Only check points in the area are compared: 54 of 108." in m.get("text", "") for m in said)
    far = parse_parameters(evaluate.Parameters, {**names, "extent": "500001,500003,4999801,4999803 [EPSG:32633]"})
    assert "No check point of" in refusal(evaluate.run, far, Context())


def test_a_shift_is_found_in_the_area(uneven):
    """What is left out does not count for the co-registration either."""
    x, y = GRID.centres()
    rough = 15.0 * np.sin(x / 25.0) * np.cos(y[:, None] / 20.0) + 8.0 * np.cos((x + y[:, None]) / 17.0)
    write_raster(uneven / "reference.tif", GRID, rough)
    rough = rough + 0.5
    rough[:, 60:] += 3.0 * np.sin(x[60:] / 9.0)
    write_raster(uneven / "elevation.tif", GRID, rough)
    east = polygons(uneven / "east.gpkg", "EPSG:32633", (500120.0, 500240.0, 4999800.0, 5000000.0))
    found = evaluate.run(job_parameters(uneven, leave_out=east, coregister=True), Context())
    shift = [found[f"shift_{way}"] for way in ("east", "north", "up")]
    assert shift == pytest.approx([0.0, 0.0, 0.5], abs=0.02) and found["nmad"] < 0.01


def test_an_area_beside_the_elevation_is_one_sentence(uneven):
    far = job_parameters(uneven, extent="10,10.1,50,50.1")
    text = refusal(evaluate.run, far, Context())
    assert "does not overlap the elevation raster; choose one that does" in text
    assert not (uneven / "out" / "difference.tif").exists()
