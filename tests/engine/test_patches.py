"""Patches: windows that surely hold the match, and the GeoPackage that carries them."""

import dataclasses
import json
import os
import shutil

import numpy as np
import pytest
from osgeo import ogr
from pairs import PATCHES, make_pair, run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.outline import footprint
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.patches.package import FIELDS, FOLDER_ITEM, ITEM, LAYER, PatchPlan, read_plan, write_plan
from sar_radargrammetry.engine.patches.planning import SEARCH_MARGIN, plan_patches, secondary_window
from sar_radargrammetry.engine.sensor.ellipsoid import geodetic_to_ecef
from sar_radargrammetry.engine.simulation.pair import PairSettings


def truth_inside(pair, plan):
    """For each patch: how far [px] its truth correspondences keep from the rim of the secondary window."""
    model = pair.secondary.model
    for patch in plan.patches:
        ref, sec = patch.reference, patch.secondary
        part = slice(ref.line, ref.line + ref.lines), slice(ref.sample, ref.sample + ref.samples)
        line, sample = pair.truth.line[part], pair.truth.sample[part]
        inside = (line >= 0) & (line <= model.lines - 1) & (sample >= 0) & (sample <= model.samples - 1)
        yield (
            inside.sum(),
            min(
                np.min(line[inside] - sec.line, initial=1e9),
                np.min(sec.line + sec.lines - 1 - line[inside], initial=1e9),
                np.min(sample[inside] - sec.sample, initial=1e9),
                np.min(sec.sample + sec.samples - 1 - sample[inside], initial=1e9),
            ),
        )


@pytest.mark.parametrize(
    "changes",
    [{}, {"crossing": 20.0}, {"look_side": "left", "reference_look": 50.0, "secondary_look": 38.0}],
    ids=["", "crossing", "left"],
)
def test_every_true_match_lies_in_its_patchs_secondary_window(tmp_path, pair, changes):
    if changes:
        settings = PairSettings(size=240.0, range_spacing=1.0, azimuth_spacing=1.0, seed=5, **changes)
        pair = make_pair(tmp_path, settings)
    plan = plan_patches(pair.reference, pair.secondary, *pair.heights, **PATCHES)
    found = list(truth_inside(pair, plan))
    assert sum(count for count, _ in found) > 20000
    assert min(distance for _, distance in found) >= 0
    # What no patch covers has no true match in the secondary.
    covered = np.zeros(pair.truth.line.shape, bool)
    for patch in plan.patches:
        w = patch.reference
        covered[w.line : w.line + w.lines, w.sample : w.sample + w.samples] = True
    assert not (pair.truth.seen2 & ~covered).any()


def test_the_secondary_window_is_the_matches_of_both_limits_and_a_margin(pair):
    """Not much more either: what is read beyond costs time and chance matches."""
    reference, secondary = pair.reference.model, pair.secondary.model
    window = Window(100, 100, 128, 96)
    flat = secondary_window(reference, secondary, window, 899.0, 901.0)
    tall = secondary_window(reference, secondary, window, 851.0, 950.0)
    # A sample of flat ground is sin(50) / sin(35) samples there.
    assert flat.samples < 97 * 1.34 + 2 * SEARCH_MARGIN + 5 and flat.lines <= window.lines + 2 * SEARCH_MARGIN + 8
    # 97 m more relief move a match by 97 sin(t2 - t1) / sin(t1) m, of 1 m pixels.
    assert tall.samples - flat.samples == pytest.approx(97.0 * np.sin(np.radians(15)) / np.sin(np.radians(35)), abs=4)


def test_a_window_the_secondary_does_not_see_has_none(pair):
    reference = pair.reference.model
    elsewhere = dataclasses.replace(pair.secondary.model, near_range=pair.secondary.model.near_range + 5000.0)
    assert secondary_window(reference, elsewhere, Window(0, 0, 64, 64), *pair.heights) is None


