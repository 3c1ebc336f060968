"""Training of RoMa: its loss in closed form, its truth in its coordinates, exact resume, weights that match."""

import dataclasses

import numpy as np
import pytest
import torch
from pairs import StopAfter, run

from sar_radargrammetry.engine import memory
from sar_radargrammetry.engine.errors import Cancelled, EngineError
from sar_radargrammetry.engine.job import Context
from sar_radargrammetry.engine.matching.compact.matcher import BUNDLED
from sar_radargrammetry.engine.matching.compact.matcher import read_weights as read_compact_weights
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.registry import matcher_entry
from sar_radargrammetry.engine.matching.roma.design import REDUCED, images
from sar_radargrammetry.engine.matching.roma.matcher import LEFT, common_views
from sar_radargrammetry.engine.matching.roma.weights import read_weights
from sar_radargrammetry.engine.pipeline import train
from sar_radargrammetry.engine.training import loop, roma
from sar_radargrammetry.engine.training.crops import make_batch
from sar_radargrammetry.engine.training.step import gradient

DESIGN = dataclasses.replace(
    REDUCED,
    features=(4, 16, 48, 32, 136),
    projected=(3, 4, 4, 6, 136),
    embedded=(2, 2, 4, 4, 4),
    reach=(0, 0, 0, 1, 1),
    hidden_blocks=1,
    gaussian=8,
    blocks=1,
    heads=2,
    anchors=8,
    coarse=32,
    fine=48,
)
SCHEDULE = loop.Schedule(steps=4, batch=2, side=48, heights=6, every=2, validation=1, rate=1e-3)


@pytest.fixture(scope="module")
def batch(tiny_set):
    return make_batch(tiny_set.files("train"), 0, 1, 2, 48, 6, True)


def truth(match, known=None, asked=None):
    shape = (len(match), *match.shape[2:])
    everywhere = torch.ones(shape, dtype=torch.bool)
    return roma.Truth(match, everywhere if known is None else known, everywhere if asked is None else asked)


def grid(height, width):
    """x and y of the pixels of a view, -1..1 from edge to edge."""
    y, x = np.meshgrid(
        (np.arange(height) + 0.5) * 2 / height - 1, (np.arange(width) + 0.5) * 2 / width - 1, indexing="ij"
    )
    return torch.tensor(np.stack([x, y])[None], dtype=torch.float32)


