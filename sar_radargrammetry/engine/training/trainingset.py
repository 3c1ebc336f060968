"""A training set: a folder of samples, and a manifest that says which train, which validate, where they are from."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from ..errors import EngineError
from ..files.atomic import atomic_output

FORMAT = "sar_radargrammetry training set 1"
MANIFEST = "manifest.json"


@dataclasses.dataclass(frozen=True)
class Entry:
    """One sample of a training set.

    Parameters
    ----------
    file : str
        Name within the folder.
    split : {"train", "validation"}
    about : dict
        What is known of it: source, terrain, intersection angle, relief, share of true matches; JSON values.
    """

    file: str
    split: str
    about: dict


@dataclasses.dataclass(frozen=True)
class TrainingSet:
    """A training set that was opened.

    Parameters
    ----------
    folder : Path
    entries : tuple of Entry
    about : dict
        How it was made; JSON values.
    """

    folder: Path
    entries: tuple[Entry, ...]
    about: dict

    def files(self, split: str) -> list[Path]:
        """The samples of a split, in order."""
        return [self.folder / entry.file for entry in self.entries if entry.split == split]

    def own_files(self) -> list[Path]:
        """All files of the set: the manifest and the samples."""
        return [self.folder / MANIFEST, *(self.folder / entry.file for entry in self.entries)]

    def digest(self) -> str:
        """SHA-256 of the manifest's content: two sets with the same are the same."""
        return hashlib.sha256(_text(self).encode()).hexdigest()


def write_manifest(training_set: TrainingSet) -> None:
    """Write the manifest into the set's folder; last, so that a folder with a manifest is complete."""
    with atomic_output(training_set.folder / MANIFEST) as temporary:
        Path(temporary).write_text(_text(training_set), encoding="utf-8")


def open_training_set(folder: str | Path) -> TrainingSet:
    """Open a training set.

    Raises
    ------
    EngineError
        The folder is not one, is incomplete, or has no sample to train with or to validate on.
    """
    folder = Path(folder)
    path = folder / MANIFEST
    if not path.is_file():
        raise EngineError(
            "{folder} is not a finished training set: it has no {manifest}. Run createtrainingset to the end.",
            folder=folder,
            manifest=MANIFEST,
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise EngineError("{folder} is a training set of another version; make it again.", folder=folder)
        entries = tuple(Entry(e["file"], e["split"], e["about"]) for e in content["samples"])
        about = content["about"]
    except (ValueError, KeyError, TypeError) as error:
        raise EngineError(
            "The manifest {path} is damaged ({reason}); make the training set again.", path=path, reason=error
        ) from error
    missing = [entry.file for entry in entries if not (folder / entry.file).is_file()]
    if missing:
        raise EngineError(
            "The training set {folder} lacks {count} of its samples, first {missing}.",
            folder=folder,
            count=len(missing),
            missing=missing[0],
        )
    for split in ("train", "validation"):
        if not any(entry.split == split for entry in entries):
            raise EngineError(
                "The training set {folder} has no {split} sample; make it from a larger area.",
                folder=folder,
                split=split,
            )
    return TrainingSet(folder, entries, about)


def _text(training_set: TrainingSet) -> str:
    samples = [dataclasses.asdict(entry) for entry in training_set.entries]
    content = {"format": FORMAT, "about": training_set.about, "samples": samples}
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
