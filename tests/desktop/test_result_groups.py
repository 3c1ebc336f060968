"""Results of a run as a group of styled layers."""

import gc

import numpy as np
import pytest
from loaded_layers import loaded_by_processing, order, reloaded
from osgeo import gdal
from qgis.core import (
    QgsHillshadeRenderer,
    QgsLayerTreeRegistryBridge,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QPainter, QPalette

from sar_radargrammetry.styles.groups import ResultGroup, style_name
from sar_radargrammetry.styles.outputs import style_file


def test_processing_loads_styled_layers_in_a_group_of_their_own(provider, heights, mask, make_raster):
    error = make_raster("error.tif", np.full((20, 20), 0.7))
    for _ in range(3):  # a post-processor used twice crashes QGIS
        group = ResultGroup("SAR elevation: a")
        project = loaded_by_processing({mask: "mask", error: "error", heights: "elevation"}, group)
        gc.collect()
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    assert set(layers) == {"Elevation", "Elevation (hillshade)", "Error", "Mask"}
    assert layers["Elevation"].renderer().type() == "singlebandpseudocolor"
    assert layers["Elevation"].renderer().classificationMax() == pytest.approx(300.0, abs=1.0)
    assert layers["Error"].renderer().type() == "singlebandpseudocolor"
    assert layers["Mask"].renderer().type() == "paletted"
    shade = layers["Elevation (hillshade)"]
    assert isinstance(shade.renderer(), QgsHillshadeRenderer)
    assert shade.blendMode() == QPainter.CompositionMode.CompositionMode_Multiply
    (own,) = project.layerTreeRoot().findGroups()
    assert own.name() == "SAR elevation: a"
    # The shading lies on its heights, and through their holes one sees the reasons.
    assert order(own) == ["Elevation (hillshade)", "Elevation", "Mask", "Error"]
    assert len(project.layerTreeRoot().findLayers()) == 4
    project.clear()


def test_every_run_has_its_own_group_and_a_difference_joins_that_of_its_elevation(provider, heights, make_raster):
    other = make_raster("other.tif", np.linspace(1.0, 2.0, 400).reshape(20, 20))
    difference = make_raster("difference.tif", np.linspace(-1.0, 2.0, 400).reshape(20, 20))
    project = loaded_by_processing({heights: "elevation"}, ResultGroup("SAR elevation: a"))
    loaded_by_processing({other: "elevation"}, ResultGroup("SAR elevation: a"), clear=False)
    loaded_by_processing({difference: "difference"}, ResultGroup("SAR evaluation: a", beside=heights), clear=False)
    groups = project.layerTreeRoot().findGroups()
    assert [group.name() for group in groups] == ["SAR elevation: a"] * 2
    files = [[node.layer().source() for node in group.findLayers()] for group in groups]
    assert heights in files[0] and files[0][0] == difference, "on top of its elevation, where no other run covers it"
    assert other in files[1] and difference not in files[1]
    project.clear()


def test_a_difference_without_its_elevation_has_a_group_of_its_own(provider, make_raster):
    difference = make_raster("difference.tif", np.linspace(-1.0, 2.0, 400).reshape(20, 20))
    project = loaded_by_processing({difference: "difference"}, ResultGroup("SAR evaluation: a", beside="/no/such.tif"))
    assert [group.name() for group in project.layerTreeRoot().findGroups()] == ["SAR evaluation: a"]
    project.clear()


def test_the_layers_of_every_algorithm_have_a_group(provider):
    styled = [algorithm for algorithm in provider.algorithms() if getattr(algorithm, "STYLES", None)]
    assert len(styled) > 12
    assert [algorithm.name() for algorithm in styled if not algorithm.LAYER_GROUP] == []
    pair = {"reference": "/a/first.tif", "secondary": "/b/second.tif"}
    groups = {name: provider.algorithm(name).layer_group(pair) for name in ("checkpair", "createpatches")}
    assert {name: group.title for name, group in groups.items()} == {
        "checkpair": "SAR pair: first + second",
        "createpatches": "SAR patches: first + second",
    }
    group = provider.algorithm("matchpatches").layer_group({"patches": "/a/patches.gpkg"})
    assert (group.title, group.beside) == ("SAR matches: patches", "/a/patches.gpkg")


def test_matches_join_the_group_of_their_patches(provider, make_raster, tmp_path):
    path = str(tmp_path / "patches.gpkg")
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=patch:int", "patches", "memory")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, QgsProject.instance().transformContext(), options)
    project = loaded_by_processing({path: "patches"}, ResultGroup("SAR patches: a + b"))
    matches = make_raster("matches.tif", np.ones((20, 20)))
    loaded_by_processing({matches: "certainty"}, ResultGroup("SAR matches: patches", beside=path), clear=False)
    (group,) = project.layerTreeRoot().findGroups()
    assert group.name() == "SAR patches: a + b" and len(group.findLayers()) == 2
    project.clear()


def test_long_legends_and_those_of_what_is_not_drawn_are_closed(provider, heights, mask, make_raster):
    matches = make_raster("matches.tif", np.ones((20, 20)))
    styles = {heights: "elevation", matches: "certainty", mask: "mask"}
    project = loaded_by_processing(styles, ResultGroup("SAR elevation: a + b"))
    nodes = {style_name(node.layer()): node.isExpanded() for node in project.layerTreeRoot().findLayers()}
    assert nodes["elevation"] and not any(nodes[name] for name in ("certainty", "hillshade", "mask"))
    project.clear()


def test_legends_are_legible_in_dark_themes(provider, heights, qgis_app):
    before, dark = qgis_app.palette(), QPalette(QColor(40, 40, 40))
    for palette, continuous in ((dark, False), (before, True)):
        qgis_app.setPalette(palette)
        project = loaded_by_processing({heights: "elevation"}, ResultGroup("SAR elevation: a + b"))
        (layer,) = (one for one in project.mapLayers().values() if style_name(one) == "elevation")
        function = layer.renderer().shader().rasterShaderFunction()
        assert function.legendSettings().useContinuousLegend() == continuous
        assert all(item.label.endswith(" m") for item in function.colorRampItemList()) != continuous
        project.clear()
    assert reloaded(heights).renderer().shader().rasterShaderFunction().legendSettings().useContinuousLegend()


def test_a_group_that_gets_another_result_comes_to_the_top(provider, heights, make_raster):
    other, difference = (make_raster(f"{name}.tif", np.ones((20, 20))) for name in ("other", "difference"))
    project = loaded_by_processing({heights: "elevation"}, ResultGroup("SAR elevation: a + b"))
    loaded_by_processing({other: "visibility"}, ResultGroup("SAR plan: a"), clear=False)
    group = ResultGroup("SAR evaluation: a", beside=heights)
    loaded_by_processing({difference: "difference"}, group, clear=False)
    groups = project.layerTreeRoot().findGroups()
    assert [one.name() for one in groups] == ["SAR elevation: a + b", "SAR plan: a"]
    assert style_name(groups[0].findLayers()[0].layer()) == "difference" and len(project.mapLayers()) == 4
    assert [one.isExpanded() for one in groups] == [True, False]
    project.clear()


def test_a_group_is_at_the_root_and_closes_older_ones(provider, heights, make_raster):
    other = make_raster("other.tif", np.linspace(1.0, 2.0, 400).reshape(20, 20))
    project = loaded_by_processing({heights: "elevation"}, ResultGroup("SAR elevation: a + b (compact)"))
    root = project.layerTreeRoot()
    (older,) = root.findGroups()
    registry = project.layerTreeRegistryBridge()  # as the desktop does for the selected layer
    registry.setLayerInsertionPoint(QgsLayerTreeRegistryBridge.InsertionPoint(older, 0))
    loaded_by_processing({other: "elevation"}, ResultGroup("SAR elevation: a + b (poc)"), clear=False)
    registry.setLayerInsertionPoint(QgsLayerTreeRegistryBridge.InsertionPoint(root, 0))
    assert [group.name() for group in root.findGroups(True)] == [
        "SAR elevation: a + b (poc)",
        "SAR elevation: a + b (compact)",
    ]
    assert [group.isExpanded() for group in root.findGroups()] == [True, False]
    assert not older.findGroups(True) and len(older.findLayers()) == 2
    project.clear()


def test_a_true_surface_does_not_shine_through_the_voids_of_a_measured_one(provider, heights, make_raster):
    truth = make_raster("truth.tif", np.linspace(1.0, 2.0, 400).reshape(20, 20))
    project = loaded_by_processing({truth: "truth"}, ResultGroup("SAR pair: a"))
    assert all(node.itemVisibilityChecked() for node in project.layerTreeRoot().findLayers())
    loaded_by_processing({heights: "elevation"}, ResultGroup("SAR elevation: a"), clear=False)
    shown = {node.name(): node.itemVisibilityChecked() for node in project.layerTreeRoot().findLayers()}
    assert shown == {
        "Elevation": True,
        "Elevation (hillshade)": True,
        "Truth": False,
        "Truth (hillshade)": False,
    }
    project.clear()


@pytest.mark.parametrize("ending", [".TIF", ".tiff", ".TIFF", ".vrt"])
def test_every_ending_of_an_output_has_its_style_and_its_group(provider, heights, ending):
    path = heights.replace(".tif", f"_other{ending}")
    gdal.GetDriverByName("VRT" if ending == ".vrt" else "GTiff").CreateCopy(path, gdal.Open(heights)).FlushCache()
    project = loaded_by_processing({path: "elevation"}, ResultGroup("SAR elevation: a"))
    assert style_file(path).is_file()
    (own,) = project.layerTreeRoot().findGroups()
    assert order(own) == ["Elevation (hillshade)", "Elevation"]
    assert own.findLayers()[1].layer().renderer().type() == "singlebandpseudocolor"
    project.clear()
