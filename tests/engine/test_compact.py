"""The learned matcher: its frame, its sweep, what geometry adds, and that a match is what the interface promises."""

import dataclasses

import numpy as np
import pytest
import torch
from test_poc import prior_of, texture

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.compact.layers import blur, correlation, window_correlation
from sar_radargrammetry.engine.matching.compact.matcher import BUNDLED, compact_matcher, read_weights
from sar_radargrammetry.engine.matching.compact.network import CompactNet, Design, start
from sar_radargrammetry.engine.matching.interface import ImagePatch
from sar_radargrammetry.engine.matching.learned.epipolar import MIN_DEVIATION, curve_at, without_epipolar_noise
from sar_radargrammetry.engine.matching.learned.frame import CELL, Frame, make_frame, prepare
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.resampling import warp

TINY = Design(fine=8, middle=8, sweep=(8, 16), volume=4, hidden=(8, 8))


@pytest.fixture(scope="module")
def match():
    return make_matcher("compact", None, "cpu").match


def views(shift=(0.0, 0.0), size=128, seed=0):
    window = Window(0, 0, size, size)
    return ImagePatch(texture(seed, size), window), ImagePatch(texture(seed, size, shift), window)


def batched(inputs):
    """Arguments of a network for inputs of one size."""
    tensors = {f.name: [getattr(one, f.name) for one in inputs] for f in dataclasses.fields(inputs[0])}
    sizes = tensors.pop("canvas_size")
    return {**{name: torch.stack(every) for name, every in tensors.items()}, "canvas_size": sizes[0]}


class TestFrame:
    def test_there_and_back(self):
        frame = Frame(np.array([[0.9, 0.2], [-0.1, 1.1]]), np.array([5.0, -3.0]))
        place = np.random.default_rng(0).uniform(-50, 50, (7, 2))
        assert frame.to_secondary(frame.from_secondary(place)) == pytest.approx(place)

    def test_is_the_map_of_an_affine_prior(self):
        _, two = views()
        frame = make_frame(prior_of((3.0, -5.0), 4.0), two)
        assert frame.linear == pytest.approx(np.eye(2), abs=1e-9)
        assert frame.origin == pytest.approx([3.0, -5.0])

    def test_base_of_each_pixel_is_the_priors(self):
        one, two = views()
        prior = prior_of((3.0, -5.0), 4.0)
        inputs, frame = prepare(one, two, prior)
        base = frame.to_secondary(np.moveaxis(inputs.base.numpy().astype(float), 0, -1))
        assert base == pytest.approx(prior.at_pixels(prior.middle), abs=1e-3)

    def test_inputs_are_aligned_wherever_the_arrays_lie(self):
        """To 64 bytes, on which the last digits of MKL's products depend."""
        inputs, _ = prepare(*views(size=64), prior_of(reach=16.0, size=64))
        numbers = [value for value in vars(inputs).values() if torch.is_tensor(value) and value.is_floating_point()]
        assert len(numbers) == 8 and all(value.data_ptr() % 64 == 0 for value in numbers)

    def test_places_run_from_the_lowest_to_the_highest_height_and_no_step_is_longer_than_a_cell(self):
        one, two = views()
        inputs, _ = prepare(one, two, prior_of((0.0, 0.0), 30.0))
        assert (inputs.places[-1, 1] - inputs.places[0, 1]).numpy() == pytest.approx(60.0, abs=1e-3)
        assert float((inputs.places[1:, 1] - inputs.places[:-1, 1]).max()) <= CELL + 1e-3
        assert inputs.along.numpy() == pytest.approx([0.0, 1.0])

    @pytest.mark.parametrize("digit", [-1e-9, 0.0, 1e-9])
    def test_the_last_digit_decides_nothing(self, digit):
        """The way back: places at whole pixels, and two steps of heights."""
        inputs, _ = prepare(*views(), prior_of((digit, digit), 8.0 + digit))
        assert len(inputs.places) == 3
        assert (inputs.canvas.tolist(), inputs.canvas_size) == ([-8.0, -8.0], (144, 144))

    def test_without_a_reach_every_height_is_allowed(self):
        one, two = views()
        assert prepare(one, two, prior_of(reach=30.0))[0].allowed.all()

    def test_heights_beyond_the_reach_of_a_place_are_not_allowed(self):
        """60 samples of parallax for 200 m; the reach grows from 10 m on the left to 100 m on the right."""
        one, two = views()
        prior = prior_of(reach=30.0)
        reach = np.broadcast_to(np.linspace(10.0, 100.0, len(prior.node_samples)), prior.base_height.shape)
        allowed = prepare(one, two, dataclasses.replace(prior, reach=reach))[0].allowed.numpy()
        offsets = np.linspace(-100.0, 100.0, len(allowed))
        assert allowed.shape[1:] == (16, 16) and not allowed.all()
        assert (np.diff(allowed.sum((0, 1))) >= 0).all() and allowed[:, :, -1].all()
        step = offsets[1] - offsets[0]
        for cell in (0, 7, 15):
            here = 10.0 + 90.0 * (cell * CELL + 3.5) / 128.0
            # All within the reach; none a whole step beyond it, but for the two that a height lies between.
            assert allowed[:, 3, cell][np.abs(offsets) <= here].all()
            assert not allowed[:, 3, cell][np.abs(offsets) > max(here, step) + 0.5 * step].any()
        assert (allowed.sum(0) >= 3).all()

    def test_sizes_that_are_no_multiple_of_a_cell_are_filled_with_nothing(self):
        one, two = views(size=128)
        part = ImagePatch(one.amplitude[:100, :91], Window(0, 0, 100, 91))
        prior = dataclasses.replace(prior_of(reach=8.0), window=part.window)
        inputs, _ = prepare(part, two, prior)
        assert inputs.reference.shape == (2, 104, 96) and inputs.base.shape == (2, 104, 96)
        assert inputs.reference[:, 100:].abs().max() == 0 and inputs.reference[:, :, 91:].abs().max() == 0


