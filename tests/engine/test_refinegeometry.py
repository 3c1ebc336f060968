"""The job refinegeometry: files in, refined files out; control points that are wrong are named."""

import json
from pathlib import Path

import numpy as np
import pytest
import scenes
from geoids import write_geoid
from osgeo import gdal, ogr, osr
from pairs import metadata, pixels, run
from refine_pairs import case, control_rows, surface, write_case, write_control, write_dem

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.pipeline import refine, stereo
from sar_radargrammetry.engine.pipeline.effort import Effort
from sar_radargrammetry.engine.points.triangulation import triangulated
from sar_radargrammetry.engine.record import write_record
from sar_radargrammetry.engine.refinement.control import ControlPoint, read_control
from sar_radargrammetry.engine.refinement.refining import exchanged_control
from sar_radargrammetry.engine.refinement.unknowns import Expected
from sar_radargrammetry.engine.sensor.corrected import CorrectedModel

TIES = {"tie_points": 400}


@pytest.fixture(scope="module")
def ground():
    return scenes.dem(surface, half=900.0)


@pytest.fixture(scope="module")
def small(tmp_path_factory, ground):
    """A pair with errors of metres as files, its models a quarter as large as elsewhere."""
    models = scenes.model(35.0, size=640), scenes.model(50.0, size=1100)
    found = case(models, seed=1, size=3.0, ground=ground, count=50, expected=Expected())
    folder = tmp_path_factory.mktemp("refine")
    return found, write_case(found, folder), folder


@pytest.fixture(scope="module")
def right(tmp_path_factory, ground):
    """The same without errors."""
    models = scenes.model(35.0, size=640), scenes.model(50.0, size=1100)
    found = case(models, seed=1, ground=ground, count=50, errors=np.zeros(14), expected=Expected())
    return found, write_case(found, tmp_path_factory.mktemp("right"))


class Log:
    """A context that keeps what it is told."""

    def __init__(self):
        self.texts = []
        self.context = Context(report=lambda m: self.texts.append(m) if m["type"] == "log" else None)

    @property
    def warnings(self):
        return [m["text"] for m in self.texts if m["level"] == "warning"]


def refined(small, output, log=None, **parameters):
    return run(
        "refinegeometry",
        (log or Log()).context,
        correspondence=str(small[1]),
        output=str(output),
        **TIES,
        **parameters,
    )


def heights_off(path, ground):
    """Median height of everything triangulated above the true surface [m]."""
    opened = Correspondence.open(path)
    models = [SlantImage.open(image).model for image in (opened.reference, opened.secondary)]
    off = []
    for _, points in triangulated(opened, *models):
        known = np.isfinite(points.height)
        off.append(points.height[known] - ground.height(points.longitude[known], points.latitude[known]))
    return float(np.median(np.concatenate(off)))


def test_triangulation_goes_on_without_matching_again(small, ground, tmp_path):
    _, path, folder = small
    output = tmp_path / "refined.tif"
    dem = {"dem": str(write_dem(folder)), "dem_sigma": 1.0, "dem_bias": 0.1}
    numbers = refined(small, output, report=str(tmp_path / "report.html"), **dem)
    assert np.array_equal(pixels(path), pixels(output), equal_nan=True)
    assert abs(heights_off(output, ground)) < 0.2
    assert numbers["across_after"] < 0.6 and numbers["across_before"] > 5.0
    assert abs(numbers["dem_offset_after"]) < 0.2
    assert 0.05 < numbers["height_sigma"] < 0.5
    names = {"refined.tif", "report.html"}
    names |= {f"refined_{role}{end}" for role in ("reference", "secondary") for end in (".vrt", ".sargeom.json")}
    assert {p.name for p in tmp_path.iterdir()} == names
    for role in ("reference", "secondary"):
        image = SlantImage.open(tmp_path / f"refined_{role}.vrt")
        assert isinstance(image.model, CorrectedModel)
        assert image.info["refinement"]["height_sigma"]["centre"] == pytest.approx(numbers["height_sigma"], abs=1e-3)
    assert metadata(output)["refinement"]["tie_points"] == numbers["tie_points"]
    assert "observed" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_dem_of_a_part_of_the_scene_will_do(small, ground, tmp_path):
    dem = write_dem(tmp_path, half=90.0)
    numbers = refined(small, tmp_path / "refined.vrt", dem=str(dem), dem_sigma=0.5, dem_bias=0.1)
    assert abs(numbers["dem_offset_after"]) < 0.2 and numbers["height_sigma"] < 1.0
    assert abs(heights_off(tmp_path / "refined.vrt", ground)) < 4.0 * numbers["height_sigma"]


