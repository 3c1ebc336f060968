"""Finished patches on disk, so that an interrupted matching goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..files.atomic import explained
from ..files.leftovers import short_stem
from ..stereo.surface import Surface


class Ledger:
    """A folder beside the output with one array a finished patch, valid for one exact job.

    Parameters
    ----------
    output : Path
        The correspondence raster the patches will become; the folder is ``.<stem>.patches`` beside it.
    job : dict
        Everything the result depends on; patches of another job are thrown away.
    """

    def __init__(self, output: Path, job: dict) -> None:
        self.folder = output.with_name(f".{short_stem(output)}.patches")
        text = json.dumps(job, sort_keys=True)
        self.stamp = hashlib.sha256(text.encode()).hexdigest()
        stamp = self.folder / "job.sha256"
        try:
            if not (stamp.is_file() and stamp.read_text() == self.stamp):
                self.remove()
                self.folder.mkdir()
                stamp.write_text(self.stamp)
        except OSError as error:
            raise explained(error, self.folder) from error

    def has(self, number: int) -> bool:
        """Whether the patch is finished."""
        return self._path(number).is_file()

    def put(self, number: int, bands: np.ndarray) -> None:
        """Keep a finished patch; it appears complete or not at all."""
        self._write(self._path(number), bands.nbytes, lambda file: np.save(file, bands, allow_pickle=False))

    def put_surface(self, surface: Surface) -> None:
        """Keep the surface that the patches start from."""
        arrays = {"step": surface.step, "height": surface.height, "reach": surface.reach}
        self._write(self._surface_path(), 2 * surface.height.nbytes, lambda file: np.savez(file, **arrays))

    def surface(self) -> Surface | None:
        """The surface of an interrupted run."""
        path = self._surface_path()
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as found:
            return Surface(float(found["step"]), found["height"], found["reach"])

    def _write(self, path: Path, size: int, save: Callable[[BinaryIO], None]) -> None:
        temporary = path.with_suffix(".part")
        try:
            with open(temporary, "wb") as file:
                save(file)
            os.replace(temporary, path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise explained(error, path, size) from error

    def get(self, number: int) -> np.ndarray:
        """A finished patch, mapped: only the parts that are looked at are read."""
        return np.load(self._path(number), mmap_mode="r", allow_pickle=False)

    def remove(self) -> None:
        """Throw all patches away."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.npy"

    def _surface_path(self) -> Path:
        return self.folder / "surface.npz"
