"""Speckle, noise, bright points and textures of developed images."""

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from sar_radargrammetry.engine.simulation.develop import Echoes, develop
from sar_radargrammetry.engine.simulation.flight import Flight, fly, image_of
from sar_radargrammetry.engine.simulation.impulse import REACH, pulse, resolution
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.scene import Scene, scene_grid
from sar_radargrammetry.engine.simulation.texture import (
    Scatterers,
    land_cover,
    reflectivity,
    texture_grid,
)
from sar_radargrammetry.engine.simulation.truth import node_truth
from sar_radargrammetry.engine.simulation.view import Exposure

NOTHING = Echoes(np.zeros(0), np.zeros(0), np.zeros(0, complex))


def speckle(seed, power=2.0, blocks=(128, 128, 100), samples=300, noise=0.0):
    chunks = ((np.full((n, samples), power, np.float32), NOTHING) for n in blocks)
    return np.concatenate(list(develop(chunks, noise, np.random.default_rng(seed))))


def sharpest(image):
    """Sub-pixel position of the highest peak, by band-limited interpolation of its neighbourhood."""
    line, sample = np.unravel_index(np.abs(image).argmax(), image.shape)
    half, factor = 12, 64
    patch = image[line - half : line + half, sample - half : sample + half]
    peak = []
    for axis, origin in ((0, line), (1, sample)):
        profile = np.moveaxis(patch, axis, 0)[:, half]
        fine = np.abs(
            np.exp(2j * np.pi * np.outer(np.arange(-factor, factor + 1) / factor + half, np.fft.fftfreq(2 * half)))
            @ np.fft.fft(profile)
        )
        peak.append(origin + (fine.argmax() - factor) / factor)
    return np.array(peak)


def test_pulse_has_unit_energy_and_the_resolution_it_says():
    assert np.sum(pulse(np.arange(-REACH, REACH + 1)) ** 2) == pytest.approx(1.0, abs=2e-3)
    assert np.sum(pulse(np.arange(-REACH, REACH) + 0.37) ** 2) == pytest.approx(1.0, abs=2e-3)
    assert 1.0 < resolution() < 1.2
    offset = np.linspace(-4, 4, 8001)
    width = np.ptp(offset[pulse(offset) ** 2 > 0.5 * pulse(0.0) ** 2])
    assert width == pytest.approx(resolution(), abs=2e-3)


def test_single_look_intensity_is_exponential_and_keeps_its_mean():
    image = speckle(1)
    assert image.shape == (356, 300)
    # Lines near the first and last lack what lies beyond.
    intensity = np.abs(image[REACH:-REACH, REACH:-REACH]) ** 2
    assert intensity.mean() == pytest.approx(2.0, rel=0.02)
    assert intensity.std() / intensity.mean() == pytest.approx(1.0, abs=0.03)
    share = (intensity > 2.0 * intensity.mean()).mean()
    assert share == pytest.approx(np.exp(-2.0), abs=0.01)
    phase = np.angle(image)
    assert abs(np.exp(1j * phase).mean()) < 0.01


def test_blocks_are_joined_without_seam():
    whole = speckle(3, blocks=(356,))
    parts = speckle(3, blocks=(128, 128, 100))
    assert np.allclose(whole, parts, atol=1e-5)


def test_speckle_of_two_views_is_independent():
    first, second = speckle(1), speckle(2)
    correlation = np.abs(np.vdot(first, second)) / np.linalg.norm(first) / np.linalg.norm(second)
    assert correlation < 0.015


def test_noise_fills_darkness():
    image = speckle(1, power=0.0, noise=0.25)
    assert np.mean(np.abs(image[REACH:-REACH, REACH:-REACH]) ** 2) == pytest.approx(0.25, rel=0.02)


@pytest.fixture(scope="module")
def hills():
    grid = scene_grid(15.2, 46.5, 120.0, 1.0)
    x, y = np.meshgrid(np.arange(grid.width), np.arange(grid.height))
    return Scene((700.0 + 8.0 * np.sin(x / 13.0) * np.cos(y / 11.0)).astype(np.float32), grid)


@pytest.mark.parametrize(
    ("side", "heading", "look"), [("right", 65.0, 35.0), ("left", 65.0, 35.0), ("right", 85.0, 50.0)]
)
@pytest.mark.parametrize(("col", "row"), [(60.0, 60.0), (41.3, 77.8), (85.61, 52.27)])
def test_a_lone_scatterer_lands_at_its_computed_pixel(hills, side, heading, look, col, row):
    flight = Flight(altitude=4000.0, look=look, heading=heading, look_side=side, seed=4)
    model = image_of(hills, fly(hills, flight), flight, 0.5, 0.6)
    one = np.ones(1)
    points = Scatterers(col * one, row * one, 0.0 * one, 5.0 * one * np.exp(0.7j))
    image = Exposure(hills, model, np.zeros((2, 2), np.float32), points, noise=0.0, seed=1).image()
    expected = model.ground_to_image(hills.ecef(col, row, hills.height(col, row)))
    assert np.abs(sharpest(image) - expected).max() < 0.05
    assert np.sum(np.abs(image) ** 2) == pytest.approx(25.0, rel=0.01)
    peak = np.unravel_index(np.abs(image).argmax(), image.shape)
    assert np.angle(image[peak]) == pytest.approx(0.7, abs=1e-3)


