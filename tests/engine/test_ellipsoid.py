"""The WGS-84 ellipsoid agrees with PROJ, and its inverse is exact."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes, up_vector

TO_ECEF = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)

longitudes = st.floats(-180.0, 180.0)
latitudes = st.floats(-90.0, 90.0)
heights = st.floats(-10e3, 1000e3)


def globe():
    lon, lat, height = np.meshgrid(np.linspace(-180, 180, 25), np.linspace(-90, 90, 37), [-1e4, 0.0, 9e3, 1e6])
    return lon.ravel(), lat.ravel(), height.ravel()


def test_geodetic_to_ecef_agrees_with_proj():
    lon, lat, height = globe()
    expected = np.stack(TO_ECEF.transform(lon, lat, height), axis=-1)
    np.testing.assert_allclose(geodetic_to_ecef(lon, lat, height), expected, rtol=0, atol=5e-9)


def test_ecef_to_geodetic_agrees_with_proj():
    lon, lat, height = globe()
    # PROJ's own formula is off by millimetres in orbit, and by a micrometre near the ground.
    near = (height >= 0.0) & (height < 1e5)
    xyz = geodetic_to_ecef(lon[near], lat[near], height[near])
    lon, lat, height = ecef_to_geodetic(xyz)
    expected_lon, expected_lat, expected_height = TO_ECEF.transform(*xyz.T, direction="INVERSE")
    away_from_poles = np.abs(expected_lat) < 89.9
    turn = (lon - expected_lon + 180.0) % 360.0 - 180.0
    assert np.abs(turn[away_from_poles]).max() < 1e-12
    assert np.abs(lat - expected_lat).max() < 2e-11
    assert np.abs(height - expected_height).max() < 2e-6


@given(longitudes, latitudes, heights)
def test_ecef_and_back_gives_the_same_place_within_ten_nanometres(lon, lat, height):
    xyz = geodetic_to_ecef(lon, lat, height)
    back = ecef_to_geodetic(xyz)
    assert np.linalg.norm(geodetic_to_ecef(*back) - xyz) < 1e-8
    assert back[2] == pytest.approx(height, abs=1e-8)


@given(longitudes, latitudes, heights, st.floats(0.1, 1000.0))
def test_up_is_where_height_grows_and_longitude_and_latitude_stay(lon, lat, height, step):
    there = geodetic_to_ecef(lon, lat, height) + step * up_vector(lon, lat)
    np.testing.assert_allclose(there, geodetic_to_ecef(lon, lat, height + step), rtol=0, atol=5e-9)


@given(longitudes, latitudes)
def test_local_axes_are_east_north_up(lon, lat):
    axes = local_axes(lon, lat)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-15)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    assert axes[0, 2] == 0.0  # east is horizontal to the Earth's axis
    assert axes[1, 2] >= -1e-15  # north leans towards the pole


def test_broadcasts_one_height_against_many_places():
    lon, lat = np.linspace(10, 11, 4)[:, None], np.linspace(45, 46, 3)
    assert geodetic_to_ecef(lon, lat, 100.0).shape == (4, 3, 3)


def test_nan_stays_nan():
    assert np.isnan(np.stack(ecef_to_geodetic(np.full((2, 3), np.nan)))).all()


def test_equal_points_give_equal_bytes_wherever_their_results_lie_in_memory():
    rng = np.random.default_rng(3)
    # An odd number: the results may then lie eight bytes behind the points, within numpy's reach of their last column.
    xyz = rng.normal(0.0, 4e6, (1635, 3))
    found = set()
    for _ in range(300):
        elsewhere = [np.empty(n) for n in rng.integers(1, 5000, 20)]
        del elsewhere[::2]
        found.add(np.stack(ecef_to_geodetic(xyz.copy())).tobytes())
    assert len(found) == 1
