"""A training set from a pair and a reference DSM: every patch, resumable, split by ground, with its manifest."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyproj
import shapely

from ..errors import EngineError
from ..files.atomic import atomic_output
from ..image.window import Window, tiles
from ..job import Context
from ..longitude import utm_zone_crs
from .from_dsm import STATES, Made, Observed, make_sample
from .ground_split import split_by_ground
from .sample import write_sample
from .trainingset import MANIFEST, Entry, TrainingSet, open_training_set, write_manifest

LEDGER = ".ledger"
"""Folder of what is known of each finished patch, until the manifest is written."""
DIRECTIONS = ("forward", "backward")
"""Reference to secondary, and with the two exchanged."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """How a pair is cut.

    Parameters
    ----------
    patch_size : int
        Side of a reference patch [px].
    validation_share : float
        Of the samples that shall validate.
    seed : int
    """

    patch_size: int
    validation_share: float
    seed: int


def begin(folder: Path, digest: str) -> TrainingSet | None:
    """Make a folder ready, or find what an earlier run of the same inputs left there.

    Parameters
    ----------
    folder : Path
    digest : str
        Of everything that the set depends on.

    Returns
    -------
    TrainingSet or None
        The set when it is complete already.

    Raises
    ------
    EngineError
        The folder holds something else.
    """
    if (folder / MANIFEST).is_file():
        done = open_training_set(folder)
        if done.about.get("digest") == digest:
            return done
        raise EngineError(
            "The folder {folder} holds a training set of other inputs, parameters or versions of the plugin; choose "
            "another one or delete it.",
            folder=folder,
        )
    stamp = folder / LEDGER / "digest"
    if stamp.is_file():
        if stamp.read_text() != digest:
            raise EngineError(
                "The folder {folder} holds an unfinished training set of other inputs, parameters or versions of the "
                "plugin; choose another folder or delete it.",
                folder=folder,
            )
        for leftover in [*folder.glob(".*.part*"), *stamp.parent.glob(".*.part*")]:
            leftover.unlink()
        return None
    if folder.is_file():
        raise EngineError("The output {folder} is a file; choose a folder.", folder=folder)
    if folder.is_dir() and any(path.name != LEDGER for path in folder.iterdir()):
        raise EngineError(
            "The folder {folder} is not empty and holds no training set; choose an empty folder.", folder=folder
        )
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(
            "The folder {folder} could not be made ({reason}); choose another one.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    with atomic_output(stamp) as temporary:
        Path(temporary).write_text(digest)
    return None


def make_set(
    folder: Path, one: Observed, two: Observed, settings: Settings, about: dict, context: Context
) -> TrainingSet:
    """All samples of both directions that have enough truth, split, with the manifest written last.

    Parameters
    ----------
    folder : Path
        After `begin`.
    one, two : Observed
    settings : Settings
    about : dict
        Goes into the manifest, with the counts added.
    context : Context

    Raises
    ------
    EngineError
        No patch has enough truth, or their ground is too small for training and validation.
    """
    every = list(_windows(one, two, settings.patch_size))
    if not every:
        raise EngineError(
            "The reference surface model covers no ground of the images; give one of the same area, with heights in "
            "metres above the WGS-84 ellipsoid."
        )
    names, abouts = [], []
    for done, (direction, number, window) in enumerate(every):
        context.progress(done / len(every))
        first, second = (one, two) if direction == DIRECTIONS[0] else (two, one)
        name = f"{direction}-{number:05d}"
        rng = np.random.default_rng([settings.seed, DIRECTIONS.index(direction), number])
        known = _finished(folder, name, lambda f=first, s=second, w=window, r=rng: make_sample(f, s, w, r))
        if known is not None:
            names.append(name)
            abouts.append({"direction": direction, **known})
    if not names:
        raise EngineError(
            "None of the {count} patches has a true match in a quarter of its pixels; check that both images show the "
            "ground of the reference surface model, and that its heights count from the WGS-84 ellipsoid.",
            count=len(every),
        )
    splits = split_by_ground(_areas(abouts), settings.validation_share, settings.seed)
    if not any(splits):
        raise EngineError(
            "The {count} patches with truth lie too close together to train on some and validate on others; use a "
            "smaller patch size, or images of a larger area.",
            count=len(names),
        )
    entries = [
        Entry(f"{name}.safetensors", split, known)
        for name, split, known in zip(names, splits, abouts, strict=True)
        if split is not None
    ]
    kept = {entry.file for entry in entries}
    for path in folder.glob("*.safetensors"):
        if path.name not in kept:
            path.unlink()
    result = TrainingSet(folder, tuple(entries), {**about, **_summary(entries, len(every), len(names))})
    return result


def finish(training_set: TrainingSet) -> None:
    """Write the manifest, and forget how the set came about."""
    write_manifest(training_set)
    shutil.rmtree(training_set.folder / LEDGER, ignore_errors=True)


def _windows(one: Observed, two: Observed, side: int) -> Iterator[tuple[str, int, Window]]:
    """Direction, number and window of the patches that may see the surface."""
    for direction, observed in zip(DIRECTIONS, (one, two), strict=True):
        for number, window in enumerate(tiles(observed.model.lines, observed.model.samples, side, 0)):
            if observed.projected.tiles_in(window).size:
                yield direction, number, window


def _finished(folder: Path, name: str, make) -> dict | None:
    """What is known of a sample, made now unless an earlier run did; None where there is none."""
    ledger, path = folder / LEDGER / f"{name}.json", folder / f"{name}.safetensors"
    if ledger.is_file():
        known = json.loads(ledger.read_text(encoding="utf-8"))
        if known is None or path.is_file():
            return known
    made: Made | None = make()
    if made is not None:
        write_sample(path, made.sample)
    # Last: what is in the ledger is on disk.
    with atomic_output(ledger) as temporary:
        Path(temporary).write_text(json.dumps(made and made.about), encoding="utf-8")
    return made and made.about


def _areas(abouts: list[dict]) -> list[shapely.Polygon]:
    """The ground of the samples in metres of one UTM zone."""
    crs = utm_zone_crs(*np.mean(abouts[0]["area"], axis=0))  # contiguous longitudes
    to_map = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return [shapely.Polygon(np.stack(to_map.transform(*np.array(about["area"]).T), -1)) for about in abouts]


def _summary(entries: list[Entry], planned: int, usable: int) -> dict:
    """Numbers of a whole set."""

    def extremes(name: str) -> list[float]:
        values = [entry.about[name] for entry in entries]
        return [min(values), max(values)]

    shares = {name: round(float(np.mean([entry.about["shares"][name] for entry in entries])), 4) for name in STATES}
    return {
        "counts": {
            "planned": planned,
            "with_truth": usable,
            "train": sum(entry.split == "train" for entry in entries),
            "validation": sum(entry.split == "validation" for entry in entries),
            "dropped_between_splits": usable - len(entries),
        },
        "intersection_angle": extremes("intersection_angle"),
        "reference_incidence_angle": extremes("reference_incidence_angle"),
        "relief": extremes("relief"),
        "shares": shares,
    }
