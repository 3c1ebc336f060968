"""Evaluation and merging through the toolbox's algorithms, and how their results look."""

import json

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from sar_radargrammetry.algorithms.layers import Handover
from sar_radargrammetry.algorithms.values import engine_value
from sar_radargrammetry.styles.outputs import write_style

SHAPE = (60, 80)


def run(algorithm, parameters):
    """Run one algorithm to its results; failures are exceptions."""
    context = QgsProcessingContext()
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    results, _ = algorithm.run(parameters, context, QgsProcessingFeedback(), catchExceptions=False)
    return results


def ground():
    row, col = np.indices(SHAPE)
    return 300.0 + 8.0 * np.sin(col / 7.0) + 6.0 * np.cos(row / 9.0)


@pytest.fixture
def two(make_raster):
    """Two elevations with their errors, each void where the other is not, 0.2 m apart."""
    files = {}
    for name, void, height in (("a", np.s_[:20], 0.0), ("b", np.s_[40:], 0.2)):
        values = ground() + height
        values[void] = -9999.0
        files[name] = make_raster(f"{name}, ü.tif", values)
        files[f"{name} error"] = make_raster(f"{name} error.tif", np.where(values > 0.0, 0.5, -9999.0))
    return files


def test_elevations_are_merged_and_styled(algorithm, engine, two, tmp_path):
    parameters = {
        "ELEVATIONS": [two["a"], two["b"]],
        "ERRORS": [two["a error"], two["b error"]],
        "ELEVATION": str(tmp_path / "merged.tif"),
        "ERROR": str(tmp_path / "merged error.tif"),
        "CONTRIBUTION": str(tmp_path / "contribution.tif"),
        "REPORT": str(tmp_path / "merge.html"),
    }
    results = run(algorithm("mergeelevations"), parameters)
    heights = gdal.Open(results["ELEVATION"]).ReadAsArray()
    np.testing.assert_allclose(heights[25:35] - ground()[25:35], 0.1, atol=1e-3)
    assert (heights > 0.0).all()
    assert results["MEASURED_SHARE"] == 1.0 and results["BEST_SHARE"] == pytest.approx(2 / 3)
    assert results["LARGEST_OFFSET"] == pytest.approx(0.1, abs=0.01)
    for name in ("merged.qml", "merged error.qml", "contribution.qml", "merge.html"):
        assert (tmp_path / name).is_file(), name


def test_rasters_of_the_project_are_their_files_in_the_order_given(algorithm, two, tmp_path):
    project, context = QgsProject.instance(), QgsProcessingContext()
    layers = [QgsRasterLayer(two[name], name) for name in ("b", "a")]
    project.addMapLayers(layers)
    context.setProject(project)
    instance, files = algorithm("mergeelevations"), Handover(tmp_path)
    definition = instance.parameterDefinition("ELEVATIONS")
    given = {"ELEVATIONS": [layer.id() for layer in layers]}
    assert engine_value(instance, definition, given, context, files) == [two["b"], two["a"]]
    assert engine_value(instance, instance.parameterDefinition("MASKS"), {}, context, files) is None
    project.clear()


def test_check_points_from_a_table_judge_an_elevation(algorithm, engine, make_raster, tmp_path):
    elevation = make_raster("elevation.tif", ground() + 0.3)
    rng = np.random.default_rng(0)
    rows, cols = rng.integers(2, 58, 40), rng.integers(2, 78, 40)
    lines = (
        f"{400000.0 + 2.0 * (col + 0.5)};{5000000.0 - 2.0 * (row + 0.5)};{ground()[row, col]}"
        for row, col in zip(rows, cols, strict=True)
    )
    table = tmp_path / "punkte.csv"
    table.write_text("\n".join(["x;y;height", *lines]))
    results = run(
        algorithm("evaluate"),
        {
            "ELEVATION": elevation,
            "CHECK_POINTS": str(table),
            "CHECK_POINTS_CRS": "EPSG:32633",
            "REFERENCE_VERTICAL": "same",
            "CHECKED_POINTS": str(tmp_path / "checked.gpkg"),
            "STATISTICS": str(tmp_path / "statistics.json"),
        },
    )
    assert results["BIAS"] == pytest.approx(0.3, abs=2e-3) and "0.30 m too high" in results["VERDICT"]
    assert json.loads((tmp_path / "statistics.json").read_text("utf-8"))["check_points"]
    layer = QgsVectorLayer(str(tmp_path / "checked.gpkg"), "checked")
    assert layer.featureCount() == 40 and (tmp_path / "checked.qml").is_file()
    ranges = layer.renderer().ranges()
    assert layer.renderer().classAttribute() == "difference"
    assert ranges[3].lowerValue() == pytest.approx(-ranges[3].upperValue())
    assert ranges[3].symbol().color().name() == "#f7f7f7"


