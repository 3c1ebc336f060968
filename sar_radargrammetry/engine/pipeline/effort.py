"""How long a run takes and how much memory, from sizes alone, before it starts; and how much time is left meanwhile.

All times are those of one core of the processor that they were measured on (`make bench SCALE=1` measures them again),
shared among the cores that there are. The progress of a run is divided by them, so that the time left follows from it:
that time holds on any processor, once the first patches are matched.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Sequence

from ..device import CPU
from ..image.window import Window, tiles
from ..job import Context
from ..matching.pass_sizes import BAND, MOST_FIRST, OVERLAP, TILE, factors
from ..matching.registry import MatcherCost, matcher_entry
from ..message import Message
from ..parallel import cores
from ..precision import BFLOAT16, choose_precision
from ..workers.sharing import together, worker_count

PASS_START = 0.5
"""Core seconds of the passes besides their windows, and of loading a network."""
PASS_TRIES = 1.9
"""Times that a window of a pass is searched, see `banded.MAX_TRIES`; measured on 2 x 2 km of mountains."""
EASY_RATE, MOST_REPEATED = 0.9, 2.0
"""Pixels a metre of height above which patches of mountains are searched again in a wider band, and by what factor
they take longer at the most: twice the way forward again, see `banded.MAX_TRIES`."""
BLENDING = 0.35
"""Core seconds a megapixel of the reference, for blending the patches to a raster. One core does it."""
REFINING = 3.0
"""Core seconds for the tie points and the adjustment of the navigation, about, whatever the size. One core does it."""
ELEVATION = 2.1
"""Core seconds a megapixel of the reference, for triangulation, gridding and mask."""
ELEVATION_START = 2.0
"""Core seconds of the same whatever the size, with the report and the start of the process."""
ELEVATION_SERIAL = 0.25
"""Share of the triangulation that one core does alone."""
LIBRARIES = 0.32e9
"""Bytes of a process that matches, without the pixels of its patch."""
ELEVATION_LIBRARIES = 0.6e9
"""Bytes of a process that triangulates after it has matched, without the bands of its reference."""
WHOLE_LINES = 120e3
"""Bytes a sample of the reference's lines: matches are triangulated by bands of whole lines, after the last patch."""
FIRST, AGAIN = 60.0, 0.2
"""Seconds after which the time left is stated for the first time, and from then on at the least, or after this share of
the time left."""
LEAST = 2.0
"""Percent of the progress that must be measured before anything is concluded from it."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be matched, as far as sizes say.

    Parameters
    ----------
    lines, samples : int
        Of the reference.
    patches : int
        Their number.
    pixels : float
        Of all patches together.
    largest : float
        Pixels of a patch, at the most.
    reach : float
        Metres of height that are searched to either side of where the search starts.
    rate : float
        Pixels of the secondary by which a metre of height moves a match.
    turned : bool
        Whether the tracks cross at nearly a right angle, see `turned.turned`.
    """

    lines: int
    samples: int
    patches: int
    pixels: float
    largest: float
    reach: float
    rate: float
    turned: bool

    @classmethod
    def of_windows(
        cls, windows: Sequence[Window], size: tuple[int, int], reach: float, rate: float, turned: bool
    ) -> Task:
        """The task of patches, of which these windows are matched, over a reference of so many lines and samples."""
        pixels = [window.pixels for window in windows]
        return cls(
            lines=size[0],
            samples=size[1],
            patches=len(pixels),
            pixels=float(sum(pixels)),
            largest=float(max(pixels, default=0)),
            reach=reach,
            rate=rate,
            turned=turned,
        )

    @classmethod
    def of_overlap(
        cls,
        size: tuple[int, int],
        patch_size: int,
        overlap: int,
        share: float,
        reach: float,
        rate: float,
        turned: bool,
    ) -> Task:
        """The task of a pair of which nothing was planned yet; `share` (0..1) of the reference is in the secondary."""
        pixels = [window.pixels for window in tiles(*size, patch_size, overlap)]
        return cls(
            lines=size[0],
            samples=size[1],
            patches=math.ceil(share * len(pixels)),
            pixels=share * sum(pixels),
            largest=float(max(pixels)),
            reach=reach,
            rate=rate,
            turned=turned,
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Effort:
    """What a run takes on this processor.

    Parameters
    ----------
    passes, patches, blending, refining, elevation : float
        Seconds of its steps.
    memory : float
        Bytes that all its processes take together at the most.
    """

    passes: float
    patches: float
    blending: float
    refining: float
    elevation: float
    memory: float

    @property
    def matching(self) -> float:
        """Seconds from patches to a correspondence raster."""
        return self.passes + self.patches + self.blending

    @property
    def whole(self) -> float:
        """Seconds from patches to elevation."""
        return self.matching + self.refining + self.elevation

    def sentence(self) -> Message:
        """The message on the whole run."""
        return Message(
            "Elevation is expected to take about {whole} and {memory:.1f} GB of memory on this processor: matching "
            "{matching}, the rest {rest}. The time is corrected after the first patch.",
            whole=duration(self.whole),
            memory=self.memory / 1e9,
            matching=duration(self.matching),
            rest=duration(self.refining + self.elevation),
        )


def expected(task: Task, matcher: str, workers: int = 1) -> Effort:
    """What a task takes.

    Parameters
    ----------
    task : Task
    matcher : str
        Its name.
    workers : int
        Processes that share the cores, this one alone where it is 1.

    Raises
    ------
    EngineError
        There is no such matcher.
    """
    entry = matcher_entry(matcher)
    cost = entry.cost
    megapixels = task.lines * task.samples / 1e6
    workers = max(1, min(workers, task.patches))
    # One process does some patches at the same time, or one with all cores.
    side_by_side = together(task.patches, CPU, _memory(cost, task)) if workers == 1 and not entry.threads else 1
    hastened = speed_up(cores() if entry.threads else side_by_side, cost.serial)
    precision = cost.bfloat16 if choose_precision(CPU) == BFLOAT16 else 1.0
    pixels = cost.both_ways * repeated(task.rate, cost.again) * task.pixels / 1e6
    process = _memory(cost, task, side_by_side)
    others = 0.0 if workers == 1 else workers * process
    return Effort(
        passes=PASS_START + precision * cost.one_way * pass_megapixels(task, max(workers, side_by_side)),
        patches=precision * pixels / (workers * hastened),
        blending=BLENDING * megapixels,
        refining=REFINING,
        elevation=(ELEVATION_START + ELEVATION * megapixels) / speed_up(cores(), ELEVATION_SERIAL),
        # Patches, and workers, are done before the first band of whole lines.
        memory=max(ELEVATION_LIBRARIES + WHOLE_LINES * task.samples, process if workers == 1 else LIBRARIES + others),
    )


def workers_of(task: Task, matcher: str, device: str, asked: int) -> int:
    """How many processes will match a task, see `sharing.worker_count`."""
    return worker_count(asked, task.patches, device, _memory(matcher_entry(matcher).cost, task))


def _memory(cost: MatcherCost, task: Task, patches: int = 1) -> float:
    """Bytes of a process that matches so many patches at the same time."""
    return LIBRARIES + patches * cost.pixel_memory * task.largest


def speed_up(threads: int, serial: float) -> float:
    """How many times faster so many threads are than one, where a share of the work is done by one thread alone.

    Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 1967.
    """
    return 1.0 / (serial + (1.0 - serial) / threads)


def repeated(rate: float, again: float) -> float:
    """By what patches take longer because some are searched again in a wider band, as a factor; `again` as in
    `MatcherCost`."""
    return min(max(1.0 + again * (rate - EASY_RATE), 1.0), MOST_REPEATED)


def pass_megapixels(task: Task, workers: int = 1) -> float:
    """Megapixels of the windows of all passes over averaged images, those that one of so many workers matches, counted
    as often as they are searched."""
    total = 0.0
    for number, factor in enumerate(factors(task.lines, task.samples, task.turned)):
        size = -(-task.lines // factor), -(-task.samples // factor)
        pixels = [window.pixels for window in tiles(*size, TILE, OVERLAP)]
        # The first pass searches the whole range to either side of its middle. Those after it start from what it found;
        # few of their windows know so little that they have bands.
        bands = max(math.ceil(task.reach * task.rate / (BAND * MOST_FIRST * factor)), 1) if number == 0 else 1
        total += PASS_TRIES * bands * sum(pixels) / min(workers, len(pixels)) / 1e6
    return total


class _TimeLeft:
    """Passes on what a run reports, and says now and then how long it will still take."""

    def __init__(self, report: Callable[[dict], None], clock: Callable[[], float]) -> None:
        self._report, self._clock = report, clock
        self._start: tuple[float, float] | None = None
        self._next = FIRST

    def __call__(self, message: dict) -> None:
        self._report(message)
        if message["type"] != "progress":
            return
        now, percent = self._clock(), message["percent"]
        if self._start is None:
            self._start = now, percent
        passed, done = now - self._start[0], percent - self._start[1]
        if passed < self._next or done < LEAST or percent >= 100.0:
            return
        left = passed * (100.0 - percent) / done
        self._next = passed + max(FIRST, AGAIN * left)
        if left >= 1.0:
            text = Message("About {left} left.", left=duration(left))
            self._report({"type": "log", "level": "info", **text.as_json()})


def telling_time_left(context: Context, clock: Callable[[], float] = time.monotonic) -> Context:
    """The same context for work whose progress is in proportion to its time: says how much time is left.

    The time counts from the first progress on, so that what was finished before is not taken for speed.
    """
    return dataclasses.replace(context, report=_TimeLeft(context.report, clock))


def duration(seconds: float) -> Message:
    """A time as users read it."""
    if seconds < 100:
        return Message("{seconds:.0f} s", seconds=max(seconds, 1.0))
    if seconds < 100 * 60:
        return Message("{minutes:.0f} minutes", minutes=seconds / 60)
    return Message("{hours:.1f} hours", hours=seconds / 3600)


def outlook(seconds: float, patches: int) -> Message:
    """How long patches are expected to take of so many seconds each, before any was matched, as a sentence."""
    return Message(
        "{count} patches are expected to take about {duration} on this processor.",
        count=patches,
        duration=duration(seconds * patches),
    )


def forecast(seconds: float, left: float, patches: int, device: str) -> Message:
    """How long the other patches will take after one took so many seconds, as a sentence."""
    return Message(
        "The first patch took {duration} {where}; the other {count} will take about {rest}.",
        duration=duration(seconds),
        where=Message("on the GPU") if device == "cuda" else Message("on this processor"),
        count=patches,
        rest=duration(left),
    )
