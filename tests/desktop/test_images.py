"""Images by the real engine behind the algorithms: a part of the map, its footprint, and a raster with its track."""

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateTransform,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
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
    rows = [f"{time},{PLACE[0] + 1.6e-3 * time:.9f},{PLACE[1]:.9f},6000.0001" for time in range(10)]
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


def test_an_image_in_slant_range_lies_roughly_at_its_place_on_the_map(product, capfd):
    """QGIS opens it without an error, in the CRS of the true surface, and draws nothing beside it."""
    image, truth = (
        QgsRasterLayer(str(product.parent / "b.tif"), "b"),
        QgsRasterLayer(str(product.parent / "truth.tif"), "t"),
    )
    assert "Unable to compute a transformation" not in "".join(capfd.readouterr())
    assert image.isValid() and image.crs() == truth.crs()
    assert image.extent().contains(truth.extent())
    assert image.extent().width() < 3.0 * truth.extent().width()
    corner = image.dataProvider().block(1, image.extent(), 40, 40)
    assert corner.isNoData(0, 0) and not corner.isNoData(20, 20)


def test_the_toolbox_projects_an_image_onto_an_elevation(product, algorithm, tmp_path):
    files = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "MASK", "INCIDENCE")}
    truth = str(product.parent / "truth.tif")
    results = run(algorithm("orthorectify"), {"IMAGE": str(product), "DEM": truth, **files})
    assert results["SHOWN_SHARE"] > 0.9 and results["VISIBLE_SHARE"] > 0.5
    layers = {name: QgsRasterLayer(path, name) for name, path in files.items()}
    assert layers["OUTPUT"].renderer().type() == "singlebandgray"
    assert layers["INCIDENCE"].renderer().type() == "singlebandpseudocolor"
    labels = {one.label: one.color.alpha() for one in layers["MASK"].renderer().classes()}
    assert labels["visible"] == 0 and set(labels) <= {"visible", "foreshortened", "layover", "shadow"}
    assert all(0 < alpha < 255 for label, alpha in labels.items() if label != "visible")
    ground = QgsRasterLayer(truth, "truth")
    transform = QgsCoordinateTransform(layers["OUTPUT"].crs(), ground.crs(), QgsProject.instance())
    extent = transform.transformBoundingBox(layers["OUTPUT"].extent())
    assert extent.intersect(ground.extent()).width() > 0.95 * ground.extent().width()


def test_the_search_finds_it_by_the_words_of_other_programs(algorithm):
    assert {"geocode", "orthorectify", "terrain correction"} <= set(algorithm("orthorectify").tags())


def test_the_toolbox_predicts_what_both_images_show(product, algorithm, tmp_path):
    files = {name: str(tmp_path / f"{name}.tif") for name in ("VISIBILITY", "SIGMA", "ANGLE", "REFERENCE_MASK")}
    images = {"REFERENCE": str(product), "SECONDARY": str(product.parent / "b.tif")}
    results = run(algorithm("predictvisibility"), {"DEM": str(product.parent / "truth.tif"), **images, **files})
    assert 0.5 < results["BOTH_SHARE"] <= 1.0 and 1.0 < results["MEDIAN_SIGMA"] < 4.0
    assert results["MEDIAN_ANGLE"] == pytest.approx(15.0, abs=1.0)
    layers = {name: QgsRasterLayer(path, name) for name, path in files.items()}
    labels = {one.label for one in layers["VISIBILITY"].renderer().classes()}
    assert "visible in both" in labels and all(label == "outside" or label.startswith("visible") for label in labels)
    assert layers["SIGMA"].renderer().type() == "singlebandpseudocolor"
    assert "SECONDARY_MASK" not in results


def test_a_view_needs_an_image_or_a_track(product, algorithm, tmp_path):
    parameters = {
        "DEM": str(product.parent / "truth.tif"),
        "REFERENCE": str(product),
        "VISIBILITY": str(tmp_path / "v.tif"),
    }
    accepted, reason = algorithm("predictvisibility").checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted and "give an image, or the table of a track" in reason
