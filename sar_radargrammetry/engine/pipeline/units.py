"""One patch, or one tile of a pass, as a unit of work for any process that can see the files.

A unit names what it is by numbers; everything else is in files: the plan, the images, the weights, and the ledger,
which holds the surface to start from and takes the result.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..gdal_setup import prepare_gdal
from ..image.slant_image import SlantImage
from ..image.window import Window
from ..job import Context
from ..matching.banded import Search
from ..matching.ledger import Ledger
from ..matching.matchers import ReadyMatcher, make_matcher, with_threads
from ..matching.passes import pass_search, tile_of_pass
from ..matching.patch import match_patch
from ..patches.package import PatchPlan, read_plan
from ..report.provenance import versions


@dataclasses.dataclass(frozen=True, kw_only=True)
class Work:
    """What all units of a matching have in common, as JSON can carry it; all paths are absolute.

    Parameters
    ----------
    patches : str
        Plan of the patches.
    matcher : str
    weights : str or None
    digest : str or None
        Of the weights, those that come with the plugin included.
    device : str
    precision : str
        Of the job, so that all processes match alike; see `engine.precision`.
    folder : str
        Of the ledger.
    stamp : str
        Of the ledger.
    versions : tuple of (str, str)
        See `provenance.versions`: with other libraries a patch may have other bytes.
    memory : float
        Bytes that a process needs at the most.
    threads : int or None
        See `matchers.threads_of`.
    """

    patches: str
    matcher: str
    weights: str | None
    digest: str | None
    device: str
    precision: str
    folder: str
    stamp: str
    versions: tuple[tuple[str, str], ...]
    memory: float
    threads: int | None

    def as_json(self) -> dict[str, Any]:
        """What a worker is given."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Work:
        """What `as_json` made an object of."""
        return cls(**{**given, "versions": tuple((name, version) for name, version in given["versions"])})


def patch_unit(number: int, lit: Window) -> dict[str, Any]:
    """The unit of a patch, of which the reference shows more than noise in a part, see `match_patch`."""
    return {"patch": number, "lit": [lit.line, lit.sample, lit.lines, lit.samples]}


def tile_unit(factor: int, number: int) -> dict[str, int]:
    """The unit of a tile of the pass over images averaged by `factor`."""
    return {"factor": factor, "tile": number}


@dataclasses.dataclass
class Bench:
    """All that a unit needs, opened once in a process; several threads may use it."""

    threads: int | None
    plan: PatchPlan
    images: tuple[SlantImage, SlantImage]
    ready: ReadyMatcher
    ledger: Ledger

    @functools.cached_property
    def search(self) -> Search:
        """At full resolution, around the surface of the ledger."""
        return Search(*self.images, 1, self._surface(1), self.plan.limits, self.ready.match, self.ready.first_try)

    def search_of_pass(self, factor: int) -> Search:
        """Over averaged images, around the surface that the pass starts from."""
        return pass_search(*self.images, factor, self._surface(factor), self.plan.limits, self.ready.rough)

    def _surface(self, factor: int):
        surface = self.ledger.surface(factor)
        if surface is None:
            raise EngineError(
                "The surface is missing from the folder of finished patches {path}; use a folder that all workers "
                "share.",
                path=self.ledger.folder,
            )
        return surface


def opened(work: Work) -> Bench:
    """Open what the units of a matching need, and see that it is what the job was started with.

    Raises
    ------
    EngineError
        A file is missing here or differs, or another version of the plugin or of a library is installed.
    """
    prepare_gdal()
    check_versions(work.versions)
    ledger = Ledger.existing(Path(work.folder), work.stamp)
    ready = make_matcher(work.matcher, work.weights, work.device, precision=work.precision)
    if ready.digest != work.digest:
        raise EngineError(
            "The weights of the matcher {matcher} differ from those of the job; install the same weights on every "
            "worker.",
            matcher=work.matcher,
        )
    plan = read_plan(work.patches)
    return Bench(
        work.threads,
        plan,
        (SlantImage.open(plan.reference), SlantImage.open(plan.secondary)),
        ready,
        ledger,
    )


def check_versions(expected: tuple[tuple[str, str], ...]) -> None:
    """Refuse to take part with another version of the plugin or of a library.

    Raises
    ------
    EngineError
    """
    here = dict(versions())
    for name, version in expected:
        if here.get(name) != version:
            raise EngineError(
                "{name} has version {found}, and the job was started with version {version}; install the same version "
                "on every worker.",
                name=name,
                found=here.get(name, "-"),
                version=version,
            )


def do_unit(bench: Bench, unit: dict[str, Any], cancelled: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """Do a unit and leave its result in the ledger.

    Raises
    ------
    Cancelled

    Returns
    -------
    dict
        The entry of the ledger: the unit with the name of its ``file``.
    """
    with with_threads(bench.threads):
        return _done(bench, unit, Context(cancelled=cancelled))


def _done(bench: Bench, unit: dict[str, Any], context: Context) -> dict[str, Any]:
    if "patch" in unit:
        patch = next(patch for patch in bench.plan.patches if patch.number == unit["patch"])
        lit = Window(*unit["lit"])
        bench.ledger.put(patch.number, match_patch(patch, bench.search, bench.ready.judge, bench.ready.spread, lit))
        return {**unit, "file": bench.ledger.patch_path(patch.number).name}
    factor, number = unit["factor"], unit["tile"]
    bench.ledger.put_tile(factor, number, tile_of_pass(bench.search_of_pass(factor), number, context))
    return {**unit, "file": bench.ledger.tile_path(factor, number).name}
