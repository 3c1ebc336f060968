"""What a step of a larger run answered, on disk: the step is not done again when a later one was interrupted."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from ..files.atomic import write_json


@dataclasses.dataclass(frozen=True)
class Mark:
    """The note that a step is finished.

    Parameters
    ----------
    path : Path
        JSON file that keeps it.
    """

    path: Path

    def answer(self, stamp: str, output: Path) -> dict[str, Any] | None:
        """What the step answered, if it was this very one and its output is still there.

        Parameters
        ----------
        stamp : str
            Of everything that the step depends on.
        output : Path
            File that the step wrote.
        """
        if not self.path.is_file():
            return None
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
            if noted["stamp"] == stamp and output.is_file():
                return noted["answer"]
        except (ValueError, KeyError, TypeError):
            pass  # damaged
        self.path.unlink()
        return None

    def put(self, stamp: str, answer: dict[str, Any]) -> None:
        """Keep what the step answered."""
        write_json(self.path, {"stamp": stamp, "answer": answer})
