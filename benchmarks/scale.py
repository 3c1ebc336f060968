"""How time, memory and disk grow with the scene: `make bench SCALE=1`.

Simulated pairs of several sizes go through the steps, each step in a process of its own. With OMP_NUM_THREADS=1 the
seconds are those of one core, which a busy machine hardly changes.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from sar_radargrammetry.engine.image.slant_image import SlantImage

from .engine_jobs import Ran, options, run_job
from .paper import simulate

SIZES = (0.5, 1.0, 2.0, 4.0)
"""Kilometres a side."""
PAIR = {"terrain": "mountains", "seed": 501, "reference_look": 35, "secondary_look": 50}
"""Options of `simulatepair`; its pixels are of 0.5 m."""
FLAT = 0.15
"""Largest share by which the peak memory of a larger scene may exceed that of the smaller one."""
POLL = 0.2
"""Seconds between two looks at the disk."""


@dataclasses.dataclass(frozen=True)
class Step:
    """A step of one scene.

    Parameters
    ----------
    size : float
        Kilometres a side.
    name : str
        Of the job.
    megapixels : float
        Of the reference.
    seconds, core_seconds, peak_gb : float
        See `engine_jobs.Ran`.
    disk_gb : float
        Most that its folder grew by, files that are removed at the end included [10^9 bytes].
    kept_gb : float
        What it left there [10^9 bytes].
    """

    size: float
    name: str
    megapixels: float
    seconds: float
    core_seconds: float
    peak_gb: float
    disk_gb: float
    kept_gb: float


class Growth:
    """How many bytes a folder holds more than at the beginning, now and at the most, while a block runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.most = folder, 0
        self._before = folder_bytes(folder)
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def now(self) -> int:
        found = folder_bytes(self.folder) - self._before
        self.most = max(self.most, found)
        return found

    def __enter__(self) -> Growth:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()
        self.now()

    def _watch(self) -> None:
        while not self._ended.wait(POLL):
            self.now()


def folder_bytes(folder: Path) -> int:
    """Bytes that the files below a folder occupy; those that vanish meanwhile count nothing."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(where, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total


def measure(
    folder: Path, sizes: Sequence[float] = SIZES, matcher: str = "compact", say: Callable[[str], None] = print
) -> list[Step]:
    """Simulate a pair of each size unless it is there, and measure its steps."""
    found = []
    for size in sizes:
        found += steps(folder / f"{size:g}km", size, matcher, say)
    return found


def steps(folder: Path, size: float, matcher: str, say: Callable[[str], None]) -> list[Step]:
    """Measure the steps from two images to elevation, error and mask."""
    names = ("reference", "secondary", "truth", "correspondence", "elevation", "error", "mask")
    files = {name: folder / f"{name}.tif" for name in names} | {"patches": folder / "patches.gpkg"}
    simulate({**PAIR, "size": round(1000 * size)}, files, folder, say)
    for name in names[3:]:
        files[name].unlink(missing_ok=True)
    model = SlantImage.open(files["reference"]).model
    megapixels = model.lines * model.samples / 1e6

    def measured(job: str, *words: str) -> Step:
        with Growth(folder) as growth:
            ran = run_job(job, *words)
        return step(size, job, megapixels, ran, growth)

    pair = options(reference=files["reference"], secondary=files["secondary"])
    rasters = options(**{name: files[name] for name in ("correspondence", "elevation", "error", "mask")})
    matching = options(patches=files["patches"], output=files["correspondence"], matcher=matcher)
    return [
        measured("createpatches", *pair, *options(output=files["patches"])),
        measured("matchpatches", *matching),
        measured("triangulate", *rasters),
    ]


def step(size: float, job: str, megapixels: float, ran: Ran, growth: Growth) -> Step:
    """What a job that has ended took."""
    disk, kept = growth.most / 1e9, growth.now() / 1e9
    return Step(size, job, megapixels, ran.seconds, ran.core_seconds, ran.peak_gb, disk, kept)


def table(found: Sequence[Step]) -> list[str]:
    """Lines of text: every step of every size, and a megapixel of it."""
    lines = [
        "    km  megapixels  step            seconds  core s  core s/MP  peak GB  peak MB/MP  disk MB/MP  kept MB/MP"
    ]
    for one in found:
        per = 1.0 / one.megapixels
        lines.append(
            f"  {one.size:4g}  {one.megapixels:10.2f}  {one.name:14s}  {one.seconds:7.1f} {one.core_seconds:7.1f} "
            f"{one.core_seconds * per:10.2f} {one.peak_gb:8.2f} {1e3 * one.peak_gb * per:11.1f} "
            f"{1e3 * one.disk_gb * per:11.1f} {1e3 * one.kept_gb * per:11.1f}"
        )
    return lines


@dataclasses.dataclass(frozen=True)
class Trend:
    """A straight line through a step's sizes: what it takes anyway, and what each megapixel adds.

    Parameters
    ----------
    name : str
        Of the job.
    seconds, seconds_a_megapixel : float
        Of one core.
    gb, gb_a_megapixel : float
        Peak memory.
    flat : bool
        Whether no scene's peak exceeds that of the next smaller one by more than `FLAT`.
    """

    name: str
    seconds: float
    seconds_a_megapixel: float
    gb: float
    gb_a_megapixel: float
    flat: bool


def trends(found: Sequence[Step]) -> list[Trend]:
    """The trend of every step between its smallest and its largest scene; none with a single size."""
    result = []
    for name in dict.fromkeys(one.name for one in found):
        sizes = sorted((one for one in found if one.name == name), key=lambda one: one.megapixels)
        first, last = sizes[0], sizes[-1]
        if first.megapixels == last.megapixels:
            continue
        more = last.megapixels - first.megapixels
        time, memory = (last.core_seconds - first.core_seconds) / more, (last.peak_gb - first.peak_gb) / more
        flat = all(b.peak_gb <= (1.0 + FLAT) * a.peak_gb for a, b in itertools.pairwise(sizes))
        start = first.core_seconds - time * first.megapixels, first.peak_gb - memory * first.megapixels
        result.append(Trend(name, start[0], time, start[1], memory, flat))
    return result


def trend_lines(found: Sequence[Trend]) -> list[str]:
    """Lines of text."""
    return [
        f"  {one.name:14s} {one.seconds:6.1f} core s + {one.seconds_a_megapixel:6.2f} a megapixel; {one.gb:5.2f} GB + "
        f"{1e3 * one.gb_a_megapixel:6.1f} MB a megapixel; memory "
        + ("flat" if one.flat else f"grows by more than {100 * FLAT:.0f} % from one size to the next")
        for one in found
    ]


def document(found: Sequence[Step]) -> dict:
    """The numbers for JSON."""
    return {
        "steps": [dataclasses.asdict(one) for one in found],
        "trends": [dataclasses.asdict(one) for one in trends(found)],
    }