def test_a_dem_above_a_geoid_is_converted(small, ground, tmp_path, proj_folder):
    def plane(lon, lat):
        return 40.0 + 0.5 * (lon - scenes.PLACE[0]) + 0.0 * lat

    write_geoid(proj_folder / "us_nga_egm96_15.tif", plane, west=137.5, north=36.5)
    dem = write_dem(tmp_path, lowered=40.0, vertical="EPSG:5773")
    log = Log()
    numbers = refined(small, tmp_path / "refined.vrt", log, dem=str(dem), dem_sigma=1.0, dem_bias=0.1)
    assert any("EGM96" in m["text"] and "converted" in m["text"] for m in log.texts)
    assert abs(numbers["dem_offset_after"]) < 0.2
    assert abs(heights_off(tmp_path / "refined.vrt", ground)) < 0.2


@pytest.mark.parametrize(("vertical", "lowered"), [("auto", 6.0), ("ellipsoid", 0.0), ("EPSG:5773", 40.0)])
def test_a_dem_that_states_no_datum_corrects_nothing_unless_it_is_stated(
    small, ground, tmp_path, proj_folder, vertical, lowered
):
    write_geoid(proj_folder / "us_nga_egm96_15.tif", lambda lon, lat: 40.0 + 0.0 * (lon + lat), west=137.5, north=36.5)
    dem, log = write_dem(tmp_path, lowered=lowered, stated=False), Log()
    given = {"dem": str(dem), "dem_sigma": 1.0, "dem_bias": 0.1, "dem_vertical": vertical}
    numbers = refined(small, tmp_path / "refined.vrt", log, **given)
    if vertical == "auto":
        assert "dem_offset_before" not in numbers and numbers["height_sigma"] > 1.0
        assert any("does not state its vertical datum and was not used" in text for text in log.warnings)
    else:
        assert abs(numbers["dem_offset_after"]) < 0.2
        assert abs(heights_off(tmp_path / "refined.vrt", ground)) < 0.2


def test_without_control_the_height_is_said_to_be_unknown(small, tmp_path):
    log = Log()
    numbers = refined(small, tmp_path / "refined.vrt", log)
    assert numbers["across_after"] < 0.6
    assert numbers["height_sigma"] > 5.0
    assert len(log.warnings) == 1 and "not observed" in log.warnings[0]
    assert (tmp_path / "refined.vrt").stat().st_size < 1e5


def test_refining_again_starts_from_the_delivered_geometry(small, tmp_path):
    refined(small, tmp_path / "one.vrt")
    again = run(
        "refinegeometry", correspondence=str(tmp_path / "one.vrt"), output=str(tmp_path / "two.vrt"), **TIES
    )  # fmt: skip
    assert again["across_before"] > 5.0
    documents = [json.loads((tmp_path / f"{n}_reference.sargeom.json").read_text()) for n in ("one", "two")]
    one, two = (np.array(d["correction"]["position"]) for d in documents)
    assert np.abs(one - two).max() < 1e-6
    assert documents[0]["near_range"] == documents[1]["near_range"]


