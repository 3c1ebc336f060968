"""Values of parameters on their way to the engine, and what is refused before it starts."""

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from sar_radargrammetry.algorithms.layers import Handover
from sar_radargrammetry.algorithms.values import engine_value


@pytest.fixture
def value(algorithm, tmp_path):
    """The engine's value of one parameter of one algorithm."""

    def read(name, parameter, given=None, context=None):
        instance = algorithm(name)
        parameters = {} if given is None else {parameter: given}
        definition = instance.parameterDefinition(parameter)
        return engine_value(instance, definition, parameters, context or QgsProcessingContext(), Handover(tmp_path))

    return read


def test_absent_optional_values_stay_absent(value):
    for parameter in ("DEM", "MIN_HEIGHT", "WEIGHTS", "CRS", "PIXEL_SIZE", "REPORT"):
        assert value("stereodsm", parameter) is None, parameter
    assert value("stereodsm", "MIN_HEIGHT", "") is None


def test_numbers_enums_and_flags_have_their_defaults_and_types(value):
    assert value("stereodsm", "PATCH_SIZE") == 512
    assert isinstance(value("stereodsm", "PATCH_SIZE", "256"), int)
    assert value("stereodsm", "MIN_HEIGHT", 0) == 0.0
    assert isinstance(value("stereodsm", "MIN_HEIGHT", "0"), float)
    assert value("stereodsm", "MATCHER") == "compact"
    assert value("stereodsm", "DEVICE", "cpu") == "cpu"
    assert value("stereodsm", "ALLOW_OPPOSITE_SIDES") is False
    assert value("stereodsm", "ALLOW_OPPOSITE_SIDES", True) is True


def test_several_choices_and_files_are_lists(value, tmp_path):
    assert value("comparematchers", "MATCHERS") is None
    assert value("comparematchers", "MATCHERS", ["poc", "compact"]) == ["poc", "compact"]
    files = [str(tmp_path / name) for name in ("a.safetensors", "b é, 2.safetensors")]
    assert value("comparematchers", "WEIGHTS", files) == files
    assert value("comparematchers", "WEIGHTS", []) is None


def test_lists_of_images_take_products_and_the_engine_names_what_is_missing(value, algorithm, make_raster, tmp_path):
    product, missing = str(tmp_path / "product.ann"), str(tmp_path / "pair 1, north.tif")
    (tmp_path / "product.ann").touch()
    layer = QgsRasterLayer(str(make_raster("image.tif", [[1.0, 2.0]])), "image")
    given = [product, missing, layer]
    assert value("blockdsm", "IMAGES", given) == [product, missing, layer.source()]
    outputs = {"ELEVATION": str(tmp_path / "e.tif"), "ERROR": str(tmp_path / "s.tif")}
    accepted = algorithm("blockdsm").checkParameterValues({"IMAGES": given, **outputs}, QgsProcessingContext())
    assert accepted == (True, "")


def test_a_text_is_passed_on(value):
    assert value("importimage", "POLARISATION", "VV") == "VV"
    assert value("importimage", "POLARISATION", "") is None


def test_an_extent_keeps_its_crs(value):
    assert value("importimage", "EXTENT") is None
    assert value("importimage", "EXTENT", "1.5,2.5,3,4.25 [EPSG:32633]") == "1.5,2.5,3.0,4.25 [EPSG:32633]"
    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lon_0=15.3 +ellps=WGS84 +units=m")
    text = value("importimage", "EXTENT", QgsReferencedRectangle(QgsRectangle(-10, 0, 10, 20), own))
    edges, _, crs = text.partition(" ")
    assert crs == "[EPSG:4326]"
    x_min, x_max, y_min, y_max = map(float, edges.split(","))
    assert (x_min, x_max) == pytest.approx((15.3 - 9e-5, 15.3 + 9e-5), abs=1e-6)
    assert (y_min, y_max) == pytest.approx((0.0, 1.8e-4), abs=1e-6)


def test_a_crs_is_its_code_or_else_its_definition(value):
    assert value("triangulate", "CRS", "EPSG:32633") == "EPSG:32633"
    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lon_0=15.3 +ellps=WGS84 +units=m")
    assert value("triangulate", "CRS", own).startswith(("PROJCRS", "PROJCS", "BOUNDCRS"))


def test_a_layer_becomes_its_file(value, make_raster):
    path = make_raster("ein bild ä.tif", [[1, 2], [3, 4]])
    layer = QgsRasterLayer(path, "A layer")
    assert value("createpatches", "REFERENCE", path) == path
    assert value("createpatches", "REFERENCE", layer) == path


@pytest.mark.parametrize("key", ["id", "name"])
def test_a_layer_of_the_project_is_found(value, make_raster, key):
    layer = QgsRasterLayer(make_raster("dem.tif", [[1, 2], [3, 4]]), "Terrain of 2020")
    project = QgsProject()
    project.addMapLayer(layer)
    context = QgsProcessingContext()
    context.setProject(project)
    assert value("createpatches", "DEM", getattr(layer, key)(), context) == layer.source()


def test_options_after_a_vector_layers_file_are_left_out(value, make_patches):
    path = make_patches("patches.gpkg")
    assert value("matchpatches", "PATCHES", QgsVectorLayer(f"{path}|layername=patches", "p")) == path
    assert value("matchpatches", "PATCHES", f"{path}|layername=patches") == path


