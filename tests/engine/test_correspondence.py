"""The correspondence raster: what it holds, what it says of itself, what it refuses."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
import scenes
from osgeo import gdal
from pairs import metadata, pixels, run

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching import correspondence as module
from sar_radargrammetry.engine.matching.consistency import SHORT
from sar_radargrammetry.engine.matching.correspondence import BANDS, DIFFERENCE, REASON, TILE, Correspondence
from sar_radargrammetry.engine.matching.correspondence_writing import AT_ONCE, write_correspondence
from sar_radargrammetry.engine.patches.package import Patch, read_plan
from sar_radargrammetry.engine.reasons import Reason


def test_it_lies_in_the_references_grid_with_a_name_for_each_band(pair, chain):
    dataset = gdal.Open(str(chain.correspondence))
    assert (dataset.RasterYSize, dataset.RasterXSize) == (pair.reference.model.lines, pair.reference.model.samples)
    names = [dataset.GetRasterBand(n + 1).GetDescription() for n in range(dataset.RasterCount)]
    assert tuple(names) == (*BANDS, REASON, DIFFERENCE)
    assert all(np.isnan(dataset.GetRasterBand(n + 1).GetNoDataValue()) for n in range(8))
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Float32


def test_it_lies_on_the_map_where_the_reference_lies(pair, chain):
    def places(path):
        points = gdal.Open(str(path)).GetGCPs()
        return [(p.GCPX, p.GCPY, p.GCPZ, p.GCPPixel, p.GCPLine) for p in points]

    assert len(places(chain.correspondence)) > 10
    assert places(chain.correspondence) == places(pair.reference.path)


def test_bands_agree_on_where_there_is_a_match(chain):
    bands = pixels(chain.correspondence)
    known = np.isfinite(bands[0])
    for number in (1, 3, 4, 5):
        assert np.array_equal(np.isfinite(bands[number]), known)
    assert (bands[2][~known] == 0).all() and (bands[2][known] > 0).all() and (bands[2] <= 1).all()
    assert (bands[3][known] > 0).all() and (bands[5][known] > 0).all()
    assert 0.2 < known.mean() < 0.9


def test_matches_lie_in_the_secondary(pair, chain):
    bands = pixels(chain.correspondence)
    row, column = np.mgrid[: bands.shape[1], : bands.shape[2]]
    line, sample = bands[0] + row, bands[1] + column
    assert np.nanmin(line) > -1 and np.nanmax(line) < pair.secondary.model.lines
    assert np.nanmin(sample) > -1 and np.nanmax(sample) < pair.secondary.model.samples


def test_the_matched_share_counts_pixels_of_patches(chain):
    plan, bands = read_plan(chain.patches), pixels(chain.correspondence)
    covered = np.zeros(bands.shape[1:], bool)
    for patch in plan.patches:
        w = patch.reference
        covered[w.line : w.line + w.lines, w.sample : w.sample + w.samples] = True
    share = np.isfinite(bands[0]).sum() / covered.sum()
    assert chain.numbers["matchpatches"]["matched_share"] == pytest.approx(share, abs=1e-4)


def test_it_names_its_inputs_relative_to_itself(pair, chain):
    about = metadata(chain.correspondence)
    assert about["patches"] == "patches.gpkg" and about["matcher"] == "compact"
    assert len(about["weights"]) == 64
    assert not about["reference"].startswith("/")
    assert {"torch", "numpy", "sar_radargrammetry"} <= set(about["versions"])
    opened = Correspondence.open(chain.correspondence)
    assert opened.reference.samefile(pair.reference.path) and opened.secondary.samefile(pair.secondary.path)


def test_lines_are_read_as_they_stand(chain):
    opened, whole = Correspondence.open(chain.correspondence), pixels(chain.correspondence)
    assert np.array_equal(opened.read(100, 17), whole[:6, 100:117], equal_nan=True)
    assert np.array_equal(opened.reasons(100, 17), whole[6, 100:117])
    assert (opened.lines, opened.samples) == whole.shape[1:]


@pytest.mark.parametrize("lines", [1, 71, 128, 256, 300, 5000])
def test_strips_of_any_height_are_all_of_it_and_read_no_tile_twice(chain, monkeypatch, lines):
    """Heights of 71 lines do not divide the raster's tiles of 256."""
    correspondence, starts = Correspondence.open(chain.correspondence), []
    whole, why = correspondence.read(0, correspondence.lines), correspondence.reasons(0, correspondence.lines)
    read = module._bands
    monkeypatch.setattr(module, "_bands", lambda dataset, *rows: starts.append(rows) or read(dataset, *rows))
    strips = list(correspondence.strips(lines))
    assert [line for line, _, _ in strips] == list(range(0, correspondence.lines, lines))
    np.testing.assert_array_equal(np.concatenate([bands for _, bands, _ in strips], axis=1), whole)
    np.testing.assert_array_equal(np.concatenate([reasons for _, _, reasons in strips]), why)
    assert starts == [(line, min(TILE, len(why) - line)) for line in range(0, len(why), TILE)]


def test_every_pixel_has_a_reason(chain):
    """MEASURED exactly where there is a match, OUTSIDE exactly where there is no patch."""
    plan, bands = read_plan(chain.patches), pixels(chain.correspondence)
    covered = np.zeros(bands.shape[1:], bool)
    for patch in plan.patches:
        w = patch.reference
        covered[w.line : w.line + w.lines, w.sample : w.sample + w.samples] = True
    why = bands[6]
    assert np.array_equal(why == Reason.MEASURED, np.isfinite(bands[0]))
    assert np.array_equal(why == Reason.OUTSIDE, ~covered)
    rejected = (Reason.UNMATCHED, Reason.LEFT_RIGHT, Reason.ISOLATED, Reason.UNCERTAIN, Reason.NO_SIGNAL)
    assert np.isin(why[covered], (Reason.MEASURED, *rejected)).all()
    assert {Reason.LEFT_RIGHT, Reason.ISOLATED, Reason.UNCERTAIN} <= set(why[covered].astype(int))


