"""Whether the memory is large enough for RoMa, before it is filled."""

from __future__ import annotations

import os
from pathlib import Path

from ...errors import EngineError
from ...memory import limit_in_words, memory_limit
from .design import RomaDesign

NEEDED = {"outdoor": 6.0e9, "reduced": 0.5e9}
"""Bytes that matching takes on a processor at the most; measured."""
MEMORY_FILE = Path("/proc/meminfo")


def check_memory(design: RomaDesign, device: str) -> None:
    """Refuse to fill more memory than there is: the system would end the process, or swap for hours.

    Raises
    ------
    EngineError
    """
    check_free(NEEDED[design.kind], device, "The matcher roma", "choose the matcher compact")


def check_free(needed: float, device: str, what: str, otherwise: str) -> None:
    """Refuse `what` where it needs more bytes than it may have on a processor; `otherwise` ends the sentence.

    Raises
    ------
    EngineError
    """
    limit = memory_limit(os.environ) if device == "cpu" else None
    if limit is not None and limit < needed:
        raise EngineError(
            f"{what} needs {needed / 1e9:.1f} GB of memory and the limit in the settings is {limit_in_words(limit)}; "
            f"raise it, or {otherwise}."
        )
    free = free_memory() if device == "cpu" else None
    if free is not None and free < needed:
        raise EngineError(
            f"{what} needs {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free; close other programs, or "
            f"{otherwise}."
        )


def free_memory() -> int | None:
    """Bytes that programs can still take without swapping; None where the system does not say."""
    try:
        lines = MEMORY_FILE.read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return 1024 * int(value.split()[0])
    return None
