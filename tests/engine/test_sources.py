"""The files that results depend on: what of them counts as changed, and runs that start anew because of it."""

import dataclasses
import json
import os
import shutil

import numpy as np
import pytest
from osgeo import gdal
from pairs import PATCHES, StopAfter, run
from test_uavsar import write_stack

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.pipeline import images, units
from sar_radargrammetry.engine.pipeline.sources import fingerprints, product_sources, sources
from sar_radargrammetry.engine.products.registry import open_product

STATISTICS = """<PAMDataset>
  <PAMRasterBand band="1">
    <Histograms><HistItem><HistMin>-1</HistMin><HistCounts>1|2</HistCounts></HistItem></Histograms>
    <Metadata>
      <MDI key="STATISTICS_MAXIMUM">5</MDI>
      <MDI key="STATISTICS_MEAN">3</MDI>
    </Metadata>
  </PAMRasterBand>
</PAMDataset>
"""


@pytest.fixture
def raster(tmp_path):
    """A DEM of 4 x 4 cells."""
    path = tmp_path / "dem é.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 4, 4)
    dataset.SetGeoTransform((10.0, 0.1, 0.0, 50.0, 0.0, -0.1))
    dataset = None
    return path


def test_a_virtual_raster_brings_its_sources_and_what_lies_beside_them(raster, tmp_path):
    inner, outer = tmp_path / "inner.vrt", tmp_path / "outer.vrt"
    gdal.BuildVRT(str(inner), [str(raster)])
    gdal.BuildVRT(str(outer), [str(inner)])
    raster.with_name("dem é.tif.aux.xml").write_text("<PAMDataset><SRS>EPSG:4326</SRS></PAMDataset>")
    raster.with_name("dem é.sargeom.json").write_text("{}")
    found = [path.name for path in sources(outer, None)]
    assert found[0] == "outer.vrt" and sorted(found[1:]) == [
        "dem é.sargeom.json",
        "dem é.tif",
        "dem é.tif.aux.xml",
        "inner.vrt",
    ]


def test_what_is_written_when_a_raster_is_drawn_does_not_count(raster):
    before = fingerprints(sources(raster))
    notes = raster.with_name(raster.name + ".aux.xml")
    notes.write_text(STATISTICS)
    gdal.Open(str(raster)).BuildOverviews("NEAREST", [2])
    assert fingerprints(sources(raster)) == before
    notes.write_text(STATISTICS.replace("<PAMRasterBand", "<SRS>EPSG:4326</SRS><PAMRasterBand"))
    assert fingerprints(sources(raster)) != before


def test_what_moves_together_stays_the_same_and_what_is_written_again_does_not(raster, tmp_path):
    before = fingerprints(sources(raster))
    (tmp_path / "there").mkdir()
    moved = shutil.copy2(raster, tmp_path / "there")
    assert fingerprints(sources(moved)) == before
    os.utime(raster, ns=(1, 1))
    assert fingerprints(sources(raster)) != before
    assert fingerprints(sources(tmp_path / "gone.tif")) == [["gone.tif"]]


@pytest.fixture
def project(pair, tmp_path):
    """Parameters of stereodsm for copies of the images that a test may change, averaged on the way."""
    folder = tmp_path / "images"
    folder.mkdir()
    for image in (pair.reference, pair.secondary):
        for file in image.path.parent.glob(f"{image.path.stem}.*"):
            shutil.copy2(file, folder)
    heights = {"min_height": pair.heights[0], "max_height": pair.heights[1]}
    paths = {name: str(folder / f"{name}.tif") for name in ("reference", "secondary")}
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("elevation", "error")}
    return {**paths, **heights, **PATCHES, "patch_size": 128, **outputs, "looks_azimuth": 2}


def change_geometry(path):
    """Another near range in the geometry beside an image; size and time of the image stay."""
    sidecar = path.with_name(path.stem + ".sargeom.json")
    document = json.loads(sidecar.read_text())
    document["near_range"] += 5.0
    sidecar.write_text(json.dumps(document))


def test_the_geometry_beside_an_image_belongs_to_its_fingerprint(project, tmp_path):
    path = tmp_path / "images" / "reference.tif"
    before = product_sources(open_product(path))
    assert product_sources(open_product(path)) == before
    change_geometry(path)
    assert product_sources(open_product(path)) != before


@pytest.mark.parametrize("looks", [1, 2])
def test_an_interrupted_run_starts_anew_when_the_geometry_of_an_image_has_changed(
    project, tmp_path, monkeypatch, looks
):
    """With looks the images are imported into the work folder, without them they are matched where they are."""
    project = {**project, "looks_azimuth": looks}
    computed, imported = [], []
    real = images.import_image

    def instant(patch, *rest):
        computed.append(patch.number)
        return np.full((6, patch.reference.lines, patch.reference.samples), 1.0, np.float32)

    monkeypatch.setattr(units, "match_patch", instant)
    monkeypatch.setattr(
        images, "import_image", lambda *given, **more: imported.append(given[1].name) or real(*given, **more)
    )

    def interrupted():
        stop = dataclasses.replace(StopAfter(10**9).context, cancelled=lambda: len(computed) >= 2)
        with pytest.raises(Cancelled):
            run("stereodsm", stop, **project)

    interrupted()
    begun = set(computed)
    assert len(imported) == (2 if looks > 1 else 0)
    imported.clear()
    change_geometry(tmp_path / "images" / "secondary.tif")
    computed.clear()
    interrupted()
    # The largest comes first in both: it was finished, and is done again.
    assert begun & set(computed) and imported == (["secondary.tif"] if looks > 1 else [])


def test_folders_of_results_refuse_images_whose_geometry_has_changed(project, tmp_path, monkeypatch):
    truth = tmp_path / "truth.tif"
    run(
        "simulatepair",
        size=240.0,
        range_spacing=1.0,
        azimuth_spacing=1.0,
        seed=3,
        truth=str(truth),
        **{name: str(tmp_path / f"{name}.tif") for name in ("reference", "secondary")},
    )
    given = {name: project[name] for name in ("reference", "secondary")} | {"reference_dsm": str(truth)}
    stop = StopAfter(4)
    with pytest.raises(Cancelled):
        run("createtrainingset", stop.context, **given, patch_size=64, output=str(tmp_path / "set"))
    with pytest.raises(Cancelled):
        run("comparematchers", StopAfter(4).context, **given, matchers=["poc"], output=str(tmp_path / "compared"))
    change_geometry(tmp_path / "images" / "secondary.tif")
    with pytest.raises(EngineError, match="training set of other inputs"):
        run("createtrainingset", **given, patch_size=64, output=str(tmp_path / "set"))
    with pytest.raises(EngineError, match="comparison of other inputs"):
        run("comparematchers", **given, matchers=["poc"], output=str(tmp_path / "compared"))


@pytest.mark.parametrize("changed", ["segment", "doppler"])
def test_all_files_of_a_product_belong_to_its_fingerprint(tmp_path, changed):
    annotation = write_stack(tmp_path)
    before = product_sources(open_product(annotation))
    assert product_sources(open_product(annotation)) == before
    file = next(tmp_path.glob("*_s2_1x1.slc" if changed == "segment" else "*.dop"))
    os.utime(file, ns=(1, 1))
    assert product_sources(open_product(annotation)) != before
    assert product_sources(open_product(next(tmp_path.glob("*_s1_1x1.slc")))) != before
