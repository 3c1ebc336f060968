"""One pair of many images: matched as if it were alone, or taken from what an earlier run left."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..block.refining import MatchedLink
from ..block.selection import Candidate
from ..image.slant_image import SlantImage
from ..job import Context
from ..matching.correspondence import Correspondence
from ..parameters.block import BlockDsm
from ..parameters.declare import parameters_of
from ..parameters.elevation import StereoDsm
from ..report.provenance import versions
from ..terrain.geoid import geoid_file
from .resuming import Mark
from .sources import fingerprints, product_sources, sources
from .stereo import matched_pair

FINISHED = "matched.json"
"""Note in the folder of a pair that it is matched."""
MATCHING = ("min_height", "max_height", "matcher", "device", "patch_size", "overlap", "allow_opposite_sides", "refine")
MATCHING += ("sigma_range", "sigma_along", "sigma_track", "sigma_drift")
"""Parameters that the matches of a pair depend on, besides files."""


@dataclasses.dataclass(frozen=True)
class MeasuredPair:
    """A pair of the block and where its results are.

    Parameters
    ----------
    candidate : Candidate
    name : str
        Of both images.
    folder : Path
    given : StereoDsm
        As if it were measured alone.
    link : MatchedLink
    numbers : dict
        What planning and matching answered.
    """

    candidate: Candidate
    name: str
    folder: Path
    given: StereoDsm
    link: MatchedLink
    numbers: dict[str, Any]


def pair_of_block(
    given: BlockDsm,
    images: Sequence[SlantImage],
    names: Sequence[str],
    one: Candidate,
    grid: tuple[str, float],
    work: Path,
    context: Context,
) -> MeasuredPair:
    """Match a pair, or take what an earlier run left of it."""
    two = images[one.reference], images[one.secondary]
    stamp = _stamp(given, two)
    name = f"{names[one.reference]} + {names[one.secondary]}"
    folder = work / f"{two[0].path.stem}+{two[1].path.stem}-{stamp[:12]}"
    folder.mkdir(exist_ok=True)
    pair = _alone(given, two, grid, folder)
    mark = Mark(folder / FINISHED)
    answer = mark.answer(stamp)
    if answer is None:
        context.log("Pair {name}.", name=name)
        found = matched_pair(pair, folder, context)
        path = Path(found.correspondence)
        answer = {"correspondence": path.name, "numbers": found.numbers}
        kept = [file for file in sources(path) if file.absolute().parent == folder.absolute()]
        mark.put(stamp, answer, kept)
    else:
        context.log("Pair {name} was matched before.", name=name)
    context.progress(1.0)
    correspondence = Correspondence.open(folder / answer["correspondence"])
    link = MatchedLink((one.reference, one.secondary), correspondence)
    return MeasuredPair(one, name, folder, pair, link, answer["numbers"])


def _alone(given: BlockDsm, images: tuple[SlantImage, SlantImage], grid: tuple[str, float], folder: Path) -> StereoDsm:
    """The parameters of a pair, as if it were measured alone; its images are imported already."""
    shared = {name: getattr(given, name) for name in parameters_of(BlockDsm) if name in parameters_of(StereoDsm)}
    shared |= {"looks_azimuth": 1, "looks_range": 1, "crs": grid[0], "pixel_size": grid[1], "report": None}
    shared["refine"] = "no" if given.refine == "no" else "auto"
    rasters = {name: str(folder / f"{name}.tif") for name in ("elevation", "error", "mask")}
    return StereoDsm(**{**shared, **rasters}, reference=str(images[0].path), secondary=str(images[1].path))


def _stamp(given: BlockDsm, images: tuple[SlantImage, SlantImage]) -> str:
    """Of all that the matches of a pair depend on."""
    numbers = {name: getattr(given, name) for name in MATCHING}
    geoid = geoid_file(given.dem_vertical)
    files = fingerprints(sources(given.dem, geoid, given.weights))
    datum = given.dem_vertical if geoid is None else None
    said = [numbers, given.dem is None, datum, files, [product_sources(image) for image in images], versions()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
