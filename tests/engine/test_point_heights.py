"""Control and check points: units and vertical datum of their heights, by the column's name or by the CRS."""

import numpy as np
import pyproj
import pytest
from geoids import undulation, write_geoid
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal, ogr, osr

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.evaluation.checkpoints import read_check_points
from sar_radargrammetry.engine.evaluation.datums import preference
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.refinement.control import read_control
from sar_radargrammetry.engine.terrain.vertical import UNSTATED, VerticalDatum, crs_datum

LON, LAT, HEIGHT = np.array([14.4, 14.5, 14.6]), np.array([45.4, 45.5, 45.6]), np.array([310.0, 420.0, 530.0])
FOOT, SURVEY_FOOT = 0.3048, 1200.0 / 3937.0
GRID = "us_nga_egm96_15.tif"
IN_FEET = "EPSG:2263"
EGM96_IN_FEET = (
    'COMPOUNDCRS["x",GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],'
    'CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433],'
    'ID["EPSG",4326]],VERTCRS["EGM96 height (ft)",VDATUM["EGM96 geoid",ID["EPSG",5171]],CS[vertical,1],'
    'AXIS["up",up],LENGTHUNIT["foot",0.3048]]]'
)


@pytest.fixture
def geoid(proj_folder):
    return write_geoid(proj_folder / GRID)


def write_table(path, header, height):
    rows = (f"{x:.9f},{y:.9f},{z:.6f}" for x, y, z in zip(LON, LAT, height, strict=True))
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def write_layer(path, height, crs="EPSG:4326", field=None, degrees=False):
    """A layer of the points with heights as third coordinate, or in a field; with fields of degrees where asked."""
    full = pyproj.CRS.from_user_input(crs)
    flat = next((part for part in full.sub_crs_list if not part.is_vertical), full).to_2d()
    x, y = pyproj.Transformer.from_crs("EPSG:4326", flat, always_xy=True).transform(LON, LAT)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(full.to_wkt())
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("points", reference, ogr.wkbPoint if field else ogr.wkbPoint25D)
    fields = {"longitude": LON, "latitude": LAT} if degrees else {}
    fields |= {field: height} if field else {}
    for name in fields:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    for i in range(len(LON)):
        feature, place = ogr.Feature(layer.GetLayerDefn()), ogr.Geometry(ogr.wkbPoint if field else ogr.wkbPoint25D)
        place.AddPoint_2D(x[i], y[i]) if field else place.AddPoint(x[i], y[i], height[i])
        feature.SetGeometry(place)
        for name, values in fields.items():
            feature.SetField(name, float(values[i]))
        layer.CreateFeature(feature)
    return path


def heights(path, crs=None, vertical="auto", context=None):
    return [point.height for point in read_control(path, crs, 0.2, vertical, context)]


@pytest.mark.parametrize(
    ("header", "factor", "above"),
    [
        ("lon,lat,height (ft)", FOOT, False),
        ("lon,lat,alt [km]", 1000.0, False),
        ("lon,lat,z_us_ft", SURVEY_FOOT, False),
        ("lon,lat,elev_m_egm96", 1.0, True),
        ('lon,lat,"height (ft, EGM96)"', FOOT, True),
        ("lon,lat,height (HAE)", 1.0, False),
    ],
)
def test_units_and_datums_of_names_are_converted(tmp_path, geoid, header, factor, above):
    lowered = HEIGHT - (undulation(LON, LAT) if above else 0.0)
    path = write_table(tmp_path / "a.csv", header, lowered / factor)
    assert heights(path) == pytest.approx(HEIGHT, abs=2e-3)
    checked = read_check_points(path)
    assert checked.height == pytest.approx(lowered, abs=2e-3)
    expected = "EGM96 height" if above else "WGS 84 ellipsoid" if "HAE" in header else None
    assert checked.datum.name == expected


@pytest.mark.parametrize("kind", ["geometry", "fields"])
def test_the_vertical_part_of_the_crs_holds_for_geometries_and_fields(tmp_path, geoid, kind):
    more = {"field": "height", "degrees": True} if kind == "fields" else {}
    path = write_layer(tmp_path / "a.gpkg", HEIGHT - undulation(LON, LAT), "EPSG:4326+5773", **more)
    said = []
    assert heights(path, context=Context(report=said.append)) == pytest.approx(HEIGHT, abs=2e-3)
    assert "EGM96" in said[0]["text"] and "converted" in said[0]["text"]
    assert read_check_points(path).datum.name == "EGM96 height"


