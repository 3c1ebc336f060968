"""Longitudes of one area, whatever turn they are counted in."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal, ogr

from sar_radargrammetry.engine import longitude
from sar_radargrammetry.engine.elevation.extent import Extent
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.message import Message
from sar_radargrammetry.engine.terrain.seam import turned

ACROSS = np.array([179.99, -179.99, -179.97, 179.98])
"""An outline over the 180th meridian, 0.05 degrees wide."""


@given(st.floats(-180, 180), st.floats(-85, 85), st.integers(-1, 1))
def test_an_exchange_is_recognised_whatever_the_turn(lon, lat, turns):
    east, north = lat, lon  # of the place as it is written
    area = (lon - 0.2 + 360.0 * turns, lat - 0.2, lon + 0.2 + 360.0 * turns, lat + 0.2)
    near_itself = abs(lon - lat) <= 0.2
    assert longitude.exchanged(east, north, area) == (not near_itself)
    assert not longitude.exchanged(lon, lat, area)


def test_means_and_bounds_across_the_meridian():
    assert longitude.mean(ACROSS) == pytest.approx(-179.9975)
    assert longitude.mean(np.array([-10.0, 0.0, 20.0])) == pytest.approx(3.295, abs=1e-3)
    assert longitude.bounds(ACROSS + 360.0, np.arange(4.0)) == pytest.approx((-180.02, 0.0, -179.97, 3.0))
    assert longitude.bounds(np.array([np.nan, 5.0]), np.array([1.0, 2.0])) == (5.0, 2.0, 5.0, 2.0)
    assert np.isnan(longitude.bounds(np.array([np.nan]), np.array([1.0]))).all()
    assert longitude.wrapped(180.0) == -180.0 and longitude.wrapped(-181.0) == 179.0


@pytest.mark.parametrize("turns", [-360.0, 0.0, 360.0])
def test_common_and_united_areas_have_the_first_ones_longitudes(turns):
    first, second = (179.0, 0.0, 181.0, 2.0), (-180.5 + turns, 1.0, -178.0 + turns, 3.0)
    assert longitude.common(first, second) == (179.5, 1.0, 181.0, 2.0)
    assert longitude.united(first, second) == (179.0, 0.0, 182.0, 3.0)
    assert longitude.common(first, (10.0 + turns, 0.0, 20.0 + turns, 2.0)) is None
    # All around the Earth, whatever it begins with.
    assert longitude.common(first, (-180.0 + turns, -90.0, 180.0 + turns, 90.0)) == first


@pytest.mark.parametrize(
    ("crs", "turn"),
    [
        ("EPSG:4326", 360.0),
        ("EPSG:4807", 400.0),
        ("EPSG:3857", 40075016.69),
        ("EPSG:3832", 40075016.69),
        ("EPSG:32660", None),
        ("EPSG:3031", None),
        ("ESRI:54030", None),
    ],
)
def test_maps_that_repeat_after_a_turn(crs, turn):
    assert longitude.turn_of(crs) == (turn if turn is None else pytest.approx(turn))


@pytest.mark.parametrize("turns", [-360.0, 0.0, 360.0])
def test_polygons_are_split_at_the_meridian_as_in_geojson(turns):
    outline = np.stack([longitude.ring(ACROSS + turns), [10.0, 10.0, 11.0, 11.0]], axis=-1)
    shape = longitude.polygon(outline)
    assert shape.GetGeometryType() == ogr.wkbMultiPolygon and shape.GetGeometryCount() == 2
    extents = sorted(shape.GetGeometryRef(number).GetEnvelope() for number in (0, 1))
    assert extents == [pytest.approx((-180.0, -179.97, 10.0, 11.0)), pytest.approx((179.98, 180.0, 10.0, 11.0))]
    assert shape.Area() == pytest.approx(longitude.area(outline).Area(), rel=1e-9)
    again = longitude.whole_outline(shape)
    assert np.ptp(again[:, 0]) == pytest.approx(0.05) and longitude.area(again).Area() == pytest.approx(shape.Area())


def test_a_polygon_that_does_not_cross_stays_as_it_is():
    outline = np.array([(179.0, 1.0), (180.0, 1.0), (180.0, 2.0)])
    shape = longitude.polygon(outline)
    assert shape.GetGeometryType() == ogr.wkbPolygon
    np.testing.assert_array_equal(longitude.whole_outline(shape), outline)
    beyond = longitude.polygon(outline + np.array([1.0, 0.0]))
    assert beyond.GetGeometryType() == ogr.wkbPolygon and beyond.GetEnvelope() == (-180.0, -179.0, 1.0, 2.0)


@pytest.mark.parametrize("latitude", [89.0, -89.0])
def test_a_polygon_around_a_pole_reaches_it(latitude):
    around = longitude.ring((np.arange(0.0, 360.0, 45.0) + 190.0) % 360.0 - 180.0)
    shape = longitude.polygon(np.stack([around, np.full(8, latitude)], axis=-1))
    west, east, south, north = shape.GetEnvelope()
    assert (west, east) == (-180.0, 180.0) and max(abs(south), abs(north)) == 90.0
    assert shape.Area() == pytest.approx(360.0)
    south, north = (latitude, 90.0) if latitude > 0 else (-90.0, latitude)
    assert longitude.ring_bounds(around, np.full(8, latitude)) == (-180.0, south, 180.0, north)


def raster(first, columns, step=1.0, nodata=None):
    """A raster in degrees whose values are the longitudes of its cells' centres."""
    dataset = gdal.GetDriverByName("MEM").Create("", columns, 2, 1, gdal.GDT_Float32)
    dataset.SetProjection(pyproj.CRS(4326).to_wkt())
    dataset.SetGeoTransform((first, step, 0.0, 1.0, 0.0, -1.0))
    if nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    dataset.WriteArray(np.tile(first + step * (np.arange(columns) + 0.5), (2, 1)).astype(np.float32))
    return dataset


