"""Finished patches on disk, so that an interrupted matching goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ..errors import EngineError
from ..files.atomic import explained
from ..files.intermediate import beside
from ..files.leftovers import short_stem
from ..stereo.surface import Surface
from ..system import host

STAMP = "job.sha256"


class Ledger:
    """A folder beside the output with one array a finished patch, valid for one exact job.

    Parameters
    ----------
    output : Path
        The correspondence raster the patches will become; the folder is ``.<stem>.patches`` beside it.
    job : dict
        Everything the result depends on; patches of another job are thrown away.
    """

    thrown_away: bool = False
    """Whether it threw away finished patches of another job, such as those of an earlier version of the plugin."""

    def __init__(self, output: Path, job: dict) -> None:
        self.folder = beside(output, f".{short_stem(output)}.patches")
        text = json.dumps(job, sort_keys=True)
        self.stamp = hashlib.sha256(text.encode()).hexdigest()
        stamp = self.folder / STAMP
        try:
            if not (stamp.is_file() and stamp.read_text() == self.stamp):
                self.thrown_away = any(self.folder.glob("*.npy"))
                self.remove()
                self.folder.mkdir()
                stamp.write_text(self.stamp)
        except OSError as error:
            raise explained(error, self.folder) from error

    @classmethod
    def existing(cls, folder: Path, stamp: str) -> Ledger:
        """The ledger of a job that another process has begun.

        Raises
        ------
        EngineError
            The folder cannot be seen from here, or belongs to another job.
        """
        try:
            found = (folder / STAMP).read_text()
        except OSError as error:
            raise EngineError(
                "The folder of finished patches {path} cannot be read here ({reason}); use a folder that all workers "
                "share.",
                path=folder,
                reason=error.strerror,
            ) from error
        if found != stamp:
            raise EngineError("{path} holds the patches of another job; run the job again.", path=folder)
        ledger = cls.__new__(cls)
        ledger.folder, ledger.stamp = folder, stamp
        return ledger

    def has(self, number: int) -> bool:
        """Whether the patch is finished."""
        return self.patch_path(number).is_file()

    def put(self, number: int, bands: np.ndarray) -> None:
        """Keep a finished patch; it appears complete or not at all."""
        self._write(self.patch_path(number), bands.nbytes, lambda file: np.save(file, bands, allow_pickle=False))

    def put_surface(self, surface: Surface, factor: int = 1) -> None:
        """Keep the surface that the patches start from, or the pass over images averaged by `factor`."""
        arrays = {"step": surface.step, "height": surface.height, "reach": surface.reach}
        self._write(self._surface_path(factor), 2 * surface.height.nbytes, lambda file: np.savez(file, **arrays))

    def surface(self, factor: int = 1) -> Surface | None:
        """The surface of an interrupted run, or the one that a pass starts from."""
        path = self._surface_path(factor)
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as found:
            return Surface(float(found["step"]), found["height"], found["reach"])

    def _write(self, path: Path, size: int, save: Callable[[BinaryIO], None]) -> None:
        # Of a name of its own: on a cluster two machines may do the same patch, when one was believed lost.
        temporary = path.with_name(f"{path.name}.{platform.node()}.{os.getpid()}.part")
        try:
            with open(temporary, "wb") as file:
                save(file)
            host.replace(temporary, path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise explained(error, path, size) from error

    def get(self, number: int) -> np.ndarray:
        """A finished patch, mapped: only the parts that are looked at are read."""
        return np.load(self.patch_path(number), mmap_mode="r", allow_pickle=False)

    def put_tile(self, factor: int, number: int, found: np.ndarray) -> None:
        """Keep a tile of a pass, see `passes.match_tile`."""
        path = self.tile_path(factor, number)
        self._write(path, found.nbytes, lambda file: np.save(file, found, allow_pickle=False))

    def has_tile(self, factor: int, number: int) -> bool:
        """Whether the tile of a pass is finished."""
        return self.tile_path(factor, number).is_file()

    def take_tile(self, factor: int, number: int) -> np.ndarray:
        """A finished tile, which is not kept any longer."""
        path = self.tile_path(factor, number)
        found = np.load(path, allow_pickle=False)
        path.unlink()
        return found

    def remove(self) -> None:
        """Throw all patches away."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def patch_path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.npy"

    def _surface_path(self, factor: int) -> Path:
        return self.folder / ("surface.npz" if factor == 1 else f"surface_{factor}.npz")

    def tile_path(self, factor: int, number: int) -> Path:
        return self.folder / f"pass_{factor}_{number:06d}.npy"
