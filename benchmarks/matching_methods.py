"""All matchers that are compared, by the names of the table's rows."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable

import numpy as np

from sar_radargrammetry.engine.matching.interface import Matcher
from sar_radargrammetry.engine.matching.matchers import COMPLETE, make_matcher
from sar_radargrammetry.engine.matching.patch import both_ways

from .matching_peers import PEERS
from .matching_scenes import Case

DEVICE = "cpu"
ONE_WAY, CHECKED = "one way", "checked"


@dataclasses.dataclass(frozen=True)
class Method:
    """A row of the table.

    Parameters
    ----------
    function : callable
        Secondary pixel (lines, samples, 2) of each reference pixel of a case; NaN where there is no match.
    packages : tuple of str
        What it needs beside the engine's packages.
    """

    function: Callable[[Case], np.ndarray]
    packages: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """Its packages that are not installed."""
        return [package for package in self.packages if importlib.util.find_spec(package) is None]


def methods() -> dict[str, Method]:
    """Peers, then each of the engine's matchers as it matches one way and as `matchpatches` calls it."""
    found = {name: Method(function, packages) for name, (packages, function) in PEERS.items()}
    for name in COMPLETE:
        matcher = make_matcher(name, None, DEVICE).match
        found[f"{name}, {ONE_WAY}"] = Method(_one_way(matcher))
        found[f"{name}, {CHECKED}"] = Method(_checked(matcher))
    return found


def _one_way(matcher: Matcher) -> Callable[[Case], np.ndarray]:
    return lambda case: matcher(case.reference, case.secondary, case.prior, DEVICE).position


def _checked(matcher: Matcher) -> Callable[[Case], np.ndarray]:
    def function(case: Case) -> np.ndarray:
        priors = case.prior, case.backward_prior
        return both_ways(case.reference, case.secondary, priors, matcher, DEVICE)[0].position

    return function
