"""What a layer shows is what the engine gets, whatever QGIS alone has of it."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QUrl

from sar_radargrammetry.algorithms.layers import FOLDER_ITEM, Handover, crs_text, handover
from sar_radargrammetry.algorithms.values import engine_value
from sar_radargrammetry.bridge.process import EngineFailed

UTM33 = QgsCoordinateReferenceSystem("EPSG:32633")


@pytest.fixture
def project():
    """A project with its context; layers that are added to it stay as long as the test."""
    context, project = QgsProcessingContext(), QgsProject.instance()
    context.setProject(project)
    yield project, context
    project.clear()


@pytest.fixture
def value(algorithm, project, tmp_path):
    """What the engine gets of a parameter, by the id of a layer, as dialogs give it, or as it is."""

    def read(name, parameter, given):
        instance, (known, context) = algorithm(name), project
        if isinstance(given, (QgsVectorLayer, QgsRasterLayer)):
            assert given.isValid(), given.source()
            known.addMapLayer(given)
            given = given.id()
        folder = tmp_path / "handed over"
        folder.mkdir(exist_ok=True)
        definition = instance.parameterDefinition(parameter)
        return engine_value(instance, definition, {parameter: given}, context, Handover(folder))

    return read


@pytest.fixture
def points(tmp_path):
    """A GeoPackage with ten points 0..9, above sea level (EGM2008), in one table or two."""

    def write(name="points.gpkg", tables=("points",)):
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(9518)
        source = gdal.GetDriverByName("GPKG").Create(str(tmp_path / name), 0, 0, 0, gdal.GDT_Unknown)
        for table in tables:
            layer = source.CreateLayer(table, crs, ogr.wkbPoint25D)
            layer.CreateField(ogr.FieldDefn("number", ogr.OFTInteger))
            for number in range(10):
                feature = ogr.Feature(layer.GetLayerDefn())
                feature.SetField("number", number)
                feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT Z ({15 + number / 100} 46 {100 + number})"))
                layer.CreateFeature(feature)
        return str(tmp_path / name)

    return write


def table(path):
    """Name, SRS and (number, z) of the only table of a file."""
    source = gdal.OpenEx(path, gdal.OF_VECTOR)
    assert source.GetLayerCount() == 1
    layer = source.GetLayer(0)
    rows = [(one.GetField("number"), one.GetGeometryRef().GetZ()) for one in layer]
    return layer.GetName(), layer.GetSpatialRef().Clone(), rows


def numbers(path):
    return [number for number, _ in table(path)[2]]


def test_a_whole_file_is_given_as_it_is(value, points):
    path = points()
    assert value("evaluate", "CHECK_POINTS", QgsVectorLayer(path, "a", "ogr")) == path
    assert value("evaluate", "CHECK_POINTS", QgsVectorLayer(f"{path}|layername=points", "b", "ogr")) == path
    assert value("evaluate", "CHECK_POINTS", path) == path


def test_a_table_by_its_number_and_a_file_in_an_archive(value, points, tmp_path):
    path = points("two.gpkg", ("first", "second"))
    source = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    source.ExecuteSQL("UPDATE second SET number = number + 20")
    source = None
    name, _, rows = table(value("evaluate", "CHECK_POINTS", QgsVectorLayer(f"{path}|layerid=1", "a", "ogr")))
    assert name == "second" and rows[0] == (20, 100.0)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(points(), "points.gpkg")
    layer = QgsVectorLayer(f"/vsizip/{tmp_path}/p.zip/points.gpkg|layername=points", "b", "ogr")
    name, crs, rows = table(value("evaluate", "CHECK_POINTS", layer))
    assert name == "points" and crs.IsCompound() and len(rows) == 10


def test_a_filter_counts_and_heights_keep_their_datum(value, points):
    layer = QgsVectorLayer(points(), "a", "ogr")
    assert layer.setSubsetString('"number" < 3')
    name, crs, rows = table(value("evaluate", "CHECK_POINTS", layer))
    assert (name, rows) == ("points", [(0, 100.0), (1, 101.0), (2, 102.0)])
    assert crs.IsCompound() and crs.GetAuthorityCode("COMPD_CS") == "9518"


def test_a_filter_counts_in_a_typed_source(value, points):
    assert numbers(value("evaluate", "CHECK_POINTS", f'{points()}|layername=points|subset="number" > 7')) == [8, 9]


def test_edits_count_before_they_are_saved(value, points):
    layer = QgsVectorLayer(points(), "a", "ogr")
    layer.startEditing()
    assert layer.deleteFeatures([one.id() for one in layer.getFeatures() if one["number"] != 4])
    added = QgsFeature(layer.fields())
    added["number"] = 77
    added.setGeometry(QgsGeometry.fromWkt("POINT Z (15 46 5)"))
    assert layer.addFeature(added)
    assert sorted(table(value("evaluate", "CHECK_POINTS", layer))[2]) == [(4, 104.0), (77, 5.0)]
    layer.rollBack()


def test_selected_features_only_and_the_first_ones_only(value, points, project):
    layer = QgsVectorLayer(points(), "a", "ogr")
    project[0].addMapLayer(layer)
    layer.selectByExpression('"number" in (2, 5)')
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    assert sorted(numbers(value("evaluate", "CHECK_POINTS", chosen))) == [2, 5]
    first = QgsProcessingFeatureSourceDefinition(layer.id(), False, 3)
    assert numbers(value("evaluate", "CHECK_POINTS", first)) == [0, 1, 2]
    everything = QgsProcessingFeatureSourceDefinition(layer.id(), False)
    assert value("evaluate", "CHECK_POINTS", everything) == layer.source()


def test_the_chosen_table_of_several(value, points):
    path = points("two.gpkg", ("bad", "good"))
    source = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    source.GetLayerByName("good").DeleteFeature(1)
    source = None
    for chosen in (QgsVectorLayer(f"{path}|layername=good", "a", "ogr"), f"{path}|layername=good"):
        name, _, rows = table(value("evaluate", "CHECK_POINTS", chosen))
        assert name == "good" and [number for number, _ in rows] == list(range(1, 10))


def test_layers_without_a_file(value, points, project, tmp_path):
    memory = QgsVectorLayer("PointZ?crs=EPSG:4326&field=number:integer", "made by hand", "memory")
    one = QgsFeature(memory.fields())
    one["number"] = 3
    one.setGeometry(QgsGeometry.fromWkt("POINT Z (15 46 7)"))
    memory.dataProvider().addFeature(one)
    path = value("evaluate", "CHECK_POINTS", memory)
    assert Path(path).name == "made by hand.gpkg" and table(path)[2] == [(3, 7.0)]
    text = tmp_path / "text.csv"
    text.write_text("number;x;y;h\n1;15;46;9\n2;15.1;46;10\n")
    url = QUrl.fromLocalFile(str(text)).toString()
    options = "type=csv&delimiter=;&xField=x&yField=y&zField=h&crs=EPSG:4326"
    path = value("evaluate", "CHECK_POINTS", QgsVectorLayer(f"{url}?{options}", "text", "delimitedtext"))
    assert table(path)[2] == [(1, 9.0), (2, 10.0)]
    source = QUrl.toPercentEncoding(points()).data().decode()
    query = QUrl.toPercentEncoding("select * from p where number = 6").data().decode()
    virtual = QgsVectorLayer(f"?layer=ogr:{source}:p&query={query}&geometry=geometry:1:4326", "query", "virtual")
    assert numbers(value("evaluate", "CHECK_POINTS", virtual)) == [6]


def test_fields_that_only_the_layer_has(value, points):
    layer = QgsVectorLayer(points(), "a", "ogr")
    # PyQt 6 has no types of QVariant: the field comes from a layer.
    field = QgsVectorLayer("Point?field=height:double", "field", "memory").fields().field("height")
    layer.addExpressionField('z($geometry) + "number"', field)
    source = gdal.OpenEx(value("evaluate", "CHECK_POINTS", layer), gdal.OF_VECTOR)
    assert [one.GetField("height") for one in source.GetLayer(0)] == [100.0 + 2 * number for number in range(10)]


def test_values_of_all_types_names_and_absent_ones(value):
    layer = QgsVectorLayer(
        "MultiPolygon?crs=EPSG:32633&field=fid:integer&field=geom:string&field=day:date&field=big:int8&field=part:double",
        "a",
        "memory",
    )
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("MultiPolygon (((0 0, 1 0, 1 1, 0 0)))"))
    for attributes in ([7, "ü", "2024-05-06", 1 << 40, 0.25], [7, None, None, None, None]):
        feature.setAttributes(attributes)
        assert layer.dataProvider().addFeature(feature)
    source = gdal.OpenEx(value("zonalerror", "POLYGONS", layer), gdal.OF_VECTOR)
    names = [field.GetName() for field in source.GetLayer(0).schema]
    first, second = source.GetLayer(0)
    assert names == ["fid", "geom", "day", "big", "part"]
    assert [first.GetField(name) for name in names] == [7, "ü", "2024/05/06", 1 << 40, 0.25]
    assert [second.GetField(name) for name in names] == [7, None, None, None, None]
    assert first.GetGeometryRef().GetGeometryName() == "MULTIPOLYGON"


def test_a_crs_that_only_qgis_has(value, points, make_raster):
    layer = QgsVectorLayer(points(), "a", "ogr")
    layer.setCrs(UTM33)
    assert table(value("evaluate", "CHECK_POINTS", layer))[1].GetAuthorityCode(None) == "32633"
    path = make_raster("dem.tif", [[1, 2], [-9999, 4]])
    bare = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_UPDATE)
    bare.SetProjection("")
    bare = None
    layer = QgsRasterLayer(path, "dem")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:9518"))
    found = gdal.Open(value("createpatches", "DEM", layer))
    assert found.GetSpatialRef().GetAuthorityCode("COMPD_CS") == "9518"
    assert found.GetGeoTransform()[0] == 400000.0 and found.GetRasterBand(1).GetNoDataValue() == -9999.0
    np.testing.assert_array_equal(found.ReadAsArray(), [[1, 2], [-9999, 4]])


def test_a_crs_does_not_count_in_slant_range(value, make_raster):
    for name, parameter in (
        ("createpatches", "REFERENCE"),
        ("triangulate", "CORRESPONDENCE"),
        ("makegeometry", "INPUT"),
    ):
        layer = QgsRasterLayer(make_raster("image.tif", [[1, 2], [3, 4]]), "image")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
        assert value(name, parameter, layer) == layer.source()


def test_an_own_crs_of_the_user_is_given_by_its_definition(monkeypatch):
    own = QgsCoordinateReferenceSystem.fromProj("+proj=tmerc +lon_0=15.3 +ellps=WGS84 +units=m")
    assert crs_text(UTM33) == "EPSG:32633"
    monkeypatch.setattr(QgsCoordinateReferenceSystem, "authid", lambda _: "USER:100000")
    assert crs_text(own).startswith(("PROJCRS", "BOUNDCRS"))


def test_rasters_inside_other_files_keep_their_names(value, make_raster, tmp_path):
    path = make_raster("dem.tif", [[1, 2], [3, 4]])
    gdal.Translate(str(tmp_path / "d.gpkg"), path, format="GPKG", creationOptions=["RASTER_TABLE=height"])
    gdal.Translate(str(tmp_path / "d.vrt"), path, format="VRT")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.write(path, "dem.tif")
    for name in (f"GPKG:{tmp_path}/d.gpkg:height", f"/vsizip/{tmp_path}/d.zip/dem.tif", f"{tmp_path}/d.vrt"):
        assert value("createpatches", "DEM", QgsRasterLayer(name, "dem")) == name
        assert value("createpatches", "DEM", name) == name
    optional = QgsRasterLayer(f"{path}|option:NUM_THREADS=2", "with options")
    np.testing.assert_array_equal(gdal.Open(value("createpatches", "DEM", optional)).ReadAsArray(), [[1, 2], [3, 4]])


def test_lists_of_rasters(value, make_raster, project):
    layers = [QgsRasterLayer(make_raster(f"{name}.tif", [[1, 2], [3, 4]]), name) for name in "ab"]
    project[0].addMapLayers(layers)
    layers[1].setCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    first, second = value("mergeelevations", "ELEVATIONS", [layer.id() for layer in layers])
    assert first == layers[0].source()
    assert second.endswith("b.vrt") and gdal.Open(second).GetSpatialRef().GetAuthorityCode(None) == "32634"


def test_a_raster_that_qgis_calculates_is_written(value, make_raster):
    path = make_raster("dem.tif", [[1, 2], [3, 4]])
    source = (
        '?crs=EPSG:32633&extent=400000,4999996,400004,5000000&width=2&height=2&formula="dem@1" * 10'
        f"&dem:uri={path}&dem:provider=gdal"
    )
    found = gdal.Open(value("createpatches", "DEM", QgsRasterLayer(source, "ten times", "virtualraster")))
    np.testing.assert_array_equal(found.ReadAsArray(), [[10, 20], [30, 40]])


def test_a_raster_of_a_service_is_refused(value):
    layer = QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=3&zmin=0", "web map", "wms")
    with pytest.raises(EngineFailed, match=r"web map is not a file; export it as GeoTIFF and choose that one\.$"):
        value("createpatches", "DEM", layer)


def test_a_part_of_the_patches_still_finds_the_images(value, make_patches, tmp_path):
    path = make_patches("patches.gpkg")
    source = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    source.GetLayer(0).SetMetadataItem("SAR_RADARGRAMMETRY", "{}")
    source = None
    layer = QgsVectorLayer(path, "patches", "ogr")
    layer.setSubsetString('"fid" = 2')
    copied = gdal.OpenEx(value("matchpatches", "PATCHES", layer), gdal.OF_VECTOR)
    copy = copied.GetLayerByName("patches")
    assert copy.GetFeatureCount() == 1
    assert copy.GetMetadata() == {"SAR_RADARGRAMMETRY": "{}", FOLDER_ITEM: str(tmp_path)}


def test_temporary_files_are_removed_and_others_stay_after_success_only(make_raster, tmp_path):
    layer = QgsRasterLayer(make_raster("dem.tif", [[1, 2], [3, 4]]), "dem")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    lasting = {"DEM": tmp_path / "patches.dem"}
    with handover(lasting) as layers:
        temporary = layers.raster(layer, "ELEVATION", True)
        kept = layers.raster(layer, "DEM", True)
        assert layers.original(temporary) == layer.source() and Path(temporary).is_file()
    assert not Path(temporary).exists() and Path(kept) == tmp_path / "patches.dem.vrt" and Path(kept).is_file()
    for there in (True, False):
        with pytest.raises(EngineFailed), handover(lasting) as layers:
            layers.raster(layer, "DEM", True)
            raise EngineFailed("no")
        assert Path(kept).is_file() == there
        Path(kept).unlink(missing_ok=True)


def test_filtered_check_points_judge_an_elevation_and_are_not_overwritten(
    algorithm, engine, make_raster, project, tmp_path
):
    rows, cols = np.indices((60, 80))
    elevation = make_raster("elevation.tif", 300.0 + rows + cols)
    layer = QgsVectorLayer("PointZ?crs=EPSG:32633&field=good:integer", "p", "memory")
    for number in range(40):
        row, col = 10 + number, 5 + number
        one = QgsFeature(layer.fields())
        one["good"] = number % 2
        height = 300.0 + row + col - (0.25 if number % 2 else 50.0)
        one.setGeometry(QgsGeometry.fromWkt(f"POINT Z ({400001 + 2 * col} {4999999 - 2 * row} {height})"))
        layer.dataProvider().addFeature(one)
    known, context = project
    assert layer.setSubsetString('"good" = 1')
    known.addMapLayer(layer)
    parameters = {
        "ELEVATION": elevation,
        "CHECK_POINTS": layer.id(),
        "REFERENCE_VERTICAL": "same",
        "CHECKED_POINTS": str(tmp_path / "checked.gpkg"),
    }
    instance, feedback = algorithm("evaluate"), QgsProcessingFeedback()
    assert instance.checkParameterValues(parameters, context) == (True, "")
    results, _ = instance.run(parameters, context, feedback, catchExceptions=False)
    assert results["BIAS"] == pytest.approx(0.25, abs=1e-3)
    checked = QgsVectorLayer(results["CHECKED_POINTS"], "checked", "ogr")
    assert checked.featureCount() == 20
    assert checked.setSubsetString('"fid" < 15')
    known.addMapLayer(checked)
    again = {**parameters, "CHECK_POINTS": checked.id()}
    with pytest.raises(Exception, match="is also an input"):
        algorithm("evaluate").run(again, context, feedback, catchExceptions=False)
    assert QgsVectorLayer(results["CHECKED_POINTS"], "as before", "ogr").featureCount() == 20
