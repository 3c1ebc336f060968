"""The folder of a comparison of matchers: what it is of, which matchers are finished, and how long matching took."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..files.atomic import atomic_output, write_json
from ..files.intermediate import finished_with
from ..job import Context
from ..matching.competitors import Competitor
from ..report.provenance import versions

STAMP = ".comparison"
"""File of the folder that states the pair and the surface of its results."""
WORK = ".comparison.work"
"""Folder of what the matchers share and what is not finished."""
RESULT = "result.json"


@dataclasses.dataclass(frozen=True)
class ComparisonFolder:
    """A folder of results.

    Parameters
    ----------
    path : Path
    digest : str
        Of all that the results depend on but the matchers.
    was_there : bool
        Before the first run.
    """

    path: Path
    digest: str
    was_there: bool

    @classmethod
    def begin(cls, path: Path, digest: str) -> ComparisonFolder:
        """Make the folder ready.

        Raises
        ------
        EngineError
            It holds something else.
        """
        stamp, was_there = path / STAMP, path.is_dir()
        if stamp.is_file():
            if stamp.read_text() != digest:
                raise EngineError(
                    "The folder {path} holds a comparison of other inputs, parameters or versions of the plugin; "
                    "choose another one or delete it.",
                    path=path,
                )
        elif was_there and any(path.iterdir()):
            raise EngineError(
                "The folder {path} is not empty and holds no comparison; choose an empty folder.", path=path
            )
        path.mkdir(exist_ok=True)
        with atomic_output(stamp) as temporary:
            temporary.write_text(digest)
        (path / WORK).mkdir(exist_ok=True)
        return cls(path, digest, was_there)

    @property
    def work(self) -> Path:
        """The folder of what is not finished."""
        return self.path / WORK

    def finished(self, one: Competitor, stamp: str) -> dict[str, Any] | None:
        """The result of a competitor, if an earlier run wrote it and its rasters are still there."""
        path = self.path / one.slug / RESULT
        if not path.is_file():
            return None
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
            whole = all((self.path / file).is_file() for file in result["files"].values())
            return result if result["stamp"] == stamp and whole else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, one: Competitor, result: dict[str, Any]) -> None:
        """Keep the result of a competitor."""
        write_json(self.path / one.slug / RESULT, result)

    def drop(self, one: Competitor) -> None:
        """Throw away what a competitor has left."""
        shutil.rmtree(self.path / one.slug, ignore_errors=True)

    def close(self) -> None:
        """Remove the working files after all results are written, or keep them if the user asked for them."""
        if self.work.is_dir():
            finished_with(self.work, self.path / "intermediate")

    def abandon(self) -> None:
        """Take away what a run that failed has left; matchers that were finished stay."""
        shutil.rmtree(self.work, ignore_errors=True)
        if not any(path.name != STAMP for path in self.path.iterdir()):
            (self.path / STAMP).unlink(missing_ok=True)
            if not self.was_there:
                self.path.rmdir()


def result_stamp(one: Competitor, device: str) -> str:
    """Of all that a competitor's result depends on besides the pair."""
    return hashlib.sha256(json.dumps([one.matcher, one.digest, device, versions()]).encode()).hexdigest()


class Stopwatch:
    """Seconds spent on patches that are finished, over all runs: what the patches of a killed run took counts too.

    Parameters
    ----------
    path : Path
        Of the file that keeps them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def seconds(self) -> float:
        """What was noted up to now."""
        return float(self._path.read_text()) if self._path.is_file() else 0.0

    def watched(self, context: Context) -> Context:
        """A context that notes the time at each progress, which is once a patch."""
        before, start = self.seconds(), time.monotonic()

        def report(message: dict) -> None:
            if message["type"] == "progress":
                with atomic_output(self._path) as temporary:
                    temporary.write_text(f"{before + time.monotonic() - start:.3f}")
            context.report(message)

        return dataclasses.replace(context, report=report)
