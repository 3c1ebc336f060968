"""Styles beside the files and on the layers."""

import numpy as np
import pytest
from loaded_layers import loaded_by_processing, reloaded
from osgeo import gdal, ogr
from qgis.core import (
    Qgis,
    QgsContrastEnhancement,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

from sar_radargrammetry.engine.ramps import CERTAINTY_STOPS
from sar_radargrammetry.engine.record import write_record
from sar_radargrammetry.styles.colours import percentiles, rounded_range, sampled_values
from sar_radargrammetry.styles.groups import ORDER, ResultGroup
from sar_radargrammetry.styles.layers import STYLES, style_hillshade
from sar_radargrammetry.styles.metadata import About
from sar_radargrammetry.styles.outputs import style_file, style_outputs, write_style


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
