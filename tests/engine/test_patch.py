"""Both ways of a patch: the way back looks where likely matches lead."""

import numpy as np
import pytest
from test_poc import prior_of

from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.interface import Match, View
from sar_radargrammetry.engine.matching.patch import AROUND, both_ways

SIZE, WIDE = 64, 400
SHIFT = 150


def priors():
    """Of two images that only differ by a shift, with places for any of it."""
    there, back = prior_of(reach=200.0, size=SIZE), prior_of(reach=200.0, size=WIDE)
    return there, back


class Shifted:
    """A matcher that finds a shift along the samples and remembers where it was asked to look."""

    def __init__(self, certainty):
        self.certainty, self.asked = certainty, []

    def __call__(self, reference, secondary, prior, device):
        self.asked.append((reference.window, secondary.window, prior.window))
        shift = SHIFT if len(self.asked) == 1 else -SHIFT
        window = reference.window
        rows, columns = np.mgrid[: window.lines, : window.samples].astype(float)
        place = np.stack([rows + window.line, columns + window.sample + shift], -1)
        shape = (window.lines, window.samples)
        variance = np.broadcast_to(np.float32([0.25, 0.0, 0.25]), (*shape, 3)).copy()
        return Match(place, np.full(shape, self.certainty, np.float32), variance)


@pytest.fixture
def views():
    random = np.random.default_rng(1)
    one, two = Window(0, 0, SIZE, SIZE), Window(0, 0, SIZE, WIDE)
    return tuple(View(random.rayleigh(size=(w.lines, w.samples)).astype(np.float32), w) for w in (one, two))


def test_the_way_back_sees_where_matches_lead_and_all_of_them_are_kept(views):
    matcher = Shifted(0.9)
    match, verdicts = both_ways(*views, priors(), matcher, "cpu")
    back, _, prior = matcher.asked[1]
    assert back == prior == Window(0, SHIFT - AROUND, SIZE, SIZE + 2 * AROUND)
    assert np.isfinite(match.position).all()
    np.testing.assert_allclose(match.position[..., 1] - np.arange(SIZE), SHIFT, atol=1e-9)
    assert (verdicts == verdicts[0, 0]).all()


def test_doubtful_matches_do_not_say_where_to_look(views):
    matcher = Shifted(0.1)
    both_ways(*views, priors(), matcher, "cpu")
    assert matcher.asked[1][0] == views[1].window