def said(match, certainty=0.0, strides=(16, 8, 4, 2, 1), side=32, anchors=4):
    """Answers of a network that says the same match everywhere it is asked."""
    found = {}
    for stride in strides:
        here = truth(match).at(side // stride, side // stride)
        level = torch.full((len(match), 1, *here.match.shape[2:]), certainty)
        found[stride] = {"flow": here.match.clone(), "certainty": level}
    logits = torch.zeros(len(match), anchors**2, side // 16, side // 16)
    return {
        16: {**found[16], "gm_cls": logits, "gm_certainty": found[16]["certainty"]},
        **{s: found[s] for s in strides[1:]},
    }


class TestTheLoss:
    def test_small_errors_cost_quadratically_and_large_ones_as_their_root(self):
        scale = roma.SCALE * 4
        nothing = float(roma.charbonnier(torch.tensor(0.0), 4))
        assert nothing == pytest.approx(scale**0.5)
        small = float(roma.charbonnier(torch.tensor((0.01 * scale) ** 2, dtype=torch.float64), 4))
        assert (small - nothing) / nothing == pytest.approx(0.25e-4, rel=1e-2)
        large = float(roma.charbonnier(torch.tensor(1.0), 4))
        assert large == pytest.approx(1.0, rel=1e-3)

    def test_the_class_is_that_of_the_nearest_anchor(self):
        random = torch.Generator().manual_seed(1)
        match = 2.2 * torch.rand(1, 2, 9, 7, generator=random) - 1.1
        centres = (torch.arange(8) + 0.5) / 4.0 - 1.0
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        places = torch.stack([x, y], -1).reshape(64, 2)
        nearest = torch.cdist(match[0].flatten(1).T, places).argmin(1)
        assert torch.equal(roma.nearest_anchor(match, 8)[0].flatten(), nearest)

    def test_perfect_answers_cost_what_is_left_over(self):
        match = 0.9 * grid(64, 64)
        found = roma.roma_loss(said(match), truth(match))
        least = sum(float(roma.charbonnier(torch.tensor(0.0), stride)) for stride in (16, 8, 4, 2, 1))
        assert float(found.regression) == pytest.approx(least, rel=1e-4)
        assert float(found.coarse) == pytest.approx(np.log(16), rel=1e-5)
        assert float(found.certainty) == pytest.approx(6 * np.log(2), rel=1e-5)
        assert float(found.total) == pytest.approx(float(found.coarse + found.regression + 0.01 * found.certainty))

    def test_a_finer_scale_is_judged_only_where_the_one_before_was_near(self):
        match = 0.9 * grid(64, 64)
        answers = said(match)
        before = roma.roma_loss(answers, truth(match))
        # The match of stride 8 is off by 9 of the pixels of stride 4, which may start from 8 at most.
        answers[8]["flow"] = answers[8]["flow"] + torch.tensor([9.0 * 4 * 2 / 32, 0.0])[:, None, None]
        after = roma.roma_loss(answers, truth(match))
        finer = float(roma.charbonnier(torch.tensor(0.0), 4))
        wrong = float(roma.charbonnier(torch.tensor((9.0 * 4 * 2 / 32) ** 2), 8))
        right = float(roma.charbonnier(torch.tensor(0.0), 8))
        assert float(after.regression - before.regression) == pytest.approx(wrong - right - finer, rel=1e-3)

    def test_what_nothing_is_known_of_costs_nothing(self):
        match = 0.9 * grid(64, 64)
        nowhere = torch.zeros(1, 64, 64, dtype=torch.bool)
        unknown = roma.roma_loss(said(match), truth(match, nowhere, nowhere))
        assert float(unknown.total) == 0.0
        # Places that the second view does not show ask for a no.
        for certainty, sign in ((4.0, 1), (-4.0, -1)):
            hidden = roma.roma_loss(said(match, certainty), truth(match, nowhere, ~nowhere))
            assert float(hidden.coarse) == float(hidden.regression) == 0.0
            assert float(hidden.certainty) == pytest.approx(6 * np.log1p(np.exp(sign * 4.0)), rel=1e-5)

    def test_a_mean_over_places_with_an_unknown_one_is_no_truth(self):
        known = torch.ones(1, 8, 8, dtype=torch.bool)
        known[0, 3, 3] = False
        here = truth(torch.zeros(1, 2, 8, 8), known).at(4, 4)
        assert here.known.sum() == 15 and not here.known[0, 1, 1]


class TestTheTruth:
    def test_an_answer_that_is_the_truth_lies_at_the_true_pixels(self, batch):
        views = common_views(batch.inputs)
        true = roma.truth_of(batch, views)
        known = views.taken(true.known)
        assert known.float().mean() > 0.9 * batch.known.float().mean()
        assert true.known.sum() == known.sum() and not (known & ~batch.known).any()
        place = views.to_frame(views.taken(roma.pixels_of(true.match, *views.size)))
        error = (place - batch.truth).abs().amax(1)[known]
        assert float(error.max()) < LEFT + 1e-3 and float(error.median()) < 1e-3

    def test_the_second_view_shows_at_the_true_pixels_what_the_first_does(self, batch):
        """Textures correlate at the truth and not 20 pixels beside it."""
        views = common_views(batch.inputs)
        true = roma.truth_of(batch, views)

        def likeness(shift):
            place = true.match.permute(0, 2, 3, 1) + torch.tensor([2.0 * shift / views.size[1], 0.0])
            there = torch.nn.functional.grid_sample(views.second[:, :1], place, align_corners=False)[:, 0]
            one, two = (values[true.known] for values in (views.first[:, 0], there))
            return float(torch.corrcoef(torch.stack([one, two]))[0, 1])

        assert likeness(0) > 0.3 > 0.15 > abs(likeness(20))

    def test_nothing_is_asked_around_the_reference(self, batch):
        views = common_views(batch.inputs)
        true = roma.truth_of(batch, views)
        assert views.margin > 0 and views.size == true.asked.shape[1:]
        assert true.asked.sum() == views.taken(true.asked).sum() > 0


class TestValidation:
    def test_each_crop_is_judged_as_the_matcher_sees_it(self, batch):
        """Alone: a neighbour whose matches lie far apart changes nothing."""
        places = batch.inputs["places"].clone()
        places[1, -1] += 60.0
        beside = dataclasses.replace(batch, inputs={**batch.inputs, "places": places})
        assert common_views(beside.inputs).margin > common_views(batch.inputs).margin
        torch.manual_seed(1)
        how = roma.RomaRecipe(DESIGN)
        net = how.build("cpu")
        seen = int((batch.known[0].sum() + 6) // 7)
        before, after = (how.answers(net, [one], "cpu").error[:seen] for one in (batch, beside))
        assert np.array_equal(before, after)


class TestTheRecipe:
    def test_a_new_network_sees_what_the_bundled_matcher_does(self):
        weights = read_compact_weights(BUNDLED)
        compact = weights.network().eval()
        encoder = roma.RomaRecipe(DESIGN).build("cpu").encoder.eval()
        texture = torch.randn(1, 1, 64, 64).clamp(-2, 2)
        seen = encoder(images(texture))
        two, four = compact.encoder(torch.cat([texture, torch.ones_like(texture)], 1))
        assert torch.allclose(seen[2], two, atol=1e-4) and torch.allclose(seen[4], four, atol=1e-4)
        assert [seen[stride].shape[-1] for stride in (1, 2, 4, 8, 16)] == [64, 32, 16, 8, 4]

    def test_the_loss_falls_on_a_batch_that_stays(self, batch):
        torch.manual_seed(1)
        how = roma.RomaRecipe(dataclasses.replace(DESIGN, coarse=96))
        net = how.build("cpu")
        optimizer = torch.optim.AdamW(net.parameters(), 4e-3)
        totals = []
        for _ in range(12):
            found, _ = gradient(net, batch, "cpu", 1, Context(), how.loss)
            torch.nn.utils.clip_grad_norm_(net.parameters(), how.clip)
            optimizer.step()
            totals.append(float(found.total))
        assert totals[-1] < 0.6 * totals[0]

    def test_an_encoder_that_has_learned_keeps_its_normalisation_and_learns_slowly(self, begun, batch):
        how = roma.RomaRecipe(DESIGN, read_weights(begun))
        net = how.build("cpu")
        net.encoder.normalisation = torch.nn.BatchNorm2d(4)
        gradient(net, batch, "cpu", 1, Context(), how.loss)
        assert net.decoder.training and not net.encoder.normalisation.training
        shares = [share for _, share in how.groups(net)]
        assert shares == [1.0, pytest.approx(5e-6 / 1e-4)]
        assert 2 * matcher_entry("roma").training.further_rate == 1e-4
        frozen = dataclasses.replace(how, freeze_encoder=True)
        assert len(frozen.groups(frozen.build("cpu"))) == 1

    def test_a_training_that_was_stopped_goes_on_to_the_same_bits(self, tiny_set, tmp_path):
        ends = []
        for name, calls in (("whole", None), ("stopped", 4)):
            folder = tmp_path / name
            folder.mkdir()
            given = (tiny_set, roma.RomaRecipe(DESIGN), SCHEDULE, folder, "cpu")
            if calls:
                with pytest.raises(Cancelled):
                    loop.train(*given, StopAfter(calls).context)
                assert torch.load(folder / loop.CHECKPOINT, weights_only=True)["step"] == 2
            ends.append(loop.train(*given, Context()))
        one, two = (end.net.state_dict() for end in ends)
        assert all(torch.equal(one[name], two[name]) for name in one)
        assert ends[0].history[-1]["loss_total"] == ends[1].history[-1]["loss_total"]

    def test_the_whole_size_is_refused_where_it_does_not_fit(self, monkeypatch):
        monkeypatch.setattr(memory, "free_memory", lambda: 3_000_000_000)
        with pytest.raises(EngineError, match=r"needs 12.0 GB of memory and 3.0 GB are free"):
            roma.check_training_memory(dataclasses.replace(REDUCED, kind="outdoor"), "cpu")
        roma.check_training_memory(REDUCED, "cpu")


@pytest.fixture(scope="module")
def quickly():
    """The jobs with a network and schedules that take a second."""

    def less(**given):
        small = {"batch": 2, "heights": 6, "validation": 1, "side": min(given["side"], 64)}
        return loop.Schedule(**{**given, **small})

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(train, "Schedule", less)
        patched.setattr(roma, "REDUCED", DESIGN)
        yield


@pytest.fixture(scope="module")
def begun(quickly, tiny_set, tmp_path_factory):
    """Weights of a reduced RoMa, trained for three steps."""
    path = tmp_path_factory.mktemp("begun") / "roma.safetensors"
    given = {"training_set": str(tiny_set.folder), "matcher": "roma", "steps": 3, "device": "cpu"}
    answer = run("trainmatcher", **given, output=str(path), report=str(path.with_suffix(".html")))
    assert {"pck1_before", "pck3_after", "median_after"} <= set(answer)
    return path


class TestTheJobs:
    def test_trained_weights_match(self, begun, samples):
        weights = read_weights(begun)
        assert weights.design == DESIGN and weights.about["trained_from"] is None
        page = begun.with_suffix(".html").read_text("utf-8")
        assert "PCK@3" in page and "trained from scratch" in page
        ready = make_matcher("roma", begun, "cpu")
        assert ready.digest == weights.digest()
        match = ready.match(samples[0].reference, samples[0].secondary, samples[0].prior)
        assert match.position.shape == (*samples[0].state.shape, 2)

    def test_finetune_begins_from_them_and_leaves_them_as_they_were(self, begun, tiny_set, tmp_path):
        content = begun.read_bytes()
        given = {"training_set": str(tiny_set.folder), "matcher": "roma", "weights": str(begun), "steps": 3}
        answer = run("finetune", **given, device="cpu", output=str(tmp_path / "tuned.safetensors"))
        start, tuned = read_weights(begun), read_weights(tmp_path / "tuned.safetensors")
        assert begun.read_bytes() == content
        assert tuned.about["trained_from"] == start.digest() != tuned.digest()
        assert answer["median_before"] > 0 and tuned.about["schedule"]["rate"] == pytest.approx(5e-5)
        run("finetune", **given, device="cpu", freeze_encoder=True, output=str(tmp_path / "frozen.safetensors"))
        frozen = read_weights(tmp_path / "frozen.safetensors")
        same = {name: torch.equal(value, frozen.state[name]) for name, value in start.state.items()}
        assert all(same[name] for name in same if name.startswith("encoder."))
        assert not all(same[name] for name in same if name.startswith("decoder."))

    def test_no_weights_to_begin_with_is_a_sentence(self, quickly, tiny_set, tmp_path):
        given = {"training_set": str(tiny_set.folder), "output": str(tmp_path / "tuned.safetensors")}
        with pytest.raises(EngineError, match=r"roma needs weights to begin with"):
            run("finetune", **given, matcher="roma")
