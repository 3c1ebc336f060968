"""The job simulatepair: its files, its sentences, its certainty."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import simulatepair
from sar_radargrammetry.engine.parameters.declare import parse_parameters


def parameters(folder, kind=".tif", **changes):
    given = {
        "reference": str(folder / f"ref{kind}"),
        "secondary": str(folder / f"sec{kind}"),
        "truth": str(folder / "truth.tif"),
        "size": 100.0,
        "altitude": 3000.0,
        "range_spacing": 1.0,
        "azimuth_spacing": 1.0,
    }
    return parse_parameters(simulatepair.Parameters, {**given, **changes})


def write_dem(path, heights, posting=4.0, epsg=32633, nodata=None):
    rows, cols = heights.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, 1, gdal.GDT_Float32)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((500000.0, posting, 0.0, 5150000.0, 0.0, -posting))
    if nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    dataset.GetRasterBand(1).WriteArray(heights)
    dataset.FlushCache()
    return str(path)


@pytest.mark.parametrize("terrain", ["mountains", "hills", "plains", "town", "forest"])
def test_every_terrain_gives_a_pair_with_truth(tmp_path, terrain):
    fractions = []
    context = Context(report=lambda m: fractions.append(m["percent"]) if m["type"] == "progress" else None)
    asked = parameters(tmp_path, terrain=terrain)
    outputs = simulatepair.run(asked, context)
    assert outputs == {key: getattr(asked, key) for key in ("reference", "secondary", "truth")}
    assert fractions == sorted(fractions) and fractions[-1] == 100.0 and len(fractions) > 4
    images = [SlantImage.open(outputs[key]) for key in ("reference", "secondary")]
    for image in images:
        amplitude = image.read(0, 0, image.model.lines, image.model.samples)
        assert np.isfinite(amplitude).all()
        assert amplitude[40:-40, 40:-40].mean() > 3 * amplitude[:8, :8].mean()
    assert images[0].model.near_range < images[1].model.near_range
    truth = gdal.Open(outputs["truth"])
    assert truth.ReadAsArray().shape[0] * truth.GetGeoTransform()[1] == pytest.approx(100.0)
    assert osr.SpatialReference(truth.GetProjection()).GetAuthorityCode(None) == "32633"


@pytest.mark.parametrize("kind", [".tif", ".nitf"])
def test_the_same_seed_gives_the_same_bytes(tmp_path, kind):
    results = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        (tmp_path / name).mkdir()
        outputs = simulatepair.run(parameters(tmp_path / name, kind, seed=seed), Context())
        results.append([Path(outputs[key]).read_bytes() for key in ("reference", "secondary", "truth")])
    assert results[0] == results[1]
    assert all(first != other for first, other in zip(results[0], results[2], strict=True))
    assert results[0][0] != results[0][1]


def test_a_dem_of_any_crs_in_a_folder_with_any_name(tmp_path):
    folder = tmp_path / "Gelände 1"
    folder.mkdir()
    y, x = np.mgrid[:60, :60]
    dem = write_dem(folder / "höhen.tif", (400.0 + 0.5 * x + 0.25 * y).astype(np.float32))
    outputs = simulatepair.run(parameters(folder, dem=dem), Context())
    truth = gdal.Open(outputs["truth"])
    heights, transform = truth.ReadAsArray(), truth.GetGeoTransform()
    col = (transform[0] + (np.arange(heights.shape[1]) + 0.5) * transform[1] - 500000.0) / 4.0 - 0.5
    row = (5150000.0 - transform[3] + (np.arange(heights.shape[0]) + 0.5) * transform[1]) / 4.0 - 0.5
    assert np.abs(heights - (400.0 + 0.5 * col[None] + 0.25 * row[:, None])).max() < 1e-3
    assert abs(col.mean() - 29.5) < 1.0 and abs(row.mean() - 29.5) < 1.0


def test_opposite_sides(tmp_path):
    outputs = simulatepair.run(parameters(tmp_path, opposite_sides=True, look_side="left"), Context())
    sides = [SlantImage.open(outputs[key]).model.look_side for key in ("reference", "secondary")]
    assert sides == ["left", "right"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reference_look": 5.0}, "reference_look is 5; it must be between 10 and 80"),
        ({"secondary_look": 85.0}, "secondary_look is 85; it must be between 10 and 80"),
        ({"range_spacing": 0.0}, "range_spacing is 0; it must be at least 0.01"),
        ({"azimuth_spacing": -1.0}, "azimuth_spacing is -1"),
        ({"size": 3.0}, "size is 3; it must be at least 50"),
        ({"size": 60.0, "range_spacing": 50.0, "azimuth_spacing": 50.0}, "fewer than three cells"),
        ({"size": 1e6}, "too large"),
        ({"altitude": 20.0}, "altitude is 20; it must be at least 100"),
        ({"decorrelation": 1.5}, "between 0 and 1"),
        ({"seed": -1}, "seed is -1"),
        ({"longitude": 15.0}, "give both"),
        ({"dem": "/nowhere/dem.tif"}, "/nowhere/dem.tif"),
    ],
)
def test_bad_parameters_get_one_sentence_and_leave_nothing(tmp_path, changes, sentence):
    with pytest.raises(EngineError, match=sentence) as caught:
        simulatepair.run(parameters(tmp_path, **changes), Context())
    assert str(caught.value).count("\n") == 0
    assert list(tmp_path.iterdir()) == []


def test_dems_that_do_not_hold_the_scene(tmp_path):
    small = write_dem(tmp_path / "small.tif", np.full((10, 10), 300.0, np.float32))
    with pytest.raises(EngineError, match="does not cover"):
        simulatepair.run(parameters(tmp_path, dem=small), Context())
    heights = np.full((60, 60), 300.0, np.float32)
    heights[28:31, 20:40] = -9999.0
    holes = write_dem(tmp_path / "holes.tif", heights, nodata=-9999.0)
    with pytest.raises(EngineError, match="no height in"):
        simulatepair.run(parameters(tmp_path, dem=holes), Context())
    degrees = write_dem(tmp_path / "outside.tif", np.full((60, 60), 300.0, np.float32))
    with pytest.raises(EngineError, match="does not cover"):
        simulatepair.run(parameters(tmp_path, dem=degrees, longitude=16.0, latitude=46.0), Context())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reference": "ref.png"}, "must end in .tif"),
        ({"truth": "truth.nitf"}, "must end in .tif"),
        ({"secondary": "missing/sec.tif"}, "does not exist"),
        ({"secondary": "ref.tif"}, "Two outputs have the name"),
        ({"secondary": "ref.tiff"}, "Two outputs have the name .*ref.sargeom.json"),
    ],
)
def test_bad_outputs_get_one_sentence(tmp_path, changes, sentence):
    full = {key: str(tmp_path / value) for key, value in changes.items()}
    with pytest.raises(EngineError, match=sentence):
        simulatepair.run(parameters(tmp_path, **full), Context())
    assert list(tmp_path.iterdir()) == []


def test_unknown_terrain_and_unwanted_overwriting(tmp_path):
    with pytest.raises(EngineError, match="must be one of mountains"):
        parameters(tmp_path, terrain="moon")
    with pytest.raises(EngineError, match="is also an input"):
        simulatepair.run(parameters(tmp_path, dem=str(tmp_path / "truth.tif")), Context())


@pytest.mark.parametrize("kind", [".tif", ".nitf"])
def test_cancel_leaves_no_unfinished_file(tmp_path, kind):
    reached = []
    context = Context(
        report=lambda m: reached.append(m.get("percent", 0.0)), cancelled=lambda: max(reached, default=0.0) > 15.0
    )
    with pytest.raises(Cancelled):
        simulatepair.run(parameters(tmp_path, kind, size=300.0), context)
    assert list(tmp_path.iterdir()) == []


def test_parameters_of_the_job_reach_the_pair():
    """Every setting of a pair is a parameter of the job, with the same default, but for what only training draws."""
    from sar_radargrammetry.engine.simulation.pair import PairSettings

    job = {field.name: field.default for field in dataclasses.fields(simulatepair.Parameters)}
    drawn = {"relief", "wobble", "appearance"}
    for field in dataclasses.fields(PairSettings):
        assert field.name in drawn or job[field.name] == field.default
    assert not drawn & set(job)
