"""Images by the real engine behind the algorithms: a part of the map, its footprint, and a raster with its track."""

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

PLACE = (138.7, 35.4)  # longitude, latitude of the simulated scene


def run(algorithm, parameters):
    context = QgsProcessingContext()
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    results, _ = algorithm.run(parameters, context, QgsProcessingFeedback(False), catchExceptions=False)
    return results


@pytest.fixture(scope="module")
def product(provider, engine, tmp_path_factory):
    folder = tmp_path_factory.mktemp("product")
    parameters = {
        "SIZE": 200.0,
        "RANGE_SPACING": 1.0,
        "AZIMUTH_SPACING": 1.0,
        "LONGITUDE": PLACE[0],
        "LATITUDE": PLACE[1],
        "REFERENCE": str(folder / "a.nitf"),
        "SECONDARY": str(folder / "b.tif"),
        "TRUTH": str(folder / "truth.tif"),
    }
    run(provider.algorithm("simulatepair").create(), parameters)
    return folder / "a.nitf"


def test_a_part_of_the_map_and_its_footprint(product, algorithm, tmp_path):
    whole = run(algorithm("importimage"), {"INPUT": str(product), "OUTPUT": str(tmp_path / "whole.tif")})
    assert "FOOTPRINT" not in whole
    half = 3e-4
    extent = f"{PLACE[0] - half},{PLACE[0] + half},{PLACE[1] - half},{PLACE[1] + half} [EPSG:4326]"
    part = run(
        algorithm("importimage"),
        {
            "INPUT": str(product),
            "EXTENT": extent,
            "OUTPUT": str(tmp_path / "part.tif"),
            "FOOTPRINT": str(tmp_path / "part.gpkg"),
        },
    )
    assert 20 < part["LINES"] < whole["LINES"]
    assert 20 < part["SAMPLES"] < whole["SAMPLES"]
    layer = QgsVectorLayer(part["FOOTPRINT"], "opened")
    assert layer.isValid() and layer.featureCount() == 1
    assert layer.renderer().symbol().symbolLayer(0).properties()["style"] == "no"
    # The rectangle lies inside the outline, but for what the terrain's height moves.
    assert layer.extent().contains(layer.extent().center()) and layer.extent().width() > 1.5 * half


def test_a_part_of_the_map_and_of_the_image_contradict(product, algorithm, tmp_path):
    parameters = {
        "INPUT": str(product),
        "EXTENT": "1,2,3,4 [EPSG:4326]",
        "WINDOW": "0,0,9,9",
        "OUTPUT": str(tmp_path / "a.tif"),
    }
    accepted, reason = algorithm("importimage").checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted and "leave one of the two empty" in reason


def test_a_raster_and_a_track(algorithm, engine, tmp_path):
    values = np.arange(1.0, 601.0).reshape(30, 20)
    raster = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "in.tif"), 20, 30, 1, gdal.GDT_Float32)
    raster.GetRasterBand(1).WriteArray(values)
    raster = None
    rows = [f"{time},{PLACE[0] + 1.6e-3 * time},{PLACE[1]},6000" for time in range(10)]
    (tmp_path / "track.csv").write_text("\n".join(["time,lon,lat,height", *rows]))
    results = run(
        algorithm("makegeometry"),
        {
            "INPUT": str(tmp_path / "in.tif"),
            "TRACK": str(tmp_path / "track.csv"),
            "FIRST_LINE_TIME": 4.0,
            "LINE_INTERVAL": 0.004,
            "NEAR_RANGE": 8000.0,
            "RANGE_SPACING": 0.5,
            "LOOK_SIDE": "left",
            "OUTPUT": str(tmp_path / "out.tif"),
        },
    )
    assert (results["LINES"], results["SAMPLES"]) == (30, 20)
    assert 40.0 < results["INCIDENCE_ANGLE"] < 43.0
    assert Path(tmp_path / "out.sargeom.json").is_file()
    np.testing.assert_array_equal(gdal.Open(results["OUTPUT"]).ReadAsArray(), values)


@pytest.mark.parametrize("missing", ["FIRST_LINE_TIME", "NEAR_RANGE", "LOOK_SIDE", "TRACK"])
def test_what_a_geometry_needs_must_be_given(algorithm, tmp_path, missing):
    parameters = {
        "INPUT": __file__,
        "TRACK": __file__,
        "FIRST_LINE_TIME": 4.0,
        "LINE_INTERVAL": 0.004,
        "NEAR_RANGE": 8000.0,
        "RANGE_SPACING": 0.5,
        "LOOK_SIDE": "left",
        "OUTPUT": str(tmp_path / "out.tif"),
    }
    del parameters[missing]
    accepted, _ = algorithm("makegeometry").checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted
