"""Simulated pairs on disk with the truth of every pixel, made once."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import shutil
from pathlib import Path

import numpy as np

from sar_radargrammetry.engine import simulation
from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.image.slant_image import SlantImage, write_slant_image
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.simulation.pair import PairSettings, expose, make_ground
from sar_radargrammetry.engine.simulation.truth import pixel_truth

STAMP = "made-from"
"""File that states from what a folder's pair was made; written last."""


@dataclasses.dataclass(frozen=True)
class SimulatedPair:
    """A folder with ``reference.tif``, ``secondary.tif``, ``truth.tif`` (heights on a map) and ``pixels.npz``."""

    folder: Path

    @property
    def files(self) -> dict[str, Path]:
        """The rasters by the names that jobs give them."""
        return {name: self.folder / f"{name}.tif" for name in ("reference", "secondary", "truth")}

    @property
    def images(self) -> tuple[SlantImage, SlantImage]:
        """Reference and secondary."""
        return SlantImage.open(self.files["reference"]), SlantImage.open(self.files["secondary"])

    @functools.cached_property
    def _pixels(self) -> dict[str, np.ndarray]:
        with np.load(self.folder / "pixels.npz") as stored:
            return dict(stored)

    @property
    def heights(self) -> tuple[float, float]:
        """Lowest and highest ground [m above the ellipsoid]."""
        low, high = self._pixels["heights"]
        return float(low), float(high)

    @property
    def place(self) -> np.ndarray:
        """Secondary pixel (lines, samples, 2) float32 of the ground that each reference pixel shows alone, whether the
        secondary shows it or not; NaN where the reference shows no ground alone."""
        return self._pixels["place"]

    @property
    def seen(self) -> np.ndarray:
        """Whether the secondary shows it alone too: (lines, samples) bool."""
        return self._pixels["seen"]

    def truth(self, window: Window) -> np.ndarray:
        """Secondary pixel (lines, samples, 2) of the pixels of a window; NaN where not both see one piece of ground."""
        part = (
            slice(window.line, window.line + window.lines),
            slice(window.sample, window.sample + window.samples),
        )
        return np.where(self.seen[part][..., None], self.place[part], np.nan).astype(float)


def simulated_pair(settings: PairSettings, folder: Path) -> SimulatedPair:
    """The pair of a folder, made now unless it is there and was made from the same settings by the same simulator."""
    stamp = made_from(repr(settings))
    if (folder / STAMP).is_file() and (folder / STAMP).read_text() == stamp:
        return SimulatedPair(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pair = SimulatedPair(folder)
    ground = make_ground(settings)
    views = []
    for view, name in enumerate(("reference", "secondary")):
        exposure = expose(settings, ground, view)
        amplitudes = (np.abs(block) for block in exposure.blocks())
        write_slant_image(pair.files[name], amplitudes, exposure.model, {"sensor": "simulated"})
        views.append(exposure.view)
    write_raster(pair.files["truth"], ground.scene.grid, ground.scene.heights)
    truth = pixel_truth(ground.scene, *views)
    place = np.stack([truth.line, truth.sample], -1).astype(np.float32)
    np.savez(folder / "pixels.npz", place=place, seen=truth.seen2, heights=ground.scene.height_range)
    (folder / STAMP).write_text(stamp)
    return pair


def made_from(settings: str) -> str:
    """A digest of everything that a pair depends on: its settings and the simulator's sources."""
    sources = sorted(Path(simulation.__file__).parent.glob("*.py"))
    content = [settings.encode(), *(source.read_bytes() for source in sources)]
    return hashlib.sha256(b"\0".join(content)).hexdigest()
