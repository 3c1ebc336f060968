"""Check points: read from tables and layers, compared by closed form, bad files in one sentence."""

import numpy as np
import pyproj
import pytest
from geoids import undulation, write_geoid
from osgeo import gdal, ogr, osr

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.evaluation.checkpoints import read_check_points
from sar_radargrammetry.engine.evaluation.points import compare_points, write_checked_points

GRID = Grid(crs="EPSG:32633", x0=500000.0, y0=5000000.0, pixel_size=2.0, width=700, height=600)
TO_DEGREES = pyproj.Transformer.from_crs(GRID.crs, 4326, always_xy=True)


def plane(x, y):
    """Heights (m); bilinear interpolation reproduces them."""
    return 300.0 + 0.1 * (x - 5e5) - 0.05 * (y - 5e6)


@pytest.fixture
def elevation(tmp_path):
    x, y = GRID.centres()
    heights = plane(x, y[:, None]) + 0.25
    heights[100:200, 100:200] = np.nan
    write_raster(tmp_path / "elevation.tif", GRID, heights)
    return tmp_path / "elevation.tif"


def places(count=300):
    rng = np.random.default_rng(0)
    return rng.uniform(5e5, 5e5 + 1400.0, count), rng.uniform(5e6 - 1200.0, 5e6, count)


def write_table(path, header, columns, separator=","):
    rows = (separator.join(f"{v:.9f}" for v in row) for row in zip(*columns, strict=True))
    path.write_text("\n".join(["# surveyed", header, *rows]) + "\n", encoding="utf-8-sig")
    return path


def write_layer(path, x, y, height, *, field=None, crs="EPSG:32633", layers=("points",)):
    source = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    for name in layers:
        layer = source.CreateLayer(name, reference, ogr.wkbPoint if field else ogr.wkbPoint25D)
        if field:
            layer.CreateField(ogr.FieldDefn(field, ogr.OFTReal))
        for values in zip(x, y, height, strict=True):
            feature = ogr.Feature(layer.GetLayerDefn())
            place = ogr.Geometry(ogr.wkbPoint if field else ogr.wkbPoint25D)
            (place.AddPoint_2D if field else place.AddPoint)(*map(float, values[: 2 if field else 3]))
            feature.SetGeometry(place)
            if field and np.isfinite(values[2]):
                feature.SetField(field, float(values[2]))
            layer.CreateFeature(feature)
    return path


def refusal(function, *args, **kwargs):
    with pytest.raises(EngineError) as caught:
        function(*args, **kwargs)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text
    return text


def test_a_table_in_degrees_is_compared_between_cell_centres(elevation, tmp_path):
    x, y = places()
    lon, lat = TO_DEGREES.transform(x, y)
    table = write_table(tmp_path / "punkte ü.csv", "Name-less,Lon (deg),LAT,H [m]", (x, lon, lat, plane(x, y)))
    result, checked = compare_points(elevation, read_check_points(table), reference_vertical="ellipsoid")
    s = result.statistics
    assert s.reference_cells == 300 and 0.95 < s.completeness < 0.995
    np.testing.assert_allclose(checked.difference[np.isfinite(checked.difference)], 0.25, atol=1e-3)
    assert s.bias == pytest.approx(0.25, abs=1e-3) and s.nmad < 1e-3
    (row,) = result.classes[0].rows
    assert row.label.startswith("5") and checked.slope[0] == pytest.approx(
        np.degrees(np.arctan(np.hypot(0.1, 0.05))), rel=2e-3
    )


@pytest.mark.parametrize("kind", ["semicolons", "field", "solid"])
def test_tables_and_layers_give_the_same(elevation, tmp_path, kind):
    x, y = places(50)
    options = {}
    if kind == "semicolons":
        path = write_table(tmp_path / "a.csv", "easting;northing;height", (x, y, plane(x, y)), ";")
        options["crs"] = "EPSG:32633"
    elif kind == "field":
        path, options["height_field"] = write_layer(tmp_path / "a.gpkg", x, y, plane(x, y), field="H_ell"), "H_ell"
    else:
        path = write_layer(tmp_path / "a.gpkg", x, y, plane(x, y))
    result, _ = compare_points(elevation, read_check_points(path, **options), reference_vertical="ellipsoid")
    assert result.statistics.bias == pytest.approx(0.25, abs=1e-3)


def test_the_raster_of_errors_is_read_at_the_points(elevation, tmp_path):
    x, _ = GRID.centres()
    write_raster(tmp_path / "error.tif", GRID, np.broadcast_to(0.1 + 1e-4 * (x - 5e5), (600, 700)).copy())
    px, py = places()
    table = write_table(tmp_path / "a.csv", "x,y,z", (px, py, plane(px, py)))
    points = read_check_points(table, crs="EPSG:32633")
    result, checked = compare_points(elevation, points, error=tmp_path / "error.tif", reference_vertical="same")
    np.testing.assert_allclose(checked.sigma, 0.1 + 1e-4 * (px - 5e5), atol=2e-4)
    known = np.isfinite(checked.elevation)
    expected = np.mean(checked.sigma[known] > 0.25 - 2e-4)
    assert result.statistics.within_1_sigma == pytest.approx(expected, abs=0.01)
    assert len(result.calibration) == 10