def test_ten_control_points_fix_the_height(small, ground, tmp_path):
    table = write_control(tmp_path / "points.csv", control_rows(small[0], 10))
    log = Log()
    numbers = refined(small, tmp_path / "refined.tif", log, control_points=str(table), control_sigma=0.05)
    assert numbers["control_points_used"] == 10 and log.warnings == []
    assert abs(heights_off(tmp_path / "refined.tif", ground)) < 4.0 * numbers["height_sigma"] + 0.1
    assert numbers["height_sigma"] < 0.3


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_three_control_points_leave_no_more_than_they_say(small, ground, tmp_path, seed):
    """Found to half a pixel and matched to half a pixel, three points know the height to 0.4 m: that is stated."""
    table = write_control(tmp_path / "points.csv", control_rows(small[0], 3, seed))
    log = Log()
    numbers = refined(small, tmp_path / "refined.vrt", log, control_points=str(table), control_sigma=0.05)
    assert numbers["control_points_used"] == 3 and log.warnings == []
    assert numbers["height_sigma"] < 1.0
    assert abs(heights_off(tmp_path / "refined.vrt", ground)) < max(0.2, 2.5 * numbers["height_sigma"])
    assert numbers["height_sigma_before"] > 5.0


def test_one_blunder_among_ten_is_named(small, tmp_path):
    rows = control_rows(small[0], 10)
    rows[3][3] += 9.0
    log = Log()
    table = write_control(tmp_path / "points.csv", rows)
    numbers = refined(small, tmp_path / "refined.tif", log, control_points=str(table))
    assert numbers["control_points_used"] == 9
    assert len(log.warnings) == 1
    assert "P4" in log.warnings[0] and "P5" not in log.warnings[0] and "m up" in log.warnings[0]


def test_two_blunders_do_not_hide_each_other(small, tmp_path):
    rows = control_rows(small[0], 10)
    rows[0][3] += 6.0
    rows[7][1] += 1e-4
    log = Log()
    refined(small, tmp_path / "r.vrt", log, control_points=str(write_control(tmp_path / "points.csv", rows)))
    assert len(log.warnings) == 1 and "P1 " in log.warnings[0] and "P8 " in log.warnings[0]
    assert "P2" not in log.warnings[0]


def test_heights_above_the_geoid_are_told(small, tmp_path):
    rows = [[*row[:3], row[3] - 41.3, *row[4:]] for row in control_rows(small[0], 6)]
    table = write_control(tmp_path / "points.csv", rows)
    with pytest.raises(EngineError, match=r"6 control points contradict .* geoid"):
        refined(small, tmp_path / "refined.tif", control_points=str(table))
    assert not (tmp_path / "refined.tif").exists()


def test_a_wrong_coordinate_system_is_told(small, tmp_path):
    """Tokyo's datum read as WGS 84: 450 m aside."""
    rows = [[row[0], row[1] + 0.0032, row[2] - 0.0032, *row[3:]] for row in control_rows(small[0], 6)]
    table = write_control(tmp_path / "points.csv", rows)
    with pytest.raises(EngineError, match=r"6 of 6 control points contradict .* coordinate system"):
        refined(small, tmp_path / "refined.tif", control_points=str(table))


def test_exchanged_longitude_and_latitude_of_control_points_are_told(monkeypatch):
    monkeypatch.setattr(scenes, "PLACE", (15.0, 46.5, 200.0))
    model = scenes.model(35.0)

    def points(longitude, latitude):
        return [ControlPoint(str(n), longitude + 1e-3 * n, latitude, 200.0, None, 0.1) for n in range(3)]

    assert exchanged_control(points(46.5, 15.0), model)
    assert not exchanged_control(points(15.0, 46.5), model) and not exchanged_control(points(20.0, 46.5), model)


def test_control_points_without_pixels_are_heights(right, tmp_path):
    """On an uncorrected pair they find their pixels, whose matches are a few pixels away."""
    rows = [row[:4] for row in control_rows(right[0], 8)]
    table = write_control(tmp_path / "points.csv", rows, "name,lon,lat,h")
    numbers = refined(right, tmp_path / "r.vrt", control_points=str(table), control_sigma=0.3)
    assert numbers["control_points_used"] >= 6
    assert numbers["height_sigma"] < 0.6 and abs(numbers["height_change"]) < 1.5


