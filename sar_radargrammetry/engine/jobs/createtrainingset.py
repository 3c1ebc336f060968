"""Make a training set from two images and a reference surface model of the same ground."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..files.atomic import atomic_output, check_writable
from ..foreign import may_pass
from ..image.slant_image import SlantImage
from ..job import Context
from ..parameters.training import CreateTrainingSet as Parameters
from ..pipeline.reference_surface import observed_pair, open_reference_dsm
from ..products.view import numbers
from ..report.provenance import provenance
from ..sensor.sidecar import sidecar_path
from ..stereo.pair import examine_pair, objection
from ..terrain.dem import Dem
from ..training.dsm_set import LEDGER, Settings, begin, finish, make_set
from ..training.sample import FORMAT, read_sample
from ..training.trainingset import TrainingSet
from .slant_input import slant_image

PREVIEWS = 6
"""Samples that get a picture."""


def run(parameters: Parameters, context: Context) -> dict:
    """Make every sample, split them by ground, draw some, and write the manifest last."""
    _check(parameters)
    settings = Settings(parameters.patch_size, parameters.validation_share, parameters.seed)
    folder = Path(parameters.output).absolute()
    digest = _digest(parameters)
    was_there = folder.is_dir()
    done = begin(folder, digest)
    if done is not None:
        context.log("The training set is complete already; nothing was done.")
        return _answer(parameters, done)
    context.keep(folder)
    try:
        made = _make(parameters, settings, folder, digest, context)
    except EngineError as error:
        # The same inputs fail the same way: nothing of it is worth keeping. An interrupted run keeps what it has.
        if not may_pass(error):
            _remove(folder, was_there)
        raise
    context.progress(1.0)
    return _answer(parameters, made)


def _make(parameters: Parameters, settings: Settings, folder: Path, digest: str, context: Context) -> TrainingSet:
    work = folder / LEDGER
    one, two = (
        SlantImage.open(slant_image(getattr(parameters, name), name, (1, 1), work, context.part(low, low + 0.05)))
        for name, low in (("reference", 0.0), ("secondary", 0.05))
    )
    dem = open_reference_dsm(parameters.reference_dsm, (one, two), context)
    low, high = dem.height_range()
    pair = examine_pair(one.model, two.model, min_height=low, max_height=high, dem=dem)
    refusal = objection(pair, allow_opposite_sides=True)
    if refusal:
        raise EngineError(refusal)
    about = _about(parameters, digest, (one, two), dem)
    made = make_set(folder, *observed_pair(dem, (one, two)), settings, about, context.part(0.1, 0.95))
    counts = made.about["counts"]
    context.log(
        f"{counts['train']} samples to train on and {counts['validation']} to validate on; "
        f"{counts['dropped_between_splits']} between the two were dropped, and "
        f"{counts['planned'] - counts['with_truth']} of {counts['planned']} patches had too little truth."
    )
    _draw(made, context)
    finish(made)
    return made


def _check(parameters: Parameters) -> None:
    for name in ("reference", "secondary", "reference_dsm"):
        path = Path(getattr(parameters, name))
        if not path.exists():
            raise EngineError(f"{path} does not exist; check the parameter {name}.")
    if Path(parameters.reference).resolve() == Path(parameters.secondary).resolve():
        raise EngineError(
            f"Reference and secondary are the same file {parameters.reference}; choose two images of the same ground."
        )
    folder = Path(parameters.output).absolute()
    if not folder.is_dir():
        check_writable(folder)


def _digest(parameters: Parameters) -> str:
    """Of all that the samples depend on; a folder that was moved with its inputs keeps it."""
    given = {k: v for k, v in dataclasses.asdict(parameters).items() if k != "output"}
    for name in ("reference", "secondary", "reference_dsm"):
        path = Path(given[name])
        files = [file for file in (path, sidecar_path(path)) if file.is_file()]
        given[name] = [(file.name, os.stat(file).st_size, os.stat(file).st_mtime_ns) for file in files]
    return hashlib.sha256(json.dumps([FORMAT, given], sort_keys=True).encode()).hexdigest()


def _about(parameters: Parameters, digest: str, images: tuple[SlantImage, SlantImage], dem: Dem) -> dict:
    inputs = {name: getattr(parameters, name) for name in ("reference", "secondary", "reference_dsm")}
    record = provenance(
        "createtrainingset", parameters, inputs=inputs, output=Path(parameters.output) / "manifest.json"
    )
    # The same inputs give the same bytes, whenever and wherever.
    del record["created"], record["command"], record["parameters"]["output"]
    given = {name: numbers(image.model) for name, image in zip(("reference", "secondary"), images, strict=True)}
    return {**record, "digest": digest, "images": given, "vertical_datum": dem.vertical_datum}


def _draw(made: TrainingSet, context: Context) -> None:
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


def _answer(parameters: Parameters, made: TrainingSet) -> dict:
    counts = made.about["counts"]
    return {
        "output": parameters.output,
        "training_samples": counts["train"],
        "validation_samples": counts["validation"],
        "seen_share": made.about["shares"]["seen"],
        "intersection_angle": round(float(np.mean(made.about["intersection_angle"])), 3),
    }