def test_patches_without_data_are_dropped(pair, tmp_path):
    """Borders of NaN and of zeros, as products have them."""
    model = pair.reference.model
    amplitude = pair.reference.read(0, 0, model.lines, model.samples)
    amplitude[:200], amplitude[:, 180:] = np.nan, 0.0
    write_slant_image(tmp_path / "border.tif", amplitude, model, {})
    border = SlantImage.open(tmp_path / "border.tif")
    whole = plan_patches(pair.reference, pair.secondary, *pair.heights, 64, 8)
    plan = plan_patches(border, pair.secondary, *pair.heights, 64, 8)
    assert {p.reference for p in plan.patches} < {p.reference for p in whole.patches}
    assert all(p.reference.line + 64 > 200 and p.reference.sample < 180 for p in plan.patches)
    assert [p.number for p in plan.patches] == list(range(len(plan.patches)))
    amplitude[:] = np.nan
    write_slant_image(tmp_path / "void.tif", amplitude, model, {})
    with pytest.raises(EngineError, match="share no ground with data between"):
        plan_patches(SlantImage.open(tmp_path / "void.tif"), pair.secondary, *pair.heights, 64, 8)


def test_a_footprint_is_the_outline_of_its_pixels(pair):
    """Every corner and every point between goes back to the rim of the window, and the ring encloses the window."""
    model = pair.reference.model
    window, height = Window(30, 20, 100, 150), 900.0
    outline = footprint(model, window, height)
    line, sample = model.ground_to_image(geodetic_to_ecef(outline[:, 0], outline[:, 1], np.full(len(outline), height)))
    line, sample = line - window.line + 0.5, sample - window.sample + 0.5
    to_rim = np.minimum(np.minimum(np.abs(line), np.abs(line - 100)), np.minimum(np.abs(sample), np.abs(sample - 150)))
    assert to_rim.max() < 1e-3
    # Shoelace over the ring in pixels: no corner is cut and the ring does not cross itself.
    area = 0.5 * np.abs(np.sum(line * np.roll(sample, -1) - sample * np.roll(line, -1)))
    assert area == pytest.approx(100 * 150, rel=1e-4)


@pytest.fixture()
def plan(pair):
    return plan_patches(pair.reference, pair.secondary, *pair.heights, **PATCHES)


def same(one, two):
    return all(
        getattr(one, f.name) == getattr(two, f.name) for f in dataclasses.fields(PatchPlan) if f.name != "patches"
    ) and all(
        (a.number, a.reference, a.secondary) == (b.number, b.reference, b.secondary)
        and np.allclose(a.footprint, b.footprint, atol=1e-12)
        for a, b in zip(one.patches, two.patches, strict=True)
    )


def test_a_plan_survives_the_geopackage(plan, tmp_path):
    folder = tmp_path / "Gelände 1"
    folder.mkdir()
    for dem in (None, tmp_path / "höhen.tif", 'NETCDF:"/ö/höhen.nc":Band1', "/vsizip//ö/höhen.zip/höhen.tif"):
        given = dataclasses.replace(plan, dem=dem)
        write_plan(folder / "muster ü.gpkg", given)
        assert same(read_plan(folder / "muster ü.gpkg"), given)
    assert os.listdir(folder) == ["muster ü.gpkg"]


def test_a_part_of_a_plan_elsewhere_says_where_its_paths_count_from(plan, tmp_path):
    whole, part = tmp_path / "p.gpkg", tmp_path / "temporary" / "p.gpkg"
    write_plan(whole, plan)
    part.parent.mkdir()
    shutil.copy(whole, part)
    source = ogr.Open(str(part), 1)
    layer = source.GetLayerByName(LAYER)
    layer.SetMetadataItem(FOLDER_ITEM, str(tmp_path))
    layer.DeleteFeature(1)
    layer = source = None
    found = read_plan(part)
    assert (found.reference, found.secondary) == (plan.reference, plan.secondary)
    assert [patch.number for patch in found.patches] == [patch.number for patch in plan.patches[1:]]


@pytest.mark.parametrize("stated", [(None, None), (850.0, None), (None, 990.0), (850.0, 990.0)])
def test_a_plan_remembers_what_of_the_range_was_stated(plan, tmp_path, stated):
    write_plan(tmp_path / "p.gpkg", dataclasses.replace(plan, stated=stated))
    assert read_plan(tmp_path / "p.gpkg").stated == stated


def test_a_stated_limit_holds_and_a_found_one_may_be_passed(plan):
    """By half of the range, and by thirty metres at the least."""
    found = dataclasses.replace(plan, min_height=800.0, max_height=1000.0, stated=(None, None))
    assert found.limits == (700.0, 1100.0)
    assert dataclasses.replace(found, stated=(850.0, None)).limits == (850.0, 1100.0)
    assert dataclasses.replace(found, stated=(None, 990.0)).limits == (700.0, 990.0)
    assert dataclasses.replace(found, stated=(850.0, 990.0)).limits == (850.0, 990.0)
    assert dataclasses.replace(found, max_height=810.0).limits == (770.0, 840.0)