def test_the_difference_of_both_ways_tells_why_directions_disagree(chain):
    bands = pixels(chain.correspondence)
    difference, why = bands[7], bands[6]
    assert np.isnan(difference[why == Reason.OUTSIDE]).all()
    assert np.isfinite(difference[why == Reason.MEASURED]).mean() > 0.99
    disagree = difference[why == Reason.LEFT_RIGHT]
    # Where patches overlap, the reason is that of the patch in which the pixel lies most centrally, as the difference,
    # which is rounded.
    assert (np.isnan(disagree) | (disagree >= SHORT)).mean() > 0.99
    assert np.nanmedian(difference[why == Reason.MEASURED]) < 1.0
    opened = Correspondence.open(chain.correspondence)
    line, sample = np.argwhere(why == Reason.MEASURED)[1000]
    assert opened.result_at(int(line), int(sample)) == (Reason.MEASURED, difference[line, sample])
    assert opened.result_at(0, 0)[0] == why[0, 0]


def test_a_raster_without_reasons_is_still_read(chain, tmp_path):
    """As version 0.1.0 wrote it."""
    old = tmp_path / "old.tif"
    gdal.Translate(str(old), str(chain.correspondence), bandList=[1, 2, 3, 4, 5, 6])
    new, opened = Correspondence.open(chain.correspondence), Correspondence.open(old)
    assert np.isnan(opened.result_at(20, 30)[1])
    assert np.array_equal(opened.read(0, 50), new.read(0, 50), equal_nan=True)
    matched = np.isfinite(new.read(0, 300)[0])
    assert np.array_equal(opened.reasons(0, 300), np.where(matched, Reason.MEASURED, Reason.UNMATCHED))


def test_rasters_of_other_programs_are_refused(chain, tmp_path, pair):
    plain, odd = tmp_path / "plain.tif", tmp_path / "odd.tif"
    for path, item in ((plain, None), (odd, json.dumps(["reference", "secondary"]))):
        dataset = gdal.GetDriverByName("GTiff").Create(str(path), 4, 4)
        if item:
            dataset.SetMetadataItem("SAR_RADARGRAMMETRY", item)
        dataset = None  # closes it
    for path in (plain, odd, chain.patches, chain.elevation, pair.reference.path):
        with pytest.raises(EngineError, match="is not a correspondence raster made by matchpatches; run"):
            Correspondence.open(path)
    with pytest.raises(EngineError, match="does not exist; run matchpatches first"):
        Correspondence.open(tmp_path / "missing.tif")


def test_a_damaged_raster_is_one_sentence(chain, tmp_path):
    content = bytearray(chain.correspondence.read_bytes())
    content[len(content) // 4 : 3 * len(content) // 4] = bytes(len(content) // 2)
    (tmp_path / "damaged.tif").write_bytes(content)
    with pytest.raises(EngineError, match="delete it and match again"):
        Correspondence.open(tmp_path / "damaged.tif").read(0, 300)


def test_images_that_show_nothing_alike_are_refused_and_leave_nothing(pair, tmp_path, monkeypatch):
    from sar_radargrammetry.engine.pipeline import units

    void = np.full((6, 1, 1), np.nan, np.float32)
    monkeypatch.setattr(
        units,
        "match_patch",
        lambda patch, *rest: np.broadcast_to(void, (6, patch.reference.lines, patch.reference.samples)),
    )
    run("createpatches", **pair.given, output=str(tmp_path / "p.gpkg"))
    with pytest.raises(EngineError, match=r"Only 0\.00 % of the pixels match between"):
        run("matchpatches", patches=str(tmp_path / "p.gpkg"), output=str(tmp_path / "out.tif"))
    assert [path.name for path in tmp_path.iterdir()] == ["p.gpkg"]


def test_a_reference_that_shows_noise_only_in_all_patches_is_refused(pair, tmp_path, monkeypatch):
    from sar_radargrammetry.engine.pipeline import match

    monkeypatch.setattr(match, "lit_parts", lambda reference, plan: {})
    run("createpatches", **pair.given, output=str(tmp_path / "p.gpkg"))
    with pytest.raises(EngineError, match=r"Only 0\.00 % of the pixels match between"):
        run("matchpatches", patches=str(tmp_path / "p.gpkg"), output=str(tmp_path / "out.tif"))


def test_wide_images_are_blended_column_by_column(tmp_path):
    """Wider than what is blended at once: every tile lies at its own samples."""
    model = dataclasses.replace(scenes.model(40.0), lines=40, samples=2 * AT_ONCE + 100)
    window = Window(0, 0, model.lines, model.samples)
    bands = np.zeros((8, model.lines, model.samples), np.float32)
    bands[0], bands[1], bands[2], bands[6] = 1.0, np.arange(model.samples), 0.9, Reason.MEASURED
    plan = SimpleNamespace(
        reference=tmp_path / "a.tif",
        secondary=tmp_path / "b.tif",
        patches=(Patch(0, window, window, None),),
        min_height=0.0,
        max_height=1.0,
    )
    path = tmp_path / "c.tif"
    share = write_correspondence(path, plan, tmp_path / "p.gpkg", SimpleNamespace(get=lambda _: bands), model, {})
    assert share == 1.0
    found = gdal.Open(str(path)).ReadAsArray()
    assert np.array_equal(found[1], bands[1]) and np.isfinite(found[:2]).all()
