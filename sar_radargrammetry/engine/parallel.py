"""Work on long arrays in pieces that fit the processor's cache, on all cores."""

from __future__ import annotations

import collections
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")

CHUNK = 8192
"""Points a piece: some twenty double-precision temporaries of this length fit a core's level-2 cache."""

PATCH_THREADS = 1
"""Threads of PyTorch for a patch. It rounds sums by their number, and patches side by side gain more than threads of
one do."""


def cores() -> int:
    """How many threads to use: those of the processor, or as many as OMP_NUM_THREADS grants to every library."""
    granted = os.environ.get("OMP_NUM_THREADS", "").strip()
    return int(granted) if granted.isdecimal() and int(granted) > 0 else os.cpu_count() or 1


def for_pieces(function: Callable[[slice], None], length: int, chunk: int = CHUNK) -> None:
    """Call `function` with slices that cover 0..length; numpy releases the interpreter lock, so threads gain.

    The pieces are the same whatever the number of cores, and so is the result. The threads are those of the whole
    process: to start some for every call takes longer than many calls. The caller works too, so that a call inside of
    a piece ends although all threads are busy.
    """
    pieces = [slice(first, min(first + chunk, length)) for first in range(0, length, chunk)]
    helpers = min(len(pieces), cores()) - 1
    if helpers < 1:
        for piece in pieces:
            function(piece)
        return
    left = collections.deque(pieces)

    def work() -> None:
        while True:
            try:
                piece = left.popleft()
            except IndexError:
                return
            function(piece)

    running = [_threads().submit(work) for _ in range(helpers)]
    try:
        work()
    finally:
        left.clear()
        for helper in running:
            if not helper.cancel():
                helper.result()


def two_at_once(function: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
    """Call `function` with every item, in no order, and say before each pair of calls how many were made.

    More at once than two would take the memory of as many.
    """
    for first in range(0, len(items), 2):
        yield first
        pair = items[first : first + 2]
        for_pieces(lambda piece, pair=pair: function(pair[piece.start]), len(pair), 1)


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The items in order, each made by another thread while the caller works on the one before."""
    iterator, end = iter(items), object()
    if cores() == 1:
        yield from iterator
        return
    coming = _threads().submit(next, iterator, end)
    try:
        while True:
            # Where all threads are busy, the caller makes it.
            item = next(iterator, end) if coming.cancel() else coming.result()
            if item is end:
                return
            coming = _threads().submit(next, iterator, end)
            yield item
    finally:
        if not coming.cancel():
            wait([coming])


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=cores() - 1)