def test_relative_outputs_become_absolute(value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert value("triangulate", "ELEVATION", "out.tif") == str(tmp_path / "out.tif")


def check(instance, **parameters):
    return instance.checkParameterValues(parameters, QgsProcessingContext())


def test_a_product_gdal_cannot_open_still_reaches_the_engine(algorithm, value, tmp_path):
    product, image = tmp_path / "product.nitf", tmp_path / "b.nitf"
    product.write_bytes(b"not for GDAL")
    image.write_bytes(b"not for GDAL either")
    outputs = {"OUTPUT": str(tmp_path / "p.gpkg")}
    assert check(algorithm("createpatches"), REFERENCE=str(product), SECONDARY=str(image), **outputs) == (True, "")
    assert value("createpatches", "REFERENCE", str(product)) == str(product)


def test_a_missing_image_is_refused(algorithm, tmp_path):
    accepted, reason = check(
        algorithm("createpatches"),
        REFERENCE=str(tmp_path / "none.tif"),
        SECONDARY=str(tmp_path / "none2.tif"),
        OUTPUT=str(tmp_path / "p.gpkg"),
    )
    assert not accepted
    assert "REFERENCE" in reason or "Reference" in reason


@pytest.fixture
def pair(make_raster, tmp_path):
    return {
        "REFERENCE": make_raster("a.tif", [[1, 2], [3, 4]]),
        "SECONDARY": make_raster("b.tif", [[1, 2], [3, 4]]),
        "OUTPUT": str(tmp_path / "p.gpkg"),
    }


def test_the_same_image_twice_is_refused(algorithm, pair):
    accepted, reason = check(algorithm("createpatches"), **{**pair, "SECONDARY": pair["REFERENCE"]})
    assert not accepted
    assert "are the same file" in reason


def test_an_inverted_height_range_is_refused(algorithm, pair):
    accepted, reason = check(algorithm("createpatches"), **pair, MIN_HEIGHT=300, MAX_HEIGHT=100)
    assert (accepted, reason) == (
        False,
        "The lowest height 300 m is not below the highest height 100 m; exchange or correct them.",
    )
    assert check(algorithm("createpatches"), **pair, MIN_HEIGHT=300) == (True, "")


def test_an_overlap_of_half_the_patch_is_refused(algorithm, pair):
    accepted, reason = check(algorithm("createpatches"), **pair, PATCH_SIZE=128, OVERLAP=64)
    assert not accepted
    assert "choose a smaller overlap" in reason


def test_an_output_on_top_of_an_input_is_refused(algorithm, make_raster):
    path = make_raster("dsm.tif", [[1, 2], [3, 4]])
    reference = make_raster("truth.tif", [[1, 2], [3, 4]])
    output = QgsProcessingOutputLayerDefinition(path)
    accepted, reason = check(algorithm("evaluate"), ELEVATION=path, REFERENCE_DSM=reference, DIFFERENCE=output)
    assert not accepted
    assert "are the same file" in reason


def test_only_a_simulated_image_may_be_a_product(algorithm, provider, tmp_path):
    context = QgsProcessingContext()
    simulate = algorithm("simulatepair")
    for parameter, name, expected in (
        ("REFERENCE", "a.nitf", True),
        ("REFERENCE", "a.tif", True),
        ("REFERENCE", "a.png", False),
        ("TRUTH", "a.nitf", False),
    ):
        value = QgsProcessingOutputLayerDefinition(str(tmp_path / name))
        definition = simulate.parameterDefinition(parameter)
        assert provider.isSupportedOutputValue(value, definition, context)[0] is expected, (parameter, name)


def test_a_folder_is_a_path_also_where_it_is_temporary(value, tmp_path):
    assert value("createtrainingset", "OUTPUT", str(tmp_path / "set")) == str(tmp_path / "set")
    temporary = value("createtrainingset", "OUTPUT", "TEMPORARY_OUTPUT")
    assert temporary.startswith("/") and "TEMPORARY_OUTPUT" not in temporary


def test_an_empty_cell_of_a_batch_is_an_output_that_nobody_asks_for(algorithm, value, tmp_path):
    context, project = QgsProcessingContext(), QgsProject.instance()
    empty = QgsProcessingOutputLayerDefinition("", project)
    assert value("evaluate", "DIFFERENCE", empty, context) is None
    assert value("checkpair", "FOOTPRINTS", empty, context) is None
    assert not context.layersToLoadOnCompletion()
    given = {"REFERENCE_DSM": "r.tif", "DIFFERENCE": empty, "CHECKED_POINTS": empty}
    assert algorithm("evaluate").problem(given, context) == ""
    wanted = QgsProcessingOutputLayerDefinition(str(tmp_path / "d.tif"), project)
    assert value("evaluate", "DIFFERENCE", wanted, context) == str(tmp_path / "d.tif")
    assert list(context.layersToLoadOnCompletion()) == [str(tmp_path / "d.tif")]


def test_number_boxes_have_the_decimals_that_their_limits_need(provider):
    for one in provider.algorithms():
        for definition in one.parameterDefinitions():
            if definition.type() != "number" or definition.dataType() != definition.Type.Double:
                continue
            if one.groupId() == "models":
                continue
            decimals = definition.metadata()["widget_wrapper"]["decimals"]
            for number in (definition.defaultValue(), definition.minimum(), definition.maximum()):
                if number is not None and 1e-8 < abs(number) < 1e300:
                    assert round(number, decimals) == number, (one.name(), definition.name())


@pytest.mark.parametrize("word", ["height", "sentinel", "point cloud", "geocode"])
def test_what_people_search_for_is_found(provider, word):
    found = {one.name() for one in provider.algorithms() if any(word in tag for tag in one.tags())}
    assert found >= ({"importimage"} if word == "sentinel" else {"stereodsm", "triangulate"})
