"""The quality of patches: what their matches say of them."""

import numpy as np
import pytest
from osgeo import gdal, ogr
from pairs import metadata, pixels

from sar_radargrammetry.engine.patches.package import read_plan
from sar_radargrammetry.engine.pipeline.patch_quality import write_quality
from sar_radargrammetry.engine.record import write_record


def rows(path):
    dataset = ogr.Open(str(path))
    return {feature["patch"]: feature.items() for feature in dataset.GetLayerByName("patches")}


@pytest.fixture
def shifted(chain, tmp_path):
    """A copy of the matches: those of the first patch alone are 2 lines off, those of the last alone are gone."""
    path = tmp_path / "correspondence.tif"
    target = gdal.GetDriverByName("GTiff").CreateCopy(str(path), gdal.Open(str(chain.correspondence)))
    about = metadata(chain.correspondence)
    folder = chain.correspondence.parent
    for name in ("reference", "secondary"):
        about[name] = str((folder / about[name]).resolve())
    write_record(target, about)
    values, plan = target.ReadAsArray(), read_plan(chain.patches)
    for patch, change in ((plan.patches[0], 2.0), (plan.patches[-1], np.nan)):
        window = patch.reference
        part = values[:, window.line : window.line + window.lines, window.sample : window.sample + window.samples]
        part[0] += change
        if np.isnan(change):
            part[:6] = np.nan
    target.WriteArray(values)
    target = None  # closes it
    return path, plan


def test_each_patch_has_its_share_certainty_and_residual(chain, tmp_path):
    write_quality(tmp_path / "quality.gpkg", chain.patches, chain.correspondence)
    found, bands = rows(tmp_path / "quality.gpkg"), pixels(chain.correspondence)
    plan = read_plan(chain.patches)
    assert len(found) == len(plan.patches) > 1
    for patch in plan.patches:
        window, row = patch.reference, found[patch.number]
        part = bands[:, window.line : window.line + window.lines, window.sample : window.sample + window.samples]
        matched = np.isfinite(part[0])
        assert row["matched"] == pytest.approx(matched.mean(), abs=1e-3)
        assert row["certainty"] == pytest.approx(np.median(part[2][matched]), abs=1e-3)
        assert 0.0 < row["residual"] < 0.5, "exact tracks, and a network that stays close to the curves"
    assert read_plan(tmp_path / "quality.gpkg") is not None, "it can be matched again without its bad patches"


def test_bad_patches_are_told_from_good_ones(shifted, chain, tmp_path):
    correspondence, plan = shifted
    write_quality(tmp_path / "quality.gpkg", chain.patches, correspondence)
    found = rows(tmp_path / "quality.gpkg")
    first, last = found[plan.patches[0].number], found[plan.patches[-1].number]
    # The curves of parallel tracks run along the lines: two lines off are two pixels off, give or take what was before.
    assert first["residual"] == pytest.approx(2.0, abs=0.5)
    assert last["matched"] == 0.0 and last["certainty"] is None and last["residual"] is None


def test_other_images_may_be_named(chain, pair, tmp_path):
    images = (str(tmp_path / "a.nitf"), str(tmp_path / "b.nitf"))
    write_quality(tmp_path / "quality.gpkg", chain.patches, chain.correspondence, images)
    plan = read_plan(tmp_path / "quality.gpkg")
    assert [str(plan.reference), str(plan.secondary)] == list(images)
