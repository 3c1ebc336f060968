"""The prior against the exact geometry of the pair."""

import dataclasses

import numpy as np
import pytest
import scenes

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.sensor.ground import image_to_ground, image_to_ground_on_dem
from sar_radargrammetry.engine.stereo.prior import NODE_STEP, build_prior
from sar_radargrammetry.engine.stereo.surface import dem_surface

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


def test_without_a_base_offsets_are_heights_and_the_ends_are_those_of_the_range():
    reference, secondary = PAIRS["parallel"]
    prior = build_prior(reference, secondary, WINDOWS[1], LOW, HIGH)
    assert np.all(prior.base_height == 0.0) and prior.middle == 0.5 * (LOW + HIGH) and prior.reach is None
    below, above = prior.ends()
    assert np.allclose(prior.at_nodes(0.0) + above, prior.at_nodes(HIGH))
    assert np.allclose(prior.at_nodes(0.0) + below, prior.at_nodes(LOW))


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


@pytest.mark.parametrize(("name", "window"), [("parallel", WINDOWS[1]), ("crossing", WINDOWS[3])])
def test_places_around_a_base_are_those_at_absolute_heights(name, window):
    """Over 120 m both polynomials err by the sixth power of an eighth of what they do over a kilometre."""
    height = scenes.PLACE[2] + 50.0
    base = lambda line, sample: height + 0.03 * (line - window.line) - 0.02 * sample  # noqa: E731
    absolute = build_prior(*PAIRS[name], window, height - 60.0, height + 60.0)
    around = build_prior(*PAIRS[name], window, -20.0, 25.0, base)
    assert np.array_equal(around.base_height, base(around.node_lines[:, None], around.node_samples))
    for offset in (-20.0, 0.0, 11.0, 25.0):
        expected = absolute.at_nodes(around.base_height + offset)
        assert np.abs(around.at_nodes(offset) - expected).max() < 1e-6
    assert np.abs(around.at_nodes(0.0) - absolute.at_nodes(height)).max() > 1.0, "the base does something"


def test_a_base_from_a_dem_puts_offset_zero_on_the_dem():
    reference, secondary = PAIRS["crossing"]
    dem = scenes.dem(lambda x, y: scenes.PLACE[2] + 50.0 + 0.05 * x - 0.03 * y)
    window = WINDOWS[1]
    surface = dem_surface(reference, dem, 16, LOW, HIGH, 100.0)
    prior = build_prior(reference, secondary, window, -100.0, 100.0, surface.heights)
    line, sample = window.line + np.arange(0, window.lines, 9), window.sample + np.arange(0, window.samples, 9)
    ground = image_to_ground_on_dem(reference, line[:, None], sample[None], dem)
    truth = np.stack(secondary.ground_to_image(ground), -1)
    assert np.abs(prior.at_pixels(0.0)[::9, ::9] - truth).max() < 0.03


class TestAround:
    """Offsets counted anew from another height, without the geometry."""

    @pytest.fixture(params=["parallel", "crossing", "curved"])
    def whole(self, request):
        return build_prior(*PAIRS[request.param], WINDOWS[1], LOW, HIGH)

    def test_keeps_the_places(self, whole):
        lines, samples = np.meshgrid(whole.node_lines, whole.node_samples, indexing="ij")
        surface = scenes.PLACE[2] + 300.0 + 0.2 * lines - 0.3 * samples
        near = whole.around(surface, -40.0, 25.0)
        assert np.array_equal(near.base_height, surface) and (near.low, near.high) == (-40.0, 25.0)
        for offset in (-40.0, -3.0, 0.0, 25.0):
            assert np.abs(near.at_nodes(offset) - whole.at_nodes(surface + offset)).max() < 1e-6

    def test_of_itself_and_back_is_the_same(self, whole):
        surface = np.full(whole.base_height.shape, scenes.PLACE[2] + 123.0)
        again = whole.around(surface, LOW - 100.0, HIGH - 400.0).around(surface + 77.0, -20.0, 30.0)
        for offset in (-20.0, 5.0, 30.0):
            expected = whole.at_nodes(scenes.PLACE[2] + 200.0 + offset)
            assert np.abs(again.at_nodes(offset) - expected).max() < 1e-6

    def test_forgets_the_reach_of_the_base_before(self, whole):
        held = dataclasses.replace(whole, reach=np.full(whole.base_height.shape, 7.0))
        assert held.within(Window(391, 77, 40, 40)).reach.shape == (3, 3)
        assert held.around(scenes.PLACE[2], -5.0, 5.0).reach is None and held.refined(16).reach is None


