"""Batches by number: a step always gets the same batch, so that an interrupted training goes on exactly."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ..errors import EngineError
from .crops import Batch, crop, stack
from .sample import read_sample

HEIGHTS = (3, 4, 6, 10, 16)
"""Numbers of heights that batches are searched at, up to the wanted one: full resolution searches few."""
TRIES = 200
"""Crops drawn for one place in a batch before the set is given up."""


def make_batch(files: list[Path], step: int, seed: int, size: int, side: int, heights: int, vary: bool) -> Batch:
    """The batch of a step.

    Raises
    ------
    EngineError
        The set has hardly any crop with a true match.
    """
    rng = np.random.default_rng([seed, step])
    heights = int(rng.choice([h for h in HEIGHTS if h < heights] + [heights]))
    crops = []
    for _ in range(TRIES * size):
        found = crop(read_sample(files[int(rng.integers(len(files)))]), side, heights, rng, vary)
        if found is not None:
            crops.append(found.framed(heights))
        if len(crops) == size:
            return stack(crops)
    raise EngineError(
        "The training set has hardly a patch in which a tenth of the pixels have a true match; check that its images, "
        "reference DSM and their geometry belong together."
    )


def batches(files: list[Path], first: int, last: int, seed: int, size: int, side: int, heights: int) -> Iterator[Batch]:
    """The batches of steps first .. last - 1, each made while the one before is in use."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(make_batch, files, first, seed, size, side, heights, True)
        for step in range(first, last):
            batch = waiting.result()
            if step + 1 < last:
                waiting = pool.submit(make_batch, files, step + 1, seed, size, side, heights, True)
            yield batch