def test_points_outside_are_left_out_and_that_is_said(elevation, tmp_path):
    x, y = places(20)
    x[:5] += 5000.0
    table = write_table(tmp_path / "a.csv", "x,y,z", (x, y, plane(x, y)))
    points = read_check_points(table, crs="EPSG:32633")
    result, _ = compare_points(elevation, points, reference_vertical="ellipsoid")
    assert result.statistics.reference_cells == 15 and "5 of the 20" in result.warnings[0]
    table = write_table(tmp_path / "b.csv", "x,y,z", (x + 1e4, y, plane(x, y)))
    far = read_check_points(table, crs="EPSG:32633")
    assert "No check point" in refusal(compare_points, elevation, far, reference_vertical="ellipsoid")
    void = read_check_points(
        write_table(tmp_path / "c.csv", "x,y,z", ([5e5 + 210], [5e6 - 210], [0])), crs="EPSG:32633"
    )
    assert "no height at any" in refusal(compare_points, elevation, void, reference_vertical="ellipsoid")


def test_heights_above_a_geoid_are_converted_and_unknown_ones_refused(elevation, tmp_path):
    x, y = places(80)
    lon, lat = TO_DEGREES.transform(x, y)
    table = write_table(tmp_path / "a.csv", "lon,lat,height", (lon, lat, plane(x, y) - undulation(lon, lat)))
    points = read_check_points(table)
    assert "REFERENCE_VERTICAL" in refusal(compare_points, elevation, points)
    result, _ = compare_points(elevation, points, reference_vertical=write_geoid(tmp_path / "geoid.tif"))
    assert result.statistics.bias == pytest.approx(0.25, abs=2e-3)
    assert "converted" in result.datum


def test_a_layer_may_state_what_its_heights_are_counted_from(elevation, tmp_path, proj_folder):
    write_geoid(proj_folder / "us_nga_egm96_15.tif")
    x, y = places(30)
    heights = plane(x, y) - undulation(*TO_DEGREES.transform(x, y))
    path = write_layer(tmp_path / "a.gpkg", x, y, heights, crs="EPSG:32633+5773")
    points = read_check_points(path)
    assert points.datum.name == "EGM96 height"
    assert compare_points(elevation, points)[0].statistics.bias == pytest.approx(0.25, abs=2e-3)


def test_the_checked_points_go_into_a_layer(elevation, tmp_path):
    x, y = places(40)
    points = read_check_points(write_table(tmp_path / "a.csv", "x,y,z", (x, y, plane(x, y))), crs="EPSG:32633")
    _, checked = compare_points(elevation, points, reference_vertical="ellipsoid")
    write_checked_points(tmp_path / "checked.gpkg", checked)
    source = ogr.Open(str(tmp_path / "checked.gpkg"))
    rows = [(f.GetGeometryRef().GetX(), f["difference"], f["sigma"]) for f in source.GetLayer(0)]
    assert len(rows) == 40 and rows[7][0] == pytest.approx(x[7])
    assert all(sigma is None for *_, sigma in rows)
    assert np.median([d for _, d, _ in rows if d is not None]) == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no points"),
        ("x,y,z\n", "no points"),
        ("x,y,z\n1,2,3\n", "CHECK_POINTS_CRS"),
        ("lon,lat\n1,2\n", "its columns are lon, lat"),
        ("lon,lat,height\n1,2,tall\n", "line 2"),
        ("lon,lat,height\n1,200,3\n", "exchange longitude"),
        ("lon,lat,height\n1,2,\n", "no point with a height"),
    ],
)
def test_a_bad_table_is_refused_in_one_sentence(tmp_path, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert said in refusal(read_check_points, path)


@pytest.mark.parametrize("names", [("lat", "lon"), ("y", "x")])
def test_exchanged_coordinates_are_told(elevation, tmp_path, names):
    x, y = places(5)
    first, second = TO_DEGREES.transform(x, y) if names[0] == "lat" else (x, y)
    points = read_check_points(
        write_table(tmp_path / "a.csv", ",".join((*names, "height")), (first, second, plane(x, y))),
        crs=None if names[0] == "lat" else "EPSG:32633",
    )
    said = refusal(compare_points, elevation, points, reference_vertical="ellipsoid")
    assert "only with their two coordinates exchanged; correct the names of the columns" in said


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_table_in_another_encoding_says_which_one_is_wanted(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat,height\nGröna,1,2,3\n", encoding=encoding)
    assert "saved as CSV UTF-8" in refusal(read_check_points, path)


def test_a_bad_layer_is_refused_in_one_sentence(tmp_path):
    x, y = places(3)
    assert "does not exist" in refusal(read_check_points, tmp_path / "no.gpkg")
    (tmp_path / "text.gpkg").write_text("no layer")
    assert "cannot be read" in refusal(read_check_points, tmp_path / "text.gpkg")
    two = write_layer(tmp_path / "two.gpkg", x, y, x, layers=("a", "b"))
    assert "2 layers" in refusal(read_check_points, two)
    other = write_layer(tmp_path / "other.gpkg", x, y, x, field="depth")
    assert "HEIGHT_FIELD" in refusal(read_check_points, other)
    assert "'tall'" in refusal(read_check_points, other, height_field="tall")
    assert "not known" in refusal(read_check_points, write_table(tmp_path / "a.csv", "x,y,z", (x, y, x)), crs="EPSG:0")
