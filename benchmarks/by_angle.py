"""Accuracy against the angle at which the lines of sight meet: parallel and crossing tracks, with and without a DEM.

python -m benchmarks.by_angle FOLDER [ANGLE ...]
"""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import ndimage

from sar_radargrammetry.engine.elevation.geotiff import write_raster
from sar_radargrammetry.engine.elevation.grid import Grid
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import Window
from sar_radargrammetry.engine.matching.correspondence import Correspondence
from sar_radargrammetry.engine.matching.registry import COMPLETE
from sar_radargrammetry.engine.simulation.pair import PairSettings
from sar_radargrammetry.engine.terrain.dem import open_dem

from .by_angle_show import table
from .engine_jobs import JobFailed, options
from .matching import judged
from .pipeline import RASTERS, elevation
from .simulated import SimulatedPair, simulated_pair
from .surface_patch import RIVALS, Tried, planned, rivals, surface_patch

ANGLES = (10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
TERRAINS = {"mountains": 301, "hills": 302}
"""Seeds by terrain: the ground is the same at all angles. Nothing was trained or chosen with them."""
SIZE = 450.0
HEADING = 80.0
"""Of the reference [degrees]: nearly along the scene's edges, so that little of the images is empty."""
MIDDLE_LOOK = 42.0
STEEPEST, FLATTEST = 18.0, 72.0
"""Look angles [degrees] between which parallel tracks are kept as far as the angle allows."""
CROSSING_LOOKS = (46.0, 50.0)
"""Look angles of crossing tracks: up to 60 degrees of intersection both still see the ground from one side."""
SIDE = 512
"""Largest side [px] of the patch in the middle on which matches are judged."""
DEM_CELL, DEM_NOISE, DEM_LENGTH = 30.0, 1.5, 1.5
"""Cells [m] of the DEM, standard deviation [m] of its errors, and width of their correlation [cells]."""
NOTHING = {"pck1": 0.0, "pck3": 0.0, "pck10": 0.0}
"""Shares of right matches of what matched nothing."""
BEYOND = 1200.0
"""Metres by which it reaches over the scene, the ground mirrored at the edges."""


@dataclasses.dataclass(frozen=True)
class AngleScene:
    """A pair of one terrain at one angle.

    Parameters
    ----------
    terrain : str
        One of `TERRAINS`.
    tracks : {"parallel", "crossing"}
    angle : float
        Of intersection [degrees].
    """

    terrain: str
    tracks: str
    angle: float

    @property
    def settings(self) -> PairSettings:
        """What the simulator makes it from."""
        looks = parallel_looks(self.angle) if self.tracks == "parallel" else CROSSING_LOOKS
        crossing = 0.0 if self.tracks == "parallel" else crossing_of(*CROSSING_LOOKS, self.angle)
        return PairSettings(
            terrain=self.terrain,
            seed=TERRAINS[self.terrain],
            size=SIZE,
            reference_look=looks[0],
            secondary_look=looks[1],
            heading=HEADING,
            crossing=crossing,
        )


SHORT = (
    AngleScene("mountains", "parallel", 15.0),
    AngleScene("mountains", "parallel", 40.0),
    AngleScene("mountains", "crossing", 40.0),
)
"""What `make bench` shows of it."""


def every_scene(angles: tuple[float, ...] = ANGLES) -> list[AngleScene]:
    """All terrains and tracks at some angles."""
    return [AngleScene(t, tracks, a) for t in TERRAINS for tracks in ("parallel", "crossing") for a in angles]


def parallel_looks(angle: float) -> tuple[float, float]:
    """Look angles [degrees] of parallel tracks that intersect at an angle: as nearly around `MIDDLE_LOOK` as
    `STEEPEST` and `FLATTEST` allow, and beyond both alike where they do not."""
    if angle > FLATTEST - STEEPEST:
        low = 0.5 * (STEEPEST + FLATTEST - angle)
    else:
        low = min(max(MIDDLE_LOOK - 0.5 * angle, STEEPEST), FLATTEST - angle)
    return low, low + angle


def crossing_of(first: float, second: float, angle: float) -> float:
    """Degrees between tracks whose antennas look down at `first` and `second` degrees from nadir and whose lines of
    sight meet at `angle` degrees; by the spherical law of cosines."""
    a, b, c = np.radians([first, second, angle])
    return float(np.degrees(np.arccos((np.cos(c) - np.cos(a) * np.cos(b)) / (np.sin(a) * np.sin(b)))))


def measure(scenes: list[AngleScene], folder: Path, say: Callable[[str], None] = print, done=None) -> list[dict]:
    """Rows of all scenes without and with a DEM, see `rows_of`.

    Parameters
    ----------
    scenes : list of AngleScene
    folder : Path
        For what is simulated and computed.
    say : callable
        Takes lines of text, those of the table too.
    done : callable, optional
        Takes all rows after each scene, so that those of a long run are kept.
    """
    rows: list[dict] = []
    for scene in scenes:
        where = folder / f"{scene.terrain}-{scene.tracks}-{scene.angle:g}"
        pair = simulated_pair(scene.settings, where)
        dem = where / "dem.tif"
        coarse_dem(pair.files["truth"], dem, TERRAINS[scene.terrain])
        for given in (None, dem):
            found = rows_of(scene, pair, given)
            for line in table(found, heading=not rows):
                say(line)
            rows += found
        if done is not None:
            done(rows)
    return rows


def rows_of(scene: AngleScene, pair: SimulatedPair, dem: Path | None) -> list[dict]:
    """A row a method: terrain, tracks, angle, dem, method, and

    - of ours the numbers of `pipeline.elevation`, and ``pck1``, ``pck3``, ``pck10`` of the patch in the middle: shares
      of the pixels that both images see whose match, as `stereodsm` has it, is less than so many pixels off; a match
      that was dropped is a wrong one;
    - of rivals the shares, and ``seconds`` of matching that patch.

    What failed has shares of 0 and no other numbers, and ``failure``, a sentence; rivals that there was no band of
    heights for have no numbers at all.
    """
    head = {**dataclasses.asdict(scene), "dem": dem is not None}
    window = middle(*pair.seen.shape)
    truth = pair.truth(window)
    rows = [{**head, "method": name, **_ours(pair, dem, name, window, truth)} for name in COMPLETE]
    try:
        patch = surface_patch(planned(pair.files, dem, pair.folder), window)
    except EngineError as error:
        # There is no band of heights to give them: that says nothing about them.
        return [*rows, *({**head, "method": name, "failure": str(error)} for name in RIVALS)]
    return rows + [{**head, "method": name, **_theirs(found, truth)} for name, found in rivals(patch).items()]


def middle(lines: int, samples: int) -> Window:
    """The patch in the middle of an image, `SIDE` pixels a side or as many as there are."""
    height, width = min(SIDE, lines), min(SIDE, samples)
    return Window((lines - height) // 2, (samples - width) // 2, height, width)


def shares(position: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """``pck1``, ``pck3`` and ``pck10`` of matches (lines, samples, 2), see `matching.judged`."""
    numbers = judged(position, truth)
    return {f"pck{limit}": numbers[f"pck{limit}"] for limit in (1, 3, 10)}


def coarse_dem(truth: Path, path: Path, seed: int) -> None:
    """Write what a global DEM would give of a bare terrain: means of `DEM_CELL`, with errors that neighbours share."""
    ground = open_dem(str(truth))
    x0, step, _, y0, _, _ = ground.geotransform
    size = max(round(DEM_CELL / step), 1)
    beyond = round(BEYOND / DEM_CELL) * size
    heights = coarse(np.pad(ground.heights, beyond, mode="symmetric"), size, np.random.default_rng([seed, 30]))
    cell = size * step
    height, width = heights.shape
    corner = {"x0": x0 - beyond * step, "y0": y0 + beyond * step}
    grid = Grid(crs=ground.crs, **corner, pixel_size=cell, width=width, height=height)
    write_raster(path, grid, heights)


def coarse(heights: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Means of size x size heights, with errors of `DEM_NOISE` metres correlated over `DEM_LENGTH` cells."""
    rows, cols = (n // size for n in heights.shape)
    mean = heights[: rows * size, : cols * size].reshape(rows, size, cols, size).mean((1, 3), dtype=float)
    noise = ndimage.gaussian_filter(rng.normal(size=mean.shape), DEM_LENGTH, mode="wrap")
    return mean + DEM_NOISE / noise.std() * noise


def _ours(pair: SimulatedPair, dem: Path | None, matcher: str, window: Window, truth: np.ndarray) -> dict:
    files = {**pair.files, **{name: pair.folder / f"{matcher}-{name}.tif" for name in RASTERS}}
    try:
        numbers = elevation(files, matcher, *options(dem=dem), keep_files=True)
    except JobFailed as failure:
        return {"completeness": 0.0, **NOTHING, "failure": str(failure)}
    kept = pair.folder / f"{matcher}-elevation.stereodsm"
    position = positions(Correspondence.open(last_correspondence(kept)), window)
    shutil.rmtree(kept)
    return {**numbers, **shares(position, truth)}


def _theirs(found: Tried, truth: np.ndarray) -> dict:
    if found.position is None:
        return {**NOTHING, "failure": found.failure}
    return {**shares(found.position, truth), "seconds": found.seconds}


def last_correspondence(kept: Path) -> Path:
    """The correspondence raster of a kept `stereodsm`: of the second matching where there were two."""
    again = kept / "correspondence_again.tif"
    return again if again.is_file() else kept / "correspondence.tif"


def positions(correspondence: Correspondence, window: Window) -> np.ndarray:
    """Matches (lines, samples, 2) [secondary px] of a window; NaN where there is none."""
    columns = slice(window.sample, window.sample + window.samples)
    moved = correspondence.read(window.line, window.lines)[:2, :, columns].astype(float)
    own = np.meshgrid(window.line + np.arange(window.lines), window.sample + np.arange(window.samples), indexing="ij")
    return np.moveaxis(moved + np.stack(own), 0, -1)


def main(arguments: list[str]) -> None:
    """Measure all scenes at some angles, and keep the rows."""
    folder = Path(arguments[0])
    angles = tuple(map(float, arguments[1:])) or ANGLES

    def keep(rows: list[dict]) -> None:
        (folder / "angles.json").write_text(json.dumps(plain(rows), indent=1), encoding="utf-8")

    folder.mkdir(parents=True, exist_ok=True)
    measure(every_scene(angles), folder, done=keep)


def plain(rows: list[dict]) -> list[dict]:
    """Rows as JSON has them: None for what is no number."""
    return [
        {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()}
        for row in rows
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
