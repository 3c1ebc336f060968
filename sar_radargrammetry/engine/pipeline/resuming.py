"""What a step of a larger run answered, on disk: the step is not done again when a later one was interrupted."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..files.atomic import write_json
from ..files.intermediate import finished_with
from ..foreign import may_pass
from ..job import Context


@dataclasses.dataclass(frozen=True)
class Mark:
    """The note that a step is finished.

    Parameters
    ----------
    path : Path
        JSON file that keeps it.
    """

    path: Path

    def answer(self, stamp: str) -> dict[str, Any] | None:
        """What the step answered, if it was this very one and its outputs are still there as it left them.

        Parameters
        ----------
        stamp : str
            Of everything that the step depends on.
        """
        if not self.path.is_file():
            return None
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
            folder, outputs = self.path.parent, noted["outputs"]
            # A copy that was cut off, or a file that was replaced, has another size.
            if noted["stamp"] == stamp and all(_size(folder / name) == size for name, size in outputs.items()):
                return noted["answer"]
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # damaged
        self.path.unlink()
        return None

    def put(self, stamp: str, answer: dict[str, Any], outputs: Iterable[Path]) -> None:
        """Keep what the step answered, and the sizes of the files that it wrote beside the mark."""
        folder = self.path.absolute().parent
        sizes = {str(path.absolute().relative_to(folder)): _size(path) for path in outputs}
        write_json(self.path, {"stamp": stamp, "answer": answer, "outputs": sizes})


@contextlib.contextmanager
def unfinished(work: Path, finished: Path | None, context: Context) -> Iterator[None]:
    """Keep a folder of a run's steps until the run has succeeded, or failed in a way that would be repeated.

    Parameters
    ----------
    work : Path
        Made where it is missing. A run that was interrupted resumes from it when it is started again.
    finished : Path or None
        See `files.intermediate.finished_with`; None for a folder that the user named, which stays.
    context : Context
        Is given the folder.
    """
    work.mkdir(exist_ok=True)
    context.keep(work)
    try:
        yield
    except EngineError as error:
        if finished is not None and not may_pass(error):
            shutil.rmtree(work, ignore_errors=True)
        raise
    if finished is not None:
        finished_with(work, finished)


def _size(path: Path) -> int | None:
    """Bytes of a file; None where there is none."""
    return path.stat().st_size if path.is_file() else None
