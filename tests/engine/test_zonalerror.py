"""The job zonalerror: means and volumes of polygons, and standard errors that Monte Carlo confirms."""

import numpy as np
import pytest
from evaluation_files import GRID, refusal, surface_on
from osgeo import gdal, ogr, osr
from test_correlation import field

from sar_radargrammetry.engine.correlation.model import CORRELATION_KEY, Correlation
from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.evaluation import zones
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.jobs import zonalerror
from sar_radargrammetry.engine.longitude import polygon
from sar_radargrammetry.engine.parameters.declare import parse_parameters

TRUE = Correlation(short_share=0.7, short_range=15.0, long_share=0.3, long_range=60.0, variance=1.0, source="residuals")
BANDS = ("standard deviation of elevation", "random part", "correlated part")
X, Y = GRID.x0, GRID.y0


def write_areas(path, rings, crs=32633, fields=(("name", ogr.OFTString),), driver="GPKG"):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(crs)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("areas", reference, ogr.wkbPolygon)
    for name, kind in fields:
        layer.CreateField(ogr.FieldDefn(name, kind))
    for number, ring in enumerate(rings):
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, kind in fields:
            feature.SetField(name, f"area {number}" if kind == ogr.OFTString else number)
        if ring is not None:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({','.join(f'{x} {y}' for x, y in ring)}))"))
        layer.CreateFeature(feature)
    layer = source = None
    return path


