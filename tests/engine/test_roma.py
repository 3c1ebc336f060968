"""RoMa behind the interface: what it sees, where its answers lie in the images, and what is refused."""

import dataclasses

import numpy as np
import pytest
import torch
from pairs import pixels, run
from test_poc import prior_of, texture

from sar_radargrammetry.engine import memory
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.banded import Found
from sar_radargrammetry.engine.matching.consistency import OF_NETWORKS
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.learned.frame import CANVAS_MARGIN, CELL, prepare
from sar_radargrammetry.engine.matching.learned.weights_file import Calibration, write_weights
from sar_radargrammetry.engine.matching.patch import both_ways
from sar_radargrammetry.engine.matching.resampling import at_positions
from sar_radargrammetry.engine.matching.roma import matcher as roma
from sar_radargrammetry.engine.matching.roma.design import CONTRAST, OUTDOOR, REDUCED, images
from sar_radargrammetry.engine.matching.roma.matcher import (
    LEFT,
    allowed,
    both_passes,
    check_memory,
    common_views,
    on_surface,
    roma_matcher,
)
from sar_radargrammetry.engine.matching.roma.network import build, state_of
from sar_radargrammetry.engine.matching.roma.weights import UNCALIBRATED, RomaWeights
from sar_radargrammetry.engine.matching.spread import NETWORK_SPREAD
from sar_radargrammetry.engine.memory import free_memory
from sar_radargrammetry.engine.pipeline.match import forecast, outlook

SMALL = dataclasses.replace(REDUCED, coarse=64, fine=96)


@pytest.fixture(scope="module")
def state():
    torch.manual_seed(2)
    return state_of(build(SMALL))


def views(shift=(0.0, 0.0), size=128, seed=0, second=(0, 0)):
    window = Window(0, 0, size, size)
    return ImagePatch(texture(seed, size), window), ImagePatch(texture(seed, size, shift), Window(*second, size, size))


def normalised_grid(batch, side):
    axis = (torch.arange(side) + 0.5) * 2.0 / side - 1.0
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([x, y])[None].expand(batch, 2, side, side)