def test_feet_of_a_vertical_system_are_converted(tmp_path, geoid):
    path = write_layer(tmp_path / "a.gpkg", (HEIGHT - undulation(LON, LAT)) / FOOT, EGM96_IN_FEET)
    assert heights(path) == pytest.approx(HEIGHT, abs=2e-3)
    assert read_check_points(path).height == pytest.approx(HEIGHT - undulation(LON, LAT), abs=2e-3)


@pytest.mark.parametrize("read", [heights, read_check_points])
def test_a_system_in_feet_needs_the_unit_of_the_heights(tmp_path, read):
    path = write_layer(tmp_path / "a.gpkg", HEIGHT / SURVEY_FOOT, IN_FEET)
    with pytest.raises(EngineError, match=r"in feet .* does not state the unit of its heights"):
        read(path)
    stated = write_layer(tmp_path / "b.gpkg", HEIGHT / FOOT, IN_FEET, field="z_ft")
    found = read(stated)
    assert list(getattr(found, "height", found)) == pytest.approx(HEIGHT, abs=1e-6)


def test_sea_level_needs_a_geoid_that_the_user_states(tmp_path, geoid):
    path = write_table(tmp_path / "a.csv", "lon,lat,height (MSL)", HEIGHT - undulation(LON, LAT))
    with pytest.raises(EngineError, match=r"sea level or a geoid .*CONTROL_VERTICAL"):
        heights(path)
    assert heights(path, vertical="EPSG:5773") == pytest.approx(HEIGHT, abs=2e-3)
    assert heights(path, vertical=geoid) == pytest.approx(HEIGHT, abs=2e-3)
    assert read_check_points(path).datum.ellipsoidal is False


HAE, MSL, EGM96 = "altitude (HAE)", "height (MSL)", "elevation (EGM96)"
ABOVE_ELLIPSOID = VerticalDatum(name="WGS 84 ellipsoid", ellipsoidal=True)
ABOVE_EGM96 = crs_datum(pyproj.CRS.from_user_input("EPSG:4326+5773"))


@pytest.mark.parametrize(
    ("columns", "raster", "reference_vertical", "taken"),
    [
        ((MSL, HAE), ABOVE_ELLIPSOID, "auto", HAE),
        ((MSL, "ellipsoid height"), ABOVE_ELLIPSOID, "auto", "ellipsoid height"),
        ((MSL, HAE, EGM96), ABOVE_EGM96, "auto", EGM96),
        ((MSL, HAE), ABOVE_EGM96, "auto", HAE),
        (("height", HAE), UNSTATED, "auto", HAE),
        (("height", EGM96), ABOVE_ELLIPSOID, "auto", EGM96),
        (("height (AGL)", MSL), ABOVE_ELLIPSOID, "auto", MSL),
        ((HAE, MSL), ABOVE_ELLIPSOID, "EPSG:5773", MSL),
        ((HAE, "height"), ABOVE_ELLIPSOID, "EPSG:5773", "height"),
        ((MSL, "z"), ABOVE_ELLIPSOID, "ellipsoid", "z"),
        ((MSL, HAE), ABOVE_ELLIPSOID, "same", HAE),
        (("height", "z"), ABOVE_ELLIPSOID, "auto", "height"),
    ],
)
def test_of_several_columns_of_heights_the_one_of_the_fitting_datum_is_used(
    tmp_path, columns, raster, reference_vertical, taken
):
    path = tmp_path / "a.csv"
    path.write_text(",".join(("lon", "lat", *columns)) + "\n14.4,45.4" + "".join(f",{n}" for n in range(len(columns))))
    fitting = preference(raster, reference_vertical=reference_vertical)
    points = read_check_points(path, fitting=fitting)
    assert points.height == [columns.index(taken)]
    above_ground = any("AGL" in column for column in columns)
    assert [repr(taken) in str(message) for message in points.told] == ([] if above_ground else [True])
    assert read_check_points(path, height_field=columns[0] if not above_ground else MSL).told == ()


