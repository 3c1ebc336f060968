"""A training set of simulated pairs: ground, flights, sensors and differences between the views at random."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ..errors import EngineError
from ..files.atomic import check_writable
from ..job import Context
from ..parameters.training import SimulateTrainingSet
from ..report.provenance import versions
from ..simulation.backdrop import brightness
from ..terrain.dem import open_dem
from ..training.simulated_set import make_simulated_set
from ..training.trainingset import MANIFEST, TrainingSet, open_training_set

STAMP = ".terrain"
"""File of the set's folder that states from what its pairs were drawn."""
DRAWS = 2
"""Counts the ways in which pairs were drawn from a seed: sets do not mix two of them."""
SUFFIXES = (".tif", ".tiff", ".dem", ".hgt", ".vrt")
"""Files that count as elevation models where a folder is named."""


def simulated_training_set(given: SimulateTrainingSet, context: Context) -> TrainingSet:
    """Simulate what is not there yet; a cancelled run goes on, and a set may be made larger.

    Parameters
    ----------
    given : SimulateTrainingSet
        How many pairs, what they are drawn from, and the folder of the set.
    context : Context

    Raises
    ------
    EngineError
        An input cannot be used, or the folder holds something else.
    """
    dems, validation_dems = (_dems(names, context) for names in (given.dems, given.validation_dems))
    images = _images(given.reflectivity)
    folder = Path(given.output).absolute()
    _begin(folder, dems, validation_dems, images)
    pairs, about = (given.pairs, given.validation_pairs), dict(versions())
    made = make_simulated_set(folder, *pairs, dems, validation_dems, context, images, about)
    open_training_set(folder)
    context.progress(1.0)
    return made


def _dems(names: tuple[str, ...], context: Context) -> tuple[Path, ...]:
    """The files that a list of files and folders names, each looked into.

    Raises
    ------
    EngineError
        One of them cannot be used.
    """
    found: list[Path] = []
    for name in names:
        path = Path(name).absolute()
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if not inside:
                raise EngineError(
                    "The folder {path} holds no elevation model ({suffixes}).", path=path, suffixes=", ".join(SUFFIXES)
                )
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise EngineError("The elevation model {path} does not exist; check the list of them.", path=path)
    for path in found:
        warning = open_dem(str(path)).warning
        if warning is not None:
            context.warn(warning)
    return tuple(found)


def _images(names: tuple[str, ...]) -> tuple[Path, ...]:
    """The images of a list, each looked into.

    Raises
    ------
    EngineError
        One of them cannot be used.
    """
    found = tuple(Path(name).absolute() for name in names)
    for path in found:
        brightness(str(path))
    return found


def _begin(folder: Path, *inputs: tuple[Path, ...]) -> None:
    """Make the folder ready.

    Raises
    ------
    EngineError
        It holds something else.
    """
    if not folder.is_dir():
        check_writable(folder)
        folder.mkdir()
    described = [[(path.name, path.stat().st_size) for path in some] for some in inputs]
    digest = hashlib.sha256(json.dumps([DRAWS, described]).encode()).hexdigest()
    stamp = folder / STAMP
    if stamp.is_file():
        if stamp.read_text() != digest:
            raise EngineError(
                "The folder {folder} holds a training set simulated from other elevation models or images, or by "
                "another version; choose another one or delete it.",
                folder=folder,
            )
    elif any(folder.glob("*.safetensors")) or (folder / MANIFEST).exists():
        raise EngineError(
            "The folder {folder} holds another training set; choose another one or delete it.", folder=folder
        )
    stamp.write_text(digest)
