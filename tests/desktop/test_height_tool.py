"""Height and error of a place, in words."""

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsRasterLayer

from sar_radargrammetry.desktop.height_tool import describe
from sar_radargrammetry.styles.companions import tip
from sar_radargrammetry.styles.groups import STYLE_PROPERTY
from sar_radargrammetry.styles.outputs import write_style

MEASURED = QgsPointXY(400011.0, 4999989.0)  # row 5, column 5 of the rasters
HOLE = QgsPointXY(400001.0, 4999999.0)  # row 0, column 0
BESIDE = QgsPointXY(500000.0, 4999989.0)


@pytest.fixture
def project(provider):
    project = QgsProject.instance()
    project.clear()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    yield project
    project.clear()


@pytest.fixture
def load(project, make_raster):
    """Writes a raster and adds it to the project as the result of a run."""

    def add(name, values, style, group=None):
        path = make_raster(name, values)
        if style == "mask":
            source = gdal.Open(path, gdal.GA_Update)
            source.GetRasterBand(1).SetMetadata({"REASON_3": "layover in the reference"})
            source = None  # closes it
        write_style(path, style)
        layer = QgsRasterLayer(path, name.partition(".")[0])
        layer.setCustomProperty(STYLE_PROPERTY, style)
        project.addMapLayer(layer, group is None)
        if group is not None:
            group.addLayer(layer)
        return layer

    return add


def heights():
    values = np.full((20, 20), 412.346)
    values[0] = -9999.0
    return values


def test_a_height_comes_with_its_error(load, project):
    layers = [load("elevation.tif", heights(), "elevation"), load("error.tif", np.full((20, 20), 0.842), "error")]
    assert describe(MEASURED, layers, project) == "412.35 m ± 0.84 m (1 σ)"
    assert describe(BESIDE, layers, project) == ""


def test_a_hole_has_its_reason(load, project):
    elevation = load("elevation.tif", heights(), "elevation")
    assert describe(HOLE, [elevation], project) == "no height"
    load("mask.tif", np.full((20, 20), 3), "mask")
    assert describe(HOLE, [elevation], project) == "no height: layover in the reference"


def test_an_error_or_a_mask_alone_on_the_map_stands_for_its_elevation(load, project):
    load("elevation.tif", heights(), "elevation")
    error, mask = load("error.tif", np.full((20, 20), 0.842), "error"), load("mask.tif", np.full((20, 20), 3), "mask")
    for drawn in (error, mask):
        assert describe(MEASURED, [drawn], project) == "412.35 m ± 0.84 m (1 σ)"
        assert describe(HOLE, [drawn], project) == "no height: layover in the reference"


def test_an_error_without_its_elevation_is_given(load, project):
    error = load("error.tif", np.full((20, 20), 0.842), "error")
    assert describe(MEASURED, [error], project) == "± 0.84 m (1 σ)"
    mask = load("mask.tif", np.full((20, 20), 3), "mask")
    assert describe(MEASURED, [error, mask], project) == "± 0.84 m (1 σ); layover in the reference"


def test_the_place_is_in_the_crs_of_the_project(load, project):
    layers = [load("elevation.tif", heights(), "elevation")]
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    place = QgsCoordinateTransform(project.crs(), degrees, project).transform(MEASURED)
    project.setCrs(degrees)
    assert describe(place, layers, project) == "412.35 m"


def test_each_elevation_has_the_error_of_its_own_group(load, project):
    root = project.layerTreeRoot()
    for run, sigma in (("a", 0.5), ("b", 2.0)):
        group = root.addGroup(run)
        load(f"elevation {run}.tif", heights(), "elevation", group)
        load(f"error {run}.tif", np.full((20, 20), sigma), "error", group)
    for run, sigma in (("a", "0.50"), ("b", "2.00")):
        (layer,) = project.mapLayersByName(f"elevation {run}")
        assert describe(MEASURED, [layer], project) == f"412.35 m ± {sigma} m (1 σ)"


def test_errors_of_several_kinds_are_told_apart_by_their_names(load, project):
    layers = [load("elevation.tif", heights(), "elevation")]
    layers += [load(f"{name}.tif", np.full((20, 20), 0.5), "error") for name in ("Error", "Common error")]
    text = describe(MEASURED, layers, project)
    assert text == "412.35 m; Common error: ± 0.50 m (1 σ); Error: ± 0.50 m (1 σ)"


def test_parts_of_the_error_are_told(load, project):
    layers = [load("elevation.tif", heights(), "elevation")]
    load("error.tif", np.stack([np.full((20, 20), value) for value in (1.0, 0.8, 0.6)]), "error")
    assert describe(MEASURED, layers, project) == "412.35 m ± 1.00 m (1 σ; matching 0.80 m, navigation 0.60 m)"


def test_other_rasters_are_none_of_its_business(load, project):
    assert describe(MEASURED, [load("difference.tif", heights(), "difference")], project) == ""


@pytest.mark.skipif(not hasattr(QgsRasterLayer, "setMapTipTemplate"), reason="QGIS has no map tips for rasters")
def test_a_map_tip_says_the_same(load, project):
    from qgis.core import (
        QgsExpression,
        QgsExpressionContext,
        QgsExpressionContextScope,
        QgsExpressionContextUtils,
        QgsGeometry,
    )

    elevation = load("elevation.tif", heights(), "elevation")
    error = load("error.tif", np.full((20, 20), 0.842), "error")
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(elevation))
    scope = QgsExpressionContextScope()
    scope.setVariable("layer_cursor_point", QgsGeometry.fromPointXY(MEASURED))
    context.appendScope(scope)
    text = QgsExpression.replaceExpressionText(tip(elevation.id(), error.id()), context)
    assert "412.35" in text and "0.84" in text