def test_control_points_take_the_heights_above_the_ellipsoid(tmp_path):
    def points(*columns, **more):
        path = tmp_path / "a.csv"
        path.write_text(
            ",".join(("lon", "lat", *columns)) + "\n14.4,45.4" + "".join(f",{n}" for n in range(len(columns)))
        )
        return heights(path, **more)

    said = []
    assert points(MSL, HAE, EGM96, context=Context(report=said.append)) == [1.0]
    assert repr(HAE) in said[0]["text"] and points(EGM96, "ellipsoid height") == [1.0]
    for columns, vertical in (((MSL, HAE), "EPSG:5773"), (("height", "z"), "auto"), ((HAE, "h_ell"), "auto")):
        with pytest.raises(EngineError, match="two fields for height"):
            points(*columns, vertical=vertical)


def test_heights_above_the_ground_and_unknown_units_are_refused(tmp_path):
    for header, said in (("lon,lat,height (AGL)", "above the ground"), ("lon,lat,height (furlong)", "'furlong'")):
        path = write_table(tmp_path / "a.csv", header, HEIGHT)
        for read in (heights, read_check_points):
            with pytest.raises(EngineError, match=said):
                read(path)


@pytest.mark.parametrize("void", [-9999.0, 9999.0, -32768.0, 1e20])
@pytest.mark.parametrize("read", [heights, read_check_points])
def test_numbers_for_voids_are_no_heights(tmp_path, read, void):
    height = np.where(np.arange(len(HEIGHT)) == 1, void, HEIGHT)
    for path in (
        write_table(tmp_path / "a.csv", "lon,lat,height", height),
        write_layer(tmp_path / "a.gpkg", height),
        write_layer(tmp_path / "b.gpkg", height, field="height"),
    ):
        with pytest.raises(EngineError, match=r"has the height .* where no ground is; remove the point"):
            read(path)


@given(
    places=st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89), st.floats(-400, 8000)), min_size=2, max_size=5)
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_decimal_points(tmp_path_factory, separator, places):
    path = tmp_path_factory.mktemp("commas") / "a.csv"
    rows = (separator.join(f"{value:.6f}" for value in place).replace(".", ",") for place in places)
    path.write_text("\n".join([separator.join(("longitude", "latitude", "height")), *rows]), encoding="utf-8")
    found = read_control(path, None, 0.2)
    assert np.array([(p.longitude, p.latitude, p.height) for p in found]) == pytest.approx(np.array(places), abs=1e-6)


def test_commas_beside_decimal_points_are_refused(tmp_path):
    """They may separate thousands."""
    path = tmp_path / "a.csv"
    path.write_text("lon;lat;height\n15.1;46.5;1,234\n15.2;46.5;1,300\n")
    with pytest.raises(EngineError, match="'1,234' as height in line 2, which is not a number"):
        heights(path)


def test_a_geoid_that_is_not_installed_is_named(tmp_path, proj_folder):
    path = write_table(tmp_path / "a.csv", "lon,lat,height (NAVD88)", HEIGHT)
    with pytest.raises(EngineError, match="NAVD88"):
        heights(path)


def test_coordinates_may_state_a_unit_of_their_own(tmp_path):
    to_map = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32633", always_xy=True)
    x, y = to_map.transform(LON, LAT)
    rows = (f"{a / FOOT:.6f},{b / FOOT:.6f},{c:.3f}" for a, b, c in zip(x, y, HEIGHT, strict=True))
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["easting (ft),northing (ft),height", *rows]) + "\n")
    points = read_control(path, "EPSG:32633", 0.2)
    assert [point.longitude for point in points] == pytest.approx(LON, abs=1e-9)
    assert read_check_points(path, crs="EPSG:32633").x == pytest.approx(x, abs=1e-5)


@pytest.mark.parametrize("count", [1, 2])
def test_a_multipoint_of_one_point_is_a_point(tmp_path, count):
    points = write_layer(tmp_path / "points.gpkg", HEIGHT, "EPSG:4979")
    options = {"geometryType": "MULTIPOINT25D", "layerName": "points"}
    if count == 2:
        options |= {"SQLStatement": "SELECT ST_Collect(geom) FROM points", "SQLDialect": "SQLite"}
    many = str(tmp_path / "many.gpkg")
    gdal.VectorTranslate(many, str(points), format="GPKG", **options)
    if count == 1:
        assert heights(many) == pytest.approx(HEIGHT, abs=1e-6)
    else:
        with pytest.raises(EngineError, match=f"has {len(HEIGHT)} points in row 1; give a layer with one point"):
            heights(many)