@pytest.mark.parametrize("name", ["parallel", "crossing", "squinted"])
def test_beyond_the_range_the_curves_go_on_straight(name):
    prior = build_prior(*PAIRS[name], WINDOWS[0], LOW, HIGH)
    for end, sign in ((LOW, -1.0), (HIGH, 1.0)):
        places = [prior.at_nodes(end + sign * metres) for metres in (0.0, 0.01, 100.0, 200.0)]
        rate = (places[1] - places[0]) / 0.01
        assert np.abs(places[2] - places[0] - 100.0 * rate).max() < 1e-3
        assert np.abs(places[3] - places[0] - 200.0 * rate).max() < 2e-3
        # The truth is not far from there, because the curves bend little.
        line, sample = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
        truth = exact(*PAIRS[name], line, sample, end + sign * 100.0)
        miss, way = (np.hypot(*np.moveaxis(to - places[k], -1, 0)) for to, k in ((truth, 2), (truth, 0)))
        assert (miss < 0.045 * way).all()


class TestRefined:
    def test_bilinear_between_the_nodes_it_had(self):
        prior = build_prior(*PAIRS["crossing"], WINDOWS[1], LOW, HIGH)
        finer = prior.refined(16)
        assert (np.diff(finer.node_lines) == 16.0).all() and (np.diff(finer.node_samples) == 16.0).all()
        assert finer.node_lines[-1] >= prior.window.line + prior.window.lines - 1
        for height in (LOW, 400.0, HIGH):
            assert np.abs(finer.at_pixels(height) - prior.at_pixels(height)).max() < 1e-9
        # Nodes that it had are nodes still.
        rows, columns = (
            np.isin(fine, old)
            for fine, old in ((finer.node_lines, prior.node_lines), (finer.node_samples, prior.node_samples))
        )
        had = prior.at_nodes(400.0)[: rows.sum(), : columns.sum()]
        assert np.abs(finer.at_nodes(400.0)[np.ix_(rows, columns)] - had).max() < 1e-9

    def test_of_a_part_whose_nodes_begin_before_it(self):
        prior = build_prior(*PAIRS["crossing"], WINDOWS[0], LOW, HIGH).within(Window(45, 50, 60, 70))
        assert prior.node_lines[0] == 32.0
        finer = prior.refined(16)
        # The new nodes stand elsewhere: bilinear between them is not bilinear between the old, but nearly.
        assert finer.node_lines[0] == 45.0
        assert np.abs(finer.at_pixels(400.0) - prior.at_pixels(400.0)).max() < 0.01

    def test_a_base_between_the_nodes_bends_the_places(self):
        """What it is for: a surface with finer detail than the geometry's nodes hold."""
        prior = build_prior(*PAIRS["parallel"], WINDOWS[0], LOW, HIGH).refined(16)
        surface = scenes.PLACE[2] + 20.0 * np.sin(prior.node_lines[:, None] / 10.0) + 0.0 * prior.node_samples
        near = prior.around(surface, -30.0, 30.0)
        truth = exact(*PAIRS["parallel"], prior.node_lines[:, None], prior.node_samples, surface)
        assert np.abs(near.at_nodes(0.0) - truth).max() < 0.05