def test_scatterers_in_shadow_stay_dark(hills):
    heights = hills.heights.copy()
    heights[:, 60] += 60.0
    scene = Scene(heights, hills.grid)
    flight = Flight(altitude=4000.0, look=45.0, heading=0.0)
    model = image_of(scene, fly(scene, flight), flight, 0.5, 0.5)
    both = np.array([80.0, 30.0]), np.array([60.0, 60.0])
    points = Scatterers(*both, np.zeros(2), np.array([4.0, 3.0], complex))
    image = Exposure(scene, model, np.zeros((2, 2), np.float32), points, noise=0.0, seed=1).image()
    assert np.sum(np.abs(image) ** 2) == pytest.approx(9.0, rel=0.01)


@pytest.mark.parametrize("decorrelation", [0.0, 0.3, 1.0])
def test_textures_of_two_views_correlate_as_asked(hills, decorrelation):
    grid = texture_grid(hills, 0.5)
    cover = land_cover(grid, 9)
    first, second = (10.0 * np.log10(reflectivity(grid, 9, view, decorrelation)) - cover for view in (0, 1))
    correlation = np.corrcoef(first.ravel(), second.ravel())[0, 1]
    assert correlation == pytest.approx(1.0 - decorrelation, abs=0.12)  # coarse waves are few in a small scene
    assert first.std() == pytest.approx(3.5, abs=0.5)


def test_registered_views_share_their_texture_and_not_more():
    correlation = {}
    for decorrelation in (0.0, 0.5):
        settings = PairSettings(
            terrain="plains", size=120.0, altitude=4000.0, decorrelation=decorrelation, crossing=12.0, noise=-40.0
        )
        ground = make_ground(settings)
        exposures = [expose(settings, ground, view, keep_power=True) for view in (0, 1)]
        for exposure in exposures:
            exposure.image()
        truth = node_truth(ground.scene, exposures[0].view, exposures[1].view)
        both = truth.seen1 & truth.seen2
        both[:4], both[-4:], both[:, :4], both[:, -4:] = False, False, False, False
        assert both.mean() > 0.7
        levels = [
            np.log(exposure.view.power[np.rint(line[both]).astype(int), np.rint(sample[both]).astype(int)])
            for exposure, line, sample in (
                (exposures[0], truth.line1, truth.sample1),
                (exposures[1], truth.line2, truth.sample2),
            )
        ]
        correlation[decorrelation] = np.corrcoef(*levels)[0, 1]
    # Pixels of the two views are not the same squares of ground, so even equal textures differ a little.
    assert correlation[0.0] > 0.9
    assert correlation[0.5] < correlation[0.0] - 0.15


def test_truth_comes_back_through_the_sensor_geometry():
    from sar_radargrammetry.engine.simulation.truth import pixel_truth
    from sar_radargrammetry.engine.stereo.intersection import intersect

    settings = PairSettings(terrain="mountains", size=160.0, altitude=4000.0, crossing=15.0, seed=4)
    ground = make_ground(settings)
    exposures = [expose(settings, ground, view) for view in (0, 1)]
    for exposure in exposures:
        exposure.image()
    first, second = (exposure.view for exposure in exposures)
    truth = pixel_truth(ground.scene, first, second)
    line, sample = np.nonzero(np.isfinite(truth.line))
    assert len(line) > 10_000
    pointing = ground.scene.ecef(80.0, 80.0, ground.scene.centre[2]) - first.model.trajectory.at(2.0)[0]
    found = intersect(
        first.model.projection_set(line, sample),
        second.model.projection_set(truth.line[line, sample], truth.sample[line, sample]),
        pointing,
    )
    col, row, height = ground.scene.position(found.xyz)
    assert np.abs(height - ground.scene.height(col, row)).max() < 1e-3
    assert np.abs(height - truth.height[line, sample]).max() < 1e-3

    # The same from the nodes: a node that the reference sees alone is the ground in its pixel.
    nodes = node_truth(ground.scene, first, second)
    seen = nodes.seen1
    pixel = np.stack([nodes.line1[seen], nodes.sample1[seen]])
    shift = np.hypot(
        map_coordinates(truth.line, pixel, order=1) - nodes.line2[seen],
        map_coordinates(truth.sample, pixel, order=1) - nodes.sample2[seen],
    )
    assert np.isfinite(shift).mean() > 0.8
    assert np.nanmedian(shift) < 0.02
    assert np.nanpercentile(shift, 95.0) < 0.3
    assert nodes.seen2[seen & np.roll(seen, 3, axis=1)].mean() > 0.5
    assert 0.5 < truth.seen2[line, sample].mean() <= 1.0
