"""Work on long arrays in pieces that fit the processor's cache, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

CHUNK = 8192
"""Points a piece: some twenty double-precision temporaries of this length fit a core's level-2 cache."""


def cores() -> int:
    """How many threads to use: those of the processor, or as many as OMP_NUM_THREADS grants to every library."""
    granted = os.environ.get("OMP_NUM_THREADS", "").strip()
    return int(granted) if granted.isdecimal() and int(granted) > 0 else os.cpu_count() or 1


def for_pieces(function: Callable[[slice], None], length: int, chunk: int = CHUNK) -> None:
    """Call `function` with slices that cover 0..length; numpy releases the interpreter lock, so threads gain.

    The pieces are the same whatever the number of cores, and so is the result.
    """
    pieces = [slice(first, min(first + chunk, length)) for first in range(0, length, chunk)]
    if len(pieces) < 2 or cores() == 1:
        for piece in pieces:
            function(piece)
        return
    with ThreadPoolExecutor(max_workers=min(len(pieces), cores())) as pool:
        for _ in pool.map(function, pieces):
            pass