def test_a_reference_needs_its_vertical_datum_and_may_be_co_registered(algorithm, engine, make_raster, tmp_path):
    parameters = {
        "ELEVATION": make_raster("elevation.tif", np.roll(ground(), 1, axis=1)[:, 2:-2]),
        "REFERENCE_DSM": make_raster("reference.tif", ground()[:, 2:-2]),
        "ELEVATION_VERTICAL": "ellipsoid",
        "DIFFERENCE": str(tmp_path / "difference.tif"),
        "COREGISTER": True,
    }
    with pytest.raises(Exception, match="REFERENCE_VERTICAL"):
        run(algorithm("evaluate"), parameters)
    results = run(algorithm("evaluate"), {**parameters, "REFERENCE_VERTICAL": "ellipsoid"})
    assert results["SHIFT_EAST"] == pytest.approx(2.0, abs=0.1)
    assert results["SHIFT_NORTH"] == pytest.approx(0.0, abs=0.1)
    assert results["NMAD"] < 0.02


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "nothing to compare with"),
        ({"CHECK_POINTS": "points.csv", "DIFFERENCE": "d.tif"}, "needs a reference surface model"),
        ({"REFERENCE_DSM": "r.tif", "CHECKED_POINTS": "c.gpkg"}, "needs check points"),
    ],
)
def test_what_does_not_go_together_is_said_in_the_dialogue(algorithm, given, reason):
    assert reason in algorithm("evaluate").problem(given, QgsProcessingContext())


def test_contribution_has_a_colour_for_each_count(provider, make_raster):
    counts = np.ones((2, 10, 10))
    counts[0, 5:], counts[0, 8:] = 2, 3
    path = make_raster("contribution.tif", counts)
    assert write_style(path, "contribution")
    layer = QgsRasterLayer(path, "opened")  # what follows belongs to it
    function = layer.renderer().shader().rasterShaderFunction()
    items = function.colorRampItemList()
    assert [item.label for item in items] == ["1", "2", "3"]
    assert len({item.color.name() for item in items}) == 3
    colours = {value: function.shade(value)[1:4] for value in (1.0, 2.0, 3.0)}
    assert len(set(colours.values())) == 3


def test_areas_get_mean_heights_with_standard_errors(algorithm, engine, make_raster, tmp_path):
    elevation, error = make_raster("elevation.tif", ground()), make_raster("error.tif", np.ones(SHAPE))
    areas = QgsVectorLayer("Polygon?crs=EPSG:32633&field=name:string", "areas", "memory")
    feature = QgsFeature(areas.fields())
    feature.setAttribute("name", "ü")
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(400020.0, 4999920.0, 400100.0, 4999980.0)))
    areas.dataProvider().addFeature(feature)
    polygons = str(tmp_path / "areas.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(areas, polygons, QgsProject.instance().transformContext(), options)
    given = {"ELEVATION": elevation, "ERROR": error, "POLYGONS": polygons}
    noise = np.random.default_rng(1).standard_normal(SHAPE)
    by_difference = {**given, "DIFFERENCE": make_raster("difference.tif", noise), "OUTPUT": str(tmp_path / "by.gpkg")}
    assert run(algorithm("zonalerror"), by_difference)["CORRELATION_LENGTH"] < 10.0  # independent errors
    given["CORRELATION_LENGTH"] = 20.0
    results = run(algorithm("zonalerror"), {**given, "OUTPUT": str(tmp_path / "means.gpkg")})
    assert results["AREAS"] == results["MEASURED_AREAS"] == 1
    assert results["CORRELATION_LENGTH"] == pytest.approx(20.0)
    (row,) = QgsVectorLayer(results["OUTPUT"], "means").getFeatures()
    assert row["name"] == "ü" and row["cells"] == 40 * 30
    assert row["mean_height"] == pytest.approx(ground()[10:40, 10:50].mean(), abs=1e-3)
    # Of 12 squares of 20 m, each with one independent error of 1 m; fewer, because those at the rim reach out of it.
    assert 1.0 / np.sqrt(12.0) * 0.8 < row["sigma_mean"] < 1.0 / np.sqrt(12.0)
    assert results["MEDIAN_SIGMA"] == pytest.approx(row["sigma_mean"], abs=1e-3)
    assert (tmp_path / "means.qml").is_file()
    layer = QgsVectorLayer(f"{results['OUTPUT']}|layername=zones", "opened")
    assert layer.labelsEnabled() and "sigma_mean" in layer.labeling().settings().fieldName
