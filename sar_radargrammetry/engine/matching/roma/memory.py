"""Whether the memory is large enough for RoMa, before it is filled."""

from __future__ import annotations

from pathlib import Path

from ...errors import EngineError
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
    """Refuse `what` where it needs more bytes than are free on a processor; `otherwise` ends the sentence.

    Raises
    ------
    EngineError
    """
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
