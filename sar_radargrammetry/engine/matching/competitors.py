"""Which matchers a comparison is of: those asked for, each with every weights file that is given for it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from pathlib import Path

from safetensors import SafetensorError, safe_open

from ..errors import EngineError
from .matchers import make_matcher
from .registry import LEARNED, MATCHERS, matcher_entry


@dataclasses.dataclass(frozen=True)
class Competitor:
    """A matcher with its weights.

    Parameters
    ----------
    matcher : str
        One of `registry.MATCHER_NAMES`.
    weights : str or None
        File; None for the bundled ones, and where the matcher takes none.
    digest : str or None
        Of the weights.
    slug : str
        Name as a folder, unlike all others.
    """

    matcher: str
    weights: str | None
    digest: str | None
    slug: str

    @property
    def label(self) -> str:
        """Name in texts."""
        return self.matcher if self.weights is None else f"{self.matcher} ({Path(self.weights).stem})"


def competitors(matchers: Sequence[str], weights: Sequence[str], device: str) -> list[Competitor]:
    """The matchers to compare, in the order of `MATCHERS`, bundled weights before those given; doubles once.

    Parameters
    ----------
    matchers : sequence of str
        Names; of none, all whose weights are there.
    weights : sequence of str
        Files.
    device : {"cpu", "cuda"}

    Raises
    ------
    EngineError
        An unknown matcher, weights that cannot be used or that no chosen matcher takes, or a matcher without weights.
    """
    for name in matchers:
        matcher_entry(name)
    files = [(matcher_of(path), path) for path in weights]
    for matcher, path in files:
        if matchers and matcher not in matchers:
            raise EngineError(
                "The weights file {path} is of the matcher {matcher}, which is not compared; add it.",
                path=path,
                matcher=matcher,
            )
    found: list[Competitor] = []
    for entry in (entry for entry in MATCHERS if not matchers or entry.name in matchers):
        matcher = entry.name
        own: list[str | None] = [path for kind, path in files if kind == matcher]
        if not entry.needs_weights:
            own.insert(0, None)
        elif not own and matchers:
            raise EngineError(
                "The matcher {matcher} needs weights; add a file of them to the parameter weights.", matcher=matcher
            )
        for path in own:
            digest = make_matcher(matcher, path, device).digest
            if any((one.matcher, one.digest) == (matcher, digest) for one in found):
                continue
            stem = matcher if path is None else f"{matcher}-{re.sub(r'[^A-Za-z0-9_.-]+', '_', Path(path).stem)}"
            taken = {one.slug for one in found}
            free = (s for s in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)
            found.append(Competitor(matcher, path, digest, next(free)))
    return found


def matcher_of(path: str) -> str:
    """The learned matcher that a weights file is for, by what the file says.

    Raises
    ------
    EngineError
        It does not exist, or says nothing of it.
    """
    if not Path(path).is_file():
        raise EngineError("The weights file {path} does not exist; choose an existing one.", path=path)
    try:
        with safe_open(path, framework="numpy") as file:
            form = json.loads((file.metadata() or {}).get("sar_radargrammetry", "{}")).get("format", "").split()
    except (OSError, SafetensorError, ValueError, AttributeError) as error:
        raise EngineError(
            "The weights file {path} cannot be read ({reason}); it is damaged or not a weights file.",
            path=path,
            reason=error,
        ) from error
    for matcher in LEARNED:
        if matcher in form:
            return matcher
    raise EngineError(
        "{path} holds no weights of the matchers {learned}; choose another file.", path=path, learned=", ".join(LEARNED)
    )