def test_a_plan_of_version_0_9_0_is_opened_and_its_range_holds(plan, tmp_path):
    write_plan(tmp_path / "p.gpkg", dataclasses.replace(plan, stated=(None, None)))
    dataset = ogr.Open(str(tmp_path / "p.gpkg"), 1)
    layer = dataset.GetLayerByName(LAYER)
    about = json.loads(layer.GetMetadataItem(ITEM))
    del about["stated"]
    layer.SetMetadataItem(ITEM, json.dumps(about))
    layer = dataset = None  # closes it
    old = read_plan(tmp_path / "p.gpkg")
    assert old.stated == old.limits == (plan.min_height, plan.max_height)
    assert same(old, dataclasses.replace(plan, stated=old.stated))


def test_what_the_user_states_stands_in_the_plan(pair, tmp_path):
    """What was searched or follows from a DEM does not."""
    low, high = pair.heights
    for number, stated in enumerate([{}, {"min_height": low}, {"max_height": high}, pair.given]):
        path = str(tmp_path / f"{number}.gpkg")
        found = run("createpatches", **{**pair.images, **stated}, output=path)
        plan = read_plan(path)
        assert plan.stated == (stated.get("min_height"), stated.get("max_height"))
        assert (plan.min_height, plan.max_height) == (found["min_height"], found["max_height"])
        if not plan.stated[0]:
            assert plan.limits[0] < plan.min_height
        else:
            assert plan.limits[0] == plan.min_height == low


def test_other_programs_read_the_layer(plan, tmp_path):
    write_plan(tmp_path / "p.gpkg", plan)
    dataset = ogr.Open(str(tmp_path / "p.gpkg"))
    layer = dataset.GetLayerByName("patches")
    assert layer.GetSpatialRef().GetAuthorityCode(None) == "4326"
    assert layer.GetFeatureCount() == len(plan.patches) > 2
    for feature, patch in zip(layer, plan.patches, strict=True):
        numbers = [feature.GetField(name) for name in FIELDS]
        assert numbers == [*dataclasses.astuple(patch.reference), *dataclasses.astuple(patch.secondary)]
        shape = feature.GetGeometryRef()
        assert shape.IsValid()
        assert shape.GetEnvelope()[:2] == pytest.approx((patch.footprint[:, 0].min(), patch.footprint[:, 0].max()))


def test_a_project_folder_can_be_moved(pair, tmp_path):
    folder = tmp_path / "before"
    (folder / "images").mkdir(parents=True)
    for image in (pair.reference, pair.secondary):
        for file in image.path.parent.glob(f"{image.path.stem}.*"):
            shutil.copy(file, folder / "images")
    images = {name: str(folder / "images" / f"{name}.tif") for name in ("reference", "secondary")}
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    run("createpatches", **images, **heights, output=str(folder / "p.gpkg"))
    folder.rename(tmp_path / "after")
    plan = read_plan(tmp_path / "after" / "p.gpkg")
    assert plan.reference == tmp_path / "after" / "images" / "reference.tif" and plan.reference.is_file()
    assert plan.secondary.is_file()


def test_a_relative_output_is_relative_to_the_current_folder(pair, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run("createpatches", **pair.given, output="p.gpkg")
    assert found["patches"] == 1 and read_plan("p.gpkg").reference == pair.reference.path


def test_files_that_are_no_plan(plan, tmp_path):
    text, foreign, empty = tmp_path / "text.gpkg", tmp_path / "foreign.gpkg", tmp_path / "empty.gpkg"
    text.write_text("no database")
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(foreign))
    dataset.CreateLayer("patches")
    dataset = None  # closes it
    write_plan(empty, dataclasses.replace(plan, patches=()))
    for path in (text, foreign, plan.reference):
        with pytest.raises(EngineError, match="is not a patches file made by createpatches; run"):
            read_plan(path)
    with pytest.raises(EngineError, match="holds no patch"):
        read_plan(empty)
    with pytest.raises(EngineError, match="does not exist; run createpatches first"):
        read_plan(tmp_path / "missing.gpkg")
