"""The benchmark of the three numbers in the errors of cells."""

import numpy as np
import pytest

from benchmarks import surface_errors
from sar_radargrammetry.engine.points.surface_sigma import Shares

SHARES = Shares(right=0.5, hidden=4.0, least=0.0)


def drawn(count=40_000):
    """Errors that these shares predict."""
    random = np.random.default_rng(5)
    matching, wrong = random.uniform(0.5, 3.0, count), random.uniform(0.0, 1.0, count) ** 4
    pixel = np.ones(count)
    return surface_errors.Errors(
        random.normal(size=count) * SHARES.sigma(matching, wrong, pixel), matching, wrong, pixel
    )


def test_the_right_shares_hold_everywhere_and_others_do_not():
    errors = drawn()
    found = surface_errors.worth(errors, SHARES)
    assert (found.one, found.two) == (pytest.approx(0.683, abs=0.01), pytest.approx(0.954, abs=0.01))
    assert np.allclose(found.ratios, 1.0, atol=0.08)
    without = surface_errors.worth(errors, Shares(right=0.5, hidden=0.0, least=0.0))
    assert max(without.ratios) > 1.3
    assert without.wrong > 10 * found.wrong
    assert without.ause > found.ause


def test_the_report_has_every_choice_and_every_scene():
    lines = list(surface_errors.report("compact", {"one": drawn(2000), "two": drawn(3000)}))
    assert len(lines) == 1 + len(surface_errors.CHOICES) + 1 + 2
