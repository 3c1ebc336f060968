"""The height range found from the images alone."""

import numpy as np
import pytest
from pairs import make_pair, run

from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.patches.height_search import CLEARANCE, searched_heights, thumbnail
from sar_radargrammetry.engine.simulation.pair import PairSettings

SCENES = {
    "mountains": {"seed": 8},
    "plains": {"terrain": "plains"},
    "crossing": {"crossing": 12.0, "size": 300.0},
    "across": {"crossing": 84.0, "size": 300.0, "reference_look": 46.0, "secondary_look": 50.0, "terrain": "hills"},
    "low": {"altitude": 150.0, "size": 100.0, "range_spacing": 0.3, "azimuth_spacing": 0.3, "terrain": "hills"},
    "left": {"look_side": "left", "reference_look": 45.0, "secondary_look": 34.0},
}


@pytest.fixture(scope="module", params=SCENES)
def scene(request, tmp_path_factory):
    changes = {"size": 240.0, "range_spacing": 1.0, "azimuth_spacing": 1.0, **SCENES[request.param]}
    return make_pair(tmp_path_factory.mktemp(request.param), PairSettings(**changes))


def test_the_range_holds_the_terrain_and_not_much_more(scene):
    fractions = []
    context = Context(report=lambda m: fractions.append(m["percent"]))
    low, high = searched_heights(scene.reference, scene.secondary, None, None, context)
    heights = scene.truth.height[np.isfinite(scene.truth.height)]
    assert low < heights.min() and high > heights.max()
    # It searched 3300 m.
    assert high - low < np.ptp(heights) + 300.0
    assert fractions == sorted(fractions) and len(fractions) > 100


def test_a_given_limit_is_kept(pair):
    low, high = searched_heights(pair.reference, pair.secondary, 851.5, None, Context())
    assert low == 851.5 and pair.heights[1] - 40.0 < high < pair.heights[1] + 150.0
    low, high = searched_heights(pair.reference, pair.secondary, None, 960.5, Context())
    assert high == 960.5 and pair.heights[0] - 150.0 < low < pair.heights[0] + 40.0


def noise_like(image, path, seed):
    """An image of the same geometry that shows nothing but speckle."""
    amplitude = np.random.default_rng(seed).rayleigh(size=(image.model.lines, image.model.samples))
    write_slant_image(path, amplitude.astype(np.float32), image.model, {})
    return SlantImage.open(path)


def test_unrelated_images_are_refused(pair, tmp_path):
    other = noise_like(pair.secondary, tmp_path / "noise.tif", 1)
    with pytest.raises(EngineError, match=r"do not correlate at any height between .* give the height range or a DEM"):
        searched_heights(pair.reference, other, None, None, Context())


def test_heights_never_reach_the_antenna(pair):
    """A low flight: the search ends below it instead of asking for ranges that meet no ground."""
    model = pair.reference.model
    antenna = model.reference_height + 6000.0
    with pytest.raises(EngineError, match="not below the maximum"):
        searched_heights(pair.reference, pair.secondary, antenna - 0.5 * CLEARANCE, None, Context())


def test_cancel_stops_the_search(pair):
    with pytest.raises(Cancelled):
        searched_heights(pair.reference, pair.secondary, None, None, Context(cancelled=lambda: True))


def test_createpatches_searches_when_nobody_says_the_heights(pair, tmp_path):
    found = run("createpatches", **pair.images, patch_size=192, output=str(tmp_path / "p.gpkg"))
    low, high = searched_heights(pair.reference, pair.secondary, None, None, Context())
    assert (found["min_height"], found["max_height"]) == (low, high)


def test_thumbnails_average_power_and_keep_voids_void(pair, tmp_path):
    lines, samples, factor = pair.reference.model.lines, pair.reference.model.samples, 3
    amplitude = np.random.default_rng(2).rayleigh(size=(lines, samples)).astype(np.float32)
    amplitude[:30, :30], amplitude[90:93, 90:92] = np.nan, 0.0
    write_slant_image(tmp_path / "a.tif", amplitude, pair.reference.model, {})
    small = thumbnail(SlantImage.open(tmp_path / "a.tif"), factor)
    assert small.shape == (lines // factor, samples // factor)
    assert np.isnan(small[:10, :10]).all() and np.isnan(small[30, 30]) and np.isnan(small).sum() == 101
    block = amplitude[60:63, 33:36].astype(float)
    assert small[20, 11] == pytest.approx(0.5 * np.log(np.mean(block**2)), abs=1e-5)