def test_points_come_from_tables_and_layers_alike(small, tmp_path):
    rows = control_rows(small[0], 4)
    plain = read_control(write_control(tmp_path / "points.csv", rows), None, 0.2)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32654)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_map = osr.CoordinateTransformation(wgs84, crs)
    source = gdal.GetDriverByName("GPKG").Create(str(tmp_path / "points.gpkg"), 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("points", crs, ogr.wkbPoint25D)
    for name, kind in (("name", ogr.OFTString), ("line", ogr.OFTReal), ("sample", ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    table = []
    for name, lon, lat, height, line, sample in rows:
        x, y, _ = to_map.TransformPoint(lon, lat)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT Z ({x!r} {y!r} {float(height)!r})"))
        for key, value in (("name", name), ("line", float(line)), ("sample", float(sample))):
            feature.SetField(key, value)
        layer.CreateFeature(feature)
        table.append([name, x, y, height, line, sample])
    source = layer = None
    layered = read_control(tmp_path / "points.gpkg", None, 0.2)
    named = read_control(
        write_control(tmp_path / "map.csv", table, "name,x,y,height,line,sample"), "EPSG:32654", 0.2
    )  # fmt: skip
    for one, two, three in zip(plain, layered, named, strict=True):
        for other in (two, three):
            assert (one.name, one.pixel, one.sigma) == (other.name, other.pixel, other.sigma)
            assert np.linalg.norm(one.xyz - other.xyz) < 1e-3


def test_a_point_without_line_and_sample_is_a_height(tmp_path):
    rows = [["P1", 138.7, 35.4, 231.0, "", ""], ["P2", 138.7, 35.4, 231.0, 12.5, 40.0]]
    first, second = read_control(write_control(tmp_path / "points.csv", rows), None, 0.2)
    assert first.pixel is None and second.pixel == (12.5, 40.0)


@pytest.mark.parametrize(
    ("names", "row", "said"),
    [
        ("name,lon,lat", "A,138.7,35.4", "no height in line 2"),
        ("name,height", "A,5", "no position in line 2"),
        ("lon,lat,height", "138.7,abc,5", "'abc' as lat in line 2"),
        ("lon,lat,height", "472000,3917000,5", "not in degrees"),
        ("x,y,height", "472000,3917000,5", "no coordinate system"),
        ("lon,lat,height,line", "138.7,35.4,5,10", "only one of line and sample"),
        ("lon,lat,height,sigma", "138.7,35.4,5,0", "must be positive"),
        ("lon,longitude,lat,height", "138,138,35,5", "two fields for longitude"),
    ],
)
def test_wrong_control_points_are_refused_in_one_sentence(tmp_path, names, row, said):
    path = tmp_path / "points.csv"
    path.write_text(f"{names}\n{row}\n")
    with pytest.raises(EngineError) as error:
        read_control(path, None, 0.2)
    text = str(error.value)
    assert said in text and str(path) in text and "\n" not in text and text.endswith(".")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"sigma_range": -1.0}, "sigma_range"),
        ({"degree": 7}, "degree"),
        ({"tie_points": 3}, "tie_points"),
        ({"dem_sigma": 0.0}, "dem_sigma"),
        ({"control_sigma": -0.1}, "control_sigma"),
        ({"sigma_range": 0.0, "sigma_along": 0.0, "sigma_track": 0.0}, "zero"),
        ({"control_points": "nowhere.csv"}, "nowhere.csv"),
        ({"dem": "nowhere.tif"}, "nowhere.tif"),
    ],
)
def test_wrong_parameters_are_refused(small, tmp_path, parameters, said):
    with pytest.raises(EngineError, match=said):
        run(
            "refinegeometry",
            correspondence=str(small[1]),
            output=str(tmp_path / "refined.tif"),
            **({} if "tie_points" in parameters else TIES),
            **parameters,
        )
    assert not list(tmp_path.iterdir())


def test_auto_refines_what_is_off_and_leaves_what_is_right(small, right, tmp_path):
    path, choice = refine.refined("auto", str(small[1]), None, tmp_path, Context())
    assert choice.applied and path != str(small[1]) and "epipolar" in choice.sentence
    assert choice.numbers()["refined"] is True
    path, choice = refine.refined("auto", str(right[1]), None, tmp_path, Context())
    assert not choice.applied and path == str(right[1]) and "not refined" in choice.sentence
    assert choice.numbers()["height_sigma"] > 5.0
    path, choice = refine.refined("no", str(small[1]), None, tmp_path, Context())
    assert path == str(small[1]) and choice.numbers() == {"refined": False} and not choice.sentence


