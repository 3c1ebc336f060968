"""Refine geometry, between matching and triangulation, through Processing."""

import json

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from sar_radargrammetry.engine.record import record_of


def run(algorithm, parameters):
    """Run one algorithm to its results; failures are exceptions."""
    context = QgsProcessingContext()
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    results, _ = algorithm.run(parameters, context, QgsProcessingFeedback(False), catchExceptions=False)
    return results


@pytest.fixture(scope="module")
def matched(provider, engine, tmp_path_factory):
    """Folder with a simulated pair, its second image's ranges 2 m off, and its matches."""
    folder = tmp_path_factory.mktemp("refine") / "Zwei Flüge"
    folder.mkdir()

    def step(name, **parameters):
        return run(provider.algorithm(name).create(), {k: v for k, v in parameters.items() if v is not None})

    paths = {name: str(folder / f"{name.lower()}.tif") for name in ("REFERENCE", "SECONDARY", "TRUTH")}
    step("simulatepair", SIZE=220.0, RANGE_SPACING=1.0, AZIMUTH_SPACING=1.0, SEED=3, **paths)
    sidecar = folder / "secondary.sargeom.json"
    document = json.loads(sidecar.read_text("utf-8"))
    document["near_range"] += 2.0
    sidecar.write_text(json.dumps(document), "utf-8")
    images = {name: paths[name] for name in ("REFERENCE", "SECONDARY")}
    patches = {"PATCH_SIZE": 256, "OVERLAP": 32, "OUTPUT": str(folder / "patches.gpkg")}
    step("createpatches", **images, **patches)
    step("matchpatches", PATCHES=patches["OUTPUT"], MATCHER="poc", OUTPUT=str(folder / "matches.tif"))
    return folder


def test_refined_matches_go_into_triangulate(provider, matched):
    results = run(
        provider.algorithm("refinegeometry").create(),
        {
            "CORRESPONDENCE": str(matched / "matches.tif"),
            "DEM": str(matched / "truth.tif"),
            "OUTPUT": str(matched / "refined.tif"),
            "REPORT": str(matched / "refined.html"),
        },
    )
    assert (matched / "refined.qml").is_file() and (matched / "refined.html").is_file()
    assert results["REFERENCE"] == str(matched / "refined_reference.vrt")
    assert 0.0 < results["ACROSS_AFTER"] <= results["ACROSS_BEFORE"] + 0.1
    assert abs(results["HEIGHT_CHANGE"]) > 2.0 and 0.5 < results["HEIGHT_SIGMA"] < 3.0
    heights = {}
    for name in ("matches", "refined"):
        made = run(
            provider.algorithm("triangulate").create(),
            {
                "CORRESPONDENCE": str(matched / f"{name}.tif"),
                "ELEVATION": str(matched / f"{name}_elevation.tif"),
                "ERROR": str(matched / f"{name}_error.tif"),
            },
        )
        checked = run(
            provider.algorithm("evaluate").create(),
            {
                "ELEVATION": made["ELEVATION"],
                "REFERENCE_DSM": str(matched / "truth.tif"),
                "DIFFERENCE": str(matched / f"{name}_difference.tif"),
            },
        )
        heights[name] = checked["BIAS"]
        record = record_of(gdal.Open(made["ELEVATION"]))
        assert ("refinement" in record) == (name == "refined")
    assert abs(heights["matches"]) > 2.0
    assert abs(heights["refined"]) < 1.0
