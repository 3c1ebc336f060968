"""A training set from two images and a reference surface model of the same ground."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineError
from ..files.atomic import atomic_output
from ..foreign import may_pass
from ..image.slant_image import SlantImage
from ..job import Context
from ..parameters.pair import Pair
from ..products.registry import open_product
from ..products.view import numbers
from ..report.provenance import Origin
from ..stereo.pair import examine_pair, objection
from ..training.dsm_set import LEDGER, Settings, begin, finish, make_set
from ..training.sample import FORMAT, read_sample
from ..training.trainingset import TrainingSet
from .images import slant_image
from .reference_surface import observed_pair, open_reference_dsm
from .sources import fingerprints, product_sources, sources

PREVIEWS = 6
"""Samples that get a picture."""


def training_set_of_pair(
    pair: Pair, reference_dsm: str, settings: Settings, folder: Path, origin: Origin, context: Context
) -> TrainingSet:
    """Make every sample, split them by ground, draw some, and write the manifest last.

    Parameters
    ----------
    pair : Pair
        Products or imported images.
    reference_dsm : str
        Surface model of the ground.
    settings : Settings
    folder : Path
        Of the set; new, empty, or of the same run unfinished, which it then goes on with.
    origin : Origin
        For the provenance in the manifest.
    context : Context

    Raises
    ------
    EngineError
        An input cannot be used, or the folder holds something else. Finished work is kept where the failure may pass.
    """
    paths = (pair.reference, pair.secondary)
    stamps = [product_sources(open_product(path)) for path in paths]
    stamps.append(fingerprints(sources(reference_dsm)))
    text = json.dumps([FORMAT, stamps, dataclasses.asdict(settings)], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    was_there = folder.is_dir()
    done = begin(folder, digest)
    if done is not None:
        context.log("The training set is complete already; nothing was done.")
        return done
    context.keep(folder)
    try:
        made = _made(paths, reference_dsm, settings, folder, digest, origin, context)
    except EngineError as error:
        # The same inputs fail the same way: nothing of it is worth keeping. An interrupted run keeps what it has.
        if not may_pass(error):
            _remove(folder, was_there)
        raise
    context.progress(1.0)
    return made


def _made(
    paths: tuple[str, str],
    reference_dsm: str,
    settings: Settings,
    folder: Path,
    digest: str,
    origin: Origin,
    context: Context,
) -> TrainingSet:
    names, work = ("reference", "secondary"), folder / LEDGER
    parts = (context.part(0.0, 0.05), context.part(0.05, 0.1))
    one, two = (
        SlantImage.open(slant_image(path, name, (1, 1), work, part))
        for path, name, part in zip(paths, names, parts, strict=True)
    )
    dem = open_reference_dsm(reference_dsm, (one, two), context)
    low, high = dem.height_range()
    pair = examine_pair(one.model, two.model, min_height=low, max_height=high, dem=dem)
    refusal = objection(pair, allow_opposite_sides=True)
    if refusal:
        raise EngineError(refusal)
    about = {
        **_record(origin, folder),
        "digest": digest,
        "images": {name: numbers(image.model) for name, image in zip(names, (one, two), strict=True)},
        "vertical_datum": dem.vertical_datum,
    }
    made = make_set(folder, *observed_pair(dem, (one, two)), settings, about, context.part(0.1, 0.95))
    counts = made.about["counts"]
    context.log(
        "{train} samples to train on and {validation} to validate on; {dropped} between the two were "
        "dropped, and {poor} of {planned} patches had too little truth.",
        train=counts["train"],
        validation=counts["validation"],
        dropped=counts["dropped_between_splits"],
        poor=counts["planned"] - counts["with_truth"],
        planned=counts["planned"],
    )
    _draw(made, context)
    finish(made)
    return made


def _record(origin: Origin, folder: Path) -> dict[str, Any]:
    """The provenance without what differs from run to run: the same inputs give the same bytes."""
    record = origin.record(folder / "manifest.json")
    del record["created"], record["command"], record["parameters"]["output"]
    return record


def _draw(made: TrainingSet, context: Context) -> None:
    """Pictures of some samples, in the folder ``previews`` of the set."""
    # Matplotlib takes a second to import: only once there is something to draw.
    from ..report.training_preview import training_preview

    folder = made.folder / "previews"
    folder.mkdir(exist_ok=True)
    chosen = np.unique(np.linspace(0, len(made.entries) - 1, PREVIEWS).round().astype(int))
    for number in chosen:
        context.check_cancelled()
        entry = made.entries[number]
        picture = folder / f"{Path(entry.file).stem}.png"
        title = (
            f"{picture.stem} ({entry.split}): intersection {entry.about['intersection_angle']:.1f} degrees, relief "
            f"{entry.about['relief']:.0f} m, {100 * entry.about['shares']['seen']:.0f} % seen by both"
        )
        content = training_preview(read_sample(made.folder / entry.file), title)
        with atomic_output(picture) as temporary:
            Path(temporary).write_bytes(content)


def _remove(folder: Path, was_there: bool) -> None:
    """Take away what a run that failed has left."""
    shutil.rmtree(folder / LEDGER, ignore_errors=True)
    shutil.rmtree(folder / "previews", ignore_errors=True)
    for path in folder.glob("*.safetensors"):
        path.unlink()
    if not was_there and not any(folder.iterdir()):
        folder.rmdir()
