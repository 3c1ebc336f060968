"""Parameters of matching: the matcher, its weights, the device."""

from __future__ import annotations

import dataclasses

from ..device import DEVICES
from ..matching.registry import MATCHER_NAMES, MATCHERS
from .declare import FILE, POLYGONS, RASTER, Group, Job, parameter

_NEED_WEIGHTS = tuple(entry.name for entry in MATCHERS if entry.needs_weights)
_WITHOUT_WEIGHTS = tuple(entry.name for entry in MATCHERS if not entry.learned)


def _named(names: tuple[str, ...], one: str, several: str) -> str:
    """Names and their verb."""
    return f"{' and '.join(names)} {one if len(names) == 1 else several}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Device(Group):
    """Where a network computes."""

    device: str = parameter(
        "Device",
        "Where to compute. auto: on a CUDA graphics card if there is one, else on the processor.",
        DEVICES[0],
        choices=DEVICES,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Matching(Device):
    """How patches are matched."""

    matcher: str = parameter(
        "Matcher",
        "How corresponding pixels are found. " + " ".join(f"{one.name}: {one.summary}." for one in MATCHERS),
        MATCHER_NAMES[0],
        choices=MATCHER_NAMES,
    )
    weights: str | None = parameter(
        "Weights of the matcher",
        "File with weights of a learned matcher, such as Fine-tune matcher writes. Default: the bundled weights. "
        f"{_named(_NEED_WEIGHTS, 'needs', 'need')} a file, such as Download weights of RoMa writes; "
        f"{_named(_WITHOUT_WEIGHTS, 'takes', 'take')} none.",
        None,
        kind=FILE,
        advanced=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Workers(Group):
    """Which processes match the patches; results do not depend on them."""

    workers: int = parameter(
        "Worker processes",
        "Worker processes, each of which matches one patch at a time. They share the processor's cores and the memory "
        "limit. 0: one for each core if cores, patches and memory allow four or more; otherwise none, and the engine's "
        "own process matches up to four patches at the same time. The number does not change the results.",
        0,
        minimum=0,
        maximum=1024,
        advanced=True,
        recorded=False,
        later=True,
    )
    scheduler: str | None = parameter(
        "Scheduler of a cluster",
        "Address of a Dask scheduler, such as tcp://10.0.0.1:8786, whose workers match the patches. They must have "
        "access to all files under the same paths, and need the same versions of plugin, packages and weights. local: "
        "a cluster on this computer with the number of worker processes. Needs the Python package distributed.",
        None,
        advanced=True,
        recorded=False,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class PatchQuality(Group):
    """Where matching succeeded and where it did not."""

    patch_quality: str | None = parameter(
        "Patches with quality",
        "The patches as a layer with the share of matched pixels (matched), the median certainty (certainty) and the "
        "median distance of the matches from their epipolar curves in pixels (residual) of each, coloured by the "
        "share.",
        None,
        output=POLYGONS,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class MatchPatches(Matching, Workers, PatchQuality, Job):
    """The patches of a pair become one correspondence raster."""

    ORDER = ("patches", "matcher", "weights")

    patches: str = parameter("Patches", "The GeoPackage made by Create patches.", kind=POLYGONS)
    output: str = parameter(
        "Correspondence",
        "Raster in the grid of the reference image: displacement in line and sample [px], certainty, and the three "
        "terms of the covariance [px^2].",
        output=RASTER,
    )
