"""From a pixel to the ground: at a height, and on a DEM where the circle first meets it from above."""

import dataclasses

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground, image_to_ground_on_dem


def circle(image, line, sample, heights):
    """Points (n, 3) of one pixel's range circle at many heights."""
    return image_to_ground(image, np.full(heights.shape, line), np.full(heights.shape, sample), heights)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("squint", [0.0, 10.0])
@pytest.mark.parametrize("height", [-400.0, 0.0, 200.0, 3000.0])
def test_points_have_the_range_the_doppler_the_height_and_the_side(side, squint, height):
    image = scenes.model(40.0, side=side, squint=squint, wobble=2.0)
    line, sample = scenes.grid(image)
    ground = image_to_ground(image, line, sample, height)
    pixels = image.projection_set(line, sample)
    sight = ground - pixels.arp
    forward = pixels.varp / np.linalg.norm(pixels.varp, axis=-1, keepdims=True)
    np.testing.assert_allclose(np.linalg.norm(sight, axis=-1), pixels.range_, rtol=0, atol=1e-8)
    np.testing.assert_allclose(np.sum(forward * sight, axis=-1), pixels.doppler_offset(), rtol=0, atol=1e-8)
    np.testing.assert_allclose(ecef_to_geodetic(ground)[2], height, rtol=0, atol=1e-4)
    to_the_right = np.sum(np.cross(forward, scenes.up()) * sight, axis=-1)
    assert (to_the_right > 0).all() if side == "right" else (to_the_right < 0).all()


def test_a_range_shorter_than_the_antennas_height_reaches_no_ground():
    image = scenes.model(40.0)
    short = dataclasses.replace(image, near_range=5900.0, range_spacing=1.0)
    # The antenna flies 6000 m above the scene, whose curvature is some decimetres here.
    sample = np.array([0.0, 50.0, 99.0, 102.0, 200.0])
    ground = image_to_ground(short, np.full(5, 500.0), sample, scenes.PLACE[2])
    assert np.isnan(ground[:, 0]).tolist() == [True, True, True, False, False]
    assert np.isnan(image_to_ground(image, 500.0, 500.0, 20000.0)).all()


def test_inputs_broadcast():
    image = scenes.model(40.0)
    ground = image_to_ground(image, np.arange(3.0)[:, None], np.arange(4.0), 100.0)
    assert ground.shape == (3, 4, 3)
    np.testing.assert_allclose(ground[2, 1], image_to_ground(image, 2.0, 1.0, 100.0), rtol=0, atol=1e-6)
    assert image_to_ground(image, 5.0, 6.0, np.array([0.0, 10.0])).shape == (2, 3)


@pytest.mark.parametrize("east_slope, north_slope", [(0.0, 0.0), (0.2, 0.0), (-0.3, 0.1), (0.1, -0.4)])
def test_on_a_tilted_plane_the_closed_form_is_met(east_slope, north_slope):
    def plane(east, north):
        return scenes.PLACE[2] + east_slope * east + north_slope * north

    image = scenes.model(40.0, heading=30.0)
    line, sample = scenes.grid(image, step=128)
    found = image_to_ground_on_dem(image, line, sample, scenes.dem(plane))
    east, north, height = scenes.on_map(found)
    assert np.abs(height - plane(east, north)).max() < 1e-3
    pixels = image.projection_set(line, sample)
    np.testing.assert_allclose(np.linalg.norm(found - pixels.arp, axis=-1), pixels.range_, rtol=0, atol=1e-8)

    # Flat Earth, x from the middle of the scene away from the track: (X + x)^2 + (H - g x)^2 = R^2.
    beyond = 100.0
    heading, altitude, ground_range = np.radians(30.0), 6000.0, 6000.0 * np.tan(np.radians(40.0))
    slope = east_slope * np.cos(heading) - north_slope * np.sin(heading)
    range_ = np.hypot(altitude, ground_range) + beyond * image.range_spacing
    quadratic = [1 + slope**2, 2 * (ground_range - slope * altitude), ground_range**2 + altitude**2 - range_**2]
    x = np.roots(quadratic).max()
    met = image_to_ground_on_dem(image, 511.5, 511.5 + beyond, scenes.dem(plane))
    assert scenes.on_map(met[None])[2] - scenes.PLACE[2] == pytest.approx(slope * x, abs=0.01)


def test_on_a_flat_dem_it_is_the_point_at_its_height():
    image = scenes.model(40.0, squint=5.0)
    line, sample = scenes.grid(image, step=128)
    on_dem = image_to_ground_on_dem(image, line, sample, scenes.dem(lambda east, north: 321.5))
    np.testing.assert_allclose(on_dem, image_to_ground(image, line, sample, 321.5), rtol=0, atol=1e-3)


def test_in_layover_the_highest_crossing_is_taken():
    # A ridge with flanks of 68 degrees, parallel to the track, seen at 35 degrees of incidence.
    image = scenes.model(35.0, heading=0.0)
    ridge = scenes.dem(lambda east, north: 200.0 + np.maximum(100.0 - 2.5 * np.abs(east), 0.0))
    # Samples that see the flank: the circle meets the foreground, the near flank and the far flank or ground.
    sample = np.arange(350.0, 512.0, 9.0)
    line = np.full(sample.shape, 511.5)
    _, _, height = scenes.on_map(image_to_ground_on_dem(image, line, sample, ridge, levels=513))
    scan = np.linspace(199.0, 301.0, 5101)
    crossings = []
    for one, found in zip(sample, height, strict=True):
        points = circle(image, 511.5, one, scan)
        lon, lat, _ = ecef_to_geodetic(points)
        above = scan - ridge.height(lon, lat) > 0
        changes = np.flatnonzero(above[1:] != above[:-1])
        crossings.append(changes.size)
        assert found == pytest.approx(scan[changes[-1]], abs=0.05)
    assert max(crossings) >= 3, "the test's ridge makes no layover"


def test_circles_that_leave_the_dem_give_nothing():
    image = scenes.model(40.0)
    small = scenes.dem(lambda east, north: 200.0, half=60.0)
    line, sample = np.array([511.5, 511.5, 0.0]), np.array([511.5, 0.0, 511.5])
    found = image_to_ground_on_dem(image, line, sample, small)
    assert np.isnan(found[:, 0]).tolist() == [False, True, True]


def test_a_void_of_the_dem_gives_nothing_and_spoils_nothing_else():
    image = scenes.model(40.0, heading=0.0)
    holed = scenes.dem(lambda east, north: np.where(np.hypot(east, north) < 30.0, np.nan, 200.0 + 0.0 * (east + north)))
    line, sample = np.full(3, 511.5), np.array([300.0, 511.5, 700.0])
    found = image_to_ground_on_dem(image, line, sample, holed)
    assert np.isnan(found[:, 0]).tolist() == [False, True, False]


def test_shapes_on_a_dem():
    image = scenes.model(40.0)
    flat = scenes.dem(lambda east, north: 200.0)
    line, sample = np.arange(500.0, 503.0)[:, None], np.arange(500.0, 504.0)
    assert image_to_ground_on_dem(image, line, sample, flat).shape == (3, 4, 3)
    assert image_to_ground_on_dem(image, 500.0, 500.0, flat).shape == (3,)