class TestNetwork:
    def test_local_correlation_is_the_product_with_each_neighbour_and_so_is_its_gradient(self):
        torch.manual_seed(0)
        one, two = (torch.randn(2, 3, 5, 6, dtype=torch.float64, requires_grad=True) for _ in range(2))
        assert torch.autograd.gradcheck(lambda a, b: correlation(a, b, 1), (one, two))
        unit = [2.0 * torch.nn.functional.normalize(x, dim=1) for x in (one, two)]
        found = correlation(one, two, 1)
        # Shift (1, -1) is the seventh of nine.
        expected = (unit[0][:, :, :-1, 1:] * unit[1][:, :, 1:, :-1]).sum(1)
        assert torch.allclose(found[:, 6, :-1, 1:], expected)

    def test_window_correlation_peaks_at_the_shift(self):
        one, two = views((2.0, -4.0))
        images = [
            torch.from_numpy(np.stack([np.log(v.amplitude), np.ones((128, 128), np.float32)]))[None] for v in (one, two)
        ]
        found = window_correlation(*images, stride=2, reach=3)[0, :, 16:-16, 16:-16].mean((1, 2)).view(7, 7)
        assert divmod(int(found.argmax()), 7) == (3 + 1, 3 - 2)
        assert float(found.max()) == pytest.approx(2.0, abs=0.1)

    def test_start_is_the_place_of_a_height_between_two(self):
        rows, columns = torch.meshgrid(*(torch.arange(4.0) * CELL + 3.5 for _ in range(2)), indexing="ij")
        places = torch.stack([torch.stack([rows, columns + 8.0 * k]) for k in range(-2, 3)])[None]
        pixel = torch.stack(torch.meshgrid(*(torch.arange(32.0) for _ in range(2)), indexing="ij"))[None]
        logits = torch.full((1, 5, 4, 4), -50.0)
        logits[:, 3:5] = 0.0
        found = start(logits, places, pixel)
        assert torch.allclose(found[:, 0], pixel[:, 0]) and torch.allclose(found[:, 1], pixel[:, 1] + 12.0)

    def test_heights_that_are_not_allowed_are_not_chosen(self):
        torch.manual_seed(1)
        net = CompactNet(TINY).eval()
        inputs = batched([prepare(*views((0.0, 20.0), size=64), prior_of(reach=32.0, size=64))[0]])
        with torch.no_grad():
            free, _ = net(**inputs)
            only = torch.zeros_like(inputs["allowed"])
            only[:, 2:5] = True
            held, estimates = net(**{**inputs, "allowed": only})
        assert (held.argmax(1) >= 2).all() and (held.argmax(1) <= 4).all()
        assert torch.equal(held[:, 2:5], free[:, 2:5]) and not torch.equal(held.argmax(1), free.argmax(1))
        # The refiners start there.
        first = start(held, inputs["places"], inputs["base"])
        assert torch.equal(estimates[0].before, first)

    def test_refiners_that_start_again_start_where_they_are_told(self):
        """From the sweep's start they say what the network says."""
        torch.manual_seed(1)
        net = CompactNet(TINY).eval()
        inputs = batched([prepare(*views(size=64), prior_of(reach=16.0, size=64))[0]])
        names = ("reference", "secondary", "linear", "origin", "base", "along")
        with torch.no_grad():
            logits, estimates = net(**inputs)
            position = start(logits, inputs["places"], inputs["base"])
            one = net.seen(inputs["reference"])
            again = net.refined(position, one, **{name: inputs[name] for name in names})
            other = net.refined(position + 3.0, one, **{name: inputs[name] for name in names})
        assert len(again) == len(estimates)
        for one, two in zip(estimates, again, strict=True):
            assert torch.equal(one.position, two.position) and torch.equal(one.logit, two.logit)
        assert torch.equal(other[0].before, position + 3.0) and not torch.equal(other[-1].position, again[-1].position)

    def test_warp_is_zero_outside(self):
        assert warp(torch.ones(1, 1, 4, 4), torch.full((1, 2, 2, 2), 9.0)).abs().max() == 0

    def test_a_batch_gives_what_its_parts_give(self):
        torch.manual_seed(1)
        net = CompactNet(TINY).eval()
        pairs = [prepare(*views(seed=seed, size=64), prior_of(reach=16.0, size=64))[0] for seed in (1, 2)]
        with torch.no_grad():
            single = [net(**batched([p]))[1][-1] for p in pairs]
            both = net(**batched(pairs))
        for k in range(2):
            assert torch.allclose(both[1][-1].position[k], single[k].position[0], atol=1e-3)

    def test_blur_keeps_the_mean_and_has_its_standard_deviation(self):
        point = torch.zeros(1, 1, 41, 41)
        point[..., 20, 20] = 1.0
        found = blur(point, 3.0)[0, 0]
        at = torch.arange(41.0) - 20.0
        assert float(found.sum()) == pytest.approx(1.0, abs=1e-5)
        assert float((found.sum(0) * at**2).sum()) ** 0.5 == pytest.approx(3.0, abs=0.15)


