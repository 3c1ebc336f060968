"""Tracks: where they pass, and that the image covers the scene."""

import dataclasses

import numpy as np
import pytest

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic, geodetic_to_ecef, local_axes
from sar_radargrammetry.engine.simulation.flight import PIXEL_MARGIN, Flight, fly, image_of
from sar_radargrammetry.engine.simulation.scene import Scene, scene_grid


@pytest.fixture(scope="module")
def scene():
    grid = scene_grid(15.0, 46.5, 400.0, 4.0)
    x, y = np.meshgrid(np.arange(grid.width), np.arange(grid.height))
    return Scene((500.0 + 30.0 * np.sin(x / 9.0) * np.cos(y / 7.0)).astype(np.float32), grid)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("look", "heading", "altitude"), [(35.0, 65.0, 6000.0), (62.0, 200.0, 3000.0)])
def test_track_passes_as_asked(scene, side, look, heading, altitude):
    flight = Flight(altitude=altitude, look=look, heading=heading, look_side=side, wobble=0.0)
    trajectory = fly(scene, flight)
    lon, lat, height = scene.centre
    centre = geodetic_to_ecef(lon, lat, height)
    model = image_of(scene, trajectory, flight, 1.0, 1.0)
    line, _ = model.ground_to_image(centre)
    position, velocity, _ = trajectory.at(model.first_line_time + line * model.line_interval)
    antenna = ecef_to_geodetic(position)
    assert antenna[2] - height == pytest.approx(altitude, abs=5.0)
    to_scene = (centre - position) / np.linalg.norm(centre - position)
    down = -local_axes(*antenna[:2])[2]
    assert np.degrees(np.arccos(to_scene @ down)) == pytest.approx(look, abs=0.02)
    east, north, up = local_axes(lon, lat) @ velocity
    assert np.degrees(np.arctan2(east, north)) % 360.0 == pytest.approx(heading, abs=1e-6)
    right = np.cross(velocity, -down)
    assert (right @ to_scene > 0) == (side == "right")
    assert up == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize("heading", [0.0, 65.0, 260.0])
def test_image_covers_the_scene_with_its_margin(scene, heading):
    flight = Flight(altitude=6000.0, look=35.0, heading=heading, seed=3)
    model = image_of(scene, fly(scene, flight), flight, 0.7, 0.9)
    rows, cols = scene.heights.shape
    row, col = np.mgrid[:rows, :cols]
    line, sample = model.ground_to_image(scene.ecef(col, row, scene.heights))
    for pixel, size in ((line, model.lines), (sample, model.samples)):
        assert pixel.min() >= PIXEL_MARGIN - 1
        assert pixel.max() <= size - PIXEL_MARGIN + 1
    assert model.trajectory.start <= model.time_span()[0]
    assert model.trajectory.end >= model.time_span()[1]


def test_wobble_is_of_its_size_and_repeats_by_seed(scene):
    flight = Flight(altitude=6000.0, look=35.0, heading=0.0, wobble=2.5, seed=5)
    smooth = fly(scene, dataclasses.replace(flight, wobble=0.0))
    first, again = fly(scene, flight), fly(scene, flight)
    other = fly(scene, dataclasses.replace(flight, seed=6))
    time = np.linspace(first.start, first.end, 500)
    deviation = np.linalg.norm(first.at(time)[0] - smooth.at(time)[0], axis=-1)
    assert 0.5 < deviation.max() <= 2.5 * np.sqrt(2.0) + 1e-6
    assert np.array_equal(first.at(time)[0], again.at(time)[0])
    assert np.abs(first.at(time)[0] - other.at(time)[0]).max() > 0.1


@pytest.mark.parametrize("look", [9.9, 80.1, -35.0])
def test_look_angles_that_no_stereo_uses_are_refused(look):
    with pytest.raises(EngineError, match="between 10 and 80"):
        Flight(altitude=6000.0, look=look, heading=0.0)


def test_spacings_must_be_positive(scene):
    flight = Flight(altitude=6000.0, look=35.0, heading=0.0)
    for spacings in ((0.0, 1.0), (1.0, -1.0)):
        with pytest.raises(EngineError, match="positive"):
            image_of(scene, fly(scene, flight), flight, *spacings)


def test_a_mountain_as_high_as_the_track_is_refused():
    grid = scene_grid(15.0, 46.5, 400.0, 4.0)
    heights = np.zeros((grid.height, grid.width), np.float32)
    heights[50, 50] = 950.0
    scene = Scene(heights, grid)
    flight = Flight(altitude=1000.0, look=35.0, heading=0.0)
    with pytest.raises(EngineError, match="fly higher"):
        image_of(scene, fly(scene, flight), flight, 1.0, 1.0)
