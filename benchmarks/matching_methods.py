"""All matchers that are compared, by the names of the table's rows."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable

import numpy as np

from sar_radargrammetry.engine.matching.banded import Found
from sar_radargrammetry.engine.matching.matchers import ReadyMatcher, make_matcher
from sar_radargrammetry.engine.matching.patch import both_ways
from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.matching.resampling import band_limited

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
    """Peers, then each of the engine's matchers one way, and both ways as `matchpatches` judges it.

    All search the case's whole range of heights, without the passes by which `matchpatches` narrows it.
    """
    found = {name: Method(function, packages) for name, (packages, function) in PEERS.items()}
    for name in COMPLETE:
        ready = make_matcher(name, None, DEVICE)
        found[f"{name}, {ONE_WAY}"] = Method(_one_way(ready))
        found[f"{name}, {CHECKED}"] = Method(_checked(ready))
    return found


def _one_way(ready: ReadyMatcher) -> Callable[[Case], np.ndarray]:
    return lambda case: _found(ready, case).match.position


def _checked(ready: ReadyMatcher) -> Callable[[Case], np.ndarray]:
    return lambda case: both_ways(_found(ready, case), ready.match, ready.judge, ready.spread)[0].position


def _found(ready: ReadyMatcher, case: Case) -> Found:
    secondary = band_limited(case.secondary, case.prior.affine()[0])
    return Found(ready.match(case.reference, secondary, case.prior), case.prior, case.reference, secondary)