class TestAcross:
    def curve(self, bias, noise, seed=0, size=64):
        """Matches on curves along the samples, off by `bias` lines and noise."""
        inputs, _ = prepare(*views(size=size), prior_of(reach=20.0, size=size))
        random = torch.Generator().manual_seed(seed)
        along = torch.nn.functional.interpolate(
            torch.randn(1, 1, 5, 5, generator=random), size=(size, size), mode="bicubic"
        )[0, 0]
        position = inputs.base + torch.stack([torch.full_like(along, bias), 5.0 * along])
        position[0] += noise * torch.randn(size, size, generator=random)
        return position, curve_at(position, inputs.places, inputs.base)

    def test_curve_is_found_abreast_of_the_match(self):
        position, curve = self.curve(0.7, 0.0)
        assert (curve.point[0] - (position[0] - 0.7)).abs().max() < 1e-3
        assert curve.direction[1].abs().min() > 0.9999

    def test_common_offset_is_kept_and_noise_around_it_removed(self):
        position, curve = self.curve(-1.3, 0.6)
        sigma = torch.full((2, 64, 64), 0.6)
        moved, left, _ = without_epipolar_noise(position, sigma, torch.ones(64, 64), curve)
        offset = moved[0] - curve.point[0]
        assert float(offset.mean()) == pytest.approx(-1.3, abs=0.03)
        assert float(offset.std()) < 0.05
        assert torch.equal(moved[1], position[1]) or (moved[1] - position[1]).abs().max() < 1e-3
        assert float(left[1].max()) == pytest.approx((MIN_DEVIATION**2 + 1.3**2) ** 0.5, abs=0.1)

    @pytest.mark.parametrize("noise", [0.3, 0.6, 1.1])
    def test_the_deviation_across_the_curve_is_told_in_units_of_the_prediction(self, noise):
        position, curve = self.curve(0.4, noise)
        sigma = torch.full((2, 64, 64), 0.6)
        _, left, deviation = without_epipolar_noise(position, sigma, torch.ones(64, 64), curve)
        assert deviation == pytest.approx(noise / 0.6, rel=0.1) and torch.equal(left[0], sigma[0])

    def test_offsets_that_really_vary_are_left_alone(self):
        # The matches say they err by 0.05 px, but differ by 0.8: the difference is real.
        position, curve = self.curve(0.0, 0.8)
        moved, *_ = without_epipolar_noise(position, torch.full((2, 64, 64), 0.05), torch.ones(64, 64), curve)
        assert float((moved - position).abs().median()) < 0.01

    def test_a_quarter_of_gross_errors_does_not_move_the_offset(self):
        position, curve = self.curve(0.5, 0.2)
        position[0, :, :16] += 9.0
        moved, *_ = without_epipolar_noise(position, torch.full((2, 64, 64), 0.2), torch.ones(64, 64), curve)
        assert float((moved[0] - curve.point[0])[:, 20:].mean()) == pytest.approx(0.5, abs=0.1)

    def test_without_certain_matches_nothing_changes(self):
        position, curve = self.curve(0.5, 0.2)
        sigma = torch.ones(2, 64, 64)
        moved, left, deviation = without_epipolar_noise(position, sigma, torch.zeros(64, 64), curve)
        assert moved is position and left is sigma and np.isnan(deviation)