class Stub(torch.nn.Module):
    """Answers like RoMa, by the best whole shift of all pixels: slow to fool and quick to run."""

    def __init__(self, certainty=2.0, doubt=1.0):
        super().__init__()
        self.certainty, self.doubt, self.seen = certainty, doubt, []

    def forward(self, batch, upsample=False, scale_factor=1.0):
        one, two = (batch[name].mean(1) for name in ("im_A", "im_B"))
        self.seen.append((tuple(one.shape[-2:]), upsample, scale_factor))
        spectrum = torch.fft.fft2(one).conj() * torch.fft.fft2(two)
        peak = torch.fft.ifft2(spectrum).real.flatten(1).argmax(1)
        side = one.shape[-1]
        shift = torch.stack([peak % side, peak // side], -1)
        shift = torch.where(shift > side / 2, shift - side, shift) * 2.0 / side
        flow = normalised_grid(len(one), side) + shift[:, :, None, None]
        level = torch.full((len(one), 1, side, side), self.certainty)
        return {1: {"flow": flow, "certainty": level}, 16: {"certainty": self.doubt * torch.ones(len(one), 1, 4, 4)}}


@pytest.fixture
def stub(monkeypatch):
    """The matcher with a stub for a network."""
    net = Stub()
    monkeypatch.setattr(RomaWeights, "network", lambda weights, device: net)
    net.match = roma_matcher(RomaWeights({}, SMALL, Calibration(0.5, 0.25, 1.0, 0.0), {}), "cpu")
    return net


class TestWhatItSees:
    def test_grey_images_normalised_as_the_encoders_were_trained(self):
        texture = torch.zeros(1, 2, 1, 3)
        texture[0, 0, 0] = torch.tensor([0.0, 10.0, -10.0])
        seen = images(texture) * torch.tensor([0.229, 0.224, 0.225])[:, None, None]
        seen = seen + torch.tensor([0.485, 0.456, 0.406])[:, None, None]
        assert seen[0, :, 0].flatten().tolist() == pytest.approx([0.5, 1.0, 0.0] * 3, abs=1e-6)

    def test_most_of_the_contrast_is_kept(self):
        log = torch.randn(10000, generator=torch.Generator().manual_seed(0))
        grey = images(torch.stack([log, torch.ones_like(log)])[None, :, None])[0, 0]
        black, white = grey.min(), grey.max()
        assert float(((grey > black) & (grey < white)).float().mean()) == pytest.approx(0.98, abs=0.005)

    def test_aligned_views_whatever_the_offset_of_the_windows(self):
        one, two = views(shift=(6.0, -9.0), second=(300, 40))
        inputs, _ = prepare(one, two, prior_of((306.0, 31.0), 0.5))
        found = common_views(batched(inputs))
        assert found.first.shape == found.second.shape
        assert likeness(found) > 0.99

    def test_the_same_ground_at_the_same_pixel_where_the_surface_is_no_plane(self):
        one, two, prior = hilly()
        inputs, _ = prepare(one, two, prior)
        assert likeness(common_views(batched(inputs))) > 0.97
        affine = dataclasses.replace(inputs, base=grid(128, 128))
        assert likeness(common_views(batched(affine))) < 0.7

    def test_all_of_the_reference_within_a_margin_of_half_the_band(self):
        one, two = views()
        for reach, margin in ((4.0, 4), (30.5, 31), (90.0, 64)):
            inputs, _ = prepare(one, two, prior_of(reach=reach))
            found = common_views(batched(inputs))
            assert found.margin == margin and found.size == (128 + 2 * margin, 128 + 2 * margin)
            assert torch.equal(found.taken(found.first)[0], inputs.reference)
            assert found.first.count_nonzero() == inputs.reference.count_nonzero()

    def test_pixels_that_are_no_data_are_no_edge(self):
        one, two = views()
        one.amplitude[:40] = np.nan
        inputs, _ = prepare(one, two, prior_of(reach=4.0))
        found = common_views(batched(inputs))
        assert images(found.taken(found.first))[0, 0, :40].numpy() == pytest.approx((0.5 - 0.485) / 0.229, abs=1e-6)


def batched(inputs):
    names = ("reference", "secondary", "linear", "origin", "base", "places")
    return {name: getattr(inputs, name)[None] for name in names}


def grid(lines, samples):
    return torch.stack(torch.meshgrid(torch.arange(float(lines)), torch.arange(float(samples)), indexing="ij"))


def likeness(found):
    """Correlation of the textures of both views, away from the edges."""
    inner = np.s_[0, 0, 30:90, 30:90]
    return float(
        torch.corrcoef(torch.stack([found.taken(v)[inner].flatten() for v in (found.first, found.second)]))[0, 1]
    )


def hilly(reach=12.0):
    """A reference of 128 pixels that the secondary shows pushed along the samples by a hill, and their prior."""
    prior = prior_of((70.0, 60.0), reach)
    rows, columns = np.meshgrid(prior.node_lines, prior.node_samples, indexing="ij")
    prior.coefficients[0, ..., 1] += 14.0 * np.sin(rows / 20.0) * np.cos(columns / 30.0)
    two = ImagePatch(texture(5, 256, grain=2.0), Window(0, 0, 256, 256))
    return ImagePatch(at_positions(two, prior.at_pixels(0.0)), prior.window), two, prior


class TestTheSurface:
    """Pixels of the view to frame pixels, and back."""

    @pytest.fixture
    def found(self):
        return common_views(batched(prepare(*hilly())[0]))

    def test_a_match_at_its_own_pixel_lies_on_the_surface(self, found):
        own = grid(*found.size)[None]
        assert float((found.to_frame(found.taken(own)) - found.base).abs().max()) < 1e-3

    def test_between_pixels_it_is_bilinear_and_beyond_the_edges_goes_on_straight(self, found):
        middle = on_surface(torch.tensor([40.5, 50.0])[None, :, None, None], found.base)
        assert middle.flatten() == pytest.approx(found.base[0, :, 40:42, 50].mean(1), abs=1e-3)
        beyond = on_surface(torch.tensor([-7.0, 131.0])[None, :, None, None], found.base)
        assert beyond.flatten() == pytest.approx(found.base[0, :, 0, 127] + torch.tensor([-7.0, 4.0]), abs=1e-3)

    def test_frame_pixels_go_back_to_the_pixels_of_the_view(self, found):
        place = found.base + torch.tensor([1.5, -9.0])[:, None, None]
        position, there = found.from_frame(place)
        assert bool(there.all())
        assert float((found.to_frame(position) - place).abs().max()) < LEFT

    def test_a_place_in_a_fold_is_found_at_one_of_its_pixels(self, found):
        base = grid(128, 128)[None].clone()
        # Samples run back from pixel 40 to 60.
        base[0, 1, :, 40:60] -= 2.0 * torch.arange(20.0)
        base[0, 1, :, 60:] -= 40.0
        folded = dataclasses.replace(found, base=base)
        position, there = folded.from_frame(base + 0.3)
        assert there[..., 30:70].any() and there[..., :15].all() and there[..., 85:].all()
        error = (folded.to_frame(position) - base - 0.3).abs().amax(1)
        assert float(error[there].max()) < LEFT

    def test_a_place_where_the_surface_is_too_steep_is_none(self, found):
        steep = dataclasses.replace(found, base=3.0 * grid(128, 128)[None])
        _, there = steep.from_frame(steep.base + 0.3)
        assert not there[..., 20:-20, 20:-20].any()


class TestBothPasses:
    def test_first_coarse_then_fine_at_the_scale_that_the_network_was_trained_for(self):
        net = Stub()
        both_passes(net, SMALL, torch.randn(1, 2, 80, 40), torch.randn(1, 2, 80, 40))
        assert net.seen == [((64, 64), False, 1.0), ((96, 96), True, 1.5)]

    @pytest.mark.parametrize("size", [(96, 96), (120, 72), (64, 200)])
    def test_a_pixel_matches_itself_in_the_same_image(self, size):
        view = torch.randn(1, 2, *size)
        position, _, inside = both_passes(Stub(), SMALL, view, view)
        own = torch.stack(torch.meshgrid(*(torch.arange(n).float() for n in size), indexing="ij"))
        assert float((position[0] - own).abs().max()) < 1e-3
        assert bool(inside.all())

    def test_a_moved_image_is_matched_where_it_moved_to_and_edges_leave_it(self):
        view = torch.from_numpy(texture(3, 96)).log()[None, None].repeat(1, 2, 1, 1)
        position, _, inside = both_passes(Stub(), SMALL, view, torch.roll(view, (7, -12), (-2, -1)))
        assert float((position[0, 0, 40] - torch.full((96,), 47.0)).abs().max()) < 0.01
        assert float((position[0, 1, :, 40] - torch.full((96,), 28.0)).abs().max()) < 0.01
        assert not bool(inside[0, 90:].any()) and not bool(inside[0, :, :11].any())
        assert bool(inside[0, :88, 13:].all())

    def test_doubt_at_the_coarse_scale_counts_and_faith_does_not(self):
        view = torch.randn(1, 2, 96, 96)
        for doubt, expected in ((-3.0, 2.0 + 1.5), (3.0, 2.0)):
            _, logit, _ = both_passes(Stub(2.0, doubt), SMALL, view, view)
            assert float(logit.mean()) == pytest.approx(expected)


class TestAllowed:
    def test_along_the_heights_and_a_little_around_them(self):
        one, two = views()
        inputs, _ = prepare(one, two, prior_of(reach=30.0))
        own = grid(128, 128)
        for shift, expected in (
            ((0.0, 0.0), True),
            ((0.0, 30.0 + CANVAS_MARGIN - 1), True),
            ((0.0, -30.0 - CANVAS_MARGIN + 1), True),
            ((CANVAS_MARGIN - 1.0, 20.0), True),
            ((0.0, 30.0 + CANVAS_MARGIN + 1), False),
            ((0.0, -30.0 - CANVAS_MARGIN - 1), False),
            ((CANVAS_MARGIN + 1.0, 0.0), False),
            ((-CANVAS_MARGIN - 1.0, 0.0), False),
        ):
            moved = own + torch.tensor(shift)[:, None, None]
            found = allowed(moved, inputs.places, inputs.allowed, inputs.base)
            assert found.shape == (128, 128)
            assert bool(found.all() if expected else ~found.any()), shift
        assert inputs.base.shape[-1] // inputs.places.shape[-1] == CELL

    def test_each_place_in_its_own_reach(self):
        one, two = views()
        prior = prior_of(reach=64.0)
        reach = np.where(prior.node_samples < 64, 20.0, 100.0) * np.ones_like(prior.base_height)
        inputs, _ = prepare(one, two, dataclasses.replace(prior, reach=reach))
        moved = grid(128, 128) + torch.tensor([0.0, 50.0])[:, None, None]
        found = allowed(moved, inputs.places, inputs.allowed, inputs.base)
        assert not found[:, :24].any() and found[:, 72:].all()


class TestMatch:
    @pytest.mark.parametrize("shift", [(0.0, 0.0), (4.0, 8.0), (-4.0, -12.0)])
    def test_places_are_those_of_the_secondary_image(self, stub, shift):
        one, two = views(shift, second=(200, 50))
        prior = prior_of((200.0, 50.0), 40.0)
        found = stub.match(one, two, prior)
        inner = found.position[30:-30, 30:-30]
        expected = np.stack(np.mgrid[30:98, 30:98], -1) + np.array(shift) + [200.0, 50.0]
        # The stub moves by whole pixels of its 96 x 96, here 1.3 and 2.3 of the image's.
        assert np.abs(np.nanmedian(inner - expected, axis=(0, 1))).max() < 1.3
        assert np.isfinite(inner).all()

    def test_a_surface_that_is_right_leaves_the_network_nothing_to_find(self, stub):
        one, two, prior = hilly()
        found = stub.match(one, two, prior)
        assert np.isfinite(found.position).all()
        assert np.abs(found.position - prior.at_pixels(0.0)).max() < 1e-2

    @pytest.mark.parametrize("reach", [4.0, 40.0])
    def test_matches_beyond_the_edges_of_the_reference_are_found_within_the_band(self, stub, reach):
        two = ImagePatch(texture(5, 256, grain=2.0), Window(0, 0, 256, 256))
        one = ImagePatch(two.amplitude[64:192, 64:192], Window(0, 0, 128, 128))
        # The surface is wrong by 24 pixels.
        found = stub.match(one, two, prior_of((64.0, 88.0), reach))
        error = np.hypot(*np.moveaxis(found.position - np.stack(np.mgrid[64:192, 64:192], -1), -1, 0))
        assert (np.isfinite(error).mean() > 0.95 and np.nanmax(error) < 2.5) if reach == 40.0 else np.isnan(error).all()

    def test_certainty_and_covariance_are_the_calibrations(self, stub):
        found = stub.match(*views(), prior_of(reach=20.0))
        inner = np.s_[30:-30, 30:-30]
        certainty = 1.0 / (1.0 + np.exp(-2.0))
        assert found.certainty[inner] == pytest.approx(certainty, abs=1e-5)
        # Along is the direction of samples here; what is across is settled by what all matches share.
        assert found.covariance[inner][..., 2] == pytest.approx(0.25, rel=1e-3)
        common = np.median(found.position[..., 0] - np.arange(128)[:, None])
        assert (found.covariance[inner][..., 0] <= 0.0625 + common**2 + 1e-3).all()

    def test_what_the_heights_do_not_allow_is_no_match(self, stub):
        one, two = views((0.0, 40.0))
        found = stub.match(one, two, prior_of(reach=60.0))
        assert np.isfinite(found.position[40:-40, 20:60]).all()
        found = stub.match(one, two, prior_of(reach=10.0))
        assert np.isnan(found.position).all() and (found.certainty == 0).all() and np.isnan(found.covariance).all()

    def test_no_data_no_match(self, stub):
        one, two = views()
        one.amplitude[:64], two.amplitude[:, :40] = np.nan, np.nan
        found = stub.match(one, two, prior_of(reach=20.0))
        assert np.isnan(found.position[:56]).all() and np.isnan(found.position[:, :30]).all()
        one.amplitude[:] = np.nan
        assert np.isnan(stub.match(one, two, prior_of(reach=20.0)).position).all()

    def test_the_true_network_gives_a_match_and_the_same_again(self, state):
        match = roma_matcher(RomaWeights(state, SMALL, UNCALIBRATED, {}), "cpu")
        one, two = views(size=96)
        prior = prior_of(reach=20.0, size=96)
        forward, again = match(one, two, prior), match(one, two, prior)
        assert forward.position.shape == (96, 96, 2) and forward.position.dtype == np.float64
        assert np.array_equal(forward.position, again.position, equal_nan=True)
        known = np.isfinite(forward.position).all(-1)
        assert np.array_equal(known, np.isfinite(forward.covariance).all(-1))
        assert (forward.certainty[~known] == 0).all() and (forward.certainty[known] > 0).all()
        joined, *_ = both_ways(Found(forward, prior, one, two), match, OF_NETWORKS, NETWORK_SPREAD)
        assert joined.position.shape == (96, 96, 2)


def test_a_pair_is_matched_by_the_job_with_a_warning_and_a_forecast(pair, chain, state, tmp_path, monkeypatch):
    write_weights(tmp_path / "w.safetensors", RomaWeights(state, SMALL, UNCALIBRATED, {}))
    monkeypatch.setattr(RomaWeights, "network", lambda weights, device: Stub())
    said = []
    given = {"patches": str(chain.patches), "matcher": "roma", "weights": str(tmp_path / "w.safetensors")}
    output = tmp_path / "correspondence.tif"
    numbers = run("matchpatches", Context(report=said.append), **given, output=str(output))
    assert numbers["matched_share"] > 0.5
    bands = pixels(output)[:2]
    there = np.stack([pair.truth.line, pair.truth.sample]) - np.mgrid[: bands.shape[1], : bands.shape[2]]
    # One shift for a whole patch, in pixels of 2 to 3 of the image's: what relief does to it is its error.
    assert np.nanmedian(np.hypot(*(bands - there))) < 6.0
    texts = [message["text"] for message in said if message["type"] == "log"]
    assert "not calibrated" in texts[0] and "are expected to take about" in texts[1]
    assert texts[2].startswith("The first patch took")


class TestMemoryAndTime:
    def test_too_little_memory_is_a_sentence_before_it_is_filled(self, monkeypatch, tmp_path):
        (tmp_path / "meminfo").write_text("MemTotal:  8000000 kB\nMemAvailable:    3000000 kB\n")
        monkeypatch.setattr(memory.host, "MEMORY_FILE", tmp_path / "meminfo")
        assert free_memory() == 3000000 * 1024
        with pytest.raises(EngineError, match=r"needs \d\.\d GB of memory and 3\.1 GB are free; .*matcher compact"):
            check_memory(OUTDOOR, "cpu")
        check_memory(REDUCED, "cpu")
        check_memory(OUTDOOR, "cuda")

    def test_a_system_that_does_not_say_is_trusted(self, monkeypatch, tmp_path):
        monkeypatch.setattr(memory.host, "MEMORY_FILE", tmp_path / "none")
        assert free_memory() is None
        check_memory(OUTDOOR, "cpu")

    def test_the_gpus_memory_may_be_too_small_for_the_network(self, monkeypatch):
        def network(weights, device):
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")

        monkeypatch.setattr(RomaWeights, "network", network)
        with pytest.raises(EngineError, match="GPU's memory is too small for the matcher roma"):
            roma_matcher(RomaWeights({}, SMALL, UNCALIBRATED, {}), "cpu")

    def test_the_time_is_expected_from_the_work_and_the_speed_of_the_machine(self, monkeypatch):
        assert roma.sample_speed() > 1e8
        monkeypatch.setattr(roma, "sample_speed", lambda: 1e10)
        small, whole = (roma.seconds_a_patch(design, "cpu") for design in (REDUCED, OUTDOOR))
        assert whole / small == pytest.approx(
            roma.WORK["outdoor"] / roma.WORK["reduced"] * roma.PACE["reduced"] / roma.PACE["outdoor"]
        )
        assert roma.seconds_a_patch(OUTDOOR, "cuda") is None
        assert outlook(95.0, 25) == "25 patches are expected to take about 40 minutes on this processor."

    def test_the_first_patch_tells_how_long_the_others_take(self):
        assert forecast(95.0, 95.0 * 25, 25, "cpu") == (
            "The first patch took 95 s on this processor; the other 25 will take about 40 minutes."
        )
        assert forecast(95.0, 95.0 * 250, 250, "cuda").endswith("on the GPU; the other 250 will take about 6.6 hours.")
        assert forecast(0.2, 0.6, 3, "cpu").endswith("will take about 1 s.")


def test_the_contrast_is_that_of_percentiles():
    # Half the range is the 99th percentile of a normal distribution.
    normal = torch.distributions.Normal(0.0, 1.0)
    assert float(normal.cdf(torch.tensor(CONTRAST / 2))) == pytest.approx(0.99, abs=1e-3)
