"""`make bench DEVICE=cuda`: matching and training on a graphics card beside the processor, on the same patches.

The answers of both are compared, because kernels of a card round in another order.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from sar_radargrammetry.engine.device import choose_device
from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.image.window import tiles
from sar_radargrammetry.engine.matching.banded import Search
from sar_radargrammetry.engine.matching.matchers import make_matcher
from sar_radargrammetry.engine.matching.patch import match_patch
from sar_radargrammetry.engine.patches.package import Patch
from sar_radargrammetry.engine.stereo.surface import Surface
from sar_radargrammetry.engine.training.compact import further
from sar_radargrammetry.engine.training.crops import crop, stack
from sar_radargrammetry.engine.training.drawing import draw
from sar_radargrammetry.engine.training.simulated import make_samples

from .judging import OVERLAP, SCENES, TILE, limits_of, surface_of
from .simulated import SimulatedPair, simulated_pair

CPU = "cpu"
SCENE = "hills, 15°"
PATCHES, STEPS, BATCH, SIDE, HEIGHTS = 4, 3, 8, 160, 16
RATE = 1e-6
"""Learning rate of the timed steps; what they learn is thrown away."""


@dataclasses.dataclass(frozen=True)
class Timed:
    """What a device does.

    Parameters
    ----------
    device : str
    patch : float
        Seconds for a patch of `TILE` x `TILE` pixels, both ways.
    step : float
        Seconds for a training step of `BATCH` crops of `SIDE` pixels.
    memory : float or None
        Bytes on the card at the most; None on a processor.
    """

    device: str
    patch: float
    step: float
    memory: float | None


@dataclasses.dataclass(frozen=True)
class Agreement:
    """How far the matches of two devices differ.

    Parameters
    ----------
    same : float
        Share of the pixels that have a match on both or on neither.
    median, most : float
        Distance of the matches that both have [px]: median, and 99.9th percentile.
    """

    same: float
    median: float
    most: float


def missing(device: str) -> str | None:
    """Why a device cannot be measured, as a sentence; None where it can."""
    try:
        choose_device(device)
    except EngineError as error:
        return str(error)
    return None


def measure(device: str, folder: Path) -> tuple[list[Timed], Agreement]:
    """Time the processor and a device, and compare their matches."""
    pair = simulated_pair(SCENES[SCENE], folder / str(SCENES[SCENE].seed))
    batch = stack(_crops())
    # What the patches are matched around on every device.
    surface = surface_of(pair, make_matcher("compact", None, CPU))
    rows, answers = [], []
    for one in (CPU, device):
        if one == "cuda":
            torch.cuda.reset_peak_memory_stats()
        found, patch = _matched(pair, surface, one)
        step = _trained(batch, one)
        rows.append(Timed(one, patch, step, torch.cuda.max_memory_allocated() if one == "cuda" else None))
        answers.append(found)
    return rows, agreement(*answers)


def agreement(one: np.ndarray, other: np.ndarray) -> Agreement:
    """Compare matches (..., 2, lines, samples) of two devices, NaN where there is none."""
    known, also = (np.isfinite(values).all(-3) for values in (one, other))
    both = known & also
    off = np.hypot(*np.moveaxis(one - other, -3, 0))[both]
    if not off.size:
        return Agreement(float((known == also).mean()), np.nan, np.nan)
    return Agreement(float((known == also).mean()), float(np.median(off)), float(np.quantile(off, 0.999)))


def table(rows: list[Timed], found: Agreement) -> list[str]:
    """Lines of text."""
    first = rows[0]
    lines = [f"  {'device':8s} {'patch':>8s} {'ratio':>6s} {'step':>8s} {'ratio':>6s} {'pairs/s':>8s} {'memory':>8s}"]
    for row in rows:
        memory = "" if row.memory is None else f"{row.memory / 1e9:.2f} GB"
        lines.append(
            f"  {row.device:8s} {row.patch:6.2f} s {first.patch / row.patch:6.1f} {row.step:6.2f} s "
            f"{first.step / row.step:6.1f} {BATCH / row.step:8.1f} {memory:>8s}"
        )
    lines.append(
        f"  {100 * found.same:.2f} % of the pixels have a match on both or on neither; these differ by "
        f"{found.median:.1e} px (median), {found.most:.1e} px (99.9 %)"
    )
    return lines


def _matched(pair: SimulatedPair, surface: Surface, device: str) -> tuple[np.ndarray, float]:
    """Displacements (n, 2, lines, samples) of some patches, and the seconds for one; the first is not timed."""
    ready = make_matcher("compact", None, device)
    model = pair.images[0].model
    search = Search(*pair.images, 1, surface, limits_of(pair), ready.match, ready.first_try)
    windows = [w for w in tiles(model.lines, model.samples, TILE, OVERLAP) if (w.lines, w.samples) == (TILE, TILE)]

    def match(number: int) -> np.ndarray:
        window = windows[number % len(windows)]
        return match_patch(Patch(number, window, window, np.empty((0, 2))), search, ready.judge, ready.spread)[:2]

    match(0)
    start = time.perf_counter()
    found = [match(number) for number in range(PATCHES)]
    return np.stack(found), (time.perf_counter() - start) / PATCHES


def _crops() -> list:
    rng, seed, crops = np.random.default_rng(0), 0, []
    while len(crops) < BATCH:
        for sample in make_samples(draw(seed)):
            found = crop(sample, SIDE, HEIGHTS, rng)
            if found is not None and len(crops) < BATCH:
                crops.append(found.framed(HEIGHTS))
        seed += 1
    return crops


def _trained(batch, device: str) -> float:
    """Seconds for a training step; the first is not timed."""
    recipe = further(None, False)
    net, batch = recipe.build(device), batch.to(device)
    optimizer = torch.optim.AdamW(net.parameters(), RATE)

    def step() -> None:
        optimizer.zero_grad()
        recipe.loss(net, batch, device).total.backward()
        optimizer.step()

    return _seconds(step, device) / STEPS


def _seconds(step: Callable[[], None], device: str) -> float:
    step()
    if device == "cuda":
        torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(STEPS):
        step()
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - start