def test_matching_is_repeated_once_where_it_was_searched_too_far_off(small, tmp_path, monkeypatch):
    _, path, folder = small
    asked = []

    def planned(given, images, work, ending, context):
        asked.append(images)
        return {}, Effort(passes=1.0, patches=1.0, blending=1.0, refining=1.0, elevation=1.0, memory=1.0)

    def matched(given, work, ending, context):
        return {"output": str(work / "refined.vrt") if ending else str(path)}

    def triangulated(correspondence, *rest):
        return {"correspondence": str(correspondence.path), "error_budget": ""}

    monkeypatch.setattr(stereo, "_planned", planned)
    monkeypatch.setattr(stereo, "_matched", matched)
    monkeypatch.setattr(stereo, "triangulated", triangulated)
    said = []
    images = {role: str(folder / f"{role}.tif") for role in ("reference", "secondary")}
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error")}
    numbers = run("stereodsm", Context(report=said.append), **images, **outputs)
    assert len(asked) == 2 and asked[0] == (images["reference"], images["secondary"])
    assert [Path(name).name for name in asked[1]] == ["refined_reference.vrt", "refined_secondary.vrt"]
    assert Path(numbers["correspondence"]).name == "again.vrt" and numbers["refined"]
    assert sum("matching again" in m["text"] for m in said if m["type"] == "log") == 1
    percents = [m["percent"] for m in said if m["type"] == "progress"]
    assert percents == sorted(percents)
    # What is right is matched once.
    asked.clear()
    run("stereodsm", Context(), **images, **outputs, refine="no")
    assert len(asked) == 1


def test_auto_refines_where_a_dem_shows_an_offset(tmp_path, ground):
    """A range bias alone, which parallel tracks do not show across the curves."""
    models = scenes.model(35.0, size=640), scenes.model(50.0, size=1100)
    errors = np.zeros(14)
    errors[7] = 4.0
    found = case(models, seed=2, ground=ground, count=50, errors=errors, expected=Expected())
    path = write_case(found, tmp_path)
    assert not refine.refined("auto", str(path), None, tmp_path, Context())[1].applied
    refined_to, choice = refine.refined("auto", str(path), str(write_dem(tmp_path)), tmp_path, Context())
    assert choice.applied and "DEM" in choice.sentence
    assert abs(heights_off(path, ground)) > 7.0
    # The DEM's own bias of 2 m is believed to be smaller than the navigation's.
    assert abs(heights_off(refined_to, ground)) < 0.8


def test_auto_tells_of_a_dem_without_a_datum_and_leaves_the_geometry(right, tmp_path):
    log = Log()
    dem = write_dem(tmp_path, lowered=12.0, stated=False)
    path, choice = refine.refined("auto", str(right[1]), str(dem), tmp_path, log.context)
    assert path == str(right[1]) and not choice.applied
    (said,) = (text for text in log.warnings if "does not state its vertical datum" in text)
    assert "differ from it by +1" in said and "DEM_VERTICAL" in said
    stated = refine.refined("auto", str(right[1]), str(dem), tmp_path, log.context, dem_vertical="ellipsoid")[1]
    assert stated.applied and "DEM" in stated.sentence


def test_too_few_matches_end_auto_quietly_and_yes_in_a_sentence(right, tmp_path):
    bands = pixels(right[1])
    bands[:, 60:] = np.nan
    few = tmp_path / "few.tif"
    dataset = gdal.GetDriverByName("GTiff").CreateCopy(str(few), gdal.Open(str(right[1])))
    about = metadata(right[1]) | {r: str(right[1].parent / f"{r}.tif") for r in ("reference", "secondary")}
    write_record(dataset, about)
    bands[:2, :, 100:] = np.nan
    dataset.WriteArray(bands)
    dataset = None
    path, choice = refine.refined("auto", str(few), None, tmp_path, Context())
    assert path == str(few) and not choice.applied and "certain enough" in choice.sentence
    with pytest.raises(EngineError, match="certain enough"):
        refine.refined("yes", str(few), None, tmp_path, Context())
