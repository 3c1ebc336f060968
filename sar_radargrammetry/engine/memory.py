"""The memory limit of the engine's process, which is set before anything large is loaded.

Both sides of the door use this: it needs the standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping

try:
    import resource
except ImportError:  # Windows
    resource = None

VARIABLE = "SAR_RADARGRAMMETRY_MEMORY_LIMIT"
"""Environment variable that holds the limit in bytes."""
LEAST = 1 << 29
"""Bytes below which not even the libraries load: a lower limit counts as this one."""


def memory_limit(environment: Mapping[str, str]) -> int | None:
    """The limit that an environment sets [bytes]; None without one, or with one that is no whole number above 0."""
    text = environment.get(VARIABLE, "").strip()
    return max(int(text), LEAST) if text.isdecimal() and int(text) > 0 else None


def limit_memory(environment: Mapping[str, str]) -> None:
    """Let every allocation of this process fail that would take it over the limit, where the system can.

    What counts is the memory that a process may write and does not share, not the address space: the libraries' code
    and mapped files would fill that with gigabytes that cost nothing. Linux keeps the limit, macOS and Windows do not.
    """
    limit = memory_limit(environment)
    if limit is None or resource is None:
        return
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def limit_in_words(limit: int) -> str:
    """A limit [bytes] as settings show it."""
    return f"{limit / 2**30:.3g} GB"
