"""Flat ground at weak geometry: no bias, wherever it lies in the searched band, and no height beyond it in silence."""

import dataclasses

import numpy as np
import pytest
import scenes
import torch
from scipy import ndimage
from test_compact import TINY, batched, views
from test_poc import prior_of

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.banded import Search, pixels_per_metre
from sar_radargrammetry.engine.matching.compact.half_turn import USED, half_turn, refined_both_ways
from sar_radargrammetry.engine.matching.compact.network import CompactNet, Estimate
from sar_radargrammetry.engine.matching.learned.frame import prepare
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.patch import both_ways
from sar_radargrammetry.engine.sensor.ground import image_to_ground
from sar_radargrammetry.engine.stereo.surface import level_surface

GROUND = scenes.PLACE[2] + 100.0
SIZE = 224
MODELS = scenes.model(40.0, size=SIZE), scenes.model(43.0, size=SIZE)
"""Rays that intersect at 3 degrees: a pixel is some 6 m of height."""
COMMON, TEXTURE = 0.4, 0.3
"""Share of the speckle's variance that the two views have in common; deviation of the log amplitude of the ground."""


@pytest.fixture(scope="module")
def inputs():
    """A pair of patches with a network's inputs, sizes of the two images not alike."""
    one, two = views((0.0, 3.0), size=64)
    wider = dataclasses.replace(two, amplitude=np.pad(two.amplitude, ((0, 8), (0, 24)), mode="reflect"))
    wider = dataclasses.replace(wider, window=Window(0, 0, 72, 88))
    return batched([prepare(one, wider, prior_of(reach=16.0, size=64))[0]])


class Leaning:
    """Refiners that find the truth but for a bias in the pixel grid and one towards rising heights."""

    def __init__(self, grid=0.3, rising=0.2):
        self.grid, self.rising, self.seen = grid, rising, []

    def refined(self, position, reference, secondary, linear, origin, base, along):
        self.seen.append((reference, secondary, linear @ base.flatten(2) + origin[..., None], along))
        lean = self.grid + self.rising * along[:, :, None, None]
        # The truth of both frames: what lies at a place does not turn.
        scale, logit = torch.zeros(1, 2, 32, 32), torch.zeros(1, 32, 32)
        return [Estimate(base + lean, position, scale, logit)]


class TestHalfTurn:
    def test_biases_of_the_pixel_grid_and_towards_rising_heights_cancel(self, inputs):
        net = Leaning()
        first = net.refined(inputs["base"], **{name: inputs[name] for name in USED})[-1]
        assert float((first.position - inputs["base"]).abs().max()) > 0.4
        found = refined_both_ways(net, first, inputs)
        assert torch.allclose(found.position, inputs["base"], atol=1e-4)

    def test_the_turned_frame_shows_the_same_pixels_of_the_secondary(self, inputs):
        turned, corner = half_turn({name: inputs[name] for name in USED})
        height, width = inputs["secondary"].shape[-2:]
        assert corner.tolist() == [63.0, 63.0]
        before, after = (t["linear"] @ t["base"].flatten(2) + t["origin"][..., None] for t in (inputs, turned))
        last = torch.tensor([height - 1.0, width - 1.0])[:, None]
        assert torch.allclose(last - before.flip(-1), after, atol=1e-3)
        assert torch.equal(turned["reference"].flip(-2, -1), inputs["reference"])

    def test_the_mean_of_both_frames_turns_with_them(self, inputs):
        """With the direction of heights reversed as well, both estimates change places."""
        torch.manual_seed(0)
        net = CompactNet(TINY).eval()
        for module in net.modules():
            if isinstance(module, torch.nn.Conv2d):
                torch.nn.init.normal_(module.weight, std=0.05)
        used = {name: inputs[name] for name in USED}
        turned, corner = half_turn(used)
        with torch.inference_mode():
            one = refined_both_ways(net, net.refined(used["base"], **used)[-1], used)
            other = refined_both_ways(net, net.refined(turned["base"], **turned)[-1], turned)
        back = (corner[:, None, None] - other.position).flip(-2, -1)
        first = float((net.refined(used["base"], **used)[-1].position - used["base"]).detach().abs().mean())
        assert float((one.position - back).abs().mean()) < 0.5 * first


@dataclasses.dataclass(frozen=True)
class View:
    """An image in memory."""

    model: object
    amplitude: np.ndarray

    def read(self, line, sample, lines, samples):
        return self.amplitude[line : line + lines, sample : sample + samples]


@pytest.fixture(scope="module")
def pair():
    """Level ground in two views whose speckle is partly the same."""
    random = np.random.default_rng(3)

    def speckle():
        field = ndimage.gaussian_filter(random.standard_normal((2, SIZE + 80, SIZE + 80)), (0, 0.6, 0.6))
        return field / field.std()

    line, sample = np.meshgrid(np.arange(SIZE, dtype=float), np.arange(SIZE, dtype=float), indexing="ij")
    shared = speckle()
    texture = sum(s * ndimage.gaussian_filter(random.standard_normal(shared.shape[1:]), s) for s in (1.0, 3.0, 8.0))
    texture = np.exp(TEXTURE * texture / texture.std())
    found = []
    for model in MODELS:
        ground = image_to_ground(model, line, sample, np.full(line.shape, GROUND))
        places = np.stack(MODELS[0].ground_to_image(ground)) + 40.0
        *common, level = (ndimage.map_coordinates(part, places, order=3, mode="reflect") for part in (*shared, texture))
        echo = COMMON**0.5 * np.stack(common) + (1.0 - COMMON) ** 0.5 * speckle()[:, :SIZE, :SIZE]
        found.append(View(model, (level * np.hypot(*echo)).astype(np.float32)))
    return found


@pytest.mark.parametrize("place", [0.1, 0.9])
def test_level_ground_has_no_bias_wherever_it_lies_in_the_band(pair, place):
    """Of 80 m, in which the plane that the search starts from lies up to 32 m off."""
    low = GROUND - place * 80.0
    limits = low, low + 80.0
    ready = make_matcher("compact", None, "cpu")
    start = level_surface(MODELS[0], 32, *limits)
    found = Search(*pair, 1, start, limits, ready.match).match(Window(0, 0, SIZE, SIZE))
    match, *_ = both_ways(found, ready.match, ready.judge, ready.spread)
    offset, _ = found.prior.offset_of(match.position)
    off = (found.prior.to_pixels(found.prior.base_height) + offset - GROUND)[24:-24, 24:-24]
    sigma = np.sqrt(match.covariance[24:-24, 24:-24, 2]) / pixels_per_metre(found.prior)
    assert np.isfinite(off).mean() > 0.6
    # Some thirty windows without common pixels lie in the patch: their median errs by 0.2 sigma without any bias.
    assert abs(np.nanmedian(off)) < 0.45 * np.nanmedian(sigma)