class TestOffsetOf:
    """The nearest point of the curve of heights, and how far off it a match lies."""

    @pytest.fixture(params=["parallel", "crossing", "squinted", "curved"])
    def prior(self, request):
        base = lambda line, sample: scenes.PLACE[2] + 0.1 * line + 0.05 * sample  # noqa: E731
        return build_prior(*PAIRS[request.param], WINDOWS[1], -80.0, 120.0, base)

    def test_inverts_the_places(self, prior):
        random = np.random.default_rng(1)
        for offset in (-80.0, -79.0, 0.0, 20.0, 119.0):
            found, across = prior.offset_of(prior.at_pixels(offset))
            assert np.abs(found - offset).max() < 1e-3 and np.abs(across).max() < 1e-6
        # Beyond the range too, as far as it looks.
        found, _ = prior.offset_of(prior.at_pixels(prior.middle + 0.7 * (prior.high - prior.low)))
        assert np.abs(found - (prior.middle + 140.0)).max() < 1e-3
        # An offset of its own for each node, and with it for each pixel between.
        offsets = random.uniform(-70.0, 110.0, prior.base_height.shape)
        nodes = prior.at_nodes(offsets)
        line, sample = (prior.node_lines[:-1] - prior.window.line).astype(int), slice(0, prior.window.samples, 32)
        position = np.full((prior.window.lines, prior.window.samples, 2), np.nan)
        inside = nodes[: len(line), : len(range(prior.window.samples)[sample])]
        position[line, sample] = inside
        found, _ = prior.offset_of(position)
        assert np.abs(found[line, sample] - offsets[: inside.shape[0], : inside.shape[1]]).max() < 1e-3

    def test_matches_beside_the_curve_have_the_offset_abreast_and_their_distance(self, prior):
        on_curve = prior.at_pixels(30.0)
        rate = prior.at_pixels(30.5) - prior.at_pixels(29.5)
        unit = rate / np.linalg.norm(rate, axis=-1, keepdims=True)
        # To the left of the way up, lines counted down and samples to the right.
        left = np.stack([-unit[..., 1], unit[..., 0]], -1)
        for distance in (-2.5, 0.4, 6.0):
            found, across = prior.offset_of(on_curve + distance * left)
            assert np.abs(across - distance).max() < 1e-3
            assert np.abs(found - 30.0).max() < 0.05

    def test_of_cells_at_their_centres(self, prior):
        cell = 8
        offset, _ = prior.offset_of(prior.to_pixels(prior.at_nodes(17.0), cell), cell)
        assert offset.shape == (-(-prior.window.lines // cell), -(-prior.window.samples // cell))
        assert np.abs(offset - 17.0).max() < 1e-3

    def test_beside_a_node_without_a_place_there_is_none(self, prior):
        coefficients = prior.coefficients.copy()
        coefficients[:, 1, 4] = np.nan
        holed = dataclasses.replace(prior, coefficients=coefficients)
        offset, across = holed.offset_of(prior.at_pixels(20.0))
        line, sample = (np.arange(n)[:, None] for n in (prior.window.lines, prior.window.samples))
        beside = (np.abs(line - NODE_STEP) < NODE_STEP) & (np.abs(sample.T - 4 * NODE_STEP) < NODE_STEP)
        assert np.array_equal(np.isnan(offset), beside) and np.array_equal(np.isnan(across), beside)
        assert np.abs(offset[~beside] - 20.0).max() < 1e-3

    def test_a_missing_match_has_no_offset(self, prior):
        position = prior.at_pixels(10.0)
        position[3, 4] = np.nan
        offset, across = prior.offset_of(position)
        assert np.argwhere(~np.isfinite(offset)).tolist() == [[3, 4]] and not np.isfinite(across[3, 4])


def test_a_node_without_a_place_takes_it_from_the_pixels_around_it_only():
    prior = build_prior(*PAIRS["crossing"], WINDOWS[1], LOW, HIGH)
    coefficients = prior.coefficients.copy()
    coefficients[:, 1, 4] = np.nan
    holed = dataclasses.replace(prior, coefficients=coefficients)
    places, whole = holed.at_pixels(400.0), prior.at_pixels(400.0)
    line, sample = np.arange(prior.window.lines)[:, None], np.arange(prior.window.samples)
    beside = (np.abs(line - NODE_STEP) < NODE_STEP) & (np.abs(sample - 4 * NODE_STEP) < NODE_STEP)
    assert np.array_equal(np.isnan(places).any(-1), beside)
    assert np.array_equal(places[~beside], whole[~beside])


@pytest.mark.parametrize("name", ["parallel", "crossing", "curved"])
def test_a_completed_prior_goes_on_beyond_the_ends_of_the_secondary(name):
    """The secondary ends in the middle of the window: its nodes beyond get the places of the whole image."""
    reference, secondary = PAIRS[name]
    window = Window(391, 77, 256, 256)

    def base(line, sample):
        return scenes.PLACE[2] + 60.0 * np.sin(line / 40.0) * np.cos(sample / 50.0)

    whole = build_prior(reference, secondary, window, -80.0, 80.0, base, 16)
    last = float(np.median(whole.at_nodes(0.0)[..., 0]))
    # Models have places a tenth of their lines beyond their ends.
    short = dataclasses.replace(secondary, lines=int(last / 1.1))
    ended = build_prior(reference, short, window, -80.0, 80.0, base, 16)
    lost = np.isnan(ended.at_nodes(0.0)).any(-1)
    assert 0.2 < lost.mean() < 0.8
    completed = ended.completed()
    for offset in (-80.0, 0.0, 45.0):
        error = completed.at_nodes(offset) - whole.at_nodes(offset)
        beyond = whole.at_nodes(offset)[..., 0] - last
        assert np.abs(error[~lost & (beyond < 0.0)]).max() < 0.05
        assert np.abs(error[lost & (beyond < 32.0)]).max(initial=0.0) < 2.0
    assert whole.completed() is whole


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


@pytest.mark.parametrize(("span", "most"), [(1000.0, 0.2), (2000.0, 0.4), (2400.0, 0.8)])
def test_a_wide_range_of_heights_takes_a_polynomial_of_more_powers(span, most):
    """Whole windows of passes over averaged images are searched at once, far up and down."""
    models = scenes.model(35.0, size=256, spacing=2.0), scenes.model(50.0, size=256, spacing=2.0)
    middle = scenes.PLACE[2] + 100.0
    line, sample = np.meshgrid(np.arange(20, 240, 40), np.arange(20, 240, 40), indexing="ij")
    prior = build_prior(*models, Window(0, 0, 256, 256), middle - 0.5 * span, middle + 0.5 * span)
    for height in middle + span * np.array([-0.4, 0.02, 0.4]):
        expected = np.stack(models[1].ground_to_image(image_to_ground(models[0], line, sample, height)), -1)
        assert np.abs(prior.at_pixels(height)[line, sample] - expected).max() < most
