"""A training set from simulation at scale: many random pairs, made in order of their seeds, resumable."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from ..errors import EngineError
from ..job import Context
from .drawing import Draw, draw
from .sample import VISIBLE, TrainingSample, read_sample, write_sample
from .simulated import make_samples
from .trainingset import Entry, TrainingSet, write_manifest

VALIDATION_SEED = 500_000
"""Added to the seeds of validation pairs: no ground of theirs is trained on."""


def make_simulated_set(
    folder: Path,
    pairs: int,
    validation_pairs: int,
    dems: tuple[Path, ...],
    validation_dems: tuple[Path, ...],
    context: Context,
    images: tuple[Path, ...],
    versions: dict[str, str],
) -> TrainingSet:
    """Simulate `pairs` pairs to train with and `validation_pairs` to validate on; existing samples are kept.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    pairs, validation_pairs : int
    dems, validation_dems : tuple of Path
        Real terrain that every fourth pair takes; must not share a file.
    context : Context
    images : tuple of Path
        SAR images whose brightness lies on the ground of pairs to train with.
    versions : dict of str to str
        Of the software that makes it.

    Raises
    ------
    EngineError
        Training and validation share a DEM, or there is no pair to make.
    """
    if set(map(Path.resolve, dems)) & set(map(Path.resolve, validation_dems)):
        raise EngineError("A DEM is named both for training and for validation; leave it out of one of them.")
    folder.mkdir(parents=True, exist_ok=True)
    plan = [("train", draw(seed, dems, images), seed) for seed in range(pairs)]
    first = VALIDATION_SEED
    plan += [("validation", draw(seed, validation_dems), seed) for seed in range(first, first + validation_pairs)]
    entries = []
    for done, (split, what, seed) in enumerate(plan):
        part = context.part(done / len(plan), (done + 1) / len(plan))
        part.progress(0.0)
        entries += _pair(folder, split, what, seed, part)
    about = {
        "made_by": "simulation",
        "pairs": pairs,
        "validation_pairs": validation_pairs,
        "dems": [dem.name for dem in dems],
        "validation_dems": [dem.name for dem in validation_dems],
        "reflectivity": [image.name for image in images],
        "versions": versions,
    }
    training_set = TrainingSet(folder, tuple(entries), about)
    write_manifest(training_set)
    return training_set


def _pair(folder: Path, split: str, what: Draw, seed: int, context: Context) -> list[Entry]:
    """The samples of one pair: those on disk if it was made before, else made now."""
    stem = f"{split}_{seed:06d}"
    stamp = folder / f"{stem}.made"
    if not stamp.is_file():
        try:
            samples = make_samples(what, context)
        except EngineError as error:
            # Random flights may miss a DEM or run out of it; that pair is left out and said.
            context.log("Pair {seed} is left out: {reason}", seed=seed, reason=error)
            samples = []
        for number, sample in enumerate(samples):
            write_sample(folder / f"{stem}_{number}.safetensors", sample)
        stamp.touch()
    pattern = re.compile(rf"{stem}_\d+\.safetensors")
    found = sorted(path for path in folder.glob(f"{stem}_*.safetensors") if pattern.fullmatch(path.name))
    return [Entry(path.name, split, _about(what, seed, read_sample(path))) for path in found]


def _about(what: Draw, seed: int, sample: TrainingSample) -> dict:
    settings = what.settings
    return {
        "seed": seed,
        "terrain": Path(settings.dem).name if settings.dem else settings.terrain,
        "reference_look": round(settings.reference_look, 2),
        "secondary_look": round(settings.secondary_look, 2),
        "crossing": round(settings.crossing, 2),
        "intersection_angle": round(what.intersection, 2),
        "range_spacing": round(settings.range_spacing, 3),
        "looks": what.looks,
        "decorrelation": round(settings.decorrelation, 3),
        "relief": round(sample.prior.high - sample.prior.low, 1),
        "known_share": round(float(np.mean(sample.state == VISIBLE)), 3),
    }