class TestMatch:
    def test_images_that_are_aligned_by_matches_are_not_searched(self, match, monkeypatch):
        one, two = views((0.4, -1.3))
        prior = dataclasses.replace(prior_of(reach=24.0), measured=True)

        def swept(*_, **__):
            raise AssertionError

        monkeypatch.setattr(CompactNet, "swept", swept)
        found = match(one, two, prior)
        rows, columns = np.mgrid[:128, :128]
        error = np.hypot(found.position[..., 0] - rows - 0.4, found.position[..., 1] - columns + 1.3)
        assert np.nanmedian(error[20:-20, 20:-20]) < 0.75
        with pytest.raises(AssertionError):
            match(one, two, prior_of(reach=24.0))

    @pytest.mark.parametrize("shift", [(0.0, 0.0), (0.0, 11.5), (1.5, -6.25)])
    def test_a_known_shift_comes_back(self, match, shift):
        # Such a texture without speckle is nothing that the network was trained on.
        one, two = views(shift)
        found = match(one, two, prior_of(reach=24.0))
        rows, columns = np.mgrid[:128, :128]
        error = np.hypot(found.position[..., 0] - rows - shift[0], found.position[..., 1] - columns - shift[1])
        assert np.nanmedian(error[20:-20, 20:-20]) < 0.75

    def test_shapes_kinds_and_ranges_are_the_interfaces(self, match):
        one, two = views()
        found = match(one, two, prior_of(reach=24.0))
        assert found.position.shape == (128, 128, 2) and found.position.dtype == np.float64
        assert found.certainty.dtype == np.float32 and 0 <= found.certainty.min() <= found.certainty.max() <= 1
        known = np.isfinite(found.position[..., 0])
        line, both, sample = np.moveaxis(found.covariance[known], -1, 0)
        assert (line > 0).all() and (sample > 0).all() and (both**2 <= line * sample * (1 + 1e-4)).all()

    def test_same_input_same_answer(self, match):
        one, two = views((0.0, 3.0))
        first, again = (match(one, two, prior_of(reach=24.0)) for _ in range(2))
        assert np.array_equal(first.position, again.position, equal_nan=True)

    def test_voids_have_no_match_and_do_not_disturb_what_lies_farther_away(self, match):
        one, two = views((0.0, 3.0))
        hole = one.amplitude.copy()
        hole[:, :40] = np.nan
        found = match(ImagePatch(hole, one.window), two, prior_of(reach=24.0))
        assert not np.isfinite(found.position[:, :30]).any() and (found.certainty[:, :30] == 0).all()
        error = np.abs(found.position[..., 1] - np.arange(128) - 3.0)
        assert np.nanmedian(error[20:-20, 64:-20]) < 0.5

    def test_empty_patch_matches_nothing(self, match):
        one, two = views()
        found = match(ImagePatch(np.full((128, 128), np.nan, np.float32), one.window), two, prior_of(reach=24.0))
        assert np.isnan(found.position).all() and (found.certainty == 0).all()

    def test_noise_is_less_certain_than_texture(self, match):
        one, two = views()
        other = ImagePatch(texture(99), two.window)
        sure, unsure = (match(one, v, prior_of(reach=24.0)).certainty.mean() for v in (two, other))
        assert unsure < 0.5 * sure

    def test_bundled_weights_are_whole_and_small(self):
        assert BUNDLED.stat().st_size <= 12e6
        assert read_weights(BUNDLED).about["scores"]["after"]["pck3"] > 0.5

    def test_poc_refuses_weights(self):
        with pytest.raises(EngineError, match="poc takes no weights"):
            make_matcher("poc", "some.safetensors", "cpu")

    def test_memory_of_a_graphics_card_that_is_too_small_is_said(self, match, monkeypatch):
        def full(*_, **__):
            raise torch.cuda.OutOfMemoryError

        monkeypatch.setattr(CompactNet, "refined", full)
        with pytest.raises(EngineError, match="make the patches smaller"):
            compact_matcher(read_weights(BUNDLED), "cpu")(*views(), prior_of(reach=24.0))