@pytest.mark.parametrize("first", [-180.0, 0.0, 10.0])
@pytest.mark.parametrize("middle", [-180.0, -175.5, 0.0, 11.0, 179.0, 360.0])
def test_a_raster_around_the_earth_is_joined_where_an_area_is(first, middle):
    found = turned(raster(first, 360), 360.0, middle - 3.2, middle + 3.2, Message("It"))
    x0, step, *_ = found.GetGeoTransform()
    own = x0 + step * (np.arange(found.RasterXSize) + 0.5)
    assert own[0] <= middle - 3.2 and own[-1] >= middle + 3.2
    turns = (found.ReadAsArray()[0] - own) / 360.0
    np.testing.assert_allclose(turns, np.round(turns), atol=1e-6)


def test_two_tiles_and_a_gap_between_them():
    # From -180 to 178: a void of two cells, which no file declares.
    found = turned(raster(-180.0, 358), 360.0, 175.0, 183.0, Message("It"))
    band = found.GetRasterBand(1)
    assert (band.ReadAsArray()[0] == band.GetNoDataValue()).sum() == 2
    # The ends overlap by a cell, as tiles of whole degrees and half a cell on each side do.
    found = turned(raster(-180.5, 361), 360.0, 177.0, 183.0, Message("It"))
    x0 = found.GetGeoTransform()[0]
    values = found.ReadAsArray()[0] - (x0 + np.arange(found.RasterXSize) + 0.5)
    assert set(np.round(values, 3)) <= {0.0, -360.0}
    with pytest.raises(EngineError, match="It begins and ends within the scene"):
        turned(raster(-180.0, 514, step=0.7), 360.0, 177.0, 183.0, Message("It"))


def test_a_raster_elsewhere_and_one_that_needs_no_turn_stay():
    for dataset in (raster(10.0, 20), raster(175.0, 10)):
        assert turned(dataset, 360.0, 178.0, 182.0, Message("It")) is dataset


def test_a_map_that_is_cut_within_the_points_is_refused():
    lon, lat = np.array([179.999, -179.999]), np.array([51.8, 51.8])

    def add(crs, *blocks):
        extent = Extent(pyproj.CRS(crs))
        for block in blocks:
            extent.add(*block, *pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(*block))

    add("EPSG:32660", (lon, lat))
    add("EPSG:3832", (lon, lat))
    add("EPSG:3857", (lon[:1], lat[:1]))
    add("EPSG:3857", (np.array([179.998, 179.999]), np.array([80.0, 80.0])))
    with pytest.raises(EngineError, match=r"40075 km in WGS 84 / Pseudo-Mercator.*such as EPSG:32601"):
        add("EPSG:3857", (lon, lat))
    # Blocks on either side.
    with pytest.raises(EngineError, match="cut or distorted"):
        add("EPSG:3857", (lon[:1], lat[:1]), (lon[1:], lat[1:]))
