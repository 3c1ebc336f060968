"""The memory limit of the engine's process, which is set before anything large is loaded, and what is free.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from .errors import EngineError
from .message import Message
from .system import host

LIMIT_VARIABLE = "SAR_RADARGRAMMETRY_MEMORY_LIMIT"
"""Environment variable that holds the limit in bytes."""
MIN_LIMIT = 3 << 27
"""Bytes below which not even the libraries load (0.34 GB with PyTorch's CUDA build): a lower limit counts as this."""


def memory_limit(environment: Mapping[str, str]) -> int | None:
    """The limit that an environment sets [bytes]; None without one, or with one that is no whole number above 0."""
    text = environment.get(LIMIT_VARIABLE, "").strip()
    return max(int(text), MIN_LIMIT) if text.isdecimal() and int(text) > 0 else None


def limit_memory(environment: Mapping[str, str]) -> None:
    """Let every allocation of this process fail that would take it over the limit, where the system can.

    Linux keeps the limit, macOS and Windows do not.
    """
    limit = memory_limit(environment)
    if limit is not None:
        host.limit_memory(limit)


def keep_freed_memory(environment: Mapping[str, str]) -> None:
    """Use again what is freed until `host.return_freed_memory`, see `posix.keep_freed_memory`; not under a limit."""
    if memory_limit(environment) is None:
        host.keep_freed_memory()


def limit_text(limit: int) -> str:
    """A limit [bytes] as settings show it."""
    return f"{limit / 2**30:.3g} GB"


def check_free(needed: float, device: str, what: Message, otherwise: Message) -> None:
    """Refuse `what` where it needs more bytes than it may have on a processor; `otherwise` ends the sentence.

    Raises
    ------
    EngineError
    """
    limit = memory_limit(os.environ) if device == "cpu" else None
    if limit is not None and limit < needed:
        raise EngineError(
            "{what} needs {needed:.1f} GB of memory and the limit in the settings is {limit}; raise it, or "
            "{otherwise}.",
            what=what,
            needed=needed / 1e9,
            limit=limit_text(limit),
            otherwise=otherwise,
        )
    free = free_memory() if device == "cpu" else None
    if free is not None and free < needed:
        raise EngineError(
            "{what} needs {needed:.1f} GB of memory and {free:.1f} GB are free; close other programs, or {otherwise}.",
            what=what,
            needed=needed / 1e9,
            free=free / 1e9,
            otherwise=otherwise,
        )


def free_memory() -> int | None:
    """Bytes that programs can still take without swapping; None where the system does not say."""
    return host.memory()[1]
