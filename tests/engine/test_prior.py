"""The prior against the exact geometry of the pair."""

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.sensor.ellipsoid import ecef_to_geodetic
from sar_radargrammetry.engine.sensor.ground import image_to_ground, image_to_ground_on_dem
from sar_radargrammetry.engine.stereo.prior import build_prior

LOW, HIGH = scenes.PLACE[2] - 150.0, scenes.PLACE[2] + 850.0
WINDOWS = [Window(0, 0, 256, 256), Window(391, 77, 100, 333), Window(900, 1000, 124, 24), Window(-20, -30, 65, 33)]

PAIRS = {
    "parallel": (scenes.model(35.0), scenes.model(50.0)),
    "crossing": (scenes.model(35.0), scenes.model(50.0, heading=75.0, size=4096)),
    "curved": (scenes.model(35.0, wobble=3.0), scenes.model(50.0, wobble=3.0, period=12.0)),
    "squinted": (scenes.model(35.0, squint=5.0), scenes.model(50.0, squint=-8.0, size=4096)),
    "opposite": (scenes.model(40.0), scenes.model(40.0, side="left", heading=245.0)),
    "backwards": (scenes.model(35.0, reverse=True), scenes.model(50.0)),
}


def exact(reference, secondary, line, sample, height):
    ground = image_to_ground(reference, line, sample, height)
    return np.stack(secondary.ground_to_image(ground), -1)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", PAIRS)
def test_every_pixel_and_height_agrees_with_the_geometry(name, window):
    reference, secondary = PAIRS[name]
    prior = build_prior(reference, secondary, window, LOW, HIGH)
    random = np.random.default_rng(1)
    row, column = random.integers(0, window.lines, 300), random.integers(0, window.samples, 300)
    for height in (LOW, LOW + 10.0, 0.5 * (LOW + HIGH), HIGH):
        pixels = prior.to_pixels(prior.at_nodes(height))
        assert pixels.shape == (window.lines, window.samples, 2)
        truth = exact(reference, secondary, window.line + row, window.sample + column, height)
        # A track that wobbles turns the Doppler plane between two nodes.
        assert np.abs(pixels[row, column] - truth).max() < (0.15 if name == "curved" else 0.03)


def test_heights_that_change_from_node_to_node():
    reference, secondary = PAIRS["parallel"]
    prior = build_prior(reference, secondary, WINDOWS[0], LOW, HIGH)
    line, sample = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
    height = np.random.default_rng(2).uniform(LOW, HIGH, line.shape)
    truth = exact(reference, secondary, line, sample, height)
    assert np.abs(prior.at_nodes(height) - truth).max() < 0.01


def test_parallax_of_parallel_tracks_in_closed_form():
    """On the reference's range circle a point that rises by 1 m comes sin(t2 - t1) / sin(t1) m farther away."""
    reference, secondary = PAIRS["parallel"]
    height = scenes.PLACE[2]
    prior = build_prior(reference, secondary, Window(448, 448, 128, 128), height - 100.0, height + 100.0)
    per_metre = (prior.at_nodes(height + 5.0) - prior.at_nodes(height - 5.0))[2, 2] / 10.0
    expected = np.sin(np.radians(15.0)) / np.sin(np.radians(35.0)) / secondary.range_spacing
    assert per_metre == pytest.approx([0.0, expected], abs=1e-3)


def test_without_a_dem_the_base_is_mid_range_and_the_reach_is_the_range():
    reference, secondary = PAIRS["parallel"]
    prior = build_prior(reference, secondary, WINDOWS[1], LOW, HIGH)
    assert np.all(prior.base_height == 0.5 * (LOW + HIGH))
    below, above = prior.reach()
    assert np.allclose(prior.base() + prior.to_pixels(above), prior.to_pixels(prior.at_nodes(HIGH)))
    assert np.allclose(prior.base() + prior.to_pixels(below), prior.to_pixels(prior.at_nodes(LOW)))


def test_places_that_leave_the_secondary_at_some_heights_are_known_at_the_others():
    """Crossed by 20 degrees, a place moves by hundreds of lines over the height range: out of a small image."""
    reference, secondary = scenes.model(35.0, size=512), scenes.model(50.0, heading=85.0, size=512)
    prior = build_prior(reference, secondary, Window(0, 0, 512, 512), LOW, HIGH)
    line, sample = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
    seen = lost = 0
    for height in np.linspace(LOW, HIGH, 11):
        truth = exact(reference, secondary, line, sample, height)
        inside = np.isfinite(truth).all(-1)
        error = np.abs(prior.at_nodes(height) - truth)[inside]
        lost += np.isnan(error).any(-1).sum()
        seen += inside.sum()
        # From two heights of a kilometre only; a matcher's coarsest search covers that, and SEARCH_MARGIN too.
        assert np.nanmax(error, initial=0.0) < 24.0
    # What is seen at fewer than two of the heights through which the polynomial goes is given up.
    assert seen > 100 and lost < 0.1 * seen


def test_a_dem_gives_the_base():
    reference, secondary = PAIRS["crossing"]
    dem = scenes.dem(lambda x, y: scenes.PLACE[2] + 50.0 + 0.05 * x - 0.03 * y)
    window = WINDOWS[1]
    prior = build_prior(reference, secondary, window, LOW, HIGH, dem)
    line, sample = window.line + np.arange(0, window.lines, 9), window.sample + np.arange(0, window.samples, 9)
    ground = image_to_ground_on_dem(reference, line[:, None], sample[None], dem)
    truth = np.stack(secondary.ground_to_image(ground), -1)
    assert np.abs(prior.base()[::9, ::9] - truth).max() < 0.03


def test_a_dem_outside_the_range_or_full_of_holes_stays_inside_the_range():
    reference, secondary = PAIRS["parallel"]
    surface = lambda x, y: np.where(x > 0, HIGH + 500.0, np.nan) + 0.0 * y  # noqa: E731
    prior = build_prior(reference, secondary, Window(0, 0, 1024, 1024), LOW, HIGH, scenes.dem(surface))
    ground = image_to_ground(reference, prior.node_lines[:, None], prior.node_samples[None], HIGH)
    heights = np.unique(prior.base_height)
    assert set(heights) == {0.5 * (LOW + HIGH), HIGH}
    assert np.isfinite(ecef_to_geodetic(ground)[2]).all() and np.isfinite(prior.base()).all()


@pytest.mark.parametrize("part", [Window(40, 50, 100, 64), Window(0, 0, 10, 10), Window(250, 200, 6, 56)])
def test_a_part_has_the_places_of_the_whole(part):
    whole = build_prior(*PAIRS["crossing"], Window(0, 0, 256, 256), LOW, HIGH)
    within = whole.within(part)
    assert within.window == part
    assert within.coefficients.size < whole.coefficients.size
    middle = 0.5 * (LOW + HIGH)
    expected = whole.to_pixels(whole.at_nodes(middle))
    expected = expected[part.line : part.line + part.lines, part.sample : part.sample + part.samples]
    np.testing.assert_allclose(within.to_pixels(within.at_nodes(middle)), expected, atol=1e-9)
