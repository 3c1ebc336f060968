"""Styles beside the files and on the layers."""

import gc

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import (
    Qgis,
    QgsContrastEnhancement,
    QgsHillshadeRenderer,
    QgsLayerTreeRegistryBridge,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QPainter, QPalette

from sar_radargrammetry.engine.ramps import CERTAINTY_STOPS
from sar_radargrammetry.engine.record import write_record
from sar_radargrammetry.styles.colours import percentiles, rounded_range, sampled_values
from sar_radargrammetry.styles.groups import ORDER, ResultGroup, style_name
from sar_radargrammetry.styles.layers import STYLES, style_hillshade
from sar_radargrammetry.styles.metadata import About
from sar_radargrammetry.styles.outputs import style_file, style_outputs, write_style


@pytest.fixture
def heights(make_raster):
    values = np.linspace(100.0, 300.0, 400).reshape(20, 20)
    values[0, :5] = -9999.0
    return make_raster("elevation.tif", values)


def reloaded(path):
    """The layer as QGIS opens it from its browser: with the .qml beside it."""
    layer = QgsRasterLayer(path, "opened")
    assert layer.isValid()
    return layer


def test_elevation_spans_the_known_heights(provider, heights):
    assert write_style(heights, "elevation")
    layer = reloaded(heights)
    renderer = layer.renderer()
    assert renderer.type() == "singlebandpseudocolor"
    assert (renderer.classificationMin(), renderer.classificationMax()) == (100.0, 300.0)
    items = renderer.shader().rasterShaderFunction().colorRampItemList()
    assert len({item.color.name() for item in items}) == 7


def test_error_starts_at_zero_and_ends_before_the_outliers(provider, make_raster):
    values = np.full((50, 50), 0.5)
    values[:, :5] = 2.0
    values[0, 0] = 1000.0
    path = make_raster("error.tif", values)
    write_style(path, "error")
    layer = reloaded(path)
    renderer = layer.renderer()
    assert (renderer.classificationMin(), renderer.classificationMax()) == (0.0, 2.0)


def test_difference_is_symmetric_and_neutral_at_zero(provider, make_raster):
    path = make_raster("difference.tif", np.linspace(-2.0, 6.0, 400).reshape(20, 20))
    write_style(path, "difference")
    layer = reloaded(path)
    renderer = layer.renderer()
    assert renderer.classificationMin() == -renderer.classificationMax() == pytest.approx(-5.65, abs=0.1)
    middle = renderer.shader().rasterShaderFunction().colorRampItemList()[3]
    assert middle.value == pytest.approx(0.0)
    assert middle.color.name() == "#f7f7f7"


def test_correspondence_shows_the_certainty(provider, make_raster):
    path = make_raster("correspondence.tif", np.random.default_rng(1).random((6, 10, 10)), nodata=np.nan)
    write_style(path, "correspondence")
    layer = reloaded(path)
    renderer = layer.renderer()
    assert renderer.usesBands() == [3]
    assert (renderer.classificationMin(), renderer.classificationMax()) == (0.0, 1.0)


def test_probabilities_close_to_one_can_be_told_apart(provider, make_raster):
    values = np.linspace(0.9, 0.999, 400).reshape(20, 20)
    for style, shown in (("certainty", values), ("outlier", 1.0 - values)):
        path = make_raster(f"{style}.tif", shown)
        write_style(path, style)
        layer = reloaded(path)  # what follows belongs to it
        function = layer.renderer().shader().rasterShaderFunction()
        colours = {function.shade(value)[1:4] for value in np.linspace(shown.min(), shown.max(), 100)}
        assert len(colours) > 70
        assert len(function.colorRampItemList()) == len(CERTAINTY_STOPS)
    # A height that is right in 99 of 100 cases has the same colour in both.
    assert colour_of(make_raster("a.tif", values), "certainty", 0.99) == colour_of(
        make_raster("b.tif", values), "outlier", 0.01
    )


def colour_of(path, style, value):
    write_style(path, style)
    layer = reloaded(path)
    return layer.renderer().shader().rasterShaderFunction().shade(value)[1:4]


@pytest.fixture
def mask(tmp_path):
    """A raster of codes as the engine writes it: with colours and words inside."""
    codes = np.full((20, 20), 1, np.uint8)
    codes[:5], codes[10, 10], codes[15:] = 3, 8, 0
    path = tmp_path / "mask.tif"
    target = gdal.GetDriverByName("GTiff").Create(str(path), 20, 20, 1, gdal.GDT_Byte)
    target.SetGeoTransform((400000.0, 2.0, 0.0, 5000000.0, 0.0, -2.0))
    band, colours = target.GetRasterBand(1), gdal.ColorTable()
    for code, colour in ((1, (217, 234, 211)), (3, (179, 0, 0)), (5, (1, 2, 3)), (8, (0, 0, 0))):
        colours.SetColorEntry(code, (*colour, 255))
    band.SetColorTable(colours)
    band.SetNoDataValue(0)
    band.SetMetadata({"REASON_1": "measured", "REASON_3": "layover in the reference", "REASON_5": "shadow"})
    band.WriteArray(codes)
    target = None  # closes it
    return str(path)


def test_a_mask_shows_the_codes_that_occur_with_their_words(provider, mask):
    (side := style_file(mask).with_name("mask.tif.aux.xml")).write_text("<PAMDataset></PAMDataset>")
    assert write_style(mask, "mask")
    assert side.is_file(), "the words for the codes stand there"
    layer = reloaded(mask)
    renderer = layer.renderer()
    assert renderer.type() == "paletted"
    shown = {entry.value: (entry.label, entry.color.name()) for entry in renderer.classes()}
    assert shown == {1: ("measured", "#d9ead3"), 3: ("layover in the reference", "#b30000"), 8: ("8", "#000000")}


def test_amplitude_is_grey_without_the_brightest(provider, make_raster):
    values = np.linspace(0.0, 1.0, 400).reshape(20, 20)
    values[5, 5], values[0, 0] = 1e6, np.nan
    path = make_raster("image.tif", values, nodata=np.nan)
    write_style(path, "amplitude")
    layer = reloaded(path)
    renderer = layer.renderer()
    stretch = renderer.contrastEnhancement()
    assert renderer.type() == "singlebandgray"
    assert (
        stretch.contrastEnhancementAlgorithm()
        == QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
    )
    assert stretch.maximumValue() == pytest.approx(0.97, abs=0.02)


@pytest.mark.parametrize("style", ["patches", "footprint"])
def test_footprints_are_outlines(provider, make_patches, style):
    path = make_patches("patches.gpkg")
    assert write_style(path, style)
    layer = QgsVectorLayer(f"{path}|layername=patches", "opened")
    properties = layer.renderer().symbol().symbolLayer(0).properties()
    assert properties["style"] == "no"
    assert properties["outline_style"] == "solid"


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


def test_a_raster_without_any_value_is_no_reason_to_fail(provider, make_raster):
    path = make_raster("void.tif", np.full((5, 5), -9999.0))
    for style in ("elevation", "error", "difference"):
        assert write_style(path, style)


def test_a_product_has_no_style(provider, tmp_path):
    product = tmp_path / "product.nitf"
    product.write_bytes(b"NITF")
    assert not write_style(str(product), "amplitude")
    assert not style_file(str(product)).exists()


def test_metadata_says_what_a_result_is_and_where_it_comes_from(provider, heights, tmp_path):
    source = gdal.Open(heights, gdal.GA_Update)
    record = {
        "job": "triangulate", "created": "2026-01-02T03:04:05+00:00",
        "command": "python -m x", "versions": {"gdal": "3"},
        "inputs": {"correspondence": {"path": "c.tif", "bytes": 5}}, "matching": {"matcher": "compact"},
    }  # fmt: skip
    source.SetMetadataItem("VERTICAL_DATUM", "WGS 84 ellipsoid")
    write_record(source, record)
    source.GetRasterBand(1).SetUnitType("m")
    source = None  # closes it
    group, about = ResultGroup("SAR elevation: a"), {heights: About("Elevation", "Heights in metres.")}
    project = loaded_by_processing({heights: "elevation"}, group, about=about)
    opened = reloaded(heights)
    opened.loadDefaultMetadata()  # as QGIS does
    for layer in [*project.mapLayers().values(), opened]:
        metadata = layer.metadata()
        assert metadata.title() == "Elevation (elevation)"
        assert "Heights in metres." in metadata.abstract()
        assert "unit: m" in metadata.abstract() and "WGS 84 ellipsoid" in metadata.abstract()
        history = "\n".join(metadata.history())
        for text in ("2026-01-02T03:04:05+00:00: triangulate", "c.tif", "compact", "python -m x", "gdal 3"):
            assert text in history
        assert "VERTICAL_DATUM" in layer.htmlMetadata()
        assert "python -m x" not in layer.dataProvider().htmlMetadata(), "raw JSON on the page Information"
        assert metadata.extent().spatialExtents()[0].bounds.toRectangle() == layer.extent()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elevation.qmd", "elevation.qml", "elevation.tif"]
    project.clear()


def test_metadata_of_files_without_a_record_is_what_is_known(provider, heights, make_patches):
    for path, style in ((heights, "elevation"), (make_patches("a.gpkg"), "patches")):
        assert write_style(path, style, About("Title", "Abstract."))
        layer = QgsVectorLayer(path, "opened") if path.endswith("gpkg") else reloaded(path)
        layer.loadDefaultMetadata()
        assert layer.metadata().title().startswith("Title") and layer.metadata().history() == []


def test_nothing_but_the_style_stays(provider, heights, tmp_path):
    (tmp_path / "elevation.tif.aux.xml").write_text("statistics of the file that was here before")
    write_style(heights, "elevation")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elevation.qml", "elevation.tif"]


def loaded_by_processing(outputs, group=None, clear=True, **more):
    """Style `outputs`, then load them the way Processing does; returns the project."""
    from processing.gui import Postprocessing
    from qgis.core import QgsApplication

    Postprocessing.iface = None  # newer QGIS would take pytest-qgis's stand-in for a real interface
    project, context, feedback = QgsProject.instance(), QgsProcessingContext(), QgsProcessingFeedback()
    if clear:
        project.clear()
    context.setProject(project)
    for path, style in outputs.items():
        name = style.capitalize()
        hints = QgsProcessingUtils.LayerHint
        hint = hints.Vector if path.endswith(".gpkg") else hints.Raster
        details = QgsProcessingContext.LayerDetails(name, project, name.upper(), hint)
        context.addLayerToLoadOnCompletion(path, details)
    style_outputs(outputs, context, feedback, group, **more)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("sar_radargrammetry:triangulate")
    assert Postprocessing.handleAlgorithmResults(algorithm, context, feedback)
    return project


def order(group):
    """Names of the layers from top to bottom."""
    return [node.name() for node in group.findLayers()]


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


def test_a_hillshade_is_resampled_before_it_is_shaded(provider, heights):
    layer = QgsRasterLayer(heights, "elevation")
    style_hillshade(layer)
    assert layer.resamplingStage() == Qgis.RasterResamplingStage.Provider
    provider = layer.dataProvider()
    bilinear = QgsRasterDataProvider.ResamplingMethod.Bilinear
    assert provider.zoomedInResamplingMethod() == provider.zoomedOutResamplingMethod() == bilinear


def test_footprints_tell_the_images_apart_and_patches_have_numbers(provider, make_patches):
    path = make_patches("footprints.gpkg")
    assert write_style(path, "footprints")
    footprints = QgsVectorLayer(f"{path}|layername=patches", "opened")  # what follows belongs to it
    renderer = footprints.renderer()
    assert renderer.classAttribute() == "role"
    assert {entry.value() for entry in renderer.categories()} == {"reference", "secondary", "overlap"}
    assert len({entry.symbol().symbolLayer(0).strokeColor().name() for entry in renderer.categories()}) == 3
    path = make_patches("numbers.gpkg")
    assert write_style(path, "patches")
    layer = QgsVectorLayer(f"{path}|layername=patches", "opened")
    assert layer.labelsEnabled() and layer.labeling().settings().fieldName == "patch"


def test_bad_patches_have_another_colour_than_good_ones(provider, make_patches):
    path = make_patches("quality.gpkg")
    source = ogr.Open(path, 1)
    layer = source.GetLayer(0)
    for name in ("patch", "matched"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    for number, matched in ((1, 0.1), (2, 1.0)):
        feature = layer.GetFeature(number)
        feature["patch"], feature["matched"] = number, matched
        layer.SetFeature(feature)
    source = layer = feature = None  # closes it
    assert write_style(path, "patch_quality")
    layer = QgsVectorLayer(f"{path}|layername=patches", "opened")
    renderer = layer.renderer()
    shown = {f["patch"]: renderer.symbolForValue(f["matched"]).color() for f in layer.getFeatures()}
    assert renderer.classAttribute() == "matched" and len(renderer.ranges()) == 5
    assert shown[1].red() > shown[1].green() and shown[2].green() > shown[2].red()
    assert all(colour.alpha() < 128 for colour in shown.values()), "the map below stays visible"


def test_every_style_has_a_place_in_the_order():
    assert set(ORDER) == {*STYLES, "hillshade"}


def test_a_layer_not_to_be_loaded_gets_its_file_only(provider, heights):
    context = QgsProcessingContext()
    style_outputs({heights: "elevation"}, context, QgsProcessingFeedback())
    assert style_file(heights).is_file()
    assert context.layersToLoadOnCompletion() == {}


def test_a_style_that_cannot_be_written_is_a_warning(provider, heights, tmp_path):
    style_file(heights).mkdir()
    (style_file(heights) / "in the way").touch()
    warnings = []
    feedback = QgsProcessingFeedback()
    feedback.pushWarning = warnings.append
    style_outputs({heights: "elevation"}, QgsProcessingContext(), feedback)
    assert len(warnings) == 1
    assert "could not be written" in warnings[0]


def test_limits_are_readable_numbers():
    assert rounded_range(1203.71, 1410.2) == (1200.0, 1420.0)
    assert rounded_range(0.0, 0.937) == (0.0, 0.94)
    assert rounded_range(5.0, 5.0)[1] > 5.0
    assert percentiles(np.empty(0), 1, 99) == (0.0, 1.0)


def test_only_known_values_count(make_raster):
    path = make_raster("a.tif", [[1.0, np.nan], [-9999.0, 3.0]])
    assert sorted(sampled_values(path, 1)) == [1.0, 3.0]


@pytest.mark.parametrize("style", ["elevation", "amplitude", "contribution", "certainty"])
def test_a_styled_layer_is_drawn_in_its_colours(provider, make_raster, style):
    """Renderers are made without input; the layer connects them with its provider."""
    values = np.indices((40, 40)).sum(0) % 5 + 1.0
    layer = QgsRasterLayer(make_raster(f"{style}.tif", values / (5.0 if style == "certainty" else 1.0)), style)
    STYLES[style](layer, layer.source())
    assert layer.renderer().input() is not None
    picture = layer.previewAsImage(QSize(40, 40))
    assert len({picture.pixel(x, y) for x in range(40) for y in range(40)}) >= 4
