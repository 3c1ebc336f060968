"""Who does units of work: threads of this process, processes beside it, or a cluster.

A unit is a dict that JSON can carry. Its result is left in files; units may be done in any order, and
again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ..job import Context

Unit = dict[str, Any]

POLL = 0.1
"""Seconds between two looks at the wish to stop."""


class Crew(Protocol):
    """Does units of work, see the classes that do."""

    def do(self, units: Sequence[Unit], context: Context, done: Callable[[int], None] = ...) -> None:
        """Do all units; returns when every one is done.

        Parameters
        ----------
        units : sequence of dict
        context : Context
            Gets the progress; states whether the user has cancelled.
        done : callable, optional
            Called with the number that are done, whenever one is.

        Raises
        ------
        EngineError
            Of a unit, or because no worker is left to do them.
        Cancelled
        """

    def close(self) -> None:
        """End whatever was started; what is being done is not finished."""
