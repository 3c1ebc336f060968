"""Matchers made ready by their names."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import EngineError
from ..parallel import PATCH_THREADS, cores
from ..precision import FLOAT32, choose_precision
from .consistency import Judge
from .interface import Matcher
from .registry import matcher_entry
from .spread import Spread


class ReadyMatcher(NamedTuple):
    """A matcher bound to a device, and what is known of it.

    Parameters
    ----------
    match : Matcher
    judge : Judge
        How likely its matches are right.
    spread : Spread
        How much right ones err.
    rough : Matcher
        What measures the surface that it starts from: itself, unless it takes long.
    digest : str or None
        Of its weights.
    seconds : float or None
        Time that a patch is expected to take there and back, of matchers that take long.
    memory : float
        Bytes that a process takes on a processor, without the pixels of its patches.
    first_try : int
        Of full resolution, see `banded.Search`: where more heights cost little, not to search again is faster.
    precision : str
        Of its convolutions, see `engine.precision`.
    """

    match: Matcher
    judge: Judge
    spread: Spread
    rough: Matcher
    digest: str | None = None
    seconds: float | None = None
    memory: float = 0.4e9
    first_try: int = 1
    precision: str = FLOAT32


def make_matcher(
    name: str,
    weights: str | Path | None,
    device: str,
    warn: Callable[[str], None] = lambda text: None,
    precision: str | None = None,
) -> ReadyMatcher:
    """The matcher of a name, ready for a device.

    Parameters
    ----------
    name : str
        One of `registry.MATCHER_NAMES`.
    weights : path, optional
        Of a learned matcher; by default those that come with the plugin.
    device : {"cpu", "cuda"}
    warn : callable, optional
        Takes what the user should know about the weights.
    precision : str, optional
        Of the convolutions of matchers that may choose; by default the device's, see `engine.precision`.

    Raises
    ------
    EngineError
        An unknown name, weights for a matcher that takes none, none for one that needs them, or weights that cannot be
        used.
    """
    entry = matcher_entry(name)
    if weights is not None and not entry.learned:
        raise EngineError("The matcher {name} takes no weights; leave them empty.", name=name)
    return importlib.import_module(f".{entry.module}", __package__).make(
        weights, device, warn, precision or choose_precision(device)
    )


def threads_of(name: str, device: str) -> int | None:
    """Threads of PyTorch with which every patch is matched, so that all give the same bytes; None for all there are."""
    return None if matcher_entry(name).threads or device != "cpu" else min(PATCH_THREADS, cores())


@contextlib.contextmanager
def with_threads(count: int | None) -> Iterator[None]:
    """Let PyTorch use so many threads; None for as many as before."""
    if count is None:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