def box(left, top, right, bottom):
    """Corners of a rectangle of metres right of and below the grid's corner."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return [(X + x, Y - y) for x, y in corners]


def rows_of(path):
    source = ogr.Open(str(path))
    return [feature.items() for feature in source.GetLayer(0)]


@pytest.fixture
def files(tmp_path):
    """A surface with a void, errors of 1 m (0.8 random, 0.6 correlated) that state their correlation, and areas."""
    heights = surface_on(GRID)
    heights[:20, :30] = np.nan
    write_raster(tmp_path / "elevation.tif", GRID, heights)
    parts = np.stack([np.full(heights.shape, value) for value in (1.0, 0.8, 0.6)])
    record = {CORRELATION_KEY: TRUE.document()}
    write_raster(tmp_path / "error.tif", GRID, parts, descriptions=BANDS, vertical_datum=None, provenance=record)
    write_areas(tmp_path / "areas.gpkg", [box(0, 0, 80, 60), box(100, 50, 200, 150), box(-900, 0, -800, 50), None])
    return tmp_path


def run(folder, said=None, **changes):
    names = {"elevation": "elevation.tif", "error": "error.tif", "polygons": "areas.gpkg", "output": "out.gpkg"}
    given = {key: str(folder / name) for key, name in names.items()}
    given |= {key: value if isinstance(value, float) else str(folder / value) for key, value in changes.items()}
    messages = [] if said is None else said
    return zonalerror.run(parse_parameters(zonalerror.Parameters, given), Context(report=messages.append))


def test_means_volumes_and_errors_of_areas(files, capfd):
    answer = run(files, base_height=250.0)
    assert "Warning" not in capfd.readouterr().err  # of GDAL
    assert (answer["areas"], answer["measured_areas"]) == (4, 2)
    assert answer["correlation_length"] == pytest.approx(TRUE.length, abs=1e-3)
    first, second, outside, nothing = rows_of(answer["output"])
    assert first["name"] == "area 0" and first["cells"] == 40 * 30 - 20 * 30
    assert first["void_share"] == pytest.approx(0.5) and first["area"] == pytest.approx(4800.0, rel=1e-3)
    heights = surface_on(GRID)[25:75, 50:100]
    assert second["mean_height"] == pytest.approx(heights.mean(), abs=1e-3) and second["cells"] == 2500
    expected = 0.8 * np.sqrt(TRUE.of_square(50, (2.0, 2.0)))
    assert second["sigma_matching"] == pytest.approx(expected, rel=0.01)
    assert second["sigma_common"] == pytest.approx(0.6)
    assert second["sigma_mean"] == pytest.approx(np.hypot(expected, 0.6), rel=0.01)
    assert second["volume"] == pytest.approx((heights.mean() - 250.0) * 1e4, rel=1e-3)
    assert second["sigma_volume"] == pytest.approx(second["sigma_mean"] * 1e4, rel=1e-3)
    assert outside["cells"] == 0 and outside["void_share"] == 1.0 and outside["mean_height"] is None
    assert nothing["cells"] == 0 and nothing["sigma_mean"] is None


def test_standard_errors_are_those_of_a_correlated_field(files):
    """Means over two areas, one with a void, of fields of errors: their spread is the standard error."""
    cell, sigma = (2.0, 2.0), 0.5 + np.arange(120) / 120.0
    parts = np.broadcast_to(sigma, (100, 120))
    write_raster(files / "error.tif", GRID, parts, vertical_datum=None, provenance={CORRELATION_KEY: TRUE.document()})
    said = []
    run(files, said)
    assert "errors of matching only" in str(said)
    found = rows_of(files / "out.gpkg")[:2]
    drawn = field((100, 120), TRUE, 7, cell=cell, count=300) * parts
    drawn[:, :20, :30] = np.nan
    for row, part in zip(found, (np.s_[:30, :40], np.s_[25:75, 50:100]), strict=True):
        assert row["sigma_mean"] == pytest.approx(np.nanmean(drawn[:, part[0], part[1]], axis=(1, 2)).std(), rel=0.12)
        assert row["sigma_common"] is None


def test_differences_give_correlation_and_size(tmp_path):
    """Errors twice as large as predicted, on a grid large enough to show their correlation."""
    grid = Grid(crs="EPSG:32633", x0=X, y0=Y, pixel_size=2.0, width=500, height=400)
    errors = 2.0 * field((400, 500), TRUE, 8, cell=(2.0, 2.0))[0]
    write_raster(tmp_path / "elevation.tif", grid, 100.0 + errors)
    write_raster(tmp_path / "error.tif", grid, np.ones(errors.shape), vertical_datum=None)
    write_raster(tmp_path / "difference.tif", grid, errors, vertical_datum=None)
    write_areas(tmp_path / "areas.gpkg", [box(100, 100, 300, 300)])
    assert "does not state how far" in refusal(run, tmp_path)
    answer = run(tmp_path, difference="difference.tif")
    assert answer["correlation_length"] == pytest.approx(TRUE.length, rel=0.2)
    expected = 2.0 * np.sqrt(TRUE.of_square(100, (2.0, 2.0)))
    assert answer["median_sigma"] == pytest.approx(expected, rel=0.2)
    answer = run(tmp_path, correlation_length=20.0)
    assert answer["median_sigma"] == pytest.approx(20.0 / 200.0, rel=0.05)


def test_large_areas_are_averaged_in_blocks(files, monkeypatch):
    run(files)
    exact = rows_of(files / "out.gpkg")[1]
    monkeypatch.setattr(zones, "SIDE", 16)
    monkeypatch.setattr(zones, "_TILE", 32)
    run(files)
    blocks = rows_of(files / "out.gpkg")[1]
    assert blocks["mean_height"] == exact["mean_height"] and blocks["cells"] == exact["cells"]
    assert blocks["sigma_matching"] == pytest.approx(exact["sigma_matching"], rel=0.05)


def test_polygons_may_be_in_degrees_and_keep_their_fields(files):
    transform = osr.CoordinateTransformation(*(_reference(code) for code in (32633, 4326)))
    ring = [transform.TransformPoint(x, y)[:2] for x, y in box(100, 50, 200, 150)]
    kinds = (("cells", ogr.OFTInteger), ("when", ogr.OFTString))
    write_areas(files / "degrees.geojson", [ring], crs=4326, fields=kinds, driver="GeoJSON")
    run(files, polygons="degrees.geojson")
    (row,) = rows_of(files / "out.gpkg")
    assert row["cells"] == 0 and row["when"] == "area 0"  # the layer's own
    assert row["cells_2"] == pytest.approx(2500, abs=60)
    source = gdal.OpenEx(str(files / "out.gpkg"))
    assert source.GetLayer(0).GetSpatialRef().GetAuthorityCode(None) == "4326"


@pytest.mark.parametrize("west", [15.0, 179.999, -180.0008, 374.999], ids=["15", "180", "-180", "15 a turn on"])
def test_elevations_may_be_in_degrees(tmp_path, west):
    """A square of 80 x 60 cells, in degrees and in the UTM zone, across the 180th meridian too and split there."""
    step = 2e-5
    grid = Grid(crs="EPSG:4326", x0=west, y0=0.001, pixel_size=step, width=120, height=100)
    lon, lat = grid.centres()
    write_raster(tmp_path / "elevation.tif", grid, 300.0 + 1e4 * (lat[:, None] + 0.0 * lon))
    record = {CORRELATION_KEY: TRUE.document()}
    write_raster(tmp_path / "error.tif", grid, np.ones((100, 120)), vertical_datum=None, provenance=record)
    left, right = west + 20 * step, west + 100 * step
    top, bottom = 0.001 - 20 * step, 0.001 - 80 * step
    whole = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    wrapped = [((x + 180.0) % 360.0 - 180.0, y) for x, y in whole]
    zone = 32633 if abs(wrapped[0][0]) < 90.0 else 32660
    transform = osr.CoordinateTransformation(_reference(4326), _reference(zone))
    metres = [transform.TransformPoint(*corner)[:2] for corner in wrapped]
    write_areas(tmp_path / "degrees.gpkg", [whole, wrapped], crs=4326)
    write_areas(tmp_path / "metres.gpkg", [metres], crs=zone)
    answers = []
    for name in ("degrees", "metres"):
        run(tmp_path, polygons=f"{name}.gpkg")
        answers += rows_of(tmp_path / "out.gpkg")
    for row in answers:
        assert row["cells"] == pytest.approx(80 * 60, abs=2 * 140)
        assert row["mean_height"] == pytest.approx(300.0, abs=0.05)
        # A degree is 111 320 m along the equator and 110 574 m across it.
        assert row["area"] == pytest.approx(80 * step * 111320.0 * 60 * step * 110574.0, rel=3e-3)
    assert answers[0]["cells"] == answers[1]["cells"] == 80 * 60


def test_polygons_split_at_the_meridian_are_whole(tmp_path):
    step = 2e-5
    grid = Grid(crs="EPSG:4326", x0=179.999, y0=0.001, pixel_size=step, width=120, height=100)
    write_raster(tmp_path / "elevation.tif", grid, np.full((100, 120), 300.0))
    record = {CORRELATION_KEY: TRUE.document()}
    write_raster(tmp_path / "error.tif", grid, np.ones((100, 120)), vertical_datum=None, provenance=record)
    reference = _reference(4326)
    source = gdal.GetDriverByName("GPKG").Create(str(tmp_path / "areas.gpkg"), 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("areas", reference, ogr.wkbMultiPolygon)
    feature = ogr.Feature(layer.GetLayerDefn())
    outline = np.array([(179.9992, 0.0008), (180.0008, 0.0008), (180.0008, -0.0004), (179.9992, -0.0004)])
    feature.SetGeometry(polygon(outline))
    layer.CreateFeature(feature)
    layer = source = None
    run(tmp_path)
    (row,) = rows_of(tmp_path / "out.gpkg")
    assert row["cells"] == 80 * 60 and row["void_share"] == pytest.approx(0.0, abs=1e-9)


def _reference(code):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def test_bad_input_is_one_sentence(files):
    write_areas(files / "far.gpkg", [box(9000, 0, 9100, 100)])
    write_areas(files / "none.gpkg", [])
    reference = _reference(32633)
    points = gdal.GetDriverByName("GPKG").Create(str(files / "points.gpkg"), 0, 0, 0, gdal.GDT_Unknown)
    points.CreateLayer("p", reference, ogr.wkbPoint)
    points = None
    write_raster(files / "void.tif", GRID, np.full((100, 120), np.nan), vertical_datum=None)
    for changes, text in (
        ({"polygons": "missing.gpkg"}, "does not exist"),
        ({"polygons": "points.gpkg"}, "0 layers of polygons"),
        ({"polygons": "none.gpkg"}, "contains no polygons"),
        ({"polygons": "elevation.tif"}, "cannot be read"),
        ({"polygons": "far.gpkg"}, "No polygon of"),
        ({"difference": "void.tif"}, "too few values"),
        ({"output": "areas.gpkg"}, "also an input"),
    ):
        assert text in refusal(run, files, **changes)
    assert not (files / "out.gpkg").exists()
